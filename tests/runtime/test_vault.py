"""Secrets at rest: sealing, rotation, hashes that never change, and the mark of a database."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken

from bot.runtime.clock import SystemRandom
from bot.runtime.vault import FieldVault, WrongMode, mark_mode, open_vault, prepare, sandbox_key
from domain.errors import WrongKey
from domain.sealed_fields import SEALED

OLD, NEW = "o" * 32, "n" * 32


class MetaOnly:
    """A transaction with only `meta` and the keys in use, and nothing sealed: what the vault needs of a database."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes] = {}
        self.keys: dict[str, bytes] = {}

    def one(self, name: str, /, **params: Any) -> Any:
        raise AssertionError(name)

    def all(self, name: str, /, **params: Any) -> list[Any]:
        if name == "sealing_keys":
            return [SimpleNamespace(name=name, probe=probe) for name, probe in self.keys.items()]
        assert name in {of.page for of in SEALED}
        return []

    def scalar(self, name: str, /, **params: Any) -> Any:
        assert name in ("meta_get", "meta_there")
        return self.rows.get(params["fact"])

    def run(self, name: str, /, **params: Any) -> Any:
        if name == "sealing_key_retire":
            self.keys = {params["but"]: self.keys[params["but"]]}
            return 1
        if name == "sealing_key_add":
            self.keys.setdefault(params["name"], params["probe"])
            return 1
        if name == "meta_put_if_absent" and params["fact"] in self.rows:
            return 0
        assert name in ("meta_put_if_absent", "meta_set")
        self.rows[params["fact"]] = params["value"]
        return 1

    def wake(self, kind: str, at: int) -> None:
        raise AssertionError(kind)


def opened(tx: MetaOnly, *keys: str) -> FieldVault:
    return open_vault(tx, keys, SystemRandom())


def rotated(tx: MetaOnly) -> FieldVault:
    """The new key stands in front of the old, which seals nothing."""
    vault = opened(tx, NEW, OLD)
    tx.run("sealing_key_retire", but=vault.newest_key)
    return vault


def test_a_sealed_field_opens_and_never_looks_the_same() -> None:
    vault = opened(MetaOnly(), OLD)
    first, second = vault.seal("+8613800138001"), vault.seal("+8613800138001")
    assert first != second
    assert b"138" not in first
    assert vault.open(first) == vault.open(second) == "+8613800138001"


def test_fields_open_after_the_key_was_rotated() -> None:
    tx = MetaOnly()
    sealed = opened(tx, OLD).seal("identity")
    both = rotated(tx)
    assert both.open(sealed) == "identity"
    again = both.seal("identity")
    assert both.reseal(again) is None
    anew = both.reseal(sealed)
    assert anew is not None
    assert opened(tx, NEW).open(anew) == "identity"
    assert opened(tx, NEW).open(again) == "identity"
    with pytest.raises(WrongKey):
        opened(tx, NEW).open(sealed)


def test_hashes_stay_the_same_for_ever() -> None:
    tx = MetaOnly()
    before = opened(tx, OLD).fingerprint("phone", "+8613800138001")
    after = rotated(tx).fingerprint("phone", "+8613800138001")
    alone = opened(tx, NEW).fingerprint("phone", "+8613800138001")
    assert before == after == alone
    assert len(before) == 32


def test_hashes_differ_by_purpose_text_and_database() -> None:
    vault = opened(MetaOnly(), OLD)
    found = {
        vault.fingerprint("phone", "1"),
        vault.fingerprint("phone", "2"),
        vault.fingerprint("identity", "1"),
        vault.fingerprint("phone1", ""),
        vault.fingerprint("", "phone1"),
        opened(MetaOnly(), OLD).fingerprint("phone", "1"),
    }
    assert len(found) == 6


def test_rotation_wraps_the_index_key_under_the_new_key_once() -> None:
    tx = MetaOnly()
    opened(tx, OLD)
    wrapped = tx.rows["index_key"]
    opened(tx, OLD)
    assert tx.rows["index_key"] == wrapped
    rotated(tx)
    rewrapped = tx.rows["index_key"]
    assert rewrapped != wrapped
    opened(tx, NEW)
    assert tx.rows["index_key"] == rewrapped


def test_a_wrong_key_opens_nothing_and_changes_nothing() -> None:
    tx = MetaOnly()
    opened(tx, OLD)
    before = dict(tx.rows)
    with pytest.raises(WrongKey) as caught:
        opened(tx, NEW)
    assert tx.rows == before
    assert NEW not in str(caught.value)


def test_a_sealed_field_that_was_tampered_with_does_not_open() -> None:
    vault = opened(MetaOnly(), OLD)
    sealed = bytearray(vault.seal("text"))
    sealed[-5] ^= 1
    with pytest.raises(WrongKey):
        vault.open(bytes(sealed))


def test_a_key_is_not_used_as_it_is() -> None:
    """Keys are derived from the parts of SECRET_KEY, so that these may have any form."""
    raw = Fernet.generate_key().decode()
    sealed = opened(MetaOnly(), raw).seal("text")
    with pytest.raises(InvalidToken):
        Fernet(raw).decrypt(sealed)


def test_the_vault_shows_no_key() -> None:
    assert repr(FieldVault([OLD], b"i" * 32)) == "FieldVault()"


def test_a_vault_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        open_vault(MetaOnly(), (), SystemRandom())


def test_when_two_starts_race_the_first_index_key_counts() -> None:
    class Raced(MetaOnly):
        """Another process writes its key between the look and the write."""

        def run(self, name: str, /, **params: Any) -> Any:
            if not self.rows:
                opened(winner, OLD)
                self.rows.update(winner.rows)
            return super().run(name, **params)

    winner = MetaOnly()
    late = opened(Raced(), OLD)
    assert late.fingerprint("x", "y") == opened(winner, OLD).fingerprint("x", "y")


def test_a_database_belongs_to_the_kind_of_run_that_made_it() -> None:
    tx = MetaOnly()
    prepare(tx, [OLD], "sandbox", SystemRandom())
    prepare(tx, [OLD], "sandbox", SystemRandom())
    with pytest.raises(WrongMode) as caught:
        mark_mode(tx, "live")
    assert (caught.value.found, caught.value.wanted) == ("sandbox", "live")


def test_the_sandboxs_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "books.db.key"
    key = sandbox_key(file)
    assert sandbox_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["books.db.key"]


def test_many_starts_at_once_get_one_sandbox_key(tmp_path: Path) -> None:
    file = tmp_path / "books.db.key"
    barrier = threading.Barrier(8)
    keys: list[str] = []

    def start() -> None:
        barrier.wait(timeout=10)
        keys.append(sandbox_key(file))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(keys) == 8
    assert len(set(keys)) == 1
