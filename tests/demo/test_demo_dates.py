"""The demo's dates: on every day of the start nothing lies in the future and the cycles fit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.demo.accounts import cycles, demo_events, parsed_demo
from domain.rules.calendar import LOCAL, settlement_at, start_of, to_micros

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2032, 12, 31)).map(lambda at: at.replace(tzinfo=LOCAL))


@given(st.dates(date(2026, 1, 1), date(2032, 12, 31)), st.integers(1, 28))
def test_the_billed_cycle_is_the_latest_that_is_settled(today: date, settlement_day: int) -> None:
    billed, running = cycles(today, settlement_day)
    assert settlement_at(f"{billed:%Y-%m}", settlement_day) <= start_of(today)
    assert settlement_at(f"{running:%Y-%m}", settlement_day) > start_of(today)


@given(MOMENTS)
def test_every_event_is_well_formed_and_in_the_past(moment: datetime) -> None:
    now = to_micros(moment)
    parsed = list(parsed_demo(now, 3))
    assert all(event.event.at <= now for event in parsed)
    assert len({event.event.id for event in parsed}) == len(parsed)


@given(MOMENTS)
def test_the_bank_order_of_the_worked_example_is_within_its_window(moment: datetime) -> None:
    events = {event.get("order"): event for event in demo_events(to_micros(moment), 3)}
    paid = datetime.fromisoformat(events["TP-1001-2"]["at"])
    assert moment - timedelta(days=13) <= paid <= moment - timedelta(days=12)
    closed = datetime.fromisoformat(events["TP-3002-1"]["at"])
    assert (moment - closed).days > 31
