"""What every use case is given besides its transaction: the clock, randomness, the vault and the policy."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.audit import AuditNote
from domain.ports import Clock, Random, Vault
from domain.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Env:
    """The surroundings of a use case. ``note``: what its audit row is to say, a fresh one for each run."""

    clock: Clock
    random: Random
    policy: Policy
    vault: Vault
    note: AuditNote = field(default_factory=AuditNote)
