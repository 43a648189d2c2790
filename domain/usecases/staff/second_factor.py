"""The second factor of staff: proving oneself, enrolling, the word for it, and resetting (rules 7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.actor import Actor, Permission, Role
from domain.context import Env
from domain.errors import refused
from domain.ports import DAY, MINUTE, SECOND, Micros, Tx
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
from domain.use_case import use_case
from domain.views import Refused

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
class Prove:
    """A typed code; ``deed``: the decision it is for, as ``proof_needed`` named it."""

    code: str = field(repr=False)
    deed: str | None = None


@dataclass(frozen=True, slots=True)
class BeginLooking:
    """Asks for nothing but that looking is open."""


@dataclass(frozen=True, slots=True)
class ShowFactor:
    """How it stands with one's own."""


@dataclass(frozen=True, slots=True)
class EnterWord:
    """The word that an admin handed over."""

    word: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoteSecret:
    """``message_id``: of the private chat, which shows the secret and is deleted."""

    message_id: int


@dataclass(frozen=True, slots=True)
class MakeWord:
    """For this person of staff."""

    chat_user: int


@dataclass(frozen=True, slots=True)
class MakeFactor:
    """For this person of staff, at the command line."""

    chat_user: int


@dataclass(frozen=True, slots=True)
class ResetFactor:
    """This person has lost their authenticator, or somebody else has it."""

    chat_user: int


@dataclass(frozen=True, slots=True)
class EndLooks:
    """At most this many at once."""

    limit: int


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
def prove(tx: Tx, env: Env, actor: Actor, command: Prove) -> Micros | Refused:
    """Until when looking is open now. Refuses factor_needed, factor_locked, factor_wrong and factor_used."""
    return try_code(tx, env, actor, command.code, command.deed)


@use_case(Permission.LOOK_UP, writes=False, proof="look")
def begin_looking(tx: Tx, env: Env, actor: Actor, command: BeginLooking) -> None:
    """Nothing, where looking is open; so that ticket and reason are not typed in vain."""


@use_case(Permission.PROVE, writes=False)
def show_factor(tx: Tx, env: Env, actor: Actor, command: ShowFactor) -> FactorView:
    """For every member of staff, with a second factor or without."""
    row, now = live_factor(tx, actor.person), env.clock.now()
    manages = Permission.STAFF in permissions_of(tx, actor.person)
    if row is None:
        return FactorView("none", None, None, 0, manages, now)
    look = row.look_until if row.look_until is not None and row.look_until > now else None
    locked = row.locked_until if row.locked_until is not None and row.locked_until > now else None
    state = "live" if is_proved(row) else "shown" if row.shown_until > now else "none"
    return FactorView(state, look, locked, next_in_s(row, now), manages, now)


@use_case(Permission.PROVE)
def enter_word(tx: Tx, env: Env, actor: Actor, command: EnterWord) -> NewSecret | Refused:
    """A secret to be shown in the chat. Refuses factor_there, and word_wrong, which is all that is said of a word."""
    if is_proved(live_factor(tx, actor.person)):
        return refused("factor_there")
    row, now = tx.one("factor_word", chat_user=actor.person), env.clock.now()
    if row is None or row.expires_at <= now or row.wrong_tries >= WORD_TRIES:
        return refused("word_wrong")
    if _word_key(env, actor.person, command.word) != bytes(row.word_key):
        tx.run("factor_word_wrong", chat_user=actor.person)
        return refused("word_wrong")
    tx.run("factor_word_drop", chat_user=actor.person)
    made = make_secret(
        tx, env, actor.person, name_of(tx, actor.who), actor.who, in_chat=True, valid=SHOWN,
        decides_from_at=_rest(tx, env, actor.person, at_machine=False),
    )  # fmt: skip
    tx.wake("factor", made.until_at)
    return made


@use_case(Permission.PROVE, audited=False)
def note_secret(tx: Tx, env: Env, actor: Actor, command: NoteSecret) -> None:
    """Which message shows it: before that is known, no code proves it."""
    row = live_factor(tx, actor.person)
    if row is not None and not is_proved(row) and row.in_chat:
        tx.run("factor_message", id=row.id, message_id=command.message_id)
        tx.wake("factor", row.shown_until)


@use_case(Permission.STAFF)
def make_word(tx: Tx, env: Env, actor: Actor, command: MakeWord) -> NewWord | Refused:
    """A word for one enrolment within a day; an older one counts no more. Refuses staff_unknown and factor_there."""
    env.note.add(person=f"chat:{command.chat_user}")
    wrong = _cannot_enrol(tx, command.chat_user)
    if wrong is not None:
        return wrong
    word = "".join(WORD_CHARS[env.random.below(len(WORD_CHARS))] for _ in range(WORD_LENGTH))
    now = env.clock.now()
    tx.run(
        "factor_word_put", chat_user=command.chat_user, word_key=_word_key(env, command.chat_user, word), now=now,
        who=actor.who, expires_at=now + WORD_VALID,
    )  # fmt: skip
    tell_of_staff(tx, env, actor, "factor_word", command.chat_user)
    return NewWord(word, name_of(tx, f"chat:{command.chat_user}"), command.chat_user, now + WORD_VALID)


