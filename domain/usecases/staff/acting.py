"""Support acts as a test account: beginning a session, ending it, and what only a session has, the test inbox.

That a session reaches nothing but its account is ``domain.use_case`` and ``domain.accounts.reach``; here it begins
and ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

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
from domain.actor import Actor, Permission
from domain.balance_view import load_figures
from domain.context import Env
from domain.errors import BooksBroken, refused
from domain.ports import SECOND, Fen, Micros, Row, Tx
from domain.staff import permissions_of
from domain.use_case import LONGEST_REASON, LONGEST_TICKET, use_case
from domain.views import Refused

MOST_ACCOUNTS = 500
"""So many of the newest test accounts can be found; older ones are opened by their id."""


@dataclass(frozen=True, slots=True)
class StartSession:
    """Reason and ticket number are asked for every time."""

    account: str
    reason: str = field(repr=False)
    ticket: str


@dataclass(frozen=True, slots=True)
class EndSession:
    """The session of whoever asks."""


@dataclass(frozen=True, slots=True)
class ShowSession:
    """The session of whoever asks, for the banner."""


@dataclass(frozen=True, slots=True)
class ListTestAccounts:
    """``text``: part of an id, a name or a scenario; ``page`` counts from 0, one beyond the last shows the last."""

    text: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class ReadInbox:
    """The inbox of the session's account, newest first; ``page`` counts from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class ExpireSessions:
    """At most this many sessions at once."""

    limit: int


@dataclass(frozen=True, slots=True)
class SessionState:
    """As what somebody acts, and what they may do as staff; nothing of it for everybody else."""

    acting: ActingView | None
    roles: tuple[str, ...]
    may_act: bool
    may_look_up: bool
    may_audit: bool
    may_review: bool


@dataclass(frozen=True, slots=True)
class TestAccountEntry:
    """A test account to act as. ``ahead_us``: how far its clock is ahead; ``mine``: made by whoever looks.

    ``withdrawable_fen``: None where its amounts cannot be added up.
    """

    __test__: ClassVar[bool] = False
    account: str
    name: str
    kind: Literal["personal", "enterprise"]
    standing: str
    scenario: str | None
    opened_at: Micros
    withdrawable_fen: Fen | None
    ahead_us: Micros
    mine: bool


@dataclass(frozen=True, slots=True)
class TestAccountsView:
    """One page of the test accounts that are not closed, newest first; ``total`` is of all pages."""

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
    """One page of the inbox, newest first."""

    account: str
    entries: tuple[InboxEntry, ...]
    page: int
    pages: int
    at: Micros


@use_case(Permission.ACT)
def start_session(tx: Tx, env: Env, actor: Actor, command: StartSession) -> ActingView | Refused:
    """Begins one that lasts ``acting_s``; one that still lives is ended as replaced.

    Refuses unknown_account, not_a_test_account, account_closed, staff_reason_needed and ticket_needed (``most``
    characters), each with its audit row.
    """
    wrong = reason_wrong(command.reason, command.ticket)
    if wrong is not None:
        return wrong
    account = find_account(tx, command.account)
    if account is None:
        return refused("unknown_account")
    if not account.is_test:
        return refused("not_a_test_account")
    if account.standing == "closed":
        return refused("account_closed")
    before = live_session(tx, actor.person)
    if before is not None:
        end_session_row(tx, env, before, "replaced")
    now = env.clock.now()
    tx.run("chat_user_add", id=actor.person, locale=None, created_at=now)
    ends_at = now + env.policy.acting_s * SECOND
    row = tx.one(
        "acting_add", chat_user=actor.person, account=account.id, ticket=" ".join(command.ticket.split()),
        reason_sealed=env.vault.seal(" ".join(command.reason.split())), now=now, ends_at=ends_at,
    )  # fmt: skip
    tx.wake("session", ends_at)
    return acting_view(tx, env, _written(row))


def reason_wrong(reason: str, ticket: str) -> Refused | None:
    """What is missing of what staff have to give: reason_needed or ticket_needed, with ``most`` characters."""
    if not 1 <= len(" ".join(reason.split())) <= LONGEST_REASON:
        return refused("staff_reason_needed", most=LONGEST_REASON)
    if not 1 <= len(" ".join(ticket.split())) <= LONGEST_TICKET:
        return refused("ticket_needed", most=LONGEST_TICKET)
    return None


