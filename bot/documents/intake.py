"""What a person sent becomes a paper that may be kept, or an ``Unfit`` that says what to do instead.

Judged by its bytes alone. Pictures become a JPEG without anything but the picture, PDFs are looked through and
written anew. Pure and synchronous; ``apart`` runs it where a hostile file can do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.errors import Unfit
from domain.rules.designated import MOST_MB

BYTES_MOST = MOST_MB * 1024**2
FIRST_BYTES = {"image/jpeg": b"\xff\xd8\xff", "application/pdf": b"%PDF-"}
"""What may be kept, by its media type."""
UNFIT: dict[str, tuple[str, ...]] = {
    "empty": (), "too_big": ("most_mb",), "wrong_type": (), "broken": (), "too_many_pixels": (),
    "too_small": ("long", "short"), "blurred": (), "pdf_locked": (), "pdf_active": (), "pdf_pages": ("most", "pages"),
}  # fmt: skip
"""Every refusal, with the numbers that go with it."""
PDF_BEGINS_WITHIN = 1024
"""What a mail program or a server put in front of a PDF; readers look as far."""
_HEIF_BRANDS = frozenset({
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"miaf", b"MiHE",
})  # fmt: skip
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_BRANDS_MOST_BYTES = 1024

Form = Literal["PDF", "JPEG", "PNG", "WEBP", "HEIF"]


@dataclass(frozen=True, slots=True, repr=False)
class Cleaned:
    """A document that may be kept. ``width`` and ``height`` in pixels, 0 for a PDF.

    ``signed``: a PDF with an electronic signature over all of it, whose bytes are as they came.
    """

    data: bytes
    media_type: str
    pages: int
    width: int = 0
    height: int = 0
    signed: bool = False


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

        cleaned, pages, signed = clean_pdf(data)
        return Cleaned(cleaned, "application/pdf", pages, signed=signed)
    from bot.documents.pictures import clean_picture

    cleaned, width, height = clean_picture(data, form)
    return Cleaned(cleaned, "image/jpeg", 1, width, height)


def load_for(data: bytes) -> None:
    """Loads what ``clean`` needs for these bytes: afterwards it opens no file."""
    form = form_of(data)
    if form == "PDF":
        from bot.documents.pdfs import load

        load()
    elif form is not None:
        from bot.documents.pictures import load_plugins

        load_plugins(form)


def weigh(size_bytes: int) -> None:
    """Whether a file of this size may be looked at, also before it is there. Raises Unfit empty, too_big."""
    if size_bytes == 0:
        raise Unfit("empty")
    if size_bytes > BYTES_MOST:
        raise Unfit("too_big", most_mb=MOST_MB)


def form_of(data: bytes) -> Form | None:
    """What the first bytes say it is; None for everything that is not taken."""
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
    """What a file of boxes says it may be read as: some phones name themselves first, and HEIC behind."""
    end = min(int.from_bytes(data[:4], "big"), _BRANDS_MOST_BYTES)
    return {data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4))}
