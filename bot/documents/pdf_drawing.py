"""Limits how much a PDF's pages draw: a form may draw another ten times, and that one another ten times.

Drawing is counted in bytes, each as often as it is carried out. Only names that are drawn are followed, since most
programs give every part the resources of all.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from bot.documents.pdf_streams import PICTURE_PIXELS_MOST, UNPACKED_MOST_BYTES, unpacked
from domain.errors import Unfit

DRAWN_MOST_BYTES = 200 * 1024**2
DEPTH_MOST = 20
CONTENT_MOST_BYTES = 50 * 1024**2
_PIXELS_A_BYTE = 16
"""A picture counts as drawing too, because it may be drawn often: this many pixels count as one byte."""
_TILES = 1000
"""How often a pattern is assumed to repeat."""

_BETWEEN = rb"(?:[\s\0]|%[^\r\n]*[\r\n])"
_USE = re.compile(
    rb"/([^\s\0/<>\[\](){}%]+)"
    + _BETWEEN
    + rb"+(?:[\d.+-]+"
    + _BETWEEN
    + rb"+)?(Do|scn|SCN|gs|Tf)(?![\w*'\"])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_INLINE = re.compile(rb"(?<![\w*'\"])BI(?![\w*'\"])")


def check_drawing(pdf: Pdf) -> None:
    """Raises Unfit `broken` when a viewer would take too long to draw the pages."""
    drawing = _Drawing()
    total = 0
    for page in pdf.pages:
        shared = page.obj.get("/Resources", Dictionary())
        parent, up = page.obj.get("/Parent"), 0
        while not shared.keys() and isinstance(parent, Dictionary) and up < DEPTH_MOST:
            shared, parent, up = parent.get("/Resources", Dictionary()), parent.get("/Parent"), up + 1
        contents = page.obj.get("/Contents")
        parts = list(contents.as_list()) if isinstance(contents, Array) else [contents]
        for part in parts:
            if isinstance(part, Stream):
                total += drawing.content(part, shared, 0)
        for shown in _appearances(page.obj):
            total += drawing.form(shown, shared, 0)
        if total > DRAWN_MOST_BYTES:
            raise Unfit("broken")


def _appearances(page: Any) -> list[Any]:
    """The drawings of a page's notes and fields."""
    found: list[Any] = []
    notes = page.get("/Annots")
    for note in notes.as_list() if isinstance(notes, Array) else ():
        looks = note.get("/AP") if isinstance(note, Dictionary) else None
        for look in looks.values() if isinstance(looks, Dictionary) else ():
            if isinstance(look, Stream):
                found.append(look)
            elif isinstance(look, Dictionary):
                found += [state for state in look.values() if isinstance(state, Stream)]
    return found


class _Drawing:
    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], int] = {}
        self._open: set[tuple[object, ...]] = set()

    def form(self, stream: Any, shared: Any, depth: int) -> int:
        """The cost of drawing this once. A form without resources of its own uses `shared`."""
        if stream.get("/Subtype") == Name.Image:
            width, height = stream.get("/Width", 0), stream.get("/Height", 0)
            pixels = (
                width * height if isinstance(width, int) and isinstance(height, int) else PICTURE_PIXELS_MOST
            )
            return 1 + pixels // _PIXELS_A_BYTE
        own = stream.get("/Resources")
        resources = own if isinstance(own, Dictionary) else shared
        key = (stream.objgen, None if resources is own else shared.objgen)
        if key not in self._known:
            if key in self._open or depth > DEPTH_MOST:
                raise Unfit("broken")
            self._open.add(key)
            self._known[key] = self.content(stream, resources, depth)
            self._open.discard(key)
        return self._known[key]

    def content(self, stream: Any, resources: Any, depth: int) -> int:
        """The cost of the content of a page or form with these resources."""
        pieces, picture, _ = unpacked(stream, CONTENT_MOST_BYTES)
        if picture is not None:
            raise Unfit("broken")
        content = b"".join(pieces)
        if _INLINE.search(content):
            _check_inline(stream)
        total = len(content)
        for (name, operator), times in Counter(_USE.findall(content)).items():
            plain = _ESCAPED.sub(lambda digits: bytes.fromhex(digits[1].decode("ascii")), name)
            total += times * self._used(operator, plain, resources, depth + 1)
            if total > DRAWN_MOST_BYTES:
                raise Unfit("broken")
        return total

    def _used(self, operator: bytes, name: bytes, resources: Any, depth: int) -> int:
        kind = {b"Do": "/XObject", b"gs": "/ExtGState", b"Tf": "/Font"}.get(operator, "/Pattern")
        named = resources.get(kind) if isinstance(resources, Dictionary) else None
        found: Any = (
            named.get("/" + name.decode("utf-8", "surrogateescape"))
            if isinstance(named, Dictionary)
            else None
        )
        if kind == "/XObject" and isinstance(found, Stream):
            return self.form(found, resources, depth)
        if kind == "/Pattern" and isinstance(found, Stream):
            return _TILES * self.form(found, resources, depth)
        if kind == "/ExtGState" and isinstance(found, Dictionary):
            mask = found.get("/SMask")
            group = mask.get("/G") if isinstance(mask, Dictionary) else None
            return self.form(group, resources, depth) if isinstance(group, Stream) else 0
        if kind == "/Font" and isinstance(found, Dictionary) and found.get("/Subtype") == "/Type3":
            _check_letters(found)
        return 0


def _check_letters(font: Any) -> None:
    """Refuses a font with letters that draw further forms, patterns or fonts."""
    resources = font.get("/Resources")
    held = (
        [resources.get(kind) for kind in ("/XObject", "/Pattern", "/Font")]
        if isinstance(resources, Dictionary)
        else []
    )
    for found in (one for kind in held if isinstance(kind, Dictionary) for one in kind.values()):
        drawn = isinstance(found, Stream) and found.get("/Subtype") != Name.Image
        if drawn or (isinstance(found, Dictionary) and found.get("/Subtype") == Name.Type3):
            raise Unfit("broken")


def _check_inline(stream: Any) -> None:
    room = UNPACKED_MOST_BYTES
    for step in pikepdf.parse_content_stream(stream, operators="BI ID EI"):
        for image in step.operands:
            if isinstance(image, pikepdf.PdfInlineImage):
                pixels = image.width * image.height
                room -= pixels
                if pixels > PICTURE_PIXELS_MOST or room < 0:
                    raise Unfit("broken")
