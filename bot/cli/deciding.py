"""``review`` and ``settle``: what staff decide at the command line. The rules are the use cases' alone."""

from __future__ import annotations

import getpass
from typing import Literal

from bot.cli.failures import WRONG_USE, Failure
from bot.cli.house import House, in_house
from bot.cli.refusals import COUNTED, sentence
from domain.actor import Actor
from domain.cases import REASON_CODES
from domain.usecases.review import Review, review
from domain.usecases.settle import SettleUnknown, settle_unknown
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
