"""How to get more and *What if*, in words: true sums, no advice that gives nothing, no empty button (rules 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from bot.screens import costs, holds, what_if
from bot.screens.buttons import TryOut
from bot.screens.screen import Screen, length_of
from bot.screens.voice import Voice
from bot.texts.languages import LOCALES
from domain.ports import DAY
from domain.rules.balance import Figures
from domain.rules.calendar import local_date
from domain.usecases.customer.try_out import Trial
from domain.views import CostsView, Gate, Hold, Locale, OrderView
from tests.screens.fits import misfits, plain
from tests.support import samples
from tests.support.samples import ALIPAY, HOLDS, LIN, NOW

TODAY = local_date(NOW).toordinal()
RESERVE, NOTES, OVERDUE, UNSETTLED = 1, 2, 4, 8


def of(
    cash: int, transferred: int, notes: int, overdue: int, unsettled: int, reserve: int, **more: Any
) -> CostsView:
    """An account with these figures in yuan; `free_at` is the reserve's."""
    figures = Figures(*(yuan * 100 for yuan in (cash, transferred, notes, overdue, unsettled, reserve)))
    free_at = more.pop("free_at", None)
    amounts = (reserve, notes, overdue, unsettled, transferred)
    held = [replace(hold, amount_fen=yuan * 100, gain_fen=figures.gain_fen(hold.reason))
            for hold, yuan in zip(HOLDS, amounts, strict=True) if yuan]  # fmt: skip
    balance = samples.worked_example(
        cash_fen=figures.cash_fen,
        transferred_fen=figures.transferred_fen,
        to_be_settled_fen=figures.to_be_settled_fen,
        reserve_shown_fen=figures.reserve_shown_fen,
        frozen_cash_fen=figures.frozen_cash_shown_fen,
        shortfall_fen=figures.shortfall_fen,
        non_withdrawable_fen=figures.non_withdrawable_fen,
        withdrawable_fen=figures.withdrawable_fen,
        reserve_free_at=free_at,
        holds=tuple(replace(one, free_at=free_at) if one.reason == "reserve" and free_at else one for one in held),
    )  # fmt: skip
    return samples.costs(balance=balance, **more)


def said(view: CostsView, locale: Locale = "en") -> str:
    return plain(costs.card(view, locale).text)


def trial(view: CostsView, ticked: int, day: int = 0, locale: Locale = "en", *left: OrderView) -> Screen:
    return what_if.card(Trial(view, left or (ALIPAY,)), ticked, day, locale)


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


EXAMPLE = of(1000, 500, 200, 300, 200, 100)


def test_the_plan_comes_right_after_the_figure_and_says_what_is_not_needed() -> None:
    text = said(EXAMPLE)
    figure, more, receipt = (
        text.index(part)
        for part in ("¥200.00 of ¥1,000.00 can be withdrawn.", "How to get more", "Cash balance")
    )
    assert figure < more < receipt
    for line in (
        "At most ¥500.00 of ¥1,000.00 can be withdrawn here; ¥500.00 was transferred in.",
        "1. Release all pay-as-you-go resources; 24 hours after the last release: +¥100.00, makes ¥300.00.",
        "2. Have the credit notes offset or reissued: +¥200.00, makes ¥500.00.",
        "No new money is needed.",
        "Not needed, gives nothing more: Overdue, Unsettled.",
    ):
        assert line in text


def test_new_money_is_named_with_what_it_gives_and_in_all() -> None:
    text = said(of(500, 0, 0, 300, 200, 100))
    assert (
        "1. Release all pay-as-you-go resources; 24 hours after the last release: nothing by itself" in text
    )
    assert "2. Pay overdue bills with ¥300.00 of new money: +¥300.00, makes ¥300.00." in text
    assert (
        "3. Once the usage is billed, Dec 3, 00:00 at the earliest, pay ¥200.00 of it with new money: +¥200.00"
        in text
    )
    assert "New money in all: ¥500.00." in text
    assert "All ¥500.00 can be had." in text
    assert "Not needed" not in text


def test_a_reserve_that_counts_down_has_its_moment() -> None:
    text = said(of(500, 0, 0, 0, 0, 100, free_at=NOW + DAY))
    assert "1. Wait for the reserve, free Nov 24, 17:00: +¥100.00, makes ¥500.00." in text


