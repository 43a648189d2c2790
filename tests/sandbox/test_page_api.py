"""The page's endpoints: chats, a person's actions, uploads, and the stream of events."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox.sandbox import Sandbox
from tests.support.sandbox_bot import LI, PATIENCE_S, WANG, png

W = WANG.id


async def act(page: aiohttp.ClientSession, **values: Any) -> tuple[int, Any]:
    answer = await page.post("/api/act", json={"person": W, **values})
    return answer.status, await answer.json()


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
    """The chat could not be loaded until a fresh start of everything."""
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
    # A later message is unread: nobody can have read it before.
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


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data; boundary=x", b"x" * (52 << 20), 413),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n" + b"x" * (2 << 20), 400),
        ("multipart/form-data; boundary=x", b"no parts", 400),
        ("multipart/form-data", b"x", 400),
    ],
)
async def test_an_upload_that_cannot_be_read_is_the_callers_fault(
    page: aiohttp.ClientSession, kind: str, body: bytes, status: int
) -> None:
    answer = await page.post("/api/upload", data=body, headers={"Content-Type": kind})
    assert answer.status == status


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
