"""Checks every invariant of the books on the rows themselves; an empty answer means that all hold.

It only reads. It names a broken row by its id, never by its content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from domain.actor import Permission
from domain.balance_view import load_figures
from domain.context import Ctx
from domain.errors import WrongKey
from domain.events.parse import DESK_IDS, DESK_PHONES
from domain.payee_rows import name_key, number_key
from domain.ports import Vault
from domain.rules.balance import Figures
from domain.use_case import use_case

if TYPE_CHECKING:
    from domain.tx import CheckName, DeskAccountsOpenRow

SHOWN = 100
"""The most broken rows of one invariant that are named; one more line counts the rest."""

CHECKS: dict[CheckName, str] = {
    "check_journal_balanced": "journal transaction {}: its postings do not sum to zero, or it has none",
    "check_fund_postings": "fund {}: what remains is not the sum of its postings",
    "check_sums": "account {}: its sums are not those of its rows",
    "check_in_withdrawal": "withdrawal {}: what is in withdrawal is not its amount, or is left after its end",
    "check_unsubmitted_untouched": "withdrawal {}: never submitted, yet money was moved",
    "check_withdrawal_fund": "withdrawal {}: draws on a fund of another account",
    "check_hold_funds": "withdrawal {}: its money left, or came back into, a fund that it may not draw on",
    "check_payee_account": "withdrawal {}: its payee is another account's, or not there when it was submitted",
    "check_paid_once": "withdrawal {}: not paid exactly as often as its status says",
    "check_returned_once": "withdrawal {}: not returned exactly as often as it says, or without having been paid",
    "check_paid_from": "withdrawal {}: what was taken for it, with what is a loss, is not its amount",
    "check_contradicted": "withdrawal {}: the payout channel contradicts the books (main.py contradictions)",
    "check_answers": "withdrawal {}: ended otherwise than the channel said last, and nobody was told",
    "check_contradictions_stop": "account {}: the payout channel contradicts its books, and it is not stopped",
    "check_engine": "the database's file: {}",
    "check_parents": "{}: what it belongs to is gone",
    "check_posting_owner": "journal transaction {}: it, or what one of its postings moves, is gone",
    "check_journal_once": "journal transaction {}: the same movement is written twice",
    "check_journal_event": "journal transaction {}: the billing event that caused it is gone, or is of another type",
    "check_event_journal": "event {}: what it moved is not in the journal",
    "check_event_account": "journal transaction {}: moves money of another account than its billing event",
    "check_journal_withdrawal": "journal transaction {}: not of the withdrawal it names, or reverses another",
    "check_fund_opened": "fund {}: did not begin with the amount it says, or comes from nowhere",
    "check_fund_draws": "fund {}: what bills and transfers took from it, or gave back, is not what was posted",
    "check_held_once": "withdrawal {}: what was held for it is not its amount",
    "check_money_back": "withdrawal {}: came to nothing, and its money is not back where it came from",
    "check_approved": "withdrawal {}: approved by nobody",
    "check_own_approval": "withdrawal {}: approved by the person who entered it",
    "check_transfer_draws": "transfer {}: what was drawn for it, or given back, is not what moved",
    "check_bill_draws": "bill {}: more was drawn for it than it was paid",
    "check_bill_paid": "bill {}: paid beyond its amount",
    "check_usage_billed": "account {}: usage is held for a cycle that has its bill",
    "check_secrets_gone": "message {}: has ended and still holds its secret",
    "check_steps_end": "withdrawal {}: its steps do not lead to its status and version",
    "check_steps_chain": "withdrawal {}: a step does not begin where the one before it ended",
    "check_test_transfers": "transfer {}: between a test account and a real one, or to the sender",
    "check_management": "account {}: its management account is of the other kind, or a member itself",
    "check_acting": "account {}: a session acted as it, and it is no test account",
    "check_missing_payouts": "payout {}: the channel has it and the books lack it (main.py missing list)",
    "check_clocks": "account {}: has a clock of its own, and it is no test account",
}
"""A query for each invariant, and what is wrong with the rows that it gives."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken invariant: its name and the row that breaks it."""

    name: str
    detail: str


@use_case(Permission.OPERATE, writes=False)
def list_old_desk(ctx: Ctx) -> tuple[str, ...]:
    """Open test accounts of the desk from before `T:` (rules 8): a customer may have the same id or phone."""
    found = []
    for row in ctx.tx.all("desk_accounts_open"):
        if not row.id.startswith(DESK_IDS) or not _phone(ctx.vault, row).startswith(DESK_PHONES):
            found.append(row.id)
    return tuple(found)


def _phone(vault: Vault, row: DeskAccountsOpenRow) -> str:
    try:
        return vault.open(row.phone_sealed)
    except WrongKey:
        return ""


@use_case(Permission.OPERATE, writes=False)
def check_books(ctx: Ctx) -> list[Broken]:
    """Everything that is broken, empty when the books are in order (rules 1 and 2)."""
    found: list[Broken] = []
    for query, what in CHECKS.items():
        name = query.removeprefix("check_")
        rows = ctx.tx.all(query)
        found += [Broken(name, what.format(row.subject)) for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            found.append(Broken(name, f"and {len(rows) - SHOWN} more"))
    now = ctx.clock.now()
    for row in ctx.tx.all("accounts_all"):
        if not _adds_up(load_figures(ctx, row.id, now).figures):
            found.append(Broken("balance", f"account {row.id}: the lines of its balance do not add up"))
    found += [Broken("sealed", detail) for detail in _sealed(ctx)]
    return found


def _sealed(ctx: Ctx) -> Iterator[str]:
    """Sealed fields that no key opens, or that differ from their keyed hash: money would go elsewhere."""

    for account in ctx.tx.all("accounts_sealed"):
        fields = {
            "phone": (account.phone_sealed, account.phone_key),
            "identity": (account.identity_sealed, account.identity_key),
        }
        for name, (sealed, key) in fields.items():
            if _is_other(ctx.vault, sealed, key, partial(ctx.vault.fingerprint, name)):
                yield f"account {account.id}: its sealed {name} cannot be opened, or is another one"
    for payee in ctx.tx.all("payees_sealed"):
        number = partial(number_key, ctx.vault, payee.kind)
        if _is_other(ctx.vault, payee.number_sealed, payee.number_key, number):
            yield f"payee {payee.id}: its sealed number cannot be opened, or is another one"
        if _is_other(ctx.vault, payee.name_sealed, payee.name_key, partial(name_key, ctx.vault)):
            yield f"payee {payee.id}: its sealed name cannot be opened, or is another one"


def _is_other(vault: Vault, sealed: bytes | None, key: bytes | None, of: Callable[[str], bytes]) -> bool:
    if sealed is None or key is None:
        return True
    try:
        return of(vault.open(sealed)) != key
    except WrongKey:
        return True


def _adds_up(figures: Figures) -> bool:
    held = figures.transferred_fen + figures.frozen_cash_shown_fen + figures.reserve_shown_fen
    parts = (
        figures.withdrawable_fen,
        figures.transferred_fen,
        figures.frozen_cash_shown_fen,
        figures.reserve_shown_fen,
        figures.shortfall_fen,
    )
    return (
        min(parts) >= 0
        and figures.cash_fen == figures.withdrawable_fen + figures.non_withdrawable_fen
        and figures.non_withdrawable_fen == held
    )
