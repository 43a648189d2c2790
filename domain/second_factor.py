"""The authenticator of a member of staff: whether a code is right, and what it opens (rules 7).

A code is that of a step of 30 seconds. What it opens is a row: looking for a while, or one decision. Whether a use
case needs either is said by its terms and asked in ``domain.use_case``.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyotp

from domain.card_updates import refresh_open_cases
from domain.context import Ctx
from domain.errors import Refusal
from domain.messages import tell_user
from domain.ports import MINUTE, SECOND, Clock, Micros
from domain.staff_news import tell_of_staff
from domain.tx import Tx
from domain.withdrawal_row import find_withdrawal

if TYPE_CHECKING:
    from domain.tx import FactorDueRow, FactorLiveRow

STEP_S = 30
DRIFT = 1
"""So many steps may the authenticator's clock be before or after ours."""
TRIES = 5
LOCK: Micros = 15 * MINUTE
STEP_UP: Micros = 2 * MINUTE
"""How long a code typed for a decision waits for it; the same update carries both out."""
KEPT_STEPS = 20
SECRET_BYTES = 20
ISSUER = "Withdrawal bot"
REMOVE_MESSAGE = "remove_message"
"""The template that deletes a message of ours from a private chat."""


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret to be shown once. ``uri``: for the QR code; ``until_at``: the first right code has to come before."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    until_at: Micros


def live_factor(tx: Tx, chat_user: int) -> FactorLiveRow | None:
    """The authenticator of this person, proved or just shown."""
    return tx.one("factor_live", chat_user=chat_user)


def is_proved(row: FactorLiveRow | None) -> bool:
    """Whether it is there and was proved by a first right code."""
    return row is not None and row.proved_at is not None


def _awaits_proof(clock: Clock, row: FactorLiveRow) -> bool:
    """Whether it was shown lately, in a message that is known and will be deleted, or at the command line."""
    return clock.now() < row.shown_until and (row.in_chat == 0 or row.message_id is not None)


def code_at(secret: str, at: Micros) -> str:
    """The six digits that the authenticator shows at a moment."""
    return pyotp.TOTP(secret).generate_otp(_step(at))


def _step(at: Micros) -> int:
    return at // (STEP_S * SECOND)


def _spent(used: list[int], step: int, now: Micros) -> bool:
    """Whether a code of this step counts no more: it was used, or a later one that can be real by now.

    Steps from a time when the clock was far ahead stand in nobody's way.
    """
    return any(step <= one <= _step(now) + DRIFT for one in used)


