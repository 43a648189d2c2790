"""The chats connected to an account, removing one, and an account whose new phone the chat has not proved (rules 4).

A chat's name is what its owner called it: words of others, in which nothing may act.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.screens.buttons import Prove, Remove, ToConnected, account_key
from bot.screens.screen import Button, ButtonRow, Screen, clip, harmless, in_rows, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.ports import Micros
from domain.usecases.customer.connected import ConnectedChat, ConnectedView, Removal
from domain.usecases.customer.prove_link import ProofAttempt
from domain.views import Locale, Waiting

PAGE = 8
"""Chats on one page."""
NAME_MAX = 30
LABEL_ACCOUNT_MAX = 10
WAITING_MAX = 10
"""The most accounts that are named one by one as waiting for their phone."""


def who_button(account: str, voice: Voice, *, new: bool = False) -> Button:
    """A button to the chats of an account."""
    return Button(voice.word("who"), ToConnected(key=account_key(account), new=int(new)).pack())


def connected(view: ConnectedView, locale: Locale, page: int = 0) -> Screen:
    """A page of the linked chats, each except this one with a way to remove it."""
    voice = Voice(locale, view.at)
    pages = max(1, -(-len(view.chats) // PAGE))
    page = min(max(0, page), pages - 1)
    shown = list(enumerate(view.chats, 1))[page * PAGE : (page + 1) * PAGE]
    done = None if view.removed is None else voice.t("removed-done", chat=_named(view.removed, voice))
    manager = view.manager and voice.t("connected-manager", manager=clip(view.manager, 64))
    others = any(not chat.mine for chat in view.chats)
    text = page_of(
        done,
        lines_of(
            voice.t("connected-title", account=voice.account(view.account)),
            voice.t("page", page=page + 1, pages=pages) if pages > 1 else None,
        ),
        lines_of(*(_line(index, chat, voice) for index, chat in shown), manager),
        voice.t("connected-do") if others else None,
    )
    rows = list(in_rows([_remove(index, chat, voice) for index, chat in shown if not chat.mine]))
    turns = [("accounts-before", page - 1)] if page else []
    turns += [("accounts-after", page + 1)] if page + 1 < pages else []
    if turns:
        key = account_key(view.account.id)
        rows.append(
            tuple(Button(voice.word(word), ToConnected(key=key, page=to).pack()) for word, to in turns)
        )
    return Screen(text, (*rows, (voice.back("accounts"), voice.go("me"))))


def _line(index: int, chat: ConnectedChat, voice: Voice) -> str:
    name = named(chat, voice)
    if chat.mine:
        name = f"{name} ({voice.word('connected-mine')})"
    line = voice.t("connected-line", index=index, chat=name, since=voice.day_of(chat.since_at))
    if chat.waits:
        return lines_of(line, f"   {voice.t('connected-waits')}")
    if chat.young_until_at is not None:
        return lines_of(line, f"   {voice.t('connected-young', until=voice.when(chat.young_until_at))}")
    return line


def _remove(index: int, chat: ConnectedChat, voice: Voice) -> Button:
    return Button(voice.word("connected-remove", index=index), Remove(chat=chat.id).pack())


def named(chat: ConnectedChat, voice: Voice) -> str:
    """The name of a chat, as shown."""
    return _named(chat.name, voice)


def _named(name: str | None, voice: Voice) -> str:
    return harmless(name, NAME_MAX) if name else voice.word("connected-unnamed")


def remove_sure(removal: Removal, locale: Locale) -> Screen:
    """What the removal does, before a code is asked for."""
    voice = Voice(locale, removal.at)
    text = page_of(
        voice.t("remove-sure", chat=named(removal.chat, voice), account=clip(removal.account, 64)),
        voice.t("remove-do", phone=voice.whole(removal.phone_masked)),
    )
    send = Button(voice.word("remove-send"), Remove(chat=removal.chat.id, send=1).pack())
    back = Button(voice.word("back"), ToConnected(key=account_key(removal.account)).pack())
    return Screen(text, ((send,), (back, voice.go("me"))))


def remove_head(removal: Removal, locale: Locale) -> tuple[str | None, ...]:
    """The lines above the keypad once the code is on its way."""
    voice = Voice(locale, removal.at)
    until = voice.soon(removal.code_expires_at if removal.code_expires_at is not None else removal.at)
    return (
        voice.t("remove-title", chat=named(removal.chat, voice)),
        voice.t("remove-sent", phone=voice.whole(removal.phone_masked), until=until),
        None if removal.codes_left is None else voice.t("codes-left", count=removal.codes_left),
    )


def proof_head(proof: ProofAttempt, now: Micros, locale: Locale) -> tuple[str | None, ...]:
    """The same for the code that proves a new phone, whose number is not shown at all."""
    voice = Voice(locale, now)
    return (
        voice.t("prove-title", account=clip(proof.account, 64)),
        voice.t("prove-sent", until=voice.soon(proof.code_expires_at)),
        None if proof.codes_left is None else voice.t("codes-left", count=proof.codes_left),
    )


def waiting_rows(waiting: Sequence[Waiting], voice: Voice) -> tuple[ButtonRow, ...]:
    """The buttons to prove each account's new phone, or to let it go."""
    rows: list[ButtonRow] = []
    for one in waiting[:WAITING_MAX]:
        account = clip(one.account, LABEL_ACCOUNT_MAX)
        prove = Button(voice.word("waiting-prove", account=account), Prove(waiting=one.id).pack())
        rows.append((prove,))
        forget = Button(voice.word("waiting-forget", account=account), Prove(waiting=one.id, forget=1).pack())
        rows.append((forget,))
    return tuple(rows)


def waiting_notice(waiting: Sequence[Waiting], voice: Voice) -> str | None:
    """Notice that these accounts have another phone; None for none."""
    if not waiting:
        return None
    accounts = ", ".join(clip(one.account, 20) for one in waiting[:WAITING_MAX])
    return lines_of(voice.t("waiting-title", account=accounts), voice.t("waiting-do"))


def waiting_only(waiting: Sequence[Waiting], locale: Locale) -> Screen:
    """For a person all of whose accounts wait for their new phone."""
    voice = Voice(locale, 0)
    rows = (*waiting_rows(waiting, voice), (voice.go("connect"),), (voice.go("help"), voice.go("language")))
    return Screen(waiting_notice(waiting, voice) or "", rows)


def forgotten(account: str, locale: Locale) -> Safe:
    """Notice that the account was let go."""
    return Voice(locale, 0).t("waiting-forgotten", account=clip(account, 64))


def proved(accounts: Sequence[str], locale: Locale) -> Screen:
    """The new phone is proved."""
    voice = Voice(locale, 0)
    first = clip(accounts[0], 64) if accounts else ""
    text = page_of(voice.t("proved-title", count=len(accounts), account=first), voice.t("linked-next"))
    return Screen(text, ((voice.go("costs"), voice.go("me")),))
