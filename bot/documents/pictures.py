"""A photo or scan becomes an upright JPEG that is nothing but the picture; what nobody could read is refused.

Its size is known before a pixel is decoded. Of an animation the first picture is taken: the others are no paper.
How the limit of sharpness was found is in decision 16.
"""

from __future__ import annotations

import io
import re
import warnings
from itertools import pairwise

from PIL import Image, ImageFilter, ImageOps, ImageStat

from domain.errors import Unfit

SIDE_MOST_PX = 12_000
PIXELS_MOST = 50_000_000
SCANS_MOST = 100
"""Passes over a JPEG; cameras make one to a dozen, and each may cost as much as the whole picture."""
LONG_LEAST_PX = 640
SHORT_LEAST_PX = 480
LONG_KEPT_PX = 3_000
"""A page of A4 at 250 dots per inch."""
QUALITY = 88

SHARP_LEAST = 18.0
"""Below this, ``sharpness`` means that text of usual size cannot be read."""
_MEASURED_LONG_PX = 1_000
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
"""Of a JPEG: what begins a part of it, and no byte of a picture."""
_TILES = 8
_SHARPEST = 3
"""Of the 64 tiles the fourth sharpest counts: a paper may lie on a table, and dust is sharp."""
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=0.25, offset=128)
_SCALED = 4
"""The kernel above divides by a quarter of this, so that few edges are cut off at black and white."""


def clean_picture(data: bytes, form: str) -> tuple[bytes, int, int]:
    """The picture as JPEG, its width and height in pixels. Raises Unfit: broken, too_many_pixels, too_small, blurred.

    ``form`` is Pillow's name of what the bytes are; nothing else is tried.
    """
    if form == "JPEG" and _scans(data) > SCANS_MOST:
        raise Unfit("broken")
    if form == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(io.BytesIO(data), formats=(form,))
            _measure(*opened.size)
            # JPEG only: decodes at a fraction of the size where that is enough.
            opened.draft("RGB" if opened.mode != "L" else "L", (LONG_KEPT_PX, LONG_KEPT_PX))
            opened.load()
            picture = _plain(ImageOps.exif_transpose(opened))
        except Unfit:
            raise
        except Image.DecompressionBombError:
            raise Unfit("too_many_pixels") from None
        except Exception:
            # Decoders raise whatever they like; none of it is worth more than this to a person.
            raise Unfit("broken") from None
    picture.thumbnail((LONG_KEPT_PX, LONG_KEPT_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if sharpness(picture) < SHARP_LEAST:
        raise Unfit("blurred")
    # What lies here besides pixels (position, profile, comment) would be written too.
    picture.info = {}
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue(), picture.width, picture.height


def sharpness(picture: Image.Image) -> float:
    """How much fine detail there is: the variance of a Laplacian, in grey levels squared, where it is greatest.

    Measured at one size, after smoothing away the grain of a dark photo, so that it speaks of the text's edges.
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
        # Without the border, which the filter leaves as it was.
        ImageStat.Stat(edges.crop((left + 1, top + 1, right - 1, bottom - 1))).var[0] / _SCALED**2
        for left, right in pairwise(columns)
        for top, bottom in pairwise(rows)
    ]
    return float(sorted(found, reverse=True)[_SHARPEST])


def _scans(jpeg: bytes) -> int:
    """How many passes a JPEG has. What follows its end, as the video of a moving photo, is not looked at."""
    found, at = 0, 2
    while (marker := _MARKER.search(jpeg, at)) is not None and marker[1] != b"\xd9":
        found += marker[1] == b"\xda"
        at = marker.end() + max(2, int.from_bytes(jpeg[marker.end() : marker.end() + 2], "big"))
    return found


def _measure(width: int, height: int) -> None:
    if max(width, height) > SIDE_MOST_PX or width * height > PIXELS_MOST:
        raise Unfit("too_many_pixels")
    if max(width, height) < LONG_LEAST_PX or min(width, height) < SHORT_LEAST_PX:
        raise Unfit("too_small", long=LONG_LEAST_PX, short=SHORT_LEAST_PX)


def _plain(picture: Image.Image) -> Image.Image:
    """The same in grey or RGB; what is see-through lies on white paper."""
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode.startswith("I"):
        # 16 bits a pixel.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert("L" if picture.mode == "1" else "RGB")
