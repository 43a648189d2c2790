"""Everything put together: the first start of a sandbox, the second, the wrong ones, and a clean end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import ClientDecodeError
from aiogram.types import BotCommandScopeAllPrivateChats
from aiogram.utils.backoff import BackoffConfig
from pydantic import SecretStr

from bot.app import App, build
from bot.runtime.check_port import check_port
from bot.runtime.settings import Settings, SettingsError
from bot.runtime.vault import WrongMode
from bot.sandbox.faults import Fault
from bot.sandbox.model import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession
from bot.sandbox.updates import Webhook
from domain.balance_view import load_balance
from domain.operations import NEXT_DUE
from domain.orders import all_orders
from domain.views import BalanceView
from tests.support.context import ctx_of
from tests.support.sandbox_bot import until

TOKEN = "123456:TEST-token-for-tests-only"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(database_url=SecretStr("sqlite:///var/bot.db"), http_port=0)


def live(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(
        update={
            "bot_token": SecretStr(TOKEN),
            "secret_key": SecretStr("k" * 32),
            "sms_url": SecretStr("json://127.0.0.1:9/{phone}"),
            "payout_url": "https://pay.example",
            "payout_secret": SecretStr("whsec_c2VjcmV0LW9mLXRoZS1nYXRld2F5LWluLXRlc3Rz"),
            **changes,
        }
    )


async def balance(app: App, account: str) -> BalanceView:
    services = app.services
    return await app.db.read(lambda tx: load_balance(ctx_of(services, tx), account, services.clock.now()))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Silence(BaseSession):
    """A Bot API that must not be called."""

    async def make_request(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("the Bot API was called")

    def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        raise AssertionError("a file was asked for")

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("webhook", [None, "https://bot.example/hook"])
async def test_a_copy_that_is_looked_at_calls_nobody_and_takes_nothing(
    settings: Settings, webhook: str | None
) -> None:
    """Production's webhook stays, nothing is sent or paid, and the copy makes no mark."""
    app = await build(
        live(
            settings,
            webhook_url=webhook,
            webhook_secret=SecretStr("s"),
            events_secret=SecretStr("whsec_c2VjcmV0LW9mLWJpbGxpbmctaW4tdGVzdHMtMTIz"),
            http_port=(port := free_port()),
            metrics_port=None,
        ),
        session=Silence(),
        looking=True,
    )
    try:
        await app.start()
        assert not app.timers.running
        assert app.settings.mark_path.parent.exists()
        assert [path.name for path in app.settings.mark_path.parent.glob("*.mark*")] == []
        state = await app.health.state()
        assert state["outbox"] == 0
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as outside:
            async with outside.get("/health") as answer:
                assert answer.status == 200
            for path in ("/events", "/payouts/returns", "/hook"):
                async with outside.post(path, data=b"[]") as answer:
                    assert answer.status == 404, path
    finally:
        await app.stop()


async def test_commands_that_cannot_be_registered_do_not_end_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreadable(bot: Bot) -> None:
        raise ClientDecodeError("no such field", ValueError(), {"ok": True, "result": {}})

    monkeypatch.setattr("bot.app.set_up", unreadable)
    app = await build(settings)
    try:
        await app.start()
        assert app.sandbox is not None
    finally:
        await app.stop()


