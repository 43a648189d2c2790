"""Checks a PDF and writes it again without programs, actions, attachments, passwords, author and tools.

A PDF with an electronic signature over all of it keeps its bytes, because every change would break the signature. The
reviewer is told of the signature; it is not verified here. Nothing is drawn here: the reviewer judges what is on the
pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pikepdf.settings
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from bot.documents.pdf_drawing import check_drawing
from bot.documents.pdf_streams import UNPACKED_MOST_BYTES, filters_of, unpacked, weigh
from bot.documents.pictures import load_plugins
from domain.errors import Unfit
from domain.rules.designated import MOST_PAGES

OBJECTS_MOST = 100_000
DEPTH_MOST = 50
_TAIL_BYTES = 2048
"""How near the end the last mark has to be; what follows a PDF is mostly another file."""
_PADDING = b"\0\t\n\f\r "

_ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/Launch"}
)
_ACTIVE_KINDS = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
    "/RichMedia", "/RichMediaExecute", "/FileAttachment", "/3D", "/Screen", "/EmbeddedFile",
})  # fmt: skip
_KIND_KEYS = ("/S", "/Subtype", "/Type")
_GONE_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/PA", "/Perms")
"""Keys about the author and tools, and keys of actions that run by themselves."""
_HIDDEN = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|EmbeddedFile|GoToE|GoToR|RichMedia)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def load() -> None:
    """Loads and opens everything that `clean_pdf` needs later."""
    load_plugins("PDF")
    most = UNPACKED_MOST_BYTES
    pikepdf.settings.set_qpdf_limits(flate_max_memory=most, run_length_max_memory=most)
    with pikepdf.new() as blank:
        # For locked documents the library needs a source of randomness, which it keeps open.
        blank.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="x", user=""))


def clean_pdf(data: bytes) -> tuple[bytes, int, bool]:
    """The PDF, the number of its pages, and whether it is signed.

    Raises Unfit: broken, pdf_locked, pdf_active, pdf_pages. A PDF that opens without a password is not locked,
    whatever else its author forbade. Bytes before its first line and padding after its last are dropped.
    """
    sent = data[data.index(b"%PDF-") :]
    data = sent.rstrip(_PADDING)
    if b"%%EOF" not in data[-_TAIL_BYTES:]:
        # The library would repair what it can, and pages would be missing.
        raise Unfit("broken")
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            if pages == 0:
                raise Unfit("broken")
            if pages > MOST_PAGES:
                raise Unfit("pdf_pages", most=MOST_PAGES, pages=pages)
            _look_through(pdf)
            check_drawing(pdf)
            end = _signed_until(pdf, sent)
            if end is not None and end >= len(data):
                _check_kept(pdf, sent[:end])
                return sent[:end], pages, True
            return _anew(pdf), pages, False
    except Unfit:
        raise
    except pikepdf.PasswordError:
        raise Unfit("pdf_locked") from None
    except Exception:
        # A PDF can be broken in many ways; for a person they are the same.
        raise Unfit("broken") from None


def _look_through(pdf: Pdf) -> None:
    """Raises Unfit `pdf_active` for programs, actions and attachments, and `broken` for too many or too large
    objects.
    """
    room = UNPACKED_MOST_BYTES
    for found in _dictionaries(pdf):
        keys = set(found.keys())
        if isinstance(found, Stream):
            if keys & {"/F", "/FFilter"}:
                # The bytes of this stream lie in another file.
                raise Unfit("pdf_active")
            room -= weigh(found, room)
        if keys & _ACTIVE_KEYS or any(
            _kind(found, key) in _ACTIVE_KINDS for key in _KIND_KEYS if key in keys
        ):
            raise Unfit("pdf_active")


def _signed_until(pdf: Pdf, data: bytes) -> int | None:
    """The byte up to which the form's signatures cover everything; None without a signature."""
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, Dictionary) else None
    ahead: list[tuple[Any, str | None, int]] = (
        [(one, None, 0) for one in fields.as_list()] if isinstance(fields, Array) else []
    )
    seen, until = 0, None
    while ahead:
        field, kind, depth = ahead.pop()
        seen += 1
        if seen > OBJECTS_MOST or depth > DEPTH_MOST:
            raise Unfit("broken")
        if not isinstance(field, Dictionary):
            continue
        kind = _kind(field, "/FT") or kind
        if kind == "/Sig":
            until = max(until or 0, _covered(field.get("/V"), data)) or None
        kids = field.get("/Kids")
        if isinstance(kids, Array):
            ahead += [(kid, kind, depth + 1) for kid in kids.as_list()]
    return until


