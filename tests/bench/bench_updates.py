"""How many updates a second the bot takes, and how long a person waits: by polling and webhook, on each event loop.

The bot runs in a process of its own, as in reality, with a database on the disk. Beside it a Bot API server only
hands out updates and takes the answers. Each update is a person's first: the bot greets them (one transaction), reads
their state, and answers (one call). `make bench` runs it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from aiohttp import ClientSession, web

from tests.bench.bench_start import LIVE, environment, free_port
from tests.bench.figures import ratio, report

WARM_UP = 100
COUNT = 400
AT_ONCE = 32
"""The number of unanswered updates at the same time."""
ROUNDS = 2
WAIT_S = 60.0
SECRET = "bench"
WAYS = {
    "polling": ("polling", "asyncio", "frozen"),
    "polling, nothing frozen": ("polling", "asyncio", "thawed"),
    "polling, uvloop": ("polling", "uvloop", "frozen"),
    "webhook": ("webhook", "asyncio", "frozen"),
    "webhook, uvloop": ("webhook", "uvloop", "frozen"),
}
"""How updates come, on which event loop, and whether the garbage collector skips long-lived objects."""


class Server:
    """Hands out updates, at most `AT_ONCE` unanswered ones, and notes when each was answered."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._waiting: list[int] = []
        self._handed: dict[int, float] = {}
        self._next = 1
        self._more = asyncio.Event()
        self._left = 0
        self._done = asyncio.Event()
        self.took_s: list[float] = []
        self.push: Callable[[dict[str, object]], None] | None = None

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/bot{token}/{method}", self._call)]

    async def ask(self, count: int) -> float:
        """Seconds until that many updates are handled."""
        self._left, self.took_s = count, []
        self._done.clear()
        began = time.perf_counter()
        self._fill(min(count, AT_ONCE))
        async with asyncio.timeout(WAIT_S):
            await self._done.wait()
        return time.perf_counter() - began

    def _fill(self, count: int) -> None:
        for _ in range(count):
            number, self._next = self._next, self._next + 1
            self._handed[number] = time.perf_counter()
            if self.push is not None:
                self.push(_update(number))
            else:
                self._waiting.append(number)
        self._more.set()

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "getUpdates":
            return await self._updates()
        form = await request.post()
        if method == "sendMessage":
            return self._answered(int(str(form["chat_id"])))
        if method == "getMe":
            return _yes({"id": 123456, "is_bot": True, "first_name": "Bot", "username": "some_bot"})
        return _yes(True)

    async def _updates(self) -> web.Response:
        self.asked.set()
        if not self._waiting:
            self._more.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._more.wait()
        handed, self._waiting = self._waiting[:100], self._waiting[100:]
        return _yes([_update(number) for number in handed])

    def _answered(self, chat: int) -> web.Response:
        began = self._handed.pop(chat, None)
        if began is not None:
            self.took_s.append(time.perf_counter() - began)
            if len(self.took_s) + len(self._handed) < self._left:
                self._fill(1)
            if len(self.took_s) >= self._left:
                self._done.set()
        chat_json = {"id": chat, "type": "private", "first_name": "Visitor"}
        return _yes({"message_id": 2, "date": 1, "chat": chat_json, "text": "-"})


def _yes(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _update(number: int) -> dict[str, object]:
    """The command of a new person."""
    person = {"id": number, "is_bot": False, "first_name": "Visitor", "language_code": "en"}
    message = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {"id": number, "type": "private", "first_name": "Visitor"},
        "from": person,
        "text": "/help",
        "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
    }
    return {"update_id": number, "message": message}


async def serve() -> tuple[Server, web.AppRunner, str]:
    """A server, the runner that ends it, and its address."""
    server = Server()
    app = web.Application()
    app.add_routes(server.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    return server, runner, f"http://127.0.0.1:{port}"


async def measure(way: tuple[str, str, str], folder: Path) -> tuple[float, float, float, float]:
    """The bot's processor milliseconds an update, updates a second, and the 50th and 99th percentile in ms."""
    server, runner, url = await serve()
    how, loop, memory = way
    port = free_port()
    address = f"http://127.0.0.1:{port}/updates"
    settings = {
        **LIVE,
        "BOT_API_URL": url,
        "DATABASE_URL": f"sqlite:///{folder}/books.db",
        "HTTP_PORT": str(port),
    }
    if how == "webhook":
        settings |= {"WEBHOOK_URL": address, "WEBHOOK_SECRET": SECRET}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.updates_bot", loop, memory, cwd=folder, env=environment(**settings),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with ClientSession() as session:
            assert await asyncio.wait_for(process.stdout.readline(), WAIT_S) == b"ready\n"
            posts: set[asyncio.Task[None]] = set()
            if how == "webhook":

                async def post(update: dict[str, object]) -> None:
                    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
                    async with session.post(address, json=update, headers=headers) as answer:
                        assert answer.status == 200
                        await answer.read()

                def push(update: dict[str, object]) -> None:
                    task = asyncio.get_running_loop().create_task(post(update))
                    posts.add(task)
                    task.add_done_callback(posts.discard)

                server.push = push
            await server.ask(WARM_UP)
            before = await _used(process)
            took_s = await server.ask(COUNT)
            cpu_s = await _used(process) - before
            await asyncio.gather(*posts)
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), WAIT_S)
        except TimeoutError:
            process.kill()
        await runner.cleanup()
    times = sorted(server.took_s)
    return (
        1000 * cpu_s / COUNT,
        COUNT / took_s,
        1000 * times[len(times) // 2],
        1000 * times[len(times) * 99 // 100],
    )


async def _used(process: asyncio.subprocess.Process) -> float:
    """The bot's own report of the processor seconds that it has used so far."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"used\n")
    return float(await asyncio.wait_for(process.stdout.readline(), WAIT_S))


def main() -> None:
    """Measures all ways in turn, round after round."""
    ways = {name: way for name, way in WAYS.items() if way[1] == "asyncio" or find_spec(way[1])}
    found: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            with tempfile.TemporaryDirectory() as folder:
                found[name].append(asyncio.run(measure(way, Path(folder))))
    base = min(cpu for cpu, *_ in found["polling"])
    rows = []
    for name, rounds in found.items():
        cpu, rate, half, most = (min, max, min, min)
        best = [
            pick(column)
            for pick, column in zip((cpu, rate, half, most), zip(*rounds, strict=True), strict=True)
        ]
        rows.append(
            [
                name,
                f"{best[0]:.2f}",
                ratio(best[0], base),
                f"{best[1]:.0f}",
                f"{best[2]:.0f}",
                f"{best[3]:.0f}",
            ]
        )
    columns = ["updates come by", "ms of processor each", "times polling", "a second", "p50 ms", "p99 ms"]
    note = f"{COUNT} updates, {AT_ONCE} on their way at once; the server has to share the cores with the bot."
    report("Updates", "bench_updates", columns, rows, [note])


if __name__ == "__main__":
    main()
