"""The documents at rest: one sealed file each, outside the database, under a key derived from `SECRET_KEY`.

A file is `01` · eight bytes that name its key · a nonce of twelve bytes · AES-GCM's ciphertext, with the document's
id as associated data. It is written aside, flushed and renamed, so that a crash leaves the whole of it or nothing.
The rows say which documents there must be.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import re
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

R = TypeVar("R")

ID_CHARACTERS = 26
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID = re.compile(f"[{_ALPHABET}]{{{ID_CHARACTERS}}}")
_ASIDE = re.compile(r"\.[0-9a-f]{16}")
_FORM = b"\x01"
_KEY_ID_BYTES, _NONCE_BYTES = 8, 12
_HEAD_BYTES = len(_FORM) + _KEY_ID_BYTES + _NONCE_BYTES
ASIDE_S = 3600
"""Seconds after which an unfinished file is left over: its writer is gone."""
_MARK = "mark"
"""The file that names the owner of the store, sealed like a document."""


class DocumentGone(Exception):
    """There is no document with this id, or it is deleted."""


class WrongDocumentKey(Exception):
    """None of the keys opens this file, or its content was changed."""


class OthersDocuments(Exception):
    """The folder holds the documents of another database."""


def new_document_id() -> str:
    """A new document's id: 26 characters that cannot be guessed."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ID_CHARACTERS))


