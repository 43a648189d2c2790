"""Fixtures for all tests: a fresh database on each engine, open (`db`) or still closed (`place`)."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bot.chat.lazy_aiogram import load_chat
from storage.database import Database
from storage.queries import Engine
from tests.support.databases import ENGINES, Databases, Place
from tests.support.generating.declared import check_rows
from tests.support.postgres_server import NoServer

# A machine that is busy with something else makes no test fail.
settings.register_profile("untimed", deadline=None)
# For a longer run: tests that carry out what they generate try more of it.
settings.register_profile("long", deadline=None)
settings.load_profile("untimed")

# As the program does, before any import of the chat's library.
load_chat()
# Whatever a test reads is as the types of the queries say.
check_rows()


ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Programs that a test starts keep their files in a folder of the test, never in the project's `var/`."""
    before = _kept()
    yield
    left = sorted(str(path.relative_to(ROOT)) for path in _kept() - before)
    assert left == [], "left behind by a test; or a sandbox was started in this folder meanwhile"


def _kept() -> set[Path]:
    return {ROOT / "var", *(ROOT / "var").rglob("*")} if (ROOT / "var").exists() else set()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases. The first test that needs the server starts it."""
    databases = Databases(tmp_path_factory.mktemp("databases"))
    yield databases
    databases.close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """The test runs once on each engine."""
    engine: Engine = request.param
    return engine


@pytest.fixture
def make_place(databases: Databases) -> Iterator[Callable[..., Place]]:
    """`make_place(engine)`: a fresh database with the program's schema; `bare=True`: without a schema."""
    made: list[Place] = []

    def make(engine: Engine, *, bare: bool = False) -> Place:
        try:
            place = databases.bare(engine) if bare else databases.migrated(engine)
        except NoServer as exc:
            pytest.skip(f"no PostgreSQL server: {exc}")
        made.append(place)
        return place

    yield make
    for place in made:
        databases.drop(place)


@pytest.fixture
def place(engine: Engine, make_place: Callable[..., Place]) -> Place:
    """A fresh database with the program's schema, which the test opens itself, also more than once."""
    return make_place(engine)


@pytest.fixture
async def db(place: Place) -> AsyncIterator[Database]:
    """A fresh, open database with the program's schema."""
    async with await place.open() as db:
        yield db


@pytest.fixture
def stderr() -> Iterator[io.StringIO]:
    """The log's output. Logging is reset afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in list(root.manager.loggerDict)}
    stream = io.StringIO()
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in list(root.manager.loggerDict):
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
    logging.captureWarnings(False)
    structlog.reset_defaults()
