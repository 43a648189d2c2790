"""Turns a photo or scan into an upright JPEG that holds only the picture, and refuses one that cannot be read.

The size is known before a pixel is decoded. Of an animation only the first picture is kept. Decision 16 says how the
limit of sharpness was found.
"""

from __future__ import annotations

import importlib
import io
import re
import warnings
from itertools import pairwise

from PIL import Image, ImageFilter, ImageOps, ImageStat

from domain.errors import Unfit

SIDE_MOST_PX = 12_000
PIXELS_MOST = 50_000_000
SCANS_MOST = 100
"""Passes over a JPEG. Cameras make one to a dozen, and each may cost as much as the whole picture."""
LONG_LEAST_PX = 640
SHORT_LEAST_PX = 480
LONG_KEPT_PX = 3_000
"""A page of A4 at 250 dots per inch."""
QUALITY = 88

SHARP_LEAST = 18.0
"""Below this `sharpness`, text of usual size cannot be read."""
_MEASURED_LONG_PX = 1_000
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
"""The bytes that begin a segment of a JPEG and never occur inside picture data."""
_TILES = 8
_SHARPEST = 3
"""The fourth sharpest of the 64 tiles counts: a document may lie on a table, and dust is sharp."""
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=0.25, offset=128)
_SCALED = 4
"""The kernel above divides by a quarter of this, so that few edges are cut off at black and white."""


_PNG_NOTES = frozenset({b"tEXt", b"zTXt", b"iTXt", b"iCCP"})
"""PNG chunks that are dropped in the end, and cost the library too much when they are large."""
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_FILLERS = (b"\x00" * 64, b"\x5a" * 64)
_PLUGINS = {
    "JPEG": ("MpoImagePlugin", "TiffImagePlugin"), "PNG": ("PngImagePlugin", "TiffImagePlugin"),
    "WEBP": ("WebPImagePlugin", "TiffImagePlugin"), "HEIF": ("TiffImagePlugin",),
    "PDF": ("Jpeg2KImagePlugin", "MpoImagePlugin", "TiffImagePlugin"),
}  # fmt: skip


def load_plugins(form: str) -> None:
    """Loads what Pillow needs to read pictures of this form, alone or in a PDF, and to write a JPEG."""
    Image.preinit()
    for name in _PLUGINS[form]:
        importlib.import_module(f"PIL.{name}")
    if form == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()


def clean_picture(data: bytes, form: str) -> tuple[bytes, int, int]:
    """The picture as JPEG, its width and height in pixels.

    Raises Unfit: broken, too_many_pixels, too_small, blurred. `form` is Pillow's name of the format; no other is
    tried.
    """
    if form == "JPEG" and scans_of(data) > SCANS_MOST:
        raise Unfit("broken")
    load_plugins(form)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = _decoded(data, form)
        except Unfit:
            raise
        except Image.DecompressionBombError:
            raise Unfit("too_many_pixels") from None
        except Exception:
            # Decoders raise all kinds of errors; for a person they are the same.
            raise Unfit("broken") from None
    picture.thumbnail((LONG_KEPT_PX, LONG_KEPT_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if sharpness(picture) < SHARP_LEAST:
        raise Unfit("blurred")
    # Pillow would write everything that lies here (position, profile, comment).
    picture.info = {}
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue(), picture.width, picture.height


def _decoded(data: bytes, form: str) -> Image.Image:
    if form == "PNG":
        data = _png_without_notes(data)
    elif form == "HEIF":
        # The library reads the first brand only.
        data = data[:8] + b"heic" + data[12:]
    elif form == "JPEG" and not _ends(data):
        # A JPEG without its end mark is whole exactly when no continuation would change it.
        one, other = (_opened(data + filler + b"\xff\xd9", form) for filler in _FILLERS)
        if one.tobytes() != other.tobytes():
            raise Unfit("broken")
        return one
    return _opened(data, form)


def _opened(data: bytes, form: str) -> Image.Image:
    opened = Image.open(io.BytesIO(data), formats=(form,))
    _measure(*opened.size)
    # For a JPEG: decodes at a fraction of the size where that is enough.
    opened.draft("RGB" if opened.mode != "L" else "L", (LONG_KEPT_PX, LONG_KEPT_PX))
    opened.load()
    return _plain(ImageOps.exif_transpose(opened))


def sharpness(picture: Image.Image) -> float:
    """How much fine detail there is: the greatest variance of a Laplacian over the tiles, in grey levels squared.

    It is measured at one size, with the grain of a dark photo smoothed away, so that it tells about the edges of
    text.
    """
    grey = picture.convert("L")
    scale = _MEASURED_LONG_PX / max(grey.size)
    if scale < 1:
        size = (max(_TILES * 3, round(grey.width * scale)), max(_TILES * 3, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.BOX)
    edges = grey.filter(ImageFilter.GaussianBlur(1)).filter(_LAPLACIAN)
    columns = [edges.width * at // _TILES for at in range(_TILES + 1)]
    rows = [edges.height * at // _TILES for at in range(_TILES + 1)]
    found = [
        # The filter leaves the border unchanged, so the border does not count.
        ImageStat.Stat(edges.crop((left + 1, top + 1, right - 1, bottom - 1))).var[0] / _SCALED**2
        for left, right in pairwise(columns)
        for top, bottom in pairwise(rows)
    ]
    return float(sorted(found, reverse=True)[_SHARPEST])


def scans_of(jpeg: bytes) -> int:
    """The number of passes of a JPEG. What follows its end, such as the video of a moving photo, is ignored."""
    found, at = 0, 2
    while (marker := _MARKER.search(jpeg, at)) is not None and marker[1] != b"\xd9":
        found += marker[1] == b"\xda"
        at = marker.end() + max(2, int.from_bytes(jpeg[marker.end() : marker.end() + 2], "big"))
    return found


def _ends(jpeg: bytes) -> bool:
    """Whether the JPEG has its end mark, whatever follows it."""
    at = 2
    while (marker := _MARKER.search(jpeg, at)) is not None:
        if marker[1] == b"\xd9":
            return True
        at = marker.end() + max(2, int.from_bytes(jpeg[marker.end() : marker.end() + 2], "big"))
    return False


def _png_without_notes(png: bytes) -> bytes:
    """The same picture without notes and profile. Its end mark is written again, should it be damaged."""
    kept, at = bytearray(png[:8]), 8
    while at + 8 <= len(png):
        end, name = at + 12 + int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        if name == b"IEND":
            break
        if name not in _PNG_NOTES:
            kept += png[at:end]
        if end > len(png):
            # The file is cut off in the middle; the decoder will refuse it.
            return bytes(kept)
        at = end
    return bytes(kept) + _PNG_END


def _measure(width: int, height: int) -> None:
    if max(width, height) > SIDE_MOST_PX or width * height > PIXELS_MOST:
        raise Unfit("too_many_pixels")
    if max(width, height) < LONG_LEAST_PX or min(width, height) < SHORT_LEAST_PX:
        raise Unfit("too_small", long=LONG_LEAST_PX, short=SHORT_LEAST_PX)


def _plain(picture: Image.Image) -> Image.Image:
    """The same picture in grey or RGB, with white behind transparent parts."""
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode.startswith("I"):
        # The picture has 16 bits a pixel.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        sheet = Image.new("RGB", seen.size, "white")
        sheet.paste(seen, mask=seen.getchannel("A"))
        return sheet
    return picture.convert("L" if picture.mode == "1" else "RGB")
