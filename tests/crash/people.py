"""Customers who use the chat like tired people: look at the newest message, tap what it offers, try again.

They know buttons and the look of a code, not the texts. The seed decides what each of them wants and how clumsy they
are. Their acts are kept for the verdict.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiogram.filters.callback_data import CallbackData

from bot.screens.buttons import Begin, CancelIt, Draft, LinkCode, ToOrders, ToRecord, ToRecords

Json = dict[str, Any]
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
WITHDRAWAL = re.compile(r"\bW\d{6}[0-9A-Z]{6}\b")
PATIENCE_S = 6.0
"""Seconds without an answer after which a customer repeats an act."""
TWICE, STOPS = 0.15, 0.02


class Down(Exception):
    """The chat cannot be reached at the moment."""


class Chat(Protocol):
    """A person's own chat with the bot, and their phone."""

    async def messages(self) -> list[Json]:
        """Every message of the bot, oldest first."""

    async def texts(self) -> list[str]:
        """The text messages on the phone, oldest first."""

    async def text(self, text: str) -> None:
        """Writes a message."""

    async def tap(self, message_id: int, data: str) -> None:
        """Taps a button."""

    async def connect(self) -> None:
        """Gets a fresh link for the account and opens it."""

    async def changed(self, within_s: float) -> None:
        """Waits for something new in the chat, at most `within_s` seconds."""


