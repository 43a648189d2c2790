"""Connecting an account to a chat user and taking it away again (rules 4): the link row, its trace, who is told.

Whether somebody may is decided by the use cases: after a link's code, or a phone's.
"""

from __future__ import annotations

from domain.actor import Actor
from domain.env import Env
from domain.messages import tell_linked
from domain.ports import Tx
from domain.run import audit


def connect(tx: Tx, env: Env, actor: Actor, account: str) -> bool:
    """Links the account, and tells everybody who was linked to it before; False if it was linked already."""
    row = tx.one("link_add", chat_user=actor.person, account=account, now=env.clock.now())
    if row is None:
        return False
    audit(tx, env, actor, "connect", account, str(row.id))
    key = f"connected:{row.id}"
    tell_linked(tx, env, account, key, "linked", {"account": account}, but=actor.person)
    return True


def disconnect(tx: Tx, env: Env, actor: Actor, account: str) -> bool:
    """Ends the link, and tells everybody who is still linked to the account; False if there was none."""
    row = tx.one("link_end", chat_user=actor.person, account=account, now=env.clock.now())
    if row is None:
        return False
    tell_linked(tx, env, account, f"disconnected:{row.id}", "unlinked", {"account": account})
    return True