async def test_a_start_amid_the_servers_trouble_ends_with_everything_told_and_everybody_heard(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every first call outside chats fails, and an earlier run has left a webhook."""
    monkeypatch.setattr("bot.chat.polling.BACKOFF", BackoffConfig(0.005, 0.01, 1.5, 0.0))
    server = Sandbox(TOKEN, [Person(7, "Chen")])
    core = server.core
    core.updates.set_webhook(Webhook("http://127.0.0.1:9/of-before"), drop_pending=False)
    for method in ("getMe", "setMyCommands", "deleteWebhook", "getUpdates"):
        core.faults.add(Fault(method, 502, "Bad Gateway", outside=True))
    app = await build(live(settings, bot_api_url=await server.start_http()))
    try:
        await app.start()
        core.people.start(7)
        await until(core, lambda: len(core.chats[7].messages) > 1)
        assert core.updates.webhook.url == ""
        await until(core, lambda: any(call.ok for call in core.calls.of("setMyDescription")))
        private = BotCommandScopeAllPrivateChats()
        assert await app.bot.get_my_commands(scope=private)
        assert core.faults.waiting() == []
        failed = [call.method for call in core.calls.of() if not call.ok]
        assert set(failed) >= {"getMe", "setMyCommands", "deleteWebhook", "getUpdates"}
    finally:
        await app.stop()
        await server.stop()


async def test_the_first_start_of_a_sandbox_shows_the_worked_example(settings: Settings) -> None:
    app = await build(settings)
    try:
        await app.start()
        assert app.sandbox is not None
        async with aiohttp.ClientSession() as client:
            async with client.get(app.sandbox.url) as page:
                assert page.status == 200
            async with client.get(f"{app.sandbox.url}/health") as health:
                assert (await health.json())["status"] == "ok"
        view = await balance(app, "1001")
        assert (view.cash_fen, view.withdrawable_fen) == (1000_00, 200_00)
        assert [(hold.reason, hold.amount_fen, hold.gain_fen) for hold in view.holds] == [
            ("reserve", 100_00, 100_00),
            ("credit_notes", 200_00, 200_00),
            ("overdue", 300_00, 200_00),
            ("unsettled", 200_00, 200_00),
            ("transferred", 500_00, -200_00),
        ]
        services = app.services
        left = await app.db.read(lambda tx: list(all_orders(ctx_of(services, tx), view, spent=False)))
        assert [order.original_method for order in left] == [True, True]
    finally:
        await app.stop()


async def test_a_second_start_loads_nothing_again(settings: Settings) -> None:
    for _ in range(2):
        app = await build(settings)
        try:
            await app.start()
            assert (await balance(app, "1001")).cash_fen == 1000_00
        finally:
            await app.stop()


async def test_nothing_is_left_running_after_the_end(settings: Settings) -> None:
    before = asyncio.all_tasks()
    app = await build(settings)
    await app.start()
    await app.stop()
    await app.stop()
    assert asyncio.all_tasks() == before


async def test_a_bot_that_was_never_started_closes_too(settings: Settings) -> None:
    app = await build(settings)
    await app.stop()


async def test_commands_are_registered_in_both_languages(settings: Settings) -> None:
    app = await build(settings)
    try:
        await app.start()
        private = BotCommandScopeAllPrivateChats()
        english = await app.bot.get_my_commands(scope=private)
        chinese = await app.bot.get_my_commands(scope=private, language_code="zh")
        assert {command.command for command in english} == {command.command for command in chinese}
        assert {"start", "balance", "withdraw", "records", "help", "language"} <= {c.command for c in english}
        assert english != chinese
    finally:
        await app.stop()


async def test_a_taken_port_is_one_clear_line_and_everything_is_closed(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        app = await build(settings.model_copy(update={"http_port": port}))
        with pytest.raises(SettingsError, match=f"HTTP_PORT {port} is taken"):
            await app.start()
        await app.stop()
        with pytest.raises(SettingsError, match=f"HTTP_PORT {port} is taken"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)
    check_port("127.0.0.1", 0)


async def test_an_address_of_another_machine_is_one_clear_line() -> None:
    with pytest.raises(SettingsError, match=r"HTTP_HOST 192\.0\.2\.1 cannot be listened on"):
        check_port("192.0.2.1", 0)


async def test_a_live_database_is_refused_by_the_sandbox_and_the_other_way_round(settings: Settings) -> None:
    app = await build(live(settings))
    await app.stop()
    with pytest.raises(WrongMode):
        await build(settings)
    other = settings.model_copy(update={"database_url": SecretStr("sqlite:///var/other.db")})
    app = await build(other)
    await app.stop()
    with pytest.raises(WrongMode):
        await build(live(other))


@pytest.mark.parametrize("name", ["sms_url", "payout_url", "webhook_url"])
async def test_the_sandbox_is_refused_together_with_real_channels(
    settings: Settings, name: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        await build(settings.model_copy(update={name: "https://real.example/{phone}"}))
    assert not (tmp_path / "var").exists()


async def test_a_payout_address_in_the_clear_is_one_clear_line(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="PAYOUT_URL"):
        await build(live(settings, payout_url="http://pay.example"))


async def test_a_refused_token_is_one_clear_line(settings: Settings) -> None:
    sandbox_app = await build(
        settings.model_copy(update={"database_url": SecretStr("sqlite:///var/server.db")})
    )
    await sandbox_app.start()
    assert sandbox_app.sandbox is not None
    # Another bot's token, at a server that knows only its own.
    app = await build(live(settings), session=InProcessSession(sandbox_app.sandbox.core))
    try:
        with pytest.raises(SettingsError, match="BOT_TOKEN is refused"):
            await app.start()
    finally:
        await app.stop()
        await sandbox_app.stop()


async def test_every_kind_of_work_that_can_be_due_is_done_by_somebody(settings: Settings) -> None:
    app = await build(settings)
    try:
        assert set(NEXT_DUE) <= set(await app.timers.sweep())
    finally:
        await app.stop()


async def test_metrics_are_at_an_address_of_their_own(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = await build(settings.model_copy(update={"metrics_port": port}))
    try:
        await app.start()
        assert app.sandbox is not None
        private = f"http://127.0.0.1:{port}"
        async with aiohttp.ClientSession() as client:
            async with client.get(f"{private}/metrics") as answer:
                assert "withdrawal_degraded 0.0" in await answer.text()
            async with client.get(f"{private}/health") as answer:
                assert (await answer.json())["status"] == "ok"
            for url in (f"{app.sandbox.url}/metrics", f"{private}/events"):
                async with client.get(url) as answer:
                    assert answer.status in (403, 404)
    finally:
        await app.stop()


async def test_a_taken_port_for_metrics_is_one_clear_line(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        app = await build(settings.model_copy(update={"metrics_port": port}))
        with pytest.raises(SettingsError, match=f"METRICS_PORT {port} is taken"):
            await app.start()
        await app.stop()
