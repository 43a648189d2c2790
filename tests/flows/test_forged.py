"""A stranger taps every button ever made for a customer or for staff: nothing of theirs moves or shows.

Callback data is no secret: it is short, and anyone with a client of their own can send any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import TelegramMethod

from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from tests.flows import walks
from tests.flows.walks import CARD, CARD_SHOWN, NAMES, PERSONAL, PHONE, Case
from tests.flows.world import CAIWU, PARTNER, STRANGER, World
from tests.support.databases import Place
from tests.support.reviewing import query
from tests.support.staffing import hired

ANNA = Person(201, "Anna", "en", None)
CASE = Case("account_closed", "personal", "bank_card")
THEIRS = (
    f"SELECT * FROM withdrawal WHERE account = '{PERSONAL}'",
    "SELECT * FROM payee",
    "SELECT * FROM withdrawal_document",
    "SELECT id, delete_at, deleted_at FROM document",
    "SELECT * FROM approval",
    "SELECT * FROM prepared",
    "SELECT * FROM staff",
    "SELECT * FROM acting_session",
    f"SELECT * FROM link WHERE account = '{PERSONAL}'",
    f"SELECT id, wrong_tries, accepted_at, ended_at FROM one_time_code WHERE account = '{PERSONAL}'",
    f"SELECT current_account FROM chat_user WHERE id IN ({STRANGER.id}, {ANNA.id})",
    "SELECT * FROM posting",
)


class Buttons(BaseRequestMiddleware):
    """Notes the data of every button that the bot sends."""

    def __init__(self) -> None:
        self.data: dict[str, None] = {}

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Any:
        markup = getattr(method, "reply_markup", None) or {}
        shown = markup if isinstance(markup, dict) else markup.model_dump()
        for button in (button for row in shown.get("inline_keyboard", ()) for button in row):
            if button.get("callback_data"):
                self.data[button["callback_data"]] = None
        return await make_request(bot, method)


async def theirs(world: World) -> list[Any]:
    def ask(tx: Any) -> list[Any]:
        return [sorted(map(repr, query(tx, sql))) for sql in THEIRS]

    return await world.app.db.read(ask)


async def forge(world: World, buttons: Buttons, thieves: list[PersonDriver]) -> int:
    """Every thief taps all of it; returns the number of taps."""
    before, known = await theirs(world), list(buttons.data)
    for thief in thieves:
        for data in known:
            await thief.tap_data(data, on=thief.from_bot[-1])
    assert await theirs(world) == before
    for thief in thieves:
        said = "\n".join(message.text for message in thief.from_bot) + "\n".join(thief.toasts)
        for secret in (NAMES[PERSONAL], CARD, CARD_SHOWN, CARD[-4:], "Xinjiekou", PERSONAL, f"TP-{PERSONAL}"):
            assert secret not in said, secret
    return len(known)


async def test_no_button_of_others_does_or_shows_anything(
    make_place: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    world, buttons = World(make_place("sqlite").url), Buttons()
    world.sandbox.core.add_person(ANNA)
    await world.open()
    try:
        # One thief is a customer with an account of their own, the other knows only the bot's name.
        await world.worked_example()
        thieves = [await world.link(PARTNER, "1001"), world.person(CAIWU)]
        await thieves[1].send("/start")
        await hired(world.app, ANNA.id, "Anna", "finance")
        await walks.accounts(world)
        world.app.bot.session.middleware(buttons)
        customer = await walks.linked(world, PERSONAL)
        await walks.to_check(customer, CASE)
        await forge(world, buttons, thieves)
        await customer.tap("Send verification code")
        await customer.send(await world.code(PHONE))
        world.clock.move(61)
        await forge(world, buttons, thieves)
        await customer.tap("Confirm withdrawal")
        assert customer.last.text.startswith("In Review")
        await world.settle()
        anna = world.person(ANNA)
        await anna.send("/review")
        await anna.tap(next(label for label in anna.last.labels if "40.00" in label))
        await anna.tap("Reject")
        assert await forge(world, buttons, thieves) > 60
        await world.books_are_right()
    finally:
        await world.close()
