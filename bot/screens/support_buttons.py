"""What the buttons of support carry: typed callback data, at most 64 bytes, as in ``buttons``.

Accounts are named by a digest, for their ids may be longer than callback data. Who may press what is asked of the
domain at every tap.
"""

from __future__ import annotations

from typing import Literal

from aiogram.filters.callback_data import CallbackData

SupportDoing = Literal["exit", "inbox", "desk", "clock", "reset", "reset_sure"]


class Acts(CallbackData, prefix="aa"):
    """A step in a session, or out of it."""

    do: SupportDoing


class ToTests(CallbackData, prefix="ab"):
    """To a page of the test accounts. ``text`` is what was searched for, as far as it fits here."""

    page: int = 0
    text: str = ""


class ActAs(CallbackData, prefix="ac"):
    """Begin to act as a test account."""

    key: str


class Scene(CallbackData, prefix="ad"):
    """Make a test account from a scenario."""

    name: str


class Move(CallbackData, prefix="ae"):
    """Move the clock of the session's account: a day on, or to what is due next."""

    to: Literal["day", "due"]


class ToLog(CallbackData, prefix="af"):
    """To a page of what staff did to one's own account."""

    page: int = 0


class ToAudit(CallbackData, prefix="ag"):
    """To a page of the audit; what it is narrowed to is packed in ``only``."""

    page: int = 0
    only: str = ""


class GetAuditFile(CallbackData, prefix="ah"):
    """The audit, narrowed in the same way, as a file."""

    only: str = ""
