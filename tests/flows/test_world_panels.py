"""The other panels of the sandbox's world: links, payouts; and faults that the whole bot meets."""

from __future__ import annotations

from bot.channels.payouts.sandbox import SCRIPT
from tests.flows.world import CAIWU, MEI, STRANGER, World


async def test_the_links_panel_opens_a_link_and_then_says_so(world: World) -> None:
    await world.worked_example()
    [button] = (await world.panel(MEI, "links")).buttons
    assert (button.label, button.hint) == ("Open the link to 1001 (worked example)", None)
    assert await world.press(MEI, "links", "1001") is None
    # The link is opened as in the chat application: the bot gets the update.
    assert [update["message"]["text"].split()[0] for update in world.sandbox.core.updates.pending] == [
        "/start"
    ]
    await world.link(MEI)
    view = await world.panel(MEI, "links")
    assert (view.buttons[0].hint, view.summary) == ("already linked", "1 linked")
    assert [button.action for button in (await world.panel(CAIWU, "links")).buttons] == ["2001"]
    [button] = (await world.panel(STRANGER, "links")).buttons
    assert (button.action, button.hint) == ("3001", "the code goes to the phone of Sample Person")


async def test_every_scripted_amount_is_explained_and_the_ledger_counts(world: World) -> None:
    mei = await world.mei()
    view = await world.panel(MEI, "payouts")
    amounts, ledger = view.sections
    told = {row.label: row.value for row in amounts.rows}
    assert told.keys() == {f"….{cents:02d}" for cents in SCRIPT} | {"Any other"}
    assert all(told.values())
    assert ledger.table is not None
    assert (list(ledger.table.rows), view.summary, view.alert) == ([], "0 in the ledger", False)
    await world.to_confirm(mei, "120.94")
    await mei.tap("Confirm withdrawal")
    await world.settle()
    # Its answer was lost. By the next due moment the payer has asked about it, and it was paid once.
    await world.press(MEI, "clock", "next")
    [withdrawal] = await world.withdrawals()
    view = await world.panel(MEI, "payouts")
    table = view.sections[1].table
    assert table is not None
    assert list(table.rows) == [(withdrawal.id, "1", "1", "120.94", "0")]
    assert withdrawal.status == "successful"
    await world.books_are_right()


async def test_a_withdrawal_goes_through_while_the_server_misbehaves(world: World) -> None:
    """The page switches faults on and the real bot meets them: nothing is lost, nothing is paid twice."""
    mei = await world.mei()
    await world.to_confirm(mei)
    for kind in ("500", "lost", "429"):
        await world.press(MEI, "faults", kind)
    await mei.tap("Confirm withdrawal")
    await world.press(MEI, "clock", "1h")
    await world.press(MEI, "clock", "1h")
    [withdrawal] = await world.withdrawals()
    assert withdrawal.status == "successful"
    assert [entry.payments for entry in await world.app.sandbox_payouts.entries()] == [1]
    await world.books_are_right()
