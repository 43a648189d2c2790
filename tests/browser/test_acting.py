"""Support in the page: a scenario, a session as its test account, a withdrawal, the time machine, the way out."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import BrowserContext

from domain.views import Locale
from tests.browser.story import SCREENS, Album, Phone, Program

SUPPORT, ADMIN = 94, 93


@pytest_asyncio.fixture(loop_scope="session")
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The program on books of its own."""
    program = Program(tmp_path)
    await program.start()
    yield program
    await program.end()


class SupportAlbum(Album):
    """Keeps its pictures in a folder of their own, beside those of the customers."""

    def __init__(self, locale: Locale) -> None:
        self.folder = SCREENS / f"support-{locale}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._count = 0


async def test_support_tells_the_customers_story_in_a_session(
    program: Program, context: BrowserContext
) -> None:
    for locale in ("en", "zh"):
        await _story(program, context, locale)


async def _story(program: Program, context: BrowserContext, locale: Locale) -> None:
    phone = await Phone.of(context, program.url, SUPPORT, "en", SupportAlbum(locale))
    if locale == "en":
        await phone.start()
        await phone.sees(phone.word("act-as"))
    else:
        await phone.speak("zh")
    await phone.write("/desk")
    await phone.sees(phone.word("scene-worked_example"))
    await phone.look("desk")
    await phone.tap("scene-worked_example")
    await phone.sees("200.00")
    text = await phone.newest.text_content() or ""
    found = re.search(r"T:[2-9A-Z]{6}", text)
    assert found is not None
    account = found.group()
    await phone.press(re.compile(account))
    await phone.write("T-1042")
    await phone.look("reason")
    await phone.write("The customer sees less than expected")
    banner = phone.word("banner", account=account, name="Sample Support", left=30)
    await phone.sees(banner, "200.00")
    await phone.look("session")
    await phone.write("/balance")
    await phone.sees(phone.word("costs-hint"), banner)
    await phone.look("balance")
    await phone.write("/withdraw")
    await phone.press(re.compile(r"^\d\. ¥200\.00$"))
    await phone.write("120.50")
    await phone.tap("method-original")
    await phone.tap("send-code")
    await phone.sees(phone.word("banner-exit", account=account))
    await phone.write("/inbox")
    await phone.sees(phone.word("inbox-title"), account)
    await phone.look("inbox")
    codes = re.findall(r"(?<!\d)\d{6}(?!\d)", await phone.newest.text_content() or "")
    await phone.write(codes[0])
    await phone.tap("confirm")
    await phone.pushed(phone.word("status-successful"), "120.50")
    await phone.look("successful")
    await phone.write("/clock")
    await phone.sees(phone.word("clock-do"))
    await phone.tap("clock-day")
    await phone.sees(phone.word("clock-ahead", ahead=phone.word("staff-age-hours", count=24)))
    await phone.look("clock")
    await phone.press(phone.word("banner-exit", account=account))
    await phone.sees(phone.word("acting-ended", account=account))
    await phone.look("exit")
    await phone.write("/why 1001 T-1042 The customer asks")
    if locale == "en":
        await phone.look("second-factor")
        await phone.prove()
        # The purpose is asked for again: only the audit has it. The second time looking is open.
        await phone.write("T-1042")
        await phone.write("The customer asks")
    await phone.sees("1,000.00", "T-1042")
    await phone.look("why")
    admin = await Phone.of(context, program.url, ADMIN, "en", phone.album)
    await (admin.start() if locale == "en" else admin.write("/language"))
    await admin.write("/audit")
    if locale == "en":
        await admin.prove()
    await admin.sees("T-1042")
    await admin.look("audit")
