"""Calendar rules in the local time of the business, Asia/Shanghai: days, cycles, settlement, business days.

Moments are microseconds UTC, dates are local. The holidays and make-up workdays of mainland China come from the
`holidays` package; a table of our own overrides it where it does not know something yet.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.ports import SECOND, Micros

LOCAL = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

OVERRIDES: dict[date, bool] = {}
"""Days that differ from the package's data: True for a business day, False for a day off."""


def to_micros(moment: datetime) -> Micros:
    """A moment with an offset as microseconds UTC, exact."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def to_local(at: Micros) -> datetime:
    """A moment as local date and time."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(LOCAL)


_WRITTEN = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)


def read_moment(text: str) -> datetime | None:
    """A date, or date and time, in full ISO 8601; naive without an offset. None for any other text.

    `2026-11-20`, `2026-11-20T08:00`, `...:30.5+08:00`, `...Z`. 24:00 is the end of that day. Nothing else is
    accepted, whatever this version of Python would read.
    """
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    day, time, second, fraction, offset = match.groups()
    time, second, fraction = time or "00:00", second or "00", (fraction or "")[:6].ljust(6, "0")
    over = time == "24:00" and (second, fraction) == ("00", "000000")
    if offset is not None and offset != "Z" and len(offset) != 6:
        offset = f"{offset[:3]}:{offset[3:] or '00'}"
    try:
        moment = datetime.fromisoformat(
            f"{day}T{'00:00' if over else time}:{second}.{fraction}{offset or ''}"
        )
        return moment + timedelta(days=1) if over else moment
    except (ValueError, OverflowError):
        return None


def read_date(text: str) -> date | None:
    """A date like `2026-11-20`; None for any other text."""
    moment = read_moment(text)
    return None if moment is None or len(text) != 10 else moment.date()


def local_date(at: Micros) -> date:
    """The local day of a moment."""
    return to_local(at).date()


def start_of(day: date) -> Micros:
    """00:00 local of a day."""
    return to_micros(datetime(day.year, day.month, day.day, tzinfo=LOCAL))


def end_of(day: date) -> Micros:
    """The end of a local day: 00:00 of the next."""
    return start_of(day + timedelta(days=1))


def next_cycle(cycle: str) -> str:
    """The month after a cycle, both `YYYY-MM`."""
    year, month = int(cycle[:4]), int(cycle[5:])
    return f"{year + 1}-01" if month == 12 else f"{year}-{month + 1:02d}"


def settlement_at(cycle: str, settlement_day: int) -> Micros:
    """When the bill of a cycle (`YYYY-MM`) is settled: that day of the next month, 00:00 local (rules 2)."""
    month = next_cycle(cycle)
    return start_of(date(int(month[:4]), int(month[5:]), settlement_day))


@lru_cache(maxsize=32)
def _days_off(year: int) -> tuple[frozenset[date], frozenset[date], bool]:
    """Days off, make-up workdays, and whether the package has data for the year."""
    import holidays  # takes a while to import, and most commands need no business days

    china = holidays.country_holidays("CN", years=year)
    known = getattr(china, "end_year", year) >= year >= getattr(china, "start_year", year)
    workdays = frozenset(day for day in china.weekend_workdays if day.year == year)
    # The make-up workdays are announced by name each autumn; a year without any has only the fixed holidays.
    return frozenset(china), workdays, known and bool(workdays)


def calendar_knows(year: int) -> bool:
    """Whether the business days of that year come from announced data, and are not only guessed from weekends."""
    return _days_off(year)[2]


def is_business_day(day: date) -> bool:
    """Whether banks of mainland China settle on that day."""
    if day in OVERRIDES:
        return OVERRIDES[day]
    off, workdays, _ = _days_off(day.year)
    return day in workdays or (day.weekday() < 5 and day not in off)


def business_day_after(day: date, count: int) -> date:
    """The `count`-th business day after `day`, which does not count itself."""
    while count > 0:
        day += timedelta(days=1)
        if is_business_day(day):
            count -= 1
    return day
