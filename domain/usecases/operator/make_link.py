"""Making a one-time link that connects a chat to an account (rules 4); only a keyed hash of it is kept."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from domain.accounts import get_account
from domain.actor import Actor, Permission
from domain.context import Env
from domain.ports import SECOND, Micros, Tx
from domain.use_case import use_case

TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True)
class MakeLink:
    """The account that the link is for."""

    account: str


@dataclass(frozen=True, slots=True)
class LinkToken:
    """The secret of the link, to be shown once, and when it ends."""

    token: str = field(repr=False)
    expires_at: Micros


@use_case(Permission.OPERATE)
def make_link(tx: Tx, env: Env, actor: Actor, command: MakeLink) -> LinkToken:
    """A fresh token of 22 characters, good for ``link_ttl_s``. Raises DomainError ``unknown_account``."""
    account = get_account(tx, command.account)
    token = base64.urlsafe_b64encode(env.random.token_bytes(TOKEN_BYTES)).decode("ascii").rstrip("=")
    now = env.clock.now()
    expires_at = now + env.policy.link_ttl_s * SECOND
    key = env.vault.fingerprint("link", token)
    row = tx.one("link_token_add", token_key=key, account=account.id, created_at=now, expires_at=expires_at)
    env.note.add(subject=str(row.id), link=row.id)
    return LinkToken(token, expires_at)
