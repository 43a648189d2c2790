"""The panels beside the sandbox's chat that act on the business: links, billing, the clock, payouts.

Each goes through the door that the real world uses, a use case, a billing event or the clock; none writes a
row. Those that know nothing of the business are in ``bot.sandbox``. A live run has no panels at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.channels.payouts.sandbox import SandboxPayouts
from bot.demo.accounts import PEOPLE
from bot.demo.panel_authenticator import authenticator_panel
from bot.demo.panel_billing import BillingPanel
from bot.demo.panel_clock import ClockPanel
from bot.demo.panel_links import links_panel
from bot.demo.panel_payouts import payouts_panel
from bot.runtime.clock import MovableClock
from bot.runtime.runner import Performing
from bot.sandbox import Sandbox
from bot.sandbox.panel_calls import calls_panel
from bot.sandbox.panel_faults import FaultsPanel
from bot.sandbox.panel_people import people_panel
from bot.workers.timers import Timers
from domain.rules.calendar import LOCAL

NEWCOMER = ("3001", "everything withdrawable")
"""The account that people added by hand are offered a link to."""


def add_panels(
    performing: Performing,
    sandbox: Sandbox,
    payouts: SandboxPayouts,
    timers: Timers,
    settle: Callable[[], Awaitable[None]],
) -> Callable[[], Awaitable[None]]:
    """Puts all panels beside the chat; what it returns ends what they have begun.

    A clock that cannot be moved has no panel.
    """
    core, panels = sandbox.core, sandbox.panels
    usual = {person.id: [account for account, _ in person.accounts] for person in PEOPLE}
    panels.add(authenticator_panel(performing))
    panels.add(links_panel(performing, core.people.start, [NEWCOMER]))
    panels.add(BillingPanel(performing, usual, core.persons.values).panel())
    closing: Callable[[], Awaitable[None]] = _nothing
    clock = performing.env.clock
    if isinstance(clock, MovableClock):
        moved = ClockPanel(performing, clock, timers, settle)
        panels.add(moved.panel())
        closing = moved.close
    panels.add(payouts_panel(payouts))
    panels.add(FaultsPanel(core).panel())
    panels.add(calls_panel(core, LOCAL))
    panels.add(people_panel(core))
    return closing


async def _nothing() -> None:
    """There is nothing to end."""
