"""The whole way to a designated account, or of an application, as a person walks it in the chat.

`Case` says which way; `submit` walks it to *In Review* and returns the status card. Each step asserts only that the
next question is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from bot.sandbox.view import MessageView
from domain.rules.designated import DesignatedReason, DocumentKind, needed_for
from domain.rules.payee_numbers import PayeeKind
from tests.flows.world import STRANGER, World
from tests.support.document_files import encoded, page

PHONE = "+8613800138099"
PERSONAL, ENTERPRISE = "5001", "5002"
NAMES = {PERSONAL: "Sample Person", ENTERPRISE: "Sample Works Co., Ltd."}
CARD = "6222020000000000000"
CARD_SHOWN = "6222 0200 0000 0000 000"
MOBILE = "13800138008"
REASONS: dict[DesignatedReason, str] = {
    "window_passed": "Return window has passed",
    "account_closed": "Account closed or blocked",
    "deregistered": "Company deregistered",
    "advanced": "An employee advanced it",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One walk: the reason, the kind of cloud account, the payee, the amount."""

    reason: DesignatedReason
    kind: Literal["personal", "enterprise"]
    payee: PayeeKind
    amount: str = "40.00"

    @property
    def account(self) -> str:
        """The cloud account's id."""
        return PERSONAL if self.kind == "personal" else ENTERPRISE

    @property
    def order(self) -> str:
        """The top-up order that it draws on; the window of the second one has passed."""
        return f"TP-{self.account}-{2 if self.reason == 'window_passed' else 1}"

    @property
    def needed(self) -> tuple[DocumentKind, ...]:
        """The documents that are asked for."""
        return needed_for(self.reason, self.kind)

    def __str__(self) -> str:
        return f"{self.reason}-{self.kind}-{self.payee}"


_FOR: dict[Literal["personal", "enterprise"], tuple[DesignatedReason, ...]] = {
    "personal": ("window_passed", "account_closed", "application"),
    "enterprise": ("window_passed", "account_closed", "deregistered", "advanced", "application"),
}
PAYEES: tuple[PayeeKind, ...] = ("alipay", "bank_card")
CASES = tuple(Case(why, kind, payee) for kind, whys in _FOR.items() for why in whys for payee in PAYEES)
"""Every reason, for every kind of account that may have it, to both kinds of payee."""


@cache
def readable() -> bytes:
    """A readable picture of a page."""
    return encoded(page())


async def accounts(world: World) -> None:
    """Makes a personal account and an enterprise, each with an open order, one whose window has passed, and other
    money.
    """
    at = "2026-01-05T09:00:00+08:00"
    events = []
    for id_, kind, holder, bank in (
        (PERSONAL, "personal", "personal", "Bank of China"),
        (ENTERPRISE, "enterprise", "corporate", "Bank of Jiangsu"),
    ):
        events += [
            {"id": f"wo-{id_}", "type": "account.opened", "at": at, "account": id_, "name": NAMES[id_],
             "kind": kind, "identity": f"ID-{id_}", "real_name": "verified", "phone": PHONE},
            {"id": f"w1-{id_}", "type": "top_up.paid", "at": "2026-11-10T12:00:00+08:00", "account": id_,
             "order": f"TP-{id_}-1", "amount": "300.00", "channel": "alipay", "holder": holder},
            {"id": f"w2-{id_}", "type": "top_up.paid", "at": "2026-09-10T12:00:00+08:00", "account": id_,
             "order": f"TP-{id_}-2", "amount": "200.00", "channel": "online_banking", "bank": bank,
             "holder": holder},
            {"id": f"wa-{id_}", "type": "adjustment.posted", "at": "2026-11-12T12:00:00+08:00", "account": id_,
             "adjustment": f"ADJ-{id_}", "amount": "80.00", "reason": "an old invoice"},
        ]  # fmt: skip
    await world.events(events)


async def linked(world: World, account: str, who: Person = STRANGER) -> PersonDriver:
    """A person linked to one of these accounts."""
    return await world.link(who, account, PHONE)


async def to_payee(person: PersonDriver, case: Case) -> None:
    """Goes to the question where the money should go."""
    if case.reason == "application":
        await person.send("/balance")
        await person.tap("Other money ¥80.00")
        await person.send(case.amount)
        assert "Why should ¥40.00 be paid out?" in person.last.text
        await person.send("An old invoice was put right in October.")
    else:
        await person.send("/withdraw")
        await person.tap("2. ¥200.00" if case.reason == "window_passed" else "1. ¥300.00")
        assert case.order in person.last.text
        await person.send(case.amount)
        await person.tap("Designated receiving account")
        if case.reason != "window_passed":
            await person.tap(REASONS[case.reason])
    assert "Where should ¥40.00 go?" in person.last.text


async def enter_payee(person: PersonDriver, case: Case) -> None:
    """Enters a whole payee, up to where it is shown back."""
    if case.payee == "alipay":
        await person.tap("Alipay account")
        await person.send(MOBILE)
    else:
        await person.tap("Bank card")
        await person.send(CARD_SHOWN)
    await person.tap(NAMES[case.account])
    if case.payee == "bank_card":
        await person.tap("ICBC")
        await person.tap("Type it by hand")
        await person.send("Jiangsu, Nanjing")
        await person.send("Nanjing Xinjiekou Sub-branch")
    assert "¥40.00 goes to" in person.last.text


async def send_documents(person: PersonDriver, case: Case) -> None:
    """Sends every document as it is asked for, up to the card before the code."""
    await person.tap("Continue")
    for _ in case.needed:
        assert "Send now:" in person.last.text
        await person.send_photo(readable())
    assert "All papers are here" in person.last.text
    await person.tap("Continue")
    assert "Send verification code" in person.last.labels


async def to_check(person: PersonDriver, case: Case) -> None:
    """Goes from the first tap to the card before the code."""
    await to_payee(person, case)
    await enter_payee(person, case)
    await send_documents(person, case)


async def sign(world: World, person: PersonDriver) -> MessageView:
    """Enters the code and taps *Confirm withdrawal*; returns the status card."""
    await person.tap("Send verification code")
    await person.send(await world.code(PHONE))
    # The code's minute of rest is over for the next one.
    world.clock.move(61)
    await person.tap("Confirm withdrawal")
    assert person.last.text.startswith("In Review")
    return person.last


async def submit(world: World, person: PersonDriver, case: Case) -> MessageView:
    """Walks the whole way; returns the status card, *In Review*."""
    await to_check(person, case)
    return await sign(world, person)
