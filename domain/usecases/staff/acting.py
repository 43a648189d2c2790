"""Support acts as a test account: beginning a session, ending it, and the test inbox, which only a session has.

`domain.use_case` and `domain.accounts.reach` keep a session to its account; this module begins and ends it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from domain.account_clock import ahead_of, own_time
from domain.accounts import find_account
from domain.acting_sessions import (
    ActingView,
    Session,
    acting_now,
    acting_view,
    end_session_row,
    live_session,
    session_of,
    why_over,
)
from domain.actor import Permission
from domain.balance_view import load_figures
from domain.context import Ctx
from domain.errors import BooksBroken, Refusal
from domain.ports import SECOND, Fen, Micros
from domain.staff import permissions_with
from domain.use_case import LONGEST_REASON, LONGEST_TICKET, use_case

if TYPE_CHECKING:
    from domain.tx import ActingRow, TestAccountRow

MOST_ACCOUNTS = 500
"""The number of newest test accounts that can be found; older ones are opened by their id."""


@dataclass(frozen=True, slots=True)
class SessionState:
    """What a person acts as, and what they may do as staff; empty for everyone else."""

    acting: ActingView | None
    roles: tuple[str, ...]
    may_act: bool
    may_look_up: bool
    may_audit: bool
    may_review: bool


@dataclass(frozen=True, slots=True)
class TestAccountEntry:
    """A test account to act as. `ahead_us` is how far its clock is ahead; `mine`: this person made it."""

    __test__: ClassVar[bool] = False
    account: str
    name: str
    kind: Literal["personal", "enterprise"]
    standing: str
    scenario: str | None
    opened_at: Micros
    withdrawable_fen: Fen
    ahead_us: Micros
    mine: bool


@dataclass(frozen=True, slots=True)
class TestAccountsView:
    """One page of the open test accounts, newest first; `total` is of all pages."""

    __test__: ClassVar[bool] = False
    entries: tuple[TestAccountEntry, ...]
    text: str
    page: int
    pages: int
    total: int
    currency: str


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A text message of a test account, with its code."""

    at: Micros
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class InboxView:
    """The newest messages of the inbox, newest first."""

    account: str
    entries: tuple[InboxEntry, ...]
    at: Micros


@use_case(Permission.ACT, about="account", ticketed=True)
def start_session(ctx: Ctx, account: str, reason: str, ticket: str) -> ActingView:
    """Begins a session that lasts `acting_s`; a live one ends as replaced.

    Refuses unknown_account, not_a_test_account, account_closed, staff_reason_needed and ticket_needed (`most`
    characters), each with its audit row.
    """
    reason_wrong(reason, ticket)
    found = find_account(ctx.tx, account)
    if found is None:
        raise Refusal("unknown_account", keep=True)
    if not found.is_test:
        raise Refusal("not_a_test_account", keep=True)
    if found.standing == "closed":
        raise Refusal("account_closed", keep=True)
    before = live_session(ctx.tx, ctx.actor.person)
    if before is not None:
        end_session_row(ctx, before, "replaced")
    now = ctx.clock.now()
    ctx.tx.run("chat_user_add", id=ctx.actor.person, locale=None, created_at=now)
    ends_at = now + ctx.policy.acting_s * SECOND
    row = ctx.tx.one(
        "acting_add", chat_user=ctx.actor.person, account=found.id, ticket=" ".join(ticket.split()),
        reason_sealed=ctx.vault.seal(" ".join(reason.split())), now=now, ends_at=ends_at,
    )  # fmt: skip
    ctx.tx.wake("session", ends_at)
    return acting_view(ctx, _written(row))


def reason_wrong(reason: str, ticket: str) -> None:
    """What staff failed to give: reason_needed or ticket_needed, with `most` characters; else None."""
    if not 1 <= len(" ".join(reason.split())) <= LONGEST_REASON:
        raise Refusal("staff_reason_needed", keep=True, most=LONGEST_REASON)
    if not 1 <= len(" ".join(ticket.split())) <= LONGEST_TICKET:
        raise Refusal("ticket_needed", keep=True, most=LONGEST_TICKET)


