"""What a person sees, as small frozen objects for tests: a message, its buttons, its file.

A view keeps what was on the screen when it was taken, so a test can tap a card that has been edited since.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox import entities
from bot.sandbox.model import Json


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button; `data` is None for a link."""

    label: str
    data: str | None = None
    url: str | None = None


ButtonChoice = str | re.Pattern[str] | Callable[[Button], bool]
"""A label (exact, else part of one), a pattern searched in labels, or a predicate."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as it was on the screen."""

    id: int
    chat_id: int
    sender_id: int
    from_bot: bool
    text: str
    html: str
    rows: tuple[tuple[Button, ...], ...]
    date: int
    edited: bool
    reply_to: int | None
    forwarded: bool
    file_id: str | None
    file_name: str | None
    contact_phone: str | None
    album: str | None

    @property
    def buttons(self) -> list[Button]:
        """All buttons, row after row."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons."""
        return [button.label for button in self.buttons]

    def find(self, choice: ButtonChoice) -> Button | None:
        """The button that the choice means, or None. Raises AssertionError when a part of a label fits several."""
        if not isinstance(choice, str):
            test = choice if not isinstance(choice, re.Pattern) else _searching(choice)
            return next((button for button in self.buttons if test(button)), None)
        exact = [button for button in self.buttons if button.label == choice]
        if exact:
            return exact[0]
        parts = [button for button in self.buttons if choice in button.label]
        assert len(parts) < 2, f"{choice!r} fits several buttons: {[button.label for button in parts]}"
        return parts[0] if parts else None


def _searching(pattern: re.Pattern[str]) -> Callable[[Button], bool]:
    return lambda button: pattern.search(button.label) is not None


def view(message: Json, bot_id: int) -> MessageView:
    """A message of the core as a view."""
    text: str = message.get("text") or message.get("caption") or ""
    found: list[Any] = message.get("entities") or message.get("caption_entities") or []
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    file = message["photo"][-1] if "photo" in message else message.get("document", {})
    return MessageView(
        id=message["message_id"],
        chat_id=message["chat"]["id"],
        sender_id=message["from"]["id"],
        from_bot=message["from"]["id"] == bot_id,
        text=text,
        html=entities.to_html(text, found),
        rows=tuple(
            tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row) for row in keyboard
        ),
        date=message["date"],
        edited="edit_date" in message,
        reply_to=message.get("reply_to_message", {}).get("message_id"),
        forwarded="forward_origin" in message,
        file_id=file.get("file_id"),
        file_name=file.get("file_name"),
        contact_phone=message.get("contact", {}).get("phone_number"),
        album=message.get("media_group_id"),
    )
