"""Panels beside the chat of the page: rows of text and buttons that somebody else fills.

The page draws any panel the same way, so a clock, a list of faults or buttons that make events need no page
code of their own: they are a function that describes what to show and one that carries out a pressed button.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.hub import Hub


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One line: a label and its value."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class PanelButton:
    """A button; `input_label` asks for a line of text that is handed to the action."""

    action: str
    label: str
    input_label: str | None = None


@dataclass(frozen=True, slots=True)
class PanelView:
    """What a panel shows now to whoever looks at this person's chat."""

    rows: Sequence[PanelRow] = ()
    buttons: Sequence[PanelButton] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """`view(person_id)` describes it; `act(person_id, action, value)` carries out a button for a notice."""

    id: str
    title: str
    view: Callable[[int], PanelView]
    act: Callable[[int, str, str], Awaitable[str | None]] | None = field(default=None)


class Panels:
    """The panels of one sandbox, in order."""

    def __init__(self, hub: Hub, panels: Sequence[Panel] = ()) -> None:
        self._hub = hub
        self._panels: dict[str, Panel] = {panel.id: panel for panel in panels}

    def add(self, panel: Panel) -> None:
        """One more panel, or a new one in place of the old."""
        self._panels[panel.id] = panel
        self.changed()

    def changed(self) -> None:
        """Tell the page to ask again."""
        self._hub.tell("panels")

    def views(self, person_id: int) -> list[dict[str, Any]]:
        """All panels as JSON."""
        return [self._json(panel, person_id) for panel in self._panels.values()]

    def _json(self, panel: Panel, person_id: int) -> dict[str, Any]:
        view = panel.view(person_id)
        return {
            "id": panel.id,
            "title": panel.title,
            "rows": [{"label": row.label, "value": row.value} for row in view.rows],
            "buttons": [
                {"action": button.action, "label": button.label, "input_label": button.input_label}
                for button in view.buttons
            ],
        }

    async def act(self, panel_id: str, person_id: int, action: str, value: str) -> str | None:
        """Carry out a button. Raises KeyError for a panel or action that is not there."""
        panel = self._panels[panel_id]
        if panel.act is None or action not in {button.action for button in panel.view(person_id).buttons}:
            raise KeyError(action)
        notice = await panel.act(person_id, action, value)
        self.changed()
        return notice
