"""Secrets at rest: sealed fields, keyed hashes for equality, and the database's own mark.

Keys derived from `SECRET_KEY`, which may be rotated, seal the fields. Hashes use an index key that is made with the
database and kept in it, wrapped by `SECRET_KEY`. It never changes, because then no stored hash could be found. The
domain decides which fields are secret.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import WrongKey
from domain.handovers import is_named, name_database
from domain.ports import Random
from domain.sealed_fields import SEALED, sealed_page
from domain.tx import Tx

Mode = Literal["sandbox", "live"]

INDEX_KEY_BYTES = 32
_INDEX_KEY = "index_key"
_MODE = "mode"
_PROBE = b"in use"
SAMPLES = 20
"""The number of oldest fields of each kind that are tried once, in books that do not say which keys are in use."""


class KeyInUse(WrongKey):
    """A part of the key is missing that still seals something here."""


class WrongMode(Exception):
    """The other kind of run made this database. `found` is its kind, `wanted` the kind of this run."""

    def __init__(self, found: str, wanted: Mode) -> None:
        super().__init__(f"this database was made for a {found} run, and this is a {wanted} run")
        self.found = found
        self.wanted = wanted


class FieldVault:
    """Implements `domain.ports.Vault`. It holds the keys; neither its repr nor its errors show any."""

    __slots__ = ("_fernet", "_index_key", "_newest", "newest_key")

    def __init__(self, keys: Sequence[str], index_key: bytes) -> None:
        self._fernet = _fernet(keys)
        self._newest = _fernet(keys[:1])
        self._index_key = index_key
        self.newest_key = _name(keys[0])

    def __repr__(self) -> str:
        return "FieldVault()"

    def seal(self, text: str) -> bytes:
        """Ciphertext under the first key, different at every call."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text of a sealed field. Raises WrongKey if none of the keys fits."""
        return _unseal(self._fernet, sealed).decode()

    def reseal(self, sealed: bytes) -> bytes | None:
        """The field sealed with the first key; None when it already is. Raises WrongKey."""
        with contextlib.suppress(WrongKey):
            _unseal(self._newest, sealed)
            return None
        return self._newest.encrypt(_unseal(self._fernet, sealed))

    def fingerprint(self, purpose: str, text: str) -> bytes:
        """32 bytes that are equal exactly for the same purpose and text, in this database, for ever."""
        named = purpose.encode()
        # The length in front keeps purpose and text apart: ("ab", "c") is not ("a", "bc").
        message = len(named).to_bytes(2, "big") + named + text.encode()
        return hmac.digest(self._index_key, message, "sha256")


def open_vault(tx: Tx, keys: Sequence[str], random: Random) -> FieldVault:
    """The vault of this database. The first call makes its index key. Runs in a writing transaction.

    `keys` are the parts of `SECRET_KEY`: the first seals, all open. The first part wraps again an index key that an
    older one has wrapped. Raises WrongKey if no part opens it, and KeyInUse when a part is missing that still seals
    something.
    """
    if not keys:
        raise ValueError("a vault needs at least one key")
    wrapped = tx.scalar("meta_get", fact=_INDEX_KEY)
    if wrapped is None:
        index_key = random.token_bytes(INDEX_KEY_BYTES)
        fresh = _fernet(keys[:1]).encrypt(index_key)
        if tx.run("meta_put_if_absent", fact=_INDEX_KEY, value=fresh):
            _note_keys(tx, keys[:1])
            return FieldVault(keys, index_key)
        # Another process was faster; its key counts.
        wrapped = tx.scalar("meta_there", fact=_INDEX_KEY)
    noted = _check_noted(tx, keys)
    index_key = _unseal(_fernet(keys), wrapped)
    if not noted:
        _check_oldest(tx, keys)
    _note_keys(tx, [key for key in (keys[:1] if noted else keys) if _name(key) not in noted])
    try:
        _unseal(_fernet(keys[:1]), wrapped)
    except WrongKey:
        tx.run("meta_set", fact=_INDEX_KEY, value=_fernet(keys[:1]).encrypt(index_key))
    return FieldVault(keys, index_key)


