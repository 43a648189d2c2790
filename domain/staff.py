"""Who is staff, in the chat and at the machine. Every use asks the rows, so that a removed person is out at once.

A login of the machine belongs to a person of staff, and is that person wherever people are counted. Staff may be
customers too; `domain.conflicts` keeps the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.actor import STAFF_PERMISSIONS, Actor, Permission, Role, StaffRole
from domain.context import Ctx
from domain.errors import Refusal
from domain.ports import Micros
from domain.tx import Tx


def person_of(tx: Tx, actor: Actor) -> Actor:
    """A person at the command line as the person of staff who owns the login; any other actor unchanged."""
    if actor.login is None:
        return actor
    chat_user = tx.scalar("staff_login_person", login=actor.login)
    return actor if chat_user is None else replace(actor, who=f"chat:{chat_user}", chat_user=chat_user)


def is_granted(ctx: Ctx, permission: Permission) -> bool:
    """Whether the actor has the permission: by its kind, or as a member of staff.

    At the command line a person of staff decides as in the chat. A login that belongs to nobody decides nothing,
    except in the sandbox, whose machine is its user's own.
    """
    if ctx.actor.may(permission):
        return True
    if ctx.actor.role is Role.OPERATOR:
        if permission is not Permission.REVIEW:
            return False
        if ctx.actor.chat_user is None:
            return not ctx.policy.login_needed
    return ctx.actor.chat_user is not None and permission in permissions_of(ctx.tx, ctx.actor.chat_user)


def permissions_of(tx: Tx, chat_user: int) -> frozenset[Permission]:
    """This person's permissions as staff; empty for anyone else."""
    return permissions_with(row.role for row in tx.all("staff_roles", chat_user=chat_user))


def permissions_with(roles: Iterable[StaffRole]) -> frozenset[Permission]:
    """The permissions of somebody with these roles."""
    return frozenset().union(*(STAFF_PERMISSIONS[role] for role in roles))


def rests(ctx: Ctx, permission: Permission) -> Refusal | None:
    """`staff_rests` (`until_at`) while this person's right to decide is younger than a day (rules 6)."""
    if ctx.actor.chat_user is None:
        return None
    rows = ctx.tx.all("staff_roles", chat_user=ctx.actor.chat_user)
    froms: list[Micros] = [
        min(row.decides_from_at or 0 for row in rows if permission in STAFF_PERMISSIONS[row.role])
        if any(permission in STAFF_PERMISSIONS[row.role] for row in rows)
        else 0
    ]
    if ctx.actor.login is not None:
        froms.append(ctx.tx.scalar("staff_login_from", login=ctx.actor.login) or 0)
    until_at = max(froms)
    return Refusal("staff_rests", keep=True, until_at=until_at) if until_at > ctx.clock.now() else None


def name_of(tx: Tx, who: str) -> str:
    """The name that colleagues use for the author of an act: a member of staff, an operator, or the system itself."""
    kind, _, name = who.partition(":")
    if kind == "chat" and name.isdigit():
        return tx.scalar("staff_name", chat_user=int(name)) or "?"
    return name or who
