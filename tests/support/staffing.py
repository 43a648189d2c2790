"""Somebody becomes staff, as if long ago: nothing rests, nobody is told, and there is an authenticator."""

from __future__ import annotations

from typing import ParamSpec, TypeVar

from bot.runtime.runner import Runner
from domain.actor import Actor, StaffRole
from domain.errors import Refusal
from domain.ports import SECOND, Micros
from domain.second_factor import STEP_S, code_at, enrolled, is_proved, live_factor
from domain.tx import Tx
from domain.use_case import UseCase
from domain.usecases.staff.members import hire
from domain.usecases.staff.second_factor import prove
from tests.support.context import ctx_of
from tests.support.rig import tried

P = ParamSpec("P")
R = TypeVar("R")
STEP: Micros = STEP_S * SECOND


async def hired(
    on: Runner,
    chat_user: int,
    name: str,
    role: StaffRole,
    login: str | None = None,
    *,
    looks: bool = True,
    proves: bool = True,
) -> None:
    """The rows of a role, and an authenticator if ``proves``; ``looks``: a first code was typed for looking."""

    def write(tx: Tx) -> None:
        hire(ctx_of(on.services, tx), chat_user, role, name, login, "operator:test")

    await on.db.write(write)
    if proves:
        await enrol(on, chat_user, looks=looks)


async def enrol(on: Runner, chat_user: int, *, looks: bool = True) -> None:
    """An authenticator for whoever has none; ``looks``: and its first code."""

    def write(tx: Tx) -> bool:
        known = is_proved(live_factor(tx, chat_user))
        if not known:
            enrolled(ctx_of(on.services, tx), chat_user, str(chat_user))
        return known

    if not await on.db.write(write) and looks:
        proved = await tried(on.perform(prove, Actor.chat(chat_user), await code_of(on, chat_user)))
        assert not isinstance(proved, Refusal), proved


async def code_of(on: Runner, chat_user: int, *, later: Micros = 0) -> str:
    """What somebody's authenticator shows now, or a while later."""

    def read(tx: Tx) -> str:
        row = live_factor(tx, chat_user)
        assert row is not None, "no authenticator"
        return code_at(on.services.vault.open(bytes(row.secret_sealed)), on.services.clock.now() + later)

    return await on.db.read(read)


async def with_code(
    on: Runner, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs
) -> R | Refusal:
    """Carries out what takes a code of its own: refused at first, then with the code typed for it."""
    refused = await tried(on.perform(use_case, actor, *args, **kwargs))
    assert isinstance(refused, Refusal), refused
    assert refused.code == "proof_needed", refused
    deed = refused.param("deed")
    assert isinstance(deed, str)
    code = await code_of(on, actor.person)
    proved = await tried(on.perform(prove, actor, code, deed))
    assert not isinstance(proved, Refusal), proved
    return await tried(on.perform(use_case, actor, *args, **kwargs))
