"""Limits how much a PDF's streams hold once unpacked: bytes, and the pixels of pictures.

The PDF library unpacks nothing here, because it would unpack without a limit. A stream with an unknown packing, or
packed twice, is refused.
"""

from __future__ import annotations

import base64
import io
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from pikepdf import Array, Dictionary, Stream
from PIL import Image

from bot.documents.pictures import SCANS_MOST, scans_of
from domain.errors import Unfit

UNPACKED_MOST_BYTES = 600 * 1024**2
"""The limit for all streams together: 20 pages of A4 in colour at 300 dots per inch are less."""
PICTURE_PIXELS_MOST = 100_000_000
"""The limit for one picture: a page of A3 at 600 dots per inch has 70 million pixels."""
_PIECE_BYTES = 1024**2
_PIECES = 4096

_SHORT = {
    "/Fl": "/FlateDecode", "/LZW": "/LZWDecode", "/RL": "/RunLengthDecode", "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode", "/CCF": "/CCITTFaxDecode", "/DCT": "/DCTDecode",
}  # fmt: skip
_NOT_HEX = bytes(set(range(256)) - set(b"0123456789abcdefABCDEF"))
_WHITE = b"\0\t\n\f\r "


def filters_of(stream: Any) -> list[tuple[str, Any]]:
    """The filters of a stream in the order of undoing, each with its parameters or None."""
    given, parms = stream.get("/Filter"), stream.get("/DecodeParms", stream.get("/DP"))
    names = list(given.as_list()) if isinstance(given, Array) else [] if given is None else [given]
    with_them = list(parms.as_list()) if isinstance(parms, Array) else [parms]
    with_them += [None] * len(names)
    found = ((_SHORT.get(str(name), str(name)), parm) for name, parm in zip(names, with_them, strict=False))
    # The library decrypts; that makes nothing larger.
    return [
        (name, parm if isinstance(parm, Dictionary) else None) for name, parm in found if name != "/Crypt"
    ]


def unpacked(stream: Any, most: int) -> tuple[Iterator[bytes], str | None, Any]:
    """A stream's bytes in pieces, with the name and parameters of the picture filter that is left on them, or None.

    Raises Unfit `broken`, also while iterating, when there are more than `most` bytes or they cannot be counted.
    """
    filters = filters_of(stream)
    picture, parameters = filters.pop() if filters and filters[-1][0] in _PICTURES else (None, None)
    if sum(name in _PACKINGS for name, _ in filters) > 1 or any(name not in _UNDOING for name, _ in filters):
        # Packing twice serves only to hide the size.
        raise Unfit("broken")
    pieces: Iterator[bytes] = iter((stream.read_raw_bytes(),))
    for name, parm in filters:
        pieces = _bounded(_UNDOING[name](b"".join(pieces), parm), most)
    return pieces, picture, parameters


def weigh(stream: Any, most: int) -> int:
    """The number of bytes that a stream unpacks to, a picture as drawn. Raises Unfit `broken` above `most`."""
    pieces, picture, parameters = unpacked(stream, most)
    declared = _declared(stream)
    if declared > PICTURE_PIXELS_MOST:
        raise Unfit("broken")
    if picture is None:
        return sum(len(piece) for piece in pieces)
    pixels, bits = _PICTURES[picture](b"".join(pieces), stream, parameters)
    weight = max(pixels, declared) * bits // 8
    if pixels > PICTURE_PIXELS_MOST or weight > most:
        raise Unfit("broken")
    return weight


def _declared(picture: Any) -> int:
    width, height = picture.get("/Width", picture.get("/W")), picture.get("/Height", picture.get("/H"))
    return width * height if isinstance(width, int) and isinstance(height, int) else 0


