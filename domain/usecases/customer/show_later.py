"""A screen that the chat would not take now: it follows as a message of the outbox, which waits and tries again."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.messages import tell_user
from domain.ports import Tx
from domain.use_case import use_case


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
