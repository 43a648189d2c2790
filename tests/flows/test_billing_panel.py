"""The billing panel: real events, only what makes sense now, and a balance that reacts as rules 2 and 3 say."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.panels import PanelButton, PanelView
from domain.balance_view import load_balance
from domain.ports import HOUR
from domain.rules.money import plain
from tests.flows.world import CAIWU, MEI, PARTNER, STRANGER, World
from tests.support.context import ctx_of


def section(view: PanelView, account: str) -> tuple[dict[str, str], dict[str, PanelButton]]:
    """The rows and the buttons of one account, by label and by what they do."""
    [one] = [one for one in view.sections if one.title.split()[0] == account]
    return {row.label: row.value for row in one.rows}, {b.action.partition("|")[2]: b for b in one.buttons}


async def withdrawable(world: World, account: str = "1001") -> str:
    services = world.app.services
    view = await world.app.db.read(
        lambda tx: load_balance(ctx_of(services, tx), account, services.clock.now())
    )
    return plain(view.withdrawable_fen)


async def test_the_panel_shows_the_books_and_what_can_happen(world: World) -> None:
    await world.worked_example()
    rows, can = section(await world.panel(MEI, "billing"), "1001")
    assert rows == {
        "Withdrawable": "200.00 of 1000.00",
        "Held: reserve": "100.00",
        "Held: credit notes": "200.00",
        "Held: overdue": "300.00",
        "Held: not billed": "200.00",
        "Held: transferred in": "500.00",
        "Codes go to": "Lin Mei",
    }
    assert list(can) == [
        "release|i-web-1", "create|i-demo-1", "settle|2026-11", "bill|2026-11", "pay|B-2026-10", "use|B-2026-10",
        "offset|CN-1", "recall|TR-1", "top_up", "usage", "suspend", "phone",
    ]  # fmt: skip
    # Its sender sees the same transfer from the other side.
    _, sender = section(await world.panel(PARTNER, "billing"), "1002")
    assert (sender["recall|TR-1"].label, sender["recall|TR-1"].hint) == (
        "Recall TR-1: 500.00",
        "1002 takes it back from 1001",
    )
    assert [row.label for row in (await world.panel(STRANGER, "billing")).rows] == [
        "This person has no cloud account. Link one first."
    ]


@pytest.mark.parametrize(
    ("action", "after", "notice"),
    [
        ("settle|2026-11", "400.00", "2026-11 is billed and 200.00 paid with new money."),
        ("bill|2026-11", "200.00", "B-1001-2026-11 of 200.00 is open: the money is overdue now."),
        ("pay|B-2026-10", "400.00", "B-2026-10 is paid: 300.00 of new money."),
        # From the balance the transfer goes first: what is held and what there is shrink alike.
        ("use|B-2026-10", "200.00", "B-2026-10 is paid: 300.00 from the balance."),
        ("offset|CN-1", "400.00", "CN-1 is offset: nothing of it is open."),
        ("recall|TR-1", "0.00", "1002 has 500.00 back from 1001."),
        ("top_up", "300.00", "100.00 came by Alipay"),
        ("usage", "180.00", "20.00 used in 2026-11: not settled until its bill."),
        ("create|i-demo-1", "200.00", "i-demo-1 runs: the reserve is held while it does."),
        ("suspend", "200.00", "The account is suspended: it cannot withdraw."),
    ],
)
async def test_a_button_is_an_event_that_the_balance_follows(
    world: World, action: str, after: str, notice: str
) -> None:
    await world.worked_example()
    _, can = section(await world.panel(MEI, "billing"), "1001")
    told = await world.press(MEI, "billing", can[action].action)
    assert told is not None
    assert told.startswith(notice)
    changed = "stays 200.00." if after == "200.00" else f"200.00 → {after}."
    assert told.endswith(f"Withdrawable {changed}")
    assert await withdrawable(world) == after
    await world.books_are_right()


async def test_releasing_starts_the_countdown_and_says_where_to_look(world: World) -> None:
    mei = await world.mei()
    _, can = section(await world.panel(MEI, "billing"), "1001")
    told = await world.press(MEI, "billing", can["release|i-web-1"].action)
    assert told == (
        "i-web-1 is released. Withdrawable stays 200.00. "
        "Reserve 100.00 goes free tomorrow 17:01: move the clock there."
    )
    with pytest.raises(KeyError):
        await world.press(MEI, "billing", can["release|i-web-1"].action)
    world.clock.move(24 * 3600)
    await world.settle()
    assert await withdrawable(world) == "300.00"
    assert "100.00" in mei.last.text
    await world.books_are_right()


async def test_a_button_that_two_presses_reach_at_once_acts_once(world: World) -> None:
    await world.worked_example()
    billing = world.sandbox.panels._panels["billing"]
    assert billing.act is not None
    _, can = section(await world.panel(MEI, "billing"), "1001")
    action = can["pay|B-2026-10"].action
    # Past the panel's own look: the second finds that the button is gone.
    assert "is paid" in str(await billing.act(MEI.id, action, ""))
    assert await billing.act(MEI.id, action, "") == "This has changed: nothing was done."
    assert await withdrawable(world) == "400.00"


async def test_an_event_that_became_impossible_is_refused_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.worked_example()
    view = await world.panel(MEI, "billing")
    _, can = section(view, "1001")
    now = world.app.services.clock.now()

    async def meanwhile(*args: Any, **more: Any) -> Any:
        monkeypatch.undo()
        await world.events(
            [{
                "id": "meanwhile", "type": "resource.released", "at": "2026-11-23T17:00:00+08:00",
                "account": "1001", "resource": "i-web-1",
            }]
        )  # fmt: skip
        return await world.app.perform(*args, **more)

    monkeypatch.setattr(world.app, "perform", meanwhile)
    told = await world.press(MEI, "billing", can["release|i-web-1"].action)
    assert told == "Refused, nothing was done: resource: is not active."
    assert world.app.services.clock.now() - now < HOUR


async def test_the_security_phone_moves_and_codes_go_there(world: World) -> None:
    mei = await world.mei()
    _, can = section(await world.panel(MEI, "billing"), "1001")
    asked = can["phone"].input
    assert asked is not None
    assert [label for _, label in asked.options] == ["Partner", "示例财务", "Stranger"]
    assert "Choose one" in str(await world.press(MEI, "billing", can["phone"].action, "Nobody"))
    told = await world.press(MEI, "billing", can["phone"].action, "Stranger")
    assert told is not None
    await world.settle()
    rows, _ = section(await world.panel(MEI, "billing"), "1001")
    assert rows["Codes go to"] == "Stranger"
    before = len(world.sandbox.core.phone.sms_for(MEI.phone))
    await mei.tap("Prove phone of 1001")
    await mei.send(await world.code(STRANGER.phone or ""))
    await world.to_code(mei)
    assert await world.code(STRANGER.phone or "")
    assert len(world.sandbox.core.phone.sms_for(MEI.phone)) == before


async def test_linked_accounts_are_there_too_and_chinese_names_stay(world: World) -> None:
    await world.worked_example()
    await world.link(STRANGER, "1002", "+8613800138002")
    assert [one.title for one in (await world.panel(STRANGER, "billing")).sections] == [
        "1002 Lin Trading Co., Ltd."
    ]
    assert [one.title for one in (await world.panel(CAIWU, "billing")).sections] == [
        "2001 示例星河科技有限公司"
    ]
