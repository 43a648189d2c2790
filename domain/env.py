"""What every use case is given besides its transaction: the clock, randomness, the vault and the policy."""

from __future__ import annotations

from dataclasses import dataclass

from domain.policy import Policy
from domain.ports import Clock, Random, Vault


@dataclass(frozen=True, slots=True)
class Env:
    """The surroundings of a use case."""

    clock: Clock
    random: Random
    policy: Policy
    vault: Vault
