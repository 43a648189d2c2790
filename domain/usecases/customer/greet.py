"""Meeting a person of the chat: the first time makes a row, after a block brings back the messages kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.accounts import account_view, reach
from domain.acting_sessions import ActingView, acting_now
from domain.actor import Actor, Permission
from domain.context import Env
from domain.links import tidy_name
from domain.ports import Tx
from domain.use_case import use_case
from domain.views import AccountView, Locale


@dataclass(frozen=True, slots=True)
class Greet:
    """``locale``: the language of the person's app, None if the bot does not speak it; ``name``: what the chat is
    called.
    """

    locale: Locale | None
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """A person, their language if it is known, and every account within reach."""

    chat_user: int
    locale: str | None
    accounts: tuple[AccountView, ...]
    is_new: bool
    acting: ActingView | None = None
    """As which test account the person acts; it is then the only one of ``accounts``."""


@use_case(Permission.TALK, audited=False, acting="either")
def greet(tx: Tx, env: Env, actor: Actor, command: Greet) -> Person:
    """Knows the person from now on; somebody who writes has not blocked the bot (any more)."""
    now = env.clock.now()
    # The language is kept from the first greeting, so that pushes have one before anybody has chosen.
    added = tx.run("chat_user_add", id=actor.person, locale=command.locale, created_at=now)
    row = tx.one("chat_user_by_id", id=actor.person)
    if row is not None and row.blocked_at is not None:
        tx.run("chat_user_set_blocked", id=actor.person, blocked_at=None)
        if tx.run("outbox_revive_chat", chat_user=actor.person, now=now):
            tx.wake("outbox", now)
    if added == 0 and (name := tidy_name(command.name)) is not None:
        # Links from before names were kept; one that has its name keeps it.
        for link in tx.all("links_unnamed", chat_user=actor.person):
            tx.run("link_name", id=link.id, name_sealed=env.vault.seal(name))
    return person(tx, env, actor.person, is_new=added == 1)


def person(tx: Tx, env: Env, chat_user: int, *, is_new: bool = False) -> Person:
    """A person as the rows have them."""
    row = tx.one("chat_user_by_id", id=chat_user)
    accounts = tuple(account_view(env, reached) for reached in reach(tx, chat_user))
    locale = None if row is None else row.locale
    return Person(chat_user, locale, accounts, is_new, acting_now(tx, env, chat_user))


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """The language that a person chose."""

    locale: Locale


@use_case(Permission.TALK, audited=False, acting="either")
def set_language(tx: Tx, env: Env, actor: Actor, command: SetLanguage) -> Person:
    """Remembers the language."""
    tx.run("chat_user_add", id=actor.person, locale=command.locale, created_at=env.clock.now())
    tx.run("chat_user_set_locale", id=actor.person, locale=command.locale)
    return person(tx, env, actor.person)
