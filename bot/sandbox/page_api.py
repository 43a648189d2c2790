"""The endpoints of the chat page: people, a chat, a person's actions, files, panels, events.

JSON in and out; the page draws. Answers carry strict headers and nothing is cached, because a chat and the telephones
beside it are private even in a sandbox.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.core import Core
from bot.sandbox.errors import ApiError, PersonError
from bot.sandbox.files import image_size
from bot.sandbox.guard import HEADERS, Guard
from bot.sandbox.limits import ALBUM_MAX
from bot.sandbox.methods_bot import commands_for, profile_text
from bot.sandbox.model import Chat, Json, Person
from bot.sandbox.panels import Panels
from bot.sandbox.params import Params
from bot.sandbox.wire import request_params

_FOLDER = Path(__file__).parent / "page"
_KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_STATIC = {path.name: kind for path in _FOLDER.iterdir() if (kind := _KINDS.get(path.suffix))}
_VERSION = f"{max(path.stat().st_mtime_ns for path in _FOLDER.iterdir()):x}"
_HEARTBEAT_S = 15.0
_STREAM_BUFFER = 1_000
_IMAGES = {
    b"\x89PNG": "image/png",
    b"GIF8": "image/gif",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
}

Action = Callable[[int, int, Params], object]


class PageApi:
    """The endpoints under `/`, `/page/` and `/api/`."""

    def __init__(self, core: Core, panels: Panels, guard: Guard) -> None:
        self._core = core
        self._panels = panels
        self._guard = guard
        self._streams: set[asyncio.Queue[Json | None]] = set()
        people = core.people
        self._actions: dict[str, Action] = {
            "text": lambda who, chat, p: people.send_text(
                who, p.text("text"), chat_id=chat, reply_to=p.integer("reply_to", 0) or None
            ),
            "start": lambda who, chat, p: people.start(who, p.text("parameter")),
            "tap": lambda who, chat, p: people.tap(
                who, p.integer("message_id"), p.text("data"), chat_id=chat
            ),
            "key": lambda who, chat, p: people.press_key(who, p.text("text"), chat_id=chat),
            "contact": lambda who, chat, p: people.share_contact(who, chat_id=chat),
            "edit": lambda who, chat, p: people.edit_text(
                who, p.integer("message_id"), p.text("text"), chat_id=chat
            ),
            "delete": lambda who, chat, p: people.delete_message(who, p.integer("message_id"), chat_id=chat),
            "block": lambda who, chat, p: people.block(who),
            "unblock": lambda who, chat, p: people.unblock(who),
            "clear": lambda who, chat, p: people.clear_history(who),
            "read": lambda who, chat, p: people.read(who, p.integer("message_id"), chat_id=chat),
        }

    def routes(self) -> list[web.RouteDef]:
        """Every endpoint with its handler."""
        return [
            web.get("/", self._index),
            web.get("/page/{name}", self._static),
            web.get("/api/state", self._state),
            web.get("/api/chat", self._chat),
            web.get("/api/events", self._events),
            web.get("/api/file/{file_id}", self._file),
            web.get("/api/panels", self._panel_views),
            web.post("/api/panels/{panel}", self._panel_act),
            web.post("/api/act", self._act),
            web.post("/api/upload", self._upload),
        ]

    def close(self) -> None:
        """End all event streams."""
        for queue in self._streams:
            _offer(queue, None)

    # -- the page

    async def _index(self, request: web.Request) -> web.Response:
        # The guard lets in a browser that opened the address by hand or came from the page itself. With the
        # cookie, a reload and every later request need nothing in the address.
        response = _page("index.html", "text/html")
        self._guard.welcome(response)
        return response

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _STATIC:
            raise web.HTTPNotFound
        return _page(name, _STATIC[name])

    # -- reading

    async def _state(self, request: web.Request) -> web.Response:
        core = self._core
        groups = [chat for chat in core.chats.values() if chat.type != "private"]
        return _json(
            {
                # A page that stayed open while its own files changed sees by this that it is old.
                "version": _VERSION,
                "now": core.clock(),
                "zone": core.zone,
                "bot": {"id": core.bot_id, "name": core.name, "username": core.username},
                "persons": [self._person_json(person) for person in core.persons.values()],
                "groups": [self._group_json(group) for group in groups],
            }
        )

    def _person_json(self, person: Person) -> Json:
        chat = self._core.chats[person.id]
        last = next(reversed(chat.messages.values()), None)
        return {
            "id": person.id,
            "name": person.name,
            "language": person.language_code,
            "phone": person.phone,
            "username": person.username,
            "unread": self._core.people.unread(person.id),
            "last": None if last is None else _last(last),
        }

    def _group_json(self, group: Chat) -> Json:
        unread = {str(member): self._core.people.unread(member, chat_id=group.id) for member in group.members}
        last = next(reversed(group.messages.values()), None)
        return {
            "id": group.id,
            "title": group.title,
            "members": group.members,
            "unread": unread,
            "last": None if last is None else _last(last),
        }

    def _who(self, params: Params) -> tuple[Person, Chat]:
        person = self._core.person(params.integer("person"))
        return person, self._core.people.chat(person.id, params.integer("chat", 0) or None)

    async def _chat(self, request: web.Request) -> web.Response:
        person, chat = _refusing(lambda: self._who(Params(request.query)))
        phone = self._core.phone.sms_for(person.phone)
        return _json(
            {
                "id": chat.id,
                "type": chat.type,
                "title": chat.title or self._core.name,
                "started": chat.started and bool(chat.messages),
                "blocked": chat.blocked,
                "read": chat.read.get(str(person.id), 0),
                "waiting": self._core.waiting(chat),
                "messages": list(chat.messages.values()),
                "keyboard": chat.keyboard,
                "pinned": chat.pinned,
                "reactions": chat.reactions,
                "commands": commands_for(self._core, chat, person),
                "description": profile_text(self._core, "description", person),
                "sms": [{"id": sms.id, "text": sms.text, "at": sms.at} for sms in phone],
            }
        )

    async def _file(self, request: web.Request) -> web.Response:
        file_id = request.match_info["file_id"]
        stored, data = self._core.files.get(file_id), self._core.files.content(file_id)
        if stored is None or data is None:
            raise web.HTTPNotFound
        headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
        # Only a file whose own bytes show a picture is displayed. Everything else is saved, never opened.
        kind = next((mime for head, mime in _IMAGES.items() if data.startswith(head)), None)
        if kind is None or image_size(data) is None:
            kind = "application/octet-stream"
        if kind == "application/octet-stream" or "download" in request.query:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
        return web.Response(body=data, content_type=kind, headers=headers)

    # -- acting

    async def _act(self, request: web.Request) -> web.Response:
        params = await _params(request)

        def act() -> object:
            person, chat = self._who(params)
            action = self._actions.get(params.text("action"))
            if action is None:
                raise PersonError("there is no such action")
            result = action(person.id, chat.id, params)
            return {"callback_id": result} if isinstance(result, str) else {}

        return _json(_refusing(act))

    async def _upload(self, request: web.Request) -> web.Response:
        params = await _params(request)

        def act() -> object:
            person, chat = self._who(params)
            people, caption = self._core.people, params.text("caption")
            uploads = list(params.files.values())
            if params.text("kind") == "photo" and all(image_size(u.data) for u in uploads):
                pictures = [upload.data for upload in uploads]
                for start in range(0, len(pictures), ALBUM_MAX):
                    some = pictures[start : start + ALBUM_MAX]
                    words = caption if start == 0 else ""
                    if len(some) > 1:
                        people.send_album(person.id, some, caption=words, chat_id=chat.id)
                    else:
                        people.send_photo(person.id, some[0], caption=words, chat_id=chat.id)
                return {}
            for index, upload in enumerate(uploads):
                people.send_document(
                    person.id,
                    upload.data,
                    upload.name,
                    mime=upload.mime,
                    caption=caption if index == 0 else "",
                    chat_id=chat.id,
                )
            return {}

        return _json(_refusing(act))

    # -- panels and events

    async def _panel_views(self, request: web.Request) -> web.Response:
        person: int = _refusing(lambda: Params(request.query).integer("person"))
        return _json(await self._panels.views(person))

    async def _panel_act(self, request: web.Request) -> web.Response:
        params = await _params(request)
        try:
            notice = await self._panels.act(
                request.match_info["panel"],
                _refusing(lambda: params.integer("person")),
                params.text("action"),
                params.text("value"),
            )
        except KeyError:
            raise web.HTTPNotFound from None
        return _json({"notice": notice})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        queue: asyncio.Queue[Json | None] = asyncio.Queue(_STREAM_BUFFER)
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        unsubscribe = self._core.hub.subscribe(lambda event: _offer(queue, event))
        self._streams.add(queue)
        try:
            await response.prepare(request)
            await response.write(b'retry: 1000\ndata: {"type": "hello"}\n\n')
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), _HEARTBEAT_S)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if event is None:
                    break
                await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
        except ConnectionResetError:
            pass
        finally:
            unsubscribe()
            self._streams.discard(queue)
        return response


def _offer(queue: asyncio.Queue[Json | None], event: Json | None) -> None:
    """Put an event into a stream. A page that is too slow gets one event that makes it load everything again."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        if event is not None:
            event = {"type": "resync"}
    queue.put_nowait(event)


