"""Hostile and unlucky files: each is refused with its code, or cleaned. Only the content counts, never the name."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageStat

from bot.documents.cleaning_process import Cleaner
from bot.documents.intake import BYTES_MOST, clean
from bot.documents.pdfs import without_notes
from bot.documents.pictures import SHARP_LEAST, sharpness
from bot.screens.notices import unfit
from bot.texts.languages import LOCALES
from domain.errors import Unfit
from domain.views import Locale
from tests.support.document_files import blurred, encoded, page, pdf, saved, with_notes


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be this large and holds almost nothing: a bomb for a program that believes it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def zip_file() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("licence.jpg", encoded(page()))
    return made.getvalue()


def script(**action: object) -> bytes:
    made = pdf()
    made.Root.OpenAction = (
        Dictionary(S=Name.JavaScript, JS="app.alert(1)") if not action else Dictionary(action)
    )
    return saved(made)


def nested_script() -> bytes:
    """A PDF with a script on a button deep in a page, compressed, behind an escaped name."""
    made = pdf()
    button = made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9])))
    button["/AA"] = Dictionary(D=Dictionary(Next=Array([Dictionary(S=Name("/Launch"), F="calc")])))
    made.pages[0].Annots = Array([button])
    return saved(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def attached() -> bytes:
    made = pdf()
    made.attachments["a.exe"] = b"MZ"
    return saved(made)


def locked() -> bytes:
    return saved(pdf(), encryption=pikepdf.Encryption(owner="o", user="u"))


def passes() -> bytes:
    """A JPEG that is drawn over and over: 20 seconds for one megabyte, for a program that waits."""
    drawn = encoded(Image.new("RGB", (1600, 1200)), progressive=True)
    at = drawn.rindex(b"\xff\xda")
    return drawn[:-2] + drawn[at:-2] * 200 + drawn[-2:]


def packed(*filters: Name) -> bytes:
    """A PDF of one page in which hundreds of megabytes are packed small."""
    packing = zlib.compressobj(9)
    content = b"".join(packing.compress(bytes(1024**2)) for _ in range(700)) + packing.flush()
    if len(filters) > 1:
        content = zlib.compress(content, 9)
    made = pdf()
    stream = made.make_stream(b"")
    stream.write(content, filter=Array(list(filters)))
    made.pages[0].Contents = stream
    return saved(made)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", "empty"),
    "more than 10 MB": (lambda: b"\xff\xd8\xff" + bytes(BYTES_MOST), "too_big"),
    "text": (lambda: b"dear sir or madam", "wrong_type"),
    "a program for Windows": (lambda: b"MZ\x90\x00" + bytes(4000), "wrong_type"),
    "a program for Linux": (lambda: b"\x7fELF\x02\x01\x01" + bytes(4000), "wrong_type"),
    "a page of HTML": (lambda: b"<!doctype html><script>alert(1)</script>", "wrong_type"),
    "a drawing that runs scripts": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "wrong_type"),
    "an archive": (zip_file, "wrong_type"),
    "a moving picture in another form": (lambda: encoded(page(), "GIF"), "wrong_type"),
    "HTML that has a PDF far inside": (lambda: b"<html>" * 300 + saved(pdf()), "wrong_type"),
    "a picture in a form of tomorrow": (lambda: branded(b"avif", b"mif1", b"miaf"), "wrong_type"),
    "a film": (lambda: branded(b"isom", b"iso2", b"mp41"), "wrong_type"),
    "a JPEG that lacks its last bytes": (lambda: encoded(page())[:-6], "broken"),
    "a PNG that lacks a part of its picture": (lambda: encoded(page(), "PNG")[:-40], "broken"),
    "a picture cut off": (lambda: encoded(page())[:-9000], "broken"),
    "a PNG cut off": (lambda: encoded(page(), "PNG")[:4000], "broken"),
    "only a picture's first bytes": (lambda: b"\xff\xd8\xff\xe0", "broken"),
    "an archive that says it is a picture": (lambda: b"\xff\xd8\xff" + zip_file(), "broken"),
    "one pixel": (lambda: encoded(Image.new("RGB", (1, 1))), "too_small"),
    "a thumbnail": (lambda: encoded(page(600, 400)), "too_small"),
    "a strip": (lambda: encoded(page(2000, 300)), "too_small"),
    "30,000 pixels wide": (lambda: encoded(Image.new("1", (30_000, 500)), "PNG"), "too_many_pixels"),
    "a bomb of 144 million pixels": (lambda: png_of(12_000, 12_000), "too_many_pixels"),
    "a bomb of 4 billion pixels": (lambda: png_of(65_000, 65_000), "too_many_pixels"),
    "a bomb that keeps to the limit": (lambda: png_of(8_000, 6_000), "broken"),
    "a white page": (lambda: encoded(Image.new("RGB", (1600, 1200), "white")), "blurred"),
    "a page out of focus": (lambda: encoded(blurred(5)), "blurred"),
    "a PDF cut off": (lambda: saved(pdf(3))[:-40], "broken"),
    "only a PDF's first line": (lambda: b"%PDF-1.7\n%%EOF", "broken"),
    "a PDF without pages": (lambda: saved(pdf(0)), "broken"),
    "a PDF of 21 pages": (lambda: saved(pdf(21)), "pdf_pages"),
    "a PDF with a password": (locked, "pdf_locked"),
    "a PDF that runs a script": (script, "pdf_active"),
    "a PDF with a program behind a button": (nested_script, "pdf_active"),
    "a PDF with scripts by name": (
        lambda: saved(pdf(Names=Dictionary(JavaScript=Dictionary(Names=Array([]))))), "pdf_active"),
    "a PDF with a form that runs": (lambda: saved(pdf(AcroForm=Dictionary(XFA=Array([])))), "pdf_active"),
    "a PDF with a file in it": (attached, "pdf_active"),
    "a PDF that unpacks to hundreds of megabytes": (lambda: packed(Name.FlateDecode), "broken"),
    "a PDF packed twice": (lambda: packed(Name.FlateDecode, Name.FlateDecode), "broken"),
    "a JPEG drawn over and over": (passes, "broken"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_readable_document_is_refused(what: str) -> None:
    make, code = REFUSED[what]
    with pytest.raises(Unfit) as caught:
        clean(make())
    assert caught.value.code == code


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_has_its_sentence(locale: Locale) -> None:
    said = {}
    for make, code in REFUSED.values():
        if code not in said:
            with pytest.raises(Unfit) as caught:
                clean(make())
            said[code] = unfit(caught.value, locale)
    assert len(set(said.values())) == len(said) == 10
    assert "10 MB" in said["too_big"]
    assert "640 × 480" in said["too_small"]
    assert "21" in said["pdf_pages"]
    assert "20" in said["pdf_pages"]


FORMS: dict[str, Callable[[], bytes]] = {
    "a photo": lambda: encoded(page()),
    "a grey scan": lambda: encoded(page(mode="L")),
    "a black and white scan": lambda: encoded(page(mode="1"), "PNG"),
    "a PNG of 16 bits": lambda: encoded(
        page(mode="L").convert("I").point(lambda value: value * 256).convert("I;16"), "PNG"
    ),
    "a PNG with a palette": lambda: encoded(page(mode="P"), "PNG"),
    "a printer's JPEG": lambda: encoded(page(mode="CMYK")),
    "a WebP": lambda: encoded(page(), "WEBP"),
    "a moving WebP": lambda: encoded(
        page(), "WEBP", save_all=True, append_images=[Image.new("RGB", (1600, 1200))]
    ),
    "an iPhone's photo": lambda: heif(page()),
}


def heif(picture: Image.Image) -> bytes:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return encoded(picture, "HEIF", quality=80)


@pytest.mark.parametrize("what", FORMS)
def test_every_form_of_a_picture_becomes_a_jpeg(what: str) -> None:
    cleaned = clean(FORMS[what]())
    assert (cleaned.media_type, cleaned.pages, cleaned.width, cleaned.height) == ("image/jpeg", 1, 1600, 1200)
    with Image.open(io.BytesIO(cleaned.data)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1600, 1200))
        assert kept.mode in ("L", "RGB")
        # The ground is light and ink is dark, whatever way they were written.
        assert 180 < ImageStat.Stat(kept.convert("L")).mean[0] < 235


def noted(png: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG with more chunks behind its head."""
    more = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return png[:33] + more + png[33:]


