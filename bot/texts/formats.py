"""Writes amounts, and moments in each language.

Amounts are exact: integer fen become two decimals without rounding. They look alike in every language, because people
type what they see and it is read in one way. Dates and times are local (Asia/Shanghai); the year is written only when
it is not the present one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.texts.languages import Language, language_of
from domain.ports import Fen, Micros
from domain.views import Locale

LOCAL = ZoneInfo("Asia/Shanghai")
_SIGNS = {"CNY": "¥"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number(fen: Fen) -> str:
    """An amount without its currency: `1,000.00`; a minus only below zero."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def money(fen: Fen, currency: str, *, signed: bool = False) -> str:
    """An amount with its currency: `¥120.50`, `-¥200.00`, `USD 5.00`; `signed` writes `+` too."""
    sign = "-" if fen < 0 else "+" if signed and fen > 0 else ""
    mark = _SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{sign}{mark}{number(abs(fen))}"


def moment(at: Micros) -> datetime:
    """A moment as local time."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(LOCAL)


def when(at: Micros, now: Micros, locale: Locale) -> str:
    """A moment as local date and time: `Nov 24, 15:00`."""
    local, language = moment(at), language_of(locale)
    pattern = language.time if local.year == moment(now).year else language.time_and_year
    return _written(local, pattern, language)


def day(on: date, now: Micros, locale: Locale) -> str:
    """A local date: `Nov 24`."""
    language = language_of(locale)
    pattern = language.day if on.year == moment(now).year else language.day_and_year
    return _written(on, pattern, language)


def day_of(at: Micros, now: Micros, locale: Locale) -> str:
    """The local date of a moment."""
    return day(moment(at).date(), now, locale)


def clock(at: Micros) -> str:
    """The local time of day: `15:00`. Only for moments that are minutes away."""
    return moment(at).strftime("%H:%M")


def cycle(name: str, locale: Locale) -> str:
    """A billing cycle `YYYY-MM` as a month: `Nov 2026`; any other text unchanged."""
    year, dash, month = name.partition("-")
    if not (dash and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and 1 <= int(year) <= 9999):
        return name
    language = language_of(locale)
    return _written(date(int(year), int(month), 1), language.cycle, language)


def _written(at: date, pattern: str, language: Language) -> str:
    return pattern.format(at=at, month=language.months[at.month - 1])


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def capitals(fen: Fen) -> str:
    """An amount of yuan in Chinese capitals, exact to the fen. Raises ValueError below 0 and from 10**18 fen on."""
    if not 0 <= fen < 10**18:
        raise ValueError("no amount to write in capitals")
    yuan, rest = divmod(fen, 100)
    jiao, last = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif last and yuan:
        words += "零"
    words += f"{_DIGITS[last]}分" if last else "整"
    return "人民币" + (words if fen else "零元整")


def _whole(number: int) -> str:
    """A whole number, with one 零 wherever the digit after a unit is left out."""
    for size, unit in _UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _whole(high) + unit + gap + (_whole(low) if low else "")
    return _DIGITS[number]
