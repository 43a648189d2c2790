"""Telling admins that nothing is paid, because these are not known to be the newest books (``domain.handovers``)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.handovers import MarkProblem, books_mark
from domain.messages import tell_user
from domain.ports import Tx
from domain.rules.calendar import local_date
from domain.use_case import use_case


@dataclass(frozen=True, slots=True)
class TellStopped:
    """What is wrong with the mark."""

    why: MarkProblem


@use_case(Permission.SYSTEM, audited=False)
def tell_stopped(tx: Tx, env: Env, actor: Actor, command: TellStopped) -> int:
    """A message to every admin, once a day as long as it lasts; how many admins there are."""
    admins = tx.all("admins_in_chat")
    key = f"stopped:{command.why}:{books_mark(tx).number}:{local_date(env.clock.now())}"
    for row in admins:
        tell_user(tx, env, row.chat_user, key, "payouts_stopped", {"why": command.why})
    return len(admins)
