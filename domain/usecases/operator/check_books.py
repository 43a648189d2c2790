"""Checks every invariant of the books on the rows themselves, a piece of a table at a time.

It only reads. It names a broken row by its id, never by its content.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

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
    from domain.tx import CheckName, DeskAccountsOpenRow, PieceName

SHOWN = 100
"""The most broken rows of one invariant that are named; one more line counts the rest."""
PIECE_ROWS = 1000
"""Rows of a table that are looked at in one transaction."""
PIECE_ACCOUNTS = 50
"""The same for accounts, each of which has sums over rows of its own."""
Table = Literal[
    "journal", "posting", "fund", "withdrawal", "event", "transfer", "bill", "account", "payee", "outbox", "audit"
]  # fmt: skip
TEXT_KEYS: tuple[Table, ...] = ("withdrawal", "event", "transfer", "bill", "account")
"""Tables whose rows are known by a text, not by a number."""
Key = int | str


class Pieces(NamedTuple):
    """How a table is looked at: the query for a piece's last key, what a row is called, what may be wrong with it."""

    last: PieceName
    row: str
    checks: dict[CheckName, str]


CHECKED: dict[Table, Pieces] = {
    "journal": Pieces(
        "piece_journal",
        "journal transaction",
        {
            "check_journal_balanced": "its postings do not sum to zero, or it has none",
            "check_journal_once": "the same movement is written twice",
            "check_journal_event": "the billing event that caused it is gone, or is of another type",
            "check_event_account": "moves money of another account than its billing event",
            "check_journal_withdrawal": "not of the withdrawal it names, or reverses another",
        },
    ),
    "posting": Pieces(
        "piece_posting",
        "journal transaction",
        {
            "check_posting_owner": "it, or what one of its postings moves, is gone",
        },
    ),
    "fund": Pieces(
        "piece_fund",
        "fund",
        {
            "check_fund_postings": "what remains is not the sum of its postings",
            "check_fund_opened": "did not begin with the amount it says, or comes from nowhere",
            "check_fund_draws": "what bills and transfers took from it, or gave back, is not what was posted",
        },
    ),
    "withdrawal": Pieces(
        "piece_withdrawal",
        "withdrawal",
        {
            "check_in_withdrawal": "what is in withdrawal is not its amount, or is left after its end",
            "check_unsubmitted_untouched": "never submitted, yet money was moved",
            "check_withdrawal_fund": "draws on a fund of another account",
            "check_hold_funds": "its money left, or came back into, a fund that it may not draw on",
            "check_payee_account": "its payee is another account's, or not there when it was submitted",
            "check_paid_once": "not paid exactly as often as its status says",
            "check_returned_once": "not returned exactly as often as it says, or without having been paid",
            "check_paid_from": "what was taken for it, with what is a loss, is not its amount",
            "check_answers": "ended otherwise than the channel said last, and nobody was told",
            "check_held_once": "what was held for it is not its amount",
            "check_money_back": "came to nothing, and its money is not back where it came from",
            "check_approved": "approved by nobody",
            "check_own_approval": "approved by the person who entered it",
            "check_steps_end": "its steps do not lead to its status and version",
            "check_steps_chain": "a step does not begin where the one before it ended",
        },
    ),
    "event": Pieces(
        "piece_event",
        "event",
        {
            "check_event_journal": "what it moved is not in the journal",
        },
    ),
    "transfer": Pieces(
        "piece_transfer",
        "transfer",
        {
            "check_transfer_draws": "what was drawn for it, or given back, is not what moved",
            "check_test_transfers": "between a test account and a real one, or to the sender",
        },
    ),
    "bill": Pieces(
        "piece_bill",
        "bill",
        {
            "check_bill_draws": "more was drawn for it than it was paid",
            "check_bill_paid": "paid beyond its amount",
        },
    ),
    "account": Pieces(
        "piece_account",
        "account",
        {
            "check_sums": "its sums are not those of its rows",
            "check_usage_billed": "usage is held for a cycle that has its bill",
            "check_management": "its management account is of the other kind, or a member itself",
        },
    ),
    "payee": Pieces("piece_payee", "payee", {}),
    "outbox": Pieces(
        "piece_outbox",
        "message",
        {
            "check_secrets_gone": "has ended and still holds its secret",
        },
    ),
    "audit": Pieces(
        "piece_audit",
        "account",
        {
            "check_acting": "a session acted as it, and it is no test account",
        },
    ),
}
"""Each table with the invariants of its rows, and what is said of a row that breaks one."""
WHOLE: dict[CheckName, str] = {
    "check_contradicted": "withdrawal {}: the payout channel contradicts the books (main.py contradictions)",
    "check_contradictions_stop": "account {}: the payout channel contradicts its books, and it is not stopped",
    "check_engine": "the database's file: {}",
    "check_parents": "{}: what it belongs to is gone",
    "check_missing_payouts": "payout {}: the channel has it and the books lack it (main.py missing list)",
    "check_clocks": "account {}: has a clock of its own, and it is no test account",
}
"""What is looked at in one go: the engine's own checks, and tables that stay small."""


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


