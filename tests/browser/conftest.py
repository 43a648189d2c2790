"""Fixtures for the page in a real Chromium: one browser for all tests, a sandbox with the small bot, console
problems.

All tests here run in one event loop, because starting a browser costs more than most of them. Without a Chromium on
the machine they are skipped with the reason. Pictures go to `build/screenshots`.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright, expect

from bot.sandbox.sandbox import Sandbox
from tests.support.sandbox_bot import LI, TOKEN, WANG, polling

CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
PICTURES = Path(__file__).parents[2] / "build" / "screenshots"

PHONE = ViewportSize(width=390, height=800)
SMALL = ViewportSize(width=320, height=600)
TABLET = ViewportSize(width=820, height=1100)
DESKTOP = ViewportSize(width=1360, height=860)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts all tests of this folder into one loop, and skips them without a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


class Problems(list[str]):
    """What the browser complained about."""

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("console", lambda line: self.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("request", lambda request: self._check_address(request.url))

    def _check_address(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.append(f"request to {url}")


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        await browser.close()


@pytest.fixture
def problems() -> Problems:
    return Problems()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, problems: Problems) -> AsyncIterator[BrowserContext]:
    """A fresh profile. The test fails if the console of one of its pages reports a problem."""
    context = await browser.new_context(viewport=PHONE, reduced_motion="reduce", has_touch=True)
    context.set_default_timeout(10_000)
    context.on("page", problems.watch)
    yield context
    await context.close()
    assert problems == []


@pytest_asyncio.fixture(loop_scope="session")
async def served() -> AsyncIterator[Sandbox]:
    """A sandbox over HTTP with the small bot behind it."""
    box = Sandbox(TOKEN, [WANG, LI], id_base=1)
    await box.start_http()
    async with polling(box):
        yield box
    await box.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(served: Sandbox, context: BrowserContext) -> Page:
    """Li's chat on a phone, in English."""
    page = await context.new_page()
    await page.goto(f"{served.url}/#{LI.id}")
    await expect(page.get_by_role("heading", name="Withdrawals")).to_be_visible()
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def desk(served: Sandbox, context: BrowserContext) -> Page:
    """Li's and Wang's chats side by side on a wide screen."""
    page = await context.new_page()
    await page.set_viewport_size(DESKTOP)
    await page.goto(f"{served.url}/#{LI.id},{WANG.id}")
    await expect(page.locator(".chat")).to_have_count(2)
    await expect(page.locator(".chat [data-part=title]").last).to_have_text("Withdrawals")
    return page
