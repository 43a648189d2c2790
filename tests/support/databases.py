"""Databases for the tests, on both engines, with the real migrations: copies of a template that is made once.

On SQLite a copy is a file. On PostgreSQL a copy takes up to half a second, so a used one is made like new for the
next test (`like_new.py`); `postgres_server.py` finds the server.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.database import Database
from storage.opening import open_database
from storage.queries import Engine
from tests.support.like_new import LikeNew, bare_again
from tests.support.postgres_server import NoServer, Server

ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """A database that can be opened, closed and opened again, as by a process that restarts."""

    engine: Engine
    url: str

    async def open(self, **options: Any) -> Database:
        """Opens the database; options as for `open_database`."""
        return await open_database(self.url, **options)

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        assert self.engine == "sqlite"
        return Path(self.url.removeprefix("sqlite:///"))


class Databases:
    """Makes databases for one test process. `close` stops what was started for them.

    `durable`: PostgreSQL waits for the disk and is reached over loopback, as where money is.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self._folder = folder
        self._durable = durable
        self._numbers = itertools.count(1)
        # A server from outside may be shared, and may hold what a killed run left.
        self._prefix = f"test_{secrets.token_hex(4)}"
        self._sqlite_template: Path | None = None
        self._server: Server | None = None
        self._no_server: NoServer | None = None
        self._template: str | None = None
        self._like_new: LikeNew | None = None
        self._spare: list[Place] = []
        self._spare_bare: list[Place] = []
        self._copies: set[Place] = set()

    def migrated(self, engine: Engine) -> Place:
        """A fresh database with the program's schema. Raises `NoServer`."""
        if engine == "postgresql":
            return self._spare.pop() if self._spare else self._copy()
        if self._sqlite_template is None:
            self._sqlite_template = self._folder / "template.db"
            migrate(f"sqlite:///{self._sqlite_template}")
        path = self._folder / f"{self._name()}.db"
        shutil.copyfile(self._sqlite_template, path)
        return Place(engine, f"sqlite:///{path}")

    def bare(self, engine: Engine) -> Place:
        """A fresh database without a schema. Raises `NoServer`."""
        if engine == "postgresql":
            return self._spare_bare.pop() if self._spare_bare else self._made()
        return Place(engine, f"sqlite:///{self._folder / self._name()}.db")

    def drop(self, place: Place) -> None:
        """Removes a database, also one in use, or makes it like new for another test."""
        if place.engine == "postgresql":
            copy = place in self._copies
            if copy and self._like_new is not None and self._like_new.again(place.url):
                self._spare.append(place)
            elif not copy and bare_again(place.url):
                self._spare_bare.append(place)
            else:
                self._copies.discard(place)
                self._running().drop(place.url)
            return
        for path in place.path.parent.glob(place.path.name + "*"):
            # The documents lie in a folder beside their database.
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def close(self) -> None:
        """Stops a server of ours, or removes all databases from one that was given."""
        if self._server is None:
            return
        if not self._server.ours:
            for place in (*self._spare, *self._spare_bare):
                self._server.drop(place.url)
            if self._template is not None:
                self._server.drop(self._server.address(self._template))
        self._server.close()

    def _copy(self) -> Place:
        server = self._running()
        if self._template is None:
            self._template = self._name()
            url = server.create(self._template)
            migrate(url)
            self._like_new = LikeNew(url)
        place = self._made(template=self._template)
        self._copies.add(place)
        return place

    def _made(self, template: str | None = None) -> Place:
        return Place("postgresql", self._running().create(self._name(), template=template))

    def _name(self) -> str:
        return f"{self._prefix}_{next(self._numbers)}"

    def _running(self) -> Server:
        if self._no_server is not None:
            raise self._no_server
        if self._server is None:
            try:
                self._server = Server(durable=self._durable)
            except NoServer as exc:
                self._no_server = exc
                raise
        return self._server


def migrate(url: str, **options: Any) -> None:
    """Brings a database up to date and closes it, on a thread and a loop of its own."""

    async def run() -> None:
        async with await open_database(url, **options):
            pass

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(run())).result()
