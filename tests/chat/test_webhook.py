"""The webhook: only with the secret, and an update is answered when it has been handled."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot.chat.webhook import SECRET_HEADER, webhook_route
from bot.runtime.settings import Settings
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession

UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 0,
        "chat": {"id": 101, "type": "private"},
        "from": {"id": 101, "is_bot": False, "first_name": "Mei"},
        "text": "hello",
    },
}


async def post(headers: dict[str, str], body: Any = UPDATE) -> tuple[int, list[str]]:
    seen: list[str] = []
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def take(message: Message) -> Any:
        seen.append(message.text or "")

    sandbox = Sandbox()
    bot = Bot(sandbox.core.token, session=InProcessSession(sandbox.core))
    settings = Settings(
        webhook_url="https://bot.example/hooks/updates", webhook_secret=SecretStr("s3cret_value")
    )
    app = web.Application()
    app.add_routes([webhook_route(dispatcher, bot, settings)])
    async with TestClient(TestServer(app)) as client:
        answer = await client.post("/hooks/updates", json=body, headers=headers)
        status = answer.status
    await sandbox.stop()
    return status, seen


async def test_an_update_with_the_secret_is_handled_before_the_answer() -> None:
    assert await post({SECRET_HEADER: "s3cret_value"}) == (200, ["hello"])


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "s3cret_värde"}])
async def test_without_the_secret_nothing_is_handled(headers: dict[str, str]) -> None:
    assert await post(headers) == (401, [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({**UPDATE, "message": {"text": "s3cret words"}}, 200),
        ([], 400),
        ({"message": UPDATE["message"]}, 400),
    ],
)
async def test_an_update_that_cannot_be_read_does_not_come_again_for_ever(
    body: Any, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await post({SECRET_HEADER: "s3cret_value"}, body) == (status, [])
    said = "".join(capsys.readouterr())
    assert "s3cret words" not in said
    assert ("update_id=7" in said) == (status == 200)
