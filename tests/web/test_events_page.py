"""`docs/events.md` is enough to call /events: its example is run, its figures are the program's."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.web import listen, request_body, routes
from storage.database import Database
from tests.support.rig import account, rig_on, top_up

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "events.md").read_text("utf-8")
SECRET = "whsec_ZXZlbnRzLXNlY3JldC1mb3ItdGVzdHMtb25seQ=="


@pytest.mark.skipif(
    not all(map(shutil.which, ("curl", "openssl", "od"))), reason="curl, openssl or od is not installed"
)
async def test_the_example_with_curl_and_openssl_works(db: Database, tmp_path: Path) -> None:
    found = re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "events.json").write_text(json.dumps([account(), top_up("300.00")]), "utf-8")
    async with rig_on(db, tmp_path) as rig:
        app = web.Application()
        app.add_routes(routes.routes(rig, events_secret=SECRET))
        async with TestServer(app) as server:
            bot = str(server.make_url("")).rstrip("/")
            for applied, repeated in ((2, 0), (0, 2)):
                shell = await asyncio.create_subprocess_exec(
                    "sh", "-c", found[1], cwd=tmp_path, stdout=asyncio.subprocess.PIPE,
                    env={"PATH": "/usr/bin:/bin:/usr/local/bin", "EVENTS_SECRET": SECRET, "BOT": bot},
                )  # fmt: skip
                out, _ = await shell.communicate()
                body, status = out.decode().strip().rsplit("\n", 1)
                assert (status, json.loads(body)) == ("200", {"applied": applied, "repeated": repeated})


def test_the_limits_on_the_page_are_the_programs() -> None:
    assert f"At most {routes.EVENTS_MOST:,} events and {routes.BODY_MOST_BYTES} bytes" in PAGE
    assert f"the first {routes.REASONS_MOST} are listed" in PAGE
    assert listen.HEADERS_S == request_body.BODY_S == 30
    assert "within 30 seconds" in PAGE
    assert (request_body.LARGE_AT_ONCE, request_body.LARGE_BYTES) == (4, 64 * 1024)
    assert "Four bodies over 64 KiB" in PAGE
    assert request_body.TOLERANCE_S == 5 * 60