def data_of(message: Json) -> list[str]:
    """The callback data of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def all_of(kind: type[CallbackData], message: Json) -> list[Any]:
    """The buttons of one kind, unpacked."""
    found = []
    for data in data_of(message):
        try:
            found.append(kind.unpack(data))
        except (TypeError, ValueError):
            continue
    return found


def is_push(message: Json) -> bool:
    """Whether a message is news about a withdrawal: its button opens the details in a message of their own."""
    return any(record.new for record in all_of(ToRecord, message))


def card_of(message: Json) -> str | None:
    """The withdrawal whose status card this is, or None."""
    if is_push(message) or all_of(Draft, message) or not any(r.new for r in all_of(ToRecords, message)):
        return None
    found = WITHDRAWAL.search(message.get("text", ""))
    return found.group() if found else None


@dataclass(slots=True)
class Customer:
    """One person with one account. `wishes` are the amounts to withdraw, in fen."""

    name: str
    chat: Chat
    chance: random.Random
    wishes: list[int]
    reviewed: bool = False
    """Whether withdrawals of this account go In Review; some are then cancelled, some approved."""
    wants_approved: list[str] = field(default_factory=list)
    to_cancel: dict[str, float] = field(default_factory=dict)
    """Withdrawals to cancel, with the time of the last tap on *Cancel*, until the card does not offer it."""
    cancelled_at: dict[str, int] = field(default_factory=dict)
    """By withdrawal, the number of taps on *Cancel*."""
    confirmed: dict[str, int] = field(default_factory=dict)
    """By draft, the amount of the tap on *Confirm withdrawal*."""
    carded: set[str] = field(default_factory=set)
    """Withdrawals whose status card was seen."""
    again: int = 0
    """How often nothing came back and the act was repeated."""
    closing: bool = False
    """No new withdrawals begin."""
    linked: bool = False
    _amounts: dict[str, int] = field(default_factory=dict)
    _decided: set[str] = field(default_factory=set)
    _stopped: set[str] = field(default_factory=set)
    _read: int = 0
    _typed: int = 0
    _looked: bool = True
    _last: tuple[object, ...] = ()
    _at: float = 0.0

    @property
    def done(self) -> bool:
        """Whether every wish has a status card, or it is closing time and nothing is begun."""
        if self.to_cancel or (self.reviewed and self.carded - self._decided):
            return False
        if self.closing and not set(self.confirmed) - self.carded - self._stopped:
            return True
        return len(self.carded) >= len(self.wishes)

    async def live(self) -> None:
        """Acts until done."""
        while not self.done:
            try:
                await self._act()
                await self.chat.changed(PATIENCE_S / 4)
            except Down:
                await asyncio.sleep(0.3)
            await asyncio.sleep(self.chance.uniform(0.05, 0.4))

    async def _act(self) -> None:
        texts = await self.chat.texts()
        if len(texts) > self._read:
            self._read, self._typed = len(texts), 0
            if CODE.search(texts[-1]):
                await self._type_code(texts[-1])
                return
        messages = await self.chat.messages()
        for message in messages:
            card = card_of(message)
            if card is not None:
                self.carded.add(card)
                await self._decide(message, card)
        screen = next((m for m in reversed(messages) if data_of(m) and not is_push(m)), None)
        if screen is None:
            await self._once(("connect",), self.chat.connect)
        else:
            await self._answer(screen, texts)

    async def _answer(self, screen: Json, texts: list[str]) -> None:
        drafts = {draft.do: draft for draft in all_of(Draft, screen)}
        begins = all_of(Begin, screen)
        self.linked = self.linked or bool(drafts or begins or all_of(ToOrders, screen))
        card = card_of(screen)
        if card is not None:
            if not self.closing and len(self.carded) < len(self.wishes):
                await self._say(screen, "/withdraw")
        elif "confirm" in drafts:
            draft = drafts["confirm"]
            self.confirmed[draft.id] = self._amounts.get(draft.id, 0)
            await self._tap(screen, draft)
        elif "stop" in drafts and self.chance.random() < STOPS and not self.closing:
            self._stopped.add(drafts["stop"].id)
            await self._tap(screen, drafts["stop"])
        elif "original" in drafts:
            await self._tap(screen, drafts["original"])
        elif "all" in drafts:
            await self._type_amount(screen, drafts["all"].id)
        elif "send" in drafts:
            await self._code(screen, drafts, texts)
        elif "open" in drafts:
            await self._tap(screen, drafts["open"])
        elif begins and not self.closing:
            fund = self.chance.choice(sorted(begin.fund for begin in begins))
            await self._tap(screen, Begin(fund=fund))
        elif all_of(LinkCode, screen):
            await self._link_code(screen, texts)
        elif self.linked or not self._looked:
            # A person who has typed a code looks whether it worked.
            self._looked = True
            await self._say(screen, "/withdraw")
        else:
            await self._once((screen["message_id"], "connect"), self.chat.connect)

    async def _decide(self, message: Json, card: str) -> None:
        """Decides about a card that can still be cancelled: some customers leave it, some insist on Cancel."""
        cancel = all_of(CancelIt, message)
        if not cancel:
            self.to_cancel.pop(card, None)
            self._decided.add(card)
        elif card not in self._decided:
            self._decided.add(card)
            if self.chance.random() < 0.5:
                self.to_cancel[card] = float("-inf")
            else:
                self.wants_approved.append(card)
        now = time.monotonic()
        if card in self.to_cancel and now - self.to_cancel[card] > PATIENCE_S:
            await self.chat.tap(message["message_id"], cancel[0].pack())
            self.to_cancel[card] = now
            self.cancelled_at[card] = self.cancelled_at.get(card, 0) + 1

    async def _code(self, screen: Json, drafts: dict[str, Draft], texts: list[str]) -> None:
        """Asks for a code; where it is awaited, types it once more, then asks again."""
        if "check" not in drafts or not texts:
            await self._tap(screen, drafts["send"])
        elif self._waited(screen, "code"):
            if self._typed < 2 and CODE.search(texts[-1]):
                self.again += 1
                await self._type_code(texts[-1])
            else:
                await self._tap(screen, drafts["send"])

    async def _link_code(self, screen: Json, texts: list[str]) -> None:
        if self._waited(screen, "code"):
            if texts and self._typed < 2 and CODE.search(texts[-1]):
                self.again += 1
                await self._type_code(texts[-1])
            else:
                await self._tap(screen, all_of(LinkCode, screen)[0])

    async def _type_amount(self, screen: Json, draft: str) -> None:
        fen = self.wishes[min(len(self.carded), len(self.wishes) - 1)]
        self._amounts[draft] = fen
        await self._say(screen, f"{fen // 100}.{fen % 100:02d}")

    async def _type_code(self, text: str) -> None:
        found = CODE.search(text)
        assert found is not None
        self._typed += 1
        self._looked = False
        await self.chat.text(found.group())

    async def _tap(self, screen: Json, button: CallbackData) -> None:
        data = button.pack()

        async def tap() -> None:
            await self.chat.tap(screen["message_id"], data)
            if self.chance.random() < TWICE:
                await self.chat.tap(screen["message_id"], data)

        await self._once((screen["message_id"], screen.get("text"), data), tap)

    async def _say(self, screen: Json, text: str) -> None:
        await self._once((screen["message_id"], screen.get("text"), text), lambda: self.chat.text(text))

    async def _once(self, what: tuple[object, ...], act: Any) -> None:
        """Acts, unless the same was done on the same screen a moment ago."""
        now = time.monotonic()
        if what == self._last:
            if now - self._at < PATIENCE_S:
                return
            self.again += 1
        self._last, self._at = what, now
        await act()

    def _waited(self, screen: Json, for_what: str) -> bool:
        """Whether this screen has stood there for longer than a person's patience."""
        what = (screen["message_id"], screen.get("text"), for_what)
        now = time.monotonic()
        if what != self._last:
            self._last, self._at = what, now
            return False
        if now - self._at < PATIENCE_S:
            return False
        self._at = now
        return True
