"""Who is connected: every chat that is linked to an account, and removing one by a code to its phone (rules 4)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from domain.accounts import Reach, account_view, get_account, phone_masked
from domain.actor import Actor, Permission
from domain.codes import Ask, end_code, few_left, issue_code, tell_asked, try_code
from domain.context import Env
from domain.errors import DomainError
from domain.links import Link, end_link, find_link, links_on, live_link, name_of_link, young_until
from domain.ports import Micros, Tx
from domain.use_case import use_case
from domain.views import AccountView, Refused


@dataclass(frozen=True, slots=True)
class ShowConnected:
    """``account``: one that this person is linked to."""

    account: str


@dataclass(frozen=True, slots=True)
class AskRemoval:
    """``chat``: the id of a link to an account of this person."""

    chat: int


@dataclass(frozen=True, slots=True)
class ShowRemoval:
    """``chat`` as in ``AskRemoval``."""

    chat: int


@dataclass(frozen=True, slots=True)
class RemoveChat:
    """``code``: as typed."""

    chat: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConnectedChat:
    """A linked chat. ``name``: as it was called when it was connected; None where that is not known.

    ``waits``: it has not proved the account's new phone. ``young_until_at``: a payee's withdrawal waits until then.
    """

    id: int
    name: str | None = field(repr=False)
    since_at: Micros
    mine: bool
    waits: bool
    young_until_at: Micros | None


@dataclass(frozen=True, slots=True)
class ConnectedView:
    """Every chat linked to an account, oldest first. ``manager``: whose users reach it besides."""

    account: AccountView
    chats: tuple[ConnectedChat, ...]
    manager: str | None
    at: Micros
    removed: str | None = None
    """The name of the chat that was removed just now; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A chat that may be removed, and the phone to which the code goes; ``code_expires_at`` once one is sent."""

    chat: ConnectedChat
    account: str
    phone_masked: str
    at: Micros
    code_expires_at: Micros | None = None
    codes_left: int | None = None
    code_id: int | None = None


@use_case(Permission.OWN_ACCOUNT, writes=False, acting="never")
def show_connected(tx: Tx, env: Env, actor: Actor, command: ShowConnected) -> ConnectedView:
    """Raises DomainError ``not_yours`` for an account that this person is not linked to (any more)."""
    return _view(tx, env, actor, _own(tx, actor, command.account).account)


@use_case(Permission.OWN_ACCOUNT, writes=False, acting="never")
def show_removal(tx: Tx, env: Env, actor: Actor, command: ShowRemoval) -> Removal:
    """Before the code is asked for. Raises DomainError ``not_yours``."""
    return _removal(tx, env, actor, _other(tx, actor, command.chat))


@use_case(Permission.OWN_ACCOUNT, acting="never")
def ask_removal(tx: Tx, env: Env, actor: Actor, command: AskRemoval) -> Removal | Refused:
    """Sends the code. Refuses locked, code_too_soon, code_too_many; raises ``not_yours``."""
    link = _other(tx, actor, command.chat)
    ask = _ask(tx, actor, link)
    sent = issue_code(tx, env, ask, "code_remove", {"account": link.account})
    if isinstance(sent, Refused):
        return sent
    tell_asked(tx, env, ask, {"account": link.account})
    removal = _removal(tx, env, actor, link)
    live = tx.one("code_live", scope=ask.scope, subject=ask.subject)
    return replace(removal, code_expires_at=sent, codes_left=few_left(tx, env, ask), code_id=live.id)


@use_case(Permission.OWN_ACCOUNT, acting="never")
def remove_chat(tx: Tx, env: Env, actor: Actor, command: RemoveChat) -> ConnectedView | Refused:
    """Ends the other chat's link as disconnecting does. Refuses code_wrong, locked; raises ``not_yours``."""
    link = _other(tx, actor, command.chat)
    ask = _ask(tx, actor, link)
    live = tx.one("code_live", scope="link", subject=ask.subject)
    wrong = try_code(tx, env, ask, command.code)
    if wrong is not None:
        return wrong
    end_code(tx, env, "link", ask.subject, "used")
    end_link(tx, env, actor, link, "code", code=live.id)
    return _view(tx, env, actor, link.account, name_of_link(env, link) or "")


def _own(tx: Tx, actor: Actor, account: str) -> Link:
    link = live_link(tx, actor.person, account)
    if link is None or not link.is_good:
        raise DomainError("not_yours")
    return link


def _other(tx: Tx, actor: Actor, chat: int) -> Link:
    link = find_link(tx, chat)
    if link is None or link.unlinked_at is not None or link.chat_user == actor.person:
        raise DomainError("not_yours")
    _own(tx, actor, link.account)
    return link


def _ask(tx: Tx, actor: Actor, link: Link) -> Ask:
    """Bound to the link, whoever asks, and the phone."""
    account = get_account(tx, link.account)
    binding = f"remove|{link.id}|{link.chat_user}|{actor.person}|{account.id}|{account.phone_key.hex()}"
    return Ask("link", f"remove:{link.id}:{actor.person}", account, actor.person, binding)


def _view(tx: Tx, env: Env, actor: Actor, account_id: str, removed: str | None = None) -> ConnectedView:
    account = get_account(tx, account_id)
    chats = tuple(_chat(tx, env, actor, link) for link in links_on(tx, account_id))
    view = account_view(env, Reach(account, account))
    return ConnectedView(view, chats, account.management_account, env.clock.now(), removed)


def _chat(tx: Tx, env: Env, actor: Actor, link: Link) -> ConnectedChat:
    young = None if link.suspended_at is not None else young_until(tx, env, link.chat_user, link.account)
    return ConnectedChat(
        link.id, name_of_link(env, link), link.linked_at, link.chat_user == actor.person,
        link.suspended_at is not None, young,
    )  # fmt: skip


def _removal(tx: Tx, env: Env, actor: Actor, link: Link) -> Removal:
    account = get_account(tx, link.account)
    return Removal(_chat(tx, env, actor, link), account.id, phone_masked(env, account), env.clock.now())
