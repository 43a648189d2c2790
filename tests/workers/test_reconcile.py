"""After a restore from a backup: what the channel paid is booked, or waits for two people; then payouts go on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.payouts.payout_list import BadList, read_file, read_page
from bot.workers.newest_books import open_mark
from domain.actor import Actor
from domain.errors import Refusal
from domain.handovers import Mark, books_mark
from domain.ports import SECOND
from domain.rules.policy import Policy
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.usecases.operator.reconcile import (
    NOBODY,
    Compared,
    ListedPayout,
    compare_payout,
    end_reconciling,
    list_missing,
    settle_missing,
    vouch_list,
)
from domain.usecases.staff.members import remove_staff
from domain.usecases.staff.resolve import resolve_contradiction
from domain.usecases.time.payouts import PayoutAnswer
from domain.usecases.time.returns import record_return
from domain.views import WithdrawalView
from domain.withdrawal_row import find_withdrawal
from storage.database import Database
from tests.support.rig import MEI, OPERATOR, START, Rig, account, rig_on, top_up, tried
from tests.support.staffing import hired

MEI_SAYS = Actor.chat(MEI.id)
COLLEAGUE = Actor.operator("colleague")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("200.00"), top_up("30.00", "TP-1001-2")])
        await rig.link()
        await open_mark(rig, tmp_path / "papers.mark")
        yield rig


def listed(id_: str = "W261110AAAAAA", amount_fen: int = 120_00, **changes: Any) -> ListedPayout:
    said = {
        "id": id_, "account": "1001", "order_id": "TP-1001-1", "method": "original", "amount_fen": amount_fen,
        "currency": "CNY", "said": "paid", "at": START - 3600 * SECOND,
    }  # fmt: skip
    return ListedPayout(**{**said, **changes})


async def compare(rig: Rig, payout: ListedPayout, *, book: bool = True) -> Compared:
    return await rig.perform(compare_payout, OPERATOR, payout, book)


async def remaining(rig: Rig) -> dict[str, int]:
    view = await rig.look(list_orders, MEI_SAYS)
    return {one.order_id: one.remaining_fen for one in view.orders}


async def shown(rig: Rig, id_: str) -> WithdrawalView:
    return await rig.look(show_withdrawal, MEI_SAYS, id_)


async def broken(rig: Rig) -> list[str]:
    return [one.name for one in await rig.look(check_books, OPERATOR)]


class Paid:
    """A gateway that says paid to every question, and must get no submission."""

    async def submit(self, order: Any) -> Any:
        raise AssertionError("handed over again")

    async def query(self, order: Any) -> Any:

        return PayoutAnswer("paid", None, f"REF-{order.id}")

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("method", ["original", "designated"])
async def test_a_payout_that_the_books_lack_is_booked_once_asked_about_and_told(
    rig: Rig, method: str
) -> None:
    rig.restart(channel=Paid())
    before = await remaining(rig)
    payout = listed(method=method)
    assert await compare(rig, payout, book=False) == Compared("booked")
    assert await remaining(rig) == before, "looking changes nothing"
    for expected in ("booked", "known", "known"):
        assert (await compare(rig, payout)).what == expected
    assert await remaining(rig) == {**before, "TP-1001-1": 80_00}
    assert await broken(rig) == []
    await rig.payer.run_due()
    await rig.relay.run_due()
    view = await shown(rig, payout.id)
    assert (view.status, view.amount_fen, view.channel_reference) == (
        "successful",
        120_00,
        f"REF-{payout.id}",
    )
    told = [str(message) for message in rig.sandbox.core.chats[MEI.id].messages.values()]
    assert [text for text in told if "Withdrawal Successful" in text and payout.id in text]
    assert (await compare(rig, payout)).what == "known"
    # A bank may still send it back, into the order it came from.
    await rig.perform(record_return, Actor.system("gateway"), payout.id, 120_00)
    assert await remaining(rig) == before
    assert await broken(rig) == []


async def test_one_that_was_only_drafted_in_the_backup_is_booked_and_cannot_be_confirmed(rig: Rig) -> None:
    rig.restart(channel=Paid())
    draft = await rig.draft(120_00)
    assert (await compare(rig, listed(draft.id, 50_00))).what == "booked"
    await rig.payer.run_due()
    assert (await shown(rig, draft.id)).amount_fen == 50_00
    assert (await shown(rig, draft.id)).status == "successful"
    assert await remaining(rig) == {"TP-1001-1": 150_00, "TP-1001-2": 30_00}
    assert await broken(rig) == []


@pytest.mark.parametrize("said", ["failed", "returned"])
async def test_what_came_to_nothing_books_nothing_and_ends_the_draft_whose_number_is_used_up(
    rig: Rig, said: str
) -> None:
    draft = await rig.draft(120_00)
    assert (await compare(rig, listed(draft.id, said=said))).what == "dropped"
    assert (await compare(rig, listed(said=said))).what == "known"
    found = await rig.db.read(lambda tx: find_withdrawal(tx, draft.id))
    assert found is not None
    assert found.status == "discarded"
    assert await remaining(rig) == {"TP-1001-1": 200_00, "TP-1001-2": 30_00}


async def test_one_that_was_approved_in_the_backup_is_asked_about_and_not_handed_over(rig: Rig) -> None:
    view = await rig.withdraw(120_00)
    rig.restart(channel=Paid())
    assert (await compare(rig, listed(view.id))).what == "booked"
    await rig.payer.run_due()
    assert (await shown(rig, view.id)).status == "successful"
    assert await broken(rig) == []


async def test_one_that_was_cancelled_in_the_old_books_is_a_contradiction_that_two_people_book(
    db: Database, tmp_path: Path
) -> None:
    """In review in the backup, in truth paid, and given back before the comparison."""
    async with rig_on(db, tmp_path, Policy(risk_count_a_day=1)) as rig:
        await rig.events([account(), top_up("200.00")])
        await rig.link()
        waiting = await rig.withdraw(120_00)
        view = await rig.withdraw(50_00)
        assert view.status == waiting.status == "in_review"
        await rig.perform(cancel_withdrawal, MEI_SAYS, view.id, view.version)
        payout = listed(view.id, 50_00)
        for _ in range(2):
            assert await compare(rig, payout) == Compared("listed", "released")
        assert await broken(rig) == ["contradicted"]
        for who in (OPERATOR, COLLEAGUE):
            await tried(rig.perform(resolve_contradiction, who, view.id, "book", "statement"))
        assert (await shown(rig, view.id)).status == "successful"
        assert await remaining(rig) == {"TP-1001-1": 30_00}
        assert (await compare(rig, payout)).what == "known"
        # A payout that still waits for its review was sent too: nobody can decide it.
        rig.restart(channel=Paid())
        assert (await compare(rig, listed(waiting.id, 120_00))).what == "booked"
        await rig.payer.run_due()
        assert (await shown(rig, waiting.id)).status == "successful"
        assert await broken(rig) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount_fen": 200_01}, "no_money"),
        ({"order_id": "TP-9"}, "unknown_order"),
        ({"order_id": None, "method": "application"}, "no_order"),
        ({"account": "9009"}, "unknown_account"),
        ({"currency": "USD"}, "currency"),
    ],
)
async def test_what_cannot_be_booked_waits_for_two_people_and_stops_the_account(
    rig: Rig, changes: dict[str, Any], why: str
) -> None:
    payout = listed(**changes)
    for _ in range(2):
        assert await compare(rig, payout) == Compared("listed", why)  # type: ignore[arg-type]
    assert [one.why for one in await rig.look(list_missing, OPERATOR)] == [why]
    assert await broken(rig) == ["missing_payouts"]
    stops = await rig.db.read(lambda tx: tx.all("stops_live", account="1001", now=rig.clock.now()))
    assert len(stops) == (0 if why == "unknown_account" else 1)
    for _ in range(2):
        refused = await tried(rig.perform(settle_missing, OPERATOR, payout.id, None, "bank statement 7"))
        assert isinstance(refused, Refusal)
        assert refused.code == "said_once", "one person counts once"
    assert await tried(rig.perform(settle_missing, COLLEAGUE, payout.id, None, "bank statement 7")) is None
    assert await broken(rig) == []
    assert await rig.db.read(lambda tx: tx.all("stops_live", account="1001", now=rig.clock.now())) == []
    assert (await compare(rig, payout)).what == "known"


async def test_two_people_book_it_on_the_order_that_has_the_money(rig: Rig) -> None:
    rig.restart(channel=Paid())
    payout = listed(order_id=None, method="application", amount_fen=25_00)
    await compare(rig, payout)
    wrong = await tried(rig.perform(settle_missing, OPERATOR, payout.id, "TP-9", "D"))
    assert isinstance(wrong, Refusal)
    assert wrong.param("why") == "unknown_order"
    for who, done in ((OPERATOR, False), (COLLEAGUE, True)):
        said = await tried(rig.perform(settle_missing, who, payout.id, "TP-1001-2", "D"))
        assert (said is None) is done
    await rig.payer.run_due()
    assert (await shown(rig, payout.id)).status == "successful"
    assert await remaining(rig) == {"TP-1001-1": 200_00, "TP-1001-2": 5_00}
    assert await broken(rig) == []


async def test_what_was_listed_is_booked_when_the_billing_events_are_there(rig: Rig) -> None:
    payout = listed(order_id="TP-1001-3")
    await compare(rig, payout)
    await rig.events([top_up("500.00", "TP-1001-3")])
    assert (await compare(rig, payout)).what == "booked"
    assert await broken(rig) == []
    assert await rig.db.read(lambda tx: tx.all("stops_live", account="1001", now=rig.clock.now())) == []


async def test_a_customer_whose_chat_the_books_do_not_know_yet_has_it_booked_all_the_same(
    db: Database, tmp_path: Path
) -> None:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("200.00")])
        rig.restart(channel=Paid())
        assert (await compare(rig, listed())).what == "booked"
        await rig.settle()
        found = await rig.db.read(lambda tx: find_withdrawal(tx, listed().id))
        assert found is not None
        assert (found.status, found.chat_user) == ("successful", NOBODY)
        assert await broken(rig) == []


@pytest.mark.parametrize("damage", ["missing", "ahead"])
async def test_the_end_writes_a_mark_that_fits_and_gives_no_number_twice(rig: Rig, damage: str) -> None:
    mark = rig.mark
    assert mark is not None
    books = await rig.db.read(books_mark)
    if damage == "missing":
        mark.path.unlink()
    else:
        mark.write(Mark(books.database, 500))
    assert await rig.behind() == damage
    seen = mark.read()
    number = seen.number if isinstance(seen, Mark) else 0
    ended = await rig.perform(end_reconciling, OPERATOR, number)
    mark.write(ended)
    assert await rig.behind() is None
    await rig.withdraw(10_00)
    await rig.payer.run_due()
    assert (await rig.db.read(books_mark)).number == number + 1
    assert await rig.behind() is None


async def test_a_list_by_hand_takes_two_people(rig: Rig) -> None:
    for who, digest, done in (
        (OPERATOR, "a", False), (OPERATOR, "a", False), (COLLEAGUE, "b", False), (COLLEAGUE, "a", True),
    ):  # fmt: skip
        said = await tried(rig.perform(vouch_list, who, digest))
        assert (said is None) is done


async def test_the_word_of_somebody_who_is_no_reviewer_any_more_does_not_count(rig: Rig) -> None:
    anna, boris = Actor.chat(91), Actor.chat(92)
    for who, name in ((anna, "Anna"), (boris, "Boris")):
        await hired(rig, who.person, name, "finance")
    await compare(rig, listed(amount_fen=999_00))
    for said in (
        await tried(rig.perform(vouch_list, anna, "a")),
        await tried(rig.perform(settle_missing, anna, listed().id, None, "D")),
    ):
        assert isinstance(said, Refusal)
        assert said.code == "said_once"
    await rig.perform(remove_staff, OPERATOR, anna.person)
    for again in (
        await tried(rig.perform(vouch_list, boris, "a")),
        await tried(rig.perform(settle_missing, boris, listed().id, None, "D")),
    ):
        assert isinstance(again, Refusal)
        assert again.code == "said_once"
    assert await tried(rig.perform(settle_missing, OPERATOR, listed().id, None, "D")) is None


async def test_a_login_that_is_nobodys_decides_nothing_of_it_where_logins_are_needed(rig: Rig) -> None:
    await compare(rig, listed(amount_fen=999_00))
    rig.services = replace(rig.services, policy=replace(rig.services.policy, login_needed=True))
    for said in (
        await tried(rig.perform(vouch_list, OPERATOR, "a")),
        await tried(rig.perform(settle_missing, OPERATOR, listed().id, None, "D")),
    ):
        assert isinstance(said, Refusal)
        assert said.code == "denied"


GOOD = (
    '{"id": "W1", "account": "1001", "order": null, "method": "designated", "amount_fen": 100, "currency": "CNY",'
    ' "status": "paid", "at": "2026-11-20T08:00:00+08:00"}'
)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("100", "100.5"),
        lambda text: text.replace("100,", "-1,"),
        lambda text: text.replace('"paid"', '"sent"'),
        lambda text: text.replace('"designated"', '"x"'),
        lambda text: text.replace("+08:00", ""),
        lambda text: text.replace('"W1"', '""'),
        lambda text: text.replace('"id"', '"id": "W2", "id"'),
        lambda text: text[:-1],
        lambda text: "[]",
    ],
)
def test_a_list_with_one_entry_that_makes_no_sense_is_refused_whole(damage: Callable[[str], str]) -> None:
    assert [one.id for one in read_file(f"{GOOD}\n\n".encode())] == ["W1"]
    with pytest.raises(BadList, match="line 2"):
        read_file(f"{GOOD}\n{damage(GOOD)}\n".encode())
    with pytest.raises(BadList):
        read_page(f'{{"payouts": [{damage(GOOD)}], "next": null}}'.encode(), 0)


@pytest.mark.parametrize("following", ["7", "3", '"9"', "9.5"])
def test_a_page_that_does_not_go_on_is_refused(following: str) -> None:
    with pytest.raises(BadList, match="next"):
        read_page(f'{{"payouts": [], "next": {following}}}'.encode(), 7)
