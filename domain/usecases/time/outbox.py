"""The outbox: which messages go out next, and what became of them. The relay sends them.

A message is leased before it is sent; one whose lease has run out is leased again. Messages of one chat go out one
after the other in the order of writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from domain.actor import Permission
from domain.card_updates import refresh_copies
from domain.cases import is_open
from domain.context import Ctx
from domain.messages import tell_user
from domain.outgoing import (
    MADE_ROOM,
    Message,
    has_nobody,
    is_overtaken,
    message_of,
    message_or_broken,
    withdrawal_of,
)
from domain.ports import SECOND, Micros
from domain.sms_failures import CODE_CARD, UNSURE_MOST, text_not_sent, text_sent
from domain.tx import Tx
from domain.use_case import use_case
from domain.withdrawal_row import find_withdrawal

if TYPE_CHECKING:
    from domain.tx import MessageRow

RETRY_S = 30
KEPT_S, KEPT_MOST_S = 60, 3600
"""A message refused for an unknown reason is kept: tried again after the first number of seconds, four times that,
and so on up to the second. A message that is wrong by itself waits that long at once.
"""
HOLDS_UP = 3
"""The number of tries of a message to staff that hold up the later ones: the group may only be closed for a while."""
FOLLOWED = ("review", "papers", "reminder", "stuck", "contradiction")
"""Messages to the group that are edited as their withdrawal is decided."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The outcome of one attempt. `wrong`: the message was refused for its content.

    `retry_in_s` is a wait that the other side asked for. `message_id` is the chat message that now shows it, `chat`
    the group that it is in, for a message to staff. `trouble` is that of a text message that was tried and failed,
    `unsure` where the provider may have taken it.

    A message that is `kept` was refused: it is tried again for as long as it takes, and does not hold up what comes
    after it. One to staff does for a while, unless it is `wrong` by itself.
    """

    outcome: Literal["sent", "logged", "retry", "kept", "blocked", "failed"]
    retry_in_s: int | None = None
    message_id: int | None = None
    chat: int | None = None
    wrong: bool = False
    trouble: Literal["failed", "unsure"] | None = None


@use_case(Permission.SYSTEM, lock="outbox", audited=False)
def lease_messages(ctx: Ctx, limit: int, lease_s: int, process: int | None = None) -> tuple[Message, ...]:
    """Leases the due messages, at most one for each chat: none goes out before an older one is done.

    At most `limit`, to be finished within `lease_s` seconds. `process` is the owner of the lease.
    """
    now = ctx.clock.now()
    ctx.tx.run("outbox_expire_due", now=now)
    _staff_waits(ctx.tx, now)
    until = now + lease_s * SECOND
    leased: list[Message] = []
    dropped = True
    while dropped and not leased:
        # A dropped message may have stood in the way of later ones of its chat.
        dropped = False
        for row in ctx.tx.all("outbox_due", now=now, most=limit):
            message = None if _has_newer_card(ctx.tx, row) else message_or_broken(ctx, row, row.lease + 1)
            if message is None or (message.broken is None and (has_nobody(message) or is_overtaken(message))):
                ctx.tx.run("outbox_end", id=row.id, status="superseded", now=now)
                dropped = True
                continue
            ctx.tx.run("outbox_lease", id=row.id, until=until, process=process)
            leased.append(message)
    if dropped:
        ctx.tx.wake("outbox", now)
    if leased:
        ctx.tx.wake("outbox", until)
    return tuple(leased)


@use_case(Permission.SYSTEM, writes=False)
def read_leased(ctx: Ctx, id: int, lease: int) -> Message | None:
    """A leased message by the present books, None if the lease is over or the message has no recipient now.

    A message that edits what people act on is read once more when its turn has come: the person may have cancelled,
    and a card that was true at the lease would bring the button back.
    """
    row = ctx.tx.one("outbox_leased", id=id, lease=lease)
    message = None if row is None else message_of(ctx, row, lease)
    return None if message is None or has_nobody(message) or is_overtaken(message) else message


@use_case(Permission.SYSTEM, lock="outbox", audited=False)
def finish_message(
    ctx: Ctx,
    id: int,
    lease: int,
    delivered: Delivered,
) -> None:
    """Records the outcome of a leased message; does nothing if the lease has ended.

    `retry_in_s` are the seconds to wait; `message_id` is the chat message that shows it, `chat` the group that it is
    in, for a message to staff. `kept`: refused; it is tried again as long as necessary, and does not hold up later
    ones (a message to staff does for a while, unless it is `wrong`, itself to blame). `trouble` is that of a text
    message that was tried and failed, `unsure` if the provider may have taken it.
    """
    row = ctx.tx.one("outbox_leased", id=id, lease=lease)
    if row is None:
        return
    now, outcome, trouble = ctx.clock.now(), delivered.outcome, delivered.trouble
    message_id = delivered.message_id
    if trouble == "unsure" and row.unsure >= UNSURE_MOST:
        # Handed over again and again, one code would arrive and be paid for many times.
        outcome = "failed"
    if outcome == "retry":
        wait_s = RETRY_S if delivered.retry_in_s is None else min(delivered.retry_in_s, KEPT_MOST_S)
        due_at = now + wait_s * SECOND
        ctx.tx.run("outbox_retry", id=row.id, due_at=due_at)
        ctx.tx.wake("outbox", due_at)
    elif outcome == "kept":
        wait_s = KEPT_MOST_S if delivered.wrong else min(KEPT_S * 4 ** min(row.failures, 9), KEPT_MOST_S)
        due_at = now + wait_s * SECOND
        ctx.tx.run(
            "outbox_keep",
            id=row.id,
            due_at=due_at,
            failures=HOLDS_UP if delivered.wrong else row.failures + 1,
        )
        ctx.tx.wake("outbox", due_at)
    elif outcome == "blocked" and row.chat_user is not None:
        ctx.tx.run("chat_user_set_blocked", id=row.chat_user, blocked_at=now)
        ctx.tx.run("outbox_block_chat", chat_user=row.chat_user)
        _make_room(ctx, row.chat_user)
    else:
        status = outcome if outcome in ("sent", "logged") else "failed"
        ctx.tx.run("outbox_end", id=row.id, status=status, now=now)
        withdrawal = withdrawal_of(row.params)
        if (
            status == "sent"
            and row.kind == "card"
            and row.template != CODE_CARD
            and withdrawal is not None
            and row.chat_user is not None
            and message_id is not None
        ):
            ctx.tx.run(
                "outbox_card_put",
                withdrawal=withdrawal,
                chat_user=row.chat_user,
                message_id=message_id,
            )
        if (
            row.template in FOLLOWED
            and withdrawal is not None
            and delivered.chat is not None
            and message_id is not None
        ):
            ctx.tx.run(
                "staff_card_put",
                withdrawal=withdrawal,
                chat=delivered.chat,
                message_id=message_id,
                kind="group",
            )
            found = find_withdrawal(ctx.tx, withdrawal)
            if found is not None and not is_open(ctx.tx, found):
                # It was decided while the message was on its way, and the message was not known then.
                refresh_copies(ctx, found, f"sent{row.id}")
    if row.kind == "sms" and trouble is not None:
        text_not_sent(ctx, row, unsure=trouble == "unsure", over=outcome != "retry")
    elif row.kind == "sms" and outcome == "sent" and not row.is_test:
        text_sent(ctx, row)


@use_case(Permission.SYSTEM, about="account", lock="outbox", audited=False)
def put_test_inbox(ctx: Ctx, account: str, text: str) -> None:
    """Keeps a test account's text message, sealed and unsent. Of more than `inbox_kept` the oldest goes."""
    text_sealed = ctx.vault.seal(text)
    ctx.tx.run("test_inbox_add", account=account, text_sealed=text_sealed, at=ctx.clock.now())
    ctx.tx.run("test_inbox_make_room", account=account, most=ctx.policy.inbox_kept)