@pytest.mark.parametrize(
    ("view", "line"),
    [
        (of(900, 500, 100, 0, 0, 0), "More is not possible here: the other ¥500.00 was transferred in."),
        (of(500, 500, 0, 300, 0, 100), "Nothing can be withdrawn here: all of it was transferred in."),
        (of(0, 0, 0, 300, 0, 100), "There is no money in the account, so there is nothing to get now."),
        (of(880, 0, 0, 0, 0, 0), "Nothing is held."),
        (of(0, 0, 0, 0, 0, 0), "Nothing is held."),
    ],
)
def test_where_nothing_can_be_got_one_line_says_so_and_no_button_is_empty(view: CostsView, line: str) -> None:
    card = costs.card(view, "en")
    assert line in plain(card.text)
    assert "How to get more" not in plain(card.text)
    assert "What if" not in labels(card)
    assert not any(label.rsplit("¥", 1)[-1] == "0.00" for label in labels(card))
    # An old button leads to the same words.
    assert line in plain(trial(view, 15, 0, "en").text)
    assert labels(trial(view, 15, 0, "en")) == ["Back"]


@pytest.mark.parametrize("gate", get_args(Gate))
def test_an_account_that_may_not_withdraw_gets_figures_but_no_advice(gate: Gate) -> None:
    view = replace(EXAMPLE, account=replace(LIN, blocked_by=gate))
    card = costs.card(view, "en")
    assert "Once that is solved: ¥200.00 of ¥1,000.00, at most ¥500.00." in plain(card.text)
    assert "Release all" not in card.text
    assert not {"What if", "Withdraw ¥200.00"} & {*labels(card)}
    assert labels(trial(view, 15, 0, "en")) == ["Back"]


def test_withdraw_is_the_first_button_and_says_how_much() -> None:
    assert labels(costs.card(EXAMPLE, "en"))[:2] == ["Withdraw ¥200.00", "What if"]
    nothing = of(100, 0, 0, 300, 0, 0)
    assert labels(costs.card(nothing, "en"))[0] == "What if"
    assert labels(costs.card(replace(nothing, draft="W1"), "en"))[0] == "Withdraw"


# -- the five reasons


def explained(view: CostsView, hold: Hold) -> str:
    return plain(holds.explanation(view, hold.reason, "en").text)


def test_every_gain_is_counted_alone_and_new_money_is_never_advised_for_nothing() -> None:
    for hold in EXAMPLE.balance.holds:
        assert "Counted alone." in explained(EXAMPLE, hold)
    overdue = EXAMPLE.balance.hold("overdue")
    assert overdue is not None
    assert "Pay with new money" not in explained(EXAMPLE, overdue)
    assert "It is not needed for the most that can be had" in explained(EXAMPLE, overdue)
    needed = of(500, 0, 0, 300, 0, 0)
    assert "Pay with new money" in explained(needed, needed.balance.holds[0])
    assert "As step 1 on Costs it gives +¥300.00." in explained(needed, needed.balance.holds[0])


def test_waiting_alone_is_said_to_give_nothing_whether_it_is_needed_or_not() -> None:
    needed = of(500, 0, 0, 0, 200, 0)
    for view in (EXAMPLE, needed):
        hold = view.balance.hold("unsettled")
        assert hold is not None
        assert "aiting alone gives nothing" in explained(view, hold)
    assert "Pay the bill with new money once it is issued." in explained(needed, needed.balance.holds[0])


def test_the_loss_by_a_recall_is_said_before_the_advice() -> None:
    text = explained(EXAMPLE, EXAMPLE.balance.holds[-1])
    assert text.index("from ¥200.00 to ¥0.00") < text.index("What you can do")
    assert "from Lin Trading Co., Ltd. · 1002" in text


# -- how it adds up


def test_the_sums_go_to_the_end_in_a_sentence_and_as_a_picture() -> None:
    screen = costs.sums(EXAMPLE, "en")
    text = " ".join(plain(screen.text).split())
    assert "¥500.00 is transferred in, ¥100.00 is the reserve, ¥200.00 is frozen: ¥800.00 together" in text
    assert "Transferred 500.00 + Reserve 100.00 + Frozen cash 200.00" in text
    assert "Cash balance 1,000.00 - Not withdrawable 800.00" in text
    assert text.endswith("Withdrawable 200.00")
    assert screen.picture is not None
    assert [bar.amount for bar in screen.picture.bars] == [
        "1,000.00",
        "−500.00",
        "−100.00",
        "−200.00",
        "200.00",
    ]
    assert length_of(screen.text) < 900


