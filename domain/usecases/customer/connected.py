"""Connected chats: every chat that is linked to an account, and removing one by a code to its phone (rules 4)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from domain.accounts import Reach, account_view, get_account, phone_masked
from domain.actor import Actor, Permission
from domain.codes import Ask, end_code, few_left, issue_code, tell_asked, try_code
from domain.context import Ctx
from domain.errors import Refusal
from domain.links import Link, end_link, find_link, links_on, live_link, name_of_link, young_until
from domain.ports import Micros
from domain.tx import Tx
from domain.use_case import use_case
from domain.views import AccountView


@dataclass(frozen=True, slots=True)
class ConnectedChat:
    """A linked chat. `name` is its name when it was connected; None if unknown.

    `waits`: it has not proved the account's new phone. `young_until_at`: until then its withdrawals to a payee wait.
    """

    id: int
    name: str | None = field(repr=False)
    since_at: Micros
    mine: bool
    waits: bool
    young_until_at: Micros | None


@dataclass(frozen=True, slots=True)
class ConnectedView:
    """Every chat linked to an account, oldest first. Users of the `manager` reach the account too."""

    account: AccountView
    chats: tuple[ConnectedChat, ...]
    manager: str | None
    at: Micros
    removed: str | None = None
    """The name of the chat that was just removed; empty if it has none."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A chat that may be removed, and the phone that gets the code; `code_expires_at` once one is sent."""

    chat: ConnectedChat
    account: str
    phone_masked: str
    at: Micros
    code_expires_at: Micros | None = None
    codes_left: int | None = None
    code_id: int | None = None


@use_case(Permission.OWN_ACCOUNT, about="account", writes=False, acting="never")
def show_connected(ctx: Ctx, account: str) -> ConnectedView:
    """The chats of an account. Raises `not_yours` for an account that this person is not linked to."""
    return _view(ctx, _own(ctx.tx, ctx.actor, account).account)


@use_case(Permission.OWN_ACCOUNT, writes=False, acting="never")
def show_removal(ctx: Ctx, chat: int) -> Removal:
    """The chat of a link, before the code is asked for. Raises `not_yours`."""
    return _removal(ctx, _other(ctx.tx, ctx.actor, chat))


@use_case(Permission.OWN_ACCOUNT, acting="never")
def ask_removal(ctx: Ctx, chat: int) -> Removal:
    """Sends the code to remove a chat, the id of a link. Refuses locked, code_too_soon, code_too_many; raises
    `not_yours`.
    """
    link = _other(ctx.tx, ctx.actor, chat)
    ask = _ask(ctx.tx, ctx.actor, link)
    sent = issue_code(ctx, ask, "code_remove", {"account": link.account})
    tell_asked(ctx, ask, {"account": link.account})
    removal = _removal(ctx, link)
    live = ctx.tx.one("code_issued", scope=ask.scope, subject=ask.subject)
    return replace(removal, code_expires_at=sent, codes_left=few_left(ctx, ask), code_id=live.id)


@use_case(Permission.OWN_ACCOUNT, acting="never")
def remove_chat(ctx: Ctx, chat: int, code: str) -> ConnectedView:
    """Ends the other chat's link as disconnecting does. Refuses code_wrong, locked; raises `not_yours`."""
    link = _other(ctx.tx, ctx.actor, chat)
    ask = _ask(ctx.tx, ctx.actor, link)
    try_code(ctx, ask, code)
    live = ctx.tx.one("code_issued", scope="link", subject=ask.subject)
    end_code(ctx, "link", ask.subject, "used")
    end_link(ctx, link, "code", code=live.id)
    return _view(ctx, link.account, name_of_link(ctx.vault, link) or "")


def _own(tx: Tx, actor: Actor, account: str) -> Link:
    link = live_link(tx, actor.person, account)
    if link is None or not link.is_good:
        raise Refusal("not_yours")
    return link


def _other(tx: Tx, actor: Actor, chat: int) -> Link:
    link = find_link(tx, chat)
    if link is None or link.unlinked_at is not None or link.chat_user == actor.person:
        raise Refusal("not_yours")
    _own(tx, actor, link.account)
    return link


def _ask(tx: Tx, actor: Actor, link: Link) -> Ask:
    """A request for a code that is bound to the link, the asking person, and the phone."""
    account = get_account(tx, link.account)
    binding = f"remove|{link.id}|{link.chat_user}|{actor.person}|{account.id}|{account.phone_key.hex()}"
    return Ask("link", f"remove:{link.id}:{actor.person}", account, actor.person, binding)


def _view(ctx: Ctx, account_id: str, removed: str | None = None) -> ConnectedView:
    account = get_account(ctx.tx, account_id)
    chats = tuple(_chat(ctx, link) for link in links_on(ctx.tx, account_id))
    view = account_view(ctx.vault, Reach(account, account))
    return ConnectedView(view, chats, account.management_account, ctx.clock.now(), removed)


def _chat(ctx: Ctx, link: Link) -> ConnectedChat:
    young = None if link.suspended_at is not None else young_until(ctx, link.since_at)
    return ConnectedChat(
        link.id, name_of_link(ctx.vault, link), link.linked_at, link.chat_user == ctx.actor.person,
        link.suspended_at is not None, young,
    )  # fmt: skip


def _removal(ctx: Ctx, link: Link) -> Removal:
    account = get_account(ctx.tx, link.account)
    return Removal(_chat(ctx, link), account.id, phone_masked(ctx.vault, account), ctx.clock.now())
