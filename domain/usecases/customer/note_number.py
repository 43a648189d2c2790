"""Remembering in which messages of a chat a payee's number stands in full, so that none is left behind (rules 5)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.messages import tell_user
from domain.payee_rows import hide_later
from domain.ports import Tx
from domain.use_case import use_case
from domain.withdrawal_row import find_withdrawal
from domain.withdrawals import own_withdrawal


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


@dataclass(frozen=True, slots=True)
class NoteCard:
    """``message_id``: the chat's message."""

    withdrawal: str
    message_id: int


@use_case(Permission.OWN_ACCOUNT, audited=False)
def note_card(tx: Tx, env: Env, actor: Actor, command: NoteCard) -> None:
    """The newest card wins. Raises not_yours."""
    own_withdrawal(tx, actor.person, command.withdrawal)
    tx.run("card_note", withdrawal=command.withdrawal, chat_user=actor.person, message_id=command.message_id)


@dataclass(frozen=True, slots=True)
class ShowLater:
    """``update_id``: what the screen was the answer to. ``withdrawal``: the unfinished one it showed, if any."""

    update_id: int
    withdrawal: str | None


@use_case(Permission.TALK, audited=False, acting="either")
def show_later(tx: Tx, env: Env, actor: Actor, command: ShowLater) -> None:
    """Rendered from the rows when it goes out; once for each update, and of several that wait only the last."""
    key = f"later:{command.update_id}"
    tx.run("outbox_drop_later", chat_user=actor.person, but=key, now=env.clock.now())
    params = {} if command.withdrawal is None else {"withdrawal": command.withdrawal}
    tell_user(tx, env, actor.person, key, "later", params)
