"""Documents and their rows: taken in, deleted on their day whatever crashes in between, and no stray file kept."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.documents.service import DocumentService
from bot.documents.store import DocumentStore, new_document_id
from bot.runtime.payout_mark import MarkFile
from domain.actor import Actor
from domain.errors import Unfit
from domain.handovers import books_mark
from domain.operations import next_due
from domain.ports import DAY, SECOND
from domain.tx import Tx
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.edit_documents import add_document
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_payee import enter_payee
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.views import NewDocument, PayeeField
from storage.database import Database
from tests.support.databases import Place
from tests.support.document_files import encoded, page, pdf, saved
from tests.support.rig import MEI, Rig, account, rig_on, top_up

CARD = "6222021234567890128"


class Shelf:
    """The documents of a rig, in a folder of their own."""

    def __init__(self, rig: Rig, place: Place, folder: Path) -> None:
        self.rig, self.place, self.folder, self.seconds = rig, place, folder, 0.0
        self.store = DocumentStore(folder, ["k" * 32])
        self.documents = DocumentService(rig, self.store, loop_time=lambda: self.seconds)

    async def add(self, data: bytes, delete_at: int | None, account_id: str = "1001") -> NewDocument:
        """Keeps a document with its row."""
        new = await self.documents.take("closure_proof", data, "me")
        await self.row(new.id, delete_at, account_id)
        return new

    async def row(self, id_: str, delete_at: int | None, account_id: str = "1001") -> None:
        def write(tx: Tx) -> None:
            tx.run(
                "document_add", id=id_, account=account_id, kind="closure_proof", media_type="application/pdf",
                size_bytes=1, pages=1, signed=0, uploaded_by="chat:101", now=self.rig.clock.at,
            )  # fmt: skip
            tx.run("document_keep", id=id_, delete_at=delete_at)

        await self.rig.db.write(write)

    def rows(self) -> dict[str, tuple[int | None, int | None]]:
        """When each document was marked for deletion, and when deleted."""
        found = raw(self.place, "SELECT id, deleting_at, deleted_at FROM document")
        return {row[0]: (row[1], row[2]) for row in found}

    def audited(self) -> list[tuple[Any, ...]]:
        """The audit rows of deleted documents."""
        sql = "SELECT who, account, subject FROM audit WHERE use_case = 'document_deleted' ORDER BY subject"
        return raw(self.place, sql)


def raw(place: Place, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query of the test's own."""
    if place.engine == "postgresql":
        with psycopg.connect(place.url) as server:
            return [tuple(row) for row in server.execute(sql.encode()).fetchall()]
    with closing(sqlite3.connect(place.path)) as file:
        return file.execute(sql).fetchall()


@pytest.fixture
async def shelf(db: Database, place: Place, tmp_path: Path) -> AsyncIterator[Shelf]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), account("1002", "+8613800138002")])
        shelf = Shelf(rig, place, tmp_path / "documents")
        await shelf.store.claim("us")
        yield shelf


async def test_a_document_is_gone_on_its_day_and_not_before(shelf: Shelf) -> None:
    now = shelf.rig.clock.at
    early = await shelf.add(encoded(page()), now + DAY)
    late = await shelf.add(saved(pdf()), now + 2 * DAY, "1002")
    kept = await shelf.add(saved(pdf()), None)
    assert (await shelf.rig.db.read(next_due))["documents"] == now + DAY
    assert await shelf.documents.delete_due() == 0
    shelf.rig.clock.move(24 * 3600)
    assert await shelf.documents.delete_due() == 1
    assert await shelf.documents.get(early.id) is None
    assert await shelf.documents.get(late.id) is not None
    assert shelf.audited() == [("system:documents", "1001", early.id)]
    assert (await shelf.rig.db.read(next_due))["documents"] == now + 2 * DAY
    shelf.rig.clock.move(24 * 3600)
    assert await shelf.documents.delete_due() == 1
    assert await shelf.documents.delete_due() == 0
    assert len(shelf.audited()) == 2
    assert shelf.rows()[kept.id] == (None, None)
    assert await shelf.documents.get(kept.id) is not None


async def test_more_than_one_batch(shelf: Shelf) -> None:
    for _ in range(205):
        await shelf.row(new_document_id(), shelf.rig.clock.at)
    assert await shelf.documents.delete_due() == 205
    assert len(shelf.audited()) == 205