def segments(jpeg: bytes, marker: int, size: int) -> bytes:
    """A JPEG with megabytes of notes in front of its picture."""
    one = b"\xff" + bytes((marker,)) + (65_535).to_bytes(2, "big") + b"SECRET" + bytes(65_527)
    return jpeg[:2] + one * (size // len(one)) + jpeg[2:]


def branded(major: bytes, *compatible: bytes) -> bytes:
    """A phone's photo that names its own format first, and HEIC later."""
    data = heif(page())
    old = int.from_bytes(data[:4], "big")
    # The length stays, since what follows is found by its place.
    brands = (list(compatible) + [b"free"] * 99)[: (old - 16) // 4]
    return data[:8] + major + data[12:16] + b"".join(brands) + data[old:]


JPEG, PNG = encoded(page()), encoded(page(), "PNG")
LUCKLESS: dict[str, Callable[[], bytes]] = {
    "a PNG with 3 MB of packed notes": lambda: noted(PNG, (b"zTXt", b"a\0\0" + zlib.compress(bytes(3_000_000)))),
    "a PNG with 3 MB of XMP": lambda: noted(
        PNG, (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"<x>" * 1_000_000))),
    "a PNG with a profile of 3 MB": lambda: noted(PNG, (b"iCCP", b"a\0\0" + zlib.compress(bytes(3_000_000)))),
    "a PNG with many notes": lambda: noted(PNG, *[(b"zTXt", b"a\0\0" + zlib.compress(bytes(900_000)))] * 90),
    "a JPEG with 8 MB of notes": lambda: segments(JPEG, 0xE1, 8_000_000),
    "a JPEG with 3 MB of profile": lambda: segments(JPEG, 0xE2, 3_000_000),
    "a JPEG without its last two bytes": lambda: JPEG[:-2],
    "a JPEG in passes without its last two bytes": lambda: encoded(page(), progressive=True)[:-2],
    "a large JPEG without its last two bytes": lambda: encoded(page(6400, 4800, 100))[:-2],
    "a PNG without its last two bytes": lambda: PNG[:-2],
    "a PNG without its end": lambda: PNG[:-12],
    "a photo of brand hevm": lambda: branded(b"hevm", b"mif1", b"heic"),
    "a photo of brand hevs": lambda: branded(b"hevs", b"mif1", b"heic"),
    "a photo of brand MiHE": lambda: branded(b"MiHE", b"mif1", b"heic"),
    "a photo of brand miaf": lambda: branded(b"miaf", b"mif1", b"heic"),
    "a photo of a brand of tomorrow": lambda: branded(b"oppo", b"mif1", b"heic"),
}  # fmt: skip


@pytest.mark.parametrize("what", LUCKLESS)
def test_a_sound_picture_is_taken_whatever_is_around_it(what: str) -> None:
    found = clean(LUCKLESS[what]())
    assert found.media_type == "image/jpeg"
    assert b"SECRET" not in found.data
    with Image.open(io.BytesIO(found.data)) as kept:
        assert 180 < ImageStat.Stat(kept.convert("L")).mean[0] < 235
        assert sharpness(kept) > SHARP_LEAST


def test_a_picture_that_lies_on_its_side_stands_upright_also_without_its_end() -> None:
    found = clean(with_notes()[:-2])
    assert (found.width, found.height) == (1200, 1600)
    assert b"SECRET" not in found.data


def test_what_is_see_through_lies_on_white() -> None:
    see_through = page(mode="RGBA").copy()
    see_through.putalpha(page(mode="L").point(lambda grey: 0 if grey > 128 else 255))
    with Image.open(io.BytesIO(clean(encoded(see_through, "PNG")).data)) as kept:
        assert kept.getpixel((1595, 1195)) == (255, 255, 255)


def test_of_a_photo_only_the_picture_is_kept_and_it_stands_upright() -> None:
    data = with_notes()
    for secret in (b"SECRETCAMERA", b"SECRETDAY", b"SECRETCOMMENT", b"SECRETPROFILE"):
        assert secret in data
    cleaned = clean(data)
    assert b"SECRET" not in cleaned.data
    for marker in (b"\xff\xe1", b"\xff\xe2", b"\xff\xfe", b"Exif", b"ICC"):
        assert marker not in cleaned.data[:200]
    assert (cleaned.width, cleaned.height) == (1200, 1600)
    with Image.open(io.BytesIO(cleaned.data)) as kept:
        assert not kept.getexif()
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def test_what_follows_a_picture_is_not_kept() -> None:
    data = encoded(page()) + b"<script>alert(1)</script>" + zip_file()
    assert b"<script>" not in clean(data).data
    assert b"PK\x03\x04" not in clean(data).data


def test_a_photo_with_a_video_behind_it_is_a_photo() -> None:
    """The video that phones append happens to hold the marks of a JPEG."""
    assert clean(encoded(page(), progressive=True) + b"\xff\xda\x00\x02" * 1000).media_type == "image/jpeg"


def test_a_large_photo_becomes_smaller() -> None:
    cleaned = clean(encoded(page(6000, 4500, 100), quality=80))
    assert (cleaned.width, cleaned.height) == (3000, 2250)
    assert len(cleaned.data) < 2_000_000


@pytest.mark.parametrize("width", [1280, 1600, 4000])
def test_sharp_pages_pass_and_blurred_ones_do_not(width: int) -> None:
    measured = [sharpness(blurred(radius, width, width * 3 // 4)) for radius in (0, 1, 2, 5, 8)]
    assert measured == sorted(measured, reverse=True)
    assert measured[0] > measured[1] > 5 * SHARP_LEAST
    assert measured[2] > SHARP_LEAST > measured[3]


def test_a_pdf_is_written_anew_without_who_made_it() -> None:
    made = pdf(2, photo=with_notes())
    made.docinfo["/Author"] = "SECRETAUTHOR"
    with made.open_metadata() as about:
        about["dc:title"] = "SECRETTITLE"
    made.pages[0].obj["/PieceInfo"] = Dictionary(Who="SECRETPIECE")
    data = saved(made, compress_streams=False) + b"\nafter the end PK\x03\x04"
    cleaned = clean(data)
    assert (cleaned.media_type, cleaned.pages) == ("application/pdf", 2)
    with pikepdf.open(io.BytesIO(cleaned.data)) as kept:
        plain = saved(kept, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        photo = kept.pages[0].Resources.XObject.Im0.read_raw_bytes()
    assert b"SECRETAUTHOR" not in plain
    assert b"SECRETTITLE" not in plain
    assert b"SECRETPIECE" not in plain
    assert b"SECRETCAMERA" not in photo
    assert b"SECRETDAY" not in photo
    assert b"PK\x03\x04" not in cleaned.data
    with Image.open(io.BytesIO(photo)) as inside, Image.open(io.BytesIO(with_notes())) as before:
        assert inside.tobytes() == before.tobytes()


def test_a_pdf_that_opens_without_a_password_is_taken() -> None:
    data = saved(pdf(), encryption=pikepdf.Encryption(owner="o", user=""))
    with pikepdf.open(io.BytesIO(clean(data).data)) as kept:
        assert not kept.is_encrypted


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=40))
def test_a_damaged_file_is_cleaned_or_refused_and_nothing_else(at: int, damage: bytes) -> None:
    for data in (SMALL, SMALL_PDF):
        hurt = data[:at] + damage + data[at + len(damage) :]
        try:
            cleaned = clean(hurt)
        except Unfit:
            continue
        assert cleaned.media_type in ("image/jpeg", "application/pdf")


@given(st.binary(max_size=300))
def test_notes_are_taken_out_of_anything_without_a_word(data: bytes) -> None:
    assert len(without_notes(data)) <= len(data)


SMALL = encoded(page(700, 500, 20), quality=40)
SMALL_PDF = saved(pdf(2, photo=SMALL))


async def test_a_process_of_its_own_gives_the_same() -> None:
    cleaner = Cleaner()
    for data in (encoded(page()), saved(pdf(2))):
        apart, here = await cleaner.clean(data, "me"), clean(data)
        assert (apart.media_type, apart.pages, apart.width) == (here.media_type, here.pages, here.width)
    assert (await cleaner.clean(encoded(page()), "me")).data == clean(encoded(page())).data
    with pytest.raises(Unfit) as caught:
        await cleaner.clean(saved(pdf(21)), "me")
    assert (caught.value.code, caught.value.params) == ("pdf_pages", {"most": 20, "pages": 21})


async def test_a_process_of_its_own_knows_no_secrets_and_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.documents import cleaning_process

    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    assert "SECRET_KEY" not in cleaning_process._environment()
    with pytest.raises(Unfit, match="broken"):
        await Cleaner(seconds_most=0.01).clean(encoded(page()), "me")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Unfit, match="broken"):
        await Cleaner().clean(encoded(page()), "me")
