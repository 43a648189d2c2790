"""PDFs that are more than they seem: too large when unpacked or drawn, acting by themselves, signed in name only."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image

from bot.documents import pdf_drawing, pdf_streams, pdfs
from bot.documents.intake import clean
from bot.documents.pdf_streams import unpacked, weigh
from domain.errors import Unfit
from tests.support.document_files import encoded, lzw, page, pdf, run_lengths, saved, signed, with_notes

MB = 1024**2
FAULTS = Path(__file__).parents[3] / "shared" / "faults"


def stream_of(made: pikepdf.Pdf, data: bytes, *filters: str, **extra: Any) -> Any:
    stream = made.make_stream(b"")
    stream.write(data, filter=Array([Name(f"/{one}") for one in filters]))
    for key, value in extra.items():
        stream[f"/{key}"] = value
    return made.make_indirect(stream)


def with_stream(data: bytes, *filters: str, **extra: Any) -> bytes:
    """A PDF that holds a stream somewhere."""
    made = pdf()
    made.Root["/Held"] = stream_of(made, data, *filters, **extra)
    return saved(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def picture(data: bytes, *filters: str, width: int = 100, height: int = 100, **extra: Any) -> bytes:
    size = {"Width": width, "Height": height}
    return with_stream(data, *filters, Subtype=Name.Image, **size, **extra)


def large(form: str) -> bytes:
    """A picture file whose head says 60,000 times 60,000."""
    small = encoded(Image.new("L", (64, 64)), form)
    at = small.index(b"\xff\xc0") + 5 if form == "JPEG" else small.index(b"ihdr") + 4
    number = (60_000).to_bytes(2 if form == "JPEG" else 4, "big")
    return small[:at] + number * 2 + small[at + 2 * len(number) :]


def jbig2(width: int, height: int) -> bytes:
    """The head of a JBIG2 page of this size."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return bytes(4) + b"\x30\x00\x01" + (19).to_bytes(4, "big") + size + bytes(11)


def nested(link: Callable[[pikepdf.Pdf, Any], tuple[bytes, Dictionary]], levels: int = 9) -> bytes:
    """A PDF in which every level draws the one below it by `link`."""
    made = pdf()
    inner: Any = made.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, PatternType=1)
    for _ in range(levels):
        content, resources = link(made, made.make_indirect(inner))
        inner = made.make_stream(
            content, Type=Name.XObject, Subtype=Name.Form, PatternType=1, Resources=resources
        )
    content, resources = link(made, made.make_indirect(inner))
    made.pages[0].Contents, made.pages[0].Resources = made.make_stream(content), resources
    return saved(made)


def forms(_: pikepdf.Pdf, inner: Any) -> tuple[bytes, Dictionary]:
    return b"/F#31 Do /F1 % a word\n Do " * 5, Dictionary(XObject=Dictionary(F1=inner))


def masks(_: pikepdf.Pdf, inner: Any) -> tuple[bytes, Dictionary]:
    return b"/G gs " * 10, Dictionary(
        ExtGState=Dictionary(G=Dictionary(SMask=Dictionary(S=Name.Alpha, G=inner)))
    )


def patterns(_: pikepdf.Pdf, inner: Any) -> tuple[bytes, Dictionary]:
    return b"/Pattern cs /P scn 0 0 9 9 re f", Dictionary(Pattern=Dictionary(P=inner))


def itself() -> bytes:
    made = pdf()
    form = made.make_indirect(made.make_stream(b"/F Do", Subtype=Name.Form))
    form.Resources = Dictionary(XObject=Dictionary(F=form))
    made.pages[0].Contents, made.pages[0].Resources = made.make_stream(b"/F Do"), form.Resources
    return saved(made)


