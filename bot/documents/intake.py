"""What a person sent becomes a paper that may be kept, or an ``Unfit`` that says what to do instead.

Judged by its bytes alone. Pictures become a JPEG without anything but the picture, PDFs are looked through and
written anew. Pure and synchronous; ``apart`` runs it where a hostile file can do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.errors import Unfit

BYTES_MOST = 10 * 1024 * 1024
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})

Form = Literal["PDF", "JPEG", "PNG", "WEBP", "HEIF"]


@dataclass(frozen=True, slots=True, repr=False)
class Cleaned:
    """A paper that may be kept. ``width`` and ``height`` in pixels, 0 for a PDF."""

    data: bytes
    media_type: str
    pages: int
    width: int = 0
    height: int = 0


def clean(data: bytes) -> Cleaned:
    """The paper in these bytes, without anything that is not part of it.

    Raises Unfit: empty, too_big (``most_mb``), wrong_type, broken, too_many_pixels, too_small, blurred, pdf_locked,
    pdf_active, pdf_pages (``most``, ``pages``).
    """
    weigh(len(data))
    form = form_of(data)
    if form is None:
        raise Unfit("wrong_type")
    # Each brings a library of its own, and only one of them is needed.
    if form == "PDF":
        from bot.documents.pdfs import clean_pdf

        cleaned, pages = clean_pdf(data)
        return Cleaned(cleaned, "application/pdf", pages)
    from bot.documents.pictures import clean_picture

    cleaned, width, height = clean_picture(data, form)
    return Cleaned(cleaned, "image/jpeg", 1, width, height)


def weigh(size_bytes: int) -> None:
    """Whether a file of this size may be looked at, also before it is there. Raises Unfit empty, too_big."""
    if size_bytes == 0:
        raise Unfit("empty")
    if size_bytes > BYTES_MOST:
        raise Unfit("too_big", most_mb=BYTES_MOST // 1024**2)


def form_of(data: bytes) -> Form | None:
    """What the first bytes say it is; None for everything that is not taken."""
    if data.startswith(b"%PDF-"):
        return "PDF"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None
