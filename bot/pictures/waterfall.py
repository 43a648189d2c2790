"""Draws a balance as a waterfall: horizontal bars, large enough to be read on the smallest phone.

The chat app tells nobody whether it is light or dark, and a photo has a background of its own. So there is one
picture, in colours that read on both. `layout` says where everything goes; `picture` draws it and remembers the last
ones by their content, in memory only.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import pylopdf_fonts_zh_cn

from bot.screens.waterfall import Bar, BarKind, Waterfall

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Colour = tuple[int, int, int]

WIDTH = 1000
"""Pixels. A phone of 320 points shows a photo at about 290 of them."""
MARGIN, TITLE_HEIGHT, LINE_HEIGHT, BAR_HEIGHT, GAP = 48, 84, 68, 40, 30
TITLE_SIZE, TEXT_SIZE, SMALLEST_SIZE = 40, 42, 22
LEAST_BAR = 6
"""A bar that is shorter would not be seen."""
REMEMBERED = 64
"""Pictures that are kept, of about 20 KB each."""
BACKGROUND: Colour = (32, 44, 58)
INK: Colour = (240, 244, 248)
PALE: Colour = (176, 190, 204)
RAIL: Colour = (52, 67, 84)
BARS: dict[BarKind, Colour] = {"all": (132, 158, 186), "taken": (240, 160, 88), "left": (98, 200, 142)}

_ONE_AT_A_TIME = Lock()
"""The font library is not made for two threads at once."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Box) -> bool:
        """Whether the two have a pixel in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A text, the box that its ink fills, the size of its font and its colour. `x` and `y`: where writing begins."""

    text: str
    box: Box
    size: int
    colour: Colour
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything goes."""

    width: int
    height: int
    words: tuple[Word, ...]
    rails: tuple[Box, ...]
    bars: tuple[tuple[Box, Colour], ...]


@cache
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


def layout(drawn: Waterfall) -> Layout:
    """Where everything of the picture goes."""
    inner = WIDTH - 2 * MARGIN
    most = max(1, *(bar.to_fen for bar in drawn.bars))
    words = [_word(drawn.title, MARGIN, MARGIN, TITLE_SIZE, PALE)]
    rails, bars = [], []
    top = MARGIN + TITLE_HEIGHT
    for bar in drawn.bars:
        words += _line(bar, top, inner)
        under = top + LINE_HEIGHT
        left = MARGIN + bar.from_fen * inner // most
        right = max(
            MARGIN + bar.to_fen * inner // most, left + (LEAST_BAR if bar.to_fen > bar.from_fen else 0)
        )
        if right > MARGIN + inner:
            left, right = left - (right - MARGIN - inner), MARGIN + inner
        rails.append(Box(MARGIN, under, MARGIN + inner, under + BAR_HEIGHT))
        bars.append((Box(left, under, right, under + BAR_HEIGHT), BARS[bar.kind]))
        top = under + BAR_HEIGHT + GAP
    return Layout(WIDTH, top - GAP + MARGIN, tuple(words), tuple(rails), tuple(bars))


def _line(bar: Bar, top: int, inner: int) -> Iterator[Word]:
    """Label on the left, amount on the right, in the largest size in which both fit beside each other."""
    size = TEXT_SIZE
    while size > SMALLEST_SIZE and _width(bar.label, size) + _width(bar.amount, size) + GAP > inner:
        size -= 2
    colour = INK if bar.kind != "taken" else BARS["taken"]
    yield _word(bar.label, MARGIN, top, size, INK)
    yield _word(bar.amount, MARGIN + inner - _width(bar.amount, size), top, size, colour)


def _width(text: str, size: int) -> int:
    return round(_font(size).getlength(text)) + 1


def _word(text: str, x: int, y: int, size: int, colour: Colour) -> Word:
    left, top, right, bottom = (round(edge) for edge in _font(size).getbbox(text))
    return Word(text, Box(x + left, y + top, x + right, y + bottom), size, colour, x, y)


@lru_cache(maxsize=REMEMBERED)
def picture(drawn: Waterfall) -> bytes:
    """The picture as PNG. Takes some 50 ms the first time: not for the event loop."""
    from PIL import Image, ImageDraw

    with _ONE_AT_A_TIME:
        places = layout(drawn)
        image = Image.new("RGB", (places.width, places.height), BACKGROUND)
        pen = ImageDraw.Draw(image)
        for rail in places.rails:
            pen.rounded_rectangle(_corners(rail), radius=6, fill=RAIL)
        for bar, colour in places.bars:
            if bar.right > bar.left:
                pen.rounded_rectangle(_corners(bar), radius=min(6, (bar.right - bar.left) // 2), fill=colour)
        for word in places.words:
            pen.text((word.x, word.y), word.text, font=_font(word.size), fill=word.colour)
        made = io.BytesIO()
        image.save(made, "PNG", compress_level=6)
    return made.getvalue()


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right - 1, box.bottom - 1
