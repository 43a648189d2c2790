"""Delivers one message of the outbox: words from the row, one call to the chat or the SMS provider.

It reports the outcome; the relay decides the order and pace of messages and records what became of them. Texts of
messages, codes and numbers are never logged and never leave here in an exception.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.channels.sms.channel import SmsChannel, SmsFailed
from bot.chat import bot_api_errors
from bot.chat.show import Chat
from bot.screens import acting_banner, case, draft
from bot.screens.pushes import card_left, render_push
from bot.screens.screen import Awaits, Screen
from bot.screens.sms import render_sms
from bot.screens.withdrawal import status_card
from bot.texts.languages import locale_of
from bot.workers.staff_group import GONE, StaffChat
from domain.outgoing import Message
from domain.payee_rows import NUMBER_LEFT
from domain.second_factor import REMOVE_MESSAGE
from domain.sms_failures import CODE_CARD, TEXTS
from domain.staff_news import STAFF_NEWS
from domain.usecases.time.outbox import Delivered
from domain.views import Locale

log = structlog.get_logger(__name__)


class Delivery:
    """Hands messages to `bot`, `sms` and `staff`.

    `told` is called with the chat user of each new message. `asking` gives the message in which a chat user is asked
    something, by what is awaited; None when unknown.
    """

    def __init__(
        self,
        bot: Bot,
        sms: SmsChannel,
        *,
        staff: StaffChat | None = None,
        told: Callable[[int], None] | None = None,
        asking: Callable[[int, Awaits], int | None] | None = None,
    ) -> None:
        self._told = told
        self._asking = asking or (lambda chat_user, awaited: None)
        self._bot = bot
        self._sms = sms
        self._staff = staff or StaffChat(bot, None)

    def sms_text(self, message: Message) -> str:
        """The words of a text message, in its recipient's language."""
        return render_sms(message, locale_of(message.locale))

    async def deliver(self, message: Message) -> Delivered:
        """Makes one attempt. Raises only for a fault of ours in rendering."""
        if message.kind == "sms":
            return await self._text(message)
        if message.kind == "staff":
            return await self._to_staff(message)
        if message.case is not None:
            return await self._edit(message, case.case(message.case, locale_of(message.locale)))
        if message.template == REMOVE_MESSAGE:
            return await self._remove(message)
        locale = locale_of(message.locale)
        if message.template == NUMBER_LEFT:
            return await self._edit(
                message, self._marked(message, draft.left(message.withdrawal, "", locale))
            )
        if message.template == CODE_CARD and message.withdrawal is not None:
            asked = self._asked(message, locale)
            if asked is None and not message.withdrawal.code_trouble:
                # The question is gone, and what there would be to say is no news.
                return Delivered("sent")
            screen = asked or draft.unsent(message.withdrawal, locale)
        elif message.kind == "card" and message.withdrawal is not None:
            screen = status_card(message.withdrawal, locale)
        elif message.kind == "card":
            screen = card_left(message, locale)
        else:
            screen = render_push(message, locale)
        screen = self._marked(message, screen)
        try:
            return Delivered("sent", message_id=await self._show(message, screen))
        except TelegramAPIError as error:
            return self._failure(message, error)

    def _marked(self, message: Message, screen: Screen) -> Screen:
        """Marks news of a test account as such; in a session, as every message there."""
        locale = locale_of(message.locale)
        session = message.acting
        if session is not None and message.account in (None, session.account):
            return acting_banner.over(screen, session, session.at, locale)
        if message.is_test:
            return acting_banner.of_test(screen, message.account or "", locale)
        return screen if session is None else acting_banner.of_own(screen, session, locale)

    async def _text(self, message: Message) -> Delivered:
        if message.phone is None:
            return Delivered("failed")
        try:
            await self._sms.send(message.phone, self.sms_text(message))
        except SmsFailed as error:
            log.warning(
                "text message not sent", outbox=message.id, reason=error.reason, again=error.retryable
            )
            trouble: Literal["failed", "unsure"] = "unsure" if error.unsure else "failed"
            return Delivered("retry" if error.retryable else "failed", trouble=trouble)
        return Delivered("sent")

    async def _to_staff(self, message: Message) -> Delivered:
        try:
            if message.template == "copy" and message.note is not None:
                chat, message_id = message.params["chat"], message.params["message_id"]
                await self._staff.retell(message.note, _whole(chat), _whole(message_id))
                return Delivered("sent")
            if message.template == TEXTS:
                return await self._staff.tell_texts(message.params)
            if message.template == STAFF_NEWS:
                return await self._staff.tell_news(message.params)
            if message.summary is not None:
                return await self._staff.sum_up(message.summary)
            if message.note is not None:
                return await self._staff.tell(message.note)
        except TelegramAPIError as error:
            return GONE if bot_api_errors.chat_gone(error) else self._failure(message, error)
        return Delivered("failed")

    async def _edit(self, message: Message, screen: Screen) -> Delivered:
        """Edits a case in a reviewer's chat, or hides a number. It never sends: a new message would be news."""
        try:
            await self._chat(message).edit(_whole(message.params["message_id"]), screen)
        except TelegramAPIError as error:
            return self._failure(message, error)
        return Delivered("sent")

    async def _remove(self, message: Message) -> Delivered:
        """Deletes one of our messages. A message that is already gone counts as deleted."""
        try:
            await self._chat(message).delete(_whole(message.params["message_id"]))
        except TelegramAPIError as error:
            return (
                Delivered("sent") if isinstance(error, TelegramBadRequest) else self._failure(message, error)
            )
        return Delivered("sent")

    async def _show(self, message: Message, screen: Screen) -> int:
        """Edits the card if there is one, else sends; returns the id of the message that shows the screen."""
        chat, place = self._chat(message), self._place(message, screen)
        if place is not None and await chat.edit(place, screen):
            return place
        sent = await chat.send(screen)
        if self._told is not None:
            self._told(chat.id)
        await chat.take_buttons(place)
        return sent

    def _chat(self, message: Message) -> Chat:
        if message.chat_user is None:
            raise ValueError("a message for the chat names no chat user")
        return Chat(self._bot, message.chat_user, patient=False)

    def _asked(self, message: Message, locale: Locale) -> Screen | None:
        """The present question for the code, if it is on the screen."""
        assert message.withdrawal is not None
        screen = draft.code_entry(message.withdrawal, locale)
        return screen if self._place(message, screen) is not None else None

    def _place(self, message: Message, screen: Screen) -> int | None:
        """The message to edit: that of the card, or of the question for the code."""
        if message.template == CODE_CARD:
            assert message.chat_user is not None
            return self._asking(message.chat_user, screen.awaits) if screen.awaits else None
        return message.card_message_id if message.kind == "card" else None

    def _failure(self, message: Message, error: TelegramAPIError) -> Delivered:
        """The meaning of an error of the Bot API. Its description may quote the text, so it is not logged."""
        what = type(error).__name__
        if isinstance(error, TelegramRetryAfter):
            log.warning("told to wait", outbox=message.id, wait_s=error.retry_after)
            return Delivered("retry", retry_in_s=max(1, error.retry_after))
        if bot_api_errors.chat_gone(error):
            log.info("chat is closed to the bot", outbox=message.id, error=what)
            return Delivered("blocked")
        if isinstance(error, TelegramNetworkError | TelegramServerError):
            log.warning("chat not reached", outbox=message.id, error=what)
            return Delivered("retry")
        if isinstance(error, TelegramBadRequest | TelegramNotFound):
            # An unknown refusal may not be final, and a wrong text can be corrected.
            log.error(
                "message refused and kept",
                outbox=message.id,
                template=message.template,
                error=what,
                wrong=bot_api_errors.message_wrong(error),
            )
            return Delivered("kept", wrong=bot_api_errors.message_wrong(error))
        # Unauthorized, conflicts and unknown errors: the message is not to blame, so it waits.
        log.error("chat refuses the bot", outbox=message.id, error=what)
        return Delivered("retry")


def _whole(value: object) -> int:
    """An integer among a message's parameters. Raises ValueError for anything else."""
    if not isinstance(value, int):
        raise ValueError("a message names no chat message")
    return value
