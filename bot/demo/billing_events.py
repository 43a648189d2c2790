"""What can happen to an account now, as billing events: the buttons of the billing panel.

Only what makes sense is offered: an open bill can be paid, an active resource released. The amounts are those of the
books at this moment; applying an event checks again whether it is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from domain.accounts import Account
from domain.context import Ctx
from domain.ports import Fen, Micros, Vault
from domain.rules.calendar import local_date
from domain.rules.money import plain
from domain.tx import Tx

Event = dict[str, Any]

MOST = 3
"""The number of buttons of one kind for one account."""
TOP_UP: Fen = 100_00
USAGE: Fen = 20_00


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: `make(value)` gives the events without id and time, `done` says what happened.

    `options` are the (value, label) pairs to choose from, for a button that needs a choice.
    """

    action: str
    label: str
    done: str
    make: Callable[[str], Sequence[Event]]
    hint: str | None = None
    tone: Literal["plain", "main", "danger"] = "plain"
    asks: str | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Telephone:
    """A telephone of the sandbox: its owner and its number."""

    owner: str
    number: str


def deeds(ctx: Ctx, account: Account, phones: Sequence[Telephone]) -> list[Deed]:
    """Everything that can happen to this account now. What frees money comes first."""
    now = ctx.clock.now()
    return [
        *_resources(ctx.tx, account.id, now),
        *_cycles(ctx.tx, account.id),
        *_bills(ctx.tx, account.id),
        *_credit_notes(ctx.tx, account.id),
        *_transfers(ctx.tx, account.id),
        *_more(ctx.tx, account.id, now),
        *_standing(account),
        *_phone(ctx.vault, account, phones),
    ]


def _deed(account: str, what: str, label: str, done: str, *events: Event, **more: Any) -> Deed:
    """A deed of this account. Its events need not name the account."""
    full = [{"account": account, **event} for event in events]
    return Deed(f"{account}|{what}", label, done, lambda value: full, **more)


def _resources(tx: Tx, account: str, now: Micros) -> Iterator[Deed]:
    active = [row.name for row in tx.all("hold_resources", account=account, most=MOST)]
    for name in active:
        event = {"type": "resource.released", "resource": name}
        yield _deed(account, f"release|{name}", f"Release {name}", f"{name} is released.", event)
    if len(active) < MOST:
        name = next(name for number in range(1, MOST + 2) if (name := f"i-demo-{number}") not in active)
        event = {"type": "resource.created", "resource": name, "product": "ECS", "billing": "pay_as_you_go"}
        label, done = "Create a pay-as-you-go resource", f"{name} runs: the reserve is held while it does."
        yield _deed(account, f"create|{name}", label, done, event, hint=name)


def _cycles(tx: Tx, account: str) -> Iterator[Deed]:
    billed = {row.cycle for row in tx.all("demo_cycles_billed", account=account)}
    for row in tx.all("hold_cycles", account=account, most=MOST):
        if row.cycle in billed:
            continue
        bill, amount = f"B-{account}-{row.cycle}", plain(row.unsettled_fen)
        issue = {"type": "bill.issued", "bill": bill, "amount": amount, "cycle": row.cycle}
        pay = {"type": "bill.paid", "bill": bill, "amount": amount, "source": "external"}
        label = f"Settle {row.cycle}: {amount}"
        done = f"{row.cycle} is billed and {amount} paid with new money."
        hint = "billed, and paid with new money"
        yield _deed(account, f"settle|{row.cycle}", label, done, issue, pay, hint=hint)
        label, done = f"Bill {row.cycle}: {amount}", f"{bill} of {amount} is open: the money is overdue now."
        yield _deed(account, f"bill|{row.cycle}", label, done, issue, hint="and leave it unpaid")


def _bills(tx: Tx, account: str) -> Iterator[Deed]:
    cash_fen: Fen = tx.one("balance_figures", account=account).cash_fen
    for row in tx.all("hold_bills", account=account, most=MOST):
        amount = plain(row.open_fen)
        pay = {"type": "bill.paid", "bill": row.id, "amount": amount}
        outside = {**pay, "source": "external"}
        done = f"{row.id} is paid: {amount} of new money."
        label = f"Pay {row.id}: {amount}"
        yield _deed(account, f"pay|{row.id}", label, done, outside, hint="with new money")
        if row.open_fen <= cash_fen:
            inside = {**pay, "source": "balance"}
            done = f"{row.id} is paid: {amount} from the balance."
            yield _deed(account, f"use|{row.id}", label, done, inside, hint="from the balance")


