"""The whole product as a customer meets it, in both languages: the real program, a real browser, every outcome.

There is one program for each language, and people on telephones of their own who run into what customers run into.
Figures assert what a screen says; pictures keep how it looks (see `story`).
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from domain.views import Locale
from tests.browser.conftest import DESKTOP, SMALL, Problems
from tests.browser.pages import sticks_out, violations
from tests.browser.story import TALL, Album, Phone, Program

MEI, TRADING, FINANCE, SAMPLE = 101, 102, 103, 104
HELD = {
    "reserve": "100.00",
    "credit_notes": "200.00",
    "overdue": "300.00",
    "unsettled": "200.00",
    "transferred": "500.00",
}
OWING = [
    {"id": "story-1", "type": "account.opened", "at": "2026-01-05T09:00:00+08:00", "account": "9001",
     "name": "Sample Person (owing)", "kind": "personal", "identity": "DEMO-3001", "real_name": "verified",
     "phone": "+8613800139001"},
    {"id": "story-2", "type": "bill.issued", "at": "2026-11-03T00:00:00+08:00", "account": "9001", "bill": "B-9001",
     "amount": "10.00"},
]  # fmt: skip
"""Another account of 3001's identity has an overdue bill, so its withdrawals are reviewed first (rules 5)."""


@dataclass(frozen=True)
class Cast:
    """The person who withdraws, the order, and the figures."""

    person: int
    account: str
    order: str
    most: str
    """The most that the order allows."""
    left: str
    """What is left to withdraw in all after 120.50."""

    @property
    def pick(self) -> str:
        """The order's button."""
        return f"2. {self.most}"


CASTS: dict[Locale, Cast] = {
    "en": Cast(MEI, "1001", "TP-1001-1", "¥200.00", "79.50"),
    "zh": Cast(FINANCE, "2001", "TP-2001-22", "¥27,500.50", "338,979.00"),
}