def _covered(signature: Any, data: bytes) -> int:
    """The byte up to which a signature covers everything but its own value; 0 for an invalid one."""
    if not isinstance(signature, Dictionary) or _kind(signature, "/Filter") is None:
        return 0
    spans: Any = signature.get("/ByteRange")
    value: Any = signature.get("/Contents")
    value = bytes(value) if isinstance(value, pikepdf.String) else b""
    numbers = list(spans.as_list()) if isinstance(spans, Array) else []
    if len(numbers) != 4 or not all(isinstance(one, int) for one in numbers):
        return 0
    start, first, second, length = (int(one) for one in numbers)
    left_out, end = data[first:second], second + length
    whole = (
        start == 0
        and 0 < first < second < end <= len(data)
        and left_out[:1] + left_out[-1:] == b"<>"
        and left_out[1:-1].strip(b"0123456789abcdefABCDEF") == b""
        and bytes.fromhex(left_out[1:-1].decode("ascii")) == value
        and any(value)
    )
    return end if whole else 0


def _check_kept(pdf: Pdf, data: bytes) -> None:
    """Refuses a signed PDF with actions that run by themselves, also hidden ones that only a repair would find."""
    if not data.rstrip(_PADDING).endswith(b"%%EOF") or _HIDDEN.search(_ESCAPED.sub(_unescaped, data)):
        raise Unfit("pdf_active")
    for found in _dictionaries(pdf):
        opening = found.get("/OpenAction")
        if "/AA" in found or (isinstance(opening, Dictionary) and _kind(opening, "/S") != "/GoTo"):
            raise Unfit("pdf_active")
        if any(_kind(action, "/S") not in ("/GoTo", "/URI", None) for action in _actions(found)):
            raise Unfit("pdf_active")


def _actions(found: Any) -> list[Any]:
    """The actions of a dictionary, in order."""
    following = found.get("/Next") if "/S" in found else None
    given = [found.get("/A"), *(following.as_list() if isinstance(following, Array) else [following])]
    return [one for one in given if isinstance(one, Dictionary)]


def _unescaped(digits: re.Match[bytes]) -> bytes:
    return bytes.fromhex(digits[1].decode("ascii"))


def _dictionaries(pdf: Pdf) -> Iterator[Any]:
    """Every dictionary of the file, also those inside others and inside streams."""
    # The list of objects does not hold the trailer, which may hold dictionaries of its own.
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
            # An indirect object has its own turn.
            ahead += [
                (value, depth + 1) for value in inside if isinstance(value, Object) and not value.is_indirect
            ]


def _kind(found: Any, key: str) -> str | None:
    value = found.get(key)
    return str(value) if isinstance(value, Name) else None


def _anew(pdf: Pdf) -> bytes:
    for found in _dictionaries(pdf):
        for key in _GONE_KEYS:
            if key in found:
                del found[key]
        for key, value in list(found.items()):
            if isinstance(value, Dictionary) and (
                # A signature that does not cover the file is worthless and would be shown as broken.
                "/ByteRange" in value or (key == "/A" and _kind(value, "/S") not in ("/GoTo", None))
            ):
                del found[key]
        if "/S" in found and "/Next" in found:
            del found["/Next"]
    for holder, key in ((pdf.trailer, "/Info"), (pdf.Root, "/Names"), (pdf.Root, "/URI")):
        if key in holder:
            del holder[key]
    for found in pdf.objects:
        if isinstance(found, Stream) and "/DCTDecode" in [name for name, _ in filters_of(found)]:
            # A photo inside a PDF still holds the place where it was taken.
            pieces, _, parameters = unpacked(found, UNPACKED_MOST_BYTES)
            photo = without_notes(b"".join(pieces))
            found.write(photo, filter=Name.DCTDecode, decode_parms=parameters)
    kept = io.BytesIO()
    pdf.save(kept, encryption=False)
    return kept.getvalue()


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without its notes (position, camera, comments). The picture is the same to the bit."""
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xDA or length < 2:
            break
        # APP0 holds the density, APP2 the colours, APP14 how they are encoded.
        if not (marker == 0xFE or 0xE1 <= marker <= 0xEF) or marker in (0xE2, 0xEE):
            kept += jpeg[at : at + 2 + length]
        at += 2 + length
    return bytes(kept) + jpeg[at:]
