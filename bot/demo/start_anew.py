"""Starts the sandbox's demo afresh: the panel that asks for it, and the removal of its files.

This is only for a sandbox whose books are a file. The program ends its parts, removes what they kept, and builds them
again on the same port. The key of the fields stays.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.documents.store import empty_store
from bot.runtime.payout_mark import forget_mark
from bot.runtime.settings import Settings
from bot.sandbox.panels import Panel, PanelButton, PanelRow, PanelView

ANSWER_S = 0.3
"""Seconds for the answer to reach the page before the server ends."""
QUESTION = "Forget all chats, accounts and withdrawals, and set the clock to real time?"


def anew_panel(asked: asyncio.Event) -> Panel:
    """A panel with one button. `asked` is set when it was pressed and confirmed."""

    def view(person: int) -> PanelView:
        return PanelView(
            rows=[PanelRow("Everything as on the first day: chats, accounts, clock.")],
            buttons=[PanelButton("anew", "Start the demo anew", tone="danger", confirm=QUESTION)],
        )

    async def act(person: int, action: str, value: str) -> str | None:
        asyncio.get_running_loop().call_later(ANSWER_S, asked.set)
        return "Starting anew. The page comes back by itself."

    return Panel("anew", "Start anew", view, act)


def forget(settings: Settings) -> None:
    """Removes what a sandbox keeps, except its key. Everything must be closed. Raises ValueError for a live run.

    The books go first: chats or a ledger without books are only empty, but books without the ledger would not know
    what has been paid. The clock goes last, since books behind it could be from its future.
    """
    books = settings.database_path
    if settings.live or books is None:
        raise ValueError("only a sandbox with its books in a file can begin anew")
    kept = [
        books,
        *(settings.sandbox_path(ending) for ending in (".chats.db", ".payouts.db")),
    ]
    for path in kept:
        _remove(path)
    forget_mark(settings.mark_path)
    empty_store(settings.documents_path)
    settings.sandbox_path(".clock").unlink(missing_ok=True)


def _remove(path: Path) -> None:
    # A leftover log of writes would be played into the new database.
    for ending in ("-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)