def next_in_s(row: FactorLiveRow, now: Micros) -> int:
    """In how many seconds the authenticator shows a code that counts; 0 if the present one does."""
    used = json.loads(row.used)
    step = _step(now)
    while _spent(used, step, now):
        step += 1
    return max(0, -(-(step * STEP_S * SECOND - now) // SECOND))


def make_secret(
    ctx: Ctx,
    chat_user: int,
    name: str,
    who: str,
    *,
    in_chat: bool,
    valid: Micros,
    decides_from_at: Micros | None = None,
) -> NewSecret:
    """A new authenticator in place of one that was never proved."""
    before = live_factor(ctx.tx, chat_user)
    if before is not None:
        end_factor(ctx, before, who)
    secret = base64.b32encode(ctx.random.token_bytes(SECRET_BYTES)).decode()
    until_at = ctx.clock.now() + valid
    ctx.tx.run(
        "factor_add", chat_user=chat_user, secret_sealed=ctx.vault.seal(secret), now=ctx.clock.now(), who=who,
        shown_until=until_at, in_chat=int(in_chat), decides_from_at=decides_from_at,
    )  # fmt: skip
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return NewSecret(secret, uri, until_at)


def enrolled(ctx: Ctx, chat_user: int, name: str) -> str:
    """An authenticator that was proved already, for the sandbox's own staff; its secret."""
    made = make_secret(ctx, chat_user, name, "system:demo", in_chat=False, valid=MINUTE)
    row = live_factor(ctx.tx, chat_user)
    if row is not None:
        ctx.tx.run(
            "factor_right", id=row.id, used="[]", now=ctx.clock.now(), look_until=None, step_up=None,
            step_up_until=None,
        )  # fmt: skip
    return made.secret


def present_code(ctx: Ctx, chat_user: int) -> str | None:
    """What somebody's authenticator shows just now, for the sandbox's panel; None without one."""
    row = live_factor(ctx.tx, chat_user)
    return None if row is None else code_at(ctx.vault.open(row.secret_sealed), ctx.clock.now())


def end_factor(ctx: Ctx, row: FactorLiveRow | FactorDueRow, who: str) -> None:
    """Its secret is gone, and so is what it had opened; the message that shows the secret is deleted."""
    _remove_shown(ctx, row)
    ctx.tx.run("factor_end", id=row.id, now=ctx.clock.now(), who=who)
    refresh_open_cases(ctx, row.chat_user, f"ended{row.id}")


def _remove_shown(ctx: Ctx, row: FactorLiveRow | FactorDueRow) -> None:
    if row.message_id is not None:
        key = f"factor:{row.id}:{row.message_id}"
        tell_user(ctx, row.chat_user, key, REMOVE_MESSAGE, {"message_id": row.message_id})


def end_due(ctx: Ctx, most: int) -> int:
    """Ends looks whose time is over, so that the cases in the chat are emptied, and deletes messages with secrets; a
    secret that nobody proved in its time is gone.
    """
    now = ctx.clock.now()
    latest = now + ctx.policy.staff_look_s * SECOND
    rows = ctx.tx.all("factor_due", now=now, latest=latest, most=most)
    for row in rows:
        if row.message_id is not None and row.shown_until <= now:
            end_factor(ctx, row, "system:timers")
        else:
            ctx.tx.run("factor_look_end", id=row.id)
            refresh_open_cases(ctx, row.chat_user, f"look{row.look_until}")
    return len(rows)


def is_looking(ctx: Ctx, chat_user: int) -> bool:
    """Whether this person may look just now."""
    row = live_factor(ctx.tx, chat_user)
    return row is not None and _looks(ctx, row)


def _looks(ctx: Ctx, row: FactorLiveRow) -> bool:
    now = ctx.clock.now()
    return row.look_until is not None and now < row.look_until <= now + ctx.policy.staff_look_s * SECOND


def missing_look(ctx: Ctx, chat_user: int) -> Refusal | None:
    """``factor_needed`` without an authenticator, ``proof_needed`` while looking is not open."""
    row = live_factor(ctx.tx, chat_user)
    if row is None or not (is_proved(row) or _awaits_proof(ctx.clock, row)):
        return Refusal("factor_needed", keep=True)
    return (
        None
        if _looks(ctx, row)
        else Refusal("proof_needed", keep=True, wait_s=next_in_s(row, ctx.clock.now()))
    )


def missing_decision(
    ctx: Ctx,
    chat_user: int,
    name: str,
    arguments: Mapping[str, Any],
    withdrawal: str | None,
    *,
    step_up: bool,
) -> Refusal | None:
    """As ``missing_look``, and ``staff_rests`` while the authenticator decides nothing yet.

    What takes a code of its own is refused as ``proof_needed`` with ``deed``, the ``withdrawal``, ``version`` and
    ``amount_fen``, unless one was typed for just this, which is spent.
    ``name``: of the use case. Without ``step_up``, and for an amount below ``step_up_fen``, no code is needed.
    """
    row = live_factor(ctx.tx, chat_user)
    now = ctx.clock.now()
    if row is None or not is_proved(row):
        return missing_look(ctx, chat_user)
    if row.decides_from_at is not None and row.decides_from_at > now:
        return Refusal("staff_rests", keep=True, until_at=row.decides_from_at)
    if not step_up:
        return missing_look(ctx, chat_user)
    found = None if withdrawal is None else find_withdrawal(ctx.tx, withdrawal)
    if found is not None and found.amount < ctx.policy.step_up_fen:
        return missing_look(ctx, chat_user)
    bound = () if found is None else (found.version, found.amount)
    deed = ctx.vault.fingerprint("step-up", repr((name, dict(arguments), bound))).hex()[:24]
    if row.step_up == deed and row.step_up_until is not None and now < row.step_up_until <= now + STEP_UP:
        ctx.tx.run("factor_step_up_spend", id=row.id)
        return None
    wait_s = next_in_s(row, now)
    if found is None:
        return Refusal("proof_needed", keep=True, deed=deed, what=name, wait_s=wait_s)
    return Refusal(
        "proof_needed", keep=True, deed=deed, what=name, wait_s=wait_s, withdrawal=found.id, version=found.version,
        amount_fen=found.amount,
    )  # fmt: skip


def try_code(ctx: Ctx, code: str, deed: str | None) -> Micros:
    """Takes a typed code: until when looking is open; ``deed``: it is typed for that decision.

    Refuses factor_needed, factor_locked (``until_at``), factor_wrong (``left``) and factor_used (``wait_s``), which
    is no wrong try: it is what somebody types who was a moment too fast.
    """
    row, now = live_factor(ctx.tx, ctx.actor.person), ctx.clock.now()
    if row is None or not (is_proved(row) or _awaits_proof(ctx.clock, row)):
        raise Refusal("factor_needed", keep=True)
    if row.locked_until is not None and now < row.locked_until <= now + LOCK:
        raise Refusal("factor_locked", keep=True, until_at=row.locked_until)
    step = _matching(ctx.vault.open(row.secret_sealed), code, now)
    if step is None:
        raise _wrong(ctx, row)
    used = json.loads(row.used)
    if _spent(used, step, now):
        raise Refusal("factor_used", keep=True, wait_s=next_in_s(row, now))
    look_until = now + ctx.policy.staff_look_s * SECOND
    _remove_shown(ctx, row)
    ctx.tx.run(
        "factor_right", id=row.id, used=json.dumps([*used, step][-KEPT_STEPS:]), now=now, look_until=look_until,
        step_up=deed, step_up_until=None if deed is None else now + STEP_UP,
    )  # fmt: skip
    ctx.tx.wake("factor", look_until)
    if not is_proved(row):
        tell_of_staff(ctx, "factor_proved", ctx.actor.person, from_at=row.decides_from_at)
    return look_until


def _matching(secret: str, code: str, now: Micros) -> int | None:
    totp = pyotp.TOTP(secret)
    for step in range(_step(now) - DRIFT, _step(now) + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def _wrong(ctx: Ctx, row: FactorLiveRow) -> Refusal:
    tries = row.wrong_tries + 1
    until_at = ctx.clock.now() + LOCK if tries >= TRIES else None
    ctx.tx.run("factor_wrong", id=row.id, wrong_tries=tries % TRIES, locked_until=until_at)
    if until_at is None:
        return Refusal("factor_wrong", keep=True, left=TRIES - tries)
    tell_of_staff(ctx, "factor_locked", ctx.actor.person)
    return Refusal("factor_locked", keep=True, until_at=until_at)
