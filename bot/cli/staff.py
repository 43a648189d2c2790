"""``staff``: who reviews in the chat. Adding and removing take effect at the next tap of whoever it is."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.cli.failures import Failure
from bot.cli.house import House, in_house
from bot.cli.refusals import sentence
from domain.actor import Actor, StaffRole
from domain.calendar import to_local
from domain.usecases.staff import (
    AddStaff,
    ListStaff,
    RemoveStaff,
    StaffMember,
    add_staff,
    list_staff,
    remove_staff,
)
from domain.views import Refused

R = TypeVar("R")


def add(chat_user: int, role: StaffRole, name: str) -> int:
    """Gives a role to somebody of the chat."""
    command = AddStaff(chat_user, role, name)

    async def work(house: House) -> StaffMember | Refused:
        return await house.perform(add_staff, operator(), command, lock="staff")

    member = _done(chat_user, work)
    print(f"{member.name} ({member.chat_user}) is {member.role} now")
    return 0


def remove(chat_user: int, role: StaffRole | None) -> int:
    """Takes a role, or all of them, away."""
    command = RemoveStaff(chat_user, role)

    async def work(house: House) -> int | Refused:
        return await house.perform(remove_staff, operator(), command, lock="staff")

    gone = _done(chat_user, work)
    print(f"{chat_user}: {gone} role{'s' if gone > 1 else ''} taken away")
    return 0


def list_all() -> int:
    """Prints everybody who is staff, a role a line."""

    async def work(house: House) -> tuple[StaffMember, ...] | Refused:
        return await house.look(list_staff, operator(), ListStaff())

    found = _done("staff", work)
    if not found:
        print("nobody is staff yet: main.py staff add CHAT_USER finance --name NAME", file=sys.stderr)
    for one in found:
        since = f"{to_local(one.added_at):%Y-%m-%d}"
        print(f"{one.chat_user}\t{one.role}\t{one.name}\tsince {since}, by {one.added_by.partition(':')[2]}")
    return 0


def _done(what: int | str, work: Callable[[House], Awaitable[R | Refused]]) -> R:
    result = in_house(work)
    if isinstance(result, Refused):
        raise Failure(f"{what}: {sentence(result)}")
    return result


def operator() -> Actor:
    """Whoever is at the command line, by login name."""
    try:
        return Actor.operator(getpass.getuser())
    except (OSError, KeyError):
        return Actor.operator("command line")
