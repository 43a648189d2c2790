"""Makes the pictures of the docs from those that the stories have kept: `make pictures`.

Few colours and no metadata keep them small. The stories are in `test_story`.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.browser.story import ROOT, SCREENS

PICTURES = ROOT / "docs" / "pictures"
WANTED = {
    "page": "en/*-code-on-a-desk.png",
    "en-costs": "en/*-costs.png",
    "en-reserve": "en/*-costs-reserve.png",
    "en-check": "en/*-check.png",
    "en-code": "en/*-code.png",
    "en-successful": "en/*-successful-push.png",
    "zh-costs": "zh/*-costs.png",
}
"""Each picture of the docs, and the kept picture that it is made from."""
COLOURS = 96
MOST_BYTES = 120_000


def make(name: str, pattern: str) -> Path:
    """Makes one picture. Raises SystemExit if no story has kept it, or if it is too large."""
    found = [
        path for path in sorted(SCREENS.glob(pattern)) if path.stem.split("-", 1)[1] == Path(pattern).stem[2:]
    ]
    if not found:
        raise SystemExit(f"no {pattern} in {SCREENS}: run the stories first")
    target = PICTURES / f"{name}.png"
    with Image.open(found[0]) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{target.name} has {target.stat().st_size} bytes, more than {MOST_BYTES}")
    return target


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, pattern in WANTED.items():
        target = make(name, pattern)
        print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")