@pytest.mark.parametrize("moment", ["before the file", "after the file"])
async def test_a_crash_while_deleting_is_made_good(
    shelf: Shelf, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = await shelf.add(saved(pdf()), shelf.rig.clock.at)
    delete = shelf.store.delete

    async def crash(id_: str) -> None:
        if moment == "after the file":
            await delete(id_)
        raise OSError("the disk")

    with monkeypatch.context() as patched:
        patched.setattr(shelf.store, "delete", crash)
        with pytest.raises(OSError, match="the disk"):
            await shelf.documents.delete_due()
    marked, gone = shelf.rows()[new.id]
    assert marked is not None
    assert gone is None
    assert shelf.audited() == []
    # A new application that wants to keep the document comes too late.
    await shelf.rig.db.write(lambda tx: tx.run("document_keep", id=new.id, delete_at=None))
    assert await shelf.documents.delete_due() == 1
    assert await shelf.documents.get(new.id) is None
    assert len(shelf.audited()) == 1


async def test_a_stray_file_is_removed_after_a_day_and_only_that(shelf: Shelf) -> None:
    kept = await shelf.add(saved(pdf()), None)
    stray = await shelf.documents.take("id_photo", encoded(page()), "me")
    gone = await shelf.add(saved(pdf()), shelf.rig.clock.at)
    await shelf.documents.delete_due()
    # As after a restore of the files without the database.
    await shelf.store.put(gone.id, b"back")
    assert await shelf.documents.tidy() == 0
    assert set(await shelf.store.ids()) == {kept.id, stray.id, gone.id}
    for id_ in (kept.id, stray.id, gone.id):
        os.utime(shelf.folder / id_[:2] / id_, (shelf.rig.clock.at / SECOND - 90_000,) * 2)
    assert await shelf.documents.tidy() == 0, "once a day"
    shelf.seconds += 24 * 3600
    assert await shelf.documents.tidy() == 2
    assert await shelf.store.ids() == [kept.id]


async def test_documents_that_are_newer_than_the_books_are_kept(shelf: Shelf, tmp_path: Path) -> None:
    """After a restore from a backup their rows are gone, and the files may be all that is left."""
    await shelf.add(saved(pdf()), None)
    taken = await shelf.documents.take("id_photo", encoded(page()), "me")
    path = shelf.folder / taken.id[:2] / taken.id
    os.utime(path, (shelf.rig.clock.at / SECOND + 5,) * 2)
    long_ago = time.time() + 2 * 24 * 3600
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.documents.store.time.time", lambda: long_ago)
        assert await shelf.documents.tidy() == 0
        # The mark alone shows that the books are old: nothing is removed either.
        os.utime(path, (shelf.rig.clock.at / SECOND - 5,) * 2)
        mark = MarkFile(tmp_path / "papers.mark")
        shelf.rig.mark = mark
        shelf.seconds += 24 * 3600
        assert await shelf.documents.tidy() == 0
        mark.begin(await shelf.rig.db.read(books_mark))
        shelf.seconds += 24 * 3600
        assert await shelf.documents.tidy() == 1


async def test_what_is_unfit_is_not_kept_and_a_document_without_a_row_is_dropped(shelf: Shelf) -> None:
    with pytest.raises(Unfit, match="wrong_type"):
        await shelf.documents.take("id_photo", b"MZ", "me")
    assert await shelf.store.ids() == []
    new = await shelf.documents.take("id_photo", encoded(page()), "me")
    assert (len(new.id), new.media_type, new.pages) == (26, "image/jpeg", 1)
    data = await shelf.documents.get(new.id)
    assert data is not None
    assert len(data) == new.size_bytes
    await shelf.documents.drop(new.id)
    assert await shelf.documents.get(new.id) is None


async def test_nothing_of_a_document_or_a_payee_is_on_the_disk_in_the_clear(
    shelf: Shelf, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Through the use cases: a draft with its payee and a document that says the same number."""
    rig, actor = shelf.rig, Actor.chat(MEI.id)
    await rig.events([top_up("500.00")])
    await rig.link()
    orders = (await rig.look(list_orders, actor)).orders
    view = await rig.perform(start_withdrawal, actor, orders[0].fund)
    view = await rig.perform(
        enter_amount, actor, view.id, view.version, amount_fen=120_50, share=None, text=None
    )
    view = await rig.perform(choose_method, actor, view.id, view.version, "designated")
    view = await rig.perform(choose_reason, actor, view.id, view.version, "account_closed")
    fields: list[tuple[PayeeField, str]] = [("kind", "bank_card"), ("number", CARD), ("name", "Account 1001")]
    for field, value in fields:
        view = await rig.perform(enter_payee, actor, view.id, view.version, field, value)
    assert view.payee is not None
    made = pdf()
    made.pages[0].Contents = made.make_stream(f"BT ({CARD} ID-1001) Tj ET".encode())
    data = saved(made, compress_streams=False)
    assert CARD.encode() in data
    new = await shelf.documents.take("closure_proof", data, "me")
    kept = await shelf.documents.get(new.id)
    assert kept is not None
    assert kept.startswith(b"%PDF")
    view = await rig.perform(add_document, actor, view.id, "closure_proof", new)
    assert [document.id for document in view.documents] == [new.id]
    photo = await shelf.documents.take("id_photo", encoded(page()), "me")
    await rig.perform(add_document, actor, view.id, "id_photo", photo)
    secrets = [
        CARD.encode(),
        CARD[:12].encode(),
        b"ID-1001",
        b"%PDF-1",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        kept[20:60],
    ]
    told = (caplog.text + "".join(capfd.readouterr())).encode()
    places = {path.name: path.read_bytes() for path in shelf.folder.rglob("*") if path.is_file()}
    assert len(places) == 3
    for name, found in {**places, "the books": books(shelf.place), "the log": told}.items():
        assert [secret for secret in secrets if secret in found] == [], name


def books(place: Place) -> bytes:
    """Every byte of the database; on a server, every value of every row."""
    if place.engine == "sqlite":
        return b"".join(
            path.read_bytes() for path in place.path.parent.glob(place.path.name + "*") if path.is_file()
        )
    tables = raw(place, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    rows = (str(raw(place, f'SELECT t::text FROM "{name}" t')) for (name,) in tables)
    return "".join(rows).encode()
