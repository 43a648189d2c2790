"""The authenticator of the demo's staff: the code that counts just now, as their phone would show it."""

from __future__ import annotations

from bot.runtime.runner import Performing
from bot.sandbox.panels import Panel, PanelRow, PanelView
from domain.ports import SECOND
from domain.second_factor import STEP_S, present_code


def authenticator_panel(performing: Performing) -> Panel:
    """Beside the chats of people who have one."""

    async def view(person: int) -> PanelView:
        env = performing.env
        code = await performing.db.read(lambda tx: present_code(tx, env, person))
        if code is None:
            return PanelView(shown=False)
        left_s = STEP_S - env.clock.now() // SECOND % STEP_S
        shown = f"{code[:3]} {code[3:]}"
        rows = [PanelRow("Code", shown), PanelRow("Next one in", f"{left_s} s", ends_s=left_s)]
        return PanelView(rows=rows, summary=shown)

    return Panel("authenticator", "Authenticator", view)
