"""A screen gets into a chat in one way: only `bot.chat.show` calls what writes there or reads a file."""

from __future__ import annotations

import ast

from tests.guards.tree import modules, where

ONE_WAY = "bot/chat/show.py"
METHODS = {
    "copy_message", "delete_message", "delete_messages", "download", "download_file", "edit_message_caption",
    "edit_message_media", "edit_message_reply_markup", "edit_message_text", "edit_reply_markup", "edit_text",
    "forward_message", "reply", "send_document", "send_media_group", "send_message", "send_photo",
}  # fmt: skip
CALLS = {"SendScreen", "EditScreen", "AnswerTap"}
OWN = "bot/sandbox/"
"""The server of the sandbox has methods of the same names."""


def test_only_one_module_calls_what_writes_into_a_chat() -> None:
    found = {
        where(path, node.lineno): name
        for path, module in modules("bot", "handlers")
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and (name := _called(node.func)) in METHODS | CALLS
    }
    calls = {place: name for place, name in found.items() if not place.startswith(OWN)}
    assert {place: name for place, name in calls.items() if not place.startswith(ONE_WAY)} == {}
    assert {"SendScreen", "EditScreen", "send_document", "download"} <= set(calls.values())


def _called(called: ast.expr) -> str:
    match called:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def test_no_event_is_answered_past_it() -> None:
    """`message.answer` and `tap.answer` of the library; `Talk.answer` is the conversation's own."""
    found = [
        where(path, node.lineno)
        for path, module in modules("handlers")
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "answer"
        if ast.unparse(node.func.value) not in ("talk", "self")
    ]
    assert found == []
