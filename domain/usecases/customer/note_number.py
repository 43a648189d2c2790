"""Remembering in which messages of a chat a payee's number stands in full, so that none is left behind (rules 5)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.numbers_shown import hide_later
from domain.ports import Tx
from domain.use_case import use_case
from domain.withdrawal_row import find_withdrawal


@dataclass(frozen=True, slots=True)
class ShowNumbers:
    """In the actor's chat."""


@dataclass(frozen=True, slots=True)
class NoteNumbers:
    """``shows``: this message has the number of ``withdrawal`` now. ``gone``: these have none any more.

    ``later``: these could not be edited now, and are left to the relay.
    """

    withdrawal: str
    shows: int | None = None
    gone: tuple[int, ...] = ()
    later: tuple[int, ...] = ()


@use_case(Permission.TALK, writes=False, acting="either")
def show_numbers(tx: Tx, env: Env, actor: Actor, command: ShowNumbers) -> tuple[tuple[int, str], ...]:
    """The messages, each with its withdrawal."""
    return tuple(
        (row.message_id, row.withdrawal) for row in tx.all("numbers_shown_in", chat_user=actor.person)
    )


@use_case(Permission.TALK, audited=False, acting="either")
def note_numbers(tx: Tx, env: Env, actor: Actor, command: NoteNumbers) -> None:
    """Writes down what became of them. Only messages of the actor's own chat are ever edited by it."""
    for message_id in command.gone:
        tx.run("number_shown_drop", chat_user=actor.person, message_id=message_id)
    if command.shows is None and not command.later:
        return
    found = find_withdrawal(tx, command.withdrawal)
    if found is None:
        return
    for message_id in command.later:
        hide_later(tx, env, found.id, found.account, actor.person, message_id)
    if command.shows is not None:
        tx.run("number_shown_put", chat_user=actor.person, message_id=command.shows, withdrawal=found.id)
