"""Connecting accounts by the phone number of the chat account (rules 7 and 8): ask, prove, choose.

A number that is no customer's is treated the same until the right code, which then cannot be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.accounts import Reach, account_view, get_account
from domain.actor import Actor, Permission
from domain.context import Env
from domain.errors import DomainError, refused
from domain.links import connect
from domain.phone_claims import (
    Asked,
    Claim,
    accounts_of,
    ask_again,
    ask_first,
    end_proof,
    normal_phone,
    own_claim,
    try_claim,
)
from domain.ports import Micros, Tx
from domain.use_case import use_case
from domain.views import AccountView, Refused


@dataclass(frozen=True, slots=True)
class SharePhone:
    """``phone``: the sender's own number as the chat app gives it, with or without a plus sign."""

    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResendPhoneCode:
    """``claim``: the id of a claim of this person."""

    claim: int


@dataclass(frozen=True, slots=True)
class ProvePhone:
    """``code``: as typed; ``name``: what the chat is called, for those who are linked already."""

    claim: int
    code: str = field(repr=False)
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ShowChoice:
    """``claim``: a proved one."""

    claim: int


@dataclass(frozen=True, slots=True)
class ConnectChosen:
    """``accounts``: ids, as they were offered; ``name`` as in ``ProvePhone``."""

    claim: int
    accounts: tuple[str, ...]
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PhoneChoice:
    """The accounts on a proved number. ``connected``: ids connected just now; ``until_at``: end of the choice."""

    claim: int
    accounts: tuple[AccountView, ...]
    linked: frozenset[str]
    connected: tuple[str, ...]
    until_at: Micros

    @property
    def open(self) -> tuple[AccountView, ...]:
        """Those that are not connected yet."""
        return tuple(account for account in self.accounts if account.id not in self.linked)


@use_case(Permission.TALK)
def share_phone(tx: Tx, env: Env, actor: Actor, command: SharePhone) -> Asked | Refused:
    """Sends a code if the number is a customer's. Refuses numbers_too_many, code_too_soon, code_too_many, locked.

    Those refusals have ``claim`` where the person may still type a code. Raises DomainError ``phone_unreadable``.
    """
    phone = normal_phone(command.phone)
    if phone is None:
        raise DomainError("phone_unreadable")
    return ask_first(tx, env, actor.person, phone)


@use_case(Permission.TALK)
def resend_phone_code(tx: Tx, env: Env, actor: Actor, command: ResendPhoneCode) -> Asked | Refused:
    """Another code for a number shared before; refuses as ``share_phone``, and ``phone_over``."""
    claim = own_claim(tx, actor.person, command.claim)
    return refused("phone_over") if claim is None else ask_again(tx, env, claim)


@use_case(Permission.TALK)
def prove_phone(tx: Tx, env: Env, actor: Actor, command: ProvePhone) -> PhoneChoice | Refused:
    """The right code proves this person's links to accounts on the number that had another one before (rules 4).

    It connects the only account that is left at once; several are offered.

    Refuses code_wrong, locked and phone_over.
    """
    claim = own_claim(tx, actor.person, command.claim)
    if claim is None:
        return refused("phone_over")
    wrong = try_claim(tx, env, claim, command.code)
    if wrong is not None:
        return wrong
    claim = _proved(tx, env, actor, command.claim)
    held = accounts_of(tx, claim)
    proved = connect(tx, env, actor, held[0], (), command.name) if held else ()
    choice = _choice(tx, env, actor, claim, proved)
    if len(choice.open) == 1:
        return _connect(tx, env, actor, claim, (choice.open[0].id,), command.name, proved)
    return choice


@use_case(Permission.TALK, writes=False)
def show_choice(tx: Tx, env: Env, actor: Actor, command: ShowChoice) -> PhoneChoice:
    """What can be chosen now. Raises DomainError ``phone_over``."""
    return _choice(tx, env, actor, _proved(tx, env, actor, command.claim))


@use_case(Permission.TALK)
def connect_chosen(tx: Tx, env: Env, actor: Actor, command: ConnectChosen) -> PhoneChoice:
    """Connects what was chosen; whoever is linked already is told. Raises DomainError ``phone_over``, ``stale``."""
    claim = _proved(tx, env, actor, command.claim)
    offered = {account.id for account in accounts_of(tx, claim)}
    if not command.accounts or not offered.issuperset(command.accounts):
        raise DomainError("stale")
    return _connect(tx, env, actor, claim, command.accounts, command.name)


def _proved(tx: Tx, env: Env, actor: Actor, claim_id: int) -> Claim:
    claim = own_claim(tx, actor.person, claim_id)
    if claim is None or claim.proved_until is None or claim.proved_until <= env.clock.now():
        raise DomainError("phone_over")
    return claim


def _choice(tx: Tx, env: Env, actor: Actor, claim: Claim, connected: tuple[str, ...] = ()) -> PhoneChoice:
    views = tuple(account_view(env, Reach(account, account)) for account in accounts_of(tx, claim))
    linked = frozenset(row.account for row in tx.all("links_of", chat_user=actor.person))
    if not views:
        raise DomainError("phone_over")
    return PhoneChoice(claim.id, views, linked, connected, claim.proved_until or env.clock.now())


def _connect(
    tx: Tx,
    env: Env,
    actor: Actor,
    claim: Claim,
    accounts: tuple[str, ...],
    name: str | None,
    proved: tuple[str, ...] = (),
) -> PhoneChoice:
    new = (*proved, *connect(tx, env, actor, get_account(tx, accounts[0]), accounts, name))
    tx.run("chat_user_choose", id=actor.person, account=accounts[0])
    choice = _choice(tx, env, actor, claim, new)
    if not choice.open:
        end_proof(tx, claim)
    return choice
