"""One person's update in hand: who it is, how to run a use case, how to show the outcome.

A screen is shown in the message whose button was tapped, or that asked for the code which was typed and removed, and
in a new one where that cannot be edited; what cannot be shown now follows by way of the outbox. The chat's state
holds only which typed text is awaited and for which id; it follows from the screen that was shown last.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec, TypeVar

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, User

from bot.chat import bot_api_errors
from bot.chat.show import Chat, answer_tap
from bot.documents.service import DocumentService
from bot.runtime.runner import Runner
from bot.screens import acting_banner, connect, draft, notices
from bot.screens.screen import OF_PROOF, OF_WITHDRAWAL, Awaits, Screen
from bot.texts.catalogue import Safe
from domain.acting_sessions import ActingView
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import Micros
from domain.use_case import Call, UseCase
from domain.usecases.customer.note_number import note_numbers, show_later, show_numbers
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.views import Locale, WithdrawalView
from handlers.memory import Remembered

log = structlog.get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

PAD = "pad"
"""In the chat's data: for which code a pad was begun. Never a digit."""


NOT_NOW = ("session_over", "acting_now", "proof_needed", "factor_needed")


class NotNow(Exception):
    """Nothing was done: a session is over, or one runs, or staff have to prove themselves. Said in one place."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(slots=True)
class Reply:
    """How this update is answered, whatever screen it comes to."""

    new: bool = False
    """In a new message below, so that the tapped one stays as it is."""
    toast: str | None = None
    """What the answer to the tap says."""


@dataclass(slots=True)
class Talk:
    """One update of one person in their private chat."""

    app: Runner
    documents: DocumentService
    chat: Chat
    event: Message | CallbackQuery
    actor: Actor
    locale: Locale
    state: FSMContext
    awaits: Awaits | None
    """What the chat's state awaits."""
    memory: Remembered
    reply: Reply = field(default_factory=Reply)
    written: str = ""
    """The text of the message as it was written; ``typed`` is what it says."""
    answered: bool = False
    removed: bool = False
    """Whether what was typed is gone from the chat."""
    lost: bool = False
    """Whether what was sent is of no use where it arrived."""
    noted: int | None = None
    """The message that was noted as a status card on behalf of this update."""
    acting: ActingView | None = None
    """The session in which this person acts as a test account, while it lives."""
    may_act: bool = False
    may_review: bool = False
    may_look_up: bool = False
    """What is offered to staff; whether they may is asked again when they do."""
    resume: str | None = None
    """What was wanted before a code was asked for, where that is done again."""
    notice: str | None = None
    """What is said above the next question for a code (HTML)."""
    refused: tuple[Refusal, str | None] | None = None
    """The last refusal, and the withdrawal that its use case was about."""
    shows: int = 0
    """How many screens were shown."""

    # -- asking the domain

    async def perform(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The one use case this update is for. Refuses `repeated` when it was carried out before."""
        try:
            return await self.app.perform(use_case, self.actor, *args, **kwargs)
        except Refusal as refusal:
            raise self._heard(refusal, use_case.call(*args, **kwargs)) from None

    async def perform_aside(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """A use case on the side, which does not count as what this update did."""
        try:
            return await self.app.perform(use_case, Actor.chat(self.actor.person), *args, **kwargs)
        except Refusal as refusal:
            raise self._heard(refusal, use_case.call(*args, **kwargs)) from None

    async def look(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """A look."""
        try:
            return await self.app.look(use_case, self.actor, *args, **kwargs)
        except Refusal as refusal:
            raise self._heard(refusal, use_case.call(*args, **kwargs)) from None

    async def look_or_none(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """A look; None where it is refused."""
        try:
            return await self.look(use_case, *args, **kwargs)
        except Refusal:
            return None

    def _heard(self, refusal: Refusal, call: Call[Any]) -> Exception:
        """The refusal, or NotNow for what no flow can know of: it asked for something else."""
        self.refused = refusal, call.about("withdrawal")
        return NotNow(refusal) if refusal.code in NOT_NOW else refusal

    @property
    def now(self) -> Micros:
        """The present."""
        return self.app.services.clock.now()

    def refusal(self, refused: Refusal) -> Safe:
        """A refusal in words."""
        return notices.refusal(refused, self.now, self.locale, self.app.services.policy.currency)

    # -- showing

    @property
    def message_id(self) -> int | None:
        """The message whose button was tapped, while it can be edited; None for a typed message."""
        if isinstance(self.event, CallbackQuery) and isinstance(self.event.message, Message):
            return self.event.message.message_id
        return None

    @property
    def own_name(self) -> str | None:
        """What this chat is called where its name is shown to others."""
        return name_of(self.event.from_user)

    @property
    def typed(self) -> str:
        """The text of the message."""
        return (self.event.text or "") if isinstance(self.event, Message) else ""

    async def show(
        self,
        screen: Screen,
        *,
        keep: bool = False,
        place: int | None = None,
    ) -> int | None:
        """Shows a screen; the id of the message it is in, None when it can only follow later.

        ``place``: in this message of ours. The awaited text is written
        before the screen is sent, so that a crash between the two leaves no question whose answer is not awaited.
        ``keep`` leaves what is awaited as it is. The tap is answered last, so that its one answer can say what became
        of the screen.
        """
        if not (keep or screen.keys) and self._keys_shown:
            await self.drop_keys(connect.not_shared(self.locale))
        self.shows += 1
        question, before = self._question(screen), self.awaits
        stray = (
            None if self.reply.new or place or not screen.awaits else self.memory.stray_below(self.message_id)
        )
        if stray is not None:
            # Words overtook this tap. The question stands below them, where the answer to them stood.
            screen, place = screen.under(notices.overtaken(self.locale)), stray
        await self._await(screen, keep)
        try:
            shown = await self._put(screen, question, place)
        except bot_api_errors.PASSING as error:
            await self._hide_left(before, None, question)
            log.warning("screen follows later", update_id=self.actor.update_id, error=type(error).__name__)
            awaits = screen.awaits
            about = awaits.subject if awaits and awaits.what in OF_WITHDRAWAL else None
            with suppress(Refusal):
                await self.perform_aside(show_later, self.actor.update_id or 0, about)
            await self.answer(notices.later_toast(self.locale), alert=True)
            return None
        if stray is not None:
            await self.chat.take_buttons(self.message_id)
        if keep:
            self.memory.bury()
        else:
            await self._hide_left(before, shown, question)
            self.memory.showed(shown, screen.awaits, stray=self.lost)
        await self.answer(self.reply.toast)
        return shown

    def _question(self, screen: Screen) -> int | None:
        """The message with the question that this typed message answered, which the screen leaves behind."""
        asked = self.awaits
        if asked is None or (asked.what != "link" and asked.what not in OF_WITHDRAWAL | OF_PROOF):
            return None
        sent = isinstance(self.event, Message) and asked.what == "paper"
        if not (sent or self.typed) or self.typed.startswith("/"):
            return None
        goes_on = screen.awaits is not None and screen.awaits.subject == asked.subject
        return self.memory.question if self.removed or goes_on else None

    async def _await(self, screen: Screen, keep: bool) -> None:
        """Any screen ends a pad; one that waits for a code begins with no digits at all."""
        self.memory.pad.close(self.actor.update_id or 0)
        if screen.awaits is not None and screen.awaits.what in ("code", "link"):
            await self.forget_pad()
        if not keep and screen.awaits != self.awaits:
            await self.state.set_state(screen.awaits.packed() if screen.awaits else None)
            self.awaits = screen.awaits

    async def forget_pad(self) -> None:
        """Takes back the note that a pad was begun."""
        data = await self.state.get_data()
        if data.pop(PAD, None) is not None:
            await self.state.set_data(data)

    async def _put(self, screen: Screen, question: int | None, place: int | None) -> int:
        """In place of the tapped message, or of the question where the answer to it was removed; else below."""
        if place is None:
            place = None if self.reply.new or screen.keys else self.message_id
        if place is None and self.removed and self.memory.question_is_last:
            place = question
        if place is not None and await self._edit(place, screen):
            return place
        sent = await self._send(screen)
        await self.chat.take_buttons(question if place is None else place)
        return sent

    async def _hide_left(self, before: Awaits | None, shown: int | None, question: int | None) -> None:
        """Hides a payee's number in the messages that another screen has left behind: ``shown``, if it was sent.

        The chat's state says whether there can be any. What cannot be edited now is left to the relay.
        """
        now = self.awaits
        is_full = draft.shows_in_full(now)
        if not (is_full or draft.shows_in_full(before)):
            return
        doing, subject = before.which if before else "", now.subject if now else ""
        me = Actor.chat(self.actor.person)
        numbers = dict(await self.app.look(show_numbers, me))
        later: dict[str, list[int]] = {}
        for message_id, withdrawal in numbers.items():
            if message_id == shown:
                continue
            view: WithdrawalView | None = None
            with suppress(Refusal):
                view = await self.app.look(show_withdrawal, me, withdrawal)
            screen = draft.left(view, doing, self.locale)
            try:
                await self._edit(
                    message_id, replace(screen, rows=() if message_id == question else screen.rows)
                )
            except TelegramAPIError:
                later.setdefault(withdrawal, []).append(message_id)
        gone = tuple(numbers) if not is_full else tuple(one for one in numbers if one != shown)
        for withdrawal, messages in later.items():
            await self.app.perform(note_numbers, me, withdrawal, later=tuple(messages))
        shows = shown if is_full and shown is not None and numbers.get(shown) != subject else None
        if gone or shows is not None:
            await self.app.perform(note_numbers, me, subject, shows, gone)

    async def answer(self, toast: str | None = None, *, alert: bool = False) -> None:
        """Answers the tap, once; nothing for a typed message."""
        if self.answered or not isinstance(self.event, CallbackQuery):
            return
        self.answered = True
        if self.acting is not None:
            toast = acting_banner.toast(toast, self.acting, self.now, self.locale)
        await answer_tap(self.event, toast, alert=alert)

    async def remove_typed(self) -> None:
        """Deletes the typed message from the chat, as far as the Bot API lets it."""
        if isinstance(self.event, Message):
            with suppress(TelegramAPIError):
                await self.chat.delete(self.event.message_id)
                self.removed = True

    async def change(self, message_id: int, screen: Screen) -> None:
        """Shows a screen in a message that is there already; nothing if it cannot be edited (now)."""
        with suppress(*bot_api_errors.PASSING):
            await self._edit(message_id, screen)

    async def drop_keys(self, screen: Screen) -> None:
        """Takes the keys below the chat away, which needs a message of its own; as far as that works now."""
        with suppress(*bot_api_errors.PASSING):
            await self._send(screen)
        if self._keys_shown:
            await self.state.set_state(None)
            self.awaits = None

    @property
    def _keys_shown(self) -> bool:
        """Whether the keys that share a number are below the chat."""
        return self.awaits is not None and self.awaits.what == "contact"

    def marked(self, screen: Screen) -> Screen:
        """The screen under the banner of the session, if there is one."""
        return (
            screen if self.acting is None else acting_banner.over(screen, self.acting, self.now, self.locale)
        )

    async def _edit(self, message_id: int, screen: Screen) -> bool:
        try:
            return await self.chat.edit(message_id, self.marked(screen))
        except TelegramBadRequest as error:
            if bot_api_errors.chat_gone(error):
                raise
            # Somebody waits for this screen: it is sent anew, whatever is wrong with the message.
            return False

    async def _send(self, screen: Screen) -> int:
        return await self.chat.send(self.marked(screen))


def name_of(user: User | None) -> str | None:
    """What somebody calls themselves, with the name that is theirs alone where there is one."""
    if user is None:
        return None
    return f"{user.full_name} @{user.username}" if user.username else user.full_name
