"""Builds the font of an application form: each form gets one, with only the characters on it.

The outlines come from Noto Sans SC (SIL Open Font License), which is installed with the program. The operator's font,
if one is set, has the characters that it lacks. The PDF library takes TrueType outlines only, so other outlines are
converted.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.basePen import NullPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

UNITS = 1000
"""Units per em, as in Noto Sans SC."""
_ASCENT, _DESCENT = 880, -120
_ERROR = 1.0
"""How far an outline may move in the conversion, in units; too little to be seen."""


class FontUnusable(Exception):
    """This file holds no usable font."""


class FontSource:
    """The characters that a font file has, and their outlines. Raises FontUnusable.

    It reads outlines on demand. Two threads must not use it at once.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.name
        try:
            # The first font of a collection.
            self._font = TTFont(path, lazy=True, fontNumber=0)
            self._names: dict[int, str] = self._font.getBestCmap() or {}
            self._glyphs = self._font.getGlyphSet()
            self._scale = UNITS / self._font["head"].unitsPerEm
            for name in list(self._names.values())[:1]:
                self._glyphs[name].draw(NullPen())
        except Exception:
            # A font can be broken in many ways, and the library has no common error for them.
            raise FontUnusable(path.name) from None
        if not self._names:
            raise FontUnusable(path.name)

    def has(self, character: str) -> bool:
        """Whether the font has this character."""
        return ord(character) in self._names

    def outline(self, character: str) -> tuple[Any, int]:
        """The character's outline and its width in units. Raises FontUnusable."""
        name, drawn, made = (
            self._names[ord(character)],
            DecomposingRecordingPen(self._glyphs),
            TTGlyphPen(None),
        )
        try:
            self._glyphs[name].draw(drawn)
            drawn.replay(TransformPen(Cu2QuPen(made, _ERROR), (self._scale, 0, 0, self._scale, 0, 0)))
        except Exception:
            raise FontUnusable(self._file) from None
        return made.glyph(), round(self._glyphs[name].width * self._scale)


@cache
def built_in() -> FontSource:
    """Noto Sans SC."""
    return FontSource(pylopdf_fonts_zh_cn.sans_path())


def make_font(sources: Iterable[FontSource], characters: Iterable[str]) -> bytes:
    """A TrueType font of these characters, each from the first source that has it; others are left out.

    Raises FontUnusable.
    """
    fonts = tuple(sources)
    glyphs, widths, names = {".notdef": TTGlyphPen(None).glyph()}, {".notdef": (UNITS, 0)}, {}
    for one in sorted(set(characters)):
        font = next((font for font in fonts if font.has(one)), None)
        if font is not None:
            name = f"u{ord(one):05X}"
            glyph, width = font.outline(one)
            # The table of widths repeats where each outline begins.
            begins = min((x for x, _ in glyph.coordinates), default=0) if glyph.numberOfContours else 0
            glyphs[name], widths[name], names[ord(one)] = glyph, (width, begins), name
    builder = FontBuilder(UNITS, isTTF=True)
    # The same characters make the same font at any time.
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(names)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    # The licence reserves the source's name for the unchanged font.
    builder.setupNameTable({"familyName": "Form", "styleName": "Regular", "psName": "Form-Regular"})
    builder.setupOS2(
        sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, usWinAscent=_ASCENT, usWinDescent=-_DESCENT
    )
    builder.setupPost()
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()
