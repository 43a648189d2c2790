"""The mark outside the database: a backup that was put back pays nobody until it is reconciled."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.channels.payouts.channel import PayoutChannel
from bot.runtime.payout_mark import MarkFile, MarkLost, lock_path
from bot.runtime.runner import Runner
from bot.workers.newest_books import Watch, open_mark
from bot.workers.payer import Payer
from domain.actor import Actor
from domain.errors import Refusal
from domain.handovers import Mark, books_mark
from domain.roles import use_cases
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.staff.members import add_staff
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder
from storage.database import Database
from tests.support.databases import Place
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried

MEI_SAYS = Actor.chat(MEI.id)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "papers.mark"


@pytest.fixture
async def rig(db: Database, tmp_path: Path, path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("200.00")])
        await rig.link()
        await open_mark(rig, path)
        yield rig


async def status(rig: Rig, withdrawal: str) -> str:
    return (await rig.look(show_withdrawal, MEI_SAYS, withdrawal)).status


class Reading:
    """Notes what the mark says at the moment of each submission."""

    def __init__(self, channel: PayoutChannel, path: Path) -> None:
        self.channel = channel
        self.path = path
        self.seen: list[int] = []

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        self.seen.append(json.loads(said(self.path))["number"])
        return await self.channel.submit(order)

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        return await self.channel.query(order)

    async def close(self) -> None:
        pass


def said(path: Path) -> str:
    return path.read_text()


def put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
    else:
        path.write_text(text)


async def test_the_number_is_on_the_disk_before_the_payout_leaves(rig: Rig, path: Path) -> None:
    reading = Reading(rig.ledger, path)
    rig.restart(channel=reading)
    for amount in (10_00, 20_00, 30_00):
        await rig.withdraw(amount)
        await rig.payer.run_due()
    assert reading.seen == [1, 2, 3]
    assert await rig.behind() is None


def lost(path: Path, books: Mark) -> None:
    path.unlink()


def restored(path: Path, books: Mark) -> None:
    path.write_text("restored\n")


def of_another(path: Path, books: Mark) -> None:
    path.write_text(json.dumps({"database": "0" * 32, "number": 0}))


def ahead(path: Path, books: Mark) -> None:
    path.write_text(json.dumps({"database": books.database, "number": books.number + 1}))


@pytest.mark.parametrize("damage", [lost, restored, of_another, ahead])
async def test_books_that_may_be_old_pay_and_confirm_nothing(
    rig: Rig, path: Path, damage: Callable[[Path, Mark], None]
) -> None:
    await rig.withdraw(10_00)
    await rig.payer.run_due()
    submitted, draft = await rig.withdraw(20_00), await rig.draft(30_00)
    kept = said(path)
    books = await rig.db.read(books_mark)
    damage(path, books)
    await rig.perform(add_staff, OPERATOR, MEI.id, "admin", "Mei")
    for _ in range(3):
        # However often it is tried, the books' number does not creep up to the mark's.
        await rig.payer.run_due()
    refused = await tried(rig.perform(confirm_withdrawal, MEI_SAYS, draft.id, draft.version))
    assert isinstance(refused, Refusal)
    assert refused.code == "payouts_stopped"
    assert await status(rig, submitted.id) == "approved"
    assert [one.paid_fen for one in await rig.ledger.entries()] == [10_00]
    assert await rig.db.read(books_mark) == books
    watch = Watch(rig)
    await watch.look()
    await watch.look()
    await rig.relay.run_due()
    told = [str(message) for message in rig.sandbox.core.chats[MEI.id].messages.values()]
    assert len([text for text in told if "Payouts and confirmations are stopped" in text]) == 1
    # The storage is there again: nothing was lost, and everything goes on by itself.
    put(path, kept)
    await rig.perform(confirm_withdrawal, MEI_SAYS, draft.id, draft.version)
    await rig.payer.run_due()
    assert sorted(one.paid_fen for one in await rig.ledger.entries()) == [10_00, 20_00, 30_00]


async def test_a_mark_that_cannot_be_written_pays_nothing_and_keeps_the_money_held(
    rig: Rig, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await rig.withdraw(10_00)
    monkeypatch.setattr(MarkFile, "_write", _full)
    await rig.payer.run_due()
    assert await status(rig, view.id) == "unknown"
    assert await rig.ledger.entries() == []
    monkeypatch.undo()
    rig.clock.move(rig.services.policy.payout_query_s)
    await rig.payer.run_due()
    assert await status(rig, view.id) == "successful"
    assert [(one.submissions, one.paid_fen) for one in await rig.ledger.entries()] == [(1, 10_00)]


def _full(self: MarkFile, mark: Mark) -> None:
    raise OSError(28, "No space left on device")


async def test_what_was_paid_of_a_top_up_is_not_paid_again_after_a_backup(
    make_place: Callable[..., Place], tmp_path: Path, path: Path
) -> None:
    """50.00 approved, backup, paid, 120.00 more paid, backup put back: 140.00 of the same 200.00 are asked for."""
    place = make_place("sqlite")
    backup = tmp_path / "backup.db"
    async with await place.open() as db, rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("200.00")])
        await rig.link()
        await open_mark(rig, path)
        await rig.withdraw(50_00)
        await db.read(lambda tx: tx.scalar("account_any"))
    shutil.copyfile(place.path, backup)
    async with await place.open() as db, rig_on(db, tmp_path) as rig:
        await open_mark(rig, path)
        rig.clock.move(100)
        await rig.payer.run_due()
        await rig.withdraw(120_00)
        await rig.payer.run_due()
        assert sum(one.paid_fen for one in await rig.ledger.entries()) == 170_00
    shutil.copyfile(backup, place.path)
    async with await place.open() as db, rig_on(db, tmp_path) as rig:
        await open_mark(rig, path)
        rig.clock.move(1000)
        # Even somebody who had the code before.
        rig.mark, mark = None, rig.mark
        draft = await rig.draft(140_00)
        rig.mark = mark
        refused = await tried(rig.perform(confirm_withdrawal, MEI_SAYS, draft.id, draft.version))
        assert isinstance(refused, Refusal)
        await rig.payer.run_due()
        assert sum(one.paid_fen for one in await rig.ledger.entries()) == 170_00
        assert await rig.behind() == "ahead"


async def test_books_of_before_make_their_mark_once(rig: Rig, path: Path) -> None:
    put(path, None)
    await open_mark(rig, path)
    assert await rig.behind() == "missing"
    assert MarkFile(path).read() == "missing"


async def test_a_file_that_lies_there_already_is_not_taken_for_the_first_mark(
    db: Database, tmp_path: Path, path: Path
) -> None:
    put(path, "restored\n")
    async with rig_on(db, tmp_path) as rig:
        await open_mark(rig, path)
        await open_mark(rig, path)
        assert await rig.behind() == "unreadable"


async def test_many_at_once_leave_the_highest_number_whoever_writes(path: Path) -> None:
    """Two processes, as two objects on one file; the number never goes back."""
    first, second = MarkFile(path), MarkFile(path)
    first.begin(Mark("a", 0))
    await asyncio.gather(
        *[(first if number % 2 else second).advance(Mark("a", number)) for number in range(1, 40)]
    )
    assert first.read() == Mark("a", 39)
    await first.advance(Mark("a", 7))
    assert second.read() == Mark("a", 39)
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, lock_path(path).name]
    with pytest.raises(MarkLost):
        await first.advance(Mark("b", 40))
    put(path, None)
    with pytest.raises(MarkLost):
        await first.advance(Mark("a", 41))
    assert MarkFile(path).read() == "missing"


async def test_two_processes_at_once_are_never_taken_for_an_old_state(
    rig: Rig, path: Path, place: Place
) -> None:
    """Each commits numbers and writes the mark while the other compares."""
    for _ in range(8):
        await rig.withdraw(10_00)
        rig.clock.move(900)
    async with await place.open() as db:
        other = Runner(db, rig.services)
        other.mark = MarkFile(path)
        payers = [rig.payer, Payer(other, rig.ledger)]
        looked: list[object] = []

        async def look() -> None:
            for _ in range(40):
                looked.extend([await rig.behind(), await other.behind()])

        done = await asyncio.gather(look(), *[payer.run_due() for payer in payers])
    assert set(looked) == {None}
    assert sum(one or 0 for one in done) == 8
    assert (await rig.db.read(books_mark)).number == 8
    assert MarkFile(path).read() == await rig.db.read(books_mark)
    assert [one.payments for one in await rig.ledger.entries()] == [1] * 8


def test_what_takes_money_out_or_gives_held_money_back_needs_the_newest_books() -> None:
    assert sorted(name for name, use_case in use_cases() if use_case.terms.newest) == [
        "cancel_withdrawal", "confirm_withdrawal", "record_return", "resolve_contradiction",
        "review", "send_code", "settle_unknown",
    ]  # fmt: skip
