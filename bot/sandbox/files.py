"""The files of the chats under opaque, reusable ids, and what their first bytes tell.

There is no picture library here: a photo is listed in two sizes that share the bytes. When all files together pass
the sandbox's bound, the oldest lose their content; their ids stay known.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from dataclasses import asdict, dataclass

from bot.sandbox import limits
from bot.sandbox.errors import FILE_TOO_BIG, IMAGE_FAILED, WRONG_FILE, bad_request
from bot.sandbox.model import Json, present
from bot.sandbox.params import Params, Upload
from bot.sandbox.store import Store

_SAFE_MIME = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file besides its content."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    size: int
    path: str
    width: int = 0
    height: int = 0


def image_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) of a PNG, GIF, JPEG or WebP from its header, or None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    form = data[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


class Files:
    """Every file of the sandbox by id and by path. The content is in memory or in the state file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._content: dict[str, bytes] = {}
        self._bytes = 0
        for _, body in store.all("file"):
            self._remember(StoredFile(**body), store.get_content(body["file_id"]))

    def add(self, kind: str, upload: Upload, size: tuple[int, int] = (0, 0)) -> StoredFile:
        """Keep an upload; `kind` is photo or document, `size` the pixels of a photo."""
        number = len(self._by_id) + 1
        unique = hashlib.sha256(upload.data).digest()
        raw = number.to_bytes(6, "big") + unique[:24]
        extension = upload.name.rpartition(".")[2].lower() if "." in upload.name else ""
        safe = extension if extension.isascii() and extension.isalnum() and len(extension) <= 8 else "bin"
        stored = StoredFile(
            file_id="Sb" + base64.urlsafe_b64encode(raw).decode().rstrip("="),
            unique_id="Ab" + base64.urlsafe_b64encode(unique[:12]).decode().rstrip("="),
            kind=kind,
            name=upload.name[:200] or "file",
            mime=upload.mime if _SAFE_MIME.fullmatch(upload.mime) else "application/octet-stream",
            size=len(upload.data),
            path=f"{kind}s/file_{number}.{safe}",
            width=size[0],
            height=size[1],
        )
        self._remember(stored, upload.data)
        self._store.put_content(stored.file_id, upload.data)
        self._store.put("file", stored.file_id, asdict(stored))
        return stored

    def _remember(self, stored: StoredFile, data: bytes | None) -> None:
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        if data is None:
            return
        self._content[stored.file_id] = data
        self._bytes += len(data)
        while self._bytes > limits.FILES_KEPT_BYTES and len(self._content) > 1:
            oldest = next(iter(self._content))
            self._bytes -= len(self._content.pop(oldest))
            self._store.delete_content(oldest)

    def get(self, file_id: str) -> StoredFile | None:
        """A file by its id; the id of the small size of a photo ends in `_s`."""
        return self._by_id.get(file_id.removesuffix("_s"))

    def content(self, file_id: str) -> bytes | None:
        """The bytes of a file, or None when unknown or dropped."""
        return self._content.get(file_id.removesuffix("_s"))

    def by_path(self, path: str) -> bytes | None:
        """The bytes of a file by the path that getFile gave."""
        stored = self._by_path.get(path)
        return None if stored is None else self._content.get(stored.file_id)

    def describe(self, file_id: str) -> Json:
        """The answer of getFile. Raises a 400 for an unknown id and for a file larger than a bot may download."""
        stored = self.get(file_id)
        if stored is None or stored.file_id not in self._content:
            raise bad_request("invalid file_id")
        if stored.size > limits.DOWNLOAD_MAX_BYTES:
            raise bad_request(FILE_TOO_BIG)
        return {
            "file_id": file_id,
            # The small size of a photo is a file of its own on the real server, and here.
            "file_unique_id": stored.unique_id + ("s" if file_id.endswith("_s") else ""),
            "file_size": stored.size,
            "file_path": stored.path,
        }

    def resolve(self, kind: str, params: Params, field: str, value: str | None = None) -> StoredFile:
        """The file that a bot means: an upload (`attach://KEY` or a part named like the field) or a known id."""
        reference = params.text(field) if value is None else value
        upload = params.files.get(reference.removeprefix("attach://"))
        if upload is None and value is None:
            upload = params.files.get(field)
        if upload is None:
            known = self.get(reference)
            if known is None or known.kind != kind:
                raise bad_request(WRONG_FILE)
            return known
        return self.add_photo(upload) if kind == "photo" else self.add(kind, upload)

    def add_photo(self, upload: Upload) -> StoredFile:
        """Keep a picture. Raises a 400 for a file that is not a picture or is too large for one."""
        if len(upload.data) > limits.PHOTO_MAX_BYTES:
            raise bad_request(FILE_TOO_BIG)
        size = image_size(upload.data)
        if size is None or sum(size) > 10_000 or min(size) == 0 or max(size) > 20 * min(size):
            raise bad_request(IMAGE_FAILED)
        return self.add("photo", upload, size)


def media(stored: StoredFile) -> Json:
    """The field of a Message that shows this file: `photo` (a list of sizes) or `document`."""
    if stored.kind != "photo":
        return {
            "document": present(
                file_id=stored.file_id,
                file_unique_id=stored.unique_id,
                file_name=stored.name,
                mime_type=stored.mime,
                file_size=stored.size,
            )
        }
    scale = min(1.0, 90 / max(stored.width, stored.height, 1))
    small = {
        "file_id": stored.file_id + "_s",
        "file_unique_id": stored.unique_id + "s",
        "width": max(1, round(stored.width * scale)),
        "height": max(1, round(stored.height * scale)),
        "file_size": stored.size,
    }
    full = {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "width": stored.width,
        "height": stored.height,
        "file_size": stored.size,
    }
    return {"photo": [small, full]}
