"""What a use case works with: its transaction, who asks, and what the program gave the domain at its start."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.account_clock import AccountClock
from domain.actor import Actor
from domain.audit import AuditNote
from domain.ports import Clock, Random, Vault
from domain.rules.policy import Policy
from domain.tx import Tx


@dataclass(frozen=True, slots=True)
class Ctx:
    """The context of one run of a use case. `note` is what its audit row will say."""

    tx: Tx
    clock: AccountClock
    random: Random
    policy: Policy
    vault: Vault
    actor: Actor
    note: AuditNote = field(default_factory=AuditNote)


@dataclass(frozen=True, slots=True)
class Services:
    """What the program holds for all use cases, without a transaction."""

    clock: Clock
    random: Random
    policy: Policy
    vault: Vault

    def within(self, tx: Tx, actor: Actor) -> Ctx:
        """The context in a transaction, with a fresh note, and a clock that knows the time of test accounts."""
        return Ctx(tx, AccountClock(tx, self.clock), self.random, self.policy, self.vault, actor)