def _refusing(act: Callable[[], Any]) -> Any:
    """The result of an action. What a person cannot do becomes a 400 with the reason."""
    try:
        return act()
    except (PersonError, ApiError) as error:
        raise web.HTTPBadRequest(
            text=json.dumps({"error": str(error)}), content_type="application/json", headers=HEADERS
        ) from None


async def _params(request: web.Request) -> Params:
    try:
        return await request_params(request)
    except ApiError as error:
        status = web.HTTPRequestEntityTooLarge(1, 1) if error.error_code == 413 else web.HTTPBadRequest()
        raise status from None


def _json(body: object) -> web.Response:
    return web.Response(
        text=json.dumps(body, ensure_ascii=False), content_type="application/json", headers=HEADERS
    )


def _page(name: str, kind: str) -> web.Response:
    body = (_FOLDER / name).read_text(encoding="utf-8")
    return web.Response(text=body, content_type=kind, charset="utf-8", headers=HEADERS)


def _last(message: Json) -> Json:
    return {
        "id": message["message_id"],
        "date": message["date"],
        "from": message["from"]["id"],
        "text": _preview(message),
    }


def _preview(message: Json) -> str:
    if "photo" in message:
        return str(message.get("caption") or "Photo")
    if "document" in message:
        return str(message["document"].get("file_name", "File"))
    if "contact" in message:
        return "Contact"
    return str(message.get("text", ""))[:120]
