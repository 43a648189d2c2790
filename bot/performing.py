"""How everything outside the domain gets a use case carried out: one hop to the database, a value back.

Handlers, timers, relay and payer share this; it knows neither the chat nor HTTP.
"""

from __future__ import annotations

from typing import TypeVar

from bot.failing import Failing
from domain.actor import Actor
from domain.env import Env
from domain.errors import DomainError
from domain.run import UseCase, perform, settled
from domain.views import Refused
from storage.database import Database
from storage.errors import LastingError, StorageError

C = TypeVar("C")
R = TypeVar("R")


class Performing:
    """The database and the surroundings of the use cases, put together."""

    def __init__(self, db: Database, env: Env) -> None:
        self.db = db
        self.env = env
        self.writes = Failing()

    async def perform(
        self, use_case: UseCase[C, R], actor: Actor, command: C, lock: str | None = None
    ) -> R | Refused:
        """Carries out a use case in a writing transaction; a refusal is a value.

        ``lock`` names what it works on. Without it PostgreSQL takes turns by cloud account where the command
        names one, else by person. Raises ``StorageError``, ``EventsRefused``, and ``DomainError`` only when
        something of ours is broken (``books_broken``, ``wrong_key``).
        """
        if lock is None and self.db.engine == "postgresql":
            lock = await self._lock(actor, command)
        try:
            result = await self.db.write(perform(use_case, self.env, actor, command), lock=lock)
        except DomainError as error:
            return settled(error)
        except LastingError:
            raise
        except StorageError:
            self.writes.failed()
            raise
        self.writes.went_well()
        return result

    async def look(self, use_case: UseCase[C, R], actor: Actor, command: C) -> R | Refused:
        """Carries out a use case that only reads."""
        try:
            return await self.db.read(perform(use_case, self.env, actor, command))
        except DomainError as error:
            return settled(error)

    async def _lock(self, actor: Actor, command: object) -> str | None:
        account = getattr(command, "account", None)
        withdrawal = getattr(command, "withdrawal", None)
        if account is None and isinstance(withdrawal, str):
            account = await self.db.read(lambda tx: tx.scalar("withdrawal_account", id=withdrawal))
        return account if isinstance(account, str) else actor.who