@pytest_asyncio.fixture(loop_scope="session")
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The program on books of its own."""
    program = Program(tmp_path)
    await program.start()
    (tmp_path / "owing.jsonl").write_text("\n".join(map(json.dumps, OWING)), "utf-8")
    await program.command("import", "owing.jsonl")
    yield program
    await program.end()


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_the_whole_story(
    program: Program, context: BrowserContext, problems: Problems, locale: Locale
) -> None:
    cast, album = CASTS[locale], Album(locale)
    page = await context.new_page()
    await page.set_viewport_size(TALL)
    await page.goto(program.url)
    await expect(page.locator(".person")).not_to_have_count(0)
    await album.keep(page, "people")
    hero = await Phone.of(context, program.url, cast.person, locale, album)
    await link_by_panel(hero, cast.account)
    # One person has a hold of every kind and several others meet the outcomes, so that nobody taps too fast.
    mei = hero if locale == "en" else await Phone.of(context, program.url, MEI, "en", album)
    other = mei if locale == "zh" else await Phone.of(context, program.url, TRADING, "en", album)
    await link_by_panel(other, "1002" if locale == "en" else "1001", looks=False)
    if locale == "zh":
        await mei.speak("zh")
    await costs_and_why(mei)
    await hero.later()
    await withdraw(hero, cast)
    await look_around(hero, cast)
    await outcomes(other)
    sample = await Phone.of(context, program.url, SAMPLE, "en", album)
    await link_by_phone(sample, locale)
    await accounts_that_cannot(sample)
    await reviewed(sample)
    await slow_ones(sample)
    await unfinished(hero, cast, program if locale == "en" else None, problems)
    await other_sizes(hero)


async def link_by_panel(phone: Phone, account: str, looks: bool = True) -> None:
    """Goes through the welcome, the link, a wrong code and the right one."""
    keep = phone.look if looks else nothing
    await keep("start")
    await phone.start()
    await phone.sees(phone.word("welcome-title"))
    await keep("welcome")
    await phone.panel("links", re.compile(account), "phone-panel" if looks else None)
    await phone.sees(phone.word("link-hint"))
    code = await phone.code()
    await keep("link-code")
    if looks:
        await phone.write(f"{(int(code) + 1) % 1_000_000:06d}")
        await phone.sees(phone.word("refused-code_wrong"))
        await keep("link-wrong-code")
    await phone.write(code)
    # The next text message, that a chat was connected, has no code and may be there already.
    await expect(phone.chat.locator(".notice .code")).to_have_count(0)
    await phone.sees(account, phone.word("linked-next"))
    await keep("linked")


async def nothing(name: str) -> None:
    """Keeps no picture."""


async def costs_and_why(mei: Phone) -> None:
    """Looks at 200.00 of 1,000.00, each held line, what if, and how it adds up."""
    await mei.write("/balance")
    await mei.sees("1,000.00", "200.00", mei.word("costs-hint"))
    await mei.look("costs")
    for line, amount in HELD.items():
        await mei.press(f"{mei.word(f'line-{line}')} ¥{amount}")
        await mei.sees(f"{mei.word(f'hold-{line}')}", f"¥{amount}", mei.word("hold-gain"))
        await mei.look(f"costs-{line}")
        await mei.tap("back")
        await mei.sees(mei.word("costs-hint"))
    await mei.tap("what-if")
    await mei.sees("¥500.00", "¥300.00", mei.word("what-if-do"))
    await mei.look("costs-what-if")
    await mei.press(mei.word("ticked", what=mei.word("line-credit_notes")))
    await mei.sees("¥300.00", "¥100.00")
    await mei.tap("back")
    await mei.sees(mei.word("costs-hint"))
    await mei.tap("adds-up")
    await mei.sees("700.00", "800.00", mei.word("line-held"))
    await expect(mei.newest.locator("img")).to_be_visible()
    await mei.look("costs-sums")
    await mei.tap("back")
    await mei.sees(mei.word("costs-hint"))


async def withdraw(hero: Phone, cast: Cast) -> None:
    """Makes every mistake on the way, and ends in Withdrawal Successful."""
    await hero.write("/balance")
    await hero.press(re.compile(f"^{hero.word('withdraw')} ¥"))
    await hero.sees(cast.most)
    await hero.look("orders")
    await hero.press(cast.pick)
    await hero.sees(cast.most, cast.order, hero.word("amount-half", amount="")[:3])
    await hero.look("amount")
    for wrong, text in (("0", "0.01"), ("999999", cast.most), ("all of it", cast.most)):
        await hero.write(wrong)
        await expect(hero.chat.locator(".message.out").last).to_contain_text(wrong)
        await hero.sees(text)
        await hero.look(f"amount-wrong-{wrong.replace(' ', '-')}")
    await hero.write("120.50")
    await hero.sees("¥120.50", hero.word("method-original"))
    await hero.look("method")
    await hero.tap("method-original")
    await hero.sees("¥120.50", cast.order, "¥0.00", cast.account)
    await hero.look("check")
    await hero.tap("send-code")
    code = await hero.code()
    await hero.sees("¥120.50", hero.word("code-hint"))
    await hero.look("code")
    await hero.page.set_viewport_size(DESKTOP)
    await expect(hero.page.locator("#sms .code").first).to_be_visible()
    # The panels are loaded again when they become visible.
    await expect(hero.page.locator("#panels")).to_contain_text("already linked")
    await hero.album.keep(hero.page, "code-on-a-desk")
    await hero.page.set_viewport_size(TALL)
    await hero.tap_code(f"{(int(code) + 1) % 1_000_000:06d}")
    await hero.sees(hero.word("refused-code_wrong"))
    await hero.look("code-wrong")
    await hero.tap_code(code)
    await hero.sees("¥120.50", cast.order)
    assert await hero.newest.locator(".key").first.text_content() == hero.word("confirm")
    await hero.look("confirm")
    assert await violations(hero.page) == []
    await hero.tap("confirm")
    await hero.told(hero.word("status-successful"), "¥120.50", cast.order)
    await hero.look("successful")
    await hero.pushed(hero.word("status-successful"), "¥120.50")
    await hero.look("successful-push")
    # Nothing of a typed or tapped code is left in the chat.
    assert code not in str(await hero.chat.locator("[data-part=log]").text_content())


async def look_around(hero: Phone, cast: Cast) -> None:
    """Looks at Records, Me, accounts, language and help, and writes what the bot does not understand."""
    await hero.write("/records")
    await hero.sees("¥120.50", hero.word("status-successful"))
    await hero.look("records")
    await hero.press("1. ¥120.50")
    await hero.sees(hero.word("status-successful"), cast.order)
    await hero.look("record")
    await hero.tap("me")
    await hero.sees(cast.left)
    await hero.look("me")
    await hero.write("/accounts")
    await hero.sees(cast.account)
    await hero.look("accounts")
    await hero.tap("disconnect")
    await hero.sees(cast.account, hero.word("disconnect-again"))
    await hero.look("disconnect")
    await hero.write("/language")
    await hero.sees(hero.word("language-now"))
    await hero.look("language")
    await hero.write("/help")
    await hero.sees("/withdraw")
    await hero.look("help")
    await hero.write("hello?")
    await hero.sees(hero.word("nonsense-text"))
    await hero.look("nonsense")


async def submit(phone: Phone, pick: str | re.Pattern[str], amount: str) -> None:
    """Goes from nothing to the tap on Confirm, without looking around."""
    await phone.write("/withdraw")
    await phone.press(pick)
    await phone.sees(phone.word("amount-title", most="")[:3])
    await phone.write(amount)
    await phone.tap("method-original")
    await phone.tap("send-code")
    await phone.sees(phone.word("code-hint"))
    await phone.write(await phone.code())
    await phone.sees(phone.word("ready-title", amount=f"¥{amount}"))
    await phone.tap("confirm")


async def outcomes(one: Phone) -> None:
    """Meets failed, sent back by the bank, and later than promised."""
    last = re.compile(r"^[12]\. ¥")
    await submit(one, last, "20.91")
    await one.pushed(one.word("status-failed"), "¥20.91", one.word("reason-account_closed"))
    await one.look("failed")
    await one.tap("apply-again")
    await one.sees("¥20.91", one.word("send-code"))
    await one.look("apply-again")
    await one.tap("cancel")
    await one.sees(one.word("ended-discarded"), "¥20.91")
    await one.look("stopped")

    await one.later()
    await submit(one, last, "20.97")
    await one.pushed(one.word("status-successful"), "¥20.97")
    await one.later()
    await one.pushed("¥20.97", one.word("next-bank_return"))
    await one.look("returned")

    await submit(one, last, "20.99")
    await one.sees(one.word("status-approved"), "¥20.99", one.word("card-asking"))
    await one.look("unknown")
    await one.later()
    await one.sees(one.word("push-withdrawal-late", amount="¥20.99", id="")[:4], "¥20.99")
    await one.look("late")
    await one.later()
    await one.pushed(one.word("status-successful"), "¥20.99")
    await one.look("late-but-there")


async def link_by_phone(sample: Phone, locale: Locale) -> None:
    """Shares the own number, finds four accounts on one phone, and connects all of them."""
    await sample.start()
    if locale == "zh":
        await sample.speak("zh")
    await sample.sees(sample.word("welcome-title"))
    await sample.tap("contact-way")
    await sample.sees(sample.word("contact-title"))
    await sample.look("contact")
    await sample.chat.locator("[data-part=keys] .key").first.tap()
    await expect(sample.page.get_by_role("dialog")).to_be_visible()
    await sample.look("contact-sure")
    await sample.page.get_by_role("dialog").get_by_role("button").last.tap()
    await sample.sees(sample.word("link-delete"))
    code = await sample.code()
    await sample.look("phone-code")
    await sample.tap_code(code)
    await sample.sees("3001", "3004", sample.word("choose-all", count=4))
    await sample.look("choose")
    await sample.tap("choose-all", count=4)
    await sample.sees(sample.word("linked-many", count=4))
    await sample.look("linked-many")


async def accounts_that_cannot(sample: Phone) -> None:
    """Meets suspended, not registered, and an order that cannot go back the way it was paid."""
    for account, gate in (("3003", "suspended"), ("3004", "real_name")):
        await sample.write("/accounts")
        await sample.switch(account)
        await sample.write("/withdraw")
        await sample.sees(sample.word(f"gate-{gate}"), sample.word(f"gate-{gate}-do"))
        await sample.look(f"gate-{gate}")
    await sample.write("/accounts")
    await sample.look("accounts-several")
    await sample.switch("3002")
    await sample.write("/withdraw")
    await sample.sees("¥300.00", "¥260.00", "¥140.00")
    await sample.look("orders-closed")
    await sample.press(re.compile("^2[.] "))
    await sample.sees("TP-3002-1", "¥260.00")
    await sample.write("60.00")
    await sample.sees("¥60.00", sample.word("method-designated"))
    await sample.look("method-closed")
    await sample.tap("cancel")
    await sample.sees(sample.word("ended-discarded"))


async def reviewed(sample: Phone) -> None:
    """An overdue bill elsewhere under the same identity causes a review; the customer cancels."""
    await sample.write("/accounts")
    await sample.switch("3001")
    await sample.later()
    await submit(sample, "1. ¥880.00", "50.00")
    await sample.sees(sample.word("status-in_review"), "¥50.00", sample.word("review-overdue_elsewhere"))
    await sample.look("in-review")
    await sample.tap("cancel-withdrawal")
    await sample.sees(sample.word("status-cancelled"), "¥50.00", "TP-3001-1")
    await sample.look("cancelled")


async def slow_ones(sample: Phone) -> None:
    """Meets a lost answer to a paid payout, and one pending for a minute; to a bank card."""
    await sample.write("/accounts")
    await sample.switch("3002")
    await sample.later()
    await submit(sample, "1. ¥140.00", "20.94")
    await sample.told(sample.word("status-approved"), "¥20.94", sample.word("card-asking"))
    await sample.look("answer-lost")
    await sample.panel("clock", re.compile("^To the next due"))
    await sample.pushed(sample.word("status-successful"), "¥20.94")
    await sample.later()
    await submit(sample, "1. ¥119.06", "20.96")
    await sample.sees(sample.word("status-approved"), "¥20.96")
    await sample.look("pending")
    await sample.panel("clock", re.compile("^To the next due"), "clock-panel")
    await sample.later()
    await sample.pushed(sample.word("status-successful"), "¥20.96")
    await sample.look("pending-done")


async def unfinished(hero: Phone, cast: Cast, program: Program | None, problems: Problems) -> None:
    """A draft is continued after a restart of the process, expires by the clock, and is begun again."""
    await hero.write("/withdraw")
    await hero.press(re.compile(r"^2\. "))
    await hero.sees(hero.word("amount-title", most="")[:3])
    await hero.write("33.00")
    await hero.sees("¥33.00", hero.word("method-original"))
    if program is not None:
        await program.end()
        await expect(hero.chat.locator("[data-part=status]")).to_contain_text("connecting")
        await program.start()
        await expect(hero.chat.locator("[data-part=status]")).not_to_contain_text(
            "connecting", timeout=20_000
        )
        # The story has a server that did not answer for a while.
        problems.clear()
    await hero.write("/withdraw")
    await hero.sees(hero.word("draft-title"), "¥33.00", cast.order)
    await hero.look("unfinished")
    await hero.tap("continue")
    await hero.sees("¥33.00", hero.word("method-original"))
    await hero.later("+24 h")
    await hero.sees("¥33.00", cast.order, hero.word("pick-up"))
    await hero.look("expired")
    await hero.tap("pick-up")
    await hero.sees("¥33.00", hero.word("method-original"))
    await hero.look("picked-up")


async def other_sizes(hero: Phone) -> None:
    """Looks at the same chat on a small telephone, in the dark, and on a desk with the panels."""
    await hero.page.set_viewport_size(SMALL)
    await hero.look("small")
    await hero.page.emulate_media(color_scheme="dark")
    await hero.page.set_viewport_size(TALL)
    await hero.look("dark")
    await hero.page.set_viewport_size(DESKTOP)
    assert await sticks_out(hero.page) == []
    await hero.album.keep(hero.page, "desktop-dark")
    await hero.page.emulate_media(color_scheme="light")
    await hero.album.keep(hero.page, "desktop-light")
