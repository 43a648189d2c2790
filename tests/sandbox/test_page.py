"""The page in a real browser, as wide as a phone: writing, tapping, edits, toasts, the telephone, keys.

Needs a Chromium on the machine; without one the tests are skipped with the reason.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, async_playwright, expect

from bot.sandbox import Sandbox
from tests.sandbox.rig import LI, WANG, http_bot, png, polling, until

CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

PHONE = ViewportSize(width=390, height=800)
SMALL = ViewportSize(width=320, height=600)
DESKTOP = ViewportSize(width=1360, height=860)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        await browser.close()


class Problems(list[str]):
    """What the browser complained about."""

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("console", lambda line: self.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("request", lambda request: self._check_address(request.url))

    def _check_address(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.append(f"request to {url}")


@pytest.fixture
def problems() -> Problems:
    return Problems()


@pytest.fixture
async def phone(served: Sandbox, browser: Browser, problems: Problems) -> AsyncIterator[Page]:
    """The page on a phone with the small bot behind it; nothing may go wrong in the console."""
    async with polling(served):
        page = await browser.new_page(viewport=PHONE)
        problems.watch(page)
        await page.goto(served.url)
        await expect(page.locator("#title")).to_have_text("Withdrawals")
        yield page
        await page.close()
    assert problems == []


async def test_write_tap_edit_toast_and_alert(phone: Page) -> None:
    await phone.get_by_role("button", name="Start").click()
    await expect(phone.locator(".message.in .text")).to_have_text("Hello stranger")
    await expect(phone.locator(".message.in strong")).to_have_text("Hello")
    await phone.get_by_role("button", name="Edit", exact=True).click()
    await expect(phone.get_by_text("Saved")).to_be_visible()
    await expect(phone.locator(".message.in em")).to_have_text("Edited")
    await expect(phone.locator(".message.in .meta")).to_contain_text("edited")
    await phone.get_by_role("button", name="Alert").click()
    await expect(phone.get_by_role("dialog")).to_contain_text("Mind this")
    await phone.get_by_role("button", name="OK").click()
    await expect(phone.get_by_role("dialog")).to_be_hidden()
    await phone.get_by_label("Message", exact=True).fill("How much?")
    await phone.keyboard.press("Enter")
    await expect(phone.locator(".message.out").last).to_contain_text("How much?")
    await expect(phone.locator(".message.in").last).to_contain_text("How much?")


async def test_nothing_written_becomes_markup(phone: Page, served: Sandbox) -> None:
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    served.core.people.send_text(WANG.id, hostile)
    served.core.phone.deliver_sms(WANG.phone or "", hostile)
    bot = http_bot(served)
    await bot.send_message(WANG.id, '<a href="javascript:document.title=3">run</a> <b>&lt;i&gt;</b>')
    await bot.session.close()
    await expect(phone.locator(".message.out .text")).to_have_text(hostile)
    await expect(phone.locator("#sms p")).to_have_text(hostile)
    await expect(phone.locator(".message.in .marked")).to_have_text("run")
    await expect(phone.locator(".message strong")).to_have_text(["<i>"])
    assert await phone.locator(".message img, .message a, .sms img").count() == 0
    await expect(phone).to_have_title("Sandbox chat")


async def test_a_code_goes_from_the_phone_into_the_chat(phone: Page, served: Sandbox) -> None:
    served.core.people.start(WANG.id)
    served.core.phone.deliver_sms(WANG.phone or "", "first")
    served.core.phone.deliver_sms(LI.phone or "", "not mine 999999")
    served.core.phone.deliver_sms(WANG.phone or "", "Code 482913 for CNY 1200.50")
    toggle = phone.get_by_role("button", name="Phone", exact=True)
    await expect(toggle.locator(".badge")).to_have_text("2")
    await toggle.click()
    await expect(phone.locator("#sms li")).to_contain_text(["Code 482913", "first"])
    await phone.get_by_role("button", name="482913").click()
    await expect(phone.get_by_label("Message", exact=True)).to_have_value("482913")
    await expect(toggle.locator(".badge")).to_be_hidden()


async def test_deletions_keys_and_commands_are_live(phone: Page, served: Sandbox) -> None:
    bot = http_bot(served)
    served.core.people.send_text(WANG.id, "/keys")
    await phone.get_by_role("button", name="Share my number").click()
    await expect(phone.locator(".message.in").last).to_contain_text("own=True")
    [message] = served.core.people.send_text(WANG.id, "123456")
    typed = phone.locator(".message", has_text="123456")
    await expect(typed).to_have_count(2)
    await bot.delete_messages(WANG.id, [message["message_id"], message["message_id"] + 1])
    await expect(typed).to_have_count(0)
    # Nor does the list of people keep showing it as the last thing said.
    await expect(phone.locator("body")).not_to_contain_text("123456")
    await bot.send_chat_action(WANG.id, "typing")
    await expect(phone.get_by_text("typing…")).to_be_visible()
    await bot.session.close()


async def test_another_person_and_unread_messages(phone: Page, served: Sandbox) -> None:
    served.core.people.start(LI.id)
    await until(served.core, lambda: len(served.core.chats[LI.id].messages) == 2)
    bot = http_bot(served)
    await bot.send_message(LI.id, "for Li")
    await bot.session.close()
    await phone.get_by_role("button", name="People").click()
    await expect(phone.locator(".person", has_text="Li").locator(".badge")).to_be_visible()
    await phone.locator(".person", has_text="Li").click()
    await expect(phone.locator(".message.in").last).to_contain_text("for Li")
    assert phone.url.endswith(f"#{LI.id}")
    await phone.reload()
    await expect(phone.locator(".message.in").last).to_contain_text("for Li")


async def test_the_keyboard_alone_is_enough(phone: Page) -> None:
    await phone.get_by_role("button", name="Start").focus()
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    await phone.keyboard.press("Shift+Tab")
    for _ in range(12):
        if await phone.evaluate("document.activeElement.textContent") == "Edit":
            break
        await phone.keyboard.press("Shift+Tab")
    await phone.keyboard.press("Enter")
    await expect(phone.locator(".message.in em")).to_have_text("Edited")
    # The message was drawn anew under the focus; it must not be lost to the start of the page.
    assert await phone.evaluate("document.activeElement.textContent") == "Alert"
    outline = await phone.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


async def test_a_photo_goes_up_and_comes_back(phone: Page) -> None:
    await phone.get_by_role("button", name="Start").click()
    await phone.locator("#file").set_input_files(
        [FilePayload(name="a.png", mimeType="image/png", buffer=png(40, 30))]
    )
    picture = phone.locator(".message.in img").first
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40


async def test_nothing_sticks_out_on_either_screen(phone: Page, served: Sandbox) -> None:
    served.core.people.start(WANG.id)
    served.core.people.send_text(WANG.id, "long" * 60 + " 提现" * 40)
    await expect(phone.locator(".message.out")).to_have_count(2)
    for size in (PHONE, SMALL, DESKTOP):
        await phone.set_viewport_size(size)
        wide = await phone.evaluate(
            """() => [...document.querySelectorAll('.bar, .log, .bubble, .line, .line *')].filter(element => {
                const box = element.getBoundingClientRect();
                return box.width && (box.right > innerWidth + 1 || box.left < -1);
            }).map(element => element.className)"""
        )
        assert wide == []
    await expect(phone.locator("#side")).to_be_visible()


async def test_a_link_with_a_start_parameter_waits_for_the_button(served: Sandbox, browser: Browser) -> None:
    async with polling(served):
        page = await browser.new_page()
        await page.goto(f"{served.url}/?start=abc-1#{LI.id}")
        assert served.core.chats[LI.id].messages == {}
        await page.get_by_role("button", name="Start").click()
        await expect(page.locator(".message.in")).to_contain_text("Hello abc-1")
        assert "abc-1" not in page.url
        await page.close()
