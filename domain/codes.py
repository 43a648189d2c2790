"""One-time codes (rules 7): issuing, trying, locking, ending. They are stored as keyed hashes only.

A code belongs to a `scope` and a `subject` (a withdrawal, or an attempt to link) and to a `binding`: the text of
everything it confirms. Any change of that text makes the code worthless. `domain.code_limits` has the limits on codes
and tries; codes for linking by phone, which may go to nobody, have their own in `domain.phone_claims`.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from domain.accounts import Account
from domain.code_limits import (
    codes_left,
    count_right,
    count_wrong,
    lock_of,
    locked_until,
    not_counted,
    pace,
    too_soon,
)
from domain.context import Ctx
from domain.errors import Refusal
from domain.messages import Params, drop_code, send_code, tell_linked
from domain.ports import DAY, SECOND, Micros, Vault
from domain.sms_failures import CodeTrouble, code_trouble

if TYPE_CHECKING:
    from domain.tx import CodeLiveRow

Scope = Literal["withdrawal", "link", "phone"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for a code: the phone it goes to, the person who asks, and the text of everything that it confirms.

    `linking` is set for connecting and for proving a phone, `proves` for the latter only. Such codes lock nothing
    else.
    """

    scope: Scope
    subject: str
    holder: Account
    chat_user: int
    binding: str
    linking: bool = False
    proves: bool = False


@dataclass(frozen=True, slots=True)
class LiveCode:
    """A code that can still confirm what was asked. `trouble`: of its text message, while it is awaited."""

    id: int
    code_key: bytes = field(repr=False)
    expires_at: Micros
    accepted: bool
    wrong_tries: int
    trouble: CodeTrouble


def code_now(ctx: Ctx, ask: Ask) -> tuple[LiveCode | None, Refusal | None]:
    """The live code that confirms exactly this, and the refusal while this person's codes are locked."""
    now = ctx.clock.now()
    row = ctx.tx.one(
        "code_now", scope=ask.scope, subject=ask.subject, account=ask.holder.id, chat_user=ask.chat_user,
        linking=int(ask.linking), since=now - DAY,
    )  # fmt: skip
    locked = locked_until(row.locked_until_at, now)
    if row.id is None or row.code_key is None or row.binding is None or row.expires_at is None:
        return None, locked
    if row.expires_at <= now or not _confirms(ctx.vault, row.binding, ask.binding):
        return None, locked
    accepted = row.accepted_at is not None
    trouble = "" if accepted else code_trouble(row.text_status, row.text_failures)
    return LiveCode(row.id, row.code_key, row.expires_at, accepted, row.wrong_tries or 0, trouble), locked


def issue_code(ctx: Ctx, ask: Ask, template: str, params: Params) -> Micros:
    """Sends a new code to the holder's security phone and ends the old one; returns when it expires.

    Refuses with `locked`, `code_too_soon` (`wait_s`) or `code_too_many` (`until_at`).
    """
    holder, now = ask.holder, ctx.clock.now()
    locked = lock_of(ctx, holder.id, ask.chat_user, linking=ask.linking)
    if locked is not None:
        raise locked
    # Only a repeated code has to wait; a person who has just linked an account may withdraw at once.
    since = now - ctx.policy.code_resend_s * SECOND
    last = ctx.tx.scalar(
        "code_last_sent", scope=ask.scope, subject=ask.subject, phone_key=holder.phone_key, since=since
    )
    too_much = too_soon(ctx.policy, last, now) or pace(ctx, holder, ask.chat_user, proves=ask.proves)
    if too_much is not None:
        raise too_much
    return add_code(
        ctx,
        ask.scope,
        ask.subject,
        holder.id,
        holder.phone_key,
        ask.chat_user,
        ask.binding,
        template,
        params,
    )


def tell_asked(ctx: Ctx, ask: Ask, params: Params) -> None:
    """Tells the other chats linked to the holder that this person asked for a code, once for what it confirms.

    Only for a code that would move money to a payee or remove a chat. What goes back the way it was paid gains nobody
    anything, and people who are told of everything read nothing.
    """
    live = ctx.tx.one("code_issued", scope=ask.scope, subject=ask.subject)
    link = ctx.tx.one("link_live", chat_user=ask.chat_user, account=ask.holder.id)
    key = f"asked:{ask.subject}:{live.binding.hex()[:24]}"
    told = {"code": live.id, "link": None if link is None else link.id, **params}
    tell_linked(ctx, ask.holder.id, key, "code_asked", told, but=ask.chat_user)


