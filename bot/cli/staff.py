"""The command `staff`: who reviews in the chat. A change takes effect at the person's next tap."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.cli.failures import Failure
from bot.cli.link import print_qr
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import put
from bot.cli.refusal_texts import sentence
from domain.actor import StaffRole
from domain.errors import Refusal
from domain.ports import Micros
from domain.rules.calendar import to_local
from domain.second_factor import NewSecret
from domain.usecases.staff.members import (
    StaffMember,
    add_staff,
    give_login,
    list_staff,
    remove_staff,
    take_login,
)
from domain.usecases.staff.second_factor import make_factor, reset_factor

R = TypeVar("R")


def add(chat_user: int, role: StaffRole, name: str, login: str | None) -> int:
    """Gives a role to a chat user."""

    async def work(books: OpenBooks) -> StaffMember:
        return await books.perform(add_staff, operator(), chat_user, role, name, login)

    member = _done(chat_user, work)
    put(f"{member.name} ({member.chat_user}) is {member.role} now")
    _say_when(member.decides_from_at)
    return 0


def give(chat_user: int, login: str) -> int:
    """Records that a login of the machine belongs to this person."""

    async def work(books: OpenBooks) -> Micros | None:
        return await books.perform(give_login, operator(), chat_user, login)

    from_at = _done(chat_user, work)
    put(f"the login {login} is {chat_user} now")
    _say_when(from_at)
    return 0


def take(chat_user: int, login: str) -> int:
    """Records that the login does not belong to this person."""

    async def work(books: OpenBooks) -> None:
        return await books.perform(take_login, operator(), chat_user, login)

    _done(chat_user, work)
    put(f"the login {login} belongs to nobody now")
    return 0


def show_secret(chat_user: int) -> int:
    """Prints the secret of a new authenticator as a QR code and as text. It is shown nowhere else."""

    async def work(books: OpenBooks) -> NewSecret:
        return await books.perform(make_factor, operator(), chat_user)

    made = _done(chat_user, work)
    put(made.uri)
    print_qr(made.uri)
    put(
        "Scan it with an authenticator, or type the secret. Then send /authenticator to the bot, and its 6 digits."
    )
    put(f"It counts if that is done before {to_local(made.until_at):%Y-%m-%d %H:%M} (Asia/Shanghai).")
    return 0


def reset_second_factor(chat_user: int) -> int:
    """Takes an authenticator away."""

    async def work(books: OpenBooks) -> None:
        return await books.perform(reset_factor, operator(), chat_user)

    _done(chat_user, work)
    put(f"{chat_user}: the authenticator is taken away; a new one decides nothing for a day")
    return 0


def _say_when(from_at: Micros | None) -> None:
    if from_at is not None:
        put(f"it decides nothing before {to_local(from_at):%Y-%m-%d %H:%M} (Asia/Shanghai)")


def remove(chat_user: int, role: StaffRole | None) -> int:
    """Takes a role away, or all of them."""

    async def work(books: OpenBooks) -> int:
        return await books.perform(remove_staff, operator(), chat_user, role)

    gone = _done(chat_user, work)
    put(f"{chat_user}: {gone} role{'s' if gone > 1 else ''} taken away")
    return 0


def list_all() -> int:
    """Prints all staff, a role a line."""

    async def work(books: OpenBooks) -> tuple[StaffMember, ...]:
        return await books.look(list_staff, operator())

    found = _done("staff", work)
    if not found:
        put("nobody is staff yet: main.py staff add CHAT_USER finance --name NAME", err=True)
    for one in found:
        since = f"{to_local(one.added_at):%Y-%m-%d}"
        more = [f"login {', '.join(one.logins)}"] if one.logins else []
        more += [] if one.proved else ["no authenticator yet"]
        by = one.added_by.partition(":")[2]
        put(one.chat_user, one.role, one.name, f"since {since}, by {by}", *more)
    return 0


def _done(what: int | str, work: Callable[[OpenBooks], Awaitable[R]]) -> R:
    try:
        return with_books(work)
    except Refusal as refusal:
        raise Failure(f"{what}: {sentence(refusal)}") from None
