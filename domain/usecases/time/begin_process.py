"""The start of a process: takes back the leases of earlier ones, and settles whose messages the chats hold.

The caller holds the lock that only one process can hold, so earlier processes are dead.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.use_case import use_case

EDITING = '%"message_id"%'
"""Found in the parameters of a message that edits an earlier one."""


@use_case(Permission.SYSTEM, lock="outbox", audited=False)
def begin_process(ctx: Ctx, host: str, pid: int, bot: int) -> int:
    """The number of this process, for its leases. What dead processes had leased is due now.

    A leased payout is asked about before it is submitted, as always. Messages from before an upgrade that named their
    bot become this bot's; those of another bot are never edited. `bot` is the chat id of the running bot.
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
