"""Messages to staff: one at a time, kept while the group is gone, in nobody's way, in the log without a group."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramMigrateToChat
from aiogram.methods import SendMessage

from bot.chat.calls import EditScreen, SendScreen
from bot.sandbox.errors import CHAT_NOT_FOUND, KICKED
from bot.sandbox.faults import Fault
from bot.screens.staff_group import staff_note
from bot.texts.languages import LOCALES
from bot.workers.staff_group import StaffChat, followed, remember_move
from domain.ports import DAY, HOUR, MINUTE
from domain.views import Locale, StaffCase, StaffNote
from storage.database import Database
from tests.support.rig import MEI, Rig, account, rig_on, top_up

STAFF = -1001
CASES: tuple[StaffCase, ...] = ("review", "papers", "reminder", "late", "stuck", "returned", "late_return")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        made.staff_chat = STAFF
        made.sandbox.core.add_group(STAFF, "Staff", [MEI.id])
        made.restart()
        await made.events([account(), top_up("300.00")])
        await made.link()
        yield made


def told(rig: Rig) -> list[str]:
    return [message.text for message in rig.mei().in_chat(STAFF).from_bot]


async def returned(rig: Rig, amount_fen: int) -> None:
    """A withdrawal that comes back from the bank an hour later."""
    await rig.withdraw(amount_fen)
    await rig.settle()
    rig.clock.move(3600)
    assert await rig.timers.run("return") == 1


@pytest.mark.parametrize(("code", "description"), [(403, KICKED), (400, f"Bad Request: {CHAT_NOT_FOUND}")])
async def test_while_the_group_is_gone_messages_are_kept_and_customers_hear_theirs(
    rig: Rig, capsys: pytest.CaptureFixture[str], code: int, description: str
) -> None:
    gone = Fault("sendMessage", code, description, times=None, chat_id=STAFF)
    rig.sandbox.core.faults.add(gone)
    for number, amount_fen in enumerate((10_97, 20_97), 1):
        await returned(rig, amount_fen)
        said = len(rig.mei().from_bot)
        await rig.settle()
        assert len(rig.mei().from_bot) == said + 1, number
    assert told(rig) == []
    rig.clock.move(3600)
    await rig.settle()
    assert capsys.readouterr().out.count("the group of staff cannot be written to") == 1
    assert await rig.relay.run_due() == 0, "nothing is due until the hour is over"
    rig.sandbox.core.faults.clear()
    rig.clock.move(3601)
    await rig.settle()
    assert [text.split()[0] for text in told(rig)] == ["¥10.97", "¥20.97"]


UNHEARD_OF = (
    "TOPIC_CLOSED", "TOPIC_DELETED", "message thread not found", "CHAT_RESTRICTED", "CHAT_SEND_PLAIN_FORBIDDEN",
    "CHAT_WRITE_FORBIDDEN", "need administrator rights in the channel chat", "CHAT_ADMIN_REQUIRED",
    "USER_BANNED_IN_CHANNEL", "CHANNEL_PRIVATE", "group chat was deactivated", "something of next year",
)  # fmt: skip


@pytest.mark.parametrize("why", UNHEARD_OF)
async def test_what_the_group_refuses_for_a_reason_that_nobody_listed_is_kept(rig: Rig, why: str) -> None:
    rig.sandbox.core.faults.add(Fault("sendMessage", 400, f"Bad Request: {why}", times=None, chat_id=STAFF))
    for amount_fen in (10_97, 20_97):
        await returned(rig, amount_fen)
        await rig.settle()
    for _ in range(30):
        rig.clock.move(3600)
        await rig.settle()
    assert told(rig) == []
    rig.sandbox.core.faults.clear()
    rig.clock.move(3601)
    await rig.settle()
    assert sorted(text.split()[0] for text in told(rig)) == ["¥10.97", "¥20.97"]


def at_edits(error: Exception, method: Any) -> Exception | None:
    """The error for a call that edits."""
    return error if isinstance(method, EditScreen) else None


def refusing(bot: Bot, why: Callable[[Any], Exception | None]) -> Callable[..., Awaitable[Any]]:
    """What makes the bot's calls, but for those that `why` gives an error for."""
    call = bot.session.make_request

    async def made(bot: Bot, method: Any, **how: Any) -> Any:
        error = why(method)
        if error is not None:
            raise error
        return await call(bot, method, **how)

    return made


