"""What a sandbox does with the demo at its start: load it, and offer links to its accounts on the page.

The data is in ``demo``; this applies it like any billing events and makes the one-time links that an operator
would make, since nobody in the sandbox has a console to ask for one.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.demo import PEOPLE, parsed_demo
from bot.performing import Performing
from bot.sandbox.panels import Panel, PanelButton, PanelRow, PanelView
from domain.actor import Actor
from domain.ports import Tx
from domain.run import perform
from domain.usecases.apply_events import ApplyEvents, EventsRefused, apply_events
from domain.usecases.link_token import MakeLink, make_link
from domain.views import Refused

ACTOR = Actor.operator("demo")


async def load_demo(performing: Performing) -> int:
    """Applies the demo if the database has no account yet; how many events that were.

    Looks and applies in one transaction, so two starts at once load it once. Raises ``RuntimeError`` if an
    event is refused, which would be a fault of the demo.
    """
    env = performing.env
    events = list(parsed_demo(env.clock.now(), env.policy.settlement_day))

    def load(tx: Tx) -> int:
        if tx.scalar("account_any") is not None:
            return 0
        report = perform(apply_events, env, ACTOR, ApplyEvents(events, skip_bad=False))(tx)
        if isinstance(report, Refused):
            raise RuntimeError(f"the demo was refused: {report}")
        return report.applied

    try:
        return await performing.db.write(load)
    except EventsRefused as error:
        raise RuntimeError(f"the demo was refused: {error.report}") from error


def links_panel(performing: Performing, press_start: Callable[[int, str], object]) -> Panel:
    """A panel with one button per account of the person: it makes a fresh link and opens it in the chat.

    ``press_start(person, token)`` is what a tap on the link does in the chat application.
    """
    accounts = {person.id: person.accounts for person in PEOPLE}

    def view(person: int) -> PanelView:
        mine = accounts.get(person, ())
        if not mine:
            return PanelView(rows=[PanelRow("This person has no cloud account.")])
        return PanelView(
            buttons=[PanelButton(account, f"Open the link to {account} ({about})") for account, about in mine]
        )

    async def act(person: int, account: str, value: str) -> str | None:
        link = await performing.perform(make_link, ACTOR, MakeLink(account))
        if isinstance(link, Refused):
            return f"No link: {link.code.replace('_', ' ')}"
        press_start(person, link.token)
        return None

    return Panel("links", "Link an account", view, act)