def letters() -> bytes:
    made = pdf()
    form = made.make_indirect(made.make_stream(b"0 0 9 9 re f", Subtype=Name.Form))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, Resources=Dictionary(XObject=Dictionary(F=form)))
    made.pages[0].Contents = made.make_stream(b"BT /T 9 Tf (aaaa) Tj ET")
    made.pages[0].Resources = Dictionary(Font=Dictionary(T=font))
    return saved(made)


def often() -> bytes:
    """A PDF that draws a large picture thousands of times."""
    made = pdf()
    scan = stream_of(
        made, encoded(page(1600, 1200)), "DCTDecode", Subtype=Name.Image, Width=1600, Height=1200
    )
    made.pages[0].Contents = made.make_stream(b"/I Do " * 3000)
    made.pages[0].Resources = Dictionary(XObject=Dictionary(I=scan))
    return saved(made)


def inline(side: int) -> bytes:
    made = pdf()
    content = b"q BI /W %d /H %d /BPC 1 /F /CCF ID x\nEI Q" % (side, side)
    made.pages[0].Contents = made.make_stream(content)
    return saved(made)


ZEROS = bytes(2 * MB)
TOO_MUCH: dict[str, Callable[[], bytes]] = {
    "Flate": lambda: with_stream(zlib.compress(ZEROS), "FlateDecode"),
    "Flate by its short name": lambda: with_stream(zlib.compress(ZEROS), "Fl"),
    "Flate with a wrong sum at its end": lambda: with_stream(zlib.compress(ZEROS)[:-4] + b"0000", "FlateDecode"),
    "Flate that is damaged near its end": lambda: with_stream(zlib.compress(ZEROS)[:-9] + b"\xff" * 9, "FlateDecode"),
    "Flate with a damaged head": lambda: with_stream(b"00" + zlib.compress(ZEROS)[2:], "FlateDecode"),
    "LZW": lambda: with_stream(lzw(ZEROS), "LZWDecode"),
    "run lengths": lambda: with_stream(run_lengths(ZEROS), "RunLengthDecode"),
    "hexadecimal Flate": lambda: with_stream(
        zlib.compress(ZEROS).hex().encode() + b">", "ASCIIHexDecode", "FlateDecode"),
    "hexadecimal run lengths": lambda: with_stream(run_lengths(ZEROS).hex().encode(), "AHx", "RL"),
    "Flate in LZW": lambda: with_stream(lzw(zlib.compress(b"x")), "LZWDecode", "FlateDecode"),
    "LZW in Flate": lambda: with_stream(zlib.compress(lzw(b"x")), "FlateDecode", "LZWDecode"),
    "Flate twice": lambda: with_stream(zlib.compress(zlib.compress(b"x")), "FlateDecode", "FlateDecode"),
    "an unknown filter": lambda: with_stream(b"x", "BrotliDecode"),
    "a fax": lambda: picture(b"\0" * 99, "CCF", DecodeParms=Array([Dictionary(Columns=60_000, Rows=60_000)])),
    "a fax without its height": lambda: with_stream(
        bytes(MB), "CCITTFaxDecode", DecodeParms=Array([Dictionary(Columns=90_000)])),
    "a JBIG2 page": lambda: picture(jbig2(60_000, 60_000), "JBIG2Decode"),
    "a JPEG": lambda: picture(large("JPEG"), "DCTDecode"),
    "a JPEG in Flate": lambda: picture(zlib.compress(large("JPEG")), "FlateDecode", "DCTDecode"),
    "a JPEG 2000": lambda: picture(large("JPEG2000"), "JPXDecode"),
    "a picture that says it is large": lambda: picture(zlib.compress(b"x"), "Fl", width=60_000, height=60_000),
    "a picture in the middle of a page": lambda: inline(60_000),
    "forms in forms": lambda: nested(forms),
    "masks in masks": lambda: nested(masks),
    "patterns in patterns": lambda: nested(patterns, 3),
    "a form that draws itself": itself,
    "letters that draw forms": letters,
    "a picture again and again": often,
}  # fmt: skip


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_would_take_a_reviewers_viewer_for_ever_is_refused(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdfs, "UNPACKED_MOST_BYTES", MB)
    monkeypatch.setattr(pdf_streams, "PICTURE_PIXELS_MOST", 2_000_000)
    monkeypatch.setattr(pdf_drawing, "PICTURE_PIXELS_MOST", 2_000_000)
    with pytest.raises(Unfit, match="broken"):
        clean(TOO_MUCH[what]())


