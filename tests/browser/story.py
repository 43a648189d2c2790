"""The real program as a process, and people who use it on a telephone in the browser, in their language.

The texts that they look for come from the catalogues, so a reworded sentence does not break a story; figures are
written out. Every screen that a story looks at is kept as `build/screens/LANGUAGE/NN-name.png`.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import shutil
import socket
import sys
import time
from collections import defaultdict, deque
from pathlib import Path

import aiohttp
from playwright.async_api import BrowserContext, FilePayload, Locator, Page, ViewportSize, expect

from bot.texts.catalogue import texts_for
from bot.texts.languages import language_of
from domain.views import Locale
from handlers.pace import MOST, WITHIN_S
from tests.browser.pages import small_targets, sticks_out

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "build" / "screens"
TALL = ViewportSize(width=390, height=844)
END_S = 30.0
_TAG = re.compile(r"<[^>]+>")


class Program:
    """`main.py` in a folder of its own, on a port that stays the same over a restart."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts it and waits until the page is served."""
        self._process = await self._run("run")
        async with asyncio.timeout(END_S), aiohttp.ClientSession() as http:
            while not await self._answers(http):
                assert self._process.returncode is None, self.log()
                await asyncio.sleep(0.05)

    async def end(self) -> None:
        """Sends SIGTERM; the process must end by itself."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                async with asyncio.timeout(END_S):
                    assert await self._process.wait() == 0, self.log()
            except TimeoutError:
                self._process.kill()
                raise

    async def command(self, *words: str) -> None:
        """Runs another command of `main.py` on the same books."""
        process = await self._run(*words)
        async with asyncio.timeout(END_S):
            assert await process.wait() == 0, self.log()

    def log(self) -> str:
        """The output of the processes."""
        return (self._folder / "log").read_text("utf-8")

    async def _run(self, *words: str) -> asyncio.subprocess.Process:
        settings = {
            "DATABASE_URL": f"sqlite:///{self._folder / 'books.db'}",
            "HTTP_PORT": self.url.rpartition(":")[2],
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        with (self._folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, str(ROOT / "main.py"), *words,
                cwd=self._folder, env={**kept, **settings}, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(self.url) as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


AUTHENTICATOR = "#panels details:has(h2:text-is('Authenticator')) dd >> nth=0"
"""The place where the panel beside the chat shows the code of the person's authenticator."""


class Album:
    """The pictures of one story, numbered in its order. `part` is a folder of their own."""

    def __init__(self, locale: Locale, part: str = "") -> None:
        self.folder = SCREENS / f"{locale}{part and '-'}{part}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._count = 0

    async def keep(self, page: Page, name: str) -> None:
        """Adds a picture of the page as it is."""
        self._count += 1
        await page.screenshot(path=self.folder / f"{self._count:02d}-{name}.png")


_ACTS: defaultdict[tuple[str, int], deque[float]] = defaultdict(lambda: deque(maxlen=MOST - 3))
"""By program and person: the bot counts a person's acts on all telephones together."""


