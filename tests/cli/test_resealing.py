"""Rotation of SECRET_KEY: no part in use is missed, everything is sealed again, and nothing is lost meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.cli import reseal
from bot.cli.open_books import OpenBooks
from bot.documents.open_documents import store_of
from bot.documents.store import new_document_id
from bot.runtime.clock import SystemRandom
from bot.runtime.settings import Settings, SettingsError
from bot.runtime.vault import FieldVault, KeyInUse, prepare
from domain.actor import Actor
from domain.context import Services
from domain.errors import WrongKey
from domain.outgoing import KEY_KEPT
from domain.ports import SECOND
from domain.sealed_fields import SEALED, SealedField, sealed_page
from domain.tx import Tx
from domain.usecases.customer.send_code import send_code
from domain.usecases.staff.review import review
from domain.usecases.time.payouts import KEY_WAIT_S
from storage.database import Database
from storage.queries import Query
from tests.support.by_documents import designated, submit
from tests.support.reviewing import ANNA, hire
from tests.support.rig import MEI, Rig, account, rig_on, top_up

OLD, NEW = "k" * 32, "n" * 32


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("300.00")])
        await rig.link()
        yield rig


async def started(db: Database, *keys: str) -> FieldVault:
    """The vault after a start with this SECRET_KEY."""
    return await db.write(partial(prepare, keys=keys, mode="sandbox", random=SystemRandom()))


async def with_keys(rig: Rig, *keys: str) -> Services:
    return replace(rig.services, vault=await started(rig.db, *keys))


def settings_of(tmp_path: Path, *keys: str) -> Settings:
    fresh = Settings(_env_file=None, documents_dir=tmp_path / "documents")
    return fresh.model_copy(update={"secret_key": SecretStr(",".join(keys))})


def changed(tx: Any, sql: str, **params: Any) -> int:
    """Runs a statement of the test's own."""
    text = sql
    if "%" not in sql and type(tx).__name__.startswith("Postgres"):
        for name in params:
            text = text.replace(f":{name}", f"%({name})s")
    return int(tx._execute(Query("test", text, frozenset(params)), params).changed)


def every_field(tx: Tx, of: SealedField) -> list[bytes]:
    return [bytes(row.sealed) for row in sealed_page(tx, of, of.first, 1000)]


async def fill(rig: Rig) -> None:
    """Seals something in every table that has a sealed field."""
    view = await submit(rig, await designated(rig, 100_00))
    seal = rig.services.vault.seal

    def write(tx: Tx) -> None:
        one = {"secret": seal("a secret"), "at": rig.clock.at}
        changed(tx, "UPDATE account SET is_test = is_test")
        changed(
            tx, "UPDATE withdrawal SET note_sealed = :secret WHERE id = :id", id=view.id, secret=one["secret"]
        )
        for sql in (
            "INSERT INTO prepared (withdrawal, reviewer, what, text_sealed, at) "
            "SELECT id, 'chat:7', 'reject', :secret, :at FROM withdrawal",
            "INSERT INTO test_inbox (account, text_sealed, at) SELECT id, :secret, :at FROM account",
            "INSERT INTO phone_claim (chat_user, phone_key, shown_sealed, asked_at) "
            "SELECT id, :secret, :secret, :at FROM chat_user",
            "INSERT INTO second_factor (chat_user, secret_sealed, made_at, made_by, shown_until, in_chat) "
            "VALUES (7, :secret, :at, 'x', :at, 0)",
            "UPDATE link SET name_sealed = :secret WHERE :at > 0",
            "INSERT INTO audit (at, who, use_case, outcome, reason_sealed) VALUES (:at, 'x', 'x', 'done', :secret)",
            "INSERT INTO outbox (event_key, recipient, kind, account, template, params, secret, due_at, created_at) "
            "SELECT 'x', 'x', 'sms', id, 'code_link', '{}', :secret, :at, :at FROM account",
        ):
            changed(tx, sql, **one)

    await rig.db.write(write)
    await rig.events([account("9001", "+8613800139001", test=True)])

    def session(tx: Tx) -> None:
        sql = (
            "INSERT INTO acting_session (chat_user, account, reason_sealed, ticket, started_at, ends_at) "
            "SELECT id, '9001', :secret, 'T-1', 1, 2 FROM chat_user"
        )
        changed(tx, sql, secret=seal("why"))

    await rig.db.write(session)