def scan(bits: str = "CCITTFaxDecode") -> bytes:
    return picture(
        b"\0\x10\x01" * 9, bits, width=1700, height=1100, DecodeParms=Array([Dictionary(K=-1, Columns=1700)])
    )


def shared_resources() -> bytes:
    """A PDF as many programs write it: every form has the resources of all, itself among them."""
    made = pdf()
    form = made.make_indirect(made.make_stream(b"0 0 9 9 re f", Subtype=Name.Form))
    form.Resources = Dictionary(XObject=Dictionary(F=form))
    made.pages[0].Contents, made.pages[0].Resources = made.make_stream(b"/F Do " * 500), form.Resources
    return saved(made)


SOUND: dict[str, Callable[[], bytes]] = {
    "LZW": lambda: with_stream(lzw(b"a b a b a b"), "LZWDecode"),
    "a scan of a whole page": lambda: picture(zlib.compress(bytes(3 * 2480 * 3508)), "Fl", width=2480, height=3508),
    "a fax": scan,
    "a JPEG in Flate": lambda: picture(
        zlib.compress(with_notes()), "FlateDecode", "DCTDecode", width=1600, height=1200),
    "a JPEG 2000": lambda: picture(encoded(page(), "JPEG2000"), "JPXDecode"),
    "a small JBIG2": lambda: picture(jbig2(100, 100), "JBIG2Decode"),
    "resources that are shared": shared_resources,
    "a picture in the middle of a page": lambda: inline(60),
    "a mark of bytes in front": lambda: b"\xef\xbb\xbf" + saved(pdf()),
    "an empty line in front": lambda: b"\r\n" + saved(pdf()),
    "a head of mail in front": lambda: b"Content-Type: application/pdf\r\n" * 2 + saved(pdf()),
    "padding behind": lambda: saved(pdf()) + bytes(3000),
    "padding on both sides": lambda: b"\n\n" + saved(pdf()) + b"\r\n" * 1500,
}  # fmt: skip


@pytest.mark.parametrize("what", SOUND)
def test_what_programs_really_write_is_taken(what: str) -> None:
    found = clean(SOUND[what]())
    assert (found.media_type, found.pages, found.signed) == ("application/pdf", 1, False)
    assert found.data.startswith(b"%PDF-")
    assert b"SECRETCAMERA" not in found.data


@pytest.mark.parametrize("name", ["bom.pdf", "crlf.pdf", "nuls_behind.pdf", "plain.pdf"])
def test_sound_documents_that_were_refused_once_are_taken(name: str) -> None:
    if not (FAULTS / name).is_file():
        pytest.skip("the collection of documents is not beside this project")
    assert clean((FAULTS / name).read_bytes()).pages == 1


@given(st.binary(max_size=3000) | st.binary(max_size=3).map(lambda some: some * 1000))
def test_what_is_counted_is_what_the_library_unpacks(data: bytes) -> None:
    made = pikepdf.new()
    for packed, name in (
        (zlib.compress(data), "FlateDecode"), (lzw(data), "LZWDecode"), (run_lengths(data), "RunLengthDecode"),
        (data.hex().encode() + b">", "ASCIIHexDecode"),
    ):  # fmt: skip
        stream = stream_of(made, packed, name)
        assert weigh(stream, 10 * MB) == len(data)
        assert b"".join(unpacked(stream, 10 * MB)[0]) == data
        assert stream.read_bytes(pikepdf.StreamDecodeLevel.specialized) == data


