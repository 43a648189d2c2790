"""What the domain asks of the world: a transaction, a clock, randomness, a vault for secrets.

These are protocols and small values only. ``storage`` implements ``Tx``; ``bot`` hands in the clock and the
random source, so that tests and the sandbox move time without patching anything.
"""

from __future__ import annotations

from typing import Any, Protocol

Micros = int
"""A moment: microseconds since 1970-01-01T00:00:00Z."""

Fen = int
"""An amount: integer minor units (1/100) of the account's currency."""

SECOND: Micros = 1_000_000
MINUTE: Micros = 60 * SECOND
HOUR: Micros = 60 * MINUTE
DAY: Micros = 24 * HOUR

Row = Any
"""One result row: a named tuple made from the query's column names."""


class Tx(Protocol):
    """One transaction, used synchronously on the database's own thread.

    ``name`` is a query of ``storage/sql/*.sql``. A function given a ``Tx`` may be run again from the start, so
    it has no effect but through it. Raising rolls everything back; a returned value commits.
    """

    def one(self, name: str, /, **params: Any) -> Any:
        """The first row (``Row``) of the result, or None."""

    def all(self, name: str, /, **params: Any) -> list[Row]:
        """Every row of the result, fetched at once."""

    def scalar(self, name: str, /, **params: Any) -> Any:
        """The first column of the first row, or None where there is no row."""

    def run(self, name: str, /, **params: Any) -> int:
        """Carries out a statement; the number of rows it changed."""

    def wake(self, kind: str, at: Micros) -> None:
        """Says that work of this kind is due at ``at``; timers are armed with it after the commit."""


class Clock(Protocol):
    """The only source of *now*."""

    def now(self, account: str | None = None) -> Micros:
        """The present for an account (its own clock, if it has one), or for everybody."""


class Random(Protocol):
    """A cryptographically strong source of randomness; tests give a seeded one."""

    def token_bytes(self, n: int) -> bytes:
        """``n`` unpredictable bytes."""

    def below(self, n: int) -> int:
        """An unpredictable integer, uniform in ``0 <= x < n``."""


class Vault(Protocol):
    """Encryption of fields and keyed hashes for equality. Keys never leave it."""

    def seal(self, text: str) -> bytes:
        """Ciphertext of a field, different at every call."""

    def open(self, sealed: bytes) -> str:
        """The text of a sealed field. Raises ``WrongKey`` if none of the keys fits."""

    def reseal(self, sealed: bytes) -> bytes | None:
        """A field sealed anew with the newest key; None where it is already. Raises ``WrongKey``."""

    @property
    def newest_key(self) -> str:
        """The name of the key that seals; it says nothing of the key."""

    def fingerprint(self, purpose: str, text: str) -> bytes:
        """A keyed hash for equality: the same text and purpose give the same 32 bytes for ever."""
