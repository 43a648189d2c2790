"""One person's update: who it is, how to run a use case, how to show the outcome.

A screen is shown in the message of the tapped button, or in the question whose typed code was removed, and in a new
message if that one cannot be edited. A screen that cannot be shown now follows by way of the outbox. The chat's state
holds only which typed text is awaited and for which id; it follows from the last shown screen.
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
from domain.usecases.staff.acting import SessionState, show_session
from domain.views import Locale, WithdrawalView
from handlers.memory import Remembered

log = structlog.get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

PAD = "pad"
"""Key of the chat's data for the code that a pad was begun for. Never a digit."""


NOT_NOW = ("session_over", "acting_now", "proof_needed", "factor_needed")


class NotNow(Exception):
    """Nothing was done: a session is over, or one runs, or staff must prove themselves. One place says so."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(slots=True)
class Reply:
    """How this update is answered, whichever screen is shown."""

    new: bool = False
    """Whether the screen is a new message below, so that the tapped one stays as it is."""
    toast: str | None = None
    """The answer to the tap."""


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
    """The text that the chat's state awaits."""
    memory: Remembered
    reply: Reply = field(default_factory=Reply)
    written: str = ""
    """The text of the message as it was written; `typed` is what it says."""
    answered: bool = False
    removed: bool = False
    """Whether what was typed has been removed from the chat."""
    lost: bool = False
    """Whether the message is of no use where it arrived."""
    noted: int | None = None
    """The message that this update noted as a status card."""
    _standing: SessionState | None = None
    resume: str | None = None
    """What was wanted before a code was asked for, while it is done again."""
    notice: str | None = None
    """A notice above the next question for a code (HTML)."""
    refused: tuple[Refusal, str | None] | None = None
    """The last refusal, and the withdrawal that its use case was about."""
    shows: int = 0
    """The number of shown screens."""

    # -- asking the domain

    async def standing(self) -> SessionState:
        """The person's session as a test account, and what staff are offered; the use case checks again.

        It is read with the first question to the database, and before anything is changed: after work is done no
        answer may say that nothing was.
        """
        if self._standing is None:
            self._stands(await self.app.look(show_session, self.actor))
        assert self._standing is not None
        return self._standing

    def acts(self, session: ActingView | None) -> None:
        """Notes that this update began or ended the session. Call it after `perform`."""
        assert self._standing is not None
        self._stands(replace(self._standing, acting=session))

    def _stands(self, standing: SessionState) -> None:
        self._standing = standing
        self.memory.acting = standing.acting

    async def perform(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carries out the use case of this update. Raises the Refusal `repeated` if it was carried out before."""
        await self.standing()
        try:
            return await self.app.perform(use_case, self.actor, *args, **kwargs)
        except Refusal as refusal:
            raise self._heard(refusal, use_case.call(*args, **kwargs)) from None

    async def perform_aside(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carries out a use case that does not count as what this update did."""
        await self.standing()
        try:
            return await self.app.perform(use_case, Actor.chat(self.actor.person), *args, **kwargs)
        except Refusal as refusal:
            raise self._heard(refusal, use_case.call(*args, **kwargs)) from None

    async def look(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carries out a use case that only reads."""
        call = use_case.call(*args, **kwargs)
        try:
            if self._standing is not None:
                return await self.app.look(use_case, self.actor, *args, **kwargs)
            standing, found = await self.app.look_at_both(show_session.call(), call, self.actor)
        except Refusal as refusal:
            raise self._heard(refusal, call) from None
        self._stands(standing)
        if isinstance(found, Refusal):
            raise self._heard(found, call)
        return found

    async def look_or_none(self, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Carries out a use case that only reads; None if it is refused."""
        try:
            return await self.look(use_case, *args, **kwargs)
        except Refusal:
            return None

    def _heard(self, refusal: Refusal, call: Call[Any]) -> Exception:
        """The refusal; NotNow for one that every flow meets in the same way."""
        self.refused = refusal, call.about("withdrawal")
        return NotNow(refusal) if refusal.code in NOT_NOW else refusal

    @property
    def now(self) -> Micros:
        """The present."""
        return self.app.services.clock.now()

    @property
    def support(self) -> str | None:
        """How people reach support, if that is set."""
        return self.app.services.policy.support

    def refusal(self, refused: Refusal) -> Safe:
        """A refusal in words."""
        return notices.refusal(refused, self.now, self.locale, self.app.services.policy.currency)

    # -- showing

    @property
    def message_id(self) -> int | None:
        """The message of the tapped button, while it can be edited; None for a typed message."""
        if isinstance(self.event, CallbackQuery) and isinstance(self.event.message, Message):
            return self.event.message.message_id
        return None

    @property
    def own_name(self) -> str | None:
        """The name of this chat as others are shown it."""
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
        """Shows a screen; returns the id of its message, None when it can only follow later.

        `place`: in this message of ours. The awaited text is written before the screen is sent, so that a crash
        between the two leaves no question whose answer is not awaited. `keep` leaves what is awaited as it is. The
        tap is answered last, so that its one answer can say what became of the screen.
        """
        if not (keep or screen.keys) and self._keys_shown:
            await self.drop_keys(connect.not_shared(self.locale))
        self.shows += 1
        question, before = self._question(screen), self.awaits
        stray = (
            None if self.reply.new or place or not screen.awaits else self.memory.stray_below(self.message_id)
        )
        if stray is not None:
            # Words overtook this tap. The question stands below them, in place of the answer to them.
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
        """Writes what the screen awaits. Any screen ends a pad; one that waits for a code begins without digits."""
        self.memory.pad.close(self.actor.update_id or 0)
        if screen.awaits is not None and screen.awaits.what in ("code", "link"):
            await self.forget_pad()
        if not keep and screen.awaits != self.awaits:
            await self.state.set_state(screen.awaits.packed() if screen.awaits else None)
            self.awaits = screen.awaits

    async def forget_pad(self) -> None:
        """Removes the note that a pad was begun."""
        data = await self.state.get_data()
        if data.pop(PAD, None) is not None:
            await self.state.set_data(data)

    async def _put(self, screen: Screen, question: int | None, place: int | None) -> int:
        """Shows the screen in place of the tapped message or of the question whose answer was removed, else below."""
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
        """Hides a payee's number in the messages that another screen has left behind: `shown`, if it was sent.

        The chat's state says whether there can be any. The relay takes what cannot be edited now.
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
        """Answers the tap, once. Does nothing for a typed message."""
        if self.answered or not isinstance(self.event, CallbackQuery):
            return
        self.answered = True
        acting = (await self.standing()).acting
        if acting is not None:
            toast = acting_banner.toast(toast, acting, self.now, self.locale)
        await answer_tap(self.event, toast, alert=alert)

    async def remove_typed(self) -> None:
        """Deletes the typed message from the chat, as far as the Bot API allows."""
        if isinstance(self.event, Message):
            with suppress(TelegramAPIError):
                await self.chat.delete(self.event.message_id)
                self.removed = True

    async def change(self, message_id: int, screen: Screen) -> None:
        """Shows a screen in an existing message. Does nothing if it cannot be edited now."""
        with suppress(*bot_api_errors.PASSING):
            await self._edit(message_id, screen)

    async def drop_keys(self, screen: Screen) -> None:
        """Removes the keys below the chat, which takes a message of its own, as far as that works now."""
        with suppress(*bot_api_errors.PASSING):
            await self._send(screen)
        if self._keys_shown:
            await self.state.set_state(None)
            self.awaits = None

    @property
    def _keys_shown(self) -> bool:
        """Whether the keys that share a number are below the chat."""
        return self.awaits is not None and self.awaits.what == "contact"

    async def marked(self, screen: Screen) -> Screen:
        """The screen under the banner of the session, if there is one."""
        acting = (await self.standing()).acting
        return screen if acting is None else acting_banner.over(screen, acting, self.now, self.locale)

    async def _edit(self, message_id: int, screen: Screen) -> bool:
        try:
            return await self.chat.edit(message_id, await self.marked(screen))
        except TelegramBadRequest as error:
            if bot_api_errors.chat_gone(error):
                raise
            # A person waits for this screen: it is sent as a new message, whatever is wrong with the old one.
            return False

    async def _send(self, screen: Screen) -> int:
        return await self.chat.send(await self.marked(screen))


def name_of(user: User | None) -> str | None:
    """A person's full name, with their unique name if they have one."""
    if user is None:
        return None
    return f"{user.full_name} @{user.username}" if user.username else user.full_name
