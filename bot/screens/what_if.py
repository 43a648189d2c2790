"""What if: steps ticked on and off, and another day, counted by the domain (rules 2). It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from bot.screens.buttons import TryOut
from bot.screens.home import about, gate_notice
from bot.screens.plan import how_to_get_more, step_gain
from bot.screens.screen import Button, ButtonRow, Screen, in_rows, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.ports import DAY, Micros
from domain.rules.calendar import end_of, local_date
from domain.rules.plan import REMEDIES, PlanStep, Remedy, plan
from domain.usecases.customer.try_out import Trial
from domain.views import BalanceView, Locale, OrderView
from domain.what_if import WhatIf, what_if

MOST_DAYS = 366
"""How far ahead a day can be."""
DAYS_SHOWN = 5
NOW = 0
"""The day that stands for this moment."""


def button(balance: BalanceView, voice: Voice) -> Button | None:
    """The way to this screen, with the steps of the plan ticked; None where there is nothing to choose."""
    steps = plan(balance.figures).steps
    if not steps:
        return None
    return Button(voice.word("what-if"), TryOut(ticked=_bits(step.remedy for step in steps), day=NOW).pack())


def card(trial: Trial, ticked: int, day: int, locale: Locale) -> Screen:
    """The balance after the ticked steps, on a day. A tick or day that is not possible any more does not count."""
    view, left = trial.costs, trial.left
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    title = lines_of(voice.t("what-if-title", currency=balance.currency), about(view.account, voice))
    back = (voice.back("costs"),)
    held = [remedy for remedy in REMEDIES if balance.hold(remedy) is not None]
    if view.account.blocked_by is not None or not plan(balance.figures).steps:
        said = gate_notice(view, voice) or how_to_get_more(view, voice) or voice.t("costs-none-held")
        return Screen(page_of(title, said), (back,))
    chosen = [remedy for remedy in held if ticked >> REMEDIES.index(remedy) & 1]
    today = local_date(balance.at)
    if not today.toordinal() < day <= today.toordinal() + MOST_DAYS:
        day = NOW
    at = balance.at if day == NOW else end_of(date.fromordinal(day)) - 1
    then = what_if(balance, left or (), chosen, at)
    text = page_of(
        title,
        lines_of(
            _figure(balance, then, day, voice),
            None if left is None else voice.t("what-if-original", original=voice.money(then.to_original_fen)),
            voice.t("what-if-money", money=voice.money(then.new_money_fen)),
        ),
        lines_of(
            _day_alone(then, voice),
            *(
                voice.t("what-if-step", what=voice.word(f"line-{step.remedy}"), gain=_gain(step, then, voice))
                for step in then.steps
            ),
        ),
        lines_of(*(_early(balance, remedy, at, voice) for remedy in chosen)),
        voice.t("what-if-do"),
    )
    bits = _bits(chosen)
    toggles = [
        _tick(
            voice.word(f"line-{remedy}"), remedy in chosen, bits ^ (1 << REMEDIES.index(remedy)), day, voice
        )
        for remedy in held
    ]
    days = [_tick(voice.word("what-if-today"), day == NOW, bits, NOW, voice)]
    for on in _days(balance, left or (), day):
        days.append(_tick(voice.day(on), on.toordinal() == day, bits, on.toordinal(), voice))
    rows: tuple[ButtonRow, ...] = (*in_rows(toggles), *in_rows(days, 3), back)
    return Screen(text, rows)


def _bits(remedies: Iterable[Remedy]) -> int:
    return sum(1 << REMEDIES.index(remedy) for remedy in remedies)


def _tick(label: str, is_on: bool, ticked: int, day: int, voice: Voice) -> Button:
    shown = voice.word("ticked", what=label) if is_on else label
    return Button(shown, TryOut(ticked=ticked, day=day).pack())


def _figure(balance: BalanceView, then: WhatIf, day: int, voice: Voice) -> Safe:
    more = then.withdrawable_fen - balance.withdrawable_fen
    said = {
        "withdrawable": voice.money(then.withdrawable_fen),
        "cash": voice.money(balance.cash_fen),
        "gain": voice.gain(more) if more else voice.word("what-if-same"),
    }
    if day == NOW:
        return voice.t("what-if-now", **said)
    return voice.t("what-if-day", day=voice.day(date.fromordinal(day)), **said)


def _gain(step: PlanStep, then: WhatIf, voice: Voice) -> Safe:
    """What a ticked step gives; nothing more, if no later one gives anything either."""
    later = then.steps[then.steps.index(step) :]
    if any(one.gain_fen for one in later):
        return step_gain(step, voice)
    return voice.t("what-if-same")


def _day_alone(then: WhatIf, voice: Voice) -> Safe | None:
    return voice.t("what-if-free", gain=voice.gain(then.day_fen)) if then.day_fen else None


def _early(balance: BalanceView, remedy: Remedy, at: Micros, voice: Voice) -> Safe | None:
    """That a ticked step cannot be done by then."""
    earliest = _earliest(balance, remedy)
    if earliest is None or earliest <= at:
        return None
    return voice.t("what-if-early", what=voice.word(f"line-{remedy}"), at=voice.when(earliest))


def _earliest(balance: BalanceView, remedy: Remedy) -> Micros | None:
    """When a held amount can go away, if that is known; a reserve 24 hours after a release now (rules 3)."""
    hold = balance.hold(remedy)
    if hold is None:
        return None
    return balance.at + DAY if remedy == "reserve" and hold.free_at is None else hold.free_at


def _days(balance: BalanceView, left: tuple[OrderView, ...], chosen: int) -> list[date]:
    """The days on which something changes: a held amount can go away, or a return window is over."""
    earliest = (_earliest(balance, remedy) for remedy in REMEDIES)
    days = {local_date(at) for at in earliest if at is not None}
    days |= {
        order.window_ends_on + timedelta(days=1)
        for order in left
        if order.original_method and order.window_ends_on is not None
    }
    today = local_date(balance.at)
    found = sorted(on for on in days if 0 < (on - today).days <= MOST_DAYS)[:DAYS_SHOWN]
    if chosen != NOW and date.fromordinal(chosen) not in found:
        found.append(date.fromordinal(chosen))
    return sorted(found)
