"""The only place where everything is put together: settings in, a running bot out.

``build`` makes the parts, ``App.start`` and ``App.stop`` are its life; what is opened here is closed here on every
way out. The ends to the outside are made by ``bot.channels.chosen``, and the process is run by ``bot.program``.
"""

from __future__ import annotations

import asyncio
import gc
from contextlib import AsyncExitStack, suppress
from functools import partial

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import AiogramError, TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiohttp import web

from bot.channels.chosen import payouts_of, sms_of
from bot.channels.payouts.channel import PayoutChannel
from bot.channels.payouts.sandbox import SandboxPayouts
from bot.channels.sms.channel import SmsChannel
from bot.chat.fsm import DatabaseStorage, EventIsolation
from bot.chat.polling import Polling
from bot.chat.server_setup import Menu, Webhook, live_bot
from bot.chat.webhook import webhook_route
from bot.demo.load import load_demo, load_demo_branches
from bot.demo.panels import add_panels
from bot.demo.sandbox import sandbox_bot, sandbox_of, staff_group_of
from bot.documents.open_documents import open_documents
from bot.documents.service import DocumentService
from bot.runtime.check_port import port_problem
from bot.runtime.clock import Failing, SystemRandom, clock_of
from bot.runtime.drain import InFlight
from bot.runtime.runner import Runner
from bot.runtime.settings import Settings, SettingsError
from bot.runtime.vault import prepare, refuse_other_mode
from bot.sandbox.sandbox import Sandbox
from bot.web import routes as web_routes
from bot.web.health import Health
from bot.web.listen import serve
from bot.web.request_body import Bodies
from bot.workers.clock_set_back import SetBack
from bot.workers.delivery import Delivery
from bot.workers.due_work import upkeep
from bot.workers.newest_books import Watch, open_mark
from bot.workers.payer import Payer
from bot.workers.relay import Relay, SendingRate
from bot.workers.staff_group import StaffChat, followed, remember_move
from bot.workers.timers import LATEST, Timers, Work
from domain.actor import Actor
from domain.context import Services
from domain.errors import Refusal
from domain.operations import next_due
from domain.ports import Clock, Micros, Random
from domain.rules.calendar import calendar_knows, local_date
from domain.usecases.time.begin_process import begin_process
from handlers.dispatcher import build_dispatcher, set_up
from storage.database import Database
from storage.opening import open_database
from storage.process_lock import ProcessLock, take_process_lock, this_process

log = structlog.get_logger(__name__)

START_S = 10
"""How long the Bot API server may take to say who we are."""
STOP_S = 10.0
"""How long updates in progress may take when the program ends."""