async def test_everything_is_sealed_anew_while_the_old_part_is_there_and_then_it_may_go(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await fill(rig)
    for of in SEALED:
        assert await rig.db.read(partial(every_field, of=of)), of.name
    store = await store_of(rig, settings_of(tmp_path, OLD))
    document = new_document_id()
    await store.put(document, b"%PDF-")
    env = await with_keys(rig, NEW, OLD)
    for keys in ((NEW,), (OLD,)):
        with pytest.raises(KeyInUse):
            await started(rig.db, *keys)
    monkeypatch.setattr(reseal, "PIECE", 1)
    books = OpenBooks(settings_of(tmp_path, NEW, OLD), rig.db, env)
    assert await reseal._reseal(books) == 0
    out, err = capsys.readouterr()
    assert "and 1 document sealed again" in out
    assert "Every part of SECRET_KEY but the first may go" in out
    assert {line.partition(":")[0] for line in err.splitlines()} == {of.name for of in SEALED}
    only_new = await started(rig.db, NEW)
    for of in SEALED:
        for sealed in await rig.db.read(partial(every_field, of=of)):
            assert only_new.open(sealed)
    assert await (await store_of(rig, settings_of(tmp_path, NEW))).get(document) == b"%PDF-"
    with pytest.raises(WrongKey):
        await started(rig.db, OLD)
    # A second run says that nothing is left to do.
    assert (
        await reseal._reseal(OpenBooks(settings_of(tmp_path, NEW), rig.db, replace(env, vault=only_new))) == 0
    )
    assert "Nothing was sealed with an older part" in capsys.readouterr().out


async def test_what_was_begun_and_stopped_goes_on(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.events(
        [account(str(number), f"+86138001390{number % 100:02d}") for number in range(2001, 2020)]
    )
    env, pieces = await with_keys(rig, NEW, OLD), 0
    fields = sum([len(await rig.db.read(partial(every_field, of=of))) for of in SEALED])
    monkeypatch.setattr(reseal, "PIECE", 3)
    books = OpenBooks(settings_of(tmp_path, NEW, OLD), rig.db, env)
    piece = reseal._piece

    async def stops(*args: Any) -> Any:
        nonlocal pieces
        pieces += 1
        if pieces == 4:
            raise KeyboardInterrupt
        return await piece(*args)

    monkeypatch.setattr(reseal, "_piece", stops)
    with pytest.raises(KeyboardInterrupt):
        await reseal._reseal(books)
    with pytest.raises(KeyInUse):
        await started(rig.db, NEW)
    monkeypatch.setattr(reseal, "_piece", piece)
    # The first three pieces are already done.
    assert (await reseal._pass(books)).changed == fields - 9
    assert await reseal._reseal(books) == 0
    await started(rig.db, NEW)


async def test_a_process_that_still_seals_with_the_old_part_keeps_it_in_use(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    books = OpenBooks(settings_of(tmp_path, NEW, OLD), rig.db, await with_keys(rig, NEW, OLD))
    plain = store_of

    async def meanwhile(*args: Any) -> Any:
        await rig.events([account("1002", "+8613800138002")])
        return await plain(*args)

    monkeypatch.setattr(reseal, "store_of", meanwhile)
    assert await reseal._reseal(books) == 1
    assert "a process still seals with one" in capsys.readouterr().err
    with pytest.raises(KeyInUse):
        await started(rig.db, NEW)
    monkeypatch.setattr(reseal, "store_of", plain)
    assert await reseal._reseal(books) == 0
    await started(rig.db, NEW)


async def test_damage_is_counted_and_holds_nothing_up(
    rig: Rig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rig.events([account("1002", "+8613800138002")])
    await rig.db.write(
        lambda tx: changed(tx, "UPDATE account SET phone_sealed = :bad WHERE id = '1001'", bad=b"gAAAA")
    )
    books = OpenBooks(settings_of(tmp_path, NEW, OLD), rig.db, await with_keys(rig, NEW, OLD))
    assert await reseal._reseal(books) == 1
    assert "1 field cannot be opened by any part of SECRET_KEY" in capsys.readouterr().err
    await started(rig.db, NEW)


async def test_books_from_before_say_by_what_is_sealed_which_keys_they_need(rig: Rig) -> None:
    """One start with both keys wrapped the index key again, and so the next start without the old key went on."""
    await started(rig.db, NEW, OLD)
    await rig.db.write(lambda tx: changed(tx, "DELETE FROM sealing_key"))
    with pytest.raises(KeyInUse):
        await started(rig.db, NEW)
    await started(rig.db, NEW, OLD)
    with pytest.raises(KeyInUse):
        await started(rig.db, NEW)


async def test_documents_under_an_old_part_keep_it(rig: Rig, tmp_path: Path) -> None:
    store = await store_of(rig, settings_of(tmp_path, OLD))
    await store.put(new_document_id(), b"%PDF-")
    with pytest.raises(SettingsError, match="does not fit"):
        await store_of(rig, settings_of(tmp_path, NEW))


def newer(services: Services) -> Services:
    """The other process, which started with the new part in front."""
    vault = services.vault
    assert isinstance(vault, FieldVault)
    return replace(services, vault=FieldVault((NEW, OLD), vault._index_key))


async def test_a_code_that_another_process_sealed_is_left_to_it(rig: Rig) -> None:
    """Rotation with two processes: this one has the old part alone."""
    view = await rig.draft(10_00)
    rig.clock.move(61)
    old, rig.services = rig.services, newer(rig.services)
    await rig.perform(send_code, Actor.chat(MEI.id), view.id, view.version)
    before = len(rig.sandbox.core.phone.sms_for(MEI.phone))
    rig.services, new = old, rig.services
    await rig.relay.run_due()
    assert len(rig.sandbox.core.phone.sms_for(MEI.phone)) == before
    rig.clock.move(KEY_WAIT_S)
    rig.services = new
    await rig.relay.run_due()
    assert len(rig.sandbox.core.phone.sms_for(MEI.phone)) == before + 1


async def test_a_message_nobody_can_open_is_given_up_after_a_day(rig: Rig) -> None:
    await rig.settle()
    await rig.db.write(
        lambda tx: changed(
            tx,
            "INSERT INTO outbox (event_key, recipient, kind, account, template, params, secret, due_at, created_at) "
            "VALUES ('x', 'x', 'sms', '1001', 'code_link', '{}', :secret, :at, :at)",
            secret=b"gAAAA",
            at=rig.clock.at,
        )
    )

    def waiting(tx: Any) -> int:
        found = tx._execute(
            Query("t", "SELECT status FROM outbox WHERE event_key = 'x'", frozenset()), {}
        ).rows
        return int(found[0][0] == "waiting")

    await rig.relay.run_due()
    assert await rig.db.read(waiting)
    rig.clock.at += KEY_KEPT - SECOND
    await rig.relay.run_due()
    assert await rig.db.read(waiting)
    rig.clock.move(KEY_WAIT_S)
    await rig.relay.run_due()
    assert not await rig.db.read(waiting)


async def test_a_payout_that_another_process_sealed_is_paid_by_it_and_soon(rig: Rig) -> None:
    old, rig.services = rig.services, newer(rig.services)
    await hire(rig, ANNA, "Anna", "finance")
    view = await submit(rig, await designated(rig, 100_00))
    await rig.perform(review, ANNA, view.id, "approve")
    rig.clock.move(3600)
    rig.services, new = old, rig.services
    assert await rig.payer.run_due() == 1
    assert await rig.payer.run_due() == 0
    rig.clock.move(KEY_WAIT_S)
    rig.services = new
    assert await rig.payer.run_due() == 1

    def status(tx: Any) -> str:
        return str(tx._execute(Query("t", "SELECT status FROM withdrawal", frozenset()), {}).rows[0][0])

    assert await rig.db.read(status) == "successful"