async def test_a_message_that_is_wrong_by_itself_holds_up_no_other(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call = rig.bot.session.make_request
    tries = []

    def wrong(method: Any) -> Exception | None:
        if not (isinstance(method, SendScreen) and "10.97" in method.text and method.chat_id == STAFF):
            return None
        tries.append(rig.clock.at)
        return TelegramBadRequest(method, "Bad Request: can't parse entities")

    monkeypatch.setattr(rig.bot.session, "make_request", refusing(rig.bot, wrong))
    await returned(rig, 10_97)
    await returned(rig, 20_97)
    for _ in range(10):
        rig.clock.move(1800)
        await rig.settle()
    assert [text.split()[0] for text in told(rig)] == ["¥20.97"]
    assert len(tries) == 6, "once an hour"
    monkeypatch.setattr(rig.bot.session, "make_request", call)
    rig.clock.move(3601)
    await rig.settle()
    assert [text.split()[0] for text in told(rig)] == ["¥20.97", "¥10.97"]
    log = capsys.readouterr().out
    assert log.count("message refused and kept") == len(tries)
    assert "parse" not in log


async def test_a_case_that_is_decided_while_its_message_cannot_be_edited_is_put_right_later(rig: Rig) -> None:
    note = StaffNote("review", "W1", 120_50, "CNY", 0, HOUR, 3)
    chat = StaffChat(rig.bot, STAFF)
    sent = await chat.tell(note)
    assert sent.message_id is not None
    for code, why in ((400, "Bad Request: CHAT_RESTRICTED"), (403, KICKED)):
        rig.sandbox.core.faults.add(Fault("editMessageText", code, why, chat_id=STAFF))
        with pytest.raises(TelegramAPIError):
            await chat.retell(replace(note, days=4), STAFF, sent.message_id)
    # The message is gone, or staff have another group: there is nothing to correct.
    for chat_id, why in (
        (STAFF, "message to edit not found"),
        (-1009, "chat not found"),
        (-1009, "whatever"),
    ):
        rig.sandbox.core.faults.add(Fault("editMessageText", 400, f"Bad Request: {why}", times=1))
        await chat.retell(replace(note, days=4), chat_id, sent.message_id)
        rig.sandbox.core.faults.clear()


async def test_a_group_that_grew_is_followed_after_a_restart_too(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grown, grown_again = -100_200, -100_300
    for old, new in ((STAFF, grown), (grown, grown_again)):
        chat = StaffChat(rig.bot, old, moved=partial(remember_move, rig.db))
        error = TelegramMigrateToChat(SendMessage(chat_id=old, text="x"), "upgraded", new)
        monkeypatch.setattr(rig.bot.session, "make_request", refusing(rig.bot, partial(at_edits, error)))
        await chat.retell(StaffNote("late", "W1", 120_50, "CNY", 0, HOUR, 3), old, 7)
    assert await followed(rig.db, STAFF) == grown_again
    assert await followed(rig.db, -1234) == -1234
    assert await followed(rig.db, None) is None
    assert "correct STAFF_CHAT_ID" in capsys.readouterr().out
    # Back and forth, as an operator may write it, is no circle.
    await remember_move(rig.db, grown_again, STAFF)
    assert await followed(rig.db, STAFF) in (STAFF, grown, grown_again)


async def test_a_group_that_grew_is_followed_to_its_new_id_also_after_a_restart(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    await returned(rig, 10_97)
    await rig.settle()
    assert len(told(rig)) == 1
    grown = rig.sandbox.core.people.grow_group(MEI.id, STAFF)
    await returned(rig, 20_97)
    await rig.settle()
    rig.restart()
    await returned(rig, 30_97)
    await rig.settle()
    assert [message.text.split()[0] for message in rig.mei().in_chat(grown).from_bot] == ["¥20.97", "¥30.97"]
    assert len(told(rig)) == 1
    assert capsys.readouterr().out.count("the group of staff has a new id") == 2
    # The messages for a group without the bot are kept for its return.
    rig.sandbox.core.people.put_out(MEI.id, grown)
    await returned(rig, 40_97)
    await rig.settle()
    rig.sandbox.core.add_group(grown, "Staff", [MEI.id])
    rig.clock.move(3601)
    await rig.settle()
    assert rig.mei().in_chat(grown).last.text.startswith("¥40.97")


async def test_without_a_group_the_log_says_it_once(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    rig.staff_chat = None
    rig.restart()
    await returned(rig, 10_97)
    await rig.settle()
    await rig.settle()
    assert capsys.readouterr().out.count("staff has to look") == 1
    assert told(rig) == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("case", CASES)
def test_every_case_has_its_words_and_says_how_long(case: StaffCase, locale: Locale) -> None:
    now = 1_795_000_000_000_000
    at_once = "不到" if locale == "zh" else "less"
    for span, shown in ((0, at_once), (HOUR + 59 * MINUTE, "119"), (47 * HOUR, "47"), (3 * DAY, "3")):
        note = StaffNote(case, "W1", 120_50, "CNY", now - span, now, 3)
        text = staff_note(note, "a_bot", locale).text
        assert "¥120.50" in text.splitlines()[0]
        assert "W1" in text.splitlines()[0]
        assert shown in text.splitlines()[1].split()
        opens = bool(staff_note(note, "a_bot", locale).rows)
        assert "main.py" not in text, "nobody types a command where a button leads to the case"
        assert opens == ("main.py" in staff_note(note, None, locale).text)


async def test_the_group_reads_its_own_language(rig: Rig) -> None:
    note = StaffNote("late", "W1", 120_50, "CNY", 0, HOUR, 3)
    assert (await StaffChat(rig.bot, STAFF, "zh").tell(note)).outcome == "sent"
    assert "已超过承诺时间" in told(rig)[-1]
