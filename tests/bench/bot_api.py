"""A Bot API server that only hands out updates and takes the answers, and a bot process that is measured beside it.

`Server.ask` hands out updates, a number of them unanswered at the same time, by polling or to a webhook.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from aiohttp import ClientSession, web

from tests.bench.bench_start import LIVE, environment, free_port

Update = dict[str, object]
Way = Literal["polling", "webhook"]
WAIT_S = 60.0
SECRET = "bench"
BOT: Update = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "some_bot"}
ANSWERS: dict[str, Update] = {
    "getMe": BOT,
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}


@dataclass
class Taken:
    """What it took: seconds for all updates, and for each."""

    all_s: float
    each_s: list[float]

    def percentile_ms(self, percent: int) -> float:
        """Milliseconds that `percent` of the updates did not exceed."""
        ordered = sorted(self.each_s)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


class Server:
    """Hands out updates made of the number of a person, and notes when each was answered in that person's chat."""

    def __init__(self, people: int) -> None:
        self._people = people
        self._waiting: list[Update] = []
        self._handed: dict[int, float] = {}
        self._next = 0
        self._more = asyncio.Event()
        self._left = 0
        self._done = asyncio.Event()
        self._took_s: list[float] = []
        self.push: Callable[[Update], None] | None = None

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/bot{token}/{method}", self._call)]

    async def ask(self, text: str, count: int, at_once: int) -> Taken:
        """Hands out that many commands, each to the next person, and waits for the answers."""
        self._text, self._left, self._took_s = text, count, []
        self._done.clear()
        began = time.perf_counter()
        self._fill(min(count, at_once))
        async with asyncio.timeout(WAIT_S):
            await self._done.wait()
        return Taken(time.perf_counter() - began, self._took_s)

    def _fill(self, count: int) -> None:
        for _ in range(count):
            self._next += 1
            update = command(self._next, self._next % self._people + 1, self._text)
            self._handed[self._next % self._people + 1] = time.perf_counter()
            if self.push is not None:
                self.push(update)
            else:
                self._waiting.append(update)
        self._more.set()

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "getUpdates":
            return await self._updates()
        is_json = request.content_type == "application/json"
        given: dict[str, Any] = await request.json() if is_json else dict(await request.post())
        if method == "sendMessage":
            return self._sent(given)
        return _yes(ANSWERS.get(method, True))

    async def _updates(self) -> web.Response:
        if not self._waiting:
            self._more.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(10):
                    await self._more.wait()
        handed, self._waiting = self._waiting[:100], self._waiting[100:]
        return _yes(handed)

    def _sent(self, given: dict[str, Any]) -> web.Response:
        person = int(given["chat_id"])
        began = self._handed.pop(person, None)
        if began is not None:
            self._took_s.append(time.perf_counter() - began)
            if len(self._took_s) + len(self._handed) < self._left:
                self._fill(1)
            if len(self._took_s) >= self._left:
                self._done.set()
        message: Update = {
            "message_id": 2, "date": int(time.time()), "chat": _chat(person), "from": BOT, "text": given["text"],
        }  # fmt: skip
        if "reply_markup" in given:
            keyboard = given["reply_markup"]
            message["reply_markup"] = json.loads(keyboard) if isinstance(keyboard, str) else keyboard
        return _yes(message)


def _yes(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _chat(person: int) -> Update:
    return {"id": person, "type": "private", "first_name": "Visitor"}


def command(number: int, person: int, text: str) -> Update:
    """An update with a person's command."""
    message = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": _chat(person),
        "from": {"id": person, "is_bot": False, "first_name": "Visitor", "language_code": "en"},
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(text)}],
    }
    return {"update_id": number, "message": message}


@dataclass
class Bot:
    """A bot in a process of its own, and the server that it talks to."""

    server: Server
    process: asyncio.subprocess.Process
    posts: set[asyncio.Task[None]] = field(default_factory=set)

    async def measure(self, text: str, count: int, at_once: int) -> tuple[float, Taken]:
        """The bot's milliseconds of the processor for each command, and what they took."""
        before = float(await self.say("used"))
        taken = await self.server.ask(text, count, at_once)
        await asyncio.gather(*self.posts)
        return 1000 * (float(await self.say("used")) - before) / count, taken

    async def say(self, word: str) -> str:
        """The bot's answer to a line of input: `used`, the processor seconds so far; and what else it knows."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{word}\n".encode())
        return (await asyncio.wait_for(self.process.stdout.readline(), WAIT_S)).decode().strip()


@asynccontextmanager
async def running(module: str, args: list[str], way: Way, folder: Path, people: int) -> AsyncIterator[Bot]:
    """A bot of `tests.bench.<module>` that takes updates of so many people; its database is in `folder`."""
    server = Server(people)
    app = web.Application()
    app.add_routes(server.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = free_port()
    address = f"http://127.0.0.1:{port}/updates"
    settings = {**LIVE, **of_folder(folder), "HTTP_PORT": str(port)}
    settings["BOT_API_URL"] = f"http://127.0.0.1:{runner.addresses[0][1]}"
    if way == "webhook":
        settings |= {"WEBHOOK_URL": address, "WEBHOOK_SECRET": SECRET}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.bench.{module}", *args, cwd=folder, env=environment(**settings),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    bot = Bot(server, process)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with ClientSession() as session:
            assert await asyncio.wait_for(process.stdout.readline(), WAIT_S) == b"ready\n"
            if way == "webhook":

                async def post(update: Update) -> None:
                    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
                    async with session.post(address, json=update, headers=headers) as answer:
                        assert answer.status == 200
                        await answer.read()

                def push(update: Update) -> None:
                    task = asyncio.get_running_loop().create_task(post(update))
                    bot.posts.add(task)
                    task.add_done_callback(bot.posts.discard)

                server.push = push
            yield bot
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), WAIT_S)
        except TimeoutError:
            process.kill()
        await runner.cleanup()


def of_folder(folder: Path) -> dict[str, str]:
    """The setting of the database in a folder."""
    return {"DATABASE_URL": f"sqlite:///{folder}/books.db"}
