"""What an answer says: the customer's own figures first, then the facts of the rules.

Every number is one of the given views or of the policy; nothing is estimated. Without a view there are only facts.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.screens import contact, holds, withdrawal
from bot.screens.costs import balance_receipt
from bot.screens.home import about, gate_notice
from bot.screens.screen import lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.topics import Topic
from domain.ports import Fen
from domain.rules.balance import HoldReason
from domain.rules.designated import DesignatedReason, needed_for, reasons_for
from domain.rules.plan import PlanStep, plan
from domain.rules.policy import Policy
from domain.rules.statuses import STATUSES
from domain.rules.windows import EVERY_OTHER_BANK_DAYS
from domain.views import BalanceView, CostsView, OrderView, RecordView, WithdrawalView

HOUR_S = 3600
SHOWN = 5
"""The most orders, accounts or withdrawals that an answer names."""
LEAST_FEN: Fen = 1
"""The smallest amount (rules 2)."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is known of who asks. `costs`: None without an account. `records`: the newest withdrawals, newest first;
    `looked_at`: the one of them that the answer is about. `draft`: the unfinished one. `orders`: the newest with
    something left.
    """

    policy: Policy
    costs: CostsView | None = None
    records: tuple[RecordView, ...] = ()
    looked_at: WithdrawalView | None = None
    draft: WithdrawalView | None = None
    orders: tuple[OrderView, ...] = ()


OF_RECORDS: frozenset[Topic] = frozenset(("failed", "where", "time", "cancel", "proof", "person"))
"""Topics whose answer names withdrawals."""


def held_for(topic: Topic) -> HoldReason | None:
    """The held amount that a topic is about, or None."""
    match topic:
        case "reserve" | "credit_notes" | "overdue" | "unsettled" | "transferred" as reason:
            return reason
        case _:
            return None


def record_for(topic: Topic, records: tuple[RecordView, ...]) -> RecordView | None:
    """The withdrawal that an answer is about: the newest that fits, or None."""
    match topic:
        case "failed":
            return next((one for one in records if STATUSES[one.status].says_why), None)
        case "cancel":
            return next((one for one in records if STATUSES[one.status].phase == "reviewed"), None)
        case "time":
            return next((one for one in records if STATUSES[one.status].holds_money), None)
        case "where" | "person":
            under_way = (one for one in records if STATUSES[one.status].holds_money)
            return next(under_way, records[0] if records else None)
        case _:
            return None


def answer_text(topic: Topic, own: Own, voice: Voice) -> str:
    """The answer: own figures and facts. Without an account only facts, and that connecting gives the figures."""
    costs = own.costs
    if costs is None:
        known = _facts(topic, own, voice, plain=True)
        return page_of(known, None if topic in ("connect", "person") else voice.t("help-connect"))
    parts = [_figures(topic, costs, own, voice), _facts(topic, own, voice)]
    if topic in ("fee", "person", "safe"):
        parts.reverse()
    return page_of(about(costs.account, voice), *parts)


def _figures(topic: Topic, costs: CostsView, own: Own, voice: Voice) -> str | None:
    """What the books of the account say about it."""
    match topic:
        case "low" | "more" | "fee" | "how" | "parts" | "ways" | "other_money":
            return _of_balance(topic, costs, voice)
        case "reserve" | "credit_notes" | "overdue" | "unsettled" | "transferred" as reason:
            hold = costs.balance.hold(reason)
            if hold is None:
                return voice.t("hold-nothing", title=voice.word(f"hold-{reason}"))
            return holds.in_short(costs.balance, hold, voice, SHOWN)
        case "failed" | "where" | "time" | "cancel":
            return _of_withdrawals(topic, costs, own, voice)
        case "wrong_account":
            named = (voice.account(one) for one in costs.accounts[:SHOWN])
            return lines_of(voice.t("answer-wrong_account-own"), *(f"• {one}" for one in named))
        case "window":
            return _windows(own.orders, voice)
        case "documents":
            return _documents(costs, voice)
        case "code":
            return _code(costs, own.draft, voice)
        case "phone":
            return voice.t("answer-code-phone", phone=voice.whole(costs.account.phone_masked))
        case "proof":
            paid = (one for one in own.records if STATUSES[one.status].phase == "paid")
            return lines_of(*(voice.t("answer-proof-own", id=one.id, **_told(one, voice)) for one in paid))
        case "group":
            return voice.t("answer-group-own", count=len(costs.accounts))
        case "blocked":
            return gate_notice(costs, voice) or voice.t("answer-blocked-no")
        case "safe":
            return voice.t("answer-safe-own")
        case "person":
            one = own.looked_at
            return None if one is None else voice.t("answer-person-number", id=one.id, **_told(one, voice))
        case "console" | "connect":
            return None


def _of_balance(topic: Topic, costs: CostsView, voice: Voice) -> str | None:
    balance = costs.balance
    free = voice.money(balance.withdrawable_fen)
    gate = gate_notice(costs, voice)
    figure = gate or voice.t("home-figure", withdrawable=free, cash=voice.money(balance.cash_fen))
    match topic:
        case "low":
            held = balance_receipt(balance, voice) if balance.holds else voice.t("answer-low-none")
            return page_of(figure, held)
        case "more":
            return page_of(gate, _plan(balance, voice))
        case "fee" if balance.withdrawable_fen and not gate:
            return voice.t("answer-fee-own", amount=free)
        case "how":
            return gate or voice.t("answer-how-own", amount=free)
        case "parts" if balance.withdrawable_fen and not gate:
            return voice.t("answer-parts-own", least=voice.money(LEAST_FEN), most=free)
        case "parts":
            return figure
        case "ways":
            other = balance.by_application_fen
            return gate or lines_of(
                voice.t("answer-how-own", amount=free),
                voice.t("answer-ways-other", amount=voice.money(other)) if other else None,
            )
        case "other_money" if balance.by_application_fen:
            return gate or voice.t("answer-other_money-own", amount=voice.money(balance.by_application_fen))
        case "other_money":
            return gate or voice.t("answer-other_money-none")
        case _:
            return None


def _plan(balance: BalanceView, voice: Voice) -> str:
    """The shortest way to the most that can be had (rules 2, *Plan*)."""
    made, free = plan(balance.figures), voice.money(balance.withdrawable_fen)
    if made.most_fen <= balance.withdrawable_fen:
        return voice.t("answer-more-all", now=free)
    most = voice.t("answer-more-most", most=voice.money(made.most_fen), now=free)
    return page_of(most, lines_of(*(_step(step, balance, voice) for step in made.steps)))


def _step(step: PlanStep, balance: BalanceView, voice: Voice) -> str:
    hold = balance.hold(step.remedy)
    said = {
        "line": voice.word(f"hold-{step.remedy}"),
        "amount": voice.money(0 if hold is None else hold.amount_fen),
        "gain": voice.money(step.gain_fen, signed=True),
        "after": voice.money(step.withdrawable_fen),
    }
    if step.new_money_fen:
        return voice.t("answer-more-paid", **said, paid=voice.money(step.new_money_fen))
    return voice.t("answer-more-step", **said)


def _of_withdrawals(topic: Topic, costs: CostsView, own: Own, voice: Voice) -> str | None:
    """The withdrawal that it is about; of those that are under way the others by a line each."""
    one = own.looked_at
    out = costs.balance.in_withdrawal_fen
    match topic:
        case "failed":
            if one is None:
                return voice.t("answer-failed-none")
            return page_of(_line(one, voice), withdrawal.because(one, voice))
        case "cancel":
            may = one is not None and one.may_cancel
            told = {} if one is None else _told(one, voice)
            return voice.t("answer-cancel-may", **told) if may else voice.t("answer-cancel-none")
        case "time":
            return None if one is None else lines_of(_line(one, voice), _due(one, voice))
        case _ if one is None:
            return voice.t("answer-where-none")
        case _:
            others = (
                other for other in own.records if STATUSES[other.status].holds_money and other.id != one.id
            )
            return page_of(
                voice.t("answer-where-out", amount=voice.money(out)) if out else None,
                lines_of(_line(one, voice), _due(one, voice)),
                lines_of(*(_line(other, voice) for other in others)),
            )


def _told(view: WithdrawalView | RecordView, voice: Voice) -> dict[str, str]:
    at = view.submitted_at
    return {
        "amount": voice.money(view.amount_fen or 0),
        "status": withdrawal.status_word(view.status, voice),
        "at": "" if at is None else voice.when(at),
    }


def _line(view: WithdrawalView | RecordView, voice: Voice) -> str:
    return voice.t("answer-record", **_told(view, voice))


def _due(view: WithdrawalView, voice: Voice) -> str | None:
    """When it should be there, if that is promised; since when it is late."""
    if not STATUSES[view.status].holds_money:
        return None
    return withdrawal.late(view, voice) if view.late else withdrawal.promise(view, voice)


def _windows(orders: tuple[OrderView, ...], voice: Voice) -> str:
    if not orders:
        return voice.t("answer-window-none")
    return lines_of(*(_window(order, voice) for order in orders))


def _window(order: OrderView, voice: Voice) -> str:
    date, channel, ends_on = voice.day_of(order.paid_at), voice.channel(order), order.window_ends_on
    if ends_on is None:
        return voice.t("answer-window-always", date=date, channel=channel)
    key = "answer-window-open" if order.original_method else "answer-window-closed"
    return voice.t(key, date=date, channel=channel, ended=voice.day(ends_on))


def _reasons(costs: CostsView) -> tuple[DesignatedReason, ...]:
    """The reasons for another account that such an account can ever have."""
    kind = costs.account.kind
    return tuple(dict.fromkeys((*reasons_for(kind, True), *reasons_for(kind, False))))


def _documents(costs: CostsView, voice: Voice) -> str:
    lines = []
    for reason in _reasons(costs):
        kinds = needed_for(reason, costs.account.kind)
        listed = voice.word("list-join").join(voice.word(f"document-{kind}") for kind in kinds)
        lines.append(voice.t("answer-reason", label=voice.word(f"because-label-{reason}"), why=listed))
    return lines_of(*lines)


def _code(costs: CostsView, draft: WithdrawalView | None, voice: Voice) -> str:
    sent = draft is not None and draft.code == "sent" and draft.code_expires_at is not None
    until = draft.code_expires_at if draft is not None else None
    return lines_of(
        voice.t("answer-code-phone", phone=voice.whole(costs.account.phone_masked)),
        voice.t("answer-code-sent", until=voice.soon(until)) if sent and until is not None else None,
    )


def _facts(topic: Topic, own: Own, voice: Voice, *, plain: bool = False) -> str | None:
    """What is true of every account. `plain`: without an account, whose figures would stand above."""
    policy = own.policy
    match topic:
        case "low" | "more" | "where" | "documents" if plain:
            return voice.t(f"answer-{topic}-plain")
        case "low":
            return voice.t("answer-low")
        case "more":
            held = own.costs is not None and plan(own.costs.balance.figures).steps
            return voice.t("answer-more") if held else None
        case "reserve":
            amount, hours = voice.money(policy.reserve_fen), policy.reserve_hold_s // HOUR_S
            return voice.t("answer-reserve", amount=amount, hours=hours)
        case "credit_notes" | "overdue" | "unsettled" | "transferred" as reason:
            return lines_of(voice.t(f"hold-why-{reason}"), voice.t(f"hold-do-{reason}"))
        case "fee":
            return voice.t("answer-fee", fee=voice.money(0))
        case "ways":
            return _ways(own.costs, voice)
        case "time":
            return voice.t(
                "answer-time",
                hours=policy.promise_s // HOUR_S,
                business=policy.promise_business_days,
                **{"from": policy.designated_from_days, "to": policy.designated_by_days},
            )
        case "window":
            return voice.t("answer-window", days=EVERY_OTHER_BANK_DAYS)
        case "code":
            wait, hour, day = policy.code_resend_s, policy.codes_an_hour, policy.codes_a_day
            return voice.t("answer-code", wait=wait, hour=hour, day=day)
        case "phone":
            reach = contact.line(policy.support, voice)
            return lines_of(voice.t("answer-phone"), voice.t("answer-phone-link"), reach)
        case "connect":
            return lines_of(voice.t("welcome-do"), contact.line(policy.support, voice))
        case "console":
            return lines_of(voice.t("answer-console"), voice.t("answer-console-more"))
        case "person":
            reach = contact.line(policy.support, voice)
            return lines_of(voice.t("answer-person"), reach) if reach else voice.t("answer-person-none")
        case _:
            return voice.t(f"answer-{topic}")


def _ways(costs: CostsView | None, voice: Voice) -> str:
    """The two ways, and the reasons for another account: all four, or those of such an account."""
    every: tuple[DesignatedReason, ...] = ("window_passed", "account_closed", "deregistered", "advanced")
    reasons = every if costs is None else _reasons(costs)
    lines = (
        voice.t("answer-reason", label=voice.word(f"because-label-{one}"), why=voice.t(f"because-{one}"))
        for one in reasons
    )
    return page_of(lines_of(voice.t("answer-ways"), *lines), voice.t("answer-ways-application"))
