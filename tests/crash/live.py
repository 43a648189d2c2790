"""The rounds with a live bot: Bot API, phones, gateway and billing outlive every kill, and are counted."""

from __future__ import annotations

import asyncio
import base64
import os
import pwd
import random
import re
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.errors import PersonError
from bot.sandbox.faults import Fault
from bot.sandbox.model import Person
from bot.sandbox.sandbox import Sandbox
from bot.screens.buttons import CancelIt
from tests.crash.billing import Billing, opening
from tests.crash.gateway import Gateway, Phones
from tests.crash.moments import EARLY, GREETINGS, LONGEST_S, SENDS, Plan, Trigger
from tests.crash.people import Customer, Down, Json
from tests.crash.program import CODES_AGAIN_S, Died, Program, free_port, until

TOKEN = "42:crash"
SECRET = "whsec_" + base64.b64encode(b"of the crash test, no secret").decode()
AT_ONCE = 6
"""The number of customers in the chat at the same time."""
START_S = 60.0
USUAL_START_S = 3.0
FINISH_S = 25.0
"""Seconds that people may go on after the last kill."""
CANCEL = f"{CancelIt.__prefix__}{CancelIt.__separator__}"
START = re.compile(r"start=([\w-]+)")


class Live:
    """Everything around the bot. `kills` counts by kind, `leased` what was on its way at each kill."""

    def __init__(self, folder: Path, seed: str) -> None:
        self.seed = seed
        self.chance = random.Random(f"{seed}:live")
        self.sandbox = Sandbox(TOKEN, username="crash_test_bot")
        self.core = self.sandbox.core
        self.kills: Counter[str] = Counter()
        self.leased: Counter[tuple[str, str, str]] = Counter()
        """By kind, recipient and withdrawal: messages whose row was leased at a kill, once for each kill."""
        self.said: list[Json] = []
        """Every new message of the bot, as it was sent."""
        self.cancels: dict[int, tuple[str, str]] = {}
        """By update, each tap on *Cancel*: the withdrawal and the callback query."""
        self.answers: dict[str, str] = {}
        """The answers to taps, by callback query."""
        self.starts: list[float] = []
        self.customers: list[Customer] = []
        self.ready = asyncio.Event()
        self._folder = folder
        self._living: set[asyncio.Task[None]] = set()
        self.broken: BaseException | None = None
        self._runner: web.AppRunner | None = None
        self.program: Program
        self.trigger: Trigger
        self.gateway: Gateway
        self.phones: Phones
        self.billing: Billing

    async def open(self) -> None:
        """Starts the outside world."""
        await self.sandbox.start_http()
        self.core.hub.subscribe(self._hear)
        self.gateway = Gateway(self.seed, SECRET, self._moment)
        self.phones = Phones(self.seed, self._moment)
        outside = web.Application()
        outside.add_routes([*self.gateway.routes(), *self.phones.routes()])
        self._runner = web.AppRunner(outside, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        at = f"127.0.0.1:{self._runner.addresses[0][1]}"
        port = free_port()
        self.program = Program(
            self._folder,
            {
                "BOT_TOKEN": TOKEN, "BOT_API_URL": self.sandbox.url, "BOT_USERNAME": "crash_test_bot",
                "SECRET_KEY": "crash-test-key-crash-test-key-crash", "SMS_URL": f"json://{at}/sms/{{phone}}",
                "PAYOUT_URL": f"http://{at}", "PAYOUT_SECRET": SECRET, "EVENTS_SECRET": SECRET,
                "HTTP_PORT": str(port), "LOG_LEVEL": "INFO", "LOG_FORMAT": "json",
            },
        )  # fmt: skip
        self.trigger = Trigger(self.program.kill)
        self.billing = Billing(f"http://127.0.0.1:{port}", SECRET, self._moment)

    async def close(self) -> None:
        """Ends everything, whatever happened."""
        for task in self._living:
            task.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)
        if hasattr(self, "program"):
            await self.program.clear()
        await self.sandbox.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    # -- rounds

    async def round(self, plan: Plan) -> None:
        """Starts the bot, lets people use it, kills it. Raises what went wrong with a customer, a fault of the
        harness.
        """
        if self.broken is not None:
            raise self.broken
        self._fill()
        began = time.monotonic()
        self.ready.clear()
        early = plan.kind.startswith(EARLY)
        if early:
            self.trigger.set(plan.kind, plan.delay_s)
        await self.program.start()
        kind = await (self._early(plan) if early else self._later(plan, began))
        self.trigger.clear()
        self.program.kill()
        await self.program.gone()
        self.ready.clear()
        # What had arrived is dropped with its connection; the rest is let go.
        await asyncio.sleep(0.02)
        self.core.faults.clear()
        self.kills[kind] += 1
        for what in self._on_their_way():
            self.leased[what] += 1

    async def _early(self, plan: Plan) -> str:
        if plan.kind == "starting":
            usual = sum(self.starts) / len(self.starts) if self.starts else 3.0
            await self._watch(asyncio.sleep(plan.wait_s * usual))
        elif plan.kind == "database file appears":
            await until(
                lambda: self.program.database.exists() or not self.program.alive, START_S, every_s=0.002
            )
            await asyncio.sleep(plan.delay_s)
        else:
            await self._watch(self.trigger.fired.wait())
        return plan.kind.split(" get")[0].split(" set")[0].split(" delete")[0]

    async def _later(self, plan: Plan, began: float) -> str:
        await self._watch(self.ready.wait())
        self.starts.append(time.monotonic() - began)
        # On a slow machine people do as much between two kills as on a fast one.
        slow = max(1.0, sum(self.starts) / len(self.starts) / USUAL_START_S)
        await asyncio.sleep(plan.wait_s * slow)
        if plan.kind == "random":
            return plan.kind
        if plan.kind == "first sweep":
            await asyncio.sleep(plan.delay_s)
            return plan.kind
        if plan.kind == "call arrives":
            method = self.chance.choice(
                ["sendMessage", "editMessageText", "answerCallbackQuery", "deleteMessage"]
            )
            arrived = self.core.faults.add(Fault(method=method, kind="hold")).arrived
        else:
            self.trigger.set(plan.kind, plan.delay_s)
            arrived = self.trigger.fired
        try:
            async with asyncio.timeout((LONGEST_S - plan.wait_s) * slow):
                await arrived.wait()
        except TimeoutError:
            return "random"
        return plan.kind

    async def _watch(self, waiting: Any) -> None:
        """Waits, at most as long as a start may take. Raises `Died` if the program ends by itself."""
        task = asyncio.ensure_future(waiting)
        end = asyncio.ensure_future(self.program.died())
        try:
            async with asyncio.timeout(START_S):
                await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise Died(f"not ready after {START_S:.0f} s\n{self.program.tail()}") from None
        finally:
            task.cancel()
            end.cancel()
            results = await asyncio.gather(task, end, return_exceptions=True)
        if isinstance(results[1], Died):
            raise results[1]

    async def dry(self, within_s: float) -> None:
        """Ends without kills: people finish, the bot runs until nothing is due or under way, and ends properly.

        When something waits for a lease or a later question, the bot starts again with its clock further ahead.
        """
        deadline = time.monotonic() + within_s
        closing_at = time.monotonic() + FINISH_S
        first = True
        while True:
            if time.monotonic() > closing_at:
                for customer in self.customers:
                    customer.closing = True
            # Some wait for a lease, some until they may ask for another code.
            self.program.ahead_s += 240 if first else CODES_AGAIN_S
            first = False
            self.ready.clear()
            await self.program.start()
            await self._watch(self.ready.wait())
            calm = await until(self._calm, min(FINISH_S, deadline - time.monotonic()), every_s=0.5)
            if calm:
                await asyncio.sleep(1.0)
            await self.program.end()
            if (calm and self._calm()) or time.monotonic() > deadline:
                return

    @property
    def stuck(self) -> list[str]:
        """Customers who wait for something that does not come."""
        return sorted(task.get_name() for task in self._living)

    def _calm(self) -> bool:
        open_ones = self.program.rows(
            "SELECT id FROM withdrawal WHERE status IN ('in_review', 'approved', 'sending', 'unknown')"
            " UNION ALL SELECT CAST(id AS TEXT) FROM outbox WHERE status IN ('waiting', 'sending')"
        )
        return not open_ones and not self._living and not self.core.updates.pending

    def _on_their_way(self) -> set[tuple[str, str, str]]:
        rows = self.program.rows(
            "SELECT kind, recipient, coalesce(json_extract(params, '$.withdrawal'), '') FROM outbox"
            " WHERE status = 'sending'"
        )
        return {(str(kind), str(recipient), str(about)) for kind, recipient, about in rows}

    # -- people

    def _fill(self) -> None:
        """Adds customers up to the limit; those who are done make room."""
        while len(self._living) < AT_ONCE:
            number = len(self.customers) + 1
            chance = random.Random(f"{self.seed}:customer {number}")
            person = Person(1000 + number, f"Customer {number}", "en", f"+86138{number:08d}")
            account = f"C{number:04d}"
            self.core.add_person(person)
            wishes = [chance.randint(1000, 9999) for _ in range(chance.randint(2, 3))]
            reviewed = chance.random() < 0.3
            customer = Customer(account, LiveChat(self, person, account), chance, wishes, reviewed=reviewed)
            self.customers.append(customer)
            events = opening(account, person.phone or "", reviewed, chance)
            task = asyncio.get_running_loop().create_task(self._live(customer, events), name=account)
            self._living.add(task)
            task.add_done_callback(self._left)

    def _left(self, task: asyncio.Task[None]) -> None:
        self._living.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.broken = error

    async def _live(self, customer: Customer, events: list[dict[str, Any]]) -> None:
        await self.billing.send(events)
        await customer.live()
        if customer.wants_approved:
            # The person at the command line is a member of staff. A repeated call is refused and changes
            # nothing.
            login = pwd.getpwuid(os.getuid()).pw_name
            await self.program.command(
                "staff", "add", "900", "finance", "--name", "Finance", "--login", login
            )
        while customer.wants_approved:
            case = customer.wants_approved[0]
            _, shown = await self.program.command("review", case)
            version = shown.partition("version ")[2].partition("\t")[0]
            code, _ = await self.program.command("review", case, "approve", "--version", version or "0")
            if code == 0:
                customer.wants_approved.pop(0)
            await asyncio.sleep(0.5)

    def phone_of(self, account: str) -> str:
        """The security phone of a customer's account."""
        number = account.removeprefix("C").partition("-")[0]
        return f"+86138{int(number):08d}"

    # -- what is heard

    def _moment(self, moment: str) -> None:
        self.trigger.happened(moment)

    def _hear(self, event: Json) -> None:
        if event["type"] == "message" and event["message"]["from"]["id"] == self.core.bot_id:
            self.said.append(dict(event["message"]))
            self._moment("message is sent")
        elif event["type"] == "edited" and event["message"]["from"]["id"] == self.core.bot_id:
            self._moment("message is sent")
        elif event["type"] == "toast":
            self.answers[event["callback_id"]] = event["text"]
        elif event["type"] == "call" and event["ok"]:
            method = event["method"]
            if method == "deleteWebhook":
                self.ready.set()
            if method in GREETINGS:
                self._moment(f"greeting {method}")
            if method.lower() in SENDS:
                asyncio.get_running_loop().call_later(0.002, self._moment, "message was answered")