def _bounded(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            # The reviewer who opens it would run out of memory.
            raise Unfit("broken")
        yield piece


def _inflated(data: bytes, _: Any) -> Iterator[bytes]:
    # Head and checksum are ignored, as some viewers ignore them.
    unpacking, rest = zlib.decompressobj(-zlib.MAX_WBITS), data[2:]
    while rest and not unpacking.eof:
        before = unpacking.copy()
        try:
            piece = unpacking.decompress(rest, _PIECE_BYTES)
        except zlib.error:
            break
        yield piece
        rest = unpacking.unconsumed_tail
    else:
        return
    # In a damaged stream everything before the damage counts, and nothing after it.
    with suppress(zlib.error):
        for byte in rest:
            yield before.decompress(bytes((byte,)))


def _lzw(data: bytes, parameters: Any) -> Iterator[bytes]:
    early = parameters.get("/EarlyChange", 1) if parameters is not None else 1
    early = 0 if early == 0 else 1
    table = [bytes((byte,)) for byte in range(256)] + [b"", b""]
    width, held, bits, previous = 9, 0, 0, b""
    out: list[bytes] = []
    for byte in data:
        held, bits = held << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & ((1 << bits) - 1)
        if code == 256:
            del table[258:]
            width, previous = 9, b""
            continue
        if code == 257 or code > len(table) or (code == len(table) and not previous):
            break
        entry = table[code] if code < len(table) else previous + previous[:1]
        if previous and len(table) < 4096:
            table.append(previous + entry[:1])
            if len(table) + early >= 1 << width and width < 12:
                width += 1
        previous = entry
        out.append(entry)
        if len(out) >= _PIECES:
            yield b"".join(out)
            out.clear()
    yield b"".join(out)


def _runs(data: bytes, _: Any) -> Iterator[bytes]:
    at, out = 0, []
    while at < len(data) and (length := data[at]) != 128:
        if length < 128:
            out.append(data[at + 1 : at + 2 + length])
            at += 2 + length
        else:
            out.append(data[at + 1 : at + 2] * (257 - length))
            at += 2
        if len(out) >= _PIECES:
            yield b"".join(out)
            out.clear()
    yield b"".join(out)


def _hex(data: bytes, _: Any) -> Iterator[bytes]:
    digits = data.partition(b">")[0].translate(None, _NOT_HEX)
    yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _ascii85(data: bytes, _: Any) -> Iterator[bytes]:
    try:
        yield base64.a85decode(data.strip(_WHITE).removeprefix(b"<~").partition(b"~")[0], ignorechars=_WHITE)
    except ValueError:
        # Viewers guess differently here, and one of them might unpack more.
        raise Unfit("broken") from None


def _drawn_by_pillow(form: str) -> Callable[[bytes, Any, Any], tuple[int, int]]:
    def measure(data: bytes, _stream: Any, _parameters: Any) -> tuple[int, int]:
        if form == "JPEG" and scans_of(data) > SCANS_MOST:
            raise Unfit("broken")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # This reads the head only and decodes nothing.
            with Image.open(io.BytesIO(data), formats=(form,)) as picture:
                return picture.width * picture.height, 8 * len(picture.getbands())

    return measure


def _faxed(data: bytes, stream: Any, parameters: Any) -> tuple[int, int]:
    given: Any = parameters if parameters is not None else {}
    columns, rows = given.get("/Columns", 1728), given.get("/Rows", 0) or stream.get("/Height", 0)
    # A row takes at least a bit.
    return int(columns) * (int(rows) or 8 * len(data)), 1


def _jbig2(data: bytes, _stream: Any, parameters: Any) -> tuple[int, int]:
    """The sum of all areas that are drawn: the page and every part of it (ITU-T T.88, 7.2)."""
    shared = parameters.get("/JBIG2Globals") if parameters is not None else None
    parts = [data]
    if isinstance(shared, Stream):
        pieces, picture, _ = unpacked(shared, len(data) + UNPACKED_MOST_BYTES // 8)
        parts.append(b"".join(pieces) if picture is None else b"")
    return sum(_areas(part) for part in parts), 1


def _areas(data: bytes) -> int:
    at, area = 0, 0
    while at + 11 <= len(data):
        number, flags, count = int.from_bytes(data[at : at + 4], "big"), data[at + 4], data[at + 5] >> 5
        at += 6
        if count == 7:
            count = int.from_bytes(data[at - 1 : at + 3], "big") & 0x1FFFFFFF
            at += 3 + (count + 8) // 8
        at += count * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 0x40 else 1)
        length, kind = int.from_bytes(data[at : at + 4], "big"), flags & 0x3F
        at += 4
        if length == 0xFFFFFFFF:
            raise Unfit("broken")
        if kind == 48 or 4 <= kind <= 43:
            # When a page does not give its height, the heights of its parts count.
            width, height = (int.from_bytes(data[at + step : at + step + 4], "big") for step in (0, 4))
            area += width * (0 if height == 0xFFFFFFFF else height)
        at += length
    return area


_PACKINGS: dict[str, Callable[[bytes, Any], Iterator[bytes]]] = {
    "/FlateDecode": _inflated, "/LZWDecode": _lzw, "/RunLengthDecode": _runs,
}  # fmt: skip
_UNDOING = {**_PACKINGS, "/ASCIIHexDecode": _hex, "/ASCII85Decode": _ascii85}
_PICTURES: dict[str, Callable[[bytes, Any, Any], tuple[int, int]]] = {
    "/DCTDecode": _drawn_by_pillow("JPEG"), "/JPXDecode": _drawn_by_pillow("JPEG2000"), "/CCITTFaxDecode": _faxed,
    "/JBIG2Decode": _jbig2,
}  # fmt: skip
