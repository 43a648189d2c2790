"""The server: who may talk to it, bodies of every kind, panels, extra routes, a clean end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.panels import Panel, PanelButton, PanelRow, PanelView
from bot.sandbox.sandbox import Sandbox
from tests.support.sandbox_bot import PATIENCE_S, TOKEN, WANG, png

W = WANG.id


@pytest.mark.parametrize(
    "host", ["evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "x@127.0.0.1:{port}", "["]
)
@pytest.mark.parametrize("path", ["/", "/api/state", f"/bot{TOKEN}/getMe", "/page/page.js", "/elsewhere"])
async def test_a_foreign_host_name_is_refused_everywhere(
    served: Sandbox, client: aiohttp.ClientSession, host: str, path: str
) -> None:
    port = served.url.rpartition(":")[2]
    key = {"X-Sandbox-Key": served.page_key}
    answer = await client.get(path, headers={**key, "Host": host.format(port=port)})
    assert answer.status in {400, 403}
    assert "Set-Cookie" not in answer.headers


async def test_loopback_names_are_welcome(served: Sandbox, client: aiohttp.ClientSession) -> None:
    port = served.url.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "[::1]"):
        answer = await client.get(f"/bot{TOKEN}/getMe", headers={"Host": f"{host}:{port}"})
        assert answer.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
    ],
)
async def test_another_site_cannot_use_the_browser(
    served: Sandbox, page: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    assert (await page.get("/", headers=headers)).status == 403
    body = {"person": W, "action": "text", "text": "x"}
    assert (await page.post("/api/act", json=body, headers=headers)).status == 403
    sent = await page.post(f"/bot{TOKEN}/sendMessage", data={"chat_id": W, "text": "x"}, headers=headers)
    assert sent.status == 403
    assert served.core.chats[W].messages == {}


@pytest.mark.parametrize("site", ["none", "same-origin"])
async def test_the_plain_address_opens_and_gives_the_cookie(
    served: Sandbox, client: aiohttp.ClientSession, site: str
) -> None:
    assert (await client.get("/api/state")).status == 403
    answer = await client.get("/", headers={"Sec-Fetch-Site": site})
    assert answer.status == 200
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (await client.get("/api/state")).status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_the_key_works_in_the_address_and_a_wrong_one_does_not(
    served: Sandbox, client: aiohttp.ClientSession
) -> None:
    assert served.page_url == f"{served.url}/?k={served.page_key}"
    assert (await client.get("/api/state", params={"k": "wrong"})).status == 403
    assert (await client.get("/api/state", params={"k": served.page_key})).status == 200
    assert (await client.get("/api/state", headers={"X-Sandbox-Key": served.page_key})).status == 200


async def test_only_loopback_is_listened_on() -> None:
    box = Sandbox(TOKEN)
    for host in ("0.0.0.0", "192.168.1.1", "example.com"):
        with pytest.raises(ValueError, match="loopback only"):
            await box.start_http(host)
    await box.stop()


async def test_a_port_in_use_is_an_error_and_leaves_nothing_behind(served: Sandbox) -> None:
    other = Sandbox(TOKEN)
    with pytest.raises(OSError, match="address already in use"):
        await other.start_http("127.0.0.1", int(served.url.rpartition(":")[2]))
    await other.start_http()
    await other.stop()
    await other.stop()


async def call(client: aiohttp.ClientSession, method: str, **how: Any) -> tuple[int, Any]:
    answer = await client.post(f"/bot{TOKEN}/{method}", **how)
    return answer.status, await answer.json()


async def test_bodies_of_every_kind(served: Sandbox, client: aiohttp.ClientSession) -> None:
    served.core.people.start(W)
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    multipart = aiohttp.FormData()
    multipart.add_field("chat_id", str(W), content_type="text/plain")
    multipart.add_field("text", "123")
    multipart.add_field("reply_markup", json.dumps(markup))
    ways: list[dict[str, Any]] = [
        {"data": {"chat_id": W, "text": "123", "reply_markup": json.dumps(markup)}},
        {"json": {"chat_id": W, "text": "123", "reply_markup": markup}},
        {"json": {"chat_id": str(W), "text": 123, "reply_markup": json.dumps(markup)}},
        {"data": multipart},
        {"params": {"chat_id": W, "text": "123", "reply_markup": json.dumps(markup)}},
    ]
    for way in ways:
        status, body = await call(client, "SENDMESSAGE", **way)
        assert (status, body["ok"]) == (200, True)
        assert (body["result"]["text"], body["result"]["reply_markup"]) == ("123", markup)
    answer = await client.get(f"/bot{TOKEN}/sendMessage", params={"chat_id": W, "text": "by GET"})
    assert (await answer.json())["result"]["text"] == "by GET"


async def test_a_part_named_like_the_field_is_the_file(
    served: Sandbox, client: aiohttp.ClientSession
) -> None:
    served.core.people.start(W)
    form = aiohttp.FormData()
    form.add_field("chat_id", str(W))
    form.add_field("photo", png(), filename="a.png")
    status, body = await call(client, "sendPhoto", data=form)
    assert status == 200
    path = (await call(client, "getFile", data={"file_id": body["result"]["photo"][-1]["file_id"]}))[1]
    content = await client.get(f"/file/bot{TOKEN}/{path['result']['file_path']}")
    assert await content.read() == png()


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot42:wrong/getMe", 401, "Unauthorized"),
        (f"/bot{TOKEN}/getNonsense", 404, "Not Found"),
        (f"/file/bot{TOKEN}/photos/none.png", 404, "Not Found"),
        ("/file/bot42:wrong/photos/none.png", 401, "Unauthorized"),
    ],
)
async def test_the_status_is_the_error_code(
    client: aiohttp.ClientSession, path: str, status: int, description: str
) -> None:
    answer = await client.get(path)
    assert answer.status == status
    assert await answer.json() == {"ok": False, "error_code": status, "description": description}


@pytest.mark.parametrize("body", ["{", "[1]", "[" * 100_000, "\udcff".encode("utf-8", "surrogatepass")])
async def test_a_body_that_is_no_object_is_a_400(client: aiohttp.ClientSession, body: Any) -> None:
    status, answer = await call(client, "getMe", data=body, headers={"Content-Type": "application/json"})
    assert (status, answer["error_code"]) == (400, 400)


@pytest.mark.parametrize(
    "name",
    ["chat_id", "message_id", "reply_markup", "media", "offset", "entities", "reply_parameters", "commands"],
)
async def test_values_of_the_wrong_shape_are_400_not_500(
    served: Sandbox, client: aiohttp.ClientSession, name: str
) -> None:
    served.core.people.start(W)
    for method in (
        "sendMessage",
        "editMessageText",
        "sendMediaGroup",
        "getUpdates",
        "deleteMessages",
        "setMyCommands",
    ):
        for value in (
            "{",
            "[[",
            '"x"',
            "abc",
            "[1, null]",
            '[{"type": 1}]',
            "{}",
            "1e999",
            '{"message_id": []}',
        ):
            fields = {"chat_id": str(W), "text": "x", "message_id": "1", "message_ids": value, name: value}
            status, _ = await call(client, method, data=fields)
            assert status in {200, 400}


async def test_stopping_ends_a_long_poll(served: Sandbox, client: aiohttp.ClientSession) -> None:
    polling = asyncio.create_task(call(client, "getUpdates", data={"timeout": "50"}))
    async with asyncio.timeout(PATIENCE_S):
        await served.core.updates.polling.wait()
        await served.stop()
        assert (await polling)[1] == {"ok": True, "result": []}


async def test_panels_show_and_act() -> None:
    done: list[tuple[int, str, str]] = []

    def view(person_id: int) -> PanelView:
        return PanelView([PanelRow("Now", f"{person_id}")], [PanelButton("set", "Set", "Time")])

    async def carry_out(person_id: int, action: str, value: str) -> str | None:
        done.append((person_id, action, value))
        return "moved"

    box = Sandbox(TOKEN, [WANG], panels=[Panel("clock", "Clock", view, carry_out)])
    await box.start_http()
    async with aiohttp.ClientSession(box.url, headers={"X-Sandbox-Key": box.page_key}) as page:
        [panel] = await (await page.get("/api/panels", params={"person": W})).json()
        assert panel["rows"] == [{"label": "Now", "value": "1001", "ends_s": None}]
        body = {"person": W, "action": "set", "value": "10:00"}
        assert await (await page.post("/api/panels/clock", json=body)).json() == {"notice": "moved"}
        assert (await page.post("/api/panels/clock", json={**body, "action": "no"})).status == 404
        assert (await page.post("/api/panels/none", json=body)).status == 404
    assert done == [(W, "set", "10:00")]
    await box.stop()


async def test_extra_routes_stand_behind_the_same_guard() -> None:
    async def hello(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    box = Sandbox(TOKEN, extra_routes=[web.get("/extra/hello", hello)])
    await box.start_http()
    async with aiohttp.ClientSession(box.url) as client:
        assert (await client.get("/extra/hello")).status == 403
        answer = await client.get("/extra/hello", headers={"X-Sandbox-Key": box.page_key})
        assert await answer.text() == "hello"
    await box.stop()
