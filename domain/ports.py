"""What the domain asks of the world: a clock, randomness, a vault for secrets.

These are protocols and small values only (a transaction is in ``domain.tx``). ``bot`` hands in the clock and the
random source, so that tests and the sandbox move time without patching anything.
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
