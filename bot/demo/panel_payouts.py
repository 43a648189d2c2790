"""The panel that explains the payouts of the sandbox: which amounts end how, and what its ledger has counted.

The list of amounts is the channel's own script, so the page can never say something else than what happens.
"""

from __future__ import annotations

from bot.channels.payouts.sandbox import ORDINARY, SCRIPT, SandboxPayouts
from bot.sandbox.panels import Panel, PanelRow, PanelSection, PanelTable, PanelView
from domain.rules.money import plain

SHOWN = 10
COLUMNS = ("Withdrawal", "Handed over", "Paid", "Amount", "Sent back")


def payouts_panel(payouts: SandboxPayouts) -> Panel:
    """The panel; it has no buttons, the amount that is withdrawn chooses."""

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
