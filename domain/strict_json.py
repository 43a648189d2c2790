"""The one reader of JSON that somebody else wrote: what could be read in two ways is not read at all.

Money hangs on these texts (billing events, answers and notices of the payout gateway), so a field that is named
twice, a number that is none, and bytes in another encoding than UTF-8 are refused instead of guessed at.
"""

from __future__ import annotations

import json
import math
from typing import Any


class Unclear(ValueError):
    """JSON that could mean two things; its text says which, and quotes nothing."""


def strict_json(text: str | bytes) -> Any:
    """The value. Raises ``ValueError`` for what is no JSON in UTF-8, and ``Unclear``, which is one, for the rest.

    How long it may be is up to whoever took it in.
    """
    if isinstance(text, bytes):
        # json would try UTF-16 and UTF-32 too.
        text = text.decode("utf-8")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite)
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