@dataclass(frozen=True, slots=True)
class CheckedPiece:
    """What is broken in a piece of a table, and the last key of the piece; None behind the last piece."""

    last: Key | None
    broken: tuple[Broken, ...] = ()


class Findings:
    """What is broken so far: of each invariant the first rows, and how many more."""

    def __init__(self) -> None:
        self._found: defaultdict[str, list[Broken]] = defaultdict(list)
        self._more: Counter[str] = Counter()

    def add(self, broken: Iterable[Broken]) -> None:
        """Takes in what a piece has."""
        for one in broken:
            if len(self._found[one.name]) < SHOWN:
                self._found[one.name].append(one)
            else:
                self._more[one.name] += 1

    def all(self) -> list[Broken]:
        """Everything that is said of them."""
        listed: list[Broken] = []
        for name, found in self._found.items():
            listed += found
            if self._more[name]:
                listed.append(Broken(name, f"and {self._more[name]} more"))
        return listed


@use_case(Permission.OPERATE, writes=False)
def check_piece(ctx: Ctx, table: Table, after: Key | None) -> CheckedPiece:
    """What is broken in the next piece of a table, behind the key `after`, or at its beginning.

    A piece is looked at in one short transaction, and so is all that belongs to one of its rows: while others write
    between two pieces, nothing is broken that was not.
    """
    tx: Any = ctx.tx
    last_key, row, checks = CHECKED[table]
    if after is None:
        after = "" if table in TEXT_KEYS else 0
    most = min(PIECE_ACCOUNTS, PIECE_ROWS) if table == "account" else PIECE_ROWS
    last = tx.scalar(last_key, after=after, most=most)
    if last is None:
        return CheckedPiece(None)
    found = [
        Broken(query.removeprefix("check_"), f"{row} {one.subject}: {what}")
        for query, what in checks.items()
        for one in tx.all(query, after=after, until=last)
    ]
    match table:
        case "account":
            found += _balances(ctx, str(after), str(last))
            found += [Broken("sealed", detail) for detail in _sealed_accounts(ctx, str(after), str(last))]
        case "payee":
            found += [Broken("sealed", detail) for detail in _sealed_payees(ctx, int(after), int(last))]
        case (
            "journal" | "posting" | "fund" | "withdrawal" | "event" | "transfer" | "bill" | "outbox" | "audit"
        ):
            pass
    return CheckedPiece(last, tuple(found))


@use_case(Permission.OPERATE, writes=False)
def check_whole(ctx: Ctx) -> tuple[Broken, ...]:
    """What is broken in the database itself, and in tables that stay small."""
    tx: Any = ctx.tx
    return tuple(
        Broken(query.removeprefix("check_"), what.format(one.subject))
        for query, what in WHOLE.items()
        for one in tx.all(query)
    )


@use_case(Permission.OPERATE, writes=False)
def check_books(ctx: Ctx) -> list[Broken]:
    """Everything that is broken, empty when the books are in order (rules 1 and 2), in one transaction."""
    findings = Findings()
    findings.add(check_whole(ctx))
    for table in CHECKED:
        piece = check_piece(ctx, table, None)
        while piece.last is not None:
            findings.add(piece.broken)
            piece = check_piece(ctx, table, piece.last)
    return findings.all()


def _balances(ctx: Ctx, after: str, until: str) -> Iterator[Broken]:
    now = ctx.clock.now()
    for row in ctx.tx.all("accounts_summed", after=after, until=until):
        if not _adds_up(load_figures(ctx, row.account, now).figures):
            yield Broken("balance", f"account {row.account}: the lines of its balance do not add up")


def _sealed_accounts(ctx: Ctx, after: str, until: str) -> Iterator[str]:
    """Sealed fields that no key opens, or that differ from their keyed hash: money would go elsewhere."""
    for account in ctx.tx.all("accounts_sealed", after=after, until=until):
        fields = {
            "phone": (account.phone_sealed, account.phone_key),
            "identity": (account.identity_sealed, account.identity_key),
        }
        for name, (sealed, key) in fields.items():
            if _is_other(ctx.vault, sealed, key, partial(ctx.vault.fingerprint, name)):
                yield f"account {account.id}: its sealed {name} cannot be opened, or is another one"


def _sealed_payees(ctx: Ctx, after: int, until: int) -> Iterator[str]:
    """The same for payees."""
    for payee in ctx.tx.all("payees_sealed", after=after, until=until):
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
