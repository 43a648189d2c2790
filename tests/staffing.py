"""Somebody becomes staff, as if long ago: nothing rests, nobody is told."""

from __future__ import annotations

from bot.performing import Performing
from domain.actor import StaffRole
from domain.ports import Tx
from domain.usecases.staff import AddStaff, hire
from domain.views import Refused


async def hired(on: Performing, chat_user: int, name: str, role: StaffRole, login: str | None = None) -> None:
    """The rows of a role."""

    def write(tx: Tx) -> None:
        made = hire(tx, on.env, AddStaff(chat_user, role, name, login), "operator:test")
        assert not isinstance(made, Refused), made

    await on.db.write(write)
