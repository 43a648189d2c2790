"""Reading typed one-time codes. What is read here is never logged and never kept."""

from __future__ import annotations

import re

_NARROW = {0xFF10 + i: ord("0") + i for i in range(10)}
_CODE = re.compile(r"[0-9]{6}", re.ASCII)


def code_in(text: str) -> str | None:
    """Six digits, also full-width or with spaces or dashes between; None for anything else."""
    digits = re.sub(r"[\s\-\u2010-\u2015]", "", text.translate(_NARROW))
    return digits if _CODE.fullmatch(digits) else None


def looks_secret(text: str) -> bool:
    """Whether a text could be a code, or one mistyped: it holds a digit."""
    return any(char.isdigit() for char in text)
