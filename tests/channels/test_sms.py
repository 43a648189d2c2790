"""Text messages: the recipient goes into the URL, failures are told, and nothing is ever logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.channels.sms import AppriseSms, SandboxSms, SmsFailed

PHONE = "+8613800138001"
TEXT = "Code 493817 <b> & \\n :smile: 验证码"


class Provider:
    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.hang: asyncio.Event | None = None
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((request.path, await request.json()))
        if self.hang is not None:
            await self.hang.wait()
        return web.Response(status=self.status, text="no credit for +8613800138001")


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", provider.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    provider.url = f"json://127.0.0.1:{runner.addresses[0][1]}/sms/{{phone}}"
    yield provider
    await runner.cleanup()


async def test_a_message_arrives_whole_at_the_number_in_the_url(provider: Provider) -> None:
    sms = AppriseSms(provider.url)
    await sms.send(PHONE, TEXT)
    await sms.send("+8613800138002", "second")
    await sms.close()
    assert [path for path, _ in provider.got] == [f"/sms/{PHONE}", "/sms/+8613800138002"]
    assert [body["message"] for _, body in provider.got] == [TEXT, "second"]


async def test_a_refusal_may_be_tried_again_and_says_nothing_secret(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.status = 500
    sms = AppriseSms(provider.url)
    with pytest.raises(SmsFailed) as failed:
        await sms.send(PHONE, TEXT)
    await sms.close()
    assert failed.value.retryable
    seen = f"{failed.value!r} {caplog.text}"
    assert "13800138001" not in seen
    assert "493817" not in seen


async def test_a_provider_that_hangs_is_given_up(provider: Provider) -> None:
    provider.hang = asyncio.Event()
    sms = AppriseSms(provider.url, timeout_s=0.2)
    with pytest.raises(SmsFailed, match="time-out") as failed:
        await sms.send(PHONE, TEXT)
    provider.hang.set()
    await sms.close()
    assert failed.value.retryable


async def test_debug_logging_of_the_libraries_stays_off(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("apprise", "urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    sms = AppriseSms(provider.url)
    await sms.send(PHONE, TEXT)
    await sms.close()
    assert [record for record in caplog.records if record.name.split(".")[0] in ("apprise", "urllib3")] == []


async def test_a_url_that_no_provider_understands_is_final() -> None:
    sms = AppriseSms("nosuchprovider://{phone}")
    with pytest.raises(SmsFailed) as failed:
        await sms.send(PHONE, TEXT)
    await sms.close()
    assert not failed.value.retryable


def test_a_url_without_the_number_is_refused() -> None:
    with pytest.raises(ValueError, match="phone"):
        AppriseSms("json://127.0.0.1/")


async def test_the_sandbox_hands_over_to_the_phone_panel() -> None:
    panel: list[tuple[str, str]] = []
    sms = SandboxSms(lambda phone, text: panel.append((phone, text)))
    await sms.send(PHONE, TEXT)
    await sms.close()
    assert panel == [(PHONE, TEXT)]
