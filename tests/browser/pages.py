"""Helpers for browser tests: pictures, and checks of a page for its users."""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page

from tests.browser.conftest import PICTURES

_STICKING_OUT = """() => {
    const boxes = '.head, .person, .bar, .bar *, .log, .bubble, .key, .line, .line *, .panel';
    const inside = '.photos, .file, .text, .quote, .meta, .key span';
    return [...document.querySelectorAll(`${boxes}, ${inside}`)].filter(element => {
        const box = element.getBoundingClientRect();
        const parent = element.matches(inside) && element.closest('.bubble, .key')?.getBoundingClientRect();
        const [left, right] = parent ? [parent.left, parent.right] : [0, innerWidth];
        return box.width && element.checkVisibility() && (box.right > right + 1 || box.left < left - 1);
    }).map(element => element.className || element.tagName);
}"""

_SMALL_TARGETS = """least => {
    const targets = 'button, a[href], input, select, textarea, summary';
    const inText = '.text, .sms, .notice p, .check';
    return [...document.querySelectorAll(targets)].filter(element => {
        const box = element.getBoundingClientRect();
        const seen = element.checkVisibility({opacityProperty: true}) && !element.closest(inText);
        return seen && box.width && (box.height < least || box.width < least);
    }).map(element => {
        const name = element.getAttribute('aria-label') || element.textContent;
        return `${name} ${element.offsetWidth}x${element.offsetHeight}`;
    });
}"""


def message_field(where: Page | Locator) -> Locator:
    """The field for messages."""
    return where.get_by_role("textbox", name="Message", exact=True)


async def picture(page: Page, name: str) -> None:
    """Keep a picture of the page as build output."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png")


async def sticks_out(page: Page) -> list[str]:
    """Elements that reach over the left or right edge of the page or of their bubble."""
    found: list[str] = await page.evaluate(_STICKING_OUT)
    return found


async def small_targets(page: Page, least: int = 44) -> list[str]:
    """Elements that are hard to hit with a finger: lower or narrower than `least` pixels, except links in a text."""
    found: list[str] = await page.evaluate(_SMALL_TARGETS, least)
    return found


async def violations(page: Page) -> list[str]:
    """What axe-core finds, one line for each rule, with the first places."""
    results = await Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {[node['html'][:120] for node in rule['nodes'][:3]]}"
        f" {[check['message'] for check in rule['nodes'][0]['any'][:1]]}"
        for rule in results.response["violations"]
    ]