def acting() -> pikepdf.Pdf:
    made = pdf(2)
    open_it = Dictionary(S=Name.URI, URI="https://shop.example/open")
    jump = Dictionary(S=Name.GoTo, D=Array([made.pages[1].obj, Name.Fit]), Next=Array([open_it]))
    links = [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action, PA=open_it)
             for action in (open_it, jump, Dictionary(S=Name.Named, N=Name.Print))]  # fmt: skip
    made.pages[0].Annots = Array([made.make_indirect(one) for one in links])
    made.pages[0].obj["/AA"] = Dictionary(O=open_it)
    made.Root.OpenAction = made.make_indirect(Dictionary(S=Name.Named, N=Name.Print))
    made.Root["/AA"] = Dictionary(WC=open_it)
    made.Root.Names = Dictionary(Dests=Dictionary(Names=Array([])))
    return made


def test_nothing_happens_when_a_document_is_opened_and_links_lead_within_it() -> None:
    found = clean(saved(acting()))
    with pikepdf.open(io.BytesIO(found.data)) as kept:
        plain = saved(kept, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        for word in (b"shop.example", b"/OpenAction", b"/AA", b"/Names", b"/URI", b"/Print", b"/PA"):
            assert word not in plain
        left: list[Any] = [note.get("/A") for note in kept.pages[0].Annots]
        assert left[0] is left[2] is None
        assert str(left[1].S) == "/GoTo"
        assert left[1].D[0].objgen == kept.pages[1].obj.objgen


def test_a_file_elsewhere_is_no_part_of_a_document() -> None:
    with pytest.raises(Unfit, match="pdf_active"):
        clean(with_stream(b"x", "FlateDecode", F="secret.txt"))


def test_a_signed_document_keeps_its_bytes_and_says_so() -> None:
    data = signed(pdf(photo=with_notes()))
    for sent in (data, data + bytes(500), b"\r\n" + data):
        found = clean(sent)
        assert (found.data, found.signed) == (data, True)


def test_a_signature_in_name_only_keeps_nothing() -> None:
    beside = pdf()
    beside.trailer["/X"] = Dictionary(ByteRange=Array([0, 0, 0, 0]))
    whole = signed(pdf(photo=with_notes()))
    changed = io.BytesIO()
    with pikepdf.open(io.BytesIO(whole)) as again:
        again.save(changed)
    without_type = signed(pdf(), FT=Name.Tx)
    for data in (
        saved(beside),
        changed.getvalue(),
        without_type,
        whole + b"\n1 0 obj <</New true>> endobj\n%%EOF",
    ):
        found = clean(data)
        assert not found.signed
        assert found.data != data
        assert b"SECRETCAMERA" not in found.data
        assert b"ByteRange" not in found.data


@pytest.mark.parametrize("what", ["opens", "acts", "hidden", "escaped", "tail"])
def test_a_signature_does_not_keep_what_acts(what: str) -> None:
    made = pdf()
    if what == "opens":
        made.Root.OpenAction = Dictionary(S=Name.URI, URI="https://shop.example")
    elif what == "acts":
        made.pages[0].obj["/AA"] = Dictionary(O=Dictionary(S=Name.Named, N=Name.Print))
    hidden = {
        "hidden": b"99 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj\n",
        "escaped": b"99 0 obj <</S /Java#53cript /JS (app.alert(1))>> endobj\n",
        "tail": b"%%EOF\n<html><script>alert(1)</script>",
    }
    data = signed(made, tail=hidden.get(what, b""))
    with pytest.raises(Unfit, match="pdf_active"):
        clean(data)


def test_a_link_in_a_signed_letter_is_not_held_against_it() -> None:
    made = pdf()
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.URI, URI="x")
    )
    made.pages[0].Annots = Array([made.make_indirect(link)])
    assert clean(signed(made)).signed