def _written(row: ActingRow | None) -> Session:
    session = session_of(row)
    if session is None:
        raise BooksBroken("a session was not written")
    return session


@use_case(Permission.TALK, acting="either")
def end_session(ctx: Ctx) -> ActingView:
    """Ends the session and returns it. Needs no role, so that nobody is kept in one. Refuses no_session."""
    session = live_session(ctx.tx, ctx.actor.person)
    if session is None:
        raise Refusal("no_session", keep=True)
    view = acting_view(ctx, session)
    end_session_row(ctx, session, "exit")
    return view


@use_case(Permission.TALK, writes=False, acting="either")
def show_session(ctx: Ctx) -> SessionState:
    """The person's session and rights as staff; empty for anyone else."""
    roles = tuple(row.role for row in ctx.tx.all("staff_roles", chat_user=ctx.actor.person))
    may = permissions_with(roles)
    return SessionState(
        # A live session was found already, before any use case runs.
        acting=None if ctx.actor.session is None else acting_now(ctx, ctx.actor.person),
        roles=roles,
        may_act=Permission.ACT in may,
        may_look_up=Permission.LOOK_UP in may,
        may_audit=Permission.AUDIT in may,
        may_review=Permission.REVIEW in may,
    )


@use_case(Permission.ACT, writes=False)
def list_test_accounts(ctx: Ctx, text: str = "", page: int = 0) -> TestAccountsView:
    """A page of test accounts only, whatever the search.

    `text` is part of an id, a name or a scenario; `page` counts from 0, one beyond the last shows the last.
    """
    text = " ".join(text.split())
    wanted = text.casefold()
    rows = [
        row
        for row in ctx.tx.all("test_accounts", most=MOST_ACCOUNTS)
        if wanted in f"{row.id}\n{row.name}\n{(row.scenario or '').replace('_', ' ')}".casefold()
    ]
    size = ctx.policy.page_size
    pages = max(1, -(-len(rows) // size))
    page = min(max(0, page), pages - 1)
    entries = tuple(entry_of(ctx, row) for row in rows[page * size : (page + 1) * size])
    return TestAccountsView(entries, text, page, pages, len(rows), ctx.policy.currency)


def entry_of(ctx: Ctx, row: TestAccountRow) -> TestAccountEntry:
    """A row of `test_accounts` as a line of the list."""
    figures = load_figures(ctx, row.id, ctx.clock.now(row.id)).figures
    return TestAccountEntry(
        account=row.id,
        name=row.name,
        kind=row.kind,
        standing=row.standing,
        scenario=row.scenario,
        opened_at=row.opened_at,
        withdrawable_fen=figures.withdrawable_fen,
        ahead_us=ahead_of(ctx.tx, row.id),
        mine=row.made_by == ctx.actor.who,
    )


@use_case(Permission.ACT, acting="account")
def read_inbox(ctx: Ctx) -> InboxView:
    """The newest messages for the account's telephone, at the times of its own clock.

    Counts as a change, so that reading a code leaves its row. Refuses no_session.
    """
    if ctx.actor.acting_as is None:
        raise Refusal("no_session", keep=True)
    rows = ctx.tx.all("inbox_newest", account=ctx.actor.acting_as, most=ctx.policy.page_size)
    entries = tuple(
        InboxEntry(own_time(ctx.tx, ctx.actor.acting_as, row.at), ctx.vault.open(row.text_sealed))
        for row in rows
    )
    return InboxView(ctx.actor.acting_as, entries, ctx.clock.now(ctx.actor.acting_as))


@use_case(Permission.SYSTEM, audited=False)
def expire_sessions(ctx: Ctx, limit: int) -> int:
    """Ends sessions whose time is over and tells their people; returns how many."""
    rows = ctx.tx.all("acting_due", now=ctx.clock.now(), most=limit)
    for row in rows:
        session = _written(row)
        end_session_row(ctx, session, why_over(ctx, session) or "expired", tell=True)
    return len(rows)
