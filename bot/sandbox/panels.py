"""Panels beside the chat of the page: rows, tables and buttons that other modules fill.

The page draws any panel the same way. A clock, a list of faults or buttons that make events therefore need no page
code: a panel is a function that describes what to show and one that carries out a pressed button.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bot.sandbox.model import Hub

_REST_S = 0.5
"""Least seconds between two hints to the page that panels may have changed by themselves."""


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One line: a label and its value. A label without a value is a sentence of its own.

    With `ends_s` the value is that many seconds and counts down; at the end the page asks for the panels again.
    """

    label: str
    value: str = ""
    ends_s: int | None = None


@dataclass(frozen=True, slots=True)
class PanelTable:
    """Rows of text cells. An empty table shows the sentence `empty`."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]] = ()
    empty: str = "Nothing yet"


@dataclass(frozen=True, slots=True)
class PanelInput:
    """The input that a button asks for. An `immediate` choice needs no button: it is sent when it changes.

    `options` of a choice are (value, label) pairs. A datetime is passed on without an offset.
    """

    label: str
    kind: Literal["text", "number", "datetime", "choice"] = "text"
    value: str = ""
    options: Sequence[tuple[str, str]] = ()
    immediate: bool = False


@dataclass(frozen=True, slots=True)
class PanelButton:
    """A button; `input_label` or `input` asks for a value that is passed to the action.

    `hint` is a second line, `pressed` makes it a switch, `confirm` is a question before the action.
    """

    action: str
    label: str
    input_label: str | None = None
    input: PanelInput | None = None
    hint: str | None = None
    tone: Literal["plain", "main", "danger"] = "plain"
    pressed: bool | None = None
    confirm: str | None = None


@dataclass(frozen=True, slots=True)
class PanelSection:
    """A part of a panel with a title of its own."""

    title: str
    rows: Sequence[PanelRow] = ()
    buttons: Sequence[PanelButton] = ()
    table: PanelTable | None = None


@dataclass(frozen=True, slots=True)
class PanelView:
    """What a panel shows now beside one person's chat.

    `summary` is one short line for a closed panel. `alert` marks that something is switched on. Without `shown` the
    panel is left out beside this chat.
    """

    rows: Sequence[PanelRow] = ()
    buttons: Sequence[PanelButton] = ()
    table: PanelTable | None = None
    sections: Sequence[PanelSection] = ()
    summary: str = ""
    alert: bool = False
    shown: bool = True

    def all_buttons(self) -> Iterator[PanelButton]:
        """The panel's own buttons and those of its sections."""
        yield from self.buttons
        for section in self.sections:
            yield from section.buttons


View = Callable[[int], PanelView | Awaitable[PanelView]]


@dataclass(frozen=True, slots=True)
class Panel:
    """`view(person_id)` describes the panel; `act(person_id, action, value)` carries out a button and returns a
    notice.
    """

    id: str
    title: str
    view: View
    act: Callable[[int, str, str], Awaitable[str | None]] | None = field(default=None)


class Panels:
    """The panels of one sandbox, in order. After each call of the bot the page is told to ask for them again."""

    def __init__(self, hub: Hub, panels: Sequence[Panel] = ()) -> None:
        self._hub = hub
        self._panels: dict[str, Panel] = {panel.id: panel for panel in panels}
        self._hint: asyncio.TimerHandle | None = None
        hub.subscribe(self._heard)

    def add(self, panel: Panel) -> None:
        """Add a panel, or replace the one with its id."""
        self._panels[panel.id] = panel
        self.changed()

    def changed(self) -> None:
        """Tell the page to ask for the panels again."""
        self._hub.tell("panels")

    async def views(self, person_id: int) -> list[dict[str, Any]]:
        """All panels that are shown beside this person's chat, as JSON."""
        views = [(panel, await _look(panel, person_id)) for panel in self._panels.values()]
        return [_json(panel, view) for panel, view in views if view.shown]

    async def view(self, panel_id: str, person_id: int) -> PanelView:
        """One panel. Raises KeyError for an unknown id."""
        return await _look(self._panels[panel_id], person_id)

    async def act(self, panel_id: str, person_id: int, action: str, value: str) -> str | None:
        """Carry out a button and return the notice for the person. Raises KeyError for a panel or action that is not
        shown.
        """
        panel = self._panels[panel_id]
        view = await _look(panel, person_id)
        if panel.act is None or action not in {button.action for button in view.all_buttons()}:
            raise KeyError(action)
        try:
            return await panel.act(person_id, action, value)
        finally:
            self.changed()

    def _heard(self, event: dict[str, Any]) -> None:
        # A call of the bot is the sign that something happened: the log has grown, the books may have moved.
        if event["type"] != "call" or self._hint is not None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._hint = loop.call_later(_REST_S, self._tell)

    def _tell(self) -> None:
        self._hint = None
        self.changed()


async def _look(panel: Panel, person_id: int) -> PanelView:
    view = panel.view(person_id)
    return await view if inspect.isawaitable(view) else view


def _json(panel: Panel, view: PanelView) -> dict[str, Any]:
    return {
        "id": panel.id,
        "title": panel.title,
        "summary": view.summary,
        "alert": view.alert,
        **_content(view),
        "sections": [{"title": section.title, **_content(section)} for section in view.sections],
    }


def _content(part: PanelView | PanelSection) -> dict[str, Any]:
    return {
        "rows": [asdict(row) for row in part.rows],
        "table": None if part.table is None else asdict(part.table),
        "buttons": [_button(button) for button in part.buttons],
    }


def _button(button: PanelButton) -> dict[str, Any]:
    asked = button.input
    if asked is None and button.input_label is not None:
        asked = PanelInput(button.input_label)
    shown = None
    if asked is not None:
        options = [{"value": value, "label": label} for value, label in asked.options]
        shown = {**asdict(asked), "options": options}
    return {**asdict(button), "input_label": None if asked is None else asked.label, "input": shown}
