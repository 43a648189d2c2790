"""Carries out use cases for everything outside the domain: one hop to the database, a value back.

Handlers, timers, relay and payer share it; it knows neither the chat nor HTTP.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TypeVar

from bot.runtime.clock import Failing
from bot.runtime.payout_mark import MarkFile
from domain.actor import Actor
from domain.context import Env
from domain.errors import DomainError
from domain.handovers import MarkProblem, mark_problem
from domain.use_case import TERMS, UseCase, perform, settled
from domain.views import Refused
from storage.database import Database
from storage.errors import LastingError, StorageError

C = TypeVar("C")
R = TypeVar("R")


class Performing:
    """The database and the domain's surroundings, which together carry out use cases."""

    def __init__(self, db: Database, env: Env) -> None:
        self.db = db
        self.env = env
        self.writes = Failing()
        self.process: int | None = None
        """The number of this process, which its leases carry. None (in tests) gives leases without an owner."""
        self.mark: MarkFile | None = None
        """The file with the last payout that was handed over. Without it (in tests) the books count as the newest."""

    async def perform(
        self, use_case: UseCase[C, R], actor: Actor, command: C, lock: str | None = None
    ) -> R | Refused:
        """Carries out a use case in a writing transaction. A refusal is a value.

        `lock` names the object of the work. Without it PostgreSQL takes turns by the command's cloud account if it
        has one, else by person. Raises StorageError, EventsRefused, and DomainError only when something of ours is
        broken (`books_broken`, `wrong_key`).
        """
        if lock is None and self.db.engine == "postgresql":
            lock = await self._lock(actor, command)
        behind = await self.behind() if TERMS[use_case.__name__].newest else None
        try:
            result = await self.db.write(perform(use_case, self.env, actor, command, behind), lock=lock)
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

    async def behind(self) -> MarkProblem | None:
        """Why these may not be the newest books (`domain.handovers`); None when they are."""
        if self.mark is None:
            return None
        # In this order: the books can only be behind a mark that was there before.
        seen = await asyncio.to_thread(self.mark.read)
        return await self.db.read(partial(mark_problem, seen=seen))

    async def _lock(self, actor: Actor, command: object) -> str | None:
        account = getattr(command, "account", None)
        withdrawal = getattr(command, "withdrawal", None)
        if account is None and isinstance(withdrawal, str):
            account = await self.db.read(lambda tx: tx.scalar("withdrawal_account", id=withdrawal))
        return account if isinstance(account, str) else actor.who
