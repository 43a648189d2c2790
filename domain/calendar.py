"""Calendar rules in the local time of the business, Asia/Shanghai: days, cycles, settlement, business days.

Moments are microseconds UTC, dates are local. The calendar of mainland China's holidays and make-up workdays
comes from the ``holidays`` package, with a table of overrides of our own for what it does not know yet.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.ports import SECOND, Micros

LOCAL = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

OVERRIDES: dict[date, bool] = {}
"""Days whose nature differs from the package's data: True for a business day, False for a day off."""


def to_micros(moment: datetime) -> Micros:
    """A moment with an offset as microseconds UTC, exact."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def to_local(at: Micros) -> datetime:
    """A moment as local date and time."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(LOCAL)


def local_date(at: Micros) -> date:
    """The local day a moment falls on."""
    return to_local(at).date()


def start_of(day: date) -> Micros:
    """00:00 local of a day."""
    return to_micros(datetime(day.year, day.month, day.day, tzinfo=LOCAL))


def end_of(day: date) -> Micros:
    """The moment a local day is over: 00:00 of the next."""
    return start_of(day + timedelta(days=1))


def settlement_at(cycle: str, settlement_day: int) -> Micros:
    """When the bill of a cycle (``YYYY-MM``) is settled: that day of the next month, 00:00 local (rules 2)."""
    year, month = int(cycle[:4]), int(cycle[5:])
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return start_of(date(year, month, settlement_day))


@lru_cache(maxsize=32)
def _days_off(year: int) -> tuple[frozenset[date], frozenset[date], bool]:
    """Days off, make-up workdays, and whether the package has data for the year at all."""
    import holidays  # takes a while to import, and most commands need no business days

    china = holidays.country_holidays("CN", years=year)
    known = getattr(china, "end_year", year) >= year >= getattr(china, "start_year", year)
    workdays = frozenset(day for day in china.weekend_workdays if day.year == year)
    # The make-up workdays are announced each autumn by name; a year without any has only the fixed holidays.
    return frozenset(china), workdays, known and bool(workdays)


def calendar_knows(year: int) -> bool:
    """Whether business days of that year rest on announced data, and are not merely guessed from weekends."""
    return _days_off(year)[2]


def is_business_day(day: date) -> bool:
    """Whether banks of mainland China settle on that day."""
    if day in OVERRIDES:
        return OVERRIDES[day]
    off, workdays, _ = _days_off(day.year)
    return day in workdays or (day.weekday() < 5 and day not in off)


def business_day_after(day: date, count: int) -> date:
    """The ``count``-th business day after ``day`` (``day`` itself does not count)."""
    while count > 0:
        day += timedelta(days=1)
        if is_business_day(day):
            count -= 1
    return day
