"""The start of a process: what earlier ones had leased is taken back, and whose messages the chats hold is settled.

Whoever calls this holds the lock that only one process can hold, so those before it are dead.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.use_case import use_case

EDITING = '%"message_id"%'
"""In the parameters of what edits a message that was sent before."""


@use_case(Permission.SYSTEM, lock="outbox", audited=False)
def begin_process(ctx: Ctx, host: str, pid: int, bot: int) -> int:
    """The number of this process, for its leases. What dead ones had leased is due now.

    A payout among that is asked about before it is submitted, as ever. Messages from before an upgrade that named
    them become this bot's; of another bot it edits none.

    ``bot``: the chat's id of the bot that it runs.
    """
    now = ctx.clock.now()
    before = ctx.tx.scalar("process_bot")
    if before is None:
        for claim in ("status_cards_claim", "staff_cards_claim", "numbers_claim"):
            ctx.tx.run(claim, bot=bot)
    elif before != bot:
        ctx.tx.run("updates_forget_all")
        ctx.tx.run("edits_drop", editing=EDITING, now=now)
    process = int(ctx.tx.one("process_add", host=host, pid=pid, bot=bot, now=now).id)
    for take_back in (
        "messages_take_back", "payouts_take_back", "return_questions_take_back", "answers_take_back",
    ):  # fmt: skip
        ctx.tx.run(take_back, process=process, now=now)
    for kind in ("outbox", "payout_question", "return"):
        ctx.tx.wake(kind, now)
    return process
