"""Documents for the tests, all generated: pages of text as pictures in every form, and PDFs with anything in them."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFilter, ImageFont

LINE = "This is to certify that the account was closed at its holder's request 1234567890. "


@cache
def page(width: int = 1600, height: int = 1200, size: int = 28, mode: str = "RGB") -> Image.Image:
    """A sharp page of text in letters of `size` pixels."""
    picture = Image.new("L", (width, height), 235)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    for row in range(height // (2 * size)):
        draw.text((size, row * 2 * size), LINE * (width // 400 + 1), font=font, fill=30)
    return picture.convert(mode)


def blurred(radius: float, width: int = 1600, height: int = 1200) -> Image.Image:
    """The same page out of focus. The radius is for a width of 1,600 pixels."""
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
    """A PDF of some pages; `extra` goes into its root."""
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


def signed(made: pikepdf.Pdf, *, tail: bytes = b"", **field: Any) -> bytes:
    """The PDF with an electronic signature over all of it. `tail` comes before its last line and is signed too."""
    signature = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"), SubFilter=pikepdf.Name("/adbe.pkcs7.detached"),
        ByteRange=pikepdf.Array([0, 1_000_000_001, 1_000_000_002, 1_000_000_003]), Contents=b"\xfe\xed" * 200,
    )  # fmt: skip
    kind = {"FT": pikepdf.Name.Sig, **field}
    of = pikepdf.Dictionary(Kids=pikepdf.Array([pikepdf.Dictionary(V=made.make_indirect(signature))]), **kind)
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made.make_indirect(of)]), SigFlags=3)
    data = saved(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    if tail.startswith(b"%%EOF"):
        data += tail
    elif tail:
        at = data.rindex(b"%%EOF")
        data = data[:at] + tail + data[at:]
    first = data.index(b"<" + b"feed" * 200 + b">")
    second = first + 802
    for number, put in ((1, first), (2, second), (3, len(data) - second)):
        data = data.replace(b"100000000%d" % number, b"%010d" % put)
    return data


def lzw(data: bytes) -> bytes:
    """The data packed as in PDFs of the nineties."""
    table: dict[bytes, int] = {}
    bits, width, held = 0, 9, 0
    out = bytearray()

    def put(code: int) -> None:
        nonlocal bits, held
        held, bits = held << width | code, bits + width
        while bits >= 8:
            bits -= 8
            out.append(held >> bits & 0xFF)
        held &= (1 << bits) - 1

    put(256)
    so_far = b""
    for byte in data:
        longer = so_far + bytes((byte,))
        if len(longer) == 1 or longer in table:
            so_far = longer
            continue
        put(table.get(so_far, so_far[0]))
        table[longer] = 258 + len(table)
        so_far = longer[-1:]
        if 258 + len(table) == 4095:
            put(256)
            table.clear()
            width = 9
        else:
            width = (258 + len(table)).bit_length()
    if so_far:
        put(table.get(so_far, so_far[0]))
        width = max(width, (258 + len(table) + 1).bit_length())
    put(257)
    if bits:
        out.append(held << 8 - bits & 0xFF)
    return bytes(out)


def run_lengths(data: bytes) -> bytes:
    """The data packed by repeated bytes."""
    out, at = bytearray(), 0
    while at < len(data):
        same = 1
        while same < 128 and data[at + same : at + same + 1] == data[at : at + 1]:
            same += 1
        out += bytes((257 - same, data[at])) if same > 1 else bytes((0, data[at]))
        at += same
    return bytes(out) + b"\x80"
