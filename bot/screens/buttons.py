"""What buttons carry: typed callback data, at most 64 bytes packed with the largest ids.

Ids are only names; the domain resolves them again against the actor's accounts at every tap. ``new`` asks
for a new message instead of an edit, so that a status card stays where it is.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

from aiogram.filters.callback_data import CallbackData

Place = Literal[
    "me", "costs", "sums", "withdraw", "accounts", "connect", "phone", "disconnect", "language", "help", "here",
]  # fmt: skip
"""``phone``: the keys that share a number. ``here``: the question that is open, an unfinished withdrawal or
connection, else Me.
"""
LineName = Literal["reserve", "credit_notes", "overdue", "unsettled", "transferred"]
Doing = Literal[
    "open", "amount", "method", "check", "all", "half", "original", "designated", "send", "confirm",
    "stop", "over",
]  # fmt: skip


class Go(CallbackData, prefix="g"):
    """To a place of the conversation."""

    to: Place
    new: int = 0


class ToLine(CallbackData, prefix="h"):
    """To the explanation of a held line."""

    line: LineName


class ToAccount(CallbackData, prefix="a"):
    """To another account, by a short digest of its id: ids may be longer than callback data."""

    key: str


class ToAccounts(CallbackData, prefix="m"):
    """To a page of the accounts."""

    page: int


class Pick(CallbackData, prefix="f"):
    """Connect one account on a proved phone, or all that are offered, by the digest of what is offered."""

    claim: int
    key: str


class Disconnect(CallbackData, prefix="u"):
    """Disconnect an account by its digest; ``sure``: after being asked."""

    key: str
    sure: int = 0


class ToOrders(CallbackData, prefix="o"):
    """To a page of the top-up orders."""

    page: int


class ToOrder(CallbackData, prefix="y"):
    """To the reason why nothing can be withdrawn from an order the original way."""

    fund: int
    page: int


class Begin(CallbackData, prefix="s"):
    """Begin a withdrawal from an order."""

    fund: int


class Draft(CallbackData, prefix="d"):
    """A step on an unfinished withdrawal, as of a version."""

    do: Doing
    id: str
    version: int


class CancelIt(CallbackData, prefix="c"):
    """Cancel a submitted withdrawal, as of a version."""

    id: str
    version: int


class ToRecords(CallbackData, prefix="p"):
    """To a page of the records."""

    page: int
    new: int = 0


class ToRecord(CallbackData, prefix="r"):
    """To the details of a withdrawal; ``page`` is where the way back leads."""

    id: str
    page: int
    new: int = 0


class Again(CallbackData, prefix="t"):
    """Begin again with what a withdrawal that came to nothing had right."""

    id: str
    new: int = 0


class Speak(CallbackData, prefix="l"):
    """Change the language."""

    locale: Literal["en", "zh"]


class LinkCode(CallbackData, prefix="k"):
    """Ask for a new code while connecting an account; ``link`` as in the state that awaits the code."""

    link: str


class Key(CallbackData, prefix="n"):
    """One key of the keypad: a digit, ``back`` or ``clear``, and which code it is for. Never an earlier digit."""

    key: str
    what: Literal["code", "link"]
    subject: str


def account_key(account: str) -> str:
    """The digest by which a button names an account."""
    return blake2b(account.encode(), digest_size=9).hexdigest()
