"""``review``, ``settle``, ``resolve``, ``stop`` and ``resume``: what staff decide at the command line.

The rules are the use cases' alone.
"""

from __future__ import annotations

import getpass
from typing import Literal

from bot.cli.failures import WRONG_USE, Failure
from bot.cli.house import House, in_house
from bot.cli.refusals import COUNTED, sentence
from domain.actor import Actor
from domain.calendar import to_local
from domain.cases import REASON_CODES
from domain.contradictions import Contradiction, Resolution
from domain.money import plain
from domain.stops import Stop
from domain.usecases.resolve import (
    ListContradictions,
    Listed,
    ResolveContradiction,
    list_contradictions,
    resolve_contradiction,
)
from domain.usecases.review import Review, review
from domain.usecases.settle import SettleUnknown, settle_unknown
from domain.usecases.stopping import ResumeAccount, StopAccount, resume_account, stop_account
from domain.views import Refused, WithdrawalView


def decide(
    withdrawal: str,
    decision: Literal["approve", "reject"],
    *,
    reason: str | None,
    note: str | None,
    reviewer: str | None,
) -> int:
    """Approves or rejects, and says what the withdrawal is now."""
    if decision == "reject" and not reason:
        raise Failure(f"--reason CODE is required to reject: {', '.join(REASON_CODES)}", WRONG_USE)
    actor, withdrawal = Actor.operator(_name(reviewer)), number_of(withdrawal)
    command = Review(withdrawal, decision, reason, note)

    async def work(house: House) -> WithdrawalView | Refused:
        return await house.perform(review, actor, command)

    return _told(withdrawal, in_house(work))


def settle_payout(withdrawal: str, *, paid: bool, document: str, reviewer: str | None) -> int:
    """Records one reviewer's word on a payout without result; the second, different one settles it."""
    actor, withdrawal = Actor.operator(_name(reviewer)), number_of(withdrawal)
    command = SettleUnknown(withdrawal, paid, document)

    async def work(house: House) -> WithdrawalView | Refused:
        return await house.perform(settle_unknown, actor, command)

    return _told(withdrawal, in_house(work))


def resolve_payout(withdrawal: str, how: Resolution, *, document: str, reviewer: str | None) -> int:
    """Records one reviewer's word on a contradiction; the second, different one resolves it."""
    actor, withdrawal = Actor.operator(_name(reviewer)), number_of(withdrawal)
    command = ResolveContradiction(withdrawal, how, document)

    async def work(house: House) -> WithdrawalView | Refused:
        return await house.perform(resolve_contradiction, actor, command)

    return _told(withdrawal, in_house(work))


def show_contradictions() -> int:
    """Every open contradiction with the ways out of it, and the losses that were written off."""

    async def work(house: House) -> tuple[Listed, ...] | Refused:
        return await house.look(list_contradictions, Actor.operator("command line"), ListContradictions())

    listed = in_house(work)
    if isinstance(listed, Refused):
        raise Failure(sentence(listed))
    for entry in listed:
        print(_line(entry))
    if not any(entry.ways for entry in listed):
        print("No contradiction is open.")
    return 0


def _line(entry: Listed) -> str:
    one = entry.one
    parts = [
        f"{to_local(one.at):%Y-%m-%d %H:%M}",
        one.withdrawal,
        one.account,
        f"{plain(entry.amount_fen)} {entry.currency}",
        f"books: {one.books.replace('_', ' ')}, channel: {one.channel.replace('_', ' ')} ({one.kind})",
        f"also {one.other}" if one.other else "",
        _loss(one, entry.ways),
    ]
    return "\t".join(part for part in parts if part)


def _loss(one: Contradiction, ways: tuple[Resolution, ...]) -> str:
    lost = "" if one.loss_fen is None else f"lost: {plain(one.loss_fen)}"
    if not ways:
        return f"{lost}, written off"
    return "; ".join(
        part for part in (lost, "resolve: " + ", ".join(way.replace("_", "-") for way in ways)) if part
    )


def stop_the_account(account: str, *, ticket: str, reason: str, who: str | None) -> int:
    """Stops all withdrawals of an account."""
    actor, command = Actor.operator(_name(who)), StopAccount(account, ticket, reason)

    async def work(house: House) -> Stop | Refused:
        return await house.perform(stop_account, actor, command)

    return _stopped(
        account, in_house(work), "stopped: nothing of it is approved or paid until two people resume it"
    )


def resume_the_account(account: str, *, reviewer: str | None) -> int:
    """Records one reviewer's word that the account may go on; with the second, different one it does."""
    actor, command = Actor.operator(_name(reviewer)), ResumeAccount(account)

    async def work(house: House) -> Stop | Refused:
        return await house.perform(resume_account, actor, command)

    return _stopped(account, in_house(work), "resumed")


def _stopped(account: str, result: Stop | Refused, done: str) -> int:
    if isinstance(result, Refused) and result.code not in COUNTED:
        raise Failure(f"{account!r}: {sentence(result)}")
    print(f"{account}: {sentence(result) if isinstance(result, Refused) else done}")
    return 0


def number_of(typed: str) -> str:
    """A withdrawal's number as it is kept, however it was typed."""
    return typed.strip().upper()


def _name(reviewer: str | None) -> str:
    if reviewer is not None:
        name = reviewer.strip()
    else:
        try:
            name = getpass.getuser()
        except (OSError, KeyError):
            name = ""
    if not name:
        raise Failure("--reviewer NAME is required: the login name is unknown", WRONG_USE)
    return name


def _told(withdrawal: str, result: WithdrawalView | Refused) -> int:
    if isinstance(result, Refused):
        if result.code not in COUNTED:
            raise Failure(f"{withdrawal}: {sentence(result)}")
        print(f"{withdrawal}: {sentence(result)}")
        return 0
    print(f"{withdrawal}: {result.status.replace('_', ' ')}")
    return 0
