"""Forgets what is over: spent one-time codes and tries at them, messages that were delivered or dropped, one-time
links, and what a chat that fell silent was expected to send.

Neither matters once it has ended, except for the limits of the last 24 hours (rules 7). Money, steps, approvals and
the audit are never forgotten, and messages to people who blocked the bot wait for them.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.audit import AuditNote
from domain.context import Ctx
from domain.ports import DAY
from domain.rules.calendar import local_date, start_of
from domain.use_case import audit, use_case


@use_case(Permission.SYSTEM, audited=False)
def forget_spent(ctx: Ctx, limit: int) -> int:
    """Forgets whole local days that lie `forget_days` back, so once a day; returns the number of rows. Leaves an
    audit row.
    """
    before = start_of(local_date(ctx.clock.now())) - ctx.policy.forget_days * DAY
    codes = ctx.tx.run("codes_forget", before=before, most=limit)
    tries = ctx.tx.run("code_tries_forget", before=before, most=limit)
    messages = ctx.tx.run("messages_forget", before=before, most=limit)
    links = ctx.tx.run("link_tokens_forget", before=before, most=limit)
    states = ctx.tx.run("fsm_forget", before=before, most=limit)
    count = codes + tries + messages + links + states
    if count:
        note = AuditNote()
        note.add(count=count, codes=codes, messages=messages)
        audit(ctx, "forget_spent", None, None, note=note)
    return count
