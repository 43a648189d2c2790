"""Puts messages into the outbox, in the transaction of their cause; the relay delivers them later.

Rows are unique for each event and recipient, so a repeated function never tells anyone twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from domain.context import Ctx
from domain.ports import Micros
from domain.views import StaffCase

Params = Mapping[str, object]
MessageKind = Literal["push", "card", "sms", "staff"]
"""`card`: the status card, which is edited; `staff`: to the chat of staff."""
ToStaff = StaffCase | Literal["summary", "copy"]


def tell_user(
    ctx: Ctx,
    chat_user: int,
    event_key: str,
    template: str,
    params: Params,
    *,
    account: str | None = None,
    kind: Literal["push", "card"] = "push",
) -> None:
    """Adds a message to one person. `kind` is `push` (a new message) or `card` (the status card is edited)."""
    _add(ctx, event_key, f"chat:{chat_user}", kind, chat_user, account, template, params, None, None)


def tell_linked(
    ctx: Ctx, account: str, event_key: str, template: str, params: Params, *, but: int | None = None
) -> None:
    """Adds a push to everyone linked to an account, except `but`, and to a person who acts as it now."""
    for row in ctx.tx.all("link_and_acting_users", account=account):
        if row.chat_user != but:
            tell_user(ctx, row.chat_user, event_key, template, params, account=account)


def tell_staff(ctx: Ctx, event_key: str, case: ToStaff, params: Params, *, account: str | None) -> None:
    """Adds a message to the staff's chat, or (`copy`) an edit of one. The delivery knows which chat that is."""
    _add(ctx, event_key, "staff", "staff", None, account, case, params, None, None)


def tell_group(ctx: Ctx, event_key: str, template: str, params: Params) -> None:
    """Adds a message to the staff's chat that is about no withdrawal."""
    _add(ctx, event_key, "staff", "staff", None, None, template, params, None, None)


def tell_phone(ctx: Ctx, account: str, event_key: str, template: str, params: Params) -> None:
    """Adds a text message without a code to the account's security phone."""
    _add(ctx, event_key, f"phone:{account}", "sms", None, account, template, params, None, None)


def send_code(
    ctx: Ctx, account: str | None, code_id: int, template: str, params: Params, code: str, expires_at: Micros
) -> None:
    """Adds a text message with a one-time code: sealed, and not sent once it has expired (rules 7).

    Without an account it has no recipient, and the relay drops it.
    """
    sealed = ctx.vault.seal(code)
    _add(
        ctx,
        f"code:{code_id}",
        f"phone:{account or ''}",
        "sms",
        None,
        account,
        template,
        params,
        sealed,
        expires_at,
    )


def drop_code(ctx: Ctx, code_id: int, status: str = "superseded") -> None:
    """Erases the undelivered message of a dead code."""
    ctx.tx.run("outbox_drop", event_key=f"code:{code_id}", status=status, now=ctx.clock.now())


def _add(
    ctx: Ctx,
    event_key: str,
    recipient: str,
    kind: MessageKind,
    chat_user: int | None,
    account: str | None,
    template: str,
    params: Params,
    secret: bytes | None,
    expires_at: Micros | None,
) -> None:
    now = ctx.clock.now()
    ctx.tx.run(
        "outbox_add",
        event_key=event_key,
        recipient=recipient,
        kind=kind,
        chat_user=chat_user,
        account=account,
        template=template,
        params=json.dumps(dict(params), ensure_ascii=False),
        secret=secret,
        expires_at=expires_at,
        now=now,
    )
    ctx.tx.wake("outbox", now)
