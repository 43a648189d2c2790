"""Papers for the tests: pages of text as pictures in every form, and PDFs with what a PDF may hold. All made here."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFilter, ImageFont

LINE = "This is to certify that the account was closed at its holder's request 1234567890. "


@cache
def page(width: int = 1600, height: int = 1200, size: int = 28, mode: str = "RGB") -> Image.Image:
    """A sharp page of text in letters of ``size`` pixels."""
    picture = Image.new("L", (width, height), 235)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    for row in range(height // (2 * size)):
        draw.text((size, row * 2 * size), LINE * (width // 400 + 1), font=font, fill=30)
    return picture.convert(mode)


def blurred(radius: float, width: int = 1600, height: int = 1200) -> Image.Image:
    """The same out of focus; the radius is for a width of 1,600."""
    return page(width, height, width * 28 // 1600).filter(ImageFilter.GaussianBlur(radius * width / 1600))


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The picture's file."""
    made = io.BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


def with_notes() -> bytes:
    """A JPEG that lies on its side and says where, by what and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (32.0, 3.0, 40.0), 29: "2026:SECRETDAY"})
    return encoded(page(), exif=exif, comment=b"SECRETCOMMENT", icc_profile=b"SECRETPROFILE" * 20)


def pdf(pages: int = 1, *, photo: bytes | None = None, **extra: Any) -> pikepdf.Pdf:
    """A PDF of some pages; ``extra`` goes into its root."""
    made = pikepdf.new()
    for number in range(pages):
        blank = made.add_blank_page()
        blank.Contents = made.make_stream(b"BT /F1 12 Tf (page %d) Tj ET" % number)
        if photo is not None:
            stream = made.make_stream(b"")
            stream.write(photo, filter=pikepdf.Name.DCTDecode)
            stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            blank.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=made.make_indirect(stream)))
    for key, value in extra.items():
        made.Root[f"/{key}"] = value
    return made


def saved(made: pikepdf.Pdf, **options: Any) -> bytes:
    """The PDF's file."""
    kept = io.BytesIO()
    made.save(kept, **options)
    return kept.getvalue()
