"""The parameters of one Bot API call, read by the type that the method expects.

A urlencoded or multipart form carries only strings and a JSON body carries anything. So the method asks for each
parameter by type, and nothing is guessed from its look: a text "123" or "true" stays a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """One file part of a request."""

    name: str
    mime: str
    data: bytes


class Params:
    """Parameters and file parts of a call. Every getter raises a 400 when the value has the wrong shape."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> None:
        self._values = values
        self.files: Mapping[str, Upload] = files or {}

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def raw(self, name: str) -> Any:
        """The value as it came, or None."""
        return self._values.get(name)

    def text(self, name: str, default: str = "") -> str:
        """A string. Numbers and flags of a JSON body are written out; a lone surrogate becomes a question mark."""
        value = self._values.get(name)
        if value is None:
            return default
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        # JSON can hold a lone surrogate, which no file and no answer could hold.
        return text.encode("utf-8", "replace").decode()

    def integer(self, name: str, default: int | None = None) -> int:
        """An integer; required when there is no default."""
        value = self._values.get(name)
        if value is None or value == "":
            if default is None:
                raise bad_request(f"parameter {name} is required")
            return default
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f"parameter {name} must be an integer") from None

    def integers(self, name: str) -> list[int]:
        """A JSON array of integers; empty when absent."""
        try:
            return [int(value) for value in self.array(name) or []]
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f"parameter {name} must be an array of integers") from None

    def flag(self, name: str) -> bool:
        """A boolean; absent means false."""
        value = self._values.get(name)
        if isinstance(value, str):
            return value.strip().lower() in {"true", "1", "yes"}
        return bool(value)

    def json(self, name: str) -> Any:
        """A JSON value, decoded if it came as a string; None when absent."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {name} JSON object") from None

    def object(self, name: str) -> dict[str, Any] | None:
        """A JSON object, or None when absent."""
        value = self.json(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name}")
        return value

    def array(self, name: str) -> list[Any] | None:
        """A JSON array, or None when absent."""
        value = self.json(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"array expected as {name}")
        return value
