"""Reads JSON of other systems strictly: a text that could be read in two ways is refused.

Money depends on these texts (billing events, answers and notices of the payout gateway). So a field that is named
twice, a number such as NaN, and bytes in another encoding than UTF-8 are refused instead of guessed at.
"""

from __future__ import annotations

import json
import math
from typing import Any


class Unclear(ValueError):
    """JSON that could mean two things. Its text says which, and quotes nothing."""


def strict_json(text: str | bytes) -> Any:
    """The value. Raises ValueError for text that is not JSON in UTF-8, and Unclear, a ValueError, for the rest.

    The callers limit its length.
    """
    if isinstance(text, bytes):
        # json would also try UTF-16 and UTF-32.
        text = text.decode("utf-8")
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unclear("a field is given twice")
    return found


def _constant(name: str) -> object:
    raise Unclear(f"{name} is not a JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Unclear("a number is too large")
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite)
