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
from bot.performing import Performing
from bot.settings import Settings, load_settings
from bot.vault import prepare, prepared
from bot.world import SystemRandom, clock_of
from domain.env import Env
from storage.database import Database, open_database

R = TypeVar("R")


class House(Performing):
    """What a command works with: use cases are carried out as everywhere, and the settings are at hand."""

    def __init__(self, settings: Settings, db: Database, env: Env) -> None:
        super().__init__(db, env)
        self.settings = settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[House]:
    """Opens the books that the settings name. Raises StorageError, WrongKey, WrongMode, SettingsError."""
    try:
        path = settings.database_path
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        keys = settings.keys()
    except OSError as exc:
        raise Failure(f"{exc.filename}: {exc.strerror}") from None
    random = SystemRandom()
    async with await open_database(settings.database_url.get_secret_value()) as db:
        # A command that only reads must not wait for whoever writes.
        vault = await db.read(partial(prepared, keys=keys, mode=settings.mode))
        if vault is None:
            vault = await db.write(partial(prepare, keys=keys, mode=settings.mode, random=random))
        yield House(settings, db, Env(clock_of(settings), random, settings.policy(), vault))


def in_house(work: Callable[[House], Awaitable[R]]) -> R:
    """Runs ``work`` with the books open, from plain code."""

    async def run() -> R:
        async with opened(load_settings()) as house:
            return await work(house)

    return asyncio.run(run())