@use_case(Permission.OPERATE)
def make_factor(tx: Tx, env: Env, actor: Actor, command: MakeFactor) -> NewSecret | Refused:
    """A secret to be shown at the command line. Refuses staff_unknown and factor_there."""
    env.note.add(person=f"chat:{command.chat_user}")
    wrong = _cannot_enrol(tx, command.chat_user)
    if wrong is not None:
        return wrong
    rest = _rest(tx, env, command.chat_user, at_machine=True)
    tell_of_staff(tx, env, actor, "factor_made", command.chat_user, from_at=rest)
    name = name_of(tx, f"chat:{command.chat_user}")
    return make_secret(
        tx, env, command.chat_user, name, _by(actor), in_chat=False, valid=PRINTED, decides_from_at=rest
    )


def _cannot_enrol(tx: Tx, chat_user: int) -> Refused | None:
    if not tx.all("staff_roles", chat_user=chat_user):
        return refused("staff_unknown")
    return refused("factor_there") if is_proved(live_factor(tx, chat_user)) else None


@use_case(Permission.STAFF)
def reset_factor(tx: Tx, env: Env, actor: Actor, command: ResetFactor) -> Refused | None:
    """Takes the authenticator away: the word of a second admin does, or one admin and the command line, where there
    are no two who could.

    Refuses staff_unknown, factor_none, own_factor, reset_once (which is noted), and at the command line reset_by_two,
    login_not_admin and staff_rests.
    """
    env.note.add(person=f"chat:{command.chat_user}")
    row = live_factor(tx, command.chat_user)
    if not tx.all("staff_roles", chat_user=command.chat_user):
        return refused("staff_unknown")
    if row is None or not is_proved(row):
        return refused("factor_none")
    now = env.clock.now()
    at_machine = actor.role is Role.OPERATOR
    if not at_machine and actor.person == command.chat_user:
        return refused("own_factor")
    asked = _admins_who_asked(tx, env, command.chat_user, actor.who)
    if at_machine:
        wrong = _machine_may_not(tx, env, actor, command.chat_user, asked)
        if wrong is not None:
            return wrong
    elif not asked:
        tx.run("factor_reset_ask", chat_user=command.chat_user, who=actor.who, now=now)
        tell_of_staff(tx, env, actor, "factor_reset_asked", command.chat_user)
        env.note.add("reset_once")
        return refused("reset_once")
    end_factor(tx, env, row, _by(actor))
    tx.run("factor_reset_clear", chat_user=command.chat_user)
    tell_of_staff(tx, env, actor, "factor_reset", command.chat_user)
    return None


def _admins_who_asked(tx: Tx, env: Env, chat_user: int, but: str) -> int:
    """How many other admins said so within a day and are admins still; never the person whose it is."""
    since = env.clock.now() - ASKED
    people = [
        int(row.asked_by.partition(":")[2])
        for row in tx.all("factor_reset_others", chat_user=chat_user, who=but, since=since)
    ]
    return sum(one != chat_user and Permission.STAFF in permissions_of(tx, one) for one in people)


def _machine_may_not(tx: Tx, env: Env, actor: Actor, chat_user: int, asked: int) -> Refused | None:
    """Why not at the command line: two admins decide where two can; else one who asked, or whose login it is, does.

    An admin who lost the only authenticator is the one whose login it is.
    """
    if actor.chat_user is not None and Permission.STAFF in permissions_of(tx, actor.chat_user):
        resting = rests(tx, env, actor, Permission.STAFF)
        if resting is not None:
            return resting
        asked += actor.chat_user != chat_user
        by_login = True
    else:
        by_login = False
    if asked >= 2:
        return None
    able = [row.chat_user for row in tx.all("factor_admins") if row.chat_user != chat_user]
    if len(able) >= 2:
        return refused("reset_by_two")
    return None if asked or by_login else refused("login_not_admin")


def _rest(tx: Tx, env: Env, chat_user: int, *, at_machine: bool) -> Micros | None:
    """Before when a new authenticator decides nothing: a day, where an earlier one was taken away, or this one is
    given in its place, at the command line. The first of all staff has nobody to warn.
    """
    before = tx.one("factor_last_proved", chat_user=chat_user)
    if before is None or tx.scalar("staff_others_ever", chat_user=chat_user) is None:
        return None
    if not at_machine and not (before.ended_by or "").startswith(_MACHINE):
        return None
    return env.clock.now() + env.policy.given_rest_s * SECOND


_MACHINE = "machine:"


def _by(actor: Actor) -> str:
    """Who did it; that it was at the command line stands in front."""
    return f"{_MACHINE}{actor.login or actor.who}" if actor.role is Role.OPERATOR else actor.who


def _word_key(env: Env, chat_user: int, word: str) -> bytes:
    plain = "".join(word.split()).upper()
    return env.vault.fingerprint("factor word", f"{chat_user}:{plain}")


@use_case(Permission.SYSTEM, audited=False)
def end_looks(tx: Tx, env: Env, actor: Actor, command: EndLooks) -> int:
    """Empties the cases of whoever may look no longer, and deletes secrets that were shown long enough; how many."""
    return end_due(tx, env, command.limit)
