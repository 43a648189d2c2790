"""Carries out use cases for everything outside the domain: one hop to the database, a value back.

Handlers, timers, relay and payer share it; it knows neither the chat nor HTTP.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, ParamSpec, TypeVar

from bot.runtime.clock import Failing
from bot.runtime.payout_mark import MarkFile
from domain.actor import Actor
from domain.context import Services
from domain.errors import Refusal
from domain.handovers import MarkProblem, SeenMark, mark_problem
from domain.tx import Tx
from domain.use_case import Call, UseCase, perform
from storage.database import Database, LockOf
from storage.errors import LastingError, StorageError

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")


class Runner:
    """The database and the domain's surroundings, which together carry out use cases."""

    def __init__(self, db: Database, services: Services) -> None:
        self.db = db
        self.services = services
        self.writes = Failing()
        self.process: int | None = None
        """The number of this process, which its leases carry. None (in tests) gives leases without an owner."""
        self.mark: MarkFile | None = None
        """The file with the last payout that was handed over. Without it (in tests) the books count as the newest."""

    async def perform(self, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carries out a use case in a writing transaction.

        PostgreSQL takes turns by the lock that the use case declares, else by the cloud account that it is about,
        else by person. Raises Refusal, also where what was written before it has committed; StorageError; and
        Fault when something of ours is broken.
        """
        return await self._write(use_case.call(*args, **kwargs), actor, None)

    async def perform_locked(
        self, lock: str, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As `perform`, taking turns by the name of what the caller works on."""
        return await self._write(use_case.call(*args, **kwargs), actor, lock)

    async def look(self, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carries out a use case that only reads. Raises Refusal, StorageError and Fault."""
        return _done(await self.db.read(perform(use_case.call(*args, **kwargs), self.services, actor)))

    async def look_at_both(self, first: Call[S], then: Call[R], actor: Actor) -> tuple[S, R | Refusal]:
        """Carries out two use cases that only read, in one hop. A refusal of the second is returned, not raised."""

        def both(tx: Tx) -> tuple[S, R | Refusal]:
            found = _done(perform(first, self.services, actor)(tx))
            try:
                return found, perform(then, self.services, actor)(tx)
            except Refusal as refusal:
                return found, refusal

        return await self.db.read(both)

    async def behind(self) -> MarkProblem | None:
        """Why these may not be the newest books (`domain.handovers`); None when they are."""
        seen = await self._seen()
        return None if seen is None else await self.db.read(partial(mark_problem, seen=seen))

    async def _seen(self) -> SeenMark | None:
        return None if self.mark is None else await asyncio.to_thread(self.mark.read)

    async def _write(self, call: Call[R], actor: Actor, lock: str | LockOf | None) -> R:
        lock = lock or call.terms.lock or _turn(call, actor)
        # Before the transaction begins: its books can only be behind a mark that was there before.
        seen = await self._seen() if call.terms.newest else None
        try:
            result = await self.db.write(
                perform(call, self.services, actor, seen), lock=lock, snapshot=call.terms.snapshot
            )
        except LastingError:
            raise
        except StorageError:
            self.writes.failed()
            raise
        self.writes.went_well()
        return _done(result)


def _turn(call: Call[Any], actor: Actor) -> str | LockOf:
    if call.terms.lock_of is not None:
        return LockOf(call.terms.lock_of, call.arguments)
    account, withdrawal = call.about("account"), call.about("withdrawal")
    if withdrawal is not None:
        return LockOf("withdrawal_account", {"id": withdrawal})
    return account if isinstance(account, str) else actor.who


def _done(result: R | Refusal) -> R:
    """The result of a use case. Raises the refusal that was returned so that its transaction commits."""
    if isinstance(result, Refusal):
        raise result
    return result
