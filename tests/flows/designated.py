"""Where the tests of designated accounts begin: a linked person, and a person at their first document."""

from __future__ import annotations

from bot.sandbox.driver import PersonDriver
from tests.flows import walks
from tests.flows.walks import Case
from tests.flows.world import World

CLOSED = Case("account_closed", "personal", "bank_card")
ALIPAY = Case("account_closed", "personal", "alipay")


async def begun(world: World, case: Case = CLOSED) -> PersonDriver:
    """A person linked to the case's account."""
    await walks.accounts(world)
    return await walks.linked(world, case.account)


async def at_documents(world: World, case: Case = ALIPAY) -> PersonDriver:
    """A person at the first document."""
    person = await begun(world, case)
    await walks.to_payee(person, case)
    await walks.enter_payee(person, case)
    await person.tap("Continue")
    return person
