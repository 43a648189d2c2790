"""The panel that adds people, with or without a telephone of their own.

An added person stays over a restart, as every chat does.
"""

from __future__ import annotations

import re

from bot.sandbox.core import Core
from bot.sandbox.limits import NAME_MAX
from bot.sandbox.model import Person
from bot.sandbox.panels import Panel, PanelButton, PanelInput, PanelRow, PanelView

MOST = 50
"""Most people that can be added; the list has to stay usable."""
_PHONE = re.compile(r"(?<!\S)\+\d{6,15}$")


def people_panel(core: Core) -> Panel:
    """The panel for `Panels`."""

    def view(person: int) -> PanelView:
        asked = PanelInput("Name, and a phone like +8613800139001 if there is one")
        return PanelView(
            rows=[PanelRow("A new person knows no account: link one by a link or by phone.")],
            buttons=[
                PanelButton("en", "Add, English", input=asked),
                PanelButton("zh-hans", "Add, Chinese", input=asked),
            ],
            summary=f"{len(core.persons)} people",
        )

    async def act(person: int, action: str, value: str) -> str | None:
        text = " ".join(value.split())
        found = _PHONE.search(text)
        phone = None if found is None else found.group()
        name = text.removesuffix(phone or "").strip(" ,")
        if not 1 <= len(name) <= NAME_MAX:
            return f"Write a name of at most {NAME_MAX} characters."
        if "+" in name:
            return "That phone is none: + and 6 to 15 digits, at the end."
        if len(core.persons) >= MOST:
            return f"There are {MOST} people already."
        core.add_person(Person(max(core.persons, default=100) + 1, name, action, phone))
        return f"{name} is in the list of people."

    return Panel("people", "People", view, act)
