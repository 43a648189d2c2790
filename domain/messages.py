"""Putting messages into the outbox, in the transaction of what caused them; the relay delivers them later.

Rows are unique per event and recipient, so that running a function again never tells anybody twice.
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
"""``card``: the status card, which is edited; ``staff``: to the chat of staff."""
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
    """A message to one person. ``kind`` is ``push`` (a new message) or ``card`` (the status card is edited)."""
    _add(ctx, event_key, f"chat:{chat_user}", kind, chat_user, account, template, params, None, None)


def tell_linked(
    ctx: Ctx, account: str, event_key: str, template: str, params: Params, *, but: int | None = None
) -> None:
    """A push to everybody linked to an account, ``but`` for one person, and to whoever acts as it now."""
    linked = [row.chat_user for row in ctx.tx.all("link_users", account=account)]
    acting = [row.chat_user for row in ctx.tx.all("acting_users", account=account)]
    for chat_user in (*linked, *acting):
        if chat_user != but:
            tell_user(ctx, chat_user, event_key, template, params, account=account)


def tell_staff(ctx: Ctx, event_key: str, case: ToStaff, params: Params, *, account: str | None) -> None:
    """A message to the chat of staff, or (``copy``) an edit of one; which chat that is, is known to the delivery."""
    _add(ctx, event_key, "staff", "staff", None, account, case, params, None, None)


def tell_group(ctx: Ctx, event_key: str, template: str, params: Params) -> None:
    """A message to the chat of staff that is about no withdrawal."""
    _add(ctx, event_key, "staff", "staff", None, None, template, params, None, None)


def tell_phone(ctx: Ctx, account: str, event_key: str, template: str, params: Params) -> None:
    """A text message without a code to the account's security phone."""
    _add(ctx, event_key, f"phone:{account}", "sms", None, account, template, params, None, None)


def send_code(
    ctx: Ctx, account: str | None, code_id: int, template: str, params: Params, code: str, expires_at: Micros
) -> None:
    """A text message with a one-time code: sealed, and not sent once it has expired (rules 7).

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
    """Erases the undelivered message of a code that is no longer live."""
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
