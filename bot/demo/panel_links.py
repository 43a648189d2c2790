"""The panel that links an account: it makes a one-time link, as an operator would, and opens it in the chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from bot.demo.accounts import PEOPLE
from bot.runtime.runner import Runner
from bot.sandbox.panels import Panel, PanelButton, PanelRow, PanelView
from domain.accounts import reach_linked
from domain.actor import Actor
from domain.errors import Refusal
from domain.usecases.operator.make_link import make_link

ACTOR = Actor.operator("panel")


def links_panel(
    runner: Runner, press_start: Callable[[int, str], object], others: Iterable[tuple[str, str]] = ()
) -> Panel:
    """A panel with one button for each account of the person.

    `press_start(person, token)` does what a tap on the link does in the chat application. `others` are pairs of an
    account and what it shows, offered to people without an account of their own.
    """
    accounts = {person.id: person.accounts for person in PEOPLE}
    offered = tuple(others)

    owners = {account: one for one in PEOPLE for account, _ in one.accounts}

    def elsewhere(person: int, account: str) -> str | None:
        owner = owners[account]
        return None if owner.id == person else f"the code goes to the phone of {owner.first_name}"

    async def view(person: int) -> PanelView:
        mine = accounts.get(person, offered)
        if not mine:
            return PanelView(rows=[PanelRow("This person has no cloud account.")])
        reached = await runner.db.read(partial(reach_linked, chat_user=person))
        linked = {one.via.id for one in reached}
        return PanelView(
            buttons=[
                PanelButton(
                    account,
                    f"Open the link to {account} ({about})",
                    hint="already linked" if account in linked else elsewhere(person, account),
                )
                for account, about in mine
            ],
            summary=f"{len(linked)} linked",
        )

    async def act(person: int, account: str, value: str) -> str | None:
        try:
            link = await runner.perform(make_link, ACTOR, account)
        except Refusal as refusal:
            return f"No link: {refusal.code.replace('_', ' ')}"
        press_start(person, link.token)
        return None

    return Panel("links", "Link an account", view, act)
