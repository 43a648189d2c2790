"""Who of the people in the chat is staff: asked of the rows at every use, so that who was removed is out at once.

Staff may be customers too. What keeps the two apart is ``domain.conflicts``.
"""

from __future__ import annotations

from domain.actor import STAFF_PERMISSIONS, Actor, Permission
from domain.ports import Tx


def is_granted(tx: Tx, actor: Actor, permission: Permission) -> bool:
    """Whether the actor has the permission: by its kind, or as a member of staff."""
    if actor.may(permission):
        return True
    return actor.chat_user is not None and permission in permissions_of(tx, actor.chat_user)


def permissions_of(tx: Tx, chat_user: int) -> frozenset[Permission]:
    """What this person may as staff; nothing for everybody else."""
    return frozenset().union(
        *(STAFF_PERMISSIONS[row.role] for row in tx.all("staff_roles", chat_user=chat_user))
    )


def name_of(tx: Tx, who: str) -> str:
    """What colleagues call whoever did something: a member of staff, an operator, or the system itself."""
    kind, _, name = who.partition(":")
    if kind == "chat" and name.isdigit():
        return tx.scalar("staff_name", chat_user=int(name)) or "?"
    return name or who
