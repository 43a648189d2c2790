"""A PDF is looked through and written anew: without programs, attachments, passwords, or who made it where.

One that is signed electronically keeps its bytes, since every change would break the signature. What is on its pages
is for the reviewer's eyes: nothing is drawn here.
"""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from domain.errors import Unfit

PAGES_MOST = 20
OBJECTS_MOST = 100_000
DEPTH_MOST = 50
INFLATED_MOST_BYTES = 600 * 1024**2
"""Of all that is packed in it: 20 pages of A4 in colour at 300 dots per inch are less."""
_PIECE_BYTES = 1024**2
_TAIL_BYTES = 2048
"""How near the end its last mark has to be; what follows a PDF is mostly another file."""

_ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/Launch"}
)
_ACTIVE_KINDS = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
    "/RichMedia", "/RichMediaExecute", "/FileAttachment", "/3D", "/Screen", "/EmbeddedFile",
})  # fmt: skip
_KIND_KEYS = ("/S", "/Subtype", "/Type")
_ABOUT_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")


def clean_pdf(data: bytes) -> tuple[bytes, int]:
    """The PDF and the number of its pages. Raises Unfit: broken, pdf_locked, pdf_active, pdf_pages.

    One that opens without a password is not locked, whatever else its maker forbade.
    """
    if b"%%EOF" not in data[-_TAIL_BYTES:]:
        # The library would make what it can of the rest, and pages would be missing.
        raise Unfit("broken")
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if pages == 0:
                raise Unfit("broken")
            if pages > PAGES_MOST:
                raise Unfit("pdf_pages", most=PAGES_MOST, pages=pages)
            signed = _look_through(pdf)
            return data if signed else _anew(pdf), pages
    except Unfit:
        raise
    except pikepdf.PasswordError:
        raise Unfit("pdf_locked") from None
    except Exception:
        # Broken in one of many ways; none of them is worth more than this to a person.
        raise Unfit("broken") from None


def _look_through(pdf: Pdf) -> bool:
    """Whether it is signed. Raises Unfit pdf_active for anything that acts or is carried along."""
    signed, room = False, INFLATED_MOST_BYTES
    for found in _dictionaries(pdf):
        if isinstance(found, Stream):
            room -= _inflated(found, room)
            if room < 0:
                # Whoever opens it would run out of memory, and that is a reviewer.
                raise Unfit("broken")
        keys = set(found.keys())
        if keys & _ACTIVE_KEYS or any(
            _kind(found, key) in _ACTIVE_KINDS for key in _KIND_KEYS if key in keys
        ):
            raise Unfit("pdf_active")
        signed = signed or "/ByteRange" in keys
    return signed


def _dictionaries(pdf: Pdf) -> Iterator[Any]:
    """Every dictionary of the file, those inside others and of streams too."""
    # The trailer is no object of the list, and may hold some of its own.
    ahead: list[tuple[Object, int]] = [(pdf.trailer, 0)]
    for count, found in enumerate(pdf.objects):
        if count > OBJECTS_MOST:
            raise Unfit("broken")
        ahead.append((found, 0))
        while ahead:
            one, depth = ahead.pop()
            if depth > DEPTH_MOST:
                raise Unfit("broken")
            if isinstance(one, Array):
                inside = list(one.as_list())
            elif isinstance(one, Dictionary | Stream):
                yield one
                inside = [value for _, value in one.items()]
            else:
                continue
            # What lies elsewhere has its own turn.
            ahead += [
                (value, depth + 1) for value in inside if isinstance(value, Object) and not value.is_indirect
            ]


def _inflated(stream: Any, most: int) -> int:
    """How many bytes a packed stream unpacks to; more than ``most`` once it is known to be more."""
    given = stream.get("/Filter")
    filters = [str(one) for one in (given.as_list() if isinstance(given, Array) else [given])]
    packed = [one for one in filters if one in ("/FlateDecode", "/Fl")]
    if not packed:
        return 0
    if len(packed) > 1:
        return most + 1  # nobody packs twice but to hide how much it is
    raw = stream.read_raw_bytes()
    try:
        if filters[0] in ("/ASCII85Decode", "/A85"):
            raw = base64.a85decode(raw.strip().removeprefix(b"<~").removesuffix(b"~>"))
        unpacked, size = zlib.decompressobj(), 0
        while raw and not unpacked.eof and size <= most:
            size += len(unpacked.decompress(raw, _PIECE_BYTES))
            raw = unpacked.unconsumed_tail
    except (zlib.error, ValueError):
        return 0  # damaged, which is the viewer's to say
    return size


def _kind(found: Any, key: str) -> str | None:
    value = found.get(key)
    return str(value) if isinstance(value, Name) else None


def _anew(pdf: Pdf) -> bytes:
    for found in _dictionaries(pdf):
        for key in _ABOUT_KEYS:
            if key in found:
                del found[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for found in pdf.objects:
        if isinstance(found, Stream) and found.get("/Filter") == Name.DCTDecode:
            # A photo put into a PDF still knows where it was taken.
            parameters: Any = found.get("/DecodeParms")
            photo = without_notes(found.read_raw_bytes())
            found.write(photo, filter=Name.DCTDecode, decode_parms=parameters)
    kept = io.BytesIO()
    pdf.save(kept, encryption=False)
    return kept.getvalue()


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without its notes: position, camera, comments. The picture is the same to the bit."""
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xDA or length < 2:
            break
        # APP0 is its density, APP2 its colours, APP14 how they are written.
        if not (marker == 0xFE or 0xE1 <= marker <= 0xEF) or marker in (0xE2, 0xEE):
            kept += jpeg[at : at + 2 + length]
        at += 2 + length
    return bytes(kept) + jpeg[at:]
