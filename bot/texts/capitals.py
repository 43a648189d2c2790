"""Amounts in Chinese capital numerals, as forms and cheques have them: 人民币壹佰贰拾元伍角整."""

from __future__ import annotations

from domain.ports import Fen

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def capitals(fen: Fen) -> str:
    """An amount of yuan in capitals, exact to the fen. ValueError below 0 and from 10**18 fen on."""
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
    """A whole number; one 零 wherever the digit after a unit is left out."""
    for size, unit in _UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _whole(high) + unit + gap + (_whole(low) if low else "")
    return _DIGITS[number]
