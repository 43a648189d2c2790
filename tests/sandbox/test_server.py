"""The server: who may talk to it, bodies of every kind, the page's endpoints, panels, a clean end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox import Sandbox
from bot.sandbox.panels import Panel, PanelButton, PanelRow, PanelView
from tests.sandbox.rig import LI, PATIENCE_S, TOKEN, WANG, png

W = WANG.id


@pytest.fixture
async def client(served: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser's view: no key yet; cookies are kept also for bare addresses."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(served.url, cookie_jar=jar) as session:
        yield session


@pytest.fixture
async def page(client: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """The same after the page was opened."""
    assert (await client.get("/")).status == 200
    return client


async def act(page: aiohttp.ClientSession, **values: Any) -> tuple[int, Any]:
    answer = await page.post("/api/act", json={"person": W, **values})
    return answer.status, await answer.json()


# -- who may talk to it


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


# -- the Bot API by hand


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


# -- the page's endpoints


async def test_the_page_and_its_files(page: aiohttp.ClientSession) -> None:
    html = await (await page.get("/")).text()
    assert "://" not in html.replace("http://www.w3.org", "")
    for name, kind in (
        ("page.js", "text/javascript"),
        ("page.css", "text/css"),
        ("icon.svg", "image/svg+xml"),
    ):
        answer = await page.get(f"/page/{name}")
        assert (answer.status, answer.content_type) == (200, kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name in ("index.html", "..%2fcore.py", "core.py"):
        assert (await page.get(f"/page/{name}")).status == 404


async def test_people_and_a_chat(served: Sandbox, page: aiohttp.ClientSession) -> None:
    served.core.add_group(-9, "Finance", [W])
    state = await (await page.get("/api/state")).json()
    assert [person["name"] for person in state["persons"]] == ["Wang", "Li"]
    assert state["groups"] == [
        {"id": -9, "title": "Finance", "members": [W], "unread": {str(W): 0}, "last": None}
    ]
    served.core.phone.deliver_sms(WANG.phone or "", "code 482913", at=1.0)
    assert (await act(page, action="start", parameter="abc"))[0] == 200
    chat = await (await page.get("/api/chat", params={"person": W})).json()
    assert [message["text"] for message in chat["messages"]] == ["/start abc"]
    assert [sms["text"] for sms in chat["sms"]] == ["code 482913"]
    assert (await page.get("/api/chat", params={"person": 5})).status == 400
    assert (await page.get("/api/chat", params={"person": LI.id, "chat": W})).status == 400


async def test_actions_of_a_person(served: Sandbox, page: aiohttp.ClientSession) -> None:
    core = served.core
    await act(page, action="text", text="hello")
    own = next(iter(core.chats[W].messages))
    await act(page, action="edit", message_id=own, text="hello!")
    await act(page, action="text", text="answer", reply_to=own)
    await act(page, action="contact")
    status, tapped = await act(page, action="tap", message_id=own, data="x")
    assert (status, tapped["callback_id"] in core.callbacks) == (200, True)
    assert [next(k for k in u if k != "update_id") for u in core.updates.pending] == [
        "message",
        "edited_message",
        "message",
        "message",
        "callback_query",
    ]
    await act(page, action="block")
    assert core.chats[W].blocked
    status, refusal = await act(page, action="text", text="hello")
    assert status == 400
    assert "blocked" in refusal["error"]
    await act(page, action="unblock")
    await act(page, action="clear")
    assert core.chats[W].messages == {}
    assert (await act(page, action="nonsense"))[0] == 400


async def test_half_a_character_does_not_make_a_chat_unreadable(page: aiohttp.ClientSession) -> None:
    """The chat could not be loaded any more, until everything was begun anew."""
    assert (await act(page, action="text", text="half \ud83d"))[0] == 200
    answer = await page.get("/api/chat", params={"person": W})
    assert [message["text"] for message in (await answer.json())["messages"]] == ["half ?"]


async def test_what_was_read_and_what_the_bot_has_taken(served: Sandbox, page: aiohttp.ClientSession) -> None:
    async def look() -> tuple[int, list[int]]:
        state = await (await page.get("/api/state")).json()
        chat = await (await page.get("/api/chat", params={"person": W})).json()
        return state["persons"][0]["unread"], chat["waiting"]

    core = served.core
    [asked] = core.people.send_text(W, "hello")
    answer = core.add_message(core.chats[W], core.bot_user(), text="answer")
    assert await look() == (1, [asked["message_id"]])
    taken: list[Any] = []
    core.hub.subscribe(taken.append)
    core.updates.confirm(core.updates.pending[0]["update_id"])
    assert taken == [{"type": "taken", "chat_id": W, "message_id": asked["message_id"]}]
    assert (await act(page, action="read", message_id=answer["message_id"] + 10))[0] == 200
    assert await look() == (0, [])
    # What comes later is unread again: nobody can have read it before.
    core.add_message(core.chats[W], core.bot_user(), text="later")
    assert await look() == (1, [])
    # Read marks never go back.
    core.people.read(W, asked["message_id"])
    assert core.people.unread(W) == 1


async def test_many_photos_are_albums_of_ten(served: Sandbox, page: aiohttp.ClientSession) -> None:
    data = aiohttp.FormData()
    data.add_field("person", str(W))
    data.add_field("kind", "photo")
    data.add_field("caption", "all of them")
    for index in range(11):
        data.add_field(f"file{index}", png(shade=index), filename=f"{index}.png", content_type="image/png")
    assert (await page.post("/api/upload", data=data)).status == 200
    messages = list(served.core.chats[W].messages.values())
    assert [message.get("media_group_id") is not None for message in messages] == [True] * 10 + [False]
    assert [message.get("caption") for message in messages] == ["all of them", *[None] * 10]


async def test_uploads_and_safe_downloads(served: Sandbox, page: aiohttp.ClientSession) -> None:
    def form(kind: str, *files: tuple[bytes, str]) -> aiohttp.FormData:
        data = aiohttp.FormData()
        data.add_field("person", str(W))
        data.add_field("kind", kind)
        data.add_field("caption", "c")
        for index, (content, name) in enumerate(files):
            data.add_field(f"file{index}", content, filename=name, content_type="text/html")
        return data

    hostile = b"<script>alert(1)</script>"
    await page.post("/api/upload", data=form("photo", (png(), "a.png")))
    await page.post("/api/upload", data=form("photo", (png(), "a.png"), (png(shade=1), "b.png")))
    await page.post("/api/upload", data=form("photo", (hostile, "a.html")))
    messages = list(served.core.chats[W].messages.values())
    assert ["photo" in message for message in messages] == [True, True, True, False]
    assert messages[1]["media_group_id"] == messages[2]["media_group_id"]
    picture = await page.get(f"/api/file/{messages[0]['photo'][-1]['file_id']}")
    assert picture.content_type == "image/png"
    other = await page.get(f"/api/file/{messages[3]['document']['file_id']}")
    assert other.content_type == "application/octet-stream"
    assert other.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in other.headers["Content-Security-Policy"]
    assert await other.read() == hostile


async def test_the_stream_tells_everything_and_ends_with_the_server(
    served: Sandbox, page: aiohttp.ClientSession
) -> None:
    async with asyncio.timeout(PATIENCE_S):
        stream = await page.get("/api/events")
        assert stream.content_type == "text/event-stream"
        assert await _next_event(stream) == {"type": "hello"}
        served.core.phone.deliver_sms("+1", "hi", at=1.0)
        assert await _next_event(stream) == {
            "type": "sms",
            "phone": "+1",
            "sms": {"id": 1, "text": "hi", "at": 1.0},
        }
        await act(page, action="text", text="line\n\nbreak")
        event = await _next_event(stream)
        assert (event["type"], event["chat_id"], event["message"]["text"]) == ("message", W, "line\n\nbreak")
        stopping = asyncio.create_task(served.stop())
        assert (await stream.content.read()).strip() == b""
        await stopping


async def _next_event(stream: aiohttp.ClientResponse) -> Any:
    while not (line := await stream.content.readline()).startswith(b"data: "):
        assert line, "the stream ended"
    return json.loads(line.removeprefix(b"data: "))


async def test_stopping_ends_a_long_poll(served: Sandbox, client: aiohttp.ClientSession) -> None:
    polling = asyncio.create_task(call(client, "getUpdates", data={"timeout": "50"}))
    async with asyncio.timeout(PATIENCE_S):
        await served.core.updates.polling.wait()
        await served.stop()
        assert (await polling)[1] == {"ok": True, "result": []}


# -- seams


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
        assert panel["rows"] == [{"label": "Now", "value": "1001"}]
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
