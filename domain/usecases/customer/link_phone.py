"""Connecting accounts by the phone number of the chat account (rules 7 and 8): ask, prove, choose.

A number that is no customer's is treated the same until the right code, which then does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Reach, account_view, get_account
from domain.actor import Permission
from domain.context import Ctx
from domain.errors import Refusal
from domain.links import connect
from domain.phone_claims import (
    Claim,
    ClaimCode,
    accounts_of,
    ask_again,
    ask_first,
    end_proof,
    normal_phone,
    own_claim,
    try_claim,
)
from domain.ports import Micros
from domain.use_case import use_case
from domain.views import AccountView


@dataclass(frozen=True, slots=True)
class PhoneChoice:
    """The accounts on a proved number. `connected` are the ids just connected; `until_at` ends the choice."""

    claim: int
    accounts: tuple[AccountView, ...]
    linked: frozenset[str]
    connected: tuple[str, ...]
    until_at: Micros

    @property
    def open(self) -> tuple[AccountView, ...]:
        """The accounts that are not connected yet."""
        return tuple(account for account in self.accounts if account.id not in self.linked)


@use_case(Permission.TALK)
def share_phone(ctx: Ctx, phone: str) -> ClaimCode:
    """Sends a code if the number is a customer's. Refuses numbers_too_many, code_too_soon, code_too_many, locked.

    `phone` is the sender's own number from the chat app, with or without a plus sign. A refusal has `claim` if the
    person may still type a code. Raises `phone_unreadable`.
    """
    number = normal_phone(phone)
    if number is None:
        raise Refusal("phone_unreadable")
    return ask_first(ctx, ctx.actor.person, number)


@use_case(Permission.TALK, about="claim")
def resend_phone_code(ctx: Ctx, claim: int) -> ClaimCode:
    """Sends another code for a number shared before. Refuses as `share_phone` does, and `phone_over`."""
    mine = own_claim(ctx.tx, ctx.actor.person, claim)
    if mine is None:
        raise Refusal("phone_over", keep=True)
    return ask_again(ctx, mine)


@use_case(Permission.TALK, about="claim")
def prove_phone(ctx: Ctx, claim: int, code: str, name: str | None = None) -> PhoneChoice:
    """Takes the right code: it proves this person's links to accounts on the number that had another one before
    (rules 4).

    It connects the only remaining account at once, and offers several. `name` is the chat's name for chats that are
    linked already. Refuses code_wrong, locked and phone_over; raises chats_too_many, accounts_too_many.
    """
    mine = own_claim(ctx.tx, ctx.actor.person, claim)
    if mine is None:
        raise Refusal("phone_over", keep=True)
    try_claim(ctx, mine, code)
    mine = _proved(ctx, claim)
    held = accounts_of(ctx.tx, mine)
    proved = connect(ctx, held[0], (), name) if held else ()
    choice = _choice(ctx, mine, proved)
    if len(choice.open) == 1:
        try:
            return _connect(ctx, mine, (choice.open[0].id,), name, proved)
        except Refusal:
            # Without room for one more, what was proved stands.
            if not proved:
                raise
    return choice


@use_case(Permission.TALK, about="claim", writes=False)
def show_choice(ctx: Ctx, claim: int) -> PhoneChoice:
    """The present choice of a proved claim. Raises `phone_over`."""
    return _choice(ctx, _proved(ctx, claim))


@use_case(Permission.TALK, about="claim")
def connect_chosen(ctx: Ctx, claim: int, accounts: tuple[str, ...], name: str | None = None) -> PhoneChoice:
    """Connects chosen accounts of the offer; the chats linked already are told.

    Raises phone_over, stale, chats_too_many, accounts_too_many.
    """
    mine = _proved(ctx, claim)
    offered = {account.id for account in accounts_of(ctx.tx, mine)}
    if not accounts or not offered.issuperset(accounts):
        raise Refusal("stale")
    return _connect(ctx, mine, accounts, name)


def _proved(ctx: Ctx, claim_id: int) -> Claim:
    claim = own_claim(ctx.tx, ctx.actor.person, claim_id)
    if claim is None or claim.proved_until is None or claim.proved_until <= ctx.clock.now():
        raise Refusal("phone_over")
    return claim


def _choice(ctx: Ctx, claim: Claim, connected: tuple[str, ...] = ()) -> PhoneChoice:
    views = tuple(account_view(ctx.vault, Reach(account, account)) for account in accounts_of(ctx.tx, claim))
    linked = frozenset(row.account for row in ctx.tx.all("links_of", chat_user=ctx.actor.person))
    if not views:
        raise Refusal("phone_over")
    return PhoneChoice(claim.id, views, linked, connected, claim.proved_until or ctx.clock.now())


def _connect(
    ctx: Ctx, claim: Claim, accounts: tuple[str, ...], name: str | None, proved: tuple[str, ...] = ()
) -> PhoneChoice:
    new = (*proved, *connect(ctx, get_account(ctx.tx, accounts[0]), accounts, name))
    ctx.tx.run("chat_user_choose", id=ctx.actor.person, account=accounts[0])
    choice = _choice(ctx, claim, new)
    if not choice.open:
        end_proof(ctx.tx, claim)
    return choice
