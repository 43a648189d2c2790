"""Messages about access to an account: a new chat, a removed one, a code asked for elsewhere, a new phone.

Each carries *Not me* (rules 4), unless staff did it.
"""

from __future__ import annotations

from typing import Literal, get_args

from bot.screens.buttons import Prove
from bot.screens.connected import LABEL_ACCOUNT_MAX, who_button
from bot.screens.not_me import not_me_button
from bot.screens.screen import Button, ButtonRow, Screen, clip, harmless
from bot.screens.voice import Voice
from domain.outgoing import Message

SecurityTemplate = Literal["linked", "unlinked", "removed", "code_asked", "phone_changed"]
SECURITY: tuple[SecurityTemplate, ...] = get_args(SecurityTemplate)
"""Templates of such messages."""


def security(template: SecurityTemplate, message: Message, account: str, voice: Voice) -> Screen:
    """The message of any of these templates."""
    params, said = message.params, {"account": clip(account, 64), "chat": _chat(message, voice)}
    link, code, why = params.get("link"), params.get("code"), str(params.get("why") or "")
    by_staff = why in ("support", "operator")
    rows: list[ButtonRow] = []
    match template:
        case "linked":
            text = voice.t("push-linked", **said)
        case "unlinked":
            text = voice.t("push-unlinked", **said)
        case "removed":
            text = voice.t(f"push-removed-{why if why in REMOVED_WHY else 'support'}", **said)
        case "code_asked":
            fen = params.get("amount_fen")
            amount = voice.money(fen) if isinstance(fen, int) else ""
            text = voice.t(
                "push-code_asked-withdrawal" if amount else "push-code_asked", amount=amount, **said
            )
        case "phone_changed":
            text = voice.t("push-phone_changed", **said)
            if isinstance(link, int):
                label = voice.word("waiting-prove", account=clip(account, LABEL_ACCOUNT_MAX))
                rows.append((Button(label, Prove(waiting=link, new=1).pack()),))
    button = None if by_staff else _not_me(template, link, code, voice)
    if template in ("linked", "unlinked", "code_asked"):
        rows.append((who_button(message.account or account, voice, new=True),))
    here = voice.go("me", new=True)
    rows.append((here,) if button is None else (button, here))
    return Screen(text, tuple(rows))


REMOVED_WHY = ("code", "not_me", "support", "operator")


def _chat(message: Message, voice: Voice) -> str:
    return harmless(message.chat_name, 30) if message.chat_name else voice.word("connected-unnamed")


def _not_me(template: SecurityTemplate, link: object, code: object, voice: Voice) -> Button | None:
    if isinstance(code, int):
        return not_me_button("code", code, voice)
    if isinstance(link, int):
        return not_me_button("phone" if template == "phone_changed" else "link", link, voice)
    return None