class DocumentStore:
    """Sealed documents in one folder. Every method works in a thread and may raise OSError.

    `keys` are the parts of `SECRET_KEY`: the first one seals, all open.
    """

    def __init__(self, folder: Path, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a store needs at least one key")
        self.folder = folder
        derived = [_derive(key) for key in keys]
        self._sealing, self._cipher = derived[0]
        self._ciphers = dict(derived)
        self._owner: bytes | None = None
        # Sealing again must not bring back a document that is being deleted.
        self._changing = Lock()

    def __repr__(self) -> str:
        return f"DocumentStore({str(self.folder)!r})"

    async def claim(self, owner: str) -> None:
        """Makes the folder this database's own, or checks that it is. Call it before anything else.

        `owner` is a text that no other database has. The folder itself is made with the first document. Raises
        WrongDocumentKey, OthersDocuments.
        """
        await asyncio.to_thread(self._claim, owner)

    async def put(self, id_: str, data: bytes) -> None:
        """Keeps a document. When this returns, it is on the disk."""
        await asyncio.to_thread(self._put, id_, data)

    async def get(self, id_: str) -> bytes:
        """A document in the clear. Raises DocumentGone, WrongDocumentKey."""
        return await asyncio.to_thread(self._get, id_)

    async def delete(self, id_: str) -> None:
        """Deletes a document. Does nothing when it is already gone."""
        await asyncio.to_thread(self._locked, self._delete, id_)

    async def ids(self, older_s: float = 0, until_s: float = math.inf) -> list[str]:
        """Ids of the documents that are at least `older_s` seconds old and written before `until_s`, by the machine's
        clock.
        """
        return await asyncio.to_thread(self._ids, older_s, until_s)

    async def reseal(self) -> tuple[int, int]:
        """Seals with the first key what an older one has sealed; returns how many, and how many no key opens."""
        return await asyncio.to_thread(self._reseal)

    def _seal(self, id_: str, data: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        head = _FORM + self._sealing + nonce
        return head + self._cipher.encrypt(nonce, data, _bound(id_))

    def _open(self, id_: str, sealed: bytes) -> bytes:
        cipher = self._ciphers.get(sealed[1 : 1 + _KEY_ID_BYTES])
        if sealed[:1] != _FORM or cipher is None:
            raise WrongDocumentKey(id_)
        try:
            return cipher.decrypt(sealed[1 + _KEY_ID_BYTES : _HEAD_BYTES], sealed[_HEAD_BYTES:], _bound(id_))
        except (InvalidTag, ValueError):
            raise WrongDocumentKey(id_) from None

    def _get(self, id_: str) -> bytes:
        try:
            sealed = self._path(id_).read_bytes()
        except FileNotFoundError:
            raise DocumentGone(id_) from None
        return self._open(id_, sealed)

    def _delete(self, id_: str) -> None:
        path = self._path(id_)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
            _flush(path.parent)

    def _ids(self, older_s: float, until_s: float) -> list[str]:
        until, found = min(time.time() - older_s, until_s), []
        for path in self._files():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime <= until:
                    found.append(path.name)
        return found

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("??/*") if _ID.fullmatch(path.name))

    def _reseal(self) -> tuple[int, int]:
        done = unknown = 0
        for path in self._files():
            changed = self._locked(self._reseal_one, path)
            done += changed is True
            unknown += changed is None
        if not unknown:
            # The mark comes last: until now it was sealed with the oldest key that is needed.
            self._reseal_one(self.folder / _MARK)
        return done, unknown

    def _reseal_one(self, path: Path) -> bool | None:
        """Whether the file was sealed again; None if no key opens it."""
        try:
            with path.open("rb") as file:
                if file.read(1 + _KEY_ID_BYTES) == _FORM + self._sealing:
                    return False
            changed_at = path.stat().st_mtime_ns
            anew = self._seal(path.name, self._open(path.name, path.read_bytes()))
            if not self._write(path, anew, only_there=True):
                return False
            os.utime(path, ns=(changed_at, changed_at))
        except WrongDocumentKey:
            return None
        except FileNotFoundError:
            return False
        return True

    def _claim(self, owner: str) -> None:
        self._owner = owner.encode()
        mark = self.folder / _MARK
        for left in (*self.folder.glob(".*"), *self.folder.glob("??/.*")):
            # A crash in the middle of writing left this file.
            if _ASIDE.fullmatch(left.name):
                _forget_aside(left)
        if mark.exists():
            if self._open(_MARK, mark.read_bytes()) != self._owner:
                raise OthersDocuments(str(self.folder))
        elif self._files():
            # The mark was taken away. That a document opens proves the key as well.
            self._get(self._files()[0].name)

    def _put(self, id_: str, data: bytes) -> None:
        if self._owner is None:
            raise RuntimeError("the store was not claimed")
        path, mark = self._path(id_), self.folder / _MARK
        if not mark.exists():
            self._write(mark, self._seal(_MARK, self._owner))
        self._write(path, self._seal(id_, data))

    def _path(self, id_: str) -> Path:
        if not _ID.fullmatch(id_):
            raise ValueError("not the id of a document")
        return self.folder / id_[:2] / id_

    def _write(self, path: Path, sealed: bytes, *, only_there: bool = False) -> bool:
        """Whether the file was written. With `only_there` a file that another process has deleted is not."""
        _make(path.parent)
        aside = path.with_name(f".{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            if only_there and not path.exists():
                return False
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        _flush(path.parent)
        return True

    def _locked(self, work: Callable[..., R], *args: object) -> R:
        with self._changing:
            return work(*args)


def empty_store(folder: Path) -> None:
    """Deletes every document and the owner's mark, and no other file in the folder."""
    for path in (*folder.glob("??/*"), *folder.glob("??/.*")):
        if _ID.fullmatch(path.name) or _ASIDE.fullmatch(path.name):
            path.unlink()
    (folder / _MARK).unlink(missing_ok=True)
    for inside in (*folder.glob("??"), folder):
        with contextlib.suppress(OSError):
            inside.rmdir()


def _forget_aside(path: Path) -> None:
    """Deletes a file that a crash left, and none that another process is writing."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime < time.time() - ASIDE_S:
            path.unlink()


def _derive(key: str) -> tuple[bytes, AESGCM]:
    """A key's name and its cipher. The name tells nothing about the key."""

    def part(info: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length=length, salt=None, info=info).derive(key.encode())

    name = part(b"withdrawal-bot documents 1, name", _KEY_ID_BYTES)
    return name, AESGCM(part(b"withdrawal-bot documents 1", 32))


def _bound(id_: str) -> bytes:
    return b"document:" + id_.encode()


def _make(folder: Path) -> None:
    """Makes the folder and those above it, for their owner only, and flushes the entry."""
    if folder.is_dir():
        return
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _flush(folder.parent)


def _flush(folder: Path) -> None:
    """Makes renames and deletions in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
