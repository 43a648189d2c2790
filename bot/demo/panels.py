"""The panels beside the sandbox's chat that act on the business: links, billing, the clock, payouts.

Each goes the way of the real world, by a use case, a billing event or the clock; none writes a row. Panels that know
nothing of the business are in `bot.sandbox`. A live run has no panels.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.channels.payouts.sandbox import ORDINARY, SCRIPT, SandboxPayouts
from bot.demo.accounts import PEOPLE
from bot.demo.panel_billing import BillingPanel
from bot.demo.panel_clock import ClockPanel
from bot.demo.panel_links import links_panel
from bot.runtime.clock import MovableClock
from bot.runtime.runner import Runner
from bot.sandbox.panel_calls import calls_panel
from bot.sandbox.panel_faults import FaultsPanel
from bot.sandbox.panel_people import people_panel
from bot.sandbox.panels import Panel, PanelRow, PanelSection, PanelTable, PanelView
from bot.sandbox.sandbox import Sandbox
from bot.workers.timers import Timers
from domain.actor import Actor
from domain.ports import SECOND
from domain.rules.calendar import LOCAL
from domain.rules.money import plain
from domain.second_factor import STEP_S, present_code

NEWCOMER = ("3001", "everything withdrawable")
"""The account whose link is offered to people added by hand."""


def add_panels(
    runner: Runner,
    sandbox: Sandbox,
    payouts: SandboxPayouts,
    timers: Timers,
    settle: Callable[[], Awaitable[None]],
) -> Callable[[], Awaitable[None]]:
    """Adds all panels to the chat page. The returned function ends the work that they have begun.

    There is no clock panel for a clock that cannot be moved.
    """
    core, panels = sandbox.core, sandbox.panels
    usual = {person.id: [account for account, _ in person.accounts] for person in PEOPLE}
    panels.add(authenticator_panel(runner))
    panels.add(links_panel(runner, core.people.start, [NEWCOMER]))
    panels.add(BillingPanel(runner, usual, core.persons.values).panel())
    closing: Callable[[], Awaitable[None]] = _nothing
    clock = runner.services.clock
    if isinstance(clock, MovableClock):
        moved = ClockPanel(runner, clock, timers, settle)
        panels.add(moved.panel())
        closing = moved.close
    panels.add(payouts_panel(payouts))
    panels.add(FaultsPanel(core).panel())
    panels.add(calls_panel(core, LOCAL))
    panels.add(people_panel(core))
    return closing


ACTOR = Actor.operator("panel")


async def _nothing() -> None:
    """Stands in for the clock panel's `close`."""


def authenticator_panel(runner: Runner) -> Panel:
    """The panel with the codes of a person's authenticator, shown only for people who have one."""

    async def view(person: int) -> PanelView:
        services = runner.services
        code = await runner.db.read(lambda tx: present_code(services.within(tx, ACTOR), person))
        if code is None:
            return PanelView(shown=False)
        left_s = STEP_S - services.clock.now() // SECOND % STEP_S
        shown = f"{code[:3]} {code[3:]}"
        rows = [PanelRow("Code", shown), PanelRow("Next one in", f"{left_s} s", ends_s=left_s)]
        return PanelView(rows=rows, summary=shown)

    return Panel("authenticator", "Authenticator", view)


SHOWN = 10
COLUMNS = ("Withdrawal", "Handed over", "Paid", "Amount", "Sent back")


def payouts_panel(payouts: SandboxPayouts) -> Panel:
    """The panel with the sandbox's payouts. It has no buttons: the amount of a withdrawal chooses its fate."""

    async def view(person: int) -> PanelView:
        entries = await payouts.entries()
        lines = [
            (entry.id, str(entry.submissions), str(entry.payments), plain(entry.paid_fen), str(entry.returns))
            for entry in reversed(entries[-SHOWN:])
        ]
        endings = [PanelRow(f"….{cents:02d}", fate.about) for cents, fate in sorted(SCRIPT.items())]
        twice = sum(entry.payments > 1 for entry in entries)
        return PanelView(
            rows=[PanelRow("The last two digits of the amount choose what happens to it.")],
            sections=[
                PanelSection("Amounts", [*endings, PanelRow("Any other", ORDINARY.about)]),
                PanelSection(
                    "Ledger",
                    [PanelRow("Paid twice", str(twice))],
                    table=PanelTable(COLUMNS, lines, "Nothing was handed over yet"),
                ),
            ],
            summary=f"{len(entries)} in the ledger",
            alert=twice > 0,
        )

    return Panel("payouts", "Payouts", view)
