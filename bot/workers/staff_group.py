"""Tells staff in their group what needs them; writes it to the log without a group.

The use cases decide what is told, and when. A message holds a withdrawal's number, its amount and its age, and
nothing about the customer: the program does not know who is in that group. Its button leads to the reader's private
chat.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramMigrateToChat

from bot.chat import bot_api_errors
from bot.chat.fsm import Transactions
from bot.chat.show import Chat
from bot.screens.screen import Screen
from bot.screens.staff_group import staff_news, staff_note, staff_summary, staff_texts
from domain.operations import group_moved, group_now
from domain.outgoing import StaffSummary
from domain.usecases.time.outbox import Delivered
from domain.views import Locale, StaffNote

log = structlog.get_logger(__name__)

GONE = Delivered("retry", retry_in_s=3600)
"""A group that cannot be written to is left alone for so long; the message is kept."""


NEW_ID = "the group of staff has a new id: correct STAFF_CHAT_ID"


async def followed(db: Transactions, chat_id: int | None) -> int | None:
    """The present id of a group that has grown: the books remember it until the setting is corrected."""
    found = None if chat_id is None else await db.read(partial(group_now, chat_id=chat_id))
    if found != chat_id:
        log.warning(NEW_ID, chat=found)
    return found


async def remember_move(db: Transactions, old: int, new: int) -> None:
    """Records a group's new id."""
    await db.write(partial(group_moved, old=old, new=new))


class StaffChat:
    """Tells staff in the group `chat_id`, in one language.

    `moved` is called with the old and the new id of a group that got another one.
    """

    def __init__(
        self,
        bot: Bot,
        chat_id: int | None,
        locale: Locale = "en",
        *,
        moved: Callable[[int, int], Awaitable[None]] | None = None,
    ) -> None:
        self._moved = moved
        self._bot = bot
        self._chat_id = chat_id
        self._locale = locale
        self._gone = False

    async def tell(self, note: StaffNote) -> Delivered:
        """Makes one attempt. Raises TelegramAPIError, except for a group that is gone."""
        if self._chat_id is None:
            log.warning("staff has to look", case=note.case, withdrawal=note.withdrawal)
            return Delivered("logged")
        return await self._sent(await self._note(note))

    async def sum_up(self, summary: StaffSummary) -> Delivered:
        """Sends the daily summary, as `tell` does."""
        if self._chat_id is None:
            log.warning("withdrawals wait for review", number=summary.number)
            return Delivered("logged")
        return await self._sent(staff_summary(summary, await self._username(), self._locale))

    async def tell_news(self, params: Mapping[str, object]) -> Delivered:
        """Tells of a change among staff, as `tell` does."""
        if self._chat_id is None:
            log.warning("staff changed", what=params.get("what"), person=params.get("person"))
            return Delivered("logged")
        return await self._sent(staff_news(params, self._locale))

    async def tell_texts(self, params: Mapping[str, object]) -> Delivered:
        """Tells whether text messages go out, as `tell` does."""
        if self._chat_id is None:
            log.warning("text messages do not go", what=params.get("what"))
            return Delivered("logged")
        return await self._sent(staff_texts(params, self._locale))

    async def retell(self, note: StaffNote, chat_id: int, message_id: int) -> None:
        """Edits an earlier message. Does nothing when it is gone, or in a group that staff have left.

        Raises any other TelegramAPIError: a decided case must not go on looking open.
        """
        screen = await self._note(note)
        try:
            await Chat(self._bot, chat_id, patient=False).edit(message_id, screen)
        except TelegramMigrateToChat as error:
            # Messages of the earlier group stay there. Their numbers mean other messages in the new group.
            if chat_id == self._chat_id:
                await self._move(error.migrate_to_chat_id)
        except TelegramAPIError:
            if chat_id == self._chat_id:
                raise

    async def _note(self, note: StaffNote) -> Screen:
        return staff_note(note, await self._username(), self._locale)

    async def _username(self) -> str | None:
        return (await self._bot.me()).username

    async def _sent(self, screen: Screen) -> Delivered:
        try:
            return await self._following(screen)
        except TelegramAPIError as error:
            if not bot_api_errors.chat_gone(error):
                raise
            if not self._gone:
                log.error(
                    "the group of staff cannot be written to: add the bot to it, or correct STAFF_CHAT_ID",
                    error=type(error).__name__,
                )
            self._gone = True
            return GONE

    async def _following(self, screen: Screen) -> Delivered:
        """Sends to the group. A group that has grown has a new id from now on, and the setting is out of date."""
        assert self._chat_id is not None
        try:
            sent = await Chat(self._bot, self._chat_id, patient=False).send(screen)
        except TelegramMigrateToChat as error:
            await self._move(error.migrate_to_chat_id)
            sent = await Chat(self._bot, self._chat_id, patient=False).send(screen)
        self._gone = False
        return Delivered("sent", message_id=sent, chat=self._chat_id)

    async def _move(self, to: int) -> None:
        """Takes the new id of a group that has grown; the setting is out of date."""
        old, self._chat_id = self._chat_id, to
        log.warning(NEW_ID, chat=to)
        if self._moved is not None and old is not None:
            await self._moved(old, to)
