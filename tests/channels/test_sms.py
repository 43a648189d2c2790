"""Text messages: the recipient goes into the URL, failures are told, and nothing is ever logged."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.sms.channel import CONNECT_S, LONGEST_S, READ_S, AppriseSms, SandboxSms, SmsFailed
from bot.channels.sms.provider_answers import holds_error
from bot.workers.relay import SEND_S

PHONE = "+8613800138001"
TEXT = "Code 493817 <b> & \\n :smile: 验证码"


class Provider:
    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.answer = "no credit for +8613800138001"
        self.cut = False
        self.hang: asyncio.Event | None = None
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((request.path, await request.json()))
        if self.hang is not None:
            await self.hang.wait()
        if self.cut and request.transport is not None:
            request.transport.abort()
        return web.Response(status=self.status, text=self.answer)


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
    sms = AppriseSms(provider.url, read_s=0.2)
    with pytest.raises(SmsFailed, match="time-out") as failed:
        await sms.send(PHONE, TEXT)
    provider.hang.set()
    await sms.close()
    # The provider may have taken it: the message must not be handed over again and again.
    assert failed.value.retryable
    assert failed.value.unsure


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


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("json://127.0.0.1/{phone}", True),
        ("jsons://u:p@sms.example/send?:to={phone}", True),
        ("form://sms.example/?:mobile={phone}&rto=20", True),
        (
            "twilio://ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@12345678901/{phone}",
            True,
        ),
        ("json://sms.example/send?to={phone}", False),
        ("nosuchprovider://{phone}", False),
    ],
)
def test_a_url_from_which_nobody_is_reached_is_known_at_the_start(url: str, fine: bool) -> None:
    assert (AppriseSms(url).problem() is None) == fine


async def test_a_slow_provider_has_longer_than_apprise_would_give_it(provider: Provider) -> None:
    def times(url: str) -> tuple[float, float]:
        target = AppriseSms(url)._target(PHONE)
        return target.socket_connect_timeout, target.socket_read_timeout

    assert times(provider.url) == (CONNECT_S, READ_S)
    assert times(f"{provider.url}?rto=30&cto=2") == (2, 30)
    assert CONNECT_S + READ_S < LONGEST_S < SEND_S


async def failure(provider: Provider, url: str | None = None) -> SmsFailed:
    sms = AppriseSms(url or provider.url)
    with pytest.raises(SmsFailed) as failed:
        await sms.send(PHONE, TEXT)
    await sms.close()
    return failed.value


async def test_a_provider_that_takes_it_and_hangs_up_may_have_sent_it(provider: Provider) -> None:
    provider.cut = True
    assert (await failure(provider)).unsure
    assert len(provider.got) == 1


@pytest.mark.parametrize(("status", "unsure"), [(500, False), (503, False), (429, False), (504, True)])
async def test_a_refusal_is_sure_and_a_time_out_in_between_is_not(
    provider: Provider, status: int, unsure: bool
) -> None:
    provider.status = status
    assert (await failure(provider)).unsure == unsure


async def test_without_a_connection_nothing_was_sent(provider: Provider) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert not (await failure(provider, f"json://127.0.0.1:{port}/{{phone}}")).unsure


async def test_an_error_inside_an_answer_of_200_is_not_sent(provider: Provider) -> None:
    provider.answer = '{"messages": [{"status": "4", "error-text": "Bad Credentials"}]}'
    failed = await failure(provider)
    assert (failed.reason, failed.retryable, failed.unsure) == ("refused by the provider", True, False)
    provider.answer = '{"messages": [{"status": "0", "message-id": "17"}]}'
    sms = AppriseSms(provider.url)
    await sms.send(PHONE, TEXT)
    await sms.close()


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ("", False),
        ("OK", False),
        ("queued 12345", False),
        ("<html>fine</html>", False),
        ('{"sid": "SM1", "status": "queued", "error_code": null, "error_message": null}', False),
        ('{"error": {"code": "SUCCESS", "description": "OK"}}', False),
        ('{"errcode": 0, "errmsg": "ok"}', False),
        ('{"Code": "OK", "Message": "OK", "BizId": "9006"}', False),
        ('{"code": "000000", "result": [{"status": "000000", "smsMsgId": "a"}]}', False),
        ('{"http_code": 200, "response_code": "SUCCESS", "data": {"messages": [{"status": "SUCCESS"}]}}', False),
        ('[{"status": {"type": "ACCEPTED"}, "to": "86138"}]', False),
        ('{"success": true, "errors": []}', False),
        ('{"message": "no error", "api_id": "404"}', False),
        ("ERR: 101, Invalid username", True),
        ("Error 002", True),
        ('{"error": "no credit"}', True),
        ('{"errors": [{"code": 7}]}', True),
        ('{"error": {"message": "no credit"}}', True),
        ('{"error_code": 205402, "reason": "wrong number"}', True),
        ('{"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "limit"}', True),
        ('{"code": 15, "msg": "no balance"}', True),
        ('{"type": "error", "message": "Authentication failure"}', True),
        ('{"status": "failed"}', True),
        ('{"status": 403, "detail": "no"}', True),
        ('{"ok": false}', True),
        ('{"data": {"messages": [{"status": "INVALID_RECIPIENT"}]}}', True),
    ],
)  # fmt: skip
def test_what_an_answer_of_200_says(answer: str, refused: bool) -> None:
    assert holds_error(answer.encode()) == refused


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_any_answer_can_be_read(answer: object) -> None:
    assert holds_error(json.dumps(answer).encode()) in (True, False)


async def test_the_sandbox_hands_over_to_the_phone_panel() -> None:
    panel: list[tuple[str, str]] = []
    sms = SandboxSms(lambda phone, text: panel.append((phone, text)))
    await sms.send(PHONE, TEXT)
    await sms.close()
    assert panel == [(PHONE, TEXT)]
