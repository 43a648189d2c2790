"""Reply markup: what a keyboard may look like, and the three kinds a message can carry.

An inline keyboard belongs to its message; a reply keyboard, its removal and a forced reply are state of the chat.
Where the real server's wording for a limit is not known, the refusal has words of our own.
"""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox import limits
from bot.sandbox.cleaning import BLANK, clean, link_problem, unseen
from bot.sandbox.errors import (
    BUTTON_COPY_INVALID,
    BUTTON_DATA_INVALID,
    BUTTON_NO_ACTION,
    INLINE_EXPECTED,
    MARKUP_TOO_LONG,
    bad_request,
)

Markup = dict[str, Any]

_INLINE_ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "pay",
)


def split(markup: Markup | None, *, inline_only: bool = False) -> tuple[Markup | None, Markup | None]:
    """(inline keyboard of the message, change of the chat's keyboard), checked; either may be None.

    An inline keyboard without buttons counts as none: an edit that sends one removes the keyboard.
    """
    if not markup:
        return None, None
    if "inline_keyboard" in markup:
        rows = [[_inline(button) for button in row] for row in _rows(markup["inline_keyboard"])]
        return ({"inline_keyboard": rows}, None) if rows else (None, None)
    if inline_only:
        raise bad_request(INLINE_EXPECTED)
    if "keyboard" in markup:
        return None, {**markup, "keyboard": [[_key(key) for key in row] for row in _rows(markup["keyboard"])]}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return None, markup
    raise bad_request("object expected as reply markup")


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or any(not isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup: array of arrays of buttons expected")
    filled: list[list[Any]] = [row for row in rows if row]
    if sum(len(row) for row in filled) > limits.BUTTONS_MAX:
        raise bad_request(f"{MARKUP_TOO_LONG}: more than {limits.BUTTONS_MAX} buttons")
    if any(len(row) > limits.BUTTONS_PER_ROW_MAX for row in filled):
        raise bad_request(f"{MARKUP_TOO_LONG}: more than {limits.BUTTONS_PER_ROW_MAX} buttons in a row")
    if len(json.dumps(filled, ensure_ascii=False).encode()) > limits.MARKUP_MAX_BYTES:
        raise bad_request(MARKUP_TOO_LONG)
    return filled


def _inline(button: Any) -> Markup:
    """The button with a clean label. Raises a 400 for a bad one."""
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or unseen(button["text"]):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not any(button.get(action) is not None for action in _INLINE_ACTIONS):
        raise bad_request(BUTTON_NO_ACTION)
    data = button.get("callback_data")
    if data is not None:
        size = len(data.encode()) if isinstance(data, str) else 0
        if not 1 <= size <= limits.CALLBACK_DATA_MAX_BYTES:
            raise bad_request(BUTTON_DATA_INVALID)
    copied = button.get("copy_text")
    if copied is not None:
        text = copied.get("text") if isinstance(copied, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= limits.COPY_TEXT_MAX:
            raise bad_request(BUTTON_COPY_INVALID)
    url = button.get("url")
    problem = None if url is None else link_problem(str(url))
    if problem is not None:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {problem}")
    return {**button, "text": clean(button["text"]).strip(BLANK)}


def _key(key: Any) -> Markup:
    if isinstance(key, str):
        key = {"text": key}
    if not isinstance(key, dict) or not isinstance(key.get("text"), str) or unseen(key["text"]):
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return {**key, "text": clean(key["text"]).strip(BLANK)}
