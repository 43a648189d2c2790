"""docs/tour.md follows four flows; here each flow happens, and enters the functions of its page in that order."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from standardwebhooks import Webhook

from bot.web import routes
from storage.queries import Engine
from tests.flows.designated import at_documents
from tests.flows.walks import readable
from tests.flows.world import World, world_on
from tests.guards.tree import PACKAGES, ROOT
from tests.support.databases import Place

TOUR = ROOT / "docs" / "tour.md"
ELSEWHERE = "in a process of its own"
_STEP = re.compile(r"^\d+\. `([\w/]+\.py)` `(\w+)`(.*)$", re.MULTILINE)
_SECRET = "whsec_ZXZlbnRzLXNlY3JldC1mb3ItdGVzdHMtb25seQ=="


class Entered:
    """Which functions of the product are entered, in order, on every thread that begins after `watching`."""

    def __init__(self) -> None:
        self.on = False
        self.calls: list[tuple[str, str]] = []
        self._known: dict[CodeType, str] = {}

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        if not self.on or event != "call":
            return
        code = frame.f_code
        path = self._known.get(code)
        if path is None:
            inside = Path(code.co_filename).is_relative_to(ROOT)
            path = str(Path(code.co_filename).relative_to(ROOT)) if inside else ""
            path = path if path.split("/")[0] in PACKAGES else ""
            self._known[code] = path
        if path and code.co_name[0] != "<":
            self.calls.append((path, code.co_name))

    @contextmanager
    def flow(self) -> Iterator[None]:
        """Takes down what is entered meanwhile."""
        self.calls.clear()
        self.on = True
        try:
            yield
        finally:
            self.on = False


@pytest.fixture
def engine() -> Engine:
    """The way is the same on both, but for the engine's own steps."""
    return "sqlite"


@pytest.fixture
def entered() -> Iterator[Entered]:
    """Watches this thread and those that the database begins."""
    watch = Entered()
    threading.setprofile(watch)
    sys.setprofile(watch)
    yield watch
    sys.setprofile(None)
    threading.setprofile(None)


@pytest.fixture
async def world(
    entered: Entered, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    monkeypatch.chdir(tmp_path)
    async with world_on(place.url) as world:
        yield world


def page(title: str) -> list[tuple[str, str]]:
    """The steps of one page that happen in this process; all of them are there."""
    text = TOUR.read_text("utf-8")
    [section] = [part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.startswith(title)]
    steps = [(path, name, rest) for path, name, rest in _STEP.findall(section)]
    assert len(steps) >= 5
    for path, name, _ in steps:
        assert re.search(rf"^\s*(async )?def {name}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE), (
            path,
            name,
        )
    return [(path, name) for path, name, rest in steps if ELSEWHERE not in rest]


def check(title: str, entered: Entered) -> None:
    """Every step of the page is entered, each after the one before it."""
    calls = iter(entered.calls)
    for step in page(title):
        assert step in calls, f"{title}: {step} is not entered here; docs/tour.md is no longer true"


async def test_a_tap_on_confirm(world: World, entered: Entered) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    with entered.flow():
        await mei.tap("Confirm withdrawal")
    check("A tap on", entered)
    with entered.flow():
        await world.settle()
    check("A push", entered)


async def test_a_billing_event(world: World, entered: Entered) -> None:
    app = web.Application()
    app.add_routes(routes.routes(world.app, events_secret=_SECRET))
    event = {"id": "e-1", "type": "account.opened", "at": "2026-01-05T09:00:00+08:00", "account": "6001",
             "name": "Sample Person", "kind": "personal", "identity": "ID-6001", "real_name": "verified",
             "phone": "+8613800138077"}  # fmt: skip
    top_up = {"id": "e-2", "type": "top_up.paid", "at": "2026-01-06T09:00:00+08:00", "account": "6001",
              "order": "TP-6001-1", "amount": "10.00", "channel": "alipay", "holder": "personal"}  # fmt: skip
    body, at = json.dumps([event, top_up]), datetime.now(UTC)
    headers = {
        "webhook-id": "msg-1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(_SECRET).sign("msg-1", at, body),
    }
    async with TestClient(TestServer(app)) as client:
        with entered.flow():
            answer = await client.post("/events", data=body.encode(), headers=headers)
        assert await answer.json() == {"applied": 2, "repeated": 0}
    check("A billing event", entered)


async def test_an_uploaded_document(world: World, entered: Entered) -> None:
    person = await at_documents(world)
    with entered.flow():
        await person.send_photo(readable())
    check("An uploaded document", entered)
