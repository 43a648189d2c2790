"""The rounds in the plain sandbox: chats, phones, ledger and bot die together and come back from their files.

People act through the page's own endpoints, as a browser would. Text messages are kept in memory only, so a kill
loses the code on a phone, and the person asks for another one.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp

from tests.crash.moments import Plan
from tests.crash.people import Customer, Down, Json
from tests.crash.program import CODES_AGAIN_S, Died, Program, free_port, until

PEOPLE = {104: "3001", 103: "2001", 101: "1001"}
"""People of the demo and an account that each can be linked to."""
START_S = 60.0
FINISH_S = 45.0
"""Seconds that people may go on after the last kill."""
ROUND_LEAST_S = 3.0


class Plain:
    """The sandbox as a process, and three people in front of its page."""

    def __init__(self, folder: Path, seed: str) -> None:
        self.chance = random.Random(f"{seed}:plain")
        self.kills: Counter[str] = Counter()
        self.lost: list[str] = []
        """Messages of a chat that a restart has lost."""
        self.up = asyncio.Event()
        port = free_port()
        self.program = Program(folder, {"HTTP_PORT": str(port), "LOG_FORMAT": "json"})
        self.url = f"http://127.0.0.1:{port}"
        self.http: aiohttp.ClientSession
        self.customers: list[Customer] = []
        self.accounts = set(PEOPLE.values())
        self.chats = {person: PageChat(self, person, account) for person, account in PEOPLE.items()}
        self._seed = seed
        self._living: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Puts people in front of the page."""
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=5)
        )
        for person, chat in self.chats.items():
            chance = random.Random(f"{self._seed}:person {person}")
            # .94 loses its answer, .96 is pending for a minute; every other ending here is paid at once.
            wishes = [chance.randint(5, 20) * 100 + chance.choice([0, 20, 50, 94, 96]) for _ in range(3)]
            customer = Customer(str(person), chat, chance, wishes)
            self.customers.append(customer)
            task = asyncio.get_running_loop().create_task(customer.live(), name=str(person))
            self._living.add(task)
            task.add_done_callback(self._left)

    async def close(self) -> None:
        """Ends everything."""
        for task in self._living:
            task.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)
        await self.program.clear()
        await self.http.close()

    async def round(self, plan: Plan) -> None:
        """Starts the sandbox, lets people use it, kills it at a time or just after an act of a person."""
        await self._start()
        await asyncio.sleep(ROUND_LEAST_S + plan.wait_s + plan.delay_s)
        if plan.kind not in ("random", "starting"):
            acted = asyncio.Event()
            for chat in self.chats.values():
                chat.acted = acted
            with suppress(TimeoutError):
                async with asyncio.timeout(3):
                    await acted.wait()
            await asyncio.sleep(self.chance.uniform(0, 0.08))
        self.up.clear()
        self.program.kill()
        await self.program.gone()
        self.kills["sandbox"] += 1

    async def dry(self, within_s: float) -> None:
        """Ends without kills: people finish what they wanted; the rest is as for a live bot."""
        deadline = time.monotonic() + within_s
        closing_at = time.monotonic() + FINISH_S
        first = True
        while True:
            self.program.ahead_s += 300 if first else CODES_AGAIN_S
            first = False
            await self._start()
            if time.monotonic() > closing_at:
                for customer in self.customers:
                    customer.closing = True
            calm = await until(self._calm, min(25.0, deadline - time.monotonic()), every_s=0.5)
            for chat in self.chats.values():
                await chat.look()
            self.up.clear()
            await self.program.end()
            if (calm and self._calm()) or time.monotonic() > deadline:
                return

    def _left(self, task: asyncio.Task[None]) -> None:
        self._living.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.lost.append(f"{task.get_name()}: {error!r}")

    def cards(self, noted: list[tuple[object, ...]]) -> dict[str, str | None]:
        """The text of each noted status card, as the page showed it last."""
        found: dict[str, str | None] = {}
        for id_, user, message_id in noted:
            message = self.chats[int(str(user))].seen.get(int(str(message_id)))
            found[str(id_)] = None if message is None else message.get("text", "")
        return found

    @property
    def stuck(self) -> list[str]:
        """People who wait for something that does not come."""
        return sorted(task.get_name() for task in self._living)

    def _calm(self) -> bool:
        busy = self.program.rows(
            "SELECT id FROM withdrawal WHERE status IN ('in_review', 'approved', 'sending', 'unknown')"
            " UNION ALL SELECT CAST(id AS TEXT) FROM outbox WHERE status IN ('waiting', 'sending')"
        )
        return not busy and not self._living

    async def _start(self) -> None:
        await self.program.start()
        deadline = time.monotonic() + START_S
        while True:
            try:
                # The page gives its cookie of this start.
                async with self.http.get(f"{self.url}/") as page:
                    if page.status == 200:
                        break
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            if not self.program.alive or time.monotonic() > deadline:
                raise Died(f"the page does not come\n{self.program.tail()}")
            await asyncio.sleep(0.05)
        for chat in self.chats.values():
            await chat.look(after_restart=True)
        self.up.set()


class PageChat:
    """One person in front of the page."""

    def __init__(self, world: Plain, person: int, account: str) -> None:
        self._world = world
        self._person = person
        self._account = account
        self.seen: dict[int, Json] = {}
        """The messages as they were last shown."""
        self.acted: asyncio.Event | None = None
        self._texts: list[str] = []
        self._ids: set[tuple[int, int]] = set()
        self._start = 0

    async def look(self, *, after_restart: bool = False) -> None:
        """Looks at the page, and notes each message from before the restart that is gone."""
        chat = await self._get(f"/api/chat?person={self._person}")
        shown = {message["message_id"]: message for message in chat["messages"]}
        if after_restart:
            self._start += 1
            # The bot deletes typed codes and tokens, also just before the end; its own messages stay.
            for id_, message in self.seen.items():
                if message["from"]["is_bot"] and id_ not in shown:
                    self._world.lost.append(f"chat {self._person}: message {id_} is gone after the restart")
        self.seen = shown
        for sms in reversed(chat["sms"]):
            if (self._start, sms["id"]) not in self._ids:
                self._ids.add((self._start, sms["id"]))
                self._texts.append(sms["text"])

    async def messages(self) -> list[Json]:
        self._open()
        await self.look()
        return [message for message in self.seen.values() if message["from"]["is_bot"]]

    async def texts(self) -> list[str]:
        self._open()
        await self.look()
        return self._texts

    async def text(self, text: str) -> None:
        await self._act(action="text", text=text)

    async def tap(self, message_id: int, data: str) -> None:
        await self._act(action="tap", message_id=str(message_id), data=data)

    async def connect(self) -> None:
        self._open()
        await self._post("/api/panels/links", action=self._account, value="")

    async def changed(self, within_s: float) -> None:
        await asyncio.sleep(min(within_s, 0.4))

    def _open(self) -> None:
        if not self._world.up.is_set():
            raise Down

    async def _act(self, **fields: str) -> None:
        self._open()
        await self._post("/api/act", **fields)
        if self.acted is not None:
            self.acted.set()

    async def _get(self, path: str) -> Any:
        try:
            async with self._world.http.get(self._world.url + path) as answer:
                if answer.status != 200:
                    raise Down
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Down from None

    async def _post(self, path: str, **fields: str) -> None:
        try:
            url = self._world.url + path
            async with self._world.http.post(url, data={"person": str(self._person), **fields}) as answer:
                if answer.status >= 500:
                    raise Down
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Down from None
