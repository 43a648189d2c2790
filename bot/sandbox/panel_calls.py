"""The panel with the bot's last calls: method, chat, answer, time taken.

It never shows text: the log of calls keeps none, and no line holds the token.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.sandbox.core import Core
from bot.sandbox.faults import Call
from bot.sandbox.panels import Panel, PanelButton, PanelInput, PanelRow, PanelTable, PanelView

SHOWN = 30
COLUMNS = ("Time", "Call", "To", "Answer", "ms")
ONE, FAILED, ALL = "person", "failed", "all"
FILTERS = ((ONE, "To this person"), (ALL, "To everybody"), (FAILED, "Refused or lost"))


def calls_panel(core: Core, zone: tzinfo) -> Panel:
    """The panel; times of day are those of `zone`."""
    chosen: dict[int, str] = {}

    def view(person: int) -> PanelView:
        which = chosen.get(person, ONE)
        calls = _calls(core, person, which)
        shown = [_line(core, call, zone) for call in reversed(calls[-SHOWN:])]
        failed = sum(not call.ok for call in calls)
        asked = PanelInput("Show", "choice", which, FILTERS, immediate=True)
        more = f", the last {SHOWN} are shown" if len(calls) > SHOWN else ""
        return PanelView(
            rows=[PanelRow(f"{len(calls)} calls, {failed} refused or lost{more}.")],
            table=PanelTable(COLUMNS, shown, "No calls yet"),
            buttons=[PanelButton("show", "Show", input=asked), PanelButton("clear", "Clear the log")],
            summary=f"{len(calls)}",
        )

    async def act(person: int, action: str, value: str) -> str | None:
        if action == "clear":
            core.calls.clear()
        elif value in dict(FILTERS):
            chosen[person] = value
        return None

    return Panel("calls", "Calls of the bot", view, act)


def _calls(core: Core, person: int, which: str) -> list[Call]:
    if which == ONE:
        return core.calls.of(chat_id=person)
    calls = core.calls.of()
    return calls if which == ALL else [call for call in calls if not call.ok]


def _line(core: Core, call: Call, zone: tzinfo) -> Sequence[str]:
    known = core.persons.get(call.chat_id) if call.chat_id is not None else None
    to = known.name if known is not None else "" if call.chat_id is None else str(call.chat_id)
    answer = "ok" if call.ok else f"{call.error_code or ''} {call.description or ''}".strip()
    at = datetime.fromtimestamp(call.at, zone).strftime("%H:%M:%S")
    return (at, call.method, to, answer, str(call.took_ms))
