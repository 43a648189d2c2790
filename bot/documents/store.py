"""Documents at rest: one sealed file each, outside the database, under a key derived from ``SECRET_KEY``.

A file is ``01`` · eight bytes that name its key · a nonce of twelve bytes · AES-GCM's ciphertext, with the id
as associated data. Written aside, flushed and renamed, so that a crash leaves the whole of it or nothing. Which
documents there ought to be is for the rows to say.
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
"""How old a file has to be of which the writing was not ended, for its writer to be gone."""
_MARK = "mark"
"""The file that says whose store this is, sealed like a document."""


class DocumentGone(Exception):
    """There is no such document any more."""


class WrongDocumentKey(Exception):
    """None of the keys opens this file, or it is not what was put there."""


class OthersDocuments(Exception):
    """The folder holds the documents of another database."""


def new_document_id() -> str:
    """A new document's id: 26 characters of which nobody guesses one."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ID_CHARACTERS))


class DocumentStore:
    """``keys`` are the parts of ``SECRET_KEY``: the first seals, all open. Every method does its work in a thread.

    OSError passes through all of them.
    """

    def __init__(self, folder: Path, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a store needs at least one key")
        self.folder = folder
        derived = [_derive(key) for key in keys]
        self._sealing, self._cipher = derived[0]
        self._ciphers = dict(derived)
        self._owner: bytes | None = None
        # Sealing anew must not bring back what is being deleted.
        self._changing = Lock()

    def __repr__(self) -> str:
        return f"DocumentStore({str(self.folder)!r})"

    async def claim(self, owner: str) -> None:
        """Makes the folder this database's own, or sees that it is; before anything else is done with it.

        ``owner`` is a text that no other database has. The folder itself is made when there is something to keep.
        Raises WrongDocumentKey, OthersDocuments.
        """
        await asyncio.to_thread(self._claim, owner)

    async def put(self, id_: str, data: bytes) -> None:
        """Keeps a document; when this returns, it is on the disk."""
        await asyncio.to_thread(self._put, id_, data)

    async def get(self, id_: str) -> bytes:
        """A document in the clear. Raises DocumentGone, WrongDocumentKey."""
        return await asyncio.to_thread(self._get, id_)

    async def delete(self, id_: str) -> None:
        """A document is gone when this returns; also when it was gone before."""
        await asyncio.to_thread(self._locked, self._delete, id_)

    async def ids(self, older_s: float = 0, until_s: float = math.inf) -> list[str]:
        """The documents there are, by the machine's clock at least so many seconds old and written until then."""
        return await asyncio.to_thread(self._ids, older_s, until_s)

    async def reseal(self) -> tuple[int, int]:
        """Seals with the first key what an older one has sealed; how many, and how many no key opens."""
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
            # Until now it was sealed with the oldest key that is needed.
            self._reseal_one(self.folder / _MARK)
        return done, unknown

    def _reseal_one(self, path: Path) -> bool | None:
        """Whether it was sealed anew; None if no key opens it."""
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
            # A crash in the middle of writing.
            if _ASIDE.fullmatch(left.name):
                _forget_aside(left)
        if mark.exists():
            if self._open(_MARK, mark.read_bytes()) != self._owner:
                raise OthersDocuments(str(self.folder))
        elif self._files():
            # Somebody took it away; that the documents open is as good.
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
        """Whether it was written; with ``only_there`` what another process has deleted meanwhile is not."""
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
    """Removes every document, and whose they were; nothing else that may lie in the folder."""
    for path in (*folder.glob("??/*"), *folder.glob("??/.*")):
        if _ID.fullmatch(path.name) or _ASIDE.fullmatch(path.name):
            path.unlink()
    (folder / _MARK).unlink(missing_ok=True)
    for inside in (*folder.glob("??"), folder):
        with contextlib.suppress(OSError):
            inside.rmdir()


def _forget_aside(path: Path) -> None:
    """Removes what a crash left; not what another process is writing."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime < time.time() - ASIDE_S:
            path.unlink()


def _derive(key: str) -> tuple[bytes, AESGCM]:
    """A key's name and its cipher; the name says nothing of the key."""

    def part(info: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length=length, salt=None, info=info).derive(key.encode())

    name = part(b"withdrawal-bot documents 1, name", _KEY_ID_BYTES)
    return name, AESGCM(part(b"withdrawal-bot documents 1", 32))


def _bound(id_: str) -> bytes:
    return b"document:" + id_.encode()


def _make(folder: Path) -> None:
    """The folder and those above it, for their owner only, flushed into the folder that holds it."""
    if folder.is_dir():
        return
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _flush(folder.parent)


def _flush(folder: Path) -> None:
    """What was renamed or removed in a folder stays so after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
