"""Stopping all withdrawals of an account at once, and letting them go on (rules 4).

One member of support stops; two reviewers resume. What a contradiction stopped goes on when that is resolved, and a
customer's *Not me* ends by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.accounts import get_account
from domain.actor import Actor, Permission
from domain.conflicts import account_conflict
from domain.context import Env
from domain.errors import refused
from domain.ports import Tx
from domain.stops import Stop, begin_stop, end_stop, live_stops
from domain.use_case import LONGEST_REASON, LONGEST_TICKET, use_case
from domain.views import Refused

RESUMED_BY = 2
"""So many different people let an account go on."""


@dataclass(frozen=True, slots=True)
class StopAccount:
    """Ticket number and reason are asked for every time."""

    account: str
    ticket: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResumeAccount:
    """Ends what support stopped."""

    account: str


@use_case(Permission.STOP, proof="look")
def stop_account(tx: Tx, env: Env, actor: Actor, command: StopAccount) -> Stop | Refused:
    """From now on nothing of the account is approved or paid. Refuses stop_words_needed and stopped_already.

    Raises unknown_account.
    """
    ticket, reason = command.ticket.strip(), command.reason.strip()
    if not (0 < len(ticket) <= LONGEST_TICKET and 0 < len(reason) <= LONGEST_REASON):
        return refused("stop_words_needed", ticket_most=LONGEST_TICKET, reason_most=LONGEST_REASON)
    account = get_account(tx, command.account)
    if any(stop.why == "support" for stop in live_stops(tx, env, account.id)):
        return refused("stopped_already")
    number = begin_stop(tx, env, account.id, "support", actor.who)
    return next(stop for stop in live_stops(tx, env, account.id) if stop.id == number)


@use_case(Permission.REVIEW)
def resume_account(tx: Tx, env: Env, actor: Actor, command: ResumeAccount) -> Stop | Refused:
    """The second, different reviewer lets it go on; the ended stop.

    Refuses own_account, contradiction_open, not_stopped and resumed_once; raises unknown_account.
    """
    account = get_account(tx, command.account)
    if account_conflict(tx, actor.chat_user, account.id) is not None:
        return refused("own_account")
    stops = live_stops(tx, env, account.id)
    stop = next((one for one in stops if one.why == "support"), None)
    if stop is None:
        open_ = any(one.why == "contradiction" for one in stops)
        return refused("contradiction_open" if open_ else "not_stopped")
    tx.run("stop_word_add", stop=stop.id, reviewer=actor.who, now=env.clock.now())
    if tx.scalar("stop_words", stop=stop.id) < RESUMED_BY:
        return refused("resumed_once")
    end_stop(tx, env, account.id, stop.id, actor.who)
    return stop
