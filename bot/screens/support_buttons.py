"""The data of support's buttons: typed callback data, at most 64 bytes, as in `buttons`.

Accounts are named by a digest, because their ids may be longer than callback data. The domain checks at every tap who
may press what.
"""

from __future__ import annotations

from typing import Literal

from aiogram.filters.callback_data import CallbackData

SupportDoing = Literal["exit", "inbox", "desk", "clock", "reset", "reset_sure"]


class Acts(CallbackData, prefix="aa"):
    """A step in a session, or out of it."""

    do: SupportDoing


class ToTests(CallbackData, prefix="ab"):
    """To a page of the test accounts. `text` is the search text, as far as it fits here."""

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
    """To a page of what staff did to one's own account, by its packed spot."""

    page: str = "0"


class ToAudit(CallbackData, prefix="ag"):
    """To a page of the audit, by its packed spot; its filters are packed in `only`."""

    page: str = "0"
    only: str = ""


class GetAuditFile(CallbackData, prefix="ah"):
    """The audit with the same filters, as a file."""

    only: str = ""
