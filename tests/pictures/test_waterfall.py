"""The drawn balance: every amount is there, no two texts touch, bars add up, and it reads on light and dark."""

from __future__ import annotations

import asyncio
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import waterfall as drawing
from bot.pictures.waterfall import BACKGROUND, BARS, INK, PALE, RAIL, REMEMBERED, Box, Colour, layout, picture
from bot.screens.voice import Voice
from bot.screens.waterfall import Waterfall, waterfall
from bot.texts.languages import LOCALES
from domain.rules.balance import Figures
from domain.views import BalanceView, Locale
from tests.support import samples
from tests.support.samples import NOW

LIGHT_CHAT, DARK_CHAT = (255, 255, 255), (23, 33, 43)


def drawn_of(balance: BalanceView, locale: Locale) -> Waterfall:
    found = waterfall(balance, Voice(locale, NOW, balance.currency))
    assert found is not None
    return found


def of(figures: Figures) -> BalanceView:
    return samples.worked_example(
        cash_fen=figures.cash_fen,
        transferred_fen=figures.transferred_fen,
        reserve_shown_fen=figures.reserve_shown_fen,
        frozen_cash_fen=figures.frozen_cash_shown_fen,
        withdrawable_fen=figures.withdrawable_fen,
        non_withdrawable_fen=figures.non_withdrawable_fen,
    )


amounts = st.sampled_from((0, 1, 100)) | st.integers(0, 10**15)


@st.composite
def balances(draw: st.DrawFn) -> BalanceView:
    cash = draw(st.integers(1, 10**15))
    return of(Figures(cash, draw(st.integers(0, cash)), *(draw(amounts) for _ in range(4))))


def check_places(drawn: Waterfall) -> None:
    places = layout(drawn)
    inside = Box(0, 0, places.width, places.height)
    boxes = [word.box for word in places.words] + [box for box, _ in places.bars]
    for index, box in enumerate(boxes):
        assert inside.left <= box.left <= box.right <= inside.right, drawn
        assert inside.top <= box.top <= box.bottom <= inside.bottom, drawn
        assert not any(box.meets(other) for other in boxes[index + 1 :]), drawn
    texts = [word.text for word in places.words]
    assert texts == [drawn.title, *(text for bar in drawn.bars for text in (bar.label, bar.amount))]
    assert all(word.size >= drawing.SMALLEST_SIZE for word in places.words)
    assert len(places.bars) == len(places.rails) == len(drawn.bars)
    for (box, _), rail, bar in zip(places.bars, places.rails, drawn.bars, strict=True):
        assert rail.left <= box.left <= box.right <= rail.right
        assert (box.right > box.left) == (bar.to_fen > bar.from_fen)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "figures",
    [
        Figures(1000_00, 500_00, 200_00, 300_00, 200_00, 100_00),
        Figures(60_00, 0, 0, 0, 0, 100_00),
        Figures(10**15, 10**15 - 1, 0, 0, 0, 0),
        Figures(10**15, 1, 10**14, 10**14, 10**14, 10**14),
        Figures(100, 100, 0, 0, 0, 0),
    ],
)
def test_everything_has_a_place_of_its_own(figures: Figures, locale: Locale) -> None:
    check_places(drawn_of(of(figures), locale))


@given(balances(), st.sampled_from(LOCALES))
def test_any_balance_has_a_place_for_everything_and_adds_up(balance: BalanceView, locale: Locale) -> None:
    drawn = waterfall(balance, Voice(locale, NOW))
    if drawn is None:
        assert balance.non_withdrawable_fen == 0
        return
    check_places(drawn)
    whole, *taken, left = drawn.bars
    assert (whole.from_fen, whole.to_fen) == (0, balance.cash_fen)
    assert (left.from_fen, left.to_fen) == (0, balance.withdrawable_fen)
    # Each bar begins where the one before it ends, from all of the cash down to what is left.
    assert [whole.to_fen, *(bar.from_fen for bar in taken)] == [*(bar.to_fen for bar in taken), left.to_fen]
    assert all(bar.from_fen < bar.to_fen for bar in taken)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """As web pages measure it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_it_reads_on_its_own_background_and_that_stands_on_a_light_chat_and_a_dark_one() -> None:
    for text in (INK, PALE, BARS["taken"]):
        assert contrast(text, BACKGROUND) >= 6
    for colour in BARS.values():
        assert contrast(colour, BACKGROUND) >= 4.5
        assert contrast(colour, RAIL) >= 3
    assert contrast(BACKGROUND, LIGHT_CHAT) >= 4.5
    assert contrast(BACKGROUND, DARK_CHAT) >= 1.1


@pytest.mark.parametrize("locale", LOCALES)
def test_the_pixels_are_what_the_places_say(locale: Locale) -> None:
    drawn = drawn_of(samples.worked_example(), locale)
    places = layout(drawn)
    data = picture(drawn)
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("PNG", (places.width, places.height))
    assert len(data) < 100_000
    for box, colour in places.bars:
        assert image.getpixel(((box.left + box.right) // 2, (box.top + box.bottom) // 2)) == colour
    for word in places.words:
        inked = image.crop((word.box.left, word.box.top, word.box.right, word.box.bottom))
        colours = {pixel for _, pixel in inked.getcolors(10**6) or ()}
        assert word.colour in colours, word.text
    edge = [image.getpixel((x, y)) for x in (0, places.width - 1) for y in (0, places.height - 1)]
    assert edge == [BACKGROUND] * 4


def test_every_character_is_in_the_font() -> None:
    """No label is drawn as the box of a missing character."""
    font = drawing._font(drawing.TEXT_SIZE)
    missing = font.getmask("\U0010fffd").getbbox(), bytes(font.getmask("\U0010fffd"))
    for locale in LOCALES:
        drawn = drawn_of(samples.worked_example(), locale)
        for text in (drawn.title, *(part for bar in drawn.bars for part in (bar.label, bar.amount))):
            for character in text.replace(" ", ""):
                assert (font.getmask(character).getbbox(), bytes(font.getmask(character))) != missing, (
                    character
                )


def test_the_same_figures_are_drawn_once_and_few_are_remembered() -> None:
    picture.cache_clear()
    one = drawn_of(samples.worked_example(), "en")
    assert picture(one) is picture(drawn_of(samples.worked_example(account="another"), "en"))
    assert picture.cache_info().misses == 1
    assert picture.cache_info().maxsize == REMEMBERED
    other = drawn_of(samples.worked_example(withdrawable_fen=199_99), "en")
    assert picture(other) != picture(one)


async def test_two_are_drawn_at_once_as_one_after_the_other() -> None:
    several = [drawn_of(samples.worked_example(withdrawable_fen=fen), "zh") for fen in range(1, 7)]
    picture.cache_clear()
    at_once = await asyncio.gather(*(asyncio.to_thread(picture, one) for one in several))
    picture.cache_clear()
    assert at_once == [picture(one) for one in several]
    assert all(one != other for one, other in pairwise(at_once))
