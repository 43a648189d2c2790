"""Documents at rest: sealed, bound to their place, whole or missing; keys that rotate; the owner of the store."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.store import (
    DocumentGone,
    DocumentStore,
    OthersDocuments,
    WrongDocumentKey,
    empty_store,
    new_document_id,
)

OLD, NEW = "o" * 32, "n" * 32
DOCUMENT = b"%PDF a document that says 6222020000000000 and a name"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "documents"


async def store_of(folder: Path, *keys: str, owner: str = "us") -> DocumentStore:
    store = DocumentStore(folder, keys or (OLD,))
    await store.claim(owner)
    return store


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def folder_mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=5000))
async def test_what_is_put_comes_back_and_is_nowhere_in_the_clear(folder: Path, data: bytes) -> None:
    store, id_ = await store_of(folder), new_document_id()
    await store.put(id_, data)
    assert await store.get(id_) == data
    sealed = (folder / id_[:2] / id_).read_bytes()
    assert len(sealed) == 21 + len(data) + 16
    assert len(data) < 8 or data not in sealed
    await store.put(id_, data)
    assert (folder / id_[:2] / id_).read_bytes() != sealed


async def test_only_the_owner_reads_the_files_and_nothing_else_is_left(folder: Path) -> None:
    store, id_ = await store_of(folder), new_document_id()
    assert not files(folder)
    await store.put(id_, DOCUMENT)
    assert {path.name for path in files(folder)} == {"mark", id_}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(folder)} == {0o600}
    assert folder_mode(folder) == 0o700
    assert not any(
        word in path.read_bytes() for path in files(folder) for word in (b"6222", b"document", b"us")
    )


async def test_a_file_in_anothers_place_does_not_open(folder: Path) -> None:
    store, one, other = await store_of(folder), new_document_id(), new_document_id()
    await store.put(one, DOCUMENT)
    await store.put(other, b"x")
    os.replace(folder / one[:2] / one, folder / other[:2] / other)
    with pytest.raises(WrongDocumentKey):
        await store.get(other)
    with pytest.raises(DocumentGone):
        await store.get(one)


@pytest.mark.parametrize("at", [0, 1, 9, 25, -1])
async def test_a_changed_or_shortened_file_does_not_open(folder: Path, at: int) -> None:
    store, id_ = await store_of(folder), new_document_id()
    await store.put(id_, DOCUMENT)
    path = folder / id_[:2] / id_
    sealed = bytearray(path.read_bytes())
    sealed[at] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(WrongDocumentKey):
        await store.get(id_)
    path.write_bytes(sealed[: at % 30])
    with pytest.raises(WrongDocumentKey):
        await store.get(id_)


async def test_a_deleted_document_is_gone_and_deleting_it_again_is_nothing(folder: Path) -> None:
    store, id_ = await store_of(folder), new_document_id()
    await store.put(id_, DOCUMENT)
    for _ in range(2):
        await store.delete(id_)
        with pytest.raises(DocumentGone):
            await store.get(id_)
    assert await store.ids() == []


@pytest.mark.parametrize(
    "id_", ["", "../../etc/passwd", "mark", "A" * 26, "a" * 25, "a" * 27, "a/" + "b" * 24]
)
async def test_only_an_id_is_ever_a_file(folder: Path, id_: str) -> None:
    store = await store_of(folder)
    for work in (store.get(id_), store.delete(id_), store.put(id_, b"x")):
        with pytest.raises(ValueError, match="not the id"):
            await work


async def test_keys_rotate(folder: Path) -> None:
    first, second = new_document_id(), new_document_id()
    await (await store_of(folder, OLD)).put(first, DOCUMENT)
    store = await store_of(folder, NEW, OLD)
    await store.put(second, DOCUMENT)
    assert [await store.get(first), await store.get(second)] == [DOCUMENT, DOCUMENT]
    assert await store.reseal() == (1, 0)
    assert await store.reseal() == (0, 0)
    # The old key may go now.
    store = await store_of(folder, NEW)
    assert [await store.get(first), await store.get(second)] == [DOCUMENT, DOCUMENT]
    with pytest.raises(WrongDocumentKey):
        await store_of(folder, OLD)


async def test_sealing_anew_keeps_the_age_and_leaves_what_no_key_opens(folder: Path) -> None:
    lost, kept = new_document_id(), new_document_id()
    other = DocumentStore(folder, ["x" * 32])
    await other.claim("us")
    await other.put(lost, DOCUMENT)
    (folder / "mark").unlink()
    (folder / lost[:2] / lost).rename(folder / "aside")
    await (await store_of(folder, OLD)).put(kept, DOCUMENT)
    (folder / lost[:2]).mkdir(exist_ok=True)
    (folder / "aside").rename(folder / lost[:2] / lost)
    path = folder / kept[:2] / kept
    os.utime(path, (1, 1))
    store = await store_of(folder, NEW, OLD)
    assert await store.reseal() == (1, 1)
    assert path.stat().st_mtime == 1
    assert sorted(await store.ids(older_s=3600)) == [kept]
    # The mark still says that the old key is needed.
    with pytest.raises(WrongDocumentKey):
        await store_of(folder, NEW)


async def test_a_wrong_key_and_anothers_store_are_told_at_the_start(folder: Path) -> None:
    await (await store_of(folder, OLD)).put(new_document_id(), DOCUMENT)
    with pytest.raises(WrongDocumentKey):
        await store_of(folder, NEW)
    with pytest.raises(OthersDocuments):
        await store_of(folder, OLD, owner="them")
    (folder / "mark").unlink()
    with pytest.raises(WrongDocumentKey):
        await store_of(folder, NEW)
    assert len(await (await store_of(folder, OLD)).ids()) == 1


async def test_a_crash_in_the_middle_of_writing_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, id_ = await store_of(folder), new_document_id()
    await store.put(id_, b"before")

    def crash(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", crash)
        patched.setattr(Path, "unlink", lambda self, missing_ok=False: None)
        with pytest.raises(KeyboardInterrupt):
            store._write(store._path(id_), b"half")
    assert len(files(folder)) == 3
    assert await store.get(id_) == b"before"
    assert len(await (await store_of(folder)).ids()) == 1
    # Another process may still be writing it; after an hour none is.
    assert len(files(folder)) == 3
    monkeypatch.setattr("bot.documents.store.ASIDE_S", -60)
    assert len(await (await store_of(folder)).ids()) == 1
    assert len(files(folder)) == 2


async def test_beginning_anew_removes_documents_and_nothing_else(folder: Path) -> None:
    await (await store_of(folder)).put(new_document_id(), DOCUMENT)
    (folder / "note").write_text("somebody's own")
    (folder / "zz").mkdir(exist_ok=True)
    (folder / "zz" / "picture.jpg").write_text("somebody's own")
    empty_store(folder)
    assert {path.name for path in files(folder)} == {"note", "picture.jpg"}
    empty_store(folder / "never was")