class App(Runner):
    """The parts, put together. ``perform`` and ``look`` carry out use cases."""

    def __init__(self, settings: Settings, db: Database, services: Services, closing: AsyncExitStack) -> None:
        super().__init__(db, services)
        self.settings = settings
        self._closing = closing
        self.sandbox: Sandbox | None = None
        self.bot: Bot
        self.dispatcher: Dispatcher
        self.in_flight = InFlight()
        self.bodies = Bodies()
        self.updates = Failing()
        """Taking updates."""
        self.work: dict[str, Failing] = {}
        """Due work, by kind."""
        self.health = Health(self, self.updates, self.work)
        self.documents: DocumentService
        self.sms: SmsChannel
        self.payouts: PayoutChannel
        self.sandbox_payouts: SandboxPayouts
        self.relay: Relay
        self.payer: Payer
        self.timers: Timers
        self.looking = False
        """A copy is looked at: nothing is sent, paid, taken in or done by time."""
        self.process_lock: ProcessLock
        self._menu: Menu
        self._updates: Polling
        self._polling: asyncio.Task[None] | None = None

    def open_routes(self) -> list[web.RouteDef]:
        """What is served to everybody who reaches the port: health, and the doors that ask for a signature."""
        events, payouts = self.settings.events_secret, self.settings.payout_secret
        return [
            *self.health.routes(),
            *web_routes.routes(
                self,
                events_secret=None if events is None else events.get_secret_value(),
                payout_secret=None if payouts is None else payouts.get_secret_value(),
                bodies=self.bodies,
            ),
        ]

    async def start(self) -> None:
        """Listens, loads the demo, registers commands, and begins to take updates.

        Raises ``SettingsError`` for a port or token that does not work; ``stop`` has to be called then too.
        """
        settings = self.settings
        if settings.metrics_port is not None:
            await self._serve(
                self.health.private_routes(), settings.metrics_host, settings.metrics_port, "METRICS"
            )
            # So that nobody who asks waits for it.
            await self.health.count_steps()
        if self.looking:
            await self._serve(self.health.routes(), settings.http_host, settings.http_port, "HTTP")
            self.health.started = True
            return
        if self.sandbox is not None:
            await self._start_sandbox(self.sandbox)
        else:
            await self._greet_server()
            await self._listen()
        self._menu = Menu(lambda: set_up(self.bot))
        self._closing.push_async_callback(self._menu.stop)
        await self._menu.begin()
        year = local_date(self.services.clock.now()).year
        if not calendar_knows(year):
            log.warning(
                "no business days are announced for this year: promises count weekends only", year=year
            )
        self.timers.start()
        if settings.live and settings.webhook_url is not None:
            await self._set_webhook(settings.webhook_url)
        else:
            await self._start_polling()
        self.health.started = True
        # What lives as long as the program needs no more looking at by the collector.
        gc.collect()
        gc.freeze()

    async def run(self) -> None:
        """Goes on until cancelled. Raises what ended the polling, if that ends by itself.

        Raises ``AlreadyRunning`` when another process has taken the database meanwhile.
        """
        watching = asyncio.get_running_loop().create_task(self.process_lock.watch(), name="process-lock")
        ends: set[asyncio.Task[None]] = {watching} if self._polling is None else {watching, self._polling}
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        for task in done:
            task.result()
        raise RuntimeError("the polling came to an end")

    async def stop(self) -> None:
        """Takes no more updates, lets those in progress end, and closes everything. May be called twice."""
        polling, self._polling = self._polling, None
        if polling is not None:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
            # What is left unconfirmed only comes again.
            with suppress(AiogramError, OSError, TimeoutError):
                async with asyncio.timeout(2 * STOP_S):
                    await self._updates.end(STOP_S)
        await self.in_flight.end(STOP_S)
        await self._closing.aclose()
        gc.unfreeze()

    async def settle(self, most: int = 100) -> None:
        """Does all that is due now, again and again, until nothing is: payouts, timers' work, messages."""
        for _ in range(most):
            done = sum((await self.timers.sweep()).values())
            if not done:
                return
        raise RuntimeError("due work does not come to an end")

    async def _start_sandbox(self, sandbox: Sandbox) -> None:
        try:
            await sandbox.start_http(self.settings.http_host.strip("[]"), self.settings.http_port)
        except OSError as error:
            raise port_problem(self.settings.http_host, self.settings.http_port, error) from None
        await load_demo(self)
        await load_demo_branches(self)

    async def _greet_server(self) -> None:
        """Asks the Bot API who we are, so that a wrong token is told at once."""
        try:
            me = await self.bot.get_me(request_timeout=START_S)
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise SettingsError(
                ["BOT_TOKEN is refused by the Bot API server: ask @BotFather for the right one"]
            ) from None
        except TelegramAPIError as error:
            log.warning("Bot API server not reached yet", error=type(error).__name__)
        else:
            log.info("bot", username=me.username)

    async def _listen(self) -> None:
        settings, routes = self.settings, self.open_routes()
        if settings.webhook_url is not None and settings.webhook_secret is not None:
            routes.append(webhook_route(self.dispatcher, self.bot, settings, self.bodies, self.updates))
        await self._serve(routes, settings.http_host, settings.http_port, "HTTP")

    async def _serve(self, routes: list[web.RouteDef], host: str, port: int, name: str) -> None:
        try:
            runner = await serve(routes, host.strip("[]"), port, stop_s=STOP_S)
        except OSError as error:
            raise port_problem(host, port, error, name) from None
        self._closing.push_async_callback(runner.cleanup)

    async def _set_webhook(self, url: str) -> None:
        secret = self.settings.webhook_secret
        webhook = Webhook(
            self.bot,
            url,
            None if secret is None else secret.get_secret_value(),
            self.dispatcher.resolve_used_update_types(),
            self.updates,
        )
        self._closing.push_async_callback(webhook.stop)
        await webhook.begin()

    async def _start_polling(self) -> None:
        try:
            await self.bot.delete_webhook()
        except TelegramAPIError as error:
            # If there is one, asking for updates says so, and it is tried again then.
            log.warning("webhook not removed", error=type(error).__name__)
        self._updates = Polling(self.dispatcher, self.bot, failing=self.updates, came_back=self._menu.again)
        self._polling = asyncio.get_running_loop().create_task(self._updates.run(), name="polling")