class LiveChat:
    """One person's side of the Bot API server."""

    def __init__(self, world: Live, person: Person, account: str) -> None:
        self._world = world
        self._core = world.core
        self._person = person
        self._account = account
        self._token = ""
        self._uses = 0
        self._news = asyncio.Event()
        world.core.hub.subscribe(self._hear)

    async def messages(self) -> list[Json]:
        chat = self._core.chats[self._person.id]
        return [m for m in chat.messages.values() if m["from"]["id"] == self._core.bot_id]

    async def texts(self) -> list[str]:
        return self._world.phones.inbox.get(self._person.phone or "", [])

    async def text(self, text: str) -> None:
        self._open()
        self._core.people.send_text(self._person.id, text)

    async def tap(self, message_id: int, data: str) -> None:
        self._open()
        with suppress(PersonError):
            callback = self._core.people.tap(self._person.id, message_id, data)
            if data.startswith(CANCEL):
                update = self._core.updates.pending[-1]["update_id"]
                self._world.cancels[update] = (data.split(":")[1], callback)
        if data.startswith("d:confirm:"):
            self._world._moment("confirm tap")

    async def connect(self) -> None:
        self._open()
        if not self._token or self._uses >= 3:
            code, output = await self._world.program.command("link", self._account)
            found = START.search(output)
            if code or found is None:
                raise Down
            self._token, self._uses = found.group(1), 0
        self._uses += 1
        self._core.people.start(self._person.id, self._token)

    async def changed(self, within_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._news.wait()
        self._news.clear()

    def _open(self) -> None:
        # This comes first: the answer may arrive before the wait begins.
        self._news.clear()
        # People also tap while the bot is down, but not again and again.
        if not self._world.ready.is_set() and len(self._core.updates.pending) > 20:
            raise Down

    def _hear(self, event: Json) -> None:
        mine = event.get("chat_id") == self._person.id
        if not mine or event["type"] not in ("message", "edited", "deleted", "toast"):
            return
        if event["type"] != "message" or event["message"]["from"]["id"] == self._core.bot_id:
            self._news.set()
