"""Typesets the application form: one page of A4 with the outlines of the used characters embedded.

`bot.screens.application_form` decides what the form says. A character that no font has becomes a blank to fill in.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterable
from threading import Lock
from xml.sax.saxutils import escape

import segno
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from bot.documents.fonts import FontSource, built_in, make_font
from bot.screens.application_form import Both, FormData, FormLine

SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
"""Sizes in points. The first one with which everything fits on the page is taken."""
GAP = "_"
"""Stands for a character that cannot be printed."""
_SETTING = f" \xa0:{GAP}"
_FONT = "Form"
_ONE_AT_A_TIME = Lock()
"""The PDF library keeps its fonts in one table for the whole process."""

_WIDTH, _HEIGHT = A4
_MARGIN = 17 * mm
_INNER = _WIDTH - 2 * _MARGIN
_LABEL = 50 * mm
_QR = 24 * mm
_SIGNS_HEIGHT = 3 * mm
"""Millimetres for each point of the text's size."""
_BETWEEN = 4.5 * mm
_FOOT = 9 * mm
_INK, _PALE, _RULE, _SHADE = HexColor(0x1C2530), HexColor(0x5B6775), HexColor(0xB9C2CC), HexColor(0xF1F4F7)
_ACROSS = Color(0.75, 0.1, 0.1, alpha=0.13)


def application_form(form: FormData, own: FontSource | None = None) -> bytes:
    """The form as PDF. `own` is a font for characters that the built-in one lacks. Raises FontUnusable."""
    sources = [built_in()] if own is None else [built_in(), own]
    with _ONE_AT_A_TIME:
        font = TTFont(_FONT, io.BytesIO(make_font(sources, _characters(form))))
        # The font is for this form alone: the library keeps the first one of each name, and every name for
        # ever.
        for known in (pdfmetrics._fonts, pdfmetrics._dynFaceNames):
            for name in (font.fontName, font.face.name):
                known.pop(name, None)
        pdfmetrics.registerFont(font)
        setter, made = _Setter(font), io.BytesIO()
        canvas = Canvas(made, pagesize=A4, invariant=1, initialFontName=_FONT)
        canvas.setTitle(f"{form.title.en} {form.number}")
        setter.page(canvas, form)
        canvas.showPage()
        canvas.save()
    return made.getvalue()


def _characters(told: object) -> set[str]:
    """Every character of a form's texts and of its fixed parts."""
    if isinstance(told, str):
        return set(told)
    parts: Iterable[object] = ()
    if dataclasses.is_dataclass(told):
        parts = [_SETTING, *(getattr(told, one.name) for one in dataclasses.fields(told))]
    elif isinstance(told, tuple | list):
        parts = told
    return {character for part in parts for character in _characters(part)}


