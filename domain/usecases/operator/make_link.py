"""Makes a one-time link that connects a chat to an account (rules 4); only a keyed hash of it is kept."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from domain.accounts import get_account
from domain.actor import Permission
from domain.context import Ctx
from domain.ports import SECOND, Micros
from domain.use_case import use_case

TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class LinkToken:
    """The secret of the link, to be shown once, and when it expires."""

    token: str = field(repr=False)
    expires_at: Micros


@use_case(Permission.OPERATE, about="account")
def make_link(ctx: Ctx, account: str) -> LinkToken:
    """A new token of 22 characters, valid for `link_ttl_s`. Of more than `links_open` the oldest ends.

    Raises `unknown_account`.
    """
    found = get_account(ctx.tx, account)
    token = base64.urlsafe_b64encode(ctx.random.token_bytes(TOKEN_BYTES)).decode("ascii").rstrip("=")
    now = ctx.clock.now()
    expires_at = now + ctx.policy.link_ttl_s * SECOND
    key = ctx.vault.fingerprint("link", token)
    row = ctx.tx.one("link_token_add", token_key=key, account=found.id, created_at=now, expires_at=expires_at)
    ctx.tx.run("link_tokens_make_room", account=found.id, now=now, most=ctx.policy.links_open)
    ctx.note.add(subject=str(row.id), link=row.id)
    return LinkToken(token, expires_at)
