"""Updates that aiogram cannot read, told apart from those that it can, so that nobody has to wait behind one.

They come when the chat app says something in a form that this version does not know. Whoever leaves one out logs its
id alone: the rest is somebody's words.
"""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError


def update_id(raw: Any) -> int | None:
    """The id of an update as it came; None for what is no update at all."""
    id_ = raw.get("update_id") if isinstance(raw, dict) else None
    return id_ if type(id_) is int else None


def read_update(bot: Bot, raw: Any) -> Update | None:
    """The update, or None if it cannot be read."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except (ValidationError, RecursionError):
        return None
