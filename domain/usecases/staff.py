"""Who is staff, in which role: added, removed, listed. A role that is removed is gone at the next tap."""

from __future__ import annotations

from dataclasses import dataclass

from domain.acting import end_session_row, live_session
from domain.actor import Actor, Permission, StaffRole
from domain.copies import approvals_changed, refresh_chat, refresh_copies
from domain.env import Env
from domain.errors import BooksBroken, refused
from domain.ports import Micros, Tx
from domain.run import use_case
from domain.staff import permissions_of
from domain.views import Refused
from domain.withdrawal_row import find_withdrawal

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class AddStaff:
    """``chat_user``: the id the chat app gives; ``name``: what colleagues call them."""

    chat_user: int
    role: StaffRole
    name: str


@dataclass(frozen=True, slots=True)
class RemoveStaff:
    """``role``: None for every role of that person."""

    chat_user: int
    role: StaffRole | None = None


@dataclass(frozen=True, slots=True)
class ListStaff:
    """Everybody who is staff now."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One role of one person."""

    chat_user: int
    role: StaffRole
    name: str
    added_at: Micros
    added_by: str


@use_case(Permission.STAFF)
def add_staff(tx: Tx, env: Env, actor: Actor, command: AddStaff) -> StaffMember | Refused:
    """Refuses staff_name_needed (``most`` characters), staff_id_wrong, and staff_already."""
    env.note.add(person=f"chat:{command.chat_user}", role=command.role)
    name = " ".join(command.name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        return refused("staff_name_needed", most=LONGEST_NAME)
    if not 0 < command.chat_user < 1 << 62:
        return refused("staff_id_wrong")
    now = env.clock.now()
    if not tx.run(
        "staff_add", chat_user=command.chat_user, role=command.role, name=name, now=now, who=actor.who
    ):
        return refused("staff_already")
    return StaffMember(command.chat_user, command.role, name, now, actor.who)


@use_case(Permission.STAFF)
def remove_staff(tx: Tx, env: Env, actor: Actor, command: RemoveStaff) -> int | Refused:
    """How many roles were taken away; cases that are still on the screen go. Refuses staff_unknown.

    Of what is not decided yet, what somebody said who may not decide any more does not count.
    """
    had = [row.role for row in tx.all("staff_roles", chat_user=command.chat_user)]
    lost = [role for role in had if command.role in (None, role)]
    env.note.add(person=f"chat:{command.chat_user}", role=",".join(lost) or command.role or "all")
    gone = tx.run(
        "staff_remove", chat_user=command.chat_user, role=command.role, now=env.clock.now(), who=actor.who
    )
    if not gone:
        return refused("staff_unknown")
    refresh_chat(tx, env, command.chat_user)
    if Permission.REVIEW not in permissions_of(tx, command.chat_user):
        _take_back(tx, env, f"chat:{command.chat_user}")
    session = live_session(tx, command.chat_user)
    if session is not None and Permission.ACT not in permissions_of(tx, command.chat_user):
        end_session_row(tx, env, session, "role", tell=True)
    return gone


def _take_back(tx: Tx, env: Env, reviewer: str) -> None:
    for row in tx.all("approvals_undecided", reviewer=reviewer):
        found = find_withdrawal(tx, row.withdrawal)
        if found is None:
            raise BooksBroken(f"withdrawal {row.withdrawal} vanished")
        if found.status == "in_review":
            tx.run("approvals_drop", withdrawal=found.id, reviewer=reviewer)
            approvals_changed(tx, env, found)
        else:
            tx.run("approvals_unsay", withdrawal=found.id, reviewer=reviewer)
            refresh_copies(tx, env, found, f"unsaid{env.clock.now()}")


@use_case(Permission.STAFF, writes=False)
def list_staff(tx: Tx, env: Env, actor: Actor, command: ListStaff) -> tuple[StaffMember, ...]:
    """By name."""
    return tuple(StaffMember(*row) for row in tx.all("staff_all"))