def test_without_anything_held_there_is_a_sentence_and_no_picture() -> None:
    screen = costs.sums(of(880, 0, 0, 0, 0, 0), "en")
    assert "Nothing is held: all ¥880.00 in cash can be withdrawn." in plain(screen.text)
    assert screen.picture is None
    assert "How it adds up" not in labels(costs.card(of(880, 0, 0, 0, 0, 0), "en"))


# -- what if


def tried(ticked: int, day: int = 0, view: CostsView = EXAMPLE, *left: OrderView) -> str:
    return plain(trial(view, ticked, day, "en", *left).text)


def test_what_if_begins_with_the_plan_and_counts_every_choice() -> None:
    begun = what_if.button(EXAMPLE.balance, Voice("en", NOW))
    assert begun is not None
    assert TryOut.unpack(begun.data or "") == TryOut(ticked=RESERVE | NOTES, day=0)
    assert "¥500.00 of ¥1,000.00 could be withdrawn: +¥300.00." in tried(RESERVE | NOTES)
    assert "¥200.00 of ¥1,000.00 could be withdrawn: nothing more." in tried(0)
    both = tried(OVERDUE | UNSETTLED)
    assert "✓ Overdue: +¥200.00, makes ¥400.00" in both
    assert "✓ Unsettled: nothing more" in both
    assert "New money: ¥200.00." in both


def test_another_day_frees_a_reserve_that_counts_down_and_closes_windows() -> None:
    view = of(500, 0, 0, 0, 200, 100, free_at=NOW + DAY)
    window = replace(
        samples.BANK, original_method=True, window_ends_on=local_date(NOW + 3 * DAY), remaining_fen=500_00
    )
    assert "¥200.00 of ¥500.00 could be withdrawn: nothing more." in tried(0, 0, view)
    day = tried(0, TODAY + 1, view)
    assert "¥300.00 of ¥500.00 could be withdrawn by the end of Nov 24: +¥100.00." in day
    assert "By then the reserve is free: +¥100.00." in day
    assert "Of this ¥300.00 can go back the way it came." in tried(0, TODAY + 3, view, window)
    assert "Of this ¥0.00 can go back the way it came." in tried(0, TODAY + 4, view, window)
    # Nobody pays a bill that is not there yet: unsettled stays held unless it is ticked.
    assert "¥300.00 of ¥500.00" in tried(0, TODAY + 30, view)
    screen = trial(view, 0, 0, "en", window)
    assert labels(screen) == ["Reserve", "Unsettled", "✓ Now", "Nov 24", "Nov 27", "Dec 3", "Back"]


def test_of_too_many_orders_no_window_is_claimed() -> None:
    screen = what_if.card(Trial(EXAMPLE, None), RESERVE, 0, "en")
    assert "can go back the way it came" not in screen.text
    assert "¥300.00 of ¥1,000.00 could be withdrawn: +¥100.00." in plain(screen.text)


def test_a_tick_that_cannot_come_true_by_then_says_so() -> None:
    assert "Reserve: Nov 24, 17:00 at the earliest." in tried(RESERVE)
    assert "at the earliest" not in tried(RESERVE, TODAY + 1)
    assert "Unsettled: Dec 3, 00:00 at the earliest." in tried(UNSETTLED, TODAY + 1)


@pytest.mark.parametrize("day", [-1, TODAY - 1, TODAY, TODAY + 367, 10**12])
def test_a_day_that_cannot_be_is_now(day: int) -> None:
    assert trial(EXAMPLE, 3, day, "en") == trial(EXAMPLE, 3, 0, "en")


def test_a_tick_of_something_that_is_held_no_more_does_not_count() -> None:
    without = of(1000, 500, 0, 300, 200, 100)
    assert trial(without, 15, 0, "en") == trial(without, 15 - NOTES, 0, "en")
    assert trial(without, 2**70, 0, "en") == trial(without, 0, 0, "en")


@pytest.mark.parametrize("locale", LOCALES)
def test_five_holds_and_every_choice_fit_the_smallest_phone(locale: Locale) -> None:
    for ticked in range(16):
        for day in (0, TODAY + 1, TODAY + 200):
            screen = trial(EXAMPLE, ticked, day, locale)
            assert misfits(screen) == []
            assert len(screen.rows) <= 5
            assert screen.rows[-1][0].data == "g:costs:0"


def test_a_member_account_says_through_whom_and_a_test_account_that_it_is_one() -> None:
    member = replace(EXAMPLE, account=replace(LIN, is_member_of="4001", is_test=True))
    for screen in (costs.card(member, "en"), trial(member, 3, 0, "en")):
        assert "management account 4001" in screen.text
        assert "Test account" in screen.text