def _credit_notes(tx: Tx, account: str) -> Iterator[Deed]:
    for row in tx.all("hold_credit_notes", account=account, most=MOST):
        amount = plain(row.open_fen)
        event = {"type": "credit_note.offset", "credit_note": row.id, "amount": amount}
        label, done = f"Offset {row.id}: {amount}", f"{row.id} is offset: nothing of it is open."
        yield _deed(account, f"offset|{row.id}", label, done, event, hint="invoice returned and reissued")


def _transfers(tx: Tx, account: str) -> Iterator[Deed]:
    for row in tx.all("hold_transfers", account=account, most=MOST):
        yield _recall(account, row.sender, account, row.transfer, row.remaining_fen)
    for sent in tx.all("demo_transfers_sent", account=account)[:MOST]:
        yield _recall(account, account, sent.receiver, sent.transfer, sent.remaining_fen)


def _recall(account: str, sender: str, receiver: str, transfer: str, remaining_fen: Fen) -> Deed:
    amount = plain(remaining_fen)
    event = {"type": "transfer.recalled", "account": sender, "transfer": transfer, "amount": amount}
    return _deed(
        account,
        f"recall|{transfer}",
        f"Recall {transfer}: {amount}",
        f"{sender} has {amount} back from {receiver}.",
        event,
        hint=f"{sender} takes it back from {receiver}",
    )


def _more(tx: Tx, account: str, now: Micros) -> Iterator[Deed]:
    """Deeds that bring money in or use it."""
    amount, used = plain(TOP_UP), plain(USAGE)
    order = f"TP-{account}-{now:x}"
    top_up = {
        "type": "top_up.paid",
        "order": order,
        "amount": amount,
        "channel": "alipay",
        "holder": "personal",
    }
    done = f"{amount} came by Alipay, order {order}."
    yield _deed(account, "top_up", f"Top up {amount}", done, top_up, hint="by Alipay")
    cycle = _open_cycle(tx, account, local_date(now))
    usage = {"type": "usage.accrued", "cycle": cycle, "amount": used}
    done = f"{used} used in {cycle}: not settled until its bill."
    yield _deed(account, "usage", f"Use {used}", done, usage, hint=f"in {cycle}, not billed yet")


def _open_cycle(tx: Tx, account: str, today: date) -> str:
    """The first cycle from this month on without a bill, since a cycle is billed once."""
    billed = {row.cycle for row in tx.all("demo_cycles_billed", account=account)}
    month = today.year * 12 + today.month - 1
    while (cycle := f"{month // 12:04d}-{month % 12 + 1:02d}") in billed:
        month += 1
    return cycle


def _standing(account: Account) -> Iterator[Deed]:
    event: Event = {"type": "account.updated"}
    if account.real_name != "verified":
        event = {**event, "real_name": "verified"}
        done = "Real-name registration is complete."
        yield _deed(account.id, "verify", "Complete the real-name registration", done, event)
    if account.standing == "good":
        event = {**event, "standing": "suspended"}
        done = "The account is suspended: it cannot withdraw."
        yield _deed(account.id, "suspend", "Suspend the account", done, event, tone="danger")
    else:
        event = {**event, "standing": "good"}
        yield _deed(account.id, "restore", "Restore the account", "The account is in good standing.", event)


def _phone(vault: Vault, account: Account, phones: Sequence[Telephone]) -> Iterator[Deed]:
    now = vault.open(account.phone_sealed)
    others = {phone.owner: phone.number for phone in phones if phone.number != now}
    if not others:
        return

    def make(owner: str) -> Sequence[Event]:
        number = others.get(owner)
        changed = {"type": "account.updated", "account": account.id, "phone": number}
        return [] if number is None else [changed]

    yield Deed(
        f"{account.id}|phone",
        "Change the security phone",
        "The security phone is another one: codes go there, live ones have ended.",
        make,
        asks="To the phone of",
        options=tuple((owner, owner) for owner in others),
    )
