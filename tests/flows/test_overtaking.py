"""By webhook, words may overtake the tap before them: nothing wrong is booked, and the person is told what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.chat.webhook import webhook_route
from bot.sandbox.driver import PersonDriver
from bot.sandbox.params import Params
from storage.queries import Engine
from tests.flows import walks
from tests.flows.designated import CLOSED, begun
from tests.flows.walks import CARD
from tests.flows.world import Served, World, world_on
from tests.support.databases import Place
from tests.support.sandbox_bot import until

SECRET = "s3cret"


@pytest.fixture
def engine() -> Engine:
    """SQLite only: the order of updates is the same on both engines."""
    return "sqlite"


@pytest.fixture
async def world(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.chdir(tmp_path)
    async with world_on(place.url, Served) as world:
        yield world


@asynccontextmanager
async def by_webhook(world: World) -> AsyncIterator[None]:
    """Delivers what people do as the server posts it, in its own time."""
    settings = world.settings.model_copy(
        update={"webhook_url": "https://bot.example/hook", "webhook_secret": SecretStr(SECRET)}
    )
    app = web.Application()
    app.add_routes([webhook_route(world.app.dispatcher, world.app.bot, settings)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await world.sandbox.core.call("setWebhook", Params({"url": url, "secret_token": SECRET}))
    try:
        yield
    finally:
        await runner.cleanup()


async def taken(world: World, left: int = 0) -> None:
    """Waits until the bot has handled all but `left` updates."""
    await until(world.sandbox.core, lambda: len(world.sandbox.core.updates.pending) == left)


async def overtaken(world: World, person: PersonDriver, label: str, words: str) -> None:
    """Taps the button and writes at once; the words arrive first."""
    core = world.sandbox.core
    card = next(message for message in reversed(person.chat) if message.find(label) is not None)
    button = card.find(label)
    assert button is not None
    assert button.data is not None
    core.updates.hold("callback_query")
    core.people.tap(person.id, card.id, button.data)
    core.people.send_text(person.id, words)
    await taken(world, 1)
    core.updates.let_go("callback_query")
    await taken(world)


async def test_an_amount_before_the_order_is_asked_for_again_below_it(world: World) -> None:
    mei = await world.mei()
    await mei.send("/withdraw")
    orders = mei.last
    async with by_webhook(world):
        await overtaken(world, mei, "2. ¥200.00", "120.50")
        question = mei.last
        assert question.text.startswith("What you sent arrived before this question")
        assert "How much? Up to ¥200.00" in question.text
        assert question.id > orders.id
        left = mei.now(orders)
        assert left is not None
        assert left.labels == [], "the card above the words looks alive"
        world.sandbox.core.people.send_text(mei.id, "120.50")
        await taken(world)
        assert "¥120.50: which way?" in mei.last.text
        # Nothing overtook this one: the question changes in its place, and nothing is said about the earlier
        # one.
        world.sandbox.core.people.send_text(mei.id, "nonsense")
        await taken(world)
        await world.driver.run_pending()
    card = mei.last
    await mei.tap("Back")
    assert mei.last.id == card.id
    assert "How much?" in mei.last.text
    assert await world.withdrawals() == []
    await world.books_are_right()


async def test_a_card_number_before_its_question_does_not_stay_and_is_asked_for_again(world: World) -> None:
    mei = await begun(world, CLOSED)
    await walks.to_payee(mei, CLOSED)
    async with by_webhook(world):
        await overtaken(world, mei, "Bank card", CARD)
        assert mei.last.text.startswith("Which card?")
        assert mei.chat[-1].from_bot
        assert CARD not in mei.dump()
        world.sandbox.core.people.send_text(mei.id, CARD)
        await taken(world)
        assert "In whose name" in mei.last.text
    assert CARD not in mei.dump()


async def test_coming_back_told_late_says_nothing_twice(world: World) -> None:
    mei = await world.mei()
    async with by_webhook(world):
        core = world.sandbox.core
        core.updates.hold("my_chat_member")
        core.people.block(mei.id)
        core.people.unblock(mei.id)
        core.people.send_text(mei.id, "/balance")
        await taken(world, 2)
        said = mei.dump()
        assert "Cash balance" in mei.last.text
        core.updates.let_go("my_chat_member")
        await taken(world)
        await world.settle()
        assert mei.dump() == said
