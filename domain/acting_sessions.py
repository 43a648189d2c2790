"""Sessions in which support acts as a test account: finding one, saying whether it is over, ending it.

``domain.use_case`` asks here before every use case of a person; what the chat does with a session is
``domain.usecases.staff.acting``. A session is a row: nothing of it is remembered anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from domain.accounts import get_account
from domain.actor import Permission
from domain.context import Ctx
from domain.messages import tell_user
from domain.ports import Micros
from domain.staff import name_of, permissions_of
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import ActingRow

EndedWhy = Literal["exit", "expired", "role", "closed", "replaced"]


@dataclass(frozen=True, slots=True)
class Session:
    """A live session's row. It ends at ``ends_at`` whatever is done in it."""

    id: int
    chat_user: int
    account: str
    reason_sealed: bytes = field(repr=False)
    ticket: str
    started_at: Micros
    ends_at: Micros


@dataclass(frozen=True, slots=True)
class ActingView:
    """What the banner says: as which account, who, why, and until when; ``at`` is now."""

    id: int
    account: str
    account_name: str
    staff_name: str
    reason: str = field(repr=False)
    ticket: str
    started_at: Micros
    ends_at: Micros
    at: Micros


def session_of(row: ActingRow | None) -> Session | None:
    """The session in a row."""
    if row is None:
        return None
    return Session(**row._asdict())


def live_session(tx: Tx, chat_user: int) -> Session | None:
    """The session of this person that was not ended, though it may be over."""
    return session_of(tx.one("acting_live", chat_user=chat_user))


def why_over(ctx: Ctx, session: Session) -> EndedWhy | None:
    """Why nothing more may be done in it; None while it is good."""
    if session.ends_at <= ctx.clock.now():
        return "expired"
    if Permission.ACT not in permissions_of(ctx.tx, session.chat_user):
        return "role"
    if get_account(ctx.tx, session.account).standing == "closed":
        return "closed"
    return None


def end_session_row(ctx: Ctx, session: Session, why: EndedWhy, *, tell: bool = False) -> None:
    """Ends it. ``tell``: by a message, to somebody who is not just doing something."""
    ended = ctx.tx.run("acting_end", id=session.id, now=ctx.clock.now(), why=why)
    if ended and tell:
        params = {"account": session.account, "why": why}
        key = f"session:{session.id}"
        tell_user(ctx, session.chat_user, key, "session_over", params, account=session.account)


def end_sessions_of_account(ctx: Ctx, account: str) -> None:
    """The account was closed: whoever acts as it is told."""
    for row in ctx.tx.all("acting_live_of", account=account):
        session = session_of(row)
        if session is not None:
            end_session_row(ctx, session, "closed", tell=True)


def acting_view(ctx: Ctx, session: Session) -> ActingView:
    """The session for the banner."""
    return ActingView(
        id=session.id,
        account=session.account,
        account_name=get_account(ctx.tx, session.account).name,
        staff_name=name_of(ctx.tx, f"chat:{session.chat_user}"),
        reason=ctx.vault.open(session.reason_sealed),
        ticket=session.ticket,
        started_at=session.started_at,
        ends_at=session.ends_at,
        at=ctx.clock.now(),
    )


def acting_now(ctx: Ctx, chat_user: int) -> ActingView | None:
    """The good session of this person for the banner, or None."""
    session = live_session(ctx.tx, chat_user)
    if session is None or why_over(ctx, session) is not None:
        return None
    return acting_view(ctx, session)
