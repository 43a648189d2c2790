"""Opens the books for one command: settings, database, vault and the domain's surroundings.

The chat has its own, larger way of putting things together, `bot.app`. This one starts in a fraction of a second and
closes everything it opened on every way out.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from bot.cli.failures import Failure
from bot.cli.settings_table import masked_address
from bot.runtime.clock import SystemRandom, clock_of
from bot.runtime.payout_mark import MarkFile
from bot.runtime.runner import Runner
from bot.runtime.settings import Settings, SettingsError, load_settings
from bot.runtime.vault import prepare, prepared, refuse_other_mode
from domain.actor import Actor
from domain.context import Services
from domain.handovers import is_marked
from domain.operations import size_of_books
from domain.rules.calendar import to_local
from storage.database import Database
from storage.opening import open_database

R = TypeVar("R")


class OpenBooks(Runner):
    """What a command works with: it carries out use cases and has the settings."""

    def __init__(self, settings: Settings, db: Database, services: Services) -> None:
        super().__init__(db, services)
        self.settings = settings


@asynccontextmanager
async def opened(settings: Settings, *, new: bool = False) -> AsyncIterator[OpenBooks]:
    """Opens the books that the settings name, and makes them only if `new`.

    Raises StorageError (NoDatabase without books), WrongKey, WrongMode, SettingsError.
    """
    if problem := settings.mode_problem():
        raise SettingsError([problem])
    try:
        path = settings.database_path
        if path is not None and new:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        random = SystemRandom()
        async with await open_database(settings.database_url.get_secret_value(), create=new) as db:
            # This comes before the key, or a key would be made beside another run's database.
            await db.read(partial(refuse_other_mode, mode=settings.kind))
            keys = settings.keys()
            # A command that only reads must not wait for a writer.
            vault = await db.read(partial(prepared, keys=keys, mode=settings.kind))
            if vault is None:
                vault = await db.write(partial(prepare, keys=keys, mode=settings.kind, random=random))
            books = OpenBooks(settings, db, Services(clock_of(settings), random, settings.policy(), vault))
            if await db.read(is_marked):
                books.mark = MarkFile(settings.mark_path)
            yield books
    except OSError as exc:
        if exc.filename is None:
            raise
        raise Failure(f"{exc.filename}: {exc.strerror}") from None


def with_books(work: Callable[[OpenBooks], Awaitable[R]], *, new: bool = False) -> R:
    """Runs `work` with the books open, from synchronous code. With `new` missing books are made."""

    async def run() -> R:
        async with opened(load_settings(), new=new) as books:
            return await work(books)

    return asyncio.run(run())


async def state_line(books: OpenBooks) -> str:
    """Database, kind of run, number of accounts, and the time of receipt of the newest billing event."""
    accounts, last_at = await books.db.read(size_of_books)
    path, address = books.settings.database_path, books.settings.database_url.get_secret_value()
    where = str(path.absolute()) if path is not None else masked_address(address)
    newest = "no billing event yet"
    if last_at is not None:
        newest = f"last billing event received {to_local(last_at):%Y-%m-%d %H:%M} (Asia/Shanghai)"
    return f"{where}, {books.settings.kind}: {accounts} account{'' if accounts == 1 else 's'}, {newest}"


_LOGIN = re.compile(r"[A-Za-z0-9_.@-]{1,64}", re.ASCII)


def operator() -> Actor:
    """The login of the process's user, with the login that called sudo.

    The second one comes from the environment, which that user can write. So it is recorded and decides nothing.
    """
    try:
        login = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        login = f"uid-{os.getuid()}"
    sudo = os.environ.get("SUDO_USER")
    if sudo is not None and not _LOGIN.fullmatch(sudo):
        sudo = "?"
    return Actor.at_machine(login, sudo)
