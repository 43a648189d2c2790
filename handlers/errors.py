"""Handles exceptions: an apology with a reference, and a log line without content.

A busy database is no fault: nothing was changed, and the person may simply try again.
"""

from __future__ import annotations

import secrets
from contextlib import suppress

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.chat import bot_api_errors
from bot.chat.show import Chat, answer_tap
from bot.screens import notices
from domain.views import Locale
from handlers.filters import InPrivate
from handlers.identity import Identity

log = structlog.get_logger(__name__)


class ErrorHandler:
    """Handles every exception. The `busy` ones mean that nothing changed and the person may try again.

    The `lasting` ones among them would happen again.
    """

    def __init__(
        self, identity: Identity, busy: tuple[type[Exception], ...], lasting: tuple[type[Exception], ...]
    ) -> None:
        self._identity = identity
        self._busy = busy
        self._lasting = lasting

    async def apologise(self, event: ErrorEvent, bot: Bot) -> None:
        """Apologises in the chat that the update came from."""
        error, update = event.exception, event.update
        if isinstance(error, TelegramAPIError) and bot_api_errors.chat_gone(error):
            # The outbox keeps what is still to be told until the person comes back.
            log.info("chat closed while answering", update_id=update.update_id)
            return
        source = update.callback_query or update.message or update.edited_message
        locale = self._identity.guess(source.from_user if source else None)
        if isinstance(error, self._busy) and not isinstance(error, self._lasting):
            log.warning("busy", update_id=update.update_id, error=type(error).__name__)
            await self._say(source, notices.busy(locale), locale, bot)
            return
        reference = secrets.token_hex(4)
        # The exception's own text may quote what a person typed, so only its type and place are logged.
        log.error(
            "update failed",
            reference=reference,
            update_id=update.update_id,
            kind=update.event_type,
            error=type(error).__name__,
            where=_where(error),
        )
        await self._say(source, notices.failed(reference, locale), locale, bot)

    async def _say(self, source: CallbackQuery | Message | None, text: str, locale: Locale, bot: Bot) -> None:
        if isinstance(source, CallbackQuery):
            text = self._identity.marked_toast(source.from_user, text, locale)
            await answer_tap(source, text, alert=True)
        elif isinstance(source, Message) and await InPrivate()(source):
            screen = self._identity.marked(source.from_user, notices.mishap(text, locale), locale)
            with suppress(TelegramAPIError):
                await Chat(bot, source.chat.id).send(screen)


def _where(error: BaseException) -> list[str]:
    """The innermost places of the traceback, file and line only."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-6:]
