"""The books opened for one command: settings, database, vault and the domain's surroundings.

The chat has its own, larger way of putting things together, ``bot.app``; this one starts in a fraction of a
second and closes whatever it opened on every way out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from bot.cli.failures import Failure
from bot.mark import MarkFile
from bot.performing import Performing
from bot.settings import Settings, SettingsError, load_settings
from bot.vault import prepare, prepared, refuse_other_mode
from bot.world import SystemRandom, clock_of
from domain.env import Env
from domain.handover import is_marked
from storage.database import Database
from storage.opening import open_database

R = TypeVar("R")


class House(Performing):
    """What a command works with: use cases are carried out as everywhere, and the settings are at hand."""

    def __init__(self, settings: Settings, db: Database, env: Env) -> None:
        super().__init__(db, env)
        self.settings = settings


@asynccontextmanager
async def opened(settings: Settings, *, new: bool = False) -> AsyncIterator[House]:
    """Opens the books that the settings name; makes them only if ``new``.

    Raises StorageError (NoDatabase where there are none), WrongKey, WrongMode, SettingsError.
    """
    if problem := settings.mode_problem():
        raise SettingsError([problem])
    try:
        path = settings.database_path
        if path is not None and new:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        random = SystemRandom()
        async with await open_database(settings.database_url.get_secret_value(), create=new) as db:
            # Before a key is made beside a database that is another run's.
            await db.read(partial(refuse_other_mode, mode=settings.kind))
            keys = settings.keys()
            # A command that only reads must not wait for whoever writes.
            vault = await db.read(partial(prepared, keys=keys, mode=settings.kind))
            if vault is None:
                vault = await db.write(partial(prepare, keys=keys, mode=settings.kind, random=random))
            house = House(settings, db, Env(clock_of(settings), random, settings.policy(), vault))
            if await db.read(is_marked):
                house.mark = MarkFile(settings.mark_path)
            yield house
    except OSError as exc:
        if exc.filename is None:
            raise
        raise Failure(f"{exc.filename}: {exc.strerror}") from None


def in_house(work: Callable[[House], Awaitable[R]], *, new: bool = False) -> R:
    """Runs ``work`` with the books open, from plain code; ``new``: they are made if they are not there."""

    async def run() -> R:
        async with opened(load_settings(), new=new) as house:
            return await work(house)

    return asyncio.run(run())
