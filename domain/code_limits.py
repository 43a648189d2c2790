"""Limits of one-time codes (rules 7): how many may be asked for, how many wrong tries there are, and locks.

Wrong tries are counted over all codes for each pair of chat user and account whose phone gets the code. Tries while
connecting or proving a phone are counted apart, so that they never lock confirming. All counts are rows and survive a
restart. Linking by phone, where a code may go to nobody, has its counts in `domain.phone_claims`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.accounts import Account
from domain.context import Ctx
from domain.errors import Refusal
from domain.ports import DAY, HOUR, SECOND, Micros
from domain.rules.policy import Policy
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import CodeTriesRow


@dataclass(frozen=True, slots=True)
class CodesLeft:
    """How many more codes this person may ask for now; with none left, the moment of the next one."""

    left: int
    next_at: Micros | None
    most: int
    """The number of codes that were asked for when none is left."""


def lock_of(ctx: Ctx, account: str, chat_user: int, *, linking: bool = False) -> Refusal | None:
    """`locked` with the moment it ends, while this person's codes of the account are locked."""
    now = ctx.clock.now()
    until = ctx.tx.scalar(
        "code_lock", account=account, chat_user=chat_user, linking=int(linking), since=now - DAY
    )
    return locked_until(until, now)


def locked_until(until_at: Micros | None, now: Micros) -> Refusal | None:
    """`locked` while the last lock lasts."""
    return None if until_at is None or until_at <= now else Refusal("locked", keep=True, until_at=until_at)


def count_wrong(ctx: Ctx, account: str, chat_user: int, *, linking: bool) -> Refusal:
    """Counts a wrong try: `code_wrong`, with `left` from the third on, or `locked` with the fifth."""
    now, policy = ctx.clock.now(), ctx.policy
    _add(ctx.tx, account, chat_user, linking, "wrong", now)
    left = _left(ctx, account, chat_user, linking)
    if left > 0:
        return wrong_code(ctx.policy, left)
    before = [row for row in _tries(ctx.tx, account, chat_user, linking, now) if row.what == "lock"]
    long = len(before) + 1 >= policy.code_locks
    until = now + (policy.code_long_lock_s if long else policy.code_lock_s) * SECOND
    _add(ctx.tx, account, chat_user, linking, "lock", now, until)
    return Refusal("locked", keep=True, until_at=until)


def not_counted(ctx: Ctx, account: str, chat_user: int, *, linking: bool) -> Refusal:
    """The refusal for a try without a live code: the same words as for a wrong one, and nothing is counted."""
    return wrong_code(ctx.policy, _left(ctx, account, chat_user, linking))


def count_right(ctx: Ctx, account: str, chat_user: int, *, linking: bool) -> None:
    """Records a right code: earlier wrong tries stop counting."""
    _add(ctx.tx, account, chat_user, linking, "right", ctx.clock.now())


def pace(ctx: Ctx, holder: Account, chat_user: int, *, proves: bool = False) -> Refusal | None:
    """`code_too_many` (`most`, `until_at`) when one more would pass the limits of the phone, or of this person."""
    left = codes_left(ctx, holder, chat_user, proves=proves)
    if left.next_at is None:
        return None
    return Refusal("code_too_many", keep=True, most=left.most, until_at=left.next_at)


def codes_left(ctx: Ctx, holder: Account, chat_user: int, *, proves: bool = False) -> CodesLeft:
    """5 an hour and 10 in 24 hours for the phone; 3 and 5 for each of several people linked to accounts with it.

    `proves` marks codes that prove a new phone. They have half the number for all people together, as in linking by
    phone: a person with a link but without the phone cannot use up what its owner needs.
    """
    now, policy = ctx.clock.now(), ctx.policy
    found = ctx.tx.all(
        "codes_of_phone", phone_key=holder.phone_key, is_test=int(holder.is_test), since=now - DAY
    )
    people = {chat_user, *(row.chat_user for row in found if row.created_at is None)}
    # Who asked, whether it proves a phone, and when; newest first.
    rows = [(row.chat_user, row.proves, row.created_at) for row in found if row.created_at is not None][::-1]
    whole, part = (
        (policy.codes_an_hour, policy.codes_a_day),
        (policy.claim_codes_an_hour, policy.claim_codes_a_day),
    )
    counted = [([at for _, _, at in rows], whole)]
    if len(people) > 1:
        counted.append(([at for who, _, at in rows if who == chat_user], part))
    if proves:
        counted.append(([at for _, proving, at in rows if proving], part))
    left, next_at, reached = policy.codes_a_day, None, policy.codes_a_day
    for sent, (an_hour, a_day) in counted:
        for most, span in ((an_hour, HOUR), (a_day, DAY)):
            recent = [at for at in sent if at > now - span]
            left = min(left, max(0, most - len(recent)))
            frees_at = recent[most - 1] + span if len(recent) >= most else 0
            if frees_at > (next_at or 0):
                next_at, reached = frees_at, most
    return CodesLeft(left, next_at, reached)


def too_many(policy: Policy, sent: Sequence[Micros], now: Micros, *, claims: bool = False) -> Refusal | None:
    """`code_too_many` (`most`, `until_at`) when one more would be over 5 an hour or 10 in 24 hours (rules 7).

    `sent` are the times of the codes of the last 24 hours, newest first. `claims` halves the limits, for linking by
    phone.
    """
    a_day, an_hour = policy.codes_a_day, policy.codes_an_hour
    if claims:
        a_day, an_hour = policy.claim_codes_a_day, policy.claim_codes_an_hour
    for most, span in ((a_day, DAY), (an_hour, HOUR)):
        recent = [at for at in sent if at > now - span]
        if len(recent) >= most:
            return Refusal("code_too_many", keep=True, most=most, until_at=recent[most - 1] + span)
    return None


def too_soon(policy: Policy, last: Micros | None, now: Micros) -> Refusal | None:
    """`code_too_soon` (`wait_s`) within 60 s of the last code (rules 7)."""
    # After a correction of the clock the last code may lie in the future; nobody waits for that.
    if last is None or not 0 <= now - last < policy.code_resend_s * SECOND:
        return None
    wait = last + policy.code_resend_s * SECOND - now
    return Refusal("code_too_soon", keep=True, wait_s=-(-wait // SECOND))


def _tries(tx: Tx, account: str, chat_user: int, linking: bool, now: Micros) -> list[CodeTriesRow]:
    """The tries of the last 24 hours that count, newest first: wrong, right, and locks, which last no longer."""
    return tx.all("code_tries", account=account, chat_user=chat_user, linking=int(linking), since=now - DAY)


def _left(ctx: Ctx, account: str, chat_user: int, linking: bool) -> int:
    """The wrong tries left since the last right one or the last lock."""
    wrong = 0
    for row in _tries(ctx.tx, account, chat_user, linking, ctx.clock.now()):
        if row.what != "wrong":
            break
        wrong += 1
    return ctx.policy.code_tries - wrong


def wrong_code(policy: Policy, left: int) -> Refusal:
    """`code_wrong`, with `left` once few tries are left (rules 7)."""
    return (
        Refusal("code_wrong", keep=True, left=left)
        if left <= policy.code_tries_told
        else Refusal("code_wrong", keep=True)
    )


def _add(
    tx: Tx,
    account: str,
    chat_user: int,
    linking: bool,
    what: str,
    now: Micros,
    until_at: Micros | None = None,
) -> None:
    tx.run(
        "code_try_add", account=account, chat_user=chat_user, linking=int(linking), what=what, now=now,
        until_at=until_at,
    )  # fmt: skip
