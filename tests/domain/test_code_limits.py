"""How many codes and tries there are (rules 7): over all codes, for each person, through a restart of everything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.model import Person
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import DAY, SECOND
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.greet import greet, set_language
from domain.usecases.customer.link_confirm import confirm_link
from domain.usecases.customer.link_open import open_link, resend_link_code
from domain.usecases.customer.send_code import send_code
from domain.usecases.operator.make_link import make_link
from domain.usecases.time.outbox import lease_messages
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried

ME = Actor.chat(MEI.id)
PARTNER = Person(102, "Partner", "zh-hans", MEI.phone)
LOCK_S = 15 * 60


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        await made.events([account(), top_up("1000.00")])
        made.sandbox.core.add_person(PARTNER)
        await made.link()
        yield made


def said(result: object) -> str:
    """The code of a refusal, with what it says of tries left."""
    if not isinstance(result, Refusal):
        return "right"
    left = result.param("left")
    return result.code if left is None else f"{result.code} {left}"


async def a_draft(rig: Rig) -> WithdrawalView:
    """A draft with a live code."""
    view = await rig.draft(20_00)
    rig.clock.move(61)
    return await rig.perform(send_code, ME, view.id, view.version)


async def wrong(rig: Rig, view: WithdrawalView, times: int, who: Actor = ME) -> list[str]:
    """Wrong codes, one after the other."""
    live = await rig.code()
    bad = f"{(int(live) + 1) % 1_000_000:06d}"
    return [said(await tried(rig.perform(enter_code, who, view.id, bad))) for _ in range(times)]


async def test_wrong_tries_are_counted_over_codes_and_edits(rig: Rig) -> None:
    """Four wrong, a new code, four wrong: there were twenty tries in five minutes, and never a lock."""
    view = await a_draft(rig)
    assert await wrong(rig, view, 2) == ["code_wrong", "code_wrong"]
    view = await rig.perform(enter_amount, ME, view.id, view.version, text="30")
    rig.clock.move(61)
    await rig.perform(send_code, ME, view.id, view.version)
    assert await wrong(rig, view, 4) == ["code_wrong 2", "code_wrong 1", "locked", "locked"]
    right = await rig.code()
    assert said(await tried(rig.perform(enter_code, ME, view.id, right))) == "locked"
    assert said(await tried(rig.perform(send_code, ME, view.id, view.version))) == "locked"
    assert said(await tried(rig.perform(confirm_withdrawal, ME, view.id, view.version))) == "locked"
    rig.clock.move(LOCK_S)
    assert said(await tried(rig.perform(enter_code, ME, view.id, right))) == "code_wrong"


async def test_a_right_code_and_a_day_forget_wrong_tries(rig: Rig) -> None:
    view = await a_draft(rig)
    await wrong(rig, view, 4)
    assert said(await tried(rig.perform(enter_code, ME, view.id, await rig.code()))) == "right"
    rig.clock.move(61)
    await rig.perform(send_code, ME, view.id, view.version)
    assert (await wrong(rig, view, 4))[-1] == "code_wrong 1"
    rig.clock.move(DAY / SECOND - 60)
    view = await a_draft(rig)
    assert await wrong(rig, view, 1) == ["code_wrong"]


async def test_the_third_lock_within_a_day_lasts_a_day(rig: Rig) -> None:
    view = await a_draft(rig)
    for _ in range(2):
        assert (await wrong(rig, view, 5))[-1] == "locked"
        rig.clock.move(LOCK_S + 3600)
        await rig.perform(send_code, ME, view.id, view.version)
    assert (await wrong(rig, view, 5))[-1] == "locked"
    rig.clock.move(DAY / SECOND - 1)
    assert said(await tried(rig.perform(send_code, ME, view.id, view.version))) in ("locked", "stale")
    rig.clock.move(1)
    view = await a_draft(rig)
    assert view.locked_until_at is None


async def test_a_lock_is_of_one_person_and_not_of_the_account(rig: Rig) -> None:
    """Whoever else is linked confirms meanwhile; nobody locks the owner out by typing wrong codes."""
    await rig.link(PARTNER)
    partner = await rig.draft(10_00, PARTNER)
    view = await a_draft(rig)
    assert (await wrong(rig, view, 5))[-1] == "locked"
    await rig.perform(confirm_withdrawal, Actor.chat(PARTNER.id), partner.id, partner.version)


async def test_wrong_tries_while_linking_lock_linking_alone_and_for_that_person_alone(rig: Rig) -> None:
    partner = Actor.chat(PARTNER.id)
    await rig.perform(greet, partner, "en")
    token = await rig.perform(make_link, OPERATOR, "1001")
    attempt = await rig.perform(open_link, partner, token.token)
    live = await rig.code()
    tries = [
        said(
            await tried(rig.perform(confirm_link, partner, attempt.id, f"{(int(live) + 1) % 1_000_000:06d}"))
        )
        for _ in range(5)
    ]
    assert tries == ["code_wrong", "code_wrong", "code_wrong 2", "code_wrong 1", "locked"]
    assert said(await tried(rig.perform(resend_link_code, partner, attempt.id))) == "locked"
    await rig.withdraw(10_00)
    third = Actor.chat(120)
    await rig.perform(greet, third, "en")
    token = await rig.perform(make_link, OPERATOR, "1001")
    attempt = await rig.perform(open_link, third, token.token)
    await rig.perform(confirm_link, third, attempt.id, await rig.code())


async def test_two_people_with_one_phone_get_three_an_hour_and_five_a_day_each(rig: Rig) -> None:
    """One of them asked for ten codes, and the other could not withdraw until the next day."""
    await rig.link(PARTNER)
    view = await rig.draft(20_00)
    rig.clock.move(2 * 3600)
    came = []
    for hours in (0, 0, 0, 0, 1.1, 0, 0, 1.1, 0):
        rig.clock.move(hours * 3600 + 61)
        result = await tried(rig.perform(send_code, ME, view.id, view.version))
        if not isinstance(result, Refusal):
            came.append(str(result.codes_left))
            continue
        came.append(result.code)
    # Linking and the draft were two of the five.
    assert came == ["2", "1", "0", "code_too_many", *["code_too_many"] * 5]
    other = await rig.draft(10_00, PARTNER)
    assert other.code == "accepted"


async def test_the_owner_alone_is_told_before_the_last_one(rig: Rig) -> None:
    view = await rig.draft(20_00)
    left = [view.codes_left]
    for _ in range(3):
        rig.clock.move(61)
        view = await rig.perform(send_code, ME, view.id, view.version)
        left.append(view.codes_left)
    assert left == [None, 2, 1, 0]
    assert view.next_code_at is not None
    rig.clock.move((view.next_code_at - rig.clock.now()) / SECOND)
    await rig.perform(send_code, ME, view.id, view.version)


async def test_a_test_account_with_the_same_phone_counts_apart(rig: Rig) -> None:
    await rig.events([account("9001", test=True), top_up("50.00", "TP-9", "9001")])
    partner = Actor.chat(PARTNER.id)
    await rig.perform(greet, partner, "en")
    token = await rig.perform(make_link, OPERATOR, "9001")
    for _ in range(5):
        await rig.perform(open_link, partner, token.token)
        rig.clock.move(61)
    view = await rig.draft(20_00)
    assert view.codes_left is None, "as many as if the test account had asked for none"


async def test_the_text_message_is_in_the_language_of_the_chat_that_asked(rig: Rig) -> None:
    """The account's own language is English, and so was every code, whatever the chat speaks."""
    await rig.events([
        {"id": "x", "type": "account.updated", "at": "2026-11-10T10:00:00+08:00", "account": "1001", "locale": "en"}
    ])  # fmt: skip
    await rig.perform(set_language, ME, "zh")
    await rig.draft(20_00)
    assert "验证码" in rig.sandbox.core.phone.sms_for(MEI.phone)[0].text
    leased = await tried(rig.perform(lease_messages, Actor.system("test"), 10, 60))
    assert not isinstance(leased, Refusal)
