"""Stopping all withdrawals of an account at once, and letting them go on (rules 4).

One member of support stops; two reviewers resume. What a contradiction stopped goes on when that is resolved, and a
customer's *Not me* ends by itself.
"""

from __future__ import annotations

from domain.accounts import get_account
from domain.actor import Permission
from domain.conflicts import account_conflict
from domain.context import Ctx
from domain.errors import Refusal
from domain.stops import Stop, begin_stop, end_stop, live_stops
from domain.use_case import LONGEST_REASON, LONGEST_TICKET, use_case

RESUMED_BY = 2
"""So many different people let an account go on."""


@use_case(Permission.STOP, about="account", ticketed=True, proof="look")
def stop_account(ctx: Ctx, account: str, ticket: str, reason: str) -> Stop:
    """From now on nothing of the account is approved or paid. Refuses stop_words_needed and stopped_already.

    Raises unknown_account.
    """
    ticket, reason = ticket.strip(), reason.strip()
    if not (0 < len(ticket) <= LONGEST_TICKET and 0 < len(reason) <= LONGEST_REASON):
        raise Refusal("stop_words_needed", keep=True, ticket_most=LONGEST_TICKET, reason_most=LONGEST_REASON)
    found = get_account(ctx.tx, account)
    if any(stop.why == "support" for stop in live_stops(ctx, found.id)):
        raise Refusal("stopped_already", keep=True)
    number = begin_stop(ctx, found.id, "support", ctx.actor.who)
    return next(stop for stop in live_stops(ctx, found.id) if stop.id == number)


@use_case(Permission.REVIEW, about="account")
def resume_account(ctx: Ctx, account: str) -> Stop:
    """The second, different reviewer lets it go on; the ended stop.

    Refuses own_account, contradiction_open, not_stopped and resumed_once; raises unknown_account.
    """
    found = get_account(ctx.tx, account)
    if account_conflict(ctx.tx, ctx.actor.chat_user, found.id) is not None:
        raise Refusal("own_account", keep=True)
    stops = live_stops(ctx, found.id)
    stop = next((one for one in stops if one.why == "support"), None)
    if stop is None:
        open_ = any(one.why == "contradiction" for one in stops)
        raise Refusal("contradiction_open" if open_ else "not_stopped", keep=True)
    ctx.tx.run("stop_word_add", stop=stop.id, reviewer=ctx.actor.who, now=ctx.clock.now())
    if ctx.tx.scalar("stop_words", stop=stop.id) < RESUMED_BY:
        raise Refusal("resumed_once", keep=True)
    end_stop(ctx, found.id, stop.id, ctx.actor.who)
    return stop