def _make_room(ctx: Ctx, chat_user: int) -> None:
    """Keeps the newest `messages_kept` about withdrawals for a person who blocked the bot, who is told of that when
    they are back. What is about the safety of an account is kept, whatever its number.
    """
    now, most = ctx.clock.now(), ctx.policy.messages_kept
    if ctx.tx.run("outbox_make_room", chat_user=chat_user, now=now, most=most) == 0:
        return
    if ctx.tx.scalar("outbox_room_told", chat_user=chat_user) is None:
        tell_user(ctx, chat_user, f"made_room:{chat_user}:{now}", MADE_ROOM, {"most": most})
        ctx.tx.run("outbox_block_chat", chat_user=chat_user)


def _has_newer_card(tx: Tx, row: MessageRow) -> bool:
    """Whether another card of the same withdrawal waits for the same chat: a card shows the row as it is."""
    if row.kind != "card" or row.chat_user is None:
        return False
    withdrawal, later = (
        withdrawal_of(row.params),
        tx.all("outbox_cards_after", chat_user=row.chat_user, id=row.id),
    )
    return withdrawal is not None and any(withdrawal_of(one.params) == withdrawal for one in later)


def _staff_waits(tx: Tx, now: Micros) -> None:
    """Lets later messages to staff wait while the oldest one has to."""
    head = tx.one("outbox_staff_head")
    if head is not None and head.status == "waiting" and head.due_at > now:
        tx.run("outbox_staff_rest", due_at=head.due_at)
