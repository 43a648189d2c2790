"""Turns a file that a person sent into a document that may be kept, or raises an `Unfit` that says what to do.

Only the bytes count, never a name or type that came with them. A picture becomes a JPEG that holds only the picture;
a PDF is searched and written again. Pure and synchronous; `cleaning_process` runs it where a hostile file can do no
harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.errors import Unfit
from domain.rules.designated import MOST_MB

BYTES_MOST = MOST_MB * 1024**2
FIRST_BYTES = {"image/jpeg": b"\xff\xd8\xff", "application/pdf": b"%PDF-"}
"""The kinds of file that may be kept, by media type, with their first bytes."""
UNFIT: dict[str, tuple[str, ...]] = {
    "empty": (), "too_big": ("most_mb",), "wrong_type": (), "broken": (), "too_many_pixels": (),
    "too_small": ("long", "short"), "blurred": (), "pdf_locked": (), "pdf_active": (), "pdf_pages": ("most", "pages"),
}  # fmt: skip
"""Every refusal, with the names of its numbers."""
PDF_BEGINS_WITHIN = 1024
"""A mail program or a server may put this many bytes before a PDF; readers search as far."""
_HEIF_BRANDS = frozenset({
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"miaf", b"MiHE",
})  # fmt: skip
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_BRANDS_MOST_BYTES = 1024

Format = Literal["PDF", "JPEG", "PNG", "WEBP", "HEIF"]


@dataclass(frozen=True, slots=True, repr=False)
class Cleaned:
    """A document that may be kept. `width` and `height` are in pixels, 0 for a PDF.

    `signed` is a PDF with an electronic signature over all of it; its bytes are unchanged.
    """

    data: bytes
    media_type: str
    pages: int
    width: int = 0
    height: int = 0
    signed: bool = False


def clean(data: bytes) -> Cleaned:
    """The document in these bytes, without anything that is not part of it.

    Raises Unfit: empty, too_big (`most_mb`), wrong_type, broken, too_many_pixels, too_small, blurred, pdf_locked,
    pdf_active, pdf_pages (`most`, `pages`).
    """
    weigh(len(data))
    form = format_of(data)
    if form is None:
        raise Unfit("wrong_type")
    # Each kind needs a library of its own, and only that one is loaded.
    if form == "PDF":
        from bot.documents.pdfs import clean_pdf

        cleaned, pages, signed = clean_pdf(data)
        return Cleaned(cleaned, "application/pdf", pages, signed=signed)
    from bot.documents.pictures import clean_picture

    cleaned, width, height = clean_picture(data, form)
    return Cleaned(cleaned, "image/jpeg", 1, width, height)


def load_for(data: bytes) -> None:
    """Loads what `clean` needs for these bytes, so that `clean` opens no file."""
    form = format_of(data)
    if form == "PDF":
        from bot.documents.pdfs import load

        load()
    elif form is not None:
        from bot.documents.pictures import load_plugins

        load_plugins(form)


def weigh(size_bytes: int) -> None:
    """Checks a file's size, also before the file is there. Raises Unfit empty, too_big."""
    if size_bytes == 0:
        raise Unfit("empty")
    if size_bytes > BYTES_MOST:
        raise Unfit("too_big", most_mb=MOST_MB)


def format_of(data: bytes) -> Format | None:
    """The kind of file by its first bytes; None for a kind that is not taken."""
    if data.startswith(FIRST_BYTES["image/jpeg"]):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and _brands(data) & _HEIF_BRANDS and data[8:12] not in _AVIF_BRANDS:
        return "HEIF"
    if FIRST_BYTES["application/pdf"] in data[:PDF_BEGINS_WITHIN]:
        return "PDF"
    return None


def _brands(data: bytes) -> set[bytes]:
    """The formats that an ISO media file says it can be read as. Some phones put their own first and HEIC later."""
    end = min(int.from_bytes(data[:4], "big"), _BRANDS_MOST_BYTES)
    return {data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4))}
