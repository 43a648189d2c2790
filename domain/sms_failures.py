"""Text messages that fail: staff hear of it once an outage, and the person who waits for the code at once.

Each failed try is counted in the message's row, so that a restart forgets none. The relay decides how a message is
sent and when it is tried again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from domain.context import Ctx
from domain.messages import tell_group, tell_user

if TYPE_CHECKING:
    from domain.tx import MessageRow

FAILING = 3
"""The number of failed tries from which a text message counts as failing."""
UNSURE_MOST = 1
"""How many more times a message is tried that the provider may have taken."""
TEXTS = "texts"
"""The template of the message to the group."""
CODE_CARD = "code"
"""The template that shows again the question for the code of an unfinished withdrawal."""
CODE_UNSENT = "code_unsent"
"""The template for a person who connects an account and waits for a code."""

CodeTrouble = Literal["", "waiting", "over"]
"""State of a code's text message: it could not be sent yet; or it is given up, and may have arrived or not."""


def text_not_sent(ctx: Ctx, message: MessageRow, *, unsure: bool, over: bool) -> None:
    """Counts a failed try. `unsure`: the provider may have taken it; `over`: it is not tried again."""
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
    """Records a success. It ends an outage, unless another message still fails."""
    if message.failures >= FAILING:
        _tell_whoever_waits(ctx, message, "")
    outage = ctx.tx.one("text_outage_open")
    if outage is None or ctx.tx.scalar("texts_failing", least=FAILING):
        return
    now = ctx.clock.now()
    ctx.tx.run("text_outage_end", id=outage.id, now=now)
    told = {"what": "again", "since_at": outage.since_at, "at": now}
    tell_group(ctx, f"{TEXTS}:{outage.id}:again", TEXTS, told)


def code_trouble(status: str | None, failures: int | None) -> CodeTrouble:
    """What is wrong with the text message of a live code, by the state of its row and its failed tries."""
    if status is None or status == "sent":
        return ""
    if status == "failed":
        return "over"
    return "waiting" if (failures or 0) >= FAILING else ""


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
    # A person who connects by phone is not told: it would say whether that number is a customer's.
