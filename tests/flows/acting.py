"""A world with support staff and test accounts, for the tests of sessions and of support's tools."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from domain.actor import StaffRole
from domain.tx import Tx
from storage.queries import Query
from tests.flows.world import World
from tests.support.rig import account, top_up
from tests.support.staffing import hired

SALLY = Person(301, "Sally", "en", "+8613800138077")
ADMIN = Person(302, "Ada", "en", None)
TEST_PHONE = "+8613800139001"
BANNER = "TEST ACCOUNT 9001 · acting: Sally · "
EXIT = "Exit test 9001"


class Desk(World):
    """A world with support, a test account 9001 and another one, and a real account of Sally's own."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        for who in (SALLY, ADMIN):
            self.sandbox.core.add_person(who)

    async def hire(self, who: Person, role: StaffRole) -> PersonDriver:
        """Makes a person staff; they have talked to the bot."""
        await hired(self.app, who.id, who.first_name, role)
        person = self.person(who)
        await person.send("/start")
        return person

    async def acting(self, who: Person = SALLY) -> PersonDriver:
        """Support in a session as 9001."""
        person = await self.hire(who, "support")
        await person.send("/as 9001 T-1 the customer sees nothing")
        assert BANNER in person.last.text
        return person

    async def test_code(self, person: PersonDriver) -> str:
        """The newest code, as the session shows it."""
        await self.app.relay.run_due()
        await person.send("/inbox")
        return next(
            word for word in person.last.text.replace(".", " ").split() if word.isdigit() and len(word) == 6
        )

    async def to_confirm_as_test(self, person: PersonDriver) -> None:
        """Goes to *Confirm withdrawal*, as 9001."""
        await person.send("/withdraw")
        await person.tap("1. ¥300.00")
        await person.send("120.50")
        await person.tap("Refund to original payment method")
        await person.tap("Send verification code")
        await person.send(await self.test_code(person))
        assert "Confirm withdrawal" in person.last.labels

    async def written(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a statement of the test's own."""

        def read(tx: Tx) -> list[tuple[Any, ...]]:
            found: Any = cast("Any", tx)._execute(Query("test", sql, frozenset()), {})
            return [tuple(row) for row in found.rows]

        return await self.app.db.read(read)

    async def moved_money(self) -> bool:
        """Whether any withdrawal was ever submitted."""
        found = await self.written("SELECT COUNT(*) FROM withdrawal WHERE submitted_at IS NOT NULL")
        return found != [(0,)]


@asynccontextmanager
async def desk_on(url: str) -> AsyncIterator[Desk]:
    """A desk on a database, with its accounts. At its end the books are right."""
    desk = Desk(url)
    await desk.open()
    try:
        await desk.events([
            account(phone="+8613800138077"), top_up("1000.00"),
            account("9001", TEST_PHONE, test=True), top_up("300.00", "TP-9001-1", "9001"),
            account("9002", TEST_PHONE, test=True), top_up("70.00", "TP-9002-1", "9002"),
        ])  # fmt: skip
        yield desk
        await desk.books_are_right()
    finally:
        await desk.close()
