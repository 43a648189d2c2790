"""The outbox: which messages go out next, and what became of them. Sending them is the relay's business.

A message is leased before it is sent; a lease that has run out is leased again. Messages of one chat go out
one after the other in the order in which they were written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domain.accounts import Account, find_account
from domain.actor import Actor, Permission
from domain.env import Env
from domain.ports import SECOND, Micros, Row, Tx
from domain.run import use_case
from domain.views import WithdrawalView
from domain.withdrawals import view_for_message

RETRY_S = 30
ABOUT_WITHDRAWAL = ("withdrawal", "member_withdrawal")
"""Templates that say nothing without the withdrawal."""


@dataclass(frozen=True, slots=True)
class LeaseMessages:
    """At most ``limit`` messages, to be finished within ``lease_s`` seconds."""

    limit: int
    lease_s: int


@dataclass(frozen=True, slots=True)
class Message:
    """One leased message. ``locale`` is the recipient's; code and phone number are there for text messages."""

    id: int
    lease: int
    kind: Literal["push", "card", "sms"]
    chat_user: int | None
    account: str | None
    template: str
    params: Mapping[str, object]
    locale: str | None
    text_secret: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    is_test: bool
    card_message_id: int | None
    withdrawal: WithdrawalView | None


@dataclass(frozen=True, slots=True)
class FinishMessage:
    """What became of a lease. ``retry_in_s``: seconds to wait; ``message_id``: the chat message that shows it."""

    id: int
    lease: int
    outcome: Literal["sent", "retry", "blocked", "failed"]
    retry_in_s: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class PutTestInbox:
    """A text message of a test account."""

    account: str
    text: str = field(repr=False)


@use_case(Permission.SYSTEM, audited=False)
def lease_messages(tx: Tx, env: Env, actor: Actor, command: LeaseMessages) -> tuple[Message, ...]:
    """The messages that are due, at most one of each chat: none goes out before an older one is done."""
    now = env.clock.now()
    tx.run("outbox_expire_due", now=now)
    _supersede_cards(tx, now)
    until = now + command.lease_s * SECOND
    leased = []
    for row in tx.all("outbox_due", now=now, most=command.limit):
        message = _message(tx, env, row)
        if message.withdrawal is None and (message.kind == "card" or message.template in ABOUT_WITHDRAWAL):
            # The withdrawal is out of this person's reach by now: there is nothing left to tell.
            tx.run("outbox_end", id=row.id, status="superseded", now=now)
            tx.wake("outbox", now)
            continue
        tx.run("outbox_lease", id=row.id, until=until)
        leased.append(message)
    if leased:
        tx.wake("outbox", until)
    return tuple(leased)


@use_case(Permission.SYSTEM, audited=False)
def finish_message(tx: Tx, env: Env, actor: Actor, command: FinishMessage) -> None:
    """Writes down what became of a message; nothing if the lease is no longer the message's."""
    row = tx.one("outbox_leased", id=command.id, lease=command.lease)
    if row is None:
        return
    now = env.clock.now()
    if command.outcome == "retry":
        wait_s = RETRY_S if command.retry_in_s is None else command.retry_in_s
        due_at = now + wait_s * SECOND
        tx.run("outbox_retry", id=row.id, due_at=due_at)
        tx.wake("outbox", due_at)
    elif command.outcome == "blocked" and row.chat_user is not None:
        tx.run("chat_user_set_blocked", id=row.chat_user, blocked_at=now)
        tx.run("outbox_block_chat", chat_user=row.chat_user)
    else:
        status = "sent" if command.outcome == "sent" else "failed"
        tx.run("outbox_end", id=row.id, status=status, now=now)
        withdrawal = _withdrawal_of(row)
        if (
            status == "sent"
            and row.kind == "card"
            and withdrawal is not None
            and command.message_id is not None
        ):
            tx.run(
                "outbox_card_put",
                withdrawal=withdrawal,
                chat_user=row.chat_user,
                message_id=command.message_id,
            )


@use_case(Permission.SYSTEM, audited=False)
def put_test_inbox(tx: Tx, env: Env, actor: Actor, command: PutTestInbox) -> None:
    """Keeps a test account's text message, sealed, in place of sending it."""
    text_sealed = env.vault.seal(command.text)
    tx.run("test_inbox_add", account=command.account, text_sealed=text_sealed, at=env.clock.now())


def _supersede_cards(tx: Tx, now: Micros) -> None:
    """Of the waiting cards of one withdrawal in one chat only the newest is of use: it shows the row as it is."""
    newest: dict[tuple[int, str], int] = {}
    for row in tx.all("outbox_cards_waiting"):
        withdrawal = _withdrawal_of(row)
        if withdrawal is None:
            continue
        older = newest.get((row.chat_user, withdrawal))
        if older is not None:
            tx.run("outbox_end", id=older, status="superseded", now=now)
        newest[row.chat_user, withdrawal] = row.id


def _withdrawal_of(row: Row) -> str | None:
    found = json.loads(row.params).get("withdrawal")
    return found if isinstance(found, str) else None


def _message(tx: Tx, env: Env, row: Row) -> Message:
    account = None if row.account is None else find_account(tx, row.account)
    withdrawal = _withdrawal_of(row)
    view, card = None, None
    if withdrawal is not None and row.chat_user is not None:
        view = view_for_message(tx, env, withdrawal, row.chat_user)
        card = tx.scalar("outbox_card_message", withdrawal=withdrawal, chat_user=row.chat_user)
    return Message(
        id=row.id,
        lease=row.lease + 1,
        kind=row.kind,
        chat_user=row.chat_user,
        account=row.account,
        template=row.template,
        params=json.loads(row.params),
        locale=_locale(tx, row, account),
        text_secret=None if row.secret is None else env.vault.open(bytes(row.secret)),
        phone=env.vault.open(account.phone_sealed) if row.kind == "sms" and account is not None else None,
        is_test=account is not None and account.is_test,
        card_message_id=card,
        withdrawal=view,
    )


def _locale(tx: Tx, row: Row, account: Account | None) -> str | None:
    if row.chat_user is None:
        return None if account is None else account.locale
    user = tx.one("chat_user_by_id", id=row.chat_user)
    return None if user is None else user.locale
