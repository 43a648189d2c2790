"""What the domain needs from outside: a clock, randomness, a vault for secrets; a transaction is in `domain.tx`.

These are protocols and small values only. `bot` passes in the clock and the random source, so that tests and the
sandbox move time without patching anything.
"""

from __future__ import annotations

from typing import Protocol

Micros = int
"""A moment: microseconds since 1970-01-01T00:00:00Z."""

Fen = int
"""An amount: integer minor units (1/100) of the account's currency."""

SECOND: Micros = 1_000_000
MINUTE: Micros = 60 * SECOND
HOUR: Micros = 60 * MINUTE
DAY: Micros = 24 * HOUR


class Clock(Protocol):
    """The only source of *now*."""

    def now(self, account: str | None = None) -> Micros:
        """The present for an account (by its own clock, if it has one), or for everyone."""


class Random(Protocol):
    """A cryptographic random source; tests use a seeded one."""

    def token_bytes(self, n: int) -> bytes:
        """`n` unpredictable bytes."""

    def below(self, n: int) -> int:
        """An unpredictable integer, uniform in `0 <= x < n`."""


class Vault(Protocol):
    """Encryption of fields and keyed hashes for equality. Keys never leave it."""

    def seal(self, text: str) -> bytes:
        """Ciphertext of a field, different at every call."""

    def open(self, sealed: bytes) -> str:
        """The text of a sealed field. Raises WrongKey if none of the keys fits."""

    def reseal(self, sealed: bytes) -> bytes | None:
        """The field sealed with the newest key; None when it already is. Raises WrongKey."""

    @property
    def newest_key(self) -> str:
        """The name of the key that seals; it tells nothing about the key."""

    def fingerprint(self, purpose: str, text: str) -> bytes:
        """A keyed hash for equality: the same text and purpose give the same 32 bytes for ever."""