def _written(row: Row | None) -> Session:
    session = session_of(row)
    if session is None:
        raise BooksBroken("a session was not written")
    return session


@use_case(Permission.TALK, acting="either")
def end_session(tx: Tx, env: Env, actor: Actor, command: EndSession) -> ActingView | Refused:
    """Ends it, and shows what it was. Needs no role, so that nobody is kept in one. Refuses no_session."""
    session = live_session(tx, actor.person)
    if session is None:
        return refused("no_session")
    view = acting_view(tx, env, session)
    end_session_row(tx, env, session, "exit")
    return view


@use_case(Permission.TALK, writes=False, acting="either")
def show_session(tx: Tx, env: Env, actor: Actor, command: ShowSession) -> SessionState:
    """For everybody; who is no staff may nothing and acts as nobody."""
    may = permissions_of(tx, actor.person)
    return SessionState(
        acting=acting_now(tx, env, actor.person),
        roles=tuple(row.role for row in tx.all("staff_roles", chat_user=actor.person)),
        may_act=Permission.ACT in may,
        may_look_up=Permission.LOOK_UP in may,
        may_audit=Permission.AUDIT in may,
        may_review=Permission.REVIEW in may,
    )


@use_case(Permission.ACT, writes=False)
def list_test_accounts(tx: Tx, env: Env, actor: Actor, command: ListTestAccounts) -> TestAccountsView:
    """Test accounts alone, whatever is searched for."""
    text = " ".join(command.text.split())
    wanted = text.casefold()
    rows = [
        row
        for row in tx.all("test_accounts", most=MOST_ACCOUNTS)
        if wanted in f"{row.id}\n{row.name}\n{(row.scenario or '').replace('_', ' ')}".casefold()
    ]
    size = env.policy.page_size
    pages = max(1, -(-len(rows) // size))
    page = min(max(0, command.page), pages - 1)
    entries = tuple(entry_of(tx, env, actor, row) for row in rows[page * size : (page + 1) * size])
    return TestAccountsView(entries, text, page, pages, len(rows), env.policy.currency)


def entry_of(tx: Tx, env: Env, actor: Actor, row: Row) -> TestAccountEntry:
    """A row of ``test_accounts`` as a line of the list."""
    withdrawable_fen = None
    if not tx.all("sums_too_large", account=row.id):
        withdrawable_fen = load_figures(tx, env, row.id, env.clock.now(row.id)).figures.withdrawable_fen
    return TestAccountEntry(
        account=row.id,
        name=row.name,
        kind=row.kind,
        standing=row.standing,
        scenario=row.scenario,
        opened_at=row.opened_at,
        withdrawable_fen=withdrawable_fen,
        ahead_us=ahead_of(tx, row.id),
        mine=row.made_by == actor.who,
    )


@use_case(Permission.ACT, acting="account")
def read_inbox(tx: Tx, env: Env, actor: Actor, command: ReadInbox) -> InboxView | Refused:
    """What would have gone to the account's telephone, at the times of its own clock.

    Counts as a change, so that reading a code leaves its row. Refuses no_session.
    """
    if actor.acting_as is None:
        return refused("no_session")
    size = env.policy.page_size
    pages = max(1, -(-tx.scalar("inbox_count", account=actor.acting_as) // size))
    page = min(max(0, command.page), pages - 1)
    rows = tx.all("inbox_page", account=actor.acting_as, most=size, skip=page * size)
    entries = tuple(
        InboxEntry(own_time(tx, actor.acting_as, row.at), env.vault.open(bytes(row.text_sealed)))
        for row in rows
    )
    return InboxView(actor.acting_as, entries, page, pages, env.clock.now(actor.acting_as))


@use_case(Permission.SYSTEM, audited=False)
def expire_sessions(tx: Tx, env: Env, actor: Actor, command: ExpireSessions) -> int:
    """Ends sessions whose time is over and tells who was in them; how many they were."""
    rows = tx.all("acting_due", now=env.clock.now(), most=command.limit)
    for row in rows:
        session = _written(row)
        end_session_row(tx, env, session, why_over(tx, env, session) or "expired", tell=True)
    return len(rows)
