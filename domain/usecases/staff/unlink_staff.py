"""Taking chats away from an account by others than its customers: support with a ticket, or an operator (rules 4).

The chats are told, those that stay are, and the security phone is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.accounts import find_account
from domain.actor import Permission
from domain.context import Ctx
from domain.errors import Refusal
from domain.links import EndedWhy, end_link, links_on, name_of_link
from domain.messages import tell_phone
from domain.ports import Micros
from domain.use_case import use_case
from domain.usecases.staff.acting import reason_wrong


@dataclass(frozen=True, slots=True)
class LinkedChat:
    """``chat``: the link's number. ``waits``: it has not proved the account's new phone."""

    chat: int
    chat_user: int
    name: str | None = field(repr=False)
    since_at: Micros
    waits: bool


@use_case(Permission.LOOK_UP, about="account", ticketed=True)
def unlink_by_support(
    ctx: Ctx, account: str, chat: int | None, reason: str, ticket: str
) -> tuple[LinkedChat, ...]:
    """Which chats were taken away. Refuses staff_reason_needed, ticket_needed, unknown_account, no_such_chat.

    ``chat``: the number of a linked chat as ``list_chats`` gives it; None takes all of them away.
    """
    reason_wrong(reason, ticket)
    return _unlink(ctx, account, "support", chat=chat)


@use_case(Permission.OPERATE, about="account")
def unlink_by_operator(ctx: Ctx, account: str, chat_user: int | None) -> tuple[LinkedChat, ...]:
    """Which chats were taken away. Refuses unknown_account, no_such_chat.

    ``chat_user``: of one linked chat; None takes all of them away.
    """
    return _unlink(ctx, account, "operator", chat_user=chat_user)


@use_case(Permission.OPERATE, about="account", writes=False)
def list_chats(ctx: Ctx, account: str) -> tuple[LinkedChat, ...]:
    """Every chat linked to the account, oldest first. Refuses unknown_account."""
    if find_account(ctx.tx, account) is None:
        raise Refusal("unknown_account", keep=True)
    return _chats(ctx, account)


def _unlink(
    ctx: Ctx, account_id: str, why: EndedWhy, *, chat: int | None = None, chat_user: int | None = None
) -> tuple[LinkedChat, ...]:
    account = find_account(ctx.tx, account_id)
    if account is None:
        raise Refusal("unknown_account", keep=True)
    gone = [
        link
        for link in links_on(ctx.tx, account_id)
        if chat in (None, link.id) and chat_user in (None, link.chat_user)
    ]
    if not gone:
        raise Refusal("no_such_chat", keep=True)
    chats = {one.chat: one for one in _chats(ctx, account_id)}
    for link in gone:
        end_link(ctx, link, why)
    params = {"account": account_id, "count": len(gone)}
    tell_phone(ctx, account_id, f"unlinked:{gone[0].id}", "chats_removed", params)
    return tuple(chats[link.id] for link in gone)


def _chats(ctx: Ctx, account: str) -> tuple[LinkedChat, ...]:
    return tuple(
        LinkedChat(
            link.id,
            link.chat_user,
            name_of_link(ctx.vault, link),
            link.linked_at,
            link.suspended_at is not None,
        )
        for link in links_on(ctx.tx, account)
    )
