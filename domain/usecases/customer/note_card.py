"""Remembering which message is a withdrawal's status card in a chat, so that it is edited as it moves."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.ports import Tx
from domain.use_case import use_case
from domain.withdrawals import own_withdrawal


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
