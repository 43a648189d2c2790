"""The page for every user: axe-core finds nothing in any state, in both themes, narrow and wide."""

from __future__ import annotations

import pytest
from aiogram.types import BotCommand
from playwright.async_api import Page, expect

from bot.sandbox.panels import Panel, PanelButton, PanelRow, PanelView
from bot.sandbox.sandbox import Sandbox
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import message_field, picture, sticks_out, violations
from tests.support.sandbox_bot import LI, http_bot, keyboard, png


async def everything(served: Sandbox) -> None:
    """A chat with one message of each kind, and a panel."""
    people, bot = served.core.people, http_bot(served)
    people.start(LI.id)
    [first] = people.send_text(LI.id, "See https://example.com and /help")
    people.send_text(LI.id, "about that", reply_to=first["message_id"])
    people.send_photo(LI.id, png(300, 200), caption="with words")
    people.send_album(LI.id, [png(90, 90, shade) for shade in (40, 90, 140)])
    people.send_document(LI.id, b"x" * 2000, "statement.pdf")
    people.share_contact(LI.id)
    marked = "<b>200.00</b> of <i>1,000.00</i> <code>TP-1</code> <blockquote>quoted</blockquote> <u>line</u>"
    await bot.send_message(LI.id, marked, reply_markup=keyboard(("Edit", "edit"), ("Alert", "alert")))
    await bot.pin_chat_message(LI.id, first["message_id"])
    await bot.set_my_commands([BotCommand(command="help", description="What this is")])
    await bot.session.close()
    served.core.phone.deliver_sms(LI.phone or "", "Code 482913 for CNY 1200.50")
    view = PanelView(
        rows=[PanelRow("Now", "17:00"), PanelRow("A sentence.")], buttons=[PanelButton("on", "On")]
    )

    async def act(person: int, action: str, value: str) -> str | None:
        return "Done"

    served.panels.add(Panel("clock", "Clock", lambda person: view, act))


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_no_violations_on_a_phone(phone: Page, served: Sandbox, theme: str) -> None:
    await phone.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await everything(served)
    await expect(phone.locator(".message.in", has_text="200.00")).to_be_visible()
    await expect(phone.locator(".notice")).to_be_visible()
    assert await violations(phone) == []
    await picture(phone, f"phone-every-kind-{theme}")
    await phone.locator(".message.in", has_text="200.00").get_by_role("button", name="Alert").click()
    await expect(phone.get_by_role("dialog")).to_be_visible()
    assert await violations(phone) == []
    await phone.keyboard.press("Escape")
    await phone.get_by_role("button", name="Chat menu").click()
    assert await violations(phone) == []
    await phone.keyboard.press("Escape")
    await message_field(phone).fill("/")
    await expect(phone.get_by_role("button", name="/help What this is")).to_be_visible()
    assert await violations(phone) == []
    await phone.get_by_role("button", name="Phone of Li").click()
    await expect(phone.get_by_text("A sentence.")).to_be_visible()
    assert await violations(phone) == []
    await picture(phone, f"phone-side-{theme}")
    await phone.keyboard.press("Escape")
    await phone.get_by_role("button", name="All chats").click()
    assert await violations(phone) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_no_violations_on_a_wide_screen(desk: Page, served: Sandbox, theme: str) -> None:
    # The theme is chosen on the page, against the system's.
    await desk.emulate_media(color_scheme="light" if theme == "dark" else "dark")
    await desk.get_by_role("button", name="Light or dark").click()
    await desk.get_by_role("menuitem", name=theme.capitalize()).click()
    await everything(served)
    await expect(desk.locator(".message.in", has_text="200.00")).to_be_visible()
    await expect(desk.get_by_text("A sentence.")).to_be_visible()
    assert await violations(desk) == []
    assert await sticks_out(desk) == []
    await picture(desk, f"desktop-every-kind-{theme}")
    await desk.reload()
    await expect(desk.locator("html")).to_have_attribute("data-theme", theme)


async def test_words_of_the_bot_are_told_once_and_only_where_one_is(desk: Page, served: Sandbox) -> None:
    li, wang = desk.locator(".chat").first, desk.locator(".chat").last
    await li.get_by_role("button", name="Start").click()
    said = "[data-part=said]"
    await expect(li.locator(said)).to_have_text("Withdrawals: Hello stranger")
    await expect(wang.locator(said)).to_have_text("")
    # The messages themselves are no live region: otherwise opening a chat would read all of it.
    assert await desk.locator("[data-part=log][aria-live], [role=log]").count() == 0


async def test_it_stands_still_for_those_who_ask(phone: Page) -> None:
    await phone.set_viewport_size(DESKTOP)
    await phone.set_viewport_size(PHONE)
    moving = """() => [...document.querySelectorAll('*')].filter(element =>
        parseFloat(getComputedStyle(element).transitionDuration) > 0.01).length"""
    assert await phone.evaluate(moving) == 0
