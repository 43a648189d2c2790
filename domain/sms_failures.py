"""Text messages that do not go: staff hear of it once an outage, and whoever waits for the code at once.

Each failed try is counted in the message's row, so that a restart forgets none. How a message is sent, and when it is
tried again, is the relay's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from domain.context import Ctx
from domain.messages import tell_group, tell_user
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import MessageRow

FAILING = 3
"""From so many failed tries on a text message counts as one that does not go."""
UNSURE_MOST = 1
"""A message that the provider may have taken is tried so many times more, and no more."""
TEXTS = "texts"
"""The template of the message to the group."""
CODE_CARD = "code"
"""The template that shows anew the question for the code of an unfinished withdrawal."""
CODE_UNSENT = "code_unsent"
"""The template for whoever connects an account and waits for a code."""

CodeTrouble = Literal["", "waiting", "over"]
"""Of a code's text message: it could not be sent yet; it is not tried any more, and may have arrived or not."""


def text_not_sent(ctx: Ctx, message: MessageRow, *, unsure: bool, over: bool) -> None:
    """One try failed. ``unsure``: the provider may have taken it; ``over``: it is not tried again."""
    ctx.tx.run("outbox_failure", id=message.id, unsure=int(unsure))
    failures = message.failures + 1
    if failures < FAILING and not over:
        return
    if ctx.tx.one("text_outage_open") is None:
        since_at = message.created_at
        outage = ctx.tx.one("text_outage_add", since_at=since_at)
        told = {"what": "failing", "since_at": since_at, "at": ctx.clock.now()}
        tell_group(ctx, f"{TEXTS}:{outage.id}:failing", TEXTS, told)
    if over or failures == FAILING:
        _tell_whoever_waits(ctx, message, "over" if over else "waiting")


def text_sent(ctx: Ctx, message: MessageRow) -> None:
    """It went. That ends an outage, unless another one still does not go."""
    if message.failures >= FAILING:
        _tell_whoever_waits(ctx, message, "")
    outage = ctx.tx.one("text_outage_open")
    if outage is None or ctx.tx.scalar("texts_failing", least=FAILING):
        return
    now = ctx.clock.now()
    ctx.tx.run("text_outage_end", id=outage.id, now=now)
    told = {"what": "again", "since_at": outage.since_at, "at": now}
    tell_group(ctx, f"{TEXTS}:{outage.id}:again", TEXTS, told)


def code_trouble(tx: Tx, code_id: int) -> CodeTrouble:
    """What is wrong with the text message of a live code."""
    message = tx.one("code_message", event_key=f"code:{code_id}")
    if message is None or message.status == "sent":
        return ""
    if message.status == "failed":
        return "over"
    return "waiting" if message.failures >= FAILING else ""


def _tell_whoever_waits(ctx: Ctx, message: MessageRow, trouble: CodeTrouble) -> None:
    code_id = message.event_key.removeprefix("code:")
    code = ctx.tx.one("code_by_id", id=int(code_id)) if code_id.isdigit() else None
    if code is None or code.ended_at is not None:
        return
    key = f"text:{message.id}:{trouble or 'sent'}"
    if code.scope == "withdrawal":
        asker = ctx.tx.scalar("withdrawal_chat_user", id=code.subject)
        if asker is not None:
            told = {"withdrawal": code.subject}
            tell_user(ctx, asker, key, CODE_CARD, told, account=code.account, kind="card")
    elif code.scope == "link" and trouble:
        link = ctx.tx.one("link_token_by_id", id=int(code.subject))
        if link is not None and link.claimed_by is not None:
            tell_user(ctx, link.claimed_by, key, CODE_UNSENT, {"over": trouble == "over"})
    # Whoever connects by phone is not told: it would say whether that number is a customer's.
