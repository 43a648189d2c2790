"""The balance card and the explanations say the true figures and the true reasons (rules 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.screens import costs, draft, holds, home, orders
from domain.pages import Page, Spot
from domain.rules.balance import HoldReason
from domain.views import Gate, Hold, OrdersView
from tests.screens.fits import plain
from tests.support import samples
from tests.support.samples import ALIPAY, BANK, LIN


def receipt_amounts(text: str) -> dict[str, str]:
    """The amount of every line of a receipt, by label."""
    rows = (line.rsplit(maxsplit=1) for line in plain(text).split("\n") if line[-3:-2] == ".")
    return {row[0].strip(" -"): row[1] for row in rows if len(row) == 2}


def test_the_worked_example_shows_200_and_how_it_comes_about() -> None:
    amounts = receipt_amounts(costs.card(samples.costs(), "en").text)
    assert amounts == {
        "Cash balance": "1,000.00",
        "Transferred": "500.00",
        "Frozen cash": "200.00",
        "Reserve": "100.00",
        "Withdrawable": "200.00",
        "In withdrawal": "0.00",
    }
    sums = receipt_amounts(costs.sums(samples.costs(), "en").text)
    assert {key: sums[key] for key in ("To be settled", "Credit notes", "Overdue", "Unsettled")} == {
        "To be settled": "700.00",
        "Credit notes": "200.00",
        "Overdue": "300.00",
        "Unsettled": "200.00",
    }


def test_every_held_line_has_a_button() -> None:
    labels = {button.label for row in costs.card(samples.costs(), "en").rows for button in row}
    assert {
        "Reserve ¥100.00", "Credit notes ¥200.00", "Overdue ¥300.00", "Unsettled ¥200.00", "Transferred ¥500.00",
    } <= labels  # fmt: skip


def test_a_shortfall_has_a_line_and_an_explanation() -> None:
    balance = samples.worked_example(
        cash_fen=60_00,
        transferred_fen=0,
        credit_notes_fen=0,
        overdue_fen=0,
        unsettled_fen=0,
        to_be_settled_fen=0,
        reserve_shown_fen=60_00,
        frozen_cash_fen=0,
        shortfall_fen=40_00,
        withdrawable_fen=0,
    )
    view = samples.costs(balance=balance)
    assert receipt_amounts(costs.card(view, "en").text)["Shortfall"] == "40.00"
    assert "Shortfall ¥40.00" in costs.sums(view, "en").text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("reserve", "withdrawable +¥100.00, from ¥200.00 to ¥300.00"),
        ("credit_notes", "withdrawable +¥200.00, from ¥200.00 to ¥400.00"),
        ("overdue", "For withdrawing more it is not needed"),
        ("unsettled", "Dec 3, 00:00 at the earliest"),
        ("unsettled", "Waiting alone gives nothing"),
        ("transferred", "from Lin Trading Co., Ltd. · 1002: ¥500.00"),
        ("transferred", "withdrawable -\N{WORD JOINER}¥200.00, from ¥200.00 to ¥0.00"),
    ],
)
def test_explanations_of_the_worked_example(line: HoldReason, said: str) -> None:
    assert said in holds.explanation(samples.costs(), line, "en").text


def gain(hold: Hold, **figures: int) -> str:
    balance = samples.worked_example(holds=(hold,), **figures)
    return holds.explanation(samples.costs(balance=balance), hold.reason, "en").text


@pytest.mark.parametrize(
    ("reason", "amount_fen", "gain_fen", "figures", "said"),
    [
        ("overdue", 300_00, 200_00, {}, "The other ¥100.00 is no gain: transferred money covers it"),
        ("reserve", 100_00, 60_00, {"withdrawable_fen": 0}, "The other ¥40.00 is no gain: other held amounts"),
        ("overdue", 200_00, 160_00, {"withdrawable_fen": 0}, "The other ¥40.00 is no gain: other held amounts"),
        ("overdue", 300_00, 160_00, {"withdrawable_fen": 0}, "¥140.00 is no gain: transferred money covers part"),
        ("overdue", 300_00, 200_00, {"withdrawable_fen": 0}, "¥100.00 is no gain: transferred money covers it"),
    ],
)  # fmt: skip
def test_a_gain_that_is_less_than_the_amount_says_what_became_of_the_rest(
    reason: HoldReason, amount_fen: int, gain_fen: int, figures: dict[str, int], said: str
) -> None:
    assert said in gain(Hold(reason, amount_fen, None, gain_fen, ()), **figures)
    assert "no gain" not in gain(Hold(reason, gain_fen, None, gain_fen, ()), **figures)


def test_no_gain_because_transferred_money_covers_it() -> None:
    """C 1000, T 500, notes 100, R 100: W 400, and 400 without the notes."""
    text = gain(Hold("credit_notes", 100_00, None, 0), withdrawable_fen=400_00, to_be_settled_fen=100_00)
    assert "nothing changes now" in text
    assert "transferred ¥500.00 already covers" in text


def test_no_gain_because_other_held_money_takes_it_all() -> None:
    text = gain(Hold("reserve", 100_00, None, 0), withdrawable_fen=0, to_be_settled_fen=2000_00)
    assert "other held amounts still take all the cash" in text


def test_no_gain_of_a_recall() -> None:
    assert "not part of the withdrawable" in gain(Hold("transferred", 500_00, None, 0), to_be_settled_fen=0)
    assert "stays so" in gain(Hold("transferred", 500_00, None, 0), withdrawable_fen=0)


def test_a_released_reserve_says_when_and_that_waiting_is_enough() -> None:
    item = replace(samples.HOLDS[0].items[0], released=True)
    text = gain(Hold("reserve", 100_00, samples.at("2026-11-24T15:00:00+08:00"), 100_00, (item,)))
    assert "Nov 24, 15:00" in text
    assert "Just wait" in text
    assert "released Sep 11, 08:00" in text


def test_long_lists_are_cut() -> None:
    items = samples.HOLDS[2].items * 20
    assert "and 12 more, ¥3,600.00" in gain(Hold("overdue", 6000_00, None, 0, items))
    assert "and 295 more, ¥5,700.00" in gain(Hold("overdue", 6000_00, None, 0, items[:1], more=295))
    assert "and 19 more\n" in gain(Hold("reserve", 100_00, None, 0, samples.HOLDS[0].items, more=19))


@pytest.mark.parametrize("gate", ["real_name", "suspended", "closed"])
def test_an_ineligible_account_says_which_gate_and_what_to_do(gate: Gate) -> None:
    view = samples.costs(account=replace(LIN, blocked_by=gate))
    expected = {"real_name": "real-name registration", "suspended": "suspended", "closed": "closed"}[gate]
    for screen in (
        home.home(view, "en"),
        costs.card(view, "en"),
        orders.orders(OrdersView(view, (), Page()), "en"),
    ):
        assert expected in screen.text
        assert "frozen" not in screen.text
    assert "'s:" not in repr(orders.orders(OrdersView(view, (ALIPAY,), Page()), "en").rows)


def test_a_page_of_orders_leads_to_the_pages_beside_it_and_the_last_speaks_of_those_not_listed() -> None:
    some = tuple(replace(ALIPAY, fund=i, order_id=f"O{i}") for i in range(1, 6))
    spots = Spot("a", 0), Spot("z", 2)
    between = orders.orders(samples.orders(*some, page=Page(1, *spots)), "en")
    assert [b.data for row in between.rows for b in row if (b.data or "").startswith("s:")] == [
        f"s:{i}" for i in range(1, 6)
    ]
    assert [(b.label, b.data) for b in between.rows[-2]] == [("‹ Newer", "o:0.a"), ("Older ›", "o:2.z")]
    assert between.text.endswith("Page 2")
    assert "used up" not in between.text
    last = orders.orders(samples.orders(*some, page=Page(1, Spot("a", 0))), "en")
    assert "Orders that are used up are not listed." in last.text
    assert "Page" not in orders.orders(samples.orders(*some), "en").text


def test_a_closed_window_is_explained_and_the_designated_way_is_open() -> None:
    screen = orders.orders(samples.orders(BANK, ALIPAY), "en")
    assert "was possible until Nov 18; now to a designated receiving account" in plain(screen.text)
    data = [button.data or "" for row in screen.rows for button in row]
    assert f"s:{BANK.fund}" in data


def test_an_open_window_is_said_before_it_is_over() -> None:
    open_ = replace(BANK, original_method=True, window_ends_on=date(2026, 12, 15))
    draft_of_it = samples.withdrawal(order=open_, amount_fen=100_00)
    said = "Back the way it came until Dec 15."
    for screen in (
        orders.orders(samples.orders(open_), "en"),
        draft.amount(draft_of_it, "en"),
        draft.method(draft_of_it, "en"),
        draft.check(draft_of_it, "en"),
    ):
        assert said in plain(screen.text)
    assert said not in plain(draft.check(samples.withdrawal(), "en").text)


def test_orders_that_share_what_is_free_say_so() -> None:
    text = plain(orders.orders(samples.orders(BANK, ALIPAY), "en").text)
    assert "Either one, or parts of both." in text
    assert "1. Oct 20 · Bank of China · up to ¥200.00" in text
    assert "2. Sep 10 · Alipay · up to ¥200.00, ¥300.00 left" in text
    enough = samples.worked_example(withdrawable_fen=400_00)
    assert "Either one" not in orders.orders(samples.orders(BANK, ALIPAY, balance=enough), "en").text
    more = orders.orders(samples.orders(BANK, ALIPAY, page=Page(1, None, Spot("x", 2))), "en")
    assert "From one of them, or parts of several." in more.text


def test_where_nothing_is_free_no_order_has_a_button_and_costs_says_how_to_get_more() -> None:
    held = tuple(replace(order, withdrawable_fen=0) for order in (BANK, ALIPAY))
    view = samples.orders(*held, balance=samples.worked_example(withdrawable_fen=0))
    screen = orders.orders(view, "en")
    assert "¥300.00 left, none of it free" in plain(screen.text)
    assert [[b.label for b in row] for row in screen.rows] == [["How to get more", "Back"]]


def test_other_money_is_offered_only_where_an_application_could_pay_it() -> None:
    for screen in (costs.card, lambda view, locale: orders.orders(OrdersView(view, (), Page()), locale)):
        none = screen(samples.costs(), "en")
        assert not any((button.data or "").startswith("ap:") for row in none.rows for button in row)
        some = samples.costs(balance=samples.worked_example(by_application_fen=80_00))
        offered = screen(some, "en")
        assert "Other money ¥80.00" in [button.label for row in offered.rows for button in row]
        gated = screen(replace(some, account=replace(LIN, blocked_by="suspended")), "en")
        assert not any((button.data or "").startswith("ap:") for row in gated.rows for button in row)