def _check_noted(tx: Tx, keys: Sequence[str]) -> set[str]:
    """The names of the keys in use. Raises KeyInUse or WrongKey unless each of them opens what it sealed."""
    ours = {_name(key): key for key in keys}
    noted = tx.all("sealing_keys")
    known = [row.name in ours and _opens(_fernet([ours[row.name]]), row.probe) for row in noted]
    if not all(known):
        raise KeyInUse if any(known) else WrongKey
    return {row.name for row in noted}


def _check_oldest(tx: Tx, keys: Sequence[str]) -> None:
    """Finds the keys in use by trying old fields, for books that do not record them."""
    every = _fernet(keys)
    for of in SEALED:
        for row in sealed_page(tx, of, of.first, SAMPLES):
            if not _opens(every, row.sealed):
                raise KeyInUse


def _note_keys(tx: Tx, keys: Sequence[str]) -> None:
    for key in keys:
        tx.run("sealing_key_add", name=_name(key), probe=_fernet([key]).encrypt(_PROBE))


def _opens(fernet: MultiFernet, sealed: bytes) -> bool:
    try:
        _unseal(fernet, sealed)
    except WrongKey:
        return False
    return True


def mark_mode(tx: Tx, mode: Mode) -> None:
    """Marks a new database with this kind of run. Raises WrongMode for one of the other kind."""
    if tx.scalar("meta_get", fact=_MODE) is None:
        tx.run("meta_put_if_absent", fact=_MODE, value=mode.encode())
    refuse_other_mode(tx, mode)


def refuse_other_mode(tx: Tx, mode: Mode) -> None:
    """Raises WrongMode for a database of the other kind of run. One without a mark passes."""
    found = tx.scalar("meta_get", fact=_MODE)
    if found is not None and found.decode() != mode:
        raise WrongMode(found.decode(), mode)


def prepared(tx: Tx, keys: Sequence[str], mode: Mode) -> FieldVault | None:
    """The vault if `prepare` has nothing to write, else None. For commands that only read.

    Raises WrongMode and WrongKey.
    """
    marked, wrapped = tx.scalar("meta_get", fact=_MODE), tx.scalar("meta_get", fact=_INDEX_KEY)
    if marked is None or wrapped is None or not is_named(tx):
        return None
    if (found := marked.decode()) != mode:
        raise WrongMode(found, mode)
    if _name(keys[0]) not in _check_noted(tx, keys):
        return None
    index_key = _unseal(_fernet(keys), wrapped)
    try:
        _unseal(_fernet(keys[:1]), wrapped)
    except WrongKey:
        return None
    return FieldVault(keys, index_key)


def prepare(tx: Tx, keys: Sequence[str], mode: Mode, random: Random) -> FieldVault:
    """Prepares the database of a run in one transaction: `mark_mode`, its id, `open_vault`."""
    mark_mode(tx, mode)
    name_database(tx, random)
    return open_vault(tx, keys, random)


def sandbox_key(path: Path) -> str:
    """The sandbox's own key, read from `path` or made there, readable by its owner only. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked: another process sees the whole key or none, and never a second one.
        aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(aside, path)
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii").strip()


def _fernet(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _name(key: str) -> str:
    """A key's name: 16 hexadecimal digits that tell nothing about it."""
    return (
        HKDF(SHA256(), length=8, salt=None, info=b"withdrawal-bot fields 1, name").derive(key.encode()).hex()
    )


def _derive(key: str) -> bytes:
    # Parts of SECRET_KEY are random and long, so a fast derivation is enough. It gives them their one
    # purpose.
    derived = HKDF(SHA256(), length=32, salt=None, info=b"withdrawal-bot fields 1").derive(key.encode())
    return base64.urlsafe_b64encode(derived)


def _unseal(fernet: MultiFernet, sealed: bytes) -> bytes:
    try:
        return fernet.decrypt(sealed)
    except InvalidToken:
        raise WrongKey from None