def few_left(ctx: Ctx, ask: Ask) -> int | None:
    """How many more codes this person may ask for, if few (rules 7), else None."""
    left = codes_left(ctx, ask.holder, ask.chat_user, proves=ask.proves).left
    return left if left <= ctx.policy.codes_told else None


def add_code(
    ctx: Ctx,
    scope: Scope,
    subject: str,
    account: str | None,
    phone_key: bytes,
    chat_user: int,
    binding: str,
    template: str,
    params: Params,
) -> Micros:
    """Sends a new code to the account's security phone in place of the old one, without limits; returns when it
    expires.

    Without an account the rows are the same, but the message has no recipient and no six digits are right. The text
    is in the language of the chat that asks.
    """
    now = ctx.clock.now()
    asker = ctx.tx.one("chat_user_by_id", id=chat_user)
    params = {**params, "locale": None if asker is None else asker.locale}
    end_code(ctx, scope, subject, "replaced")
    code = f"{ctx.random.below(10**6):06d}"
    blind = ctx.random.token_bytes(16).hex()
    expires_at = now + ctx.policy.code_ttl_s * SECOND
    row = ctx.tx.one(
        "code_add",
        scope=scope,
        subject=subject,
        account=account,
        chat_user=chat_user,
        phone_key=phone_key,
        binding=ctx.vault.fingerprint("binding", binding),
        code_key=_code_key(ctx.vault, scope, subject, binding, blind if account is None else code),
        now=now,
        expires_at=expires_at,
    )
    send_code(ctx, account, row.id, template, params, code, expires_at)
    ctx.tx.wake("code", expires_at)
    return expires_at


def try_code(ctx: Ctx, ask: Ask, code: str) -> None:
    """Tries a typed code; None when it is right, and then it counts as accepted.

    Refuses with `locked`, or with one generic `code_wrong` for wrong, expired, used and unknown, with `left` when few
    tries are left. The refusal's own transaction counts the wrong try.
    """
    account, person, linking = ask.holder.id, ask.chat_user, ask.linking
    live, locked = code_now(ctx, ask)
    if locked is not None:
        raise locked
    if live is None:
        raise not_counted(ctx, account, person, linking=linking)
    if is_right(ctx.vault, live.code_key, ask.scope, ask.subject, ask.binding, code):
        ctx.tx.run("code_accept", id=live.id, now=ctx.clock.now())
        count_right(ctx, account, person, linking=linking)
        return
    ctx.tx.run("code_wrong", id=live.id)
    wrong = count_wrong(ctx, account, person, linking=linking)
    if wrong.code == "locked" or live.wrong_tries + 1 >= ctx.policy.code_tries:
        end_code(ctx, ask.scope, ask.subject, "wrong")
    raise wrong


def live_code(ctx: Ctx, scope: Scope, subject: str, binding: str) -> CodeLiveRow | None:
    """The subject's code row if it can still confirm exactly this binding, else None. Changes nothing."""
    live = ctx.tx.one("code_live", scope=scope, subject=subject)
    if live is None or live.expires_at <= ctx.clock.now():
        return None
    return live if _confirms(ctx.vault, live.binding, binding) else None


def _confirms(vault: Vault, known: bytes, binding: str) -> bool:
    return hmac.compare_digest(known, vault.fingerprint("binding", binding))


def is_right(vault: Vault, key: bytes, scope: Scope, subject: str, binding: str, code: str) -> bool:
    """Whether a typed code is the one with this hash."""
    return hmac.compare_digest(key, _code_key(vault, scope, subject, binding, code))


def end_code(ctx: Ctx, scope: Scope, subject: str, why: str) -> None:
    """Ends the subject's live code and erases its undelivered message. Does nothing without one."""
    ended = ctx.tx.one("code_end_live", scope=scope, subject=subject, now=ctx.clock.now(), why=why)
    if ended is not None and ended.message is not None:
        drop_code(ctx, ended.id, "expired" if why == "expired" else "superseded")


def end_codes_of_account(ctx: Ctx, account: str, why: str = "phone") -> None:
    """Ends live codes and link tokens, after a phone change (rules 7) or *Not me* (rules 4)."""
    now = ctx.clock.now()
    for row in ctx.tx.all("codes_live_of_account", account=account):
        ctx.tx.run("code_end", id=row.id, now=now, why=why)
        drop_code(ctx, row.id)
    ctx.tx.run("link_tokens_end", account=account, now=now)


def _code_key(vault: Vault, scope: Scope, subject: str, binding: str, code: str) -> bytes:
    return vault.fingerprint("code", f"{scope}|{subject}|{binding}|{code}")
