"""Asking a member of staff for a code, and remembering in the chat's state what they wanted, which is done after it.

What is remembered is a button's data or a command: ids and versions, nothing that was typed about anybody.
"""

from __future__ import annotations

from aiogram.types import CallbackQuery

from bot.screens import second_factor
from bot.screens.staff_buttons import Case
from domain.errors import Refusal
from handlers.talk import Talk

TAPPED, COMMAND = "cb|", "tx|"
LONGEST = 200


async def ask(talk: Talk, refused: Refusal) -> None:
    """Asks for a code; whoever has no authenticator reads how to get one."""
    if refused.code == "factor_needed":
        await talk.show(second_factor.needed(talk.locale, talk.notice))
        return
    currency = talk.app.services.policy.currency
    resume = wanted(talk) if talk.resume is None else talk.resume
    await talk.show(second_factor.ask(refused, resume, talk.notice, talk.now, currency, talk.locale))


def wanted(talk: Talk) -> str:
    """What this update was for; empty where it was typed for a question that has to be asked again."""
    if isinstance(talk.event, CallbackQuery):
        return f"{TAPPED}{talk.event.data or ''}"
    asked = talk.awaits
    why = asked is not None and asked.what in ("why_ticket", "why_reason")
    if talk.typed.startswith("/why") or why:
        # Ticket and reason stand in nothing but the audit.
        account = asked.subject if asked is not None and why else " ".join(talk.typed.split()[1:2])
        return f"{COMMAND}/why {account}"[:LONGEST]
    if talk.typed.startswith("/"):
        return f"{COMMAND}{talk.typed}"[:LONGEST]
    return f"{TAPPED}{Case(do='open', id=asked.subject).pack()}" if asked and asked.what == "case" else ""
