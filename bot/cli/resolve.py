"""The commands `contradictions`, `resolve`, `stop` and `resume`: what stands still, and what lets it go on.

The use cases hold the rules. A word on a contradiction names the number that was shown, so that nobody resolves what
they have not seen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.cli.failures import WRONG_USE, Failure
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import put
from bot.cli.refusal_texts import COUNTED, sentence
from bot.cli.review import number_of, told_of
from domain.contradictions import Contradiction, Resolution
from domain.errors import Refusal
from domain.rules.calendar import to_local
from domain.rules.money import plain
from domain.stops import Stop
from domain.usecases.staff.resolve import Listed, list_contradictions, resolve_contradiction
from domain.usecases.staff.stopping import resume_account, stop_account
from domain.views import WithdrawalView


def show_contradictions() -> int:
    """Prints every open contradiction with its number and its ways out, and the losses that were written off."""

    async def work(books: OpenBooks) -> tuple[Listed, ...]:
        return await books.look(list_contradictions, operator())

    try:
        listed = with_books(work)
    except Refusal as refusal:
        raise Failure(sentence(refusal)) from None
    for entry in listed:
        put(*_cells(entry))
    if not any(entry.ways for entry in listed):
        put("No contradiction is open.")
    return 0


def resolve_payout(withdrawal: str, how: Resolution, *, document: str, number: int | None) -> int:
    """Records one person's word on a contradiction. The word of a second person resolves it."""
    withdrawal = number_of(withdrawal)
    if number is None:
        raise Failure("--number N is required: main.py contradictions shows it", WRONG_USE)

    async def work(books: OpenBooks) -> WithdrawalView:
        return await books.perform(resolve_contradiction, operator(), withdrawal, how, document, number)

    return told_of(withdrawal, work)


def stop_the_account(account: str, *, ticket: str, reason: str) -> int:
    """Stops all withdrawals of an account."""

    async def work(books: OpenBooks) -> Stop:
        return await books.perform(stop_account, operator(), account, ticket, reason)

    return _told(account, work, "stopped: nothing of it is approved or paid until two people resume it")


def resume_the_account(account: str) -> int:
    """Records one person's word that the account may go on. With the word of a second person it does."""

    async def work(books: OpenBooks) -> Stop:
        return await books.perform(resume_account, operator(), account)

    return _told(account, work, "resumed")


def _told(account: str, work: Callable[[OpenBooks], Awaitable[Stop]], done: str) -> int:
    try:
        with_books(work)
    except Refusal as refusal:
        if refusal.code not in COUNTED:
            raise Failure(f"{account!r}: {sentence(refusal)}") from None
        done = sentence(refusal)
    put(f"{account}: {done}")
    return 0


def _cells(entry: Listed) -> tuple[str, ...]:
    one = entry.one
    parts = [
        f"{one.id}",
        f"{to_local(one.at):%Y-%m-%d %H:%M}",
        one.withdrawal,
        one.account,
        f"{plain(entry.amount_fen)} {entry.currency}",
        f"books: {one.books.replace('_', ' ')}, channel: {one.channel.replace('_', ' ')} ({one.kind})",
        f"also {one.other}" if one.other else "",
        _loss(one, entry.ways),
    ]
    return tuple(part for part in parts if part)


def _loss(one: Contradiction, ways: tuple[Resolution, ...]) -> str:
    lost = "" if one.loss_fen is None else f"lost: {plain(one.loss_fen)}"
    said = "resolve: " + ", ".join(way.replace("_", "-") for way in ways) if ways else "written off"
    return "; ".join(part for part in (lost, said) if part)
