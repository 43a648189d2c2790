"""A typed code: right, it is accepted and waits for *Confirm withdrawal*; wrong, it is counted (rules 7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.actor import Actor, Permission
from domain.codes import Ask, try_code
from domain.context import Env
from domain.ports import Tx
from domain.use_case import use_case
from domain.views import Refused, WithdrawalView
from domain.withdrawals import binding_of, limit_now, own_draft, view_of


@dataclass(frozen=True, slots=True)
class EnterCode:
    """``code`` as typed."""

    withdrawal: str
    code: str = field(repr=False)


@use_case(Permission.OWN_ACCOUNT)
def enter_code(tx: Tx, env: Env, actor: Actor, command: EnterCode) -> WithdrawalView | Refused:
    """Refuses code_wrong and locked, with their trace; raises not_yours, stale."""
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, None)
    env.note.withdrawal(draft)
    binding = binding_of(tx, draft, limit_now(tx, env, draft).order, reached)
    ask = Ask("withdrawal", draft.id, reached.via, actor.person, binding)
    wrong = try_code(tx, env, ask, command.code)
    return view_of(tx, env, draft, reached) if wrong is None else wrong
