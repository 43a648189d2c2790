"""Tells the group, and every admin in the private chat, of changes among staff, so that none is made in silence."""

from __future__ import annotations

from typing import Literal

from domain.context import Ctx
from domain.messages import tell_group, tell_user
from domain.ports import Micros
from domain.staff import name_of

StaffChange = Literal[
    "role_given", "role_taken", "login_given", "login_taken",
    "factor_made", "factor_proved", "factor_word", "factor_reset_asked", "factor_reset", "factor_locked",
]  # fmt: skip
STAFF_NEWS = "staff_news"
"""The template of such a message."""


def tell_of_staff(
    ctx: Ctx,
    what: StaffChange,
    chat_user: int,
    *,
    role: str | None = None,
    login: str | None = None,
    from_at: Micros | None = None,
) -> None:
    """Says what changed, for whom and by whom. It decides nothing before `from_at`."""
    by = name_of(ctx.tx, ctx.actor.who)
    if ctx.actor.login is not None:
        by = f"{by}, {ctx.actor.login}" if ctx.actor.chat_user is not None else ctx.actor.login
        by = f"{by} (sudo {ctx.actor.sudo})" if ctx.actor.sudo else by
    params = {
        "what": what, "name": name_of(ctx.tx, f"chat:{chat_user}"), "person": chat_user, "by": by,
        "role": role, "login": login, "from_at": from_at,
    }  # fmt: skip
    key = f"staff:{what}:{chat_user}:{role or login or ''}:{ctx.clock.now()}"
    tell_group(ctx, key, STAFF_NEWS, params)
    for row in ctx.tx.all("staff_admins"):
        tell_user(ctx, row.chat_user, key, STAFF_NEWS, params)
