"""The scenario desk: test accounts made from a scenario or a file of events, and reset.

Billing events make them, like every account, and always as test accounts. Their ids begin with `T:` and their phones
with `+999`, which billing may not use: the desk puts that in front of what a file says. A file may touch only test
accounts that it opens itself. A reset closes the account and makes another: books are never wiped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.accounts import find_account
from domain.acting_sessions import end_session_row, live_session
from domain.actor import Permission
from domain.context import Ctx
from domain.errors import BadEvent, BooksBroken, Refusal
from domain.events import parse as e
from domain.events.scenarios import SCENARIOS, Event, events_of
from domain.ports import DAY
from domain.rules.calendar import to_local
from domain.tx import Tx
from domain.use_case import use_case
from domain.usecases.operator.apply_events import ApplyReport, EventsRefused, RefusedEvent, apply_events
from domain.usecases.staff.acting import TestAccountEntry, entry_of

MOST_LINES = 500
LONGEST_FILE = 256 * 1024
"""The most characters of a file from the chat."""
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file made: its accounts, in the order of opening, and the number of applied events.

    `refused` is empty here; it is for showing what EventsRefused says in the same way.
    """

    accounts: tuple[str, ...]
    applied: int
    repeated: int
    refused: tuple[RefusedEvent, ...] = ()


@use_case(Permission.ACT)
def create_test_account(ctx: Ctx, scenario: str) -> TestAccountEntry:
    """A new test account of a scenario, with a new id. Refuses unknown_scenario, test_accounts_too_many."""
    if scenario not in SCENARIOS:
        raise Refusal("unknown_scenario", keep=True)
    return _make(ctx, scenario)


@use_case(Permission.ACT, about="account")
def reset_test_account(ctx: Ctx, account: str) -> TestAccountEntry:
    """A new account of the same scenario, under a new id; the old account is closed and its sessions end.

    Refuses not_a_test_account, no_scenario, account_closed, test_accounts_too_many.
    """
    row = ctx.tx.one("test_account", id=account)
    if row is None:
        raise Refusal("not_a_test_account", keep=True)
    if row.scenario not in SCENARIOS:
        raise Refusal("no_scenario", keep=True)
    if row.standing == "closed":
        raise Refusal("account_closed", keep=True)
    session = live_session(ctx.tx, ctx.actor.person)
    if session is not None and session.account == row.id:
        # The person who resets it sees that; the others are told.
        end_session_row(ctx, session, "closed")
    at = to_local(ctx.clock.now(row.id)).isoformat(timespec="microseconds")
    id_ = f"{row.id if row.id.startswith(e.DESK_IDS) else e.DESK_IDS + row.id}-closed"
    closing = {"id": id_, "type": "account.updated", "at": at, "account": row.id}
    _apply(ctx, [closing | {"standing": "closed"}])
    made = _make(ctx, row.scenario)
    ctx.tx.run("desk_account_replace", account=row.id, new=made.account)
    return made


def _check_pace(ctx: Ctx, more: int = 1) -> None:
    """Refuses test_accounts_too_many (`most`): books are never wiped, so what is made stays."""
    since = ctx.clock.now() - DAY
    most = ctx.policy.test_accounts_a_day
    made = ctx.tx.scalar("desk_accounts_made", who=ctx.actor.who, since=since)
    if made + more > most:
        raise Refusal("test_accounts_too_many", keep=True, most=most)


def _make(ctx: Ctx, scenario: str) -> TestAccountEntry:
    _check_pace(ctx)
    account = e.DESK_IDS + "".join(_ALPHABET[ctx.random.below(len(_ALPHABET))] for _ in range(6))
    _apply(ctx, events_of(scenario, account, ctx.clock.now()))
    ctx.note.add(accounts=[account], scenario=scenario)
    ctx.tx.run("desk_account_add", account=account, scenario=scenario, who=ctx.actor.who, now=ctx.clock.now())
    row = ctx.tx.one("test_account", id=account)
    if row is None:
        raise BooksBroken("a test account was not made")
    return entry_of(ctx, row)


def _apply(ctx: Ctx, events: Iterable[Event]) -> None:
    parsed = [e.parse_event(event, line, desk=True) for line, event in enumerate(events, 1)]
    apply_events(ctx, parsed)


@use_case(Permission.ACT)
def create_from_file(ctx: Ctx, text: str) -> FileReport:
    """Applies a file of one JSON object a line, whole. Refuses file_too_long (`most` lines), file_empty and
    test_accounts_too_many.

    Raises EventsRefused with the lines that are malformed, impossible, or about an account that the file does not
    open as a test account; then nothing is applied.
    """
    lines = [(number, text) for number, text in enumerate(text.splitlines(), 1) if text.strip()]
    if not lines:
        raise Refusal("file_empty", keep=True)
    if len(lines) > MOST_LINES or len(text) > LONGEST_FILE:
        raise Refusal("file_too_long", keep=True, most=MOST_LINES)
    parsed, wrong = [], []
    opened: dict[str, None] = {}
    for number, text in lines:
        try:
            event = e.parse_event(e.for_desk(e.read_line(text)), number, desk=True)
            _check_test_only(ctx.tx, event.event, opened)
            parsed.append(event)
        except BadEvent as error:
            wrong.append(RefusedEvent(number, error.reason))
    if wrong:
        raise EventsRefused(ApplyReport(0, 0, tuple(wrong)))
    _check_pace(ctx, len(opened))
    report = apply_events(ctx, parsed)
    for account in opened:
        ctx.tx.run("desk_account_add", account=account, scenario=None, who=ctx.actor.who, now=ctx.clock.now())
    ctx.note.add(accounts=list(opened), count=report.applied)
    return FileReport(tuple(opened), report.applied, report.repeated)


def _check_test_only(tx: Tx, event: e.Event, opened: dict[str, None]) -> None:
    """Raises BadEvent for an event about any account but test accounts that the file itself has already opened."""
    if isinstance(event, e.AccountOpened):
        if not event.test:
            raise BadEvent("test: must be true in a file for the desk")
        if event.account not in opened and find_account(tx, event.account) is not None:
            raise BadEvent(
                "account: there is one already; a file opens accounts of its own, so choose another id"
            )
        opened[event.account] = None
    elif event.account not in opened:
        raise BadEvent("account: must be opened in this file first")
    for other in (getattr(event, "to", None), getattr(event, "management_account", None)):
        if other is not None and other not in opened:
            raise BadEvent("the other account: must be opened in this file first")
