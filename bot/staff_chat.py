"""The group in which staff are told what needs them; the log where there is none.

What is told, and when, is the use cases' business. A message holds a withdrawal's number, its amount and its age, and
nothing about the customer: nobody here knows who is in that group.
"""

from __future__ import annotations

from typing import Literal

import structlog
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramMigrateToChat

from bot import troubles
from bot.screens.staff import staff_note
from bot.texts import Locale
from domain.views import StaffNote

log = structlog.get_logger(__name__)

GONE_S = 3600
"""How long to leave a group alone that cannot be written to; the message is kept."""


class StaffChat:
    """Tells staff in the group ``chat_id``, in one language. ``call_s`` bounds one call to the Bot API."""

    def __init__(self, bot: Bot, chat_id: int | None, locale: Locale = "en", *, call_s: int = 20) -> None:
        self._bot = bot
        self._chat_id = chat_id
        self._locale = locale
        self._call_s = call_s
        self._gone = False

    async def tell(self, note: StaffNote) -> Literal["sent", "logged", "gone"]:
        """One attempt; ``gone`` when the group is not there for the bot. Raises other ``TelegramAPIError``."""
        if self._chat_id is None:
            log.warning("staff has to look", case=note.case, withdrawal=note.withdrawal)
            return "logged"
        try:
            await self._send(self._chat_id, note)
        except TelegramMigrateToChat as error:
            # A group that grew has another id from now on; what the setting says is out of date.
            self._chat_id = error.migrate_to_chat_id
            log.warning("the group of staff has a new id: correct STAFF_CHAT_ID", chat=self._chat_id)
            await self._send(self._chat_id, note)
        except TelegramAPIError as error:
            if not troubles.chat_gone(error):
                raise
            if not self._gone:
                log.error(
                    "the group of staff cannot be written to: add the bot to it, or correct STAFF_CHAT_ID",
                    error=type(error).__name__,
                )
            self._gone = True
            return "gone"
        self._gone = False
        return "sent"

    async def _send(self, chat_id: int, note: StaffNote) -> None:
        await self._bot.send_message(
            chat_id, staff_note(note, self._locale), parse_mode=ParseMode.HTML, request_timeout=self._call_s
        )
