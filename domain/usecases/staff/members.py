"""Who is staff, in which role, by which login of the machine: given, taken away, listed (rules 6).

A role that is removed is gone at the next tap. What is given at the command line is told to the group and all admins,
and decides nothing for a day, except while there was never anybody else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.acting_sessions import end_session_row, live_session
from domain.actor import Permission, Role, StaffRole
from domain.card_updates import approvals_changed, refresh_chat, refresh_copies
from domain.context import Ctx
from domain.errors import Refusal
from domain.ports import SECOND, Micros
from domain.second_factor import end_factor, live_factor
from domain.staff import permissions_of
from domain.staff_news import tell_of_staff
from domain.tx import Tx
from domain.use_case import use_case
from domain.withdrawal_row import get_withdrawal

LONGEST_NAME = 40
_LOGIN = re.compile(r"[A-Za-z0-9_.@-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One role of one person, with that person's logins. ``decides_from_at``: None for at once.

    ``proved``: whether there is a second factor.
    """

    chat_user: int
    role: StaffRole
    name: str
    added_at: Micros
    added_by: str
    decides_from_at: Micros | None = None
    logins: tuple[str, ...] = ()
    proved: bool = False


@use_case(Permission.STAFF, lock="staff")
def add_staff(ctx: Ctx, chat_user: int, role: StaffRole, name: str, login: str | None = None) -> StaffMember:
    """Refuses staff_name_needed (``most`` characters), staff_name_taken, staff_id_wrong, staff_already, and what
    ``give_login`` does.

    ``chat_user``: the id the chat app gives; ``name``: what colleagues call them; ``login``: of the machine.
    """
    ctx.note.add(person=f"chat:{chat_user}", role=role)
    rest = rest_until(ctx, chat_user)
    if login is not None:
        ctx.note.add(login_given=login)
        _login_wrong(ctx.tx, chat_user, login)
    made = hire(ctx, chat_user, role, name, login, ctx.actor.who, rest)
    tell_of_staff(ctx, "role_given", made.chat_user, role=made.role, from_at=rest)
    if login is not None:
        tell_of_staff(ctx, "login_given", made.chat_user, login=login, from_at=rest)
    return made


def hire(
    ctx: Ctx,
    chat_user: int,
    role: StaffRole,
    name: str,
    login: str | None,
    who: str,
    decides_from_at: Micros | None = None,
) -> StaffMember:
    """The rows of a role, and of a login where one is named, which tell nobody; refuses as ``add_staff``."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refusal("staff_name_needed", keep=True, most=LONGEST_NAME)
    if not 0 < chat_user < 1 << 62:
        raise Refusal("staff_id_wrong", keep=True)
    if name.casefold() in {row.name.casefold() for row in ctx.tx.all("staff_named", chat_user=chat_user)}:
        raise Refusal("staff_name_taken", keep=True)
    now = ctx.clock.now()
    if not ctx.tx.run(
        "staff_add",
        chat_user=chat_user,
        role=role,
        name=name,
        now=now,
        who=who,
        decides_from_at=decides_from_at,
    ):
        raise Refusal("staff_already", keep=True)
    if login is not None:
        ctx.tx.run(
            "staff_login_add",
            login=login,
            chat_user=chat_user,
            now=now,
            who=who,
            decides_from_at=decides_from_at,
        )
    logins = () if login is None else (login,)
    return StaffMember(chat_user, role, name, now, who, decides_from_at, logins)


def rest_until(ctx: Ctx, chat_user: int) -> Micros | None:
    """Before when something given to this person decides nothing; None for what an admin gives in the chat, and for
    the very first of staff. Who was removed counts as somebody: else removing all would be the way round it.
    """
    if ctx.actor.role is not Role.OPERATOR or ctx.tx.scalar("staff_others_ever", chat_user=chat_user) is None:
        return None
    return ctx.clock.now() + ctx.policy.given_rest_s * SECOND


@use_case(Permission.STAFF, lock="staff")
def give_login(ctx: Ctx, chat_user: int, login: str) -> Micros | None:
    """From when it decides, None for at once. Refuses staff_unknown, login_wrong, login_taken and login_there."""
    ctx.note.add(person=f"chat:{chat_user}", login_given=login)
    if not ctx.tx.all("staff_roles", chat_user=chat_user):
        raise Refusal("staff_unknown", keep=True)
    _login_wrong(ctx.tx, chat_user, login)
    rest = rest_until(ctx, chat_user)
    ctx.tx.run(
        "staff_login_add", login=login, chat_user=chat_user, decides_from_at=rest,
        now=ctx.clock.now(), who=ctx.actor.who,
    )  # fmt: skip
    tell_of_staff(ctx, "login_given", chat_user, login=login, from_at=rest)
    return rest


def _login_wrong(tx: Tx, chat_user: int, login: str) -> None:
    if not _LOGIN.fullmatch(login):
        raise Refusal("login_wrong", keep=True)
    owner = tx.scalar("staff_login_person", login=login)
    if owner is None:
        return
    raise Refusal("login_there" if owner == chat_user else "login_taken", keep=True)


@use_case(Permission.STAFF, lock="staff")
def take_login(ctx: Ctx, chat_user: int, login: str) -> None:
    """Refuses login_unknown. What was said with it stays said: it is the person's."""
    ctx.note.add(person=f"chat:{chat_user}", login_taken=login)
    now = ctx.clock.now()
    if not ctx.tx.run("staff_login_remove", chat_user=chat_user, login=login, now=now, who=ctx.actor.who):
        raise Refusal("login_unknown", keep=True)
    tell_of_staff(ctx, "login_taken", chat_user, login=login)


