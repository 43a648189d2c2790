"""Opening a link and sending its code: the first half of connecting an account."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.accounts import Account, get_account, phone_masked, reach_one
from domain.actor import Actor, Permission
from domain.codes import Ask, few_left, issue_code
from domain.context import Env
from domain.errors import refused
from domain.ports import Micros, Row, Tx
from domain.use_case import use_case
from domain.views import Refused


@dataclass(frozen=True, slots=True)
class OpenLink:
    """``token``: what came with /start."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResendLinkCode:
    """``link``: the attempt's id."""

    link: int


@dataclass(frozen=True, slots=True)
class LinkAttempt:
    """A link claimed by one person, with a code on its way."""

    id: int
    account_masked: str
    phone_masked: str
    expires_at: Micros
    code_expires_at: Micros
    codes_left: int | None = None
    """How many more codes can be asked for, where those are few."""


def link_ask(link: int, chat_user: int, account: Account) -> Ask:
    """What a link's code confirms, and where it goes."""
    binding = f"{link}|{chat_user}|{account.id}|{account.phone_key.hex()}"
    return Ask("link", str(link), account, chat_user, binding, linking=True)


def usable(row: Row | None, env: Env, chat_user: int) -> bool:
    """Whether this person may go on with the link: live, and claimed by nobody else."""
    return (
        row is not None
        and row.ended_at is None
        and row.expires_at > env.clock.now()
        and row.claimed_by in (None, chat_user)
    )


@use_case(Permission.TALK)
def open_link(tx: Tx, env: Env, actor: Actor, command: OpenLink) -> LinkAttempt | Refused:
    """Claims the link for this person and sends the code. One refusal, ``link_bad``, for every bad link."""
    row = tx.one("link_token_by_key", token_key=env.vault.fingerprint("link", command.token))
    return _attempt(tx, env, actor, row)


@use_case(Permission.TALK)
def resend_link_code(tx: Tx, env: Env, actor: Actor, command: ResendLinkCode) -> LinkAttempt | Refused:
    """Another code for an attempt of this person."""
    row = tx.one("link_token_by_id", id=command.link)
    if row is None or row.claimed_by != actor.person:
        return refused("link_bad")
    return _attempt(tx, env, actor, row)


def _attempt(tx: Tx, env: Env, actor: Actor, row: Row | None) -> LinkAttempt | Refused:
    if row is None or not usable(row, env, actor.person):
        return refused("link_bad")
    account = get_account(tx, row.account)
    reached = reach_one(tx, actor.person, account.id)
    if reached is not None and reached.via.id == account.id:
        return refused("already_linked", account=account.id)
    tx.run("link_token_claim", id=row.id, chat_user=actor.person)
    ask = link_ask(row.id, actor.person, account)
    sent = issue_code(tx, env, ask, "code_link", {"account": mask_id(account.id)})
    if isinstance(sent, Refused):
        return sent
    left = few_left(tx, env, ask)
    return LinkAttempt(row.id, mask_id(account.id), phone_masked(env, account), row.expires_at, sent, left)


def mask_id(account: str) -> str:
    """An account id of which only the end can be read, for somebody who has not proved to be its user."""
    return f"…{account[-2:]}"
