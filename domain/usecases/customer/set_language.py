"""Choosing the language that the bot speaks with a person, in the chat and in pushes."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.errors import DomainError
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.customer.greet import LOCALES, Person, person


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """``locale``: ``en`` or ``zh``."""

    locale: str


@use_case(Permission.TALK, audited=False, acting="either")
def set_language(tx: Tx, env: Env, actor: Actor, command: SetLanguage) -> Person:
    """Remembers the language. Raises DomainError ``unknown_language``."""
    if command.locale not in LOCALES:
        raise DomainError("unknown_language")
    tx.run("chat_user_add", id=actor.person, locale=command.locale, created_at=env.clock.now())
    tx.run("chat_user_set_locale", id=actor.person, locale=command.locale)
    return person(tx, env, actor.person)