@use_case(Permission.STAFF, lock="staff")
def remove_staff(ctx: Ctx, chat_user: int, role: StaffRole | None = None) -> int:
    """How many roles were taken away; cases that are still on the screen go. Refuses staff_unknown.

    Of what is not decided yet, what somebody said who may not decide any more does not count. With the last role go
    the person's logins and second factor; with any, what a code had opened.

    ``role``: None for every role of that person.
    """
    had = [row.role for row in ctx.tx.all("staff_roles", chat_user=chat_user)]
    lost = [one for one in had if role in (None, one)]
    ctx.note.add(person=f"chat:{chat_user}", role=",".join(lost) or role or "all")
    now, who = ctx.clock.now(), ctx.actor.who
    gone = ctx.tx.run("staff_remove", chat_user=chat_user, role=role, now=now, who=who)
    if not gone:
        raise Refusal("staff_unknown", keep=True)
    tell_of_staff(ctx, "role_taken", chat_user, role=role)
    if not ctx.tx.all("staff_roles", chat_user=chat_user):
        ctx.tx.run("staff_login_remove", chat_user=chat_user, login=None, now=now, who=who)
    _end_proofs(ctx, chat_user)
    refresh_chat(ctx, chat_user)
    if Permission.REVIEW not in permissions_of(ctx.tx, chat_user):
        _take_back(ctx, f"chat:{chat_user}")
    session = live_session(ctx.tx, chat_user)
    if session is not None and Permission.ACT not in permissions_of(ctx.tx, chat_user):
        end_session_row(ctx, session, "role", tell=True)
    return gone


def _end_proofs(ctx: Ctx, chat_user: int) -> None:
    """What was opened with a role that is gone is closed; with the last role goes the second factor itself."""
    row = live_factor(ctx.tx, chat_user)
    if row is not None and ctx.tx.all("staff_roles", chat_user=chat_user):
        ctx.tx.run("factor_look_end", id=row.id)
    elif row is not None:
        end_factor(ctx, row, ctx.actor.who)
    if not ctx.tx.all("staff_roles", chat_user=chat_user):
        ctx.tx.run("factor_word_drop", chat_user=chat_user)
        ctx.tx.run("factor_reset_clear", chat_user=chat_user)


def _take_back(ctx: Ctx, reviewer: str) -> None:
    for row in ctx.tx.all("approvals_undecided", reviewer=reviewer):
        found = get_withdrawal(ctx.tx, row.withdrawal)
        if found.status == "in_review":
            ctx.tx.run("approvals_drop", withdrawal=found.id, reviewer=reviewer)
            approvals_changed(ctx, found)
        else:
            ctx.tx.run("approvals_unsay", withdrawal=found.id, reviewer=reviewer)
            refresh_copies(ctx, found, f"unsaid{ctx.clock.now()}")
    for word in ctx.tx.all("words_undecided", reviewer=reviewer):
        ctx.tx.run("word_drop", contradiction=word.contradiction, reviewer=reviewer, how=word.how)
        found = get_withdrawal(ctx.tx, word.withdrawal)
        refresh_copies(ctx, found, f"unsaid{word.contradiction}:{ctx.clock.now()}")
    ctx.tx.run("stop_words_drop", reviewer=reviewer)
    ctx.tx.run("operator_words_drop", who=reviewer)


@use_case(Permission.STAFF, writes=False, proof="look")
def list_staff(ctx: Ctx) -> tuple[StaffMember, ...]:
    """By name."""
    logins: dict[int, tuple[str, ...]] = {}
    for row in ctx.tx.all("staff_logins"):
        logins[row.chat_user] = (*logins.get(row.chat_user, ()), row.login)
    proved = {row.chat_user for row in ctx.tx.all("factor_states") if row.proved_at is not None}
    return tuple(
        StaffMember(
            row.chat_user, row.role, row.name, row.added_at, row.added_by, row.decides_from_at,
            logins.get(row.chat_user, ()), row.chat_user in proved,
        )
        for row in ctx.tx.all("staff_all")
    )  # fmt: skip
