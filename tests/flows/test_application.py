"""An application for money that was never topped up: offered only where it can be paid, whole or in parts."""

from __future__ import annotations

import pytest

from storage.queries import Engine
from tests.flows import walks
from tests.flows.walks import Case
from tests.flows.world import STRANGER, World

CASE = Case("application", "personal", "alipay")

pytestmark = pytest.mark.usefixtures("documents_at_once")


@pytest.fixture
def engine() -> Engine:
    """SQLite only: the chat does the same on both engines, and other tests cover the databases."""
    return "sqlite"


async def test_it_is_offered_with_its_amount_and_in_instalments(world: World) -> None:
    await walks.accounts(world)
    person = await walks.linked(world, CASE.account)
    for command in ("/balance", "/withdraw"):
        await person.send(command)
        assert "Up to ¥80.00 of the withdrawable amount is other money" in person.last.text
    card = await walks.submit(world, person, CASE)
    assert "· application" in card.text
    await person.send("/balance")
    assert "Other money ¥40.00" in person.last.labels
    await person.tap("Other money ¥40.00")
    assert "That is all the other money there is." in person.last.text
    await person.send("40.01")
    assert "only ¥40.00 of other money is left" in person.last.text
    await person.tap("All ¥40.00")
    await person.send("The rest of it.")
    used = next(label for label in person.last.labels if "••••" in label)
    await person.tap(used)
    for _ in CASE.needed:
        await person.send_photo(walks.readable())
    await person.tap("Continue")
    assert "Your words: The rest of it." in person.last.text
    await walks.sign(world, person)
    await person.send("/balance")
    assert not any(label.startswith("Other money") for label in person.last.labels)
    assert [row.amount_fen for row in await world.withdrawals(STRANGER)] == [40_00, 40_00]
    await world.books_are_right()


async def test_the_words_are_asked_for_and_can_be_changed(world: World) -> None:
    await walks.accounts(world)
    person = await walks.linked(world, CASE.account)
    await person.send("/balance")
    await person.tap("Other money ¥80.00")
    await person.tap("Half ¥40.00")
    await person.send("no")
    assert "Write 4 to 500 characters" in person.last.text
    await person.send("x" * 501)
    assert "Write 4 to 500 characters" in person.last.text
    await person.send("For <b>me</b>")
    assert "Where should ¥40.00 go?" in person.last.text
    await person.tap("Back")
    assert "Now: For <b>me</b>" in person.last.text
    await person.send("/help")
    await person.tap("Back")
    assert "Why should ¥40.00 be paid out?" in person.last.text
    await person.tap("Continue")
    assert "Where should ¥40.00 go?" in person.last.text
    await person.tap("Cancel")
    assert "¥40.00 from the balance (other money)" in person.last.text
    await person.tap("Pick it up again")
    assert "Where should ¥40.00 go?" in person.last.text


async def test_a_cancelled_one_gives_the_money_back_to_the_balance(world: World) -> None:
    await walks.accounts(world)
    person = await walks.linked(world, CASE.account)
    card = await walks.submit(world, person, CASE)
    await person.tap("Cancel this withdrawal")
    now = person.now(card)
    assert now is not None
    assert "¥40.00 is back in the balance (other money)" in now.text
    assert "The papers are kept until" in now.text
    await person.tap("Apply again")
    assert person.last.text.startswith("Withdraw ¥40.00")
    await world.books_are_right()


async def test_an_old_offer_of_another_account_or_of_nothing_left_is_no_dead_end(world: World) -> None:
    await walks.accounts(world)
    person = await walks.linked(world, CASE.account)
    await person.send("/balance")
    data = next(button.data for button in person.last.buttons if button.label == "Other money ¥80.00")
    assert data is not None
    await world.events([
        {"id": "gone", "type": "bill.issued", "at": "2026-11-20T00:00:00+08:00", "account": "5001",
         "bill": "B-GONE", "amount": "80.00"},
        {"id": "paid", "type": "bill.paid", "at": "2026-11-21T00:00:00+08:00", "account": "5001",
         "bill": "B-GONE", "amount": "80.00", "source": "balance"},
    ])  # fmt: skip
    await person.tap_data(data, on=person.last)
    assert "Nothing can be withdrawn" in person.last.text
    mei = await world.mei()
    await mei.tap_data(data, on=mei.last)
    assert "does not belong to your accounts" in mei.last.text