async def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    random: Random | None = None,
    session: BaseSession | None = None,
    sandbox: Sandbox | None = None,
    sms: SmsChannel | None = None,
    payouts: PayoutChannel | None = None,
    pace: SendingRate | None = None,
    looking: bool = False,
) -> App:
    """Opens the database and makes every part; nothing runs yet. What is given replaces the usual part.

    ``looking``: it is a copy, which is to send and take nothing, and to make no mark.

    Raises ``SettingsError``, ``StorageError``, ``WrongKey``, ``WrongMode``, with nothing left open.
    """
    problems = settings.run_problems()
    if problems:
        raise SettingsError(problems)
    async with AsyncExitStack() as closing:
        app = await _open(settings, closing, clock, random)
        app.looking = looking
        if not settings.live:
            app.sandbox = sandbox or sandbox_of(settings, app.services.clock, app.open_routes())
            closing.push_async_callback(app.sandbox.stop)
        app.bot = sandbox_bot(app.sandbox, session) if app.sandbox else live_bot(settings, session)
        closing.push_async_callback(app.bot.session.close)
        if not looking:
            app.process = await _begin_process(app)
        app.documents = await open_documents(app, settings)
        await open_mark(app, settings.mark_path, make=not looking)
        app.sandbox_payouts = SandboxPayouts(settings.sandbox_path(".payouts.db"), app.services.clock)
        app.payouts = payouts or payouts_of(settings, app.sandbox_payouts)
        closing.push_async_callback(app.payouts.close)
        app.sms = sms or sms_of(settings, app.sandbox.core.phone.deliver_sms if app.sandbox else None)
        closing.push_async_callback(app.sms.close)
        turns = EventIsolation()
        app.dispatcher = build_dispatcher(app, app.documents, DatabaseStorage(app.db), turns)
        app.dispatcher.update.outer_middleware(app.in_flight)
        group = await followed(app.db, staff_group_of(settings, app.sandbox))
        moved = partial(remember_move, app.db)
        staff = StaffChat(app.bot, group, settings.staff_language, moved=moved)
        memory = app.dispatcher["memory"]
        delivery = Delivery(app.bot, app.sms, staff=staff, told=memory.bury, asking=memory.asking)
        app.relay = Relay(app, delivery, pace=pace, turn=lambda user: turns.private(app.bot.id, user))
        closing.push_async_callback(app.relay.stop)
        app.payer = Payer(app, app.payouts)
        closing.push_async_callback(app.payer.stop)
        app.timers = _timers(app)
        closing.push_async_callback(app.timers.stop)
        if app.sandbox is not None:
            closing.push_async_callback(
                add_panels(app, app.sandbox, app.sandbox_payouts, app.timers, app.settle)
            )
        app._closing = closing.pop_all()
    return app


async def _open(
    settings: Settings, closing: AsyncExitStack, clock: Clock | None, random: Random | None
) -> App:
    if settings.database_path is not None:
        settings.database_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Before anything is brought up to date under the hands of another process.
    process_lock = await take_process_lock(settings.database_url.get_secret_value())
    closing.push_async_callback(process_lock.close)
    random = random or SystemRandom()
    clock = clock or clock_of(settings)
    db = await open_database(settings.database_url.get_secret_value())
    closing.push_async_callback(db.close)
    # Before a key is made beside a database that is another run's.
    await db.read(partial(refuse_other_mode, mode=settings.kind))
    keys = settings.keys()
    vault = await db.write(partial(prepare, keys=keys, mode=settings.kind, random=random))
    app = App(settings, db, Services(clock, random, settings.policy(), vault), closing)
    app.process_lock = process_lock
    return app


async def _begin_process(app: App) -> int:
    try:
        return await app.perform(begin_process, Actor.system("start"), *this_process(), app.bot.id)
    except Refusal as refusal:
        raise RuntimeError(f"the process was refused: {refusal.code}") from None


def _timers(app: App) -> Timers:
    async def due() -> dict[str, Micros]:
        return await app.db.read(next_due)

    work: dict[str, Work] = {
        **upkeep(app),
        **app.documents.work(),
        "mark": Watch(app).look,
        "waits": SetBack(app).look,
        "payout": app.payer.send_due,
        "payout_question": app.payer.ask_due,
        "return": app.payer.ask_returns,
        "outbox": app.relay.run_due,
    }
    timers = Timers(work, due, app.services.clock)
    app.work.update(timers.failing)

    def on_commit(wakes: dict[str, Micros]) -> None:
        # The relay takes new messages while older ones are on their way; its timer's turn may still last.
        if timers.running and wakes.get("outbox", LATEST) <= app.services.clock.now():
            app.relay.wake()
        timers.wake(wakes)

    app.db.on_commit.append(on_commit)
    return timers
