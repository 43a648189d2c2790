"""The data of buttons: typed callback data, at most 64 bytes packed with the largest ids.

Ids are only names; the domain resolves them again against the actor's accounts at every tap. `new` asks for a new
message instead of an edit, so that a status card stays where it is.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

from aiogram.filters.callback_data import CallbackData

from bot.texts.topics import Topic
from domain.draft_steps import Question
from domain.rules.balance import HoldReason
from domain.rules.designated import DesignatedReason
from domain.rules.payee_numbers import PayeeKind
from domain.views import Locale

Place = Literal[
    "me", "costs", "sums", "withdraw", "accounts", "connect", "phone", "disconnect", "language", "help",
    "questions", "here",
]  # fmt: skip
"""`phone`: the keys that share a number. `questions`: those that Help does not name first.
`here`: the open question, an unfinished withdrawal or connection, else Me.
"""
Looking = Literal["open", Question]
"""The steps of a draft that a button only shows. `open`: the step that the row is at."""
Doing = Literal[
    Looking, "all", "half", "original", "designated", "send", "confirm", "stop", "over", "payee_new", PayeeKind,
    "name_same",
]  # fmt: skip


class Go(CallbackData, prefix="g"):
    """To a place of the conversation."""

    to: Place
    new: int = 0


class ToLine(CallbackData, prefix="h"):
    """To the explanation of a held line."""

    line: HoldReason


class TryOut(CallbackData, prefix="wi"):
    """To *What if*: the ticked remedies as bits, in the order of `REMEDIES`, and a day as its ordinal; 0 is now."""

    ticked: int
    day: int


class ToAccount(CallbackData, prefix="a"):
    """To another account, by a short digest of its id: ids may be longer than callback data."""

    key: str


class ToCosts(CallbackData, prefix="ac"):
    """To the costs of this account, also while another one is current: for a message about it."""

    key: str
    new: int = 0


class ToAccounts(CallbackData, prefix="m"):
    """To a page of the accounts."""

    page: int


class Pick(CallbackData, prefix="f"):
    """Connect one account on a proved phone, or all that are offered, by the digest of the offer."""

    claim: int
    key: str


class Disconnect(CallbackData, prefix="u"):
    """Disconnect an account by its digest; `sure`: after the question."""

    key: str
    sure: int = 0


class ToConnected(CallbackData, prefix="wc"):
    """To a page of the chats that are linked to an account, by its digest."""

    key: str
    page: int = 0
    new: int = 0


class Remove(CallbackData, prefix="rc"):
    """Remove a linked chat, by the link's id; `send`: send the code for it."""

    chat: int
    send: int = 0


class Prove(CallbackData, prefix="pv"):
    """Prove an account's new phone, by the id of the waiting link; `forget`: let the account go."""

    waiting: int
    forget: int = 0
    new: int = 0


class NotMeButton(CallbackData, prefix="nm"):
    """*Not me*, for a code, a link or a phone change; `sure`: after the question."""

    what: Literal["code", "link", "phone"]
    id: int
    sure: int = 0


class ToOrders(CallbackData, prefix="o"):
    """To a page of the top-up orders, by its packed spot."""

    page: str


class Begin(CallbackData, prefix="s"):
    """Begin a withdrawal from an order."""

    fund: int


class Draft(CallbackData, prefix="d"):
    """A step on an unfinished withdrawal, as of a version."""

    do: Doing
    id: str
    version: int


class Apply(CallbackData, prefix="ap"):
    """Begin an application for other money of an account, by the digest of its id."""

    key: str


class Because(CallbackData, prefix="bc"):
    """Choose the reason for a designated account, as of a version."""

    reason: DesignatedReason
    id: str
    version: int


class PickPayee(CallbackData, prefix="pu"):
    """Use a payee that was used before."""

    payee: int
    id: str
    version: int


class PickBank(CallbackData, prefix="bk"):
    """The bank of a card, by its place in the table; -1 is the one that the number suggests."""

    bank: int
    id: str
    version: int


class PickBranch(CallbackData, prefix="br"):
    """A branch of the directory, by its bank code."""

    code: str
    id: str
    version: int


class ToBranches(CallbackData, prefix="bp"):
    """To a page of found branches. `text` is the search text, as far as it fits here."""

    id: str
    page: int
    text: str


class ToDocuments(CallbackData, prefix="pp"):
    """To the documents of a withdrawal, or to those of one kind."""

    id: str
    kind: str = ""
    new: int = 0


class GetForm(CallbackData, prefix="fm"):
    """Send the application form, filled in."""

    id: str


class TakeOutDocument(CallbackData, prefix="pr"):
    """Take a document out again, as of a version."""

    document: str
    id: str
    version: int


class CancelIt(CallbackData, prefix="c"):
    """Cancel a submitted withdrawal, as of a version."""

    id: str
    version: int


class ToRecords(CallbackData, prefix="p"):
    """To a page of the records, by its packed spot."""

    page: str
    new: int = 0


class ToRecord(CallbackData, prefix="r"):
    """To the details of a withdrawal; `page` is where the way back leads."""

    id: str
    page: str
    new: int = 0


class Again(CallbackData, prefix="t"):
    """Begin again with the right fields of a withdrawal that came to nothing."""

    id: str
    new: int = 0


class Speak(CallbackData, prefix="l"):
    """Change the language."""

    locale: Locale


class LinkCode(CallbackData, prefix="k"):
    """ToAnswer for a new code while connecting an account; `link` as in the state that awaits the code."""

    link: str


class ToAnswer(CallbackData, prefix="j"):
    """A question, to its answer."""

    topic: Topic


class Key(CallbackData, prefix="n"):
    """One key of the keypad: a digit, `back` or `clear`, and the code it is for. Never an earlier digit."""

    key: str
    what: Literal["code", "link"]
    subject: str


def account_key(account: str) -> str:
    """The digest by which a button names an account."""
    return blake2b(account.encode(), digest_size=9).hexdigest()
