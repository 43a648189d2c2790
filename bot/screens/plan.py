"""How to get more, in words: the most there is, the steps in order, the new money and the dates (rules 2, *Plan*)."""

from __future__ import annotations

from bot.screens.screen import lines_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.rules.plan import Plan, PlanStep, plan
from domain.views import BalanceView, CostsView


def how_to_get_more(view: CostsView, voice: Voice) -> str | None:
    """The plan in lines; None where nothing is held. An account that may not withdraw gets the figures alone."""
    balance = view.balance
    way = plan(balance.figures)
    cash, most = voice.money(balance.cash_fen), voice.money(way.most_fen)
    if view.account.blocked_by is not None:
        now = voice.money(balance.withdrawable_fen)
        return voice.t("plan-gated", withdrawable=now, cash=cash, most=most) if balance.cash_fen else None
    if not balance.holds:
        return None
    transferred = voice.money(balance.transferred_fen)
    if not way.steps:
        key = "plan-no-cash" if not balance.cash_fen else "plan-here" if way.most_fen else "plan-nothing"
        return lines_of(voice.t(key, transferred=transferred), _not_needed(way, voice))
    key = "plan-most" if balance.transferred_fen else "plan-most-all"
    money = sum(step.new_money_fen for step in way.steps)
    return lines_of(
        voice.t("plan-title"),
        voice.t(key, most=most, cash=cash, transferred=transferred),
        *(
            voice.t("plan-step", index=index, step=_step(balance, step, voice))
            for index, step in enumerate(way.steps, 1)
        ),
        voice.t("plan-money", money=voice.money(money)) if money else voice.t("plan-no-money"),
        _not_needed(way, voice),
    )


def _step(balance: BalanceView, step: PlanStep, voice: Voice) -> Safe:
    hold = balance.hold(step.remedy)
    at = None if hold is None or hold.free_at is None else voice.when(hold.free_at)
    said = {
        "money": voice.money(step.new_money_fen),
        "gain": step_gain(step, voice),
    }
    if at is not None and step.remedy in ("reserve", "unsettled"):
        return voice.t(f"plan-{step.remedy}-at", at=at, **said)
    return voice.t(f"plan-{step.remedy}", **said)


def step_gain(step: PlanStep, voice: Voice) -> Safe:
    """What a step gives on top of the ones before it."""
    if not step.gain_fen:
        return voice.t("plan-gain-none")
    return voice.t("plan-gain", gain=voice.gain(step.gain_fen), after=voice.money(step.withdrawable_fen))


def _not_needed(way: Plan, voice: Voice) -> Safe | None:
    names = [voice.word(f"line-{remedy}") for remedy in way.not_needed]
    return voice.t("plan-not-needed", what=voice.word("list-join").join(names)) if names else None
