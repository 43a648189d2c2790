"""One-time codes (rules 7): issuing, trying, locking, ending. They are stored as keyed hashes only.

A code belongs to a ``scope`` and a ``subject`` (a withdrawal, or an attempt to link) and to a ``binding``: the
text of everything it confirms. Any change of that text makes the code worthless. Codes for linking by phone,
which may go to nobody, have limits and a lock of their own in ``domain.phone_claims``.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Literal

from domain.accounts import Account
from domain.env import Env
from domain.errors import refused
from domain.messages import Params, drop_code, send_code
from domain.ports import DAY, HOUR, SECOND, Micros, Row, Tx
from domain.views import Refused

Scope = Literal["withdrawal", "link", "phone"]


def lock_of(tx: Tx, env: Env, scope: Scope, account: str) -> Refused | None:
    """``locked`` while an account's confirming is locked, with the moment it ends."""
    until = tx.scalar("code_lock_until", scope=scope, account=account)
    if until is not None and until > env.clock.now():
        return refused("locked", until_at=until)
    return None


def issue_code(
    tx: Tx,
    env: Env,
    scope: Scope,
    subject: str,
    holder: Account,
    binding: str,
    template: str,
    params: Params,
) -> Micros | Refused:
    """Sends a new code to the holder's security phone, ending the old one; when it expires.

    Refuses with ``locked``, ``code_too_soon`` (``wait_s``) or ``code_too_many`` (``until_at``).
    """
    locked = lock_of(tx, env, scope, holder.id)
    if locked is not None:
        return locked
    now = env.clock.now()
    too_much = _pace(tx, env, scope, subject, holder, now)
    if too_much is not None:
        return too_much
    return add_code(tx, env, scope, subject, holder.id, holder.phone_key, binding, template, params)


def add_code(
    tx: Tx,
    env: Env,
    scope: Scope,
    subject: str,
    account: str | None,
    phone_key: bytes,
    binding: str,
    template: str,
    params: Params,
) -> Micros:
    """A new code to the account's security phone in place of the old one; when it expires. Asks for no limit.

    Without an account the rows are the same, but the message has no recipient and no six digits are right.
    """
    now = env.clock.now()
    end_code(tx, env, scope, subject, "replaced")
    code = f"{env.random.below(10**6):06d}"
    blind = env.random.token_bytes(16).hex()
    expires_at = now + env.policy.code_ttl_s * SECOND
    row = tx.one(
        "code_add",
        scope=scope,
        subject=subject,
        account=account,
        phone_key=phone_key,
        binding=env.vault.fingerprint("binding", binding),
        code_key=_code_key(env, scope, subject, binding, blind if account is None else code),
        now=now,
        expires_at=expires_at,
    )
    send_code(tx, env, account, row.id, template, params, code, expires_at)
    tx.wake("code", expires_at)
    return expires_at


def try_code(
    tx: Tx, env: Env, scope: Scope, subject: str, account: str, binding: str, code: str
) -> Refused | None:
    """Tries a typed code; None when it is right, and then it counts as accepted.

    Refuses with ``locked``, or with one generic ``code_wrong`` for wrong, expired, used and unknown. The wrong
    try is counted by the refusal's own transaction.
    """
    locked = lock_of(tx, env, scope, account)
    if locked is not None:
        return locked
    live = live_code(tx, env, scope, subject, binding)
    if live is None:
        return refused("code_wrong")
    now = env.clock.now()
    if is_right(env, live, scope, subject, binding, code):
        tx.run("code_accept", id=live.id, now=now)
        return None
    tx.run("code_wrong", id=live.id)
    if live.wrong_tries + 1 < env.policy.code_tries:
        return refused("code_wrong")
    end_code(tx, env, scope, subject, "wrong")
    until = now + env.policy.code_lock_s * SECOND
    tx.run("code_lock_set", scope=scope, account=account, until=until)
    return refused("locked", until_at=until)


def live_code(tx: Tx, env: Env, scope: Scope, subject: str, binding: str) -> Row | None:
    """The subject's code row if it can still confirm exactly this binding, else None. Changes nothing."""
    live = tx.one("code_live", scope=scope, subject=subject)
    if live is None or live.expires_at <= env.clock.now():
        return None
    if not hmac.compare_digest(bytes(live.binding), env.vault.fingerprint("binding", binding)):
        return None
    return live


def is_right(env: Env, live: Row, scope: Scope, subject: str, binding: str, code: str) -> bool:
    """Whether a typed code is the one of a live row."""
    return hmac.compare_digest(bytes(live.code_key), _code_key(env, scope, subject, binding, code))


def end_code(tx: Tx, env: Env, scope: Scope, subject: str, why: str) -> None:
    """Ends the subject's live code, if any, and erases its undelivered message."""
    live = tx.one("code_live", scope=scope, subject=subject)
    if live is not None:
        tx.run("code_end", id=live.id, now=env.clock.now(), why=why)
        drop_code(tx, env, live.id, "expired" if why == "expired" else "superseded")


def end_codes_of_account(tx: Tx, env: Env, account: str) -> None:
    """A phone change ends live codes and link tokens (rules 7)."""
    now = env.clock.now()
    for row in tx.all("codes_live_of_account", account=account):
        tx.run("code_end", id=row.id, now=now, why="phone")
        drop_code(tx, env, row.id)
    tx.run("link_tokens_end", account=account, now=now)


def _pace(tx: Tx, env: Env, scope: Scope, subject: str, holder: Account, now: Micros) -> Refused | None:
    # Waiting is for sending again; somebody who has just linked an account may withdraw at once.
    phone_key, is_test = holder.phone_key, int(holder.is_test)
    soon = too_soon(env, tx.scalar("code_last_sent", scope=scope, subject=subject, phone_key=phone_key), now)
    if soon is not None:
        return soon
    sent = [
        row.created_at for row in tx.all("codes_sent", phone_key=phone_key, since=now - DAY, is_test=is_test)
    ]
    return too_many(env, sent, now)


def too_many(env: Env, sent: Sequence[Micros], now: Micros, *, claims: bool = False) -> Refused | None:
    """``code_too_many`` (``until_at``) when one more would be over 5 an hour or 10 in 24 hours (rules 7).

    ``sent``: when codes went out in the last 24 hours, newest first. ``claims``: half as many, for linking by phone.
    """
    policy = env.policy
    a_day, an_hour = policy.codes_a_day, policy.codes_an_hour
    if claims:
        a_day, an_hour = policy.claim_codes_a_day, policy.claim_codes_an_hour
    for most, span in ((a_day, DAY), (an_hour, HOUR)):
        recent = [at for at in sent if at > now - span]
        if len(recent) >= most:
            return refused("code_too_many", until_at=recent[most - 1] + span)
    return None


def too_soon(env: Env, last: Micros | None, now: Micros) -> Refused | None:
    """``code_too_soon`` (``wait_s``) within 60 s of the last code (rules 7)."""
    # A clock that was put right makes the last code one of the future; nobody waits for that.
    if last is None or not 0 <= now - last < env.policy.code_resend_s * SECOND:
        return None
    wait = last + env.policy.code_resend_s * SECOND - now
    return refused("code_too_soon", wait_s=-(-wait // SECOND))


def _code_key(env: Env, scope: Scope, subject: str, binding: str, code: str) -> bytes:
    return env.vault.fingerprint("code", f"{scope}|{subject}|{binding}|{code}")
