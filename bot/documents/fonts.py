"""The font that the application form is set in: chosen by the operator, or found where systems keep theirs.

Chinese needs one with TrueType outlines, since the PDF library takes no others. Without one there is no form: better
none than one full of boxes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

USUAL = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei-fonts/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)
_TRUETYPE = (b"\x00\x01\x00\x00", b"true")


def find_font(chosen: Path | None, usual: Iterable[str] = USUAL) -> Path | None:
    """The operator's font, else the first of the usual ones that can be used, else None.

    Raises ValueError when the operator's cannot be used.
    """
    if chosen is not None:
        if not _truetype(chosen):
            raise ValueError("no font with TrueType outlines")
        return chosen
    return next((path for path in map(Path, usual) if _truetype(path)), None)


def _truetype(path: Path) -> bool:
    """Whether a file is a TrueType font, or a collection that begins with one."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
            if head[:4] == b"ttcf":
                file.seek(int.from_bytes(head[12:16], "big"))
                head = file.read(4)
    except OSError:
        return False
    return head[:4] in _TRUETYPE
