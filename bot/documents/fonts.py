"""The font that an application form is set in: made for each one, of the characters that stand on it.

The outlines come from Noto Sans SC (SIL Open Font License), which is installed with the program; for characters that it
lacks, from the operator's font, if there is one. The PDF library takes TrueType outlines only, so all are turned into
those; fonts of any kind do as a source.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.basePen import NullPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

UNITS = 1000
"""To the em, like those of Noto Sans SC."""
_ASCENT, _DESCENT = 880, -120
_ERROR = 1.0
"""How far an outline may move when it is turned, in units; nobody sees that."""


class FontUnusable(Exception):
    """No font can be read from this file."""


class FontSource:
    """The characters that a font has, and their outlines. Raises FontUnusable for a file that is none."""

    def __init__(self, path: Path) -> None:
        try:
            # Of a collection the first one.
            self._font = TTFont(path, lazy=True, fontNumber=0)
            self._names: dict[int, str] = self._font.getBestCmap() or {}
            self._glyphs = self._font.getGlyphSet()
            self._scale = UNITS / self._font["head"].unitsPerEm
            for name in list(self._names.values())[:1]:
                self._glyphs[name].draw(NullPen())
        except Exception:
            # Broken in one of many ways, for which the library has no one name.
            raise FontUnusable(path.name) from None
        if not self._names:
            raise FontUnusable(path.name)

    def has(self, character: str) -> bool:
        """Whether it can print this."""
        return ord(character) in self._names

    def outline(self, character: str) -> tuple[object, int]:
        """The character's outline and its width in units."""
        name = self._names[ord(character)]
        drawn = DecomposingRecordingPen(self._glyphs)
        self._glyphs[name].draw(drawn)
        made = TTGlyphPen(None)
        drawn.replay(TransformPen(Cu2QuPen(made, _ERROR), (self._scale, 0, 0, self._scale, 0, 0)))
        return made.glyph(), round(self._glyphs[name].width * self._scale)


@cache
def built_in() -> FontSource:
    """Noto Sans SC."""
    return FontSource(pylopdf_fonts_zh_cn.sans_path())


def printable(sources: Iterable[FontSource], characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters that one of these fonts has."""
    fonts = tuple(sources)
    return frozenset(one for one in characters if any(font.has(one) for font in fonts))


def make_font(sources: Iterable[FontSource], characters: Iterable[str]) -> bytes:
    """A TrueType font of these characters, each from the first source that has it; those that none has are left out."""
    fonts = tuple(sources)
    glyphs, widths, names = {".notdef": TTGlyphPen(None).glyph()}, {".notdef": (UNITS, 0)}, {}
    for one in sorted(set(characters)):
        font = next((font for font in fonts if font.has(one)), None)
        if font is not None:
            name = f"u{ord(one):05X}"
            glyphs[name], width = font.outline(one)
            widths[name], names[ord(one)] = (width, 0), name
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(names)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(widths)
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    # Not under the source's name, which its licence keeps for what is unchanged.
    builder.setupNameTable({"familyName": "Form", "styleName": "Regular", "psName": "Form-Regular"})
    builder.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, usWinAscent=_ASCENT, usWinDescent=-_DESCENT)
    builder.setupPost()
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()
