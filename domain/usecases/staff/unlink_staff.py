"""Taking chats away from an account by others than its customers: support with a ticket, or an operator (rules 4).

The chats are told, those that stay are, and the security phone is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.accounts import find_account
from domain.actor import Actor, Permission
from domain.context import Env
from domain.errors import refused
from domain.links import EndedWhy, end_link, links_on, name_of_link
from domain.messages import tell_phone
from domain.ports import Micros, Tx
from domain.use_case import use_case
from domain.usecases.staff.acting import reason_wrong
from domain.views import Refused


@dataclass(frozen=True, slots=True)
class UnlinkBySupport:
    """``chat``: the number of a linked chat as ``ListChats`` gives it; None takes all of them away."""

    account: str
    chat: int | None
    reason: str = field(repr=False)
    ticket: str


@dataclass(frozen=True, slots=True)
class UnlinkByOperator:
    """``chat_user``: of one linked chat; None takes all of them away."""

    account: str
    chat_user: int | None


@dataclass(frozen=True, slots=True)
class ListChats:
    """The chats that are linked to this account."""

    account: str


@dataclass(frozen=True, slots=True)
class LinkedChat:
    """``chat``: the link's number. ``waits``: it has not proved the account's new phone."""

    chat: int
    chat_user: int
    name: str | None = field(repr=False)
    since_at: Micros
    waits: bool


@use_case(Permission.LOOK_UP)
def unlink_by_support(
    tx: Tx, env: Env, actor: Actor, command: UnlinkBySupport
) -> tuple[LinkedChat, ...] | Refused:
    """Which chats were taken away. Refuses staff_reason_needed, ticket_needed, unknown_account, no_such_chat."""
    wrong = reason_wrong(command.reason, command.ticket)
    if wrong is not None:
        return wrong
    return _unlink(tx, env, actor, command.account, "support", chat=command.chat)


@use_case(Permission.OPERATE)
def unlink_by_operator(
    tx: Tx, env: Env, actor: Actor, command: UnlinkByOperator
) -> tuple[LinkedChat, ...] | Refused:
    """Which chats were taken away. Refuses unknown_account, no_such_chat."""
    return _unlink(tx, env, actor, command.account, "operator", chat_user=command.chat_user)


@use_case(Permission.OPERATE, writes=False)
def list_chats(tx: Tx, env: Env, actor: Actor, command: ListChats) -> tuple[LinkedChat, ...] | Refused:
    """Every chat linked to the account, oldest first. Refuses unknown_account."""
    if find_account(tx, command.account) is None:
        return refused("unknown_account")
    return _chats(tx, env, command.account)


def _unlink(
    tx: Tx,
    env: Env,
    actor: Actor,
    account_id: str,
    why: EndedWhy,
    *,
    chat: int | None = None,
    chat_user: int | None = None,
) -> tuple[LinkedChat, ...] | Refused:
    account = find_account(tx, account_id)
    if account is None:
        return refused("unknown_account")
    gone = [
        link
        for link in links_on(tx, account_id)
        if chat in (None, link.id) and chat_user in (None, link.chat_user)
    ]
    if not gone:
        return refused("no_such_chat")
    chats = {one.chat: one for one in _chats(tx, env, account_id)}
    for link in gone:
        end_link(tx, env, actor, link, why)
    params = {"account": account_id, "count": len(gone)}
    tell_phone(tx, env, account_id, f"unlinked:{gone[0].id}", "chats_removed", params)
    return tuple(chats[link.id] for link in gone)


def _chats(tx: Tx, env: Env, account: str) -> tuple[LinkedChat, ...]:
    return tuple(
        LinkedChat(
            link.id, link.chat_user, name_of_link(env, link), link.linked_at, link.suspended_at is not None
        )
        for link in links_on(tx, account)
    )
