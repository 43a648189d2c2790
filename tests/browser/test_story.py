"""The whole product in the browser: link, costs, withdraw, code, success; in both languages, with pictures."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect
from pydantic import SecretStr

from bot.app import App, build
from bot.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, SMALL
from tests.browser.pages import picture, small_targets, sticks_out, violations

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@pytest_asyncio.fixture(loop_scope="session")
async def app(tmp_path: Path) -> AsyncIterator[App]:
    """The program as `main.py run` starts it without a token, on a free port."""
    url = SecretStr(f"sqlite:///{tmp_path / 'books.db'}")
    app = await build(Settings(_env_file=None, database_url=url, http_port=0))
    await app.start()
    yield app
    await app.stop()


async def look(page: Page, name: str) -> None:
    """Every step is fit to be seen: nothing sticks out or is too small to hit. Kept as a picture."""
    assert await sticks_out(page) == []
    assert await small_targets(page) == []
    await picture(page, name)


class Story:
    """One person on a phone; the words are those of the product in their language."""

    def __init__(self, page: Page, chinese: bool) -> None:
        self.page = page
        self.chinese = chinese
        self.name = "zh" if chinese else "en"
        self.chat = page.locator(".chat.active")

    @property
    def newest(self) -> Locator:
        """The newest message of the bot."""
        return self.chat.locator(".message.in").last

    async def tap(self, en: str, zh: str) -> None:
        """Tap a button of the newest message by a part of its label."""
        await self.newest.locator(".key").filter(has_text=zh if self.chinese else en).first.tap()

    async def says(self, en: str, zh: str) -> None:
        """Wait until the newest message says it."""
        await expect(self.newest).to_contain_text(zh if self.chinese else en)

    async def write(self, text: str) -> None:
        field = self.chat.get_by_role("textbox")
        await field.fill(text)
        await field.press("Enter")

    async def open_link(self, account: str) -> None:
        """Press the link of the account under the telephone; the code is read from there."""
        await self.chat.locator("[data-part=side-toggle]").tap()
        await self.page.get_by_role("button", name=re.compile(f"link to {account}")).tap()
        await self.enter_code()

    async def enter_code(self) -> None:
        """Take the code from the newest text message, and send it."""
        if not await self.page.locator("#side").is_visible():
            await self.chat.locator("[data-part=side-toggle]").tap()
        code = self.page.locator("#sms li").first.locator(".code")
        await expect(code).to_be_visible()
        await look(self.page, f"story-{self.name}-phone")
        await code.tap()
        await self.chat.locator("[data-part=send]").tap()


@pytest.mark.parametrize("chinese", [False, True], ids=["en", "zh"])
async def test_a_withdrawal_from_the_first_tap_to_the_money(
    app: App, context: BrowserContext, chinese: bool
) -> None:
    assert app.sandbox is not None
    page = await context.new_page()
    await page.goto(app.sandbox.url)
    person, account = ("示例财务", "2001") if chinese else ("Lin Mei", "1001")
    await expect(page.locator(".person")).not_to_have_count(0)
    await look(page, f"story-{'zh' if chinese else 'en'}-0-list")
    await page.locator(".person", has_text=person).first.click()
    story = Story(page, chinese)
    await look(page, f"story-{story.name}-1-start")
    await story.open_link(account)
    await expect(story.chat.locator(".message.in")).not_to_have_count(0)
    await story.says("Connected", "已连接")
    await look(page, f"story-{story.name}-2-connected")

    await story.tap("Costs", "费用")
    await story.says("Withdrawable", "可提现")
    await look(page, f"story-{story.name}-3-costs")
    await story.tap("Withdraw", "提现")
    await story.says("Choose a top-up order", "请选择充值订单")
    await look(page, f"story-{story.name}-4-orders")
    await story.newest.locator(".key").first.tap()
    await story.says("How much?", "提现多少？")
    await look(page, f"story-{story.name}-5-amount")
    await story.write("120.50")
    await story.says("which way?", "退到哪里？")
    await look(page, f"story-{story.name}-6-way")
    await story.tap("Refund to original", "原路退回")
    await story.says("Fee: ¥0.00", "手续费：¥0.00")
    await look(page, f"story-{story.name}-7-check")
    await story.tap("Send verification code", "发送验证码")
    await story.says("Code for ¥120.50", "¥120.50 的验证码")
    await expect(story.chat.locator(".notice")).to_contain_text("120.50")
    await look(page, f"story-{story.name}-8-code")
    await story.enter_code()
    await expect(story.newest.locator(".key").first).to_have_text(
        "确认提现" if chinese else "Confirm withdrawal"
    )
    assert await violations(page) == []
    await look(page, f"story-{story.name}-9-confirm")
    await story.newest.locator(".key").first.tap()
    done = "提现成功" if chinese else "Withdrawal Successful"
    await expect(story.chat.locator(".message.in", has_text=done).first).to_be_visible()
    for name, size in (("small", SMALL), ("done", PHONE), ("desktop", DESKTOP)):
        await page.set_viewport_size(size)
        assert await sticks_out(page) == []
        await picture(page, f"story-{story.name}-{name}")
    # The code that was typed is nowhere on the page but on the telephone.
    texts = await page.locator("#sms li").all_text_contents()
    chat = await page.locator("#columns, #people").all_text_contents()
    assert [
        found for text in texts for found in CODE.findall(text) if any(found in part for part in chat)
    ] == []
