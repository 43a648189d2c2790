"""How everything outside the domain gets a use case carried out: one hop to the database, a value back.

Handlers, timers, relay and payer share this; it knows neither the chat nor HTTP.
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
    """The database and the surroundings of the use cases, put together."""

    def __init__(self, db: Database, env: Env) -> None:
        self.db = db
        self.env = env
        self.writes = Failing()
        self.process: int | None = None
        """The number of this process, that its leases are named by; None (tests) for leases that are nobody's."""
        self.mark: MarkFile | None = None
        """What says how far payouts were handed over; without it (tests) books are taken for the newest."""

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
        """Why these are not known to be the newest books (``domain.handovers``); None when they are."""
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
