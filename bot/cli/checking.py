"""``check``: every invariant of the books, as the domain states them, and what the machine may do to them."""

from __future__ import annotations

import sqlite3
import sys

from bot.cli.books import state_line
from bot.cli.failures import Failure, told
from bot.cli.house import House, in_house
from bot.mark import stopped
from domain.actor import Actor
from domain.usecases.check_books import Broken, CheckBooks, check_books
from domain.views import Refused

SAFE_SQLITE = (3, 51, 3)


def check_the_books() -> int:
    """Prints each broken invariant; exit code 1 if there is one."""

    async def work(house: House) -> tuple[str, list[Broken] | Refused]:
        print(await state_line(house))
        why = await house.behind()
        if why is not None:
            print(stopped(why, house.settings.mark_path))
        return house.db.engine, await house.look(check_books, Actor.operator("command line"), CheckBooks())

    engine, broken = in_house(work)
    if isinstance(broken, Refused):
        raise Failure(f"not done: {told(broken)}")
    if engine == "sqlite" and sqlite3.sqlite_version_info < SAFE_SQLITE:
        safe = ".".join(map(str, SAFE_SQLITE))
        print(
            f"note: SQLite {sqlite3.sqlite_version} is older than {safe} and can lose pages when two write "
            "at once; our own take turns, so let no other program write",
            file=sys.stderr,
        )
    for one in broken:
        print(f"BROKEN {one.name}: {one.detail}")
    if broken:
        print(f"{len(broken)} broken", file=sys.stderr)
        return 1
    print("The books are in order.")
    return 0