class _Setter:
    """Writes with one font. `lacking` is true once a character had to be left out."""

    def __init__(self, font: TTFont) -> None:
        self.font: str = font.fontName
        self._glyphs = font.face.charToGlyph
        self.lacking = False

    def page(self, canvas: Canvas, form: FormData) -> None:
        """Draws everything on one page, in the largest size that fits."""
        top = self._head(canvas, form)
        room = top - _MARGIN - _FOOT
        for size in SIZES:
            tables = self._tables(form, size)
            heights = [table.wrap(_INNER, room)[1] for table in tables]
            if sum(heights) + _BETWEEN * len(tables) <= room or size == SIZES[-1]:
                break
        for table, height in zip(tables, heights, strict=True):
            table.drawOn(canvas, _MARGIN, top - height)
            top -= height + _BETWEEN
        self._foot(canvas, form)
        if form.test is not None:
            self._across(canvas, form.test)

    def plain(self, text: str) -> str:
        """The text with a blank for every character that the font lacks."""
        known = "".join(one if ord(one) in self._glyphs else GAP for one in text)
        self.lacking = self.lacking or known != text
        return known

    def _head(self, canvas: Canvas, form: FormData) -> float:
        top = _HEIGHT - _MARGIN
        code = segno.make(form.number, error="m", micro=False)
        side = code.symbol_size(border=0)[0]
        canvas.setFillColor(_INK)
        for row, line in enumerate(code.matrix):
            for column, dark in enumerate(line):
                if dark:
                    step = _QR / side
                    x, y = _WIDTH - _MARGIN - _QR + column * step, top - (row + 1) * step
                    # Each square is a hair wider, so that no viewer shows seams.
                    canvas.rect(x, y, step * 1.02, step * 1.02, stroke=0, fill=1)
        canvas.setFont(self.font, 22)
        canvas.drawString(_MARGIN, top - 18, form.title.zh)
        canvas.setFont(self.font, 13)
        canvas.setFillColor(_PALE)
        canvas.drawString(_MARGIN, top - 36, form.title.en)
        canvas.setFont(self.font, 11)
        canvas.setFillColor(_INK)
        label = f"{form.number_label.zh}  {form.number_label.en}"
        canvas.drawString(_MARGIN, top - 60, self.plain(f"{label}:  {form.number}"))
        return float(top - _QR - 6 * mm)

    def _tables(self, form: FormData, size: float) -> list[Table]:
        tables = [
            self._part(part.title, [self._line(line, size) for line in part.lines], size)
            for part in form.parts
            if part.lines
        ]
        said = "<br/>".join(
            f"{escape(self.plain(one.zh))}<br/>{self._small(one.en, size)}" for one in form.statements
        )
        tables.append(self._part(form.statement_title, [[self._paragraph(said, size), ""]], size, whole=True))
        tables.append(self._signs(form.signs, size))
        return tables

    def _part(self, title: Both, lines: list[list[object]], size: float, *, whole: bool = False) -> Table:
        head = self._paragraph(f"{escape(title.zh)}&nbsp;&nbsp;{self._small(title.en, size)}", size)
        table = Table([[head, ""], *lines], colWidths=[_LABEL, _INNER - _LABEL])
        spans = [("SPAN", (0, 0), (1, 0))] + ([("SPAN", (0, 1), (1, 1))] if whole else [])
        table.setStyle(
            TableStyle(
                [
                    *spans,
                    *_BORDERS,
                    ("FONTNAME", (0, 0), (-1, -1), self.font),
                    ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
                ]
            )
        )
        return table

    def _line(self, line: FormLine, size: float) -> list[object]:
        label = f"{escape(line.label.zh)}<br/>{self._small(line.label.en, size)}"
        value = escape(self.plain(line.value))
        if line.second:
            value += f"<br/>{self._small(line.second, size)}"
        return [self._paragraph(label, size), self._paragraph(value, size + 0.5)]

    def _signs(self, signs: tuple[Both, ...], size: float) -> Table:
        cells = [self._paragraph(f"{escape(one.zh)}<br/>{self._small(one.en, size)}", size) for one in signs]
        table = Table(
            [cells], colWidths=[_INNER / len(cells)] * len(cells), rowHeights=[_SIGNS_HEIGHT * max(7.0, size)]
        )
        table.setStyle(TableStyle([*_BORDERS, ("FONTNAME", (0, 0), (-1, -1), self.font)]))
        return table

    def _paragraph(self, text: str, size: float) -> Paragraph:
        style = ParagraphStyle(
            "form", fontName=self.font, fontSize=size, leading=size * 1.36, textColor=_INK, wordWrap="CJK"
        )
        return Paragraph(text, style)

    def _small(self, text: str, size: float) -> str:
        return f'<font size="{size * 0.82:.2f}" color="#5B6775">{escape(self.plain(text))}</font>'

    def _foot(self, canvas: Canvas, form: FormData) -> None:
        canvas.setFillColor(_PALE)
        canvas.setFont(self.font, 8)
        lines = [form.how, *([form.by_hand] if self.lacking else [])]
        for index, line in enumerate(reversed([text for one in lines for text in (one.zh, one.en)])):
            canvas.drawString(_MARGIN, _MARGIN - 6 * mm + index * 10, line)

    def _across(self, canvas: Canvas, words: Both) -> None:
        canvas.saveState()
        canvas.setFillColor(_ACROSS)
        canvas.setFont(self.font, 96)
        canvas.translate(_WIDTH / 2, _HEIGHT / 2)
        canvas.rotate(45)
        canvas.drawCentredString(0, -30, f"{words.zh} {words.en}")
        canvas.restoreState()


_BORDERS = [
    ("BOX", (0, 0), (-1, -1), 0.7, _RULE),
    ("INNERGRID", (0, 0), (-1, -1), 0.5, _RULE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]
