"""The second factor of staff: proving oneself, enrolling, the word for it, and resetting (rules 7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.actor import Actor, Permission, Role
from domain.context import Ctx
from domain.errors import Refusal
from domain.ports import DAY, MINUTE, SECOND, Micros, Vault
from domain.second_factor import (
    NewSecret,
    end_due,
    end_factor,
    is_proved,
    live_factor,
    make_secret,
    next_in_s,
    try_code,
)
from domain.staff import name_of, permissions_of, rests
from domain.staff_news import tell_of_staff
from domain.tx import Tx
from domain.use_case import use_case

SHOWN: Micros = 5 * MINUTE
"""How long a secret stands in the chat."""
PRINTED: Micros = DAY
"""How long one from the command line waits for its first right code."""
WORD_CHARS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
WORD_LENGTH = 10
WORD_TRIES = 5
WORD_VALID: Micros = DAY
ASKED: Micros = DAY
"""How long one admin's word on a reset waits for the other's."""


@dataclass(frozen=True, slots=True)
class FactorView:
    """One's own. ``state``: ``none``, ``shown`` and not proved yet, or ``live``. ``look_until``: None while closed.

    ``wait_s``: until the next code that counts; ``manages``: may make words and resets.
    """

    state: str
    look_until: Micros | None
    locked_until: Micros | None
    wait_s: int
    manages: bool
    at: Micros


@dataclass(frozen=True, slots=True)
class NewWord:
    """``word`` is shown once."""

    word: str = field(repr=False)
    name: str
    chat_user: int
    expires_at: Micros


@use_case(Permission.PROVE)
def prove(ctx: Ctx, code: str, deed: str | None = None) -> Micros:
    """Until when looking is open now. Refuses factor_needed, factor_locked, factor_wrong and factor_used.

    A typed code; ``deed``: the decision it is for, as ``proof_needed`` named it.
    """
    return try_code(ctx, code, deed)


@use_case(Permission.LOOK_UP, writes=False, proof="look")
def begin_looking(ctx: Ctx) -> None:
    """Nothing, where looking is open; so that ticket and reason are not typed in vain."""


@use_case(Permission.PROVE, writes=False)
def show_factor(ctx: Ctx) -> FactorView:
    """For every member of staff, with a second factor or without."""
    row, now = live_factor(ctx.tx, ctx.actor.person), ctx.clock.now()
    manages = Permission.STAFF in permissions_of(ctx.tx, ctx.actor.person)
    if row is None:
        return FactorView("none", None, None, 0, manages, now)
    look = row.look_until if row.look_until is not None and row.look_until > now else None
    locked = row.locked_until if row.locked_until is not None and row.locked_until > now else None
    state = "live" if is_proved(row) else "shown" if row.shown_until > now else "none"
    return FactorView(state, look, locked, next_in_s(row, now), manages, now)


@use_case(Permission.PROVE)
def enter_word(ctx: Ctx, word: str) -> NewSecret:
    """A secret to be shown in the chat. Refuses factor_there, and word_wrong, which is all that is said of a word."""
    if is_proved(live_factor(ctx.tx, ctx.actor.person)):
        raise Refusal("factor_there", keep=True)
    row, now = ctx.tx.one("factor_word", chat_user=ctx.actor.person), ctx.clock.now()
    if row is None or row.expires_at <= now or row.wrong_tries >= WORD_TRIES:
        raise Refusal("word_wrong", keep=True)
    if _word_key(ctx.vault, ctx.actor.person, word) != row.word_key:
        ctx.tx.run("factor_word_wrong", chat_user=ctx.actor.person)
        raise Refusal("word_wrong", keep=True)
    ctx.tx.run("factor_word_drop", chat_user=ctx.actor.person)
    made = make_secret(
        ctx, ctx.actor.person, name_of(ctx.tx, ctx.actor.who), ctx.actor.who, in_chat=True, valid=SHOWN,
        decides_from_at=_rest(ctx, ctx.actor.person, at_machine=False),
    )  # fmt: skip
    ctx.tx.wake("factor", made.until_at)
    return made


@use_case(Permission.PROVE, audited=False)
def note_secret(ctx: Ctx, message_id: int) -> None:
    """Which message shows it: before that is known, no code proves it.

    ``message_id``: of the private chat, which shows the secret and is deleted.
    """
    row = live_factor(ctx.tx, ctx.actor.person)
    if row is not None and not is_proved(row) and row.in_chat:
        ctx.tx.run("factor_message", id=row.id, message_id=message_id)
        ctx.tx.wake("factor", row.shown_until)


@use_case(Permission.STAFF)
def make_word(ctx: Ctx, chat_user: int) -> NewWord:
    """A word for one enrolment within a day; an older one counts no more. Refuses staff_unknown and factor_there."""
    ctx.note.add(person=f"chat:{chat_user}")
    _cannot_enrol(ctx.tx, chat_user)
    word = "".join(WORD_CHARS[ctx.random.below(len(WORD_CHARS))] for _ in range(WORD_LENGTH))
    now = ctx.clock.now()
    ctx.tx.run(
        "factor_word_put", chat_user=chat_user, word_key=_word_key(ctx.vault, chat_user, word), now=now,
        who=ctx.actor.who, expires_at=now + WORD_VALID,
    )  # fmt: skip
    tell_of_staff(ctx, "factor_word", chat_user)
    return NewWord(word, name_of(ctx.tx, f"chat:{chat_user}"), chat_user, now + WORD_VALID)


@use_case(Permission.OPERATE, lock="staff")
def make_factor(ctx: Ctx, chat_user: int) -> NewSecret:
    """A secret to be shown at the command line. Refuses staff_unknown and factor_there."""
    ctx.note.add(person=f"chat:{chat_user}")
    _cannot_enrol(ctx.tx, chat_user)
    rest = _rest(ctx, chat_user, at_machine=True)
    tell_of_staff(ctx, "factor_made", chat_user, from_at=rest)
    name = name_of(ctx.tx, f"chat:{chat_user}")
    return make_secret(
        ctx, chat_user, name, _by(ctx.actor), in_chat=False, valid=PRINTED, decides_from_at=rest
    )


def _cannot_enrol(tx: Tx, chat_user: int) -> None:
    if not tx.all("staff_roles", chat_user=chat_user):
        raise Refusal("staff_unknown", keep=True)
    if is_proved(live_factor(tx, chat_user)):
        raise Refusal("factor_there", keep=True)


@use_case(Permission.STAFF, lock="staff")
def reset_factor(ctx: Ctx, chat_user: int) -> None:
    """Takes the authenticator away: the word of a second admin does, or one admin and the command line, where there
    are no two who could.

    Refuses staff_unknown, factor_none, own_factor, reset_once (which is noted), and at the command line reset_by_two,
    login_not_admin and staff_rests.
    """
    ctx.note.add(person=f"chat:{chat_user}")
    row = live_factor(ctx.tx, chat_user)
    if not ctx.tx.all("staff_roles", chat_user=chat_user):
        raise Refusal("staff_unknown", keep=True)
    if row is None or not is_proved(row):
        raise Refusal("factor_none", keep=True)
    now = ctx.clock.now()
    at_machine = ctx.actor.role is Role.OPERATOR
    if not at_machine and ctx.actor.person == chat_user:
        raise Refusal("own_factor", keep=True)
    asked = _admins_who_asked(ctx, chat_user, ctx.actor.who)
    if at_machine:
        _machine_may_not(ctx, chat_user, asked)
    elif not asked:
        ctx.tx.run("factor_reset_ask", chat_user=chat_user, who=ctx.actor.who, now=now)
        tell_of_staff(ctx, "factor_reset_asked", chat_user)
        ctx.note.add("reset_once")
        raise Refusal("reset_once", keep=True)
    end_factor(ctx, row, _by(ctx.actor))
    ctx.tx.run("factor_reset_clear", chat_user=chat_user)
    tell_of_staff(ctx, "factor_reset", chat_user)


def _admins_who_asked(ctx: Ctx, chat_user: int, but: str) -> int:
    """How many other admins said so within a day and are admins still; never the person whose it is."""
    since = ctx.clock.now() - ASKED
    people = [
        int(row.asked_by.partition(":")[2])
        for row in ctx.tx.all("factor_reset_others", chat_user=chat_user, who=but, since=since)
    ]
    return sum(one != chat_user and Permission.STAFF in permissions_of(ctx.tx, one) for one in people)


def _machine_may_not(ctx: Ctx, chat_user: int, asked: int) -> None:
    """Why not at the command line: two admins decide where two can; else one who asked, or whose login it is, does.

    An admin who lost the only authenticator is the one whose login it is.
    """
    if ctx.actor.chat_user is not None and Permission.STAFF in permissions_of(ctx.tx, ctx.actor.chat_user):
        resting = rests(ctx, Permission.STAFF)
        if resting is not None:
            raise resting
        asked += ctx.actor.chat_user != chat_user
        by_login = True
    else:
        by_login = False
    if asked >= 2:
        return
    able = [row.chat_user for row in ctx.tx.all("factor_admins") if row.chat_user != chat_user]
    if len(able) >= 2:
        raise Refusal("reset_by_two", keep=True)
    if not (asked or by_login):
        raise Refusal("login_not_admin", keep=True)


def _rest(ctx: Ctx, chat_user: int, *, at_machine: bool) -> Micros | None:
    """Before when a new authenticator decides nothing: a day, where an earlier one was taken away, or this one is
    given in its place, at the command line. The first of all staff has nobody to warn.
    """
    before = ctx.tx.one("factor_last_proved", chat_user=chat_user)
    if before is None or ctx.tx.scalar("staff_others_ever", chat_user=chat_user) is None:
        return None
    if not at_machine and not (before.ended_by or "").startswith(_MACHINE):
        return None
    return ctx.clock.now() + ctx.policy.given_rest_s * SECOND


_MACHINE = "machine:"


def _by(actor: Actor) -> str:
    """Who did it; that it was at the command line stands in front."""
    return f"{_MACHINE}{actor.login or actor.who}" if actor.role is Role.OPERATOR else actor.who


def _word_key(vault: Vault, chat_user: int, word: str) -> bytes:
    plain = "".join(word.split()).upper()
    return vault.fingerprint("factor word", f"{chat_user}:{plain}")


@use_case(Permission.SYSTEM, audited=False)
def end_looks(ctx: Ctx, limit: int) -> int:
    """Empties the cases of whoever may look no longer, and deletes secrets that were shown long enough; how many."""
    return end_due(ctx, limit)
