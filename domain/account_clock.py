"""The clock inside a transaction: a test account has a time of its own, which its rows hold; all others have real
time.

So all processes agree about it, and a move that is rolled back never happened. `domain.usecases.staff.move_clock`
moves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from domain.field_marks import Moment, moments_of
from domain.ports import Clock, Micros
from domain.rules.calendar import local_date
from domain.tx import Tx
from domain.views import DocumentView, RecordView, Step, WithdrawalView

if TYPE_CHECKING:
    from domain.tx import ClockMovesRow

V = TypeVar("V", WithdrawalView, Step, DocumentView, RecordView)
_MOMENTS: dict[type, dict[str, Moment]] = {
    one: moments_of(one) for one in (WithdrawalView, Step, DocumentView, RecordView)
}


class AccountClock:
    """The given clock, and for an account with moves of its own that much later."""

    def __init__(self, tx: Tx, base: Clock) -> None:
        self._tx = tx
        self._base = base
        self._ahead: dict[str, Micros] = {}

    def now(self, account: str | None = None) -> Micros:
        """Microseconds since 1970-01-01T00:00:00Z in this account's time."""
        return self._base.now(account) + self.ahead(account)

    def ahead(self, account: str | None) -> Micros:
        """How far this account's clock is ahead, in microseconds; 0 without an account."""
        if account is None:
            return 0
        known = self._ahead.get(account)
        if known is None:
            known = self._ahead[account] = ahead_of(self._tx, account)
        return known


def ahead_of(tx: Tx, account: str) -> Micros:
    """How far an account's clock is ahead, in microseconds; 0 for every real account."""
    return tx.scalar("clock_ahead", account=account) or 0


def own_time(tx: Tx, account: str, moment: Micros) -> Micros:
    """A past moment, which rows hold in real time, by this account's clock at that time."""
    return moment + _ahead_at(tx.all("clock_moves", account=account), moment)


def real_time(tx: Tx, account: str, moment: Micros) -> Micros:
    """The last real moment at which this account's clock was not past `moment`, to compare with rows."""
    until: Micros | None = None
    for move in reversed(tx.all("clock_moves", account=account)):
        real = moment - move.ahead_us
        real = real if until is None else min(real, until)
        if real >= move.at:
            return real
        until = move.at - 1
    return moment if until is None else min(moment, until)


def shown_in_own_time(tx: Tx, view: WithdrawalView) -> WithdrawalView:
    """The view of a test account's withdrawal in that account's time; any other view unchanged.

    Rows hold real time. Past moments are shown by the clock at that time, future ones by the present clock.
    """
    moves = tx.all("clock_moves", account=view.account.id) if view.account.is_test else []
    if not moves:
        return view

    shown = replace(
        _moved(view, moves),
        steps=tuple(_moved(one, moves) for one in view.steps),
        documents=tuple(_moved(one, moves) for one in view.documents),
    )
    if view.status == "draft":
        # The promise is already computed for the account's present.
        return replace(shown, promise_at=view.promise_at)
    if view.promise_from_on is None or view.promise_by_on is None or view.submitted_at is None:
        return shown
    days = local_date(shown.submitted_at or view.submitted_at) - local_date(view.submitted_at)
    return replace(
        shown, promise_from_on=view.promise_from_on + days, promise_by_on=view.promise_by_on + days
    )


def records_in_own_time(tx: Tx, account: str, records: Sequence[RecordView]) -> tuple[RecordView, ...]:
    """The records of a test account in that account's time."""
    moves = tx.all("clock_moves", account=account)
    return tuple(_moved(one, moves) for one in records) if moves else tuple(records)


def _moved(part: V, moves: Sequence[ClockMovesRow]) -> V:
    """The same view with its moments as the account's clock shows them."""
    moved: dict[str, Any] = {}
    for name, mark in _MOMENTS[type(part)].items():
        moment = getattr(part, name)
        if moment is None:
            continue
        match mark.clock:
            case "then":
                moved[name] = moment + _ahead_at(moves, moment)
            case "now":
                moved[name] = moment + int(moves[-1].ahead_us)
            case "real":
                pass
    return replace(part, **moved)


def _ahead_at(moves: Sequence[ClockMovesRow], moment: Micros) -> Micros:
    return next((move.ahead_us for move in reversed(moves) if move.at <= moment), 0)
