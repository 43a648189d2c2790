"""Every reason, for every kind of account, to both kinds of payee, to the end, over the Bot API on loopback.

The customer submits, a reviewer rejects it in the chat, the customer applies again, it is approved, the channel fails
it, the customer applies again, it is approved and paid. Everything happens in the chat.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.payouts.sandbox import SCRIPT
from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from storage.queries import Engine
from tests.flows import walks
from tests.flows.designated import begun
from tests.flows.walks import CASES, Case, readable
from tests.flows.world import STRANGER, Served, World, world_on
from tests.support.databases import Place
from tests.support.staffing import hired

ANNA = Person(201, "Anna", "en", None)


@pytest.fixture
def engine() -> Engine:
    """SQLite only: the chat does the same on both engines, and other tests cover the databases."""
    return "sqlite"


@pytest.fixture
async def served(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """An application whose Bot API is on loopback, and a reviewer beside the customers."""
    monkeypatch.chdir(tmp_path)
    async with world_on(place.url, Served) as world:
        world.driver.add_person(ANNA)
        yield world


async def to_case(world: World, anna: PersonDriver) -> None:
    """Opens the oldest waiting case."""
    await world.settle()
    await anna.send("/review")
    await anna.tap(next(label for label in anna.last.labels if "1. " in label))


async def approve(world: World, anna: PersonDriver) -> None:
    """Approves the case and waits for the channel's result."""
    await to_case(world, anna)
    await anna.tap("Approve")
    await anna.tap("Yes, approve ¥40.00")
    await world.settle()


async def reject(world: World, anna: PersonDriver) -> None:
    """Rejects the first document as unreadable, with a word of why."""
    await to_case(world, anna)
    await anna.tap("Reject")
    await anna.tap("The papers do not prove it")
    await anna.tap(next(label for label in anna.last.labels if "1. " in label))
    await anna.tap("Continue")
    await anna.send("Too dark to read.")
    await anna.tap("Yes, reject ¥40.00")
    await world.settle()


async def sign_again(world: World, person: PersonDriver) -> None:
    """Applies again, sends what is missing, and confirms; what was right is not asked for again."""
    await person.tap("Apply again")
    if person.last.text.startswith("¥40.00 goes to"):
        await person.tap("Continue")
    while "Send now:" in person.last.text:
        await person.send_photo(readable())
    if "Send verification code" not in person.last.labels:
        await person.tap("Continue")
    await walks.sign(world, person)


@pytest.mark.usefixtures("documents_at_once")
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_rejected_failed_and_paid_in_the_end(
    served: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    await walks.accounts(served)
    await hired(served.app, ANNA.id, "Anna", "finance")
    anna = served.person(ANNA)
    await anna.send("/start")
    person = await walks.linked(served, case.account)
    await walks.submit(served, person, case)

    await reject(served, anna)
    assert person.last.text.startswith("Rejected: ¥40.00")
    assert "Too dark to read." in person.last.text
    await sign_again(served, person)

    with monkeypatch.context() as patched:
        patched.setitem(SCRIPT, 0, SCRIPT[91])
        await approve(served, anna)
    assert person.last.text.startswith("Withdrawal Failed")
    assert "the payee account is closed or cannot receive money" in person.last.text
    await sign_again(served, person)

    await approve(served, anna)
    assert person.last.text.startswith("Withdrawal Successful: ¥40.00")
    assert [row.status for row in await served.withdrawals(STRANGER)] == ["rejected", "failed", "successful"]
    paid = [entry for entry in await served.app.sandbox_payouts.entries() if entry.payments]
    assert [(entry.payments, entry.paid_fen) for entry in paid] == [(1, 40_00)]
    await served.books_are_right()


@pytest.mark.parametrize("kind", ["personal", "enterprise"])
async def test_over_the_bot_api_on_loopback_with_documents_cleaned_apart(served: World, kind: str) -> None:
    case = Case("account_closed", "personal" if kind == "personal" else "enterprise", "bank_card")
    person = await begun(served, case)
    card = await walks.submit(served, person, case)
    assert "to Industrial and Commercial Bank of China •••• 0000" in card.text
