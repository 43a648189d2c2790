"""Updates are confirmed only after they were handled: a crash in between loses none."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Dispatcher
from aiogram.types import Message
from aiogram.utils.backoff import BackoffConfig

from bot.chat.polling import Polling
from bot.runtime.clock import Failing
from bot.sandbox.errors import CONFLICT_GET_UPDATES
from bot.sandbox.faults import Fault
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.updates import Webhook
from tests.support.sandbox_bot import LI, PATIENCE_S, WANG, http_bot


class Bot:
    """Notes every text, in order; the text `slow` makes it wait at the gate."""

    def __init__(self, served: Sandbox) -> None:
        self.gate = asyncio.Event()
        self.seen: asyncio.Queue[str] = asyncio.Queue()
        self.bot = http_bot(served)
        dispatcher = Dispatcher()
        dispatcher.message.register(self._note)
        self.polling = Polling(dispatcher, self.bot, poll_s=1)
        self.running = asyncio.create_task(self.polling.run())

    async def _note(self, message: Message) -> None:
        self.seen.put_nowait(message.text or "")
        if message.text == "slow":
            await self.gate.wait()

    async def next(self) -> str:
        async with asyncio.timeout(PATIENCE_S):
            return await self.seen.get()

    async def stop(self) -> None:
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    async def crash(self) -> None:
        await self.stop()
        for task in self.polling.in_progress:
            task.cancel()
        await asyncio.gather(*self.polling.in_progress, return_exceptions=True)
        await self.bot.session.close()


def waiting(served: Sandbox) -> list[str]:
    """Texts that the server would offer to a bot that asks now."""
    return [update["message"]["text"] for update in served.core.updates.pending]


async def test_what_a_crash_interrupted_comes_again_and_nothing_else(served: Sandbox) -> None:
    people, first = served.core.people, Bot(served)
    people.send_text(WANG.id, "before")
    assert await first.next() == "before"
    people.send_text(WANG.id, "slow")
    assert await first.next() == "slow"
    # Another person's message passes the stuck one, and is not handled twice.
    people.send_text(LI.id, "meanwhile")
    assert await first.next() == "meanwhile"
    people.send_text(LI.id, "later")
    assert await first.next() == "later"
    assert waiting(served) == ["slow", "meanwhile", "later"]
    assert first.seen.empty()
    await first.crash()

    second = Bot(served)
    second.gate.set()
    assert [await second.next() for _ in range(3)] == ["slow", "meanwhile", "later"]
    people.send_text(LI.id, "after")
    assert await second.next() == "after"
    assert waiting(served) == ["after"]
    await second.crash()


async def test_an_orderly_end_leaves_nothing_to_come_again(served: Sandbox) -> None:
    bot = Bot(served)
    served.core.people.send_text(WANG.id, "slow")
    assert await bot.next() == "slow"
    await bot.stop()
    bot.gate.set()
    assert waiting(served) == ["slow"]
    await bot.polling.end(PATIENCE_S)
    assert waiting(served) == []
    await bot.crash()


async def test_a_handler_that_never_ends_holds_nothing_back_for_ever(
    served: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.polling.SLOW_S", 0.0)
    bot = Bot(served)
    served.core.people.send_text(WANG.id, "slow")
    assert await bot.next() == "slow"
    served.core.people.send_text(LI.id, "meanwhile")
    assert await bot.next() == "meanwhile"
    assert "slow" not in waiting(served)
    await bot.crash()


async def test_one_person_who_is_slow_to_serve_does_not_keep_out_everybody_else(
    served: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server offers at most 100 updates from the first unconfirmed one: the others were never seen."""
    monkeypatch.setattr("bot.chat.polling.CROWDED_S", 0.1)
    bot = Bot(served)
    served.core.people.send_text(WANG.id, "slow")
    assert await bot.next() == "slow"
    texts = [f"meanwhile {number}" for number in range(150)]
    for text in texts:
        served.core.people.send_text(LI.id, text)
    assert sorted([await bot.next() for _ in texts]) == sorted(texts)
    assert bot.seen.empty()
    await bot.crash()


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_an_update_that_cannot_be_read_is_left_out_and_holds_up_nobody(
    served: Sandbox, place: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """aiogram refuses the whole answer with it: the bot asked for it again and again, and served nobody."""
    texts = ["slow", "meanwhile"]
    for at in range(3):
        if at == place:
            served.core.updates.put(
                "message", {"message_id": 1, "chat": {"id": WANG.id}, "text": "private words"}
            )
        else:
            served.core.people.send_text(LI.id, texts.pop(0))
    bot = Bot(served)
    assert [await bot.next(), await bot.next()] == ["slow", "meanwhile"]
    # It does not begin a second time while an earlier one is being handled.
    served.core.people.send_text(WANG.id, "after")
    assert await bot.next() == "after"
    bot.gate.set()
    await bot.stop()
    # Another waits while the bot ends: its work must still be confirmed, and nothing stay open.
    served.core.updates.put("message", {"message_id": 2, "chat": {"id": WANG.id}})
    await bot.polling.end(PATIENCE_S)
    assert [update["message"]["message_id"] for update in served.core.updates.pending] == [2]
    assert bot.seen.empty()
    said = "".join(capsys.readouterr())
    assert said.count("is left out") == 1
    assert "private words" not in said
    await bot.crash()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the pauses after trouble short."""
    monkeypatch.setattr("bot.chat.polling.BACKOFF", BackoffConfig(0.005, 0.01, 1.5, 0.0))


@pytest.mark.parametrize("when", ["of a run before", "set meanwhile"])
@pytest.mark.usefixtures("hurried")
async def test_a_webhook_does_not_make_it_deaf_even_if_it_cannot_be_removed_at_once(
    served: Sandbox, when: str
) -> None:
    people, core = served.core.people, served.core
    webhook = Webhook("http://127.0.0.1:9/")
    if when == "of a run before":
        core.updates.set_webhook(webhook, drop_pending=False)
    bot = Bot(served)
    if when == "set meanwhile":
        people.send_text(WANG.id, "before")
        assert await bot.next() == "before"
        core.updates.set_webhook(webhook, drop_pending=False)
    core.faults.add(Fault("deleteWebhook", 502, "Bad Gateway", times=2))
    people.send_text(WANG.id, "hello")
    assert await bot.next() == "hello"
    assert core.updates.webhook.url == ""
    await bot.crash()


@pytest.mark.usefixtures("hurried")
async def test_a_second_program_with_the_same_token_is_named_for_what_it_is(
    served: Sandbox, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    bot = Bot(served)
    served.core.faults.add(Fault("getUpdates", 409, CONFLICT_GET_UPDATES, times=2))
    served.core.people.send_text(WANG.id, "hello")
    assert await bot.next() == "hello"
    assert "another program takes this bot's updates" in "".join(capsys.readouterr()) + caplog.text
    await bot.crash()


@pytest.mark.usefixtures("hurried")
async def test_what_is_failing_is_told_and_a_server_that_was_away_is_told_everything_again(
    served: Sandbox,
) -> None:
    at, back = [0.0], asyncio.Event()
    failing = Failing(lambda: at[0])
    bot = Bot(served)
    await bot.stop()
    polling = Polling(Dispatcher(), bot.bot, poll_s=1, failing=failing, came_back=back.set)
    fault = Fault("getUpdates", 502, "Bad Gateway", times=None)
    served.core.faults.add(fault)
    running = asyncio.create_task(polling.run())
    async with asyncio.timeout(PATIENCE_S):
        while not failing.for_s:
            at[0] += 1
            await asyncio.wait([running], timeout=0.01)
        assert not back.is_set()
        at[0] += 60
        served.core.faults.remove(fault)
        served.core.people.send_text(WANG.id, "hello")
        await back.wait()
    assert failing.for_s == 0
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bot.crash()
