"""A suspended link: its chat proves the account's new phone by a code, or lets the account go (rules 4).

Until then the chat is told the account's number and nothing else of it, not even the end of the new phone.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import get_account
from domain.actor import Actor, Permission
from domain.codes import Ask, end_code, few_left, issue_code, try_code
from domain.context import Ctx
from domain.errors import Refusal
from domain.links import Link, connect, end_link, find_link, prove_subject, waiting_links
from domain.ports import Micros
from domain.tx import Tx
from domain.use_case import use_case
from domain.views import Waiting


@dataclass(frozen=True, slots=True)
class ProofAttempt:
    """A code is on its way to the new phone."""

    waiting: int
    account: str
    code_expires_at: Micros
    codes_left: int | None


@use_case(Permission.TALK, writes=False)
def show_waiting(ctx: Ctx) -> tuple[Waiting, ...]:
    """The accounts whose new phone this chat has not proved yet, by their numbers alone."""
    return tuple(Waiting(link.id, link.account) for link in waiting_links(ctx.tx, ctx.actor.person))


@use_case(Permission.TALK)
def ask_proof(ctx: Ctx, waiting: int) -> ProofAttempt:
    """Sends a code to the new phone. Refuses waiting_over, locked, code_too_soon, code_too_many.

    ``waiting``: the id of a suspended link of this person.
    """
    link = _own(ctx.tx, ctx.actor, waiting)
    if link is None:
        raise Refusal("waiting_over", keep=True)
    ask = _ask(ctx.tx, link)
    sent = issue_code(ctx, ask, "code_prove", {"account": link.account})
    return ProofAttempt(link.id, link.account, sent, few_left(ctx, ask))


@use_case(Permission.TALK)
def prove_link(ctx: Ctx, waiting: int, code: str, name: str | None = None) -> tuple[str, ...]:
    """The right code proves every suspended link of this person to an account with that phone; which accounts.

    Whoever is linked is told as of a new link, and the phone is. Refuses waiting_over, code_wrong, locked.

    ``code``: as typed; ``name``: what the chat is called.
    """
    link = _own(ctx.tx, ctx.actor, waiting)
    if link is None:
        raise Refusal("waiting_over", keep=True)
    ask = _ask(ctx.tx, link)
    try_code(ctx, ask, code)
    end_code(ctx, "link", ask.subject, "used")
    proved = connect(ctx, ask.holder, (link.account,), name)
    ctx.tx.run("chat_user_choose", id=ctx.actor.person, account=link.account)
    return proved


@use_case(Permission.TALK)
def forget_waiting(ctx: Ctx, waiting: int) -> str:
    """Ends a suspended link by the person's own will; its account. Refuses waiting_over.

    ``waiting``: the id of a suspended link of this person.
    """
    link = _own(ctx.tx, ctx.actor, waiting)
    if link is None:
        raise Refusal("waiting_over", keep=True)
    end_link(ctx, link, "self")
    return link.account


def _own(tx: Tx, actor: Actor, waiting: int) -> Link | None:
    link = find_link(tx, waiting)
    mine = link is not None and link.chat_user == actor.person
    return (
        link
        if mine and link is not None and link.unlinked_at is None and link.suspended_at is not None
        else None
    )


def _ask(tx: Tx, link: Link) -> Ask:
    account = get_account(tx, link.account)
    binding = f"prove|{link.id}|{link.chat_user}|{account.id}|{account.phone_key.hex()}"
    return Ask("link", prove_subject(link.id), account, link.chat_user, binding, linking=True, proves=True)
