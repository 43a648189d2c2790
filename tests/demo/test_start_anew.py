"""A fresh start of the demo: the button on the page, what is removed, what stays, and who may not do it."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot import program
from bot.app import App
from bot.demo.start_anew import forget
from bot.runtime.settings import Settings
from domain.ports import DAY, SECOND

PATIENCE_S = 60


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(_env_file=None, database_url=SecretStr("sqlite:///var/bot.db"), http_port=0)


def test_only_what_the_sandbox_keeps_is_removed(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    gone = ["bot.db", "bot.db-wal", "bot.db-shm", "bot.db.chats.db", "bot.db.payouts.db-wal", "bot.db.clock"]
    stays = ["bot.db.key", "bot.db.bak", "other.db"]
    for name in gone + stays:
        (folder / name).write_bytes(b"x")
    forget(settings)
    forget(settings)
    assert sorted(path.name for path in folder.iterdir()) == sorted(stays)


@pytest.mark.parametrize(
    "changes",
    [{"bot_token": SecretStr("1:x")}, {"database_url": SecretStr("postgresql://127.0.0.1/x")}],
)
def test_other_runs_have_nothing_to_forget(settings: Settings, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="only a sandbox"):
        forget(settings.model_copy(update=changes))


async def test_the_button_brings_the_first_day_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives: asyncio.Queue[App] = asyncio.Queue()
    start = App.start

    async def started(self: App) -> None:
        await start(self)
        lives.put_nowait(self)

    monkeypatch.setattr(App, "start", started)
    running = asyncio.create_task(program._run(settings))
    try:
        async with asyncio.timeout(PATIENCE_S):
            first = await lives.get()
            assert first.sandbox is not None
            key = first.sandbox.page_key
            first.sandbox.core.people.start(101)
            async with aiohttp.ClientSession(first.sandbox.url, headers={"X-Sandbox-Key": key}) as page:
                for panel, action in (("clock", "24h"), ("anew", "anew")):
                    body = {"person": 101, "action": action, "value": ""}
                    async with page.post(f"/api/panels/{panel}", json=body) as answer:
                        assert answer.status == 200, panel
            second = await lives.get()
        assert second is not first
        assert second.sandbox is not None
        assert second.sandbox.page_key == key
        assert second.sandbox.core.chats[101].messages == {}
        assert second.services.clock.now() - first.services.clock.now() < -DAY + 60 * SECOND
        assert await second.db.read(lambda tx: tx.scalar("account_any")) is not None
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
