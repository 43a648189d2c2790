"""Fixtures: a sandbox in memory, one with a server, and a bot on each of the two sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties

from bot.sandbox.driver import Driver, PersonDriver
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession
from tests.support.sandbox_bot import LI, TOKEN, WANG, http_bot, make_dispatcher


class Time:
    """A clock that a test moves."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def sandbox(time: Time) -> AsyncIterator[Sandbox]:
    box = Sandbox(TOKEN, [WANG, LI], time, id_base=1)
    yield box
    await box.stop()


@pytest.fixture
async def served(sandbox: Sandbox) -> Sandbox:
    await sandbox.start_http()
    return sandbox


@pytest.fixture
def direct_bot(sandbox: Sandbox) -> Bot:
    return Bot(TOKEN, session=InProcessSession(sandbox.core), default=DefaultBotProperties(parse_mode="HTML"))


@pytest.fixture(params=["in process", "http"])
async def bot(request: pytest.FixtureRequest, sandbox: Sandbox, direct_bot: Bot) -> AsyncIterator[Bot]:
    """The same bot on both sessions; Wang and Li have written to it before."""
    for person in (WANG, LI):
        sandbox.core.people.start(person.id)
    if request.param == "in process":
        yield direct_bot
        return
    await sandbox.start_http()
    over_http = http_bot(sandbox)
    yield over_http
    await over_http.session.close()


@pytest.fixture
def driver(sandbox: Sandbox, direct_bot: Bot) -> Driver:
    return Driver.for_dispatcher(sandbox.core, make_dispatcher(), direct_bot)


@pytest.fixture
def wang(driver: Driver) -> PersonDriver:
    return driver.person(WANG.id)


@pytest.fixture
def li(driver: Driver) -> PersonDriver:
    return driver.person(LI.id)


@pytest.fixture
async def client(served: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser: no key yet; cookies are kept also for bare addresses."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(served.url, cookie_jar=jar) as session:
        yield session


@pytest.fixture
async def page(client: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """The same after the page was opened."""
    assert (await client.get("/")).status == 200
    return client
