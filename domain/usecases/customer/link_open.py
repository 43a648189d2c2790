"""Opening a link and sending its code: the first half of connecting an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.accounts import Account, get_account, phone_masked, reach_one
from domain.actor import Permission
from domain.codes import Ask, few_left, issue_code
from domain.context import Ctx
from domain.errors import Refusal
from domain.ports import Clock, Micros
from domain.use_case import use_case

if TYPE_CHECKING:
    from domain.tx import LinkTokenRow


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


def usable(row: LinkTokenRow | None, clock: Clock, chat_user: int) -> bool:
    """Whether this person may go on with the link: live, and claimed by nobody else."""
    return (
        row is not None
        and row.ended_at is None
        and row.expires_at > clock.now()
        and row.claimed_by in (None, chat_user)
    )


@use_case(Permission.TALK)
def open_link(ctx: Ctx, token: str) -> LinkAttempt:
    """Claims the link for this person and sends the code. One refusal, ``link_bad``, for every bad link.

    ``token``: what came with /start.
    """
    row = ctx.tx.one("link_token_by_key", token_key=ctx.vault.fingerprint("link", token))
    return _attempt(ctx, row)


@use_case(Permission.TALK, about="link")
def resend_link_code(ctx: Ctx, link: int) -> LinkAttempt:
    """Another code for an attempt of this person.

    ``link``: the attempt's id.
    """
    row = ctx.tx.one("link_token_by_id", id=link)
    if row is None or row.claimed_by != ctx.actor.person:
        raise Refusal("link_bad", keep=True)
    return _attempt(ctx, row)


def _attempt(ctx: Ctx, row: LinkTokenRow | None) -> LinkAttempt:
    if row is None or not usable(row, ctx.clock, ctx.actor.person):
        raise Refusal("link_bad", keep=True)
    account = get_account(ctx.tx, row.account)
    reached = reach_one(ctx.tx, ctx.actor.person, account.id)
    if reached is not None and reached.via.id == account.id:
        raise Refusal("already_linked", keep=True, account=account.id)
    ctx.tx.run("link_token_claim", id=row.id, chat_user=ctx.actor.person)
    ask = link_ask(row.id, ctx.actor.person, account)
    sent = issue_code(ctx, ask, "code_link", {"account": mask_id(account.id)})
    left = few_left(ctx, ask)
    return LinkAttempt(
        row.id, mask_id(account.id), phone_masked(ctx.vault, account), row.expires_at, sent, left
    )


def mask_id(account: str) -> str:
    """An account id of which only the end can be read, for somebody who has not proved to be its user."""
    return f"…{account[-2:]}"
