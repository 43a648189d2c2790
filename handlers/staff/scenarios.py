"""/desk and /clock: test accounts from scenarios or from a file, resetting one, and its own time."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from bot.chat.show import TooBig
from bot.screens import acting, own_clock
from bot.screens import scenarios as scenario_screens
from bot.screens.screen import Awaits
from bot.screens.support_buttons import Move, Scene
from domain.errors import Refusal
from domain.rules.calendar import read_date
from domain.usecases.operator.apply_events import EventsRefused
from domain.usecases.staff.move_clock import move_clock, show_clock
from domain.usecases.staff.scenarios import create_from_file, create_test_account, reset_test_account
from handlers.showing import show_home
from handlers.staff.common import not_staff
from handlers.talk import Talk

MOST_BYTES = 256 * 1024


class EventFile(Filter):
    """A file sent while a file of events is awaited."""

    async def __call__(self, message: Message, awaits: Awaits | None = None) -> bool:
        """Whether the message is one."""
        return message.document is not None and awaits is not None and awaits.what == "scene_file"


def register(flow: Router) -> None:
    """Commands, scenarios, files, the clock's buttons."""
    flow.message.register(scenarios, Command("desk"))
    flow.message.register(clock, Command("clock"))
    flow.message.register(sent, EventFile())
    flow.callback_query.register(scene, Scene.filter())
    flow.callback_query.register(move, Move.filter())


async def refused(talk: Talk, refused: Refusal) -> None:
    """Says why not, with the way on."""
    if refused.code == "denied":
        await not_staff(talk)
    elif refused.code == "repeated":
        await show_home(talk)
    elif refused.code == "no_session":
        await talk.show(acting.not_acting(talk.locale))
    elif (session := (await talk.standing()).acting) is not None:
        await talk.show(acting.tools(session, talk.locale, acting.refusal(refused, talk.locale)))
    else:
        await talk.show(scenario_screens.scenes(talk.locale, acting.refusal(refused, talk.locale)))


async def scenarios(_: Message, talk: Talk) -> None:
    """/desk"""
    await show_scenes(talk)


async def show_scenes(talk: Talk) -> None:
    """Shows the scenarios; making one asks the domain again."""
    if (await talk.standing()).may_act:
        await talk.show(scenario_screens.scenes(talk.locale))
    else:
        await not_staff(talk)


async def scene(_: CallbackQuery, talk: Talk, callback_data: Scene) -> None:
    """Makes a test account from a scenario."""
    try:
        made = await talk.perform(create_test_account, callback_data.name)
    except Refusal as refusal:
        await refused(talk, refusal)
    else:
        await talk.show(scenario_screens.made(made, talk.locale))


async def sent(message: Message, talk: Talk) -> None:
    """Takes a file of billing events that opens its own test accounts."""
    text = await _text(message, talk)
    if text is None:
        await talk.show(scenario_screens.scenes(talk.locale, scenario_screens.unreadable(talk.locale)))
        return
    try:
        report = await talk.perform(create_from_file, text)
    except EventsRefused as error:
        await talk.show(scenario_screens.file_refused(error.report.refused, talk.locale))
    except Refusal as refusal:
        await refused(talk, refusal)
    else:
        await talk.show(scenario_screens.from_file(report, talk.locale))


async def _text(message: Message, talk: Talk) -> str | None:
    """The text of the file; None for one that is too large, not text, or could not be fetched."""
    try:
        data = message.document and await talk.chat.fetch(message.document, MOST_BYTES)
        return data.decode("utf-8-sig") if data else None
    except (TooBig, UnicodeDecodeError):
        return None


async def reset(talk: Talk, account: str) -> None:
    """Closes the session's account and makes another one of the same scenario."""
    try:
        made = await talk.perform(reset_test_account, account)
    except Refusal as refusal:
        await refused(talk, refusal)
    else:
        talk.acts(None)
        await talk.show(scenario_screens.made(made, talk.locale, anew=True))


async def clock(_: Message, talk: Talk, command: CommandObject) -> None:
    """Answers /clock: alone, or with a date to move to."""
    words = (command.args or "").strip()
    if not words:
        await show_machine(talk)
        return
    to = read_date(words)
    if to is None:
        await show_machine(talk, acting.refusal(Refusal("clock_unreadable"), talk.locale))
        return
    await _move(talk, to_date=to)


async def move(_: CallbackQuery, talk: Talk, callback_data: Move) -> None:
    """Moves the clock a day on, or to what is due next."""
    if callback_data.to == "day":
        await _move(talk, hours=24)
    else:
        await _move(talk, to_next=True)


async def _move(
    talk: Talk, *, hours: int | None = None, to_next: bool = False, to_date: date | None = None
) -> None:
    try:
        view = await talk.perform(move_clock, hours, to_next, to_date)
    except Refusal as refusal:
        if refusal.code in ("clock_backwards", "clock_too_far", "nothing_due"):
            await show_machine(talk, acting.refusal(refusal, talk.locale))
        else:
            await refused(talk, refusal)
    else:
        await talk.show(own_clock.clock(view, talk.locale, own_clock.moved(view, talk.locale)), keep=True)


async def show_machine(talk: Talk, notice: str | None = None) -> None:
    """Shows the time machine of the session's account; the open question stays open."""
    try:
        view = await talk.look(show_clock)
    except Refusal as refusal:
        await refused(talk, refusal)
    else:
        await talk.show(own_clock.clock(view, talk.locale, notice), keep=True)