class Phone:
    """One person's chat on a telephone. `acts` are the times of the acts that the bot counts."""

    def __init__(self, page: Page, locale: Locale, album: Album, acts: deque[float]) -> None:
        self.page = page
        self.locale: Locale = locale
        self.album = album
        self.chat = page.locator(".chat.active")
        self.incoming = self.chat.locator(".message.in")
        self.newest = self.incoming.last
        self._code = page.locator("#sms li .code")
        self._last_code = ""
        self._last_proof = ""
        self._acts = acts

    @classmethod
    async def of(cls, context: BrowserContext, url: str, person: int, locale: Locale, album: Album) -> Phone:
        """A telephone with this person's chat open, on a page of its own."""
        page = await context.new_page()
        await page.set_viewport_size(TALL)
        await page.goto(f"{url}/#{person}")
        await expect(
            page.locator(".chat.active [data-part=big], .chat.active [data-part=text]").first
        ).to_be_attached()
        return cls(page, locale, album, _ACTS[url, person])

    def word(self, key: str, **params: str | int) -> str:
        """A text of the catalogue as the screen shows it."""
        return html.unescape(_TAG.sub("", texts_for(self.locale).plain(key, **params)))

    async def look(self, name: str) -> None:
        """Checks that nothing sticks out or is too small to hit, and keeps a picture."""
        await self.album.keep(self.page, name)
        # A key that waits for its answer is a little smaller than its 44 pixels at rest.
        wrong = [*await sticks_out(self.page), *await small_targets(self.page, 42)]
        assert not wrong, f"{name}: {wrong}"

    async def sees(self, *texts: str | re.Pattern[str]) -> None:
        """Waits until the newest message has all of these texts."""
        for text in texts:
            await expect(self.newest).to_contain_text(text)

    async def told(self, *texts: str) -> None:
        """Waits until one message, wherever it stands, has all of these texts."""
        found = self.incoming
        for text in texts:
            found = found.filter(has_text=text)
        await expect(found.last).to_be_attached()

    async def pushed(self, *texts: str) -> None:
        """Waits until the card and the push, which is then the newest message, have all of these texts."""
        found = self.incoming
        for text in texts:
            found = found.filter(has_text=text)
        await expect(found.nth(1)).to_be_attached()
        await self.sees(*texts)

    def button(self, label: str | re.Pattern[str], on: Locator | None = None) -> Locator:
        """A button of the newest message, or of another one, by its whole label."""
        exact = re.compile(rf"^{re.escape(label)}$") if isinstance(label, str) else label
        return (on or self.newest).locator(".key").filter(has_text=exact).first

    async def tap(self, key: str, on: Locator | None = None, **params: str | int) -> None:
        """Taps the button with this text of the catalogue."""
        await self.press(self.word(key, **params), on)

    async def press(self, label: str | re.Pattern[str], on: Locator | None = None) -> None:
        """Taps the button with this label."""
        await self._breathe()
        # This says what the page shows instead, if there is no such button.
        await expect(self.button(label, on)).to_be_visible()
        await self.button(label, on).tap()

    async def write(self, text: str) -> None:
        """Types a message and sends it."""
        await self._breathe()
        field = self.chat.get_by_role("textbox")
        await field.fill(text)
        await field.press("Enter")

    async def send(self, *files: FilePayload) -> None:
        """Sends files, several in one message; each of them counts as an act."""
        for _ in files:
            await self._breathe()
        await self.chat.locator("[data-part=file]").set_input_files(files)
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_role("button").last.tap()
        await expect(dialog).to_be_hidden()

    async def start(self) -> None:
        """Taps the button of an empty chat."""
        await self._breathe()
        await self.chat.locator("[data-part=big]").tap()

    async def speak(self, locale: Locale) -> None:
        """Changes the language."""
        await self.write("/language")
        await self.press(language_of(locale).name)
        self.locale = locale

    async def switch(self, account: str) -> None:
        """Chooses another account of the list, and waits until it is shown."""
        await self.press(re.compile(rf"^{account} "))
        await self.sees(self.word("home-title"), account)
        await expect(self.newest).not_to_contain_text(self.word("accounts-do"))

    async def code(self) -> str:
        """The code of the newest text message, once a new one has come."""
        newest = self._code.first
        await expect(newest).to_be_attached()
        if self._last_code:
            await expect(newest).not_to_have_text(self._last_code)
        self._last_code = await newest.text_content() or ""
        assert re.fullmatch(r"\d{6}", self._last_code)
        return self._last_code

    async def tap_code(self, code: str) -> None:
        """Taps the digits on the keypad of the newest message; each tap tells how many there are."""
        for entered, digit in enumerate(code, 1):
            await self.button(digit).tap()
            if entered < len(code):
                dots = "●" * entered + "○" * (len(code) - entered)
                await expect(self.chat.locator(".toast")).to_contain_text(dots)

    async def open_side(self) -> None:
        """Opens the telephone's text messages and the panels."""
        await self.page.bring_to_front()
        if not await self.page.locator("#side").is_visible():
            await self.chat.locator("[data-part=side-toggle]").tap()
        await expect(self.page.locator("#side")).to_be_visible()

    async def close_side(self) -> None:
        """Goes back to the chat."""
        if await self.page.locator("#side-close").is_visible():
            await self.page.locator("#side-close").tap()

    async def panel(self, panel: str, label: str | re.Pattern[str], picture: str | None = None) -> None:
        """Presses a button of a panel and waits until it is done, with everything that came due."""
        await self.open_side()
        button = self.page.locator("#panels").get_by_role("button", name=label).first
        if picture:
            # All at once: the panels are drawn again after every call of the bot.
            await button.evaluate("button => button.scrollIntoView({block: 'center'})")
            await self.look(picture)
        async with self.page.expect_response(f"**/api/panels/{panel}") as answer:
            await button.tap()
        notice = (await (await answer.value).json())["notice"]
        if notice:
            # The notice has been read, and a tap sends it away.
            told = self.page.locator("#page-toasts button", has_text=notice)
            await expect(told.last).to_be_attached()
            await told.evaluate_all("all => all.forEach(told => told.click())")
        await self.close_side()

    async def prove(self, picture: str | None = None) -> None:
        """Types the code of the person's authenticator, after a while if that one was already used."""
        await self.sees(re.compile("authenticator|验证器"))
        code = await self._digits()
        if code == self._last_proof:
            await self.later()
            code = await self._digits()
        if picture:
            await self.look(picture)
        self._last_proof = code
        await self.write(code)

    async def _digits(self) -> str:
        # The first drawing may be older than the move of the clock.
        async with self.page.expect_response("**/api/panels?*"):
            await self.open_side()
        await self.page.evaluate("() => new Promise(requestAnimationFrame)")
        shown = self.page.locator(AUTHENTICATOR)
        await expect(shown).to_have_text(re.compile(r"\d{3} \d{3}"))
        code = (await shown.text_content() or "").replace(" ", "")
        await self.close_side()
        return code

    async def opens_queue(self) -> None:
        """Opens the review queue, with a code where looking is not open."""
        # The queue's title is a button's label too; a case is not.
        case, asked = r"1\. ¥", self.word("factor-ask")
        await self.write("/review")
        await self.sees(re.compile(f"{case}|{re.escape(asked)}"))
        if asked in (await self.newest.text_content() or ""):
            await self.prove()
        await self.sees(re.compile(case))

    async def later(self, span: str = "+1 h") -> None:
        """Moves the clock on."""
        await self.panel("clock", re.compile("^" + re.escape(span)))

    async def _breathe(self) -> None:
        """Keeps the person's taps slower than the bot's limit. A page behind another one is drawn once a second."""
        await self.page.bring_to_front()
        if len(self._acts) == self._acts.maxlen:
            await asyncio.sleep(max(0.0, self._acts[0] + WITHIN_S + 0.2 - time.monotonic()))
        self._acts.append(time.monotonic())
