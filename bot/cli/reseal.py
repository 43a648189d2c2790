"""The command `reseal`: the newest part of SECRET_KEY seals what an older one has sealed, while the bot runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.cli.failures import Failure, told
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import counted, put
from bot.documents.open_documents import store_of
from domain.errors import Refusal
from domain.sealed_fields import SEALED, Resealed
from domain.usecases.operator.reseal import reseal, retire_keys
from storage.errors import DatabaseBusy

PIECE = 500
TRIES = 20
PAUSE_S = 0.5


@dataclass(slots=True)
class Count:
    """The fields that were sealed again, and those that no part of the key opens."""

    changed: int = 0
    unreadable: int = 0


def reseal_everything() -> int:
    """Seals everything again and prints whether the old parts may go. Exit code 1 while they may not.

    It may be stopped and started again; what is done stays done.
    """
    return with_books(_reseal)


async def _reseal(books: OpenBooks) -> int:
    fields = await _pass(books)
    store = await store_of(books, books.settings)
    documents, unknown = await store.reseal()
    what = f"{counted(fields.changed, 'field')} and {counted(documents, 'document')} sealed again"
    put(what if fields.changed or documents else "Nothing was sealed with an older part of SECRET_KEY.")
    if fields.unreadable:
        put(
            f"{counted(fields.unreadable, 'field')} cannot be opened by any part of SECRET_KEY, and stay so; "
            "main.py check says which",
            err=True,
        )
    if unknown:
        put(f"{counted(unknown, 'document')} cannot be opened by any part of SECRET_KEY", err=True)
        return _keep("these documents may need one that is missing")
    # Another process may have sealed with an older part meanwhile, and still does.
    if (await _pass(books)).changed:
        return _keep(
            "a process still seals with one: restart each of them with the new part in front, then run this again"
        )
    try:
        await books.perform(retire_keys, operator())
    except Refusal as refusal:
        raise Failure(f"reseal: not done: {told(refusal)}") from None
    if len(books.settings.keys()) > 1:
        put("Every part of SECRET_KEY but the first may go: remove it, and restart every process.")
    return 1 if fields.unreadable else 0


def _keep(why: str) -> int:
    put(f"Keep the old parts of SECRET_KEY: {why}.", err=True)
    return 1


async def _pass(books: OpenBooks) -> Count:
    """Goes once through every sealed field."""
    count = Count()
    for number, of in enumerate(SEALED):
        after: str | int | None = None
        before = count.changed
        while True:
            piece = await _piece(books, number, after)
            count.changed += piece.changed
            count.unreadable += piece.unreadable
            after = piece.after
            if after is None:
                break
        if count.changed > before:
            put(f"{of.name}: {count.changed - before}", err=True)
    return count


async def _piece(books: OpenBooks, number: int, after: str | int | None) -> Resealed:
    for left in reversed(range(TRIES)):
        try:
            done = await books.perform(reseal, operator(), number, after, PIECE)
        except Refusal as refusal:
            raise Failure(f"reseal: not done: {told(refusal)}") from None
        except DatabaseBusy:
            # Customers go first; the same piece can wait a little.
            if not left:
                raise
            await asyncio.sleep(PAUSE_S)
        else:
            return done
    raise AssertionError("the last try answers or raises")
