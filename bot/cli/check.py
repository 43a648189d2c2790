"""The command `check`: every invariant of the books, as the domain states them, and the audit's chain."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TypeVar

from bot.cli.open_books import OpenBooks, operator, state_line, with_books
from bot.cli.output import counted, put
from bot.runtime.payout_mark import stopped
from domain.usecases.operator.check_books import (
    CHECKED,
    SHOWN,
    Broken,
    Findings,
    check_piece,
    check_whole,
    list_old_desk,
)
from domain.usecases.time.chain_audit import ChainPiece, check_chain, check_unchained

R = TypeVar("R")

CHAIN_ROWS = 2000
"""Rows of the audit that are read at once."""


def check_the_books() -> int:
    """Prints each broken invariant. Exit code 1 if there is one."""

    began = time.monotonic()

    async def work(books: OpenBooks) -> tuple[list[Broken], ChainPiece, tuple[str, ...]]:
        put(await state_line(books))
        why = await books.behind()
        if why is not None:
            put(stopped(why, books.settings.mark_path))
        found = await _check_rows(books)
        chain, wrong = await _check_audit(books)
        old = await books.look(list_old_desk, operator())
        return [*found, *(Broken("audit", detail) for detail in wrong)], chain, old

    broken, chain, old = with_books(work)
    for one in broken:
        put(f"BROKEN {one.name}: {one.detail}")
    put(
        f"audit: {counted(chain.position, 'row')} chained, the last hash is {chain.hash.hex()[:16] or 'none'}"
    )
    if chain.erased:
        put(f"audit: {counted(chain.erased, 'personal field')} erased")
    for account in old:
        put(f"test account {account}: billing could use its id or phone; reset it at the desk, or close it")
    put(f"checked in {time.monotonic() - began:.1f} s")
    if broken:
        put(f"{len(broken)} broken", err=True)
        return 1
    put("The books are in order.")
    return 0


async def _check_rows(books: OpenBooks) -> list[Broken]:
    """What is broken. It reads in pieces, each in a short transaction, so that nobody has to wait."""
    findings = Findings()
    findings.add(await books.look(check_whole, operator()))
    for table in CHECKED:
        piece = await books.look(check_piece, operator(), table, None)
        while piece.last is not None:
            findings.add(piece.broken)
            piece = await books.look(check_piece, operator(), table, piece.last)
    return findings.all()


async def _check_audit(books: OpenBooks) -> tuple[ChainPiece, list[str]]:
    """The end of the audit's chain and what is wrong with it. It reads in pieces, so that nobody has to wait."""
    wrong: list[str] = []
    erased, piece = 0, ChainPiece((), 0, 0, b"", False)
    while not piece.done:
        piece = await books.look(check_chain, operator(), CHAIN_ROWS, piece.position, piece.hash)
        wrong += piece.broken
        erased += piece.erased
    late = await books.look(check_unchained, operator())
    if late.count:
        wrong.append(
            f"{counted(late.count, 'row')} older than five minutes not chained, the first is {late.first}: "
            "the running bot chains them, after an upgrade all that were there"
        )
    return replace(piece, erased=erased), [
        *wrong[:SHOWN],
        *([f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []),
    ]
