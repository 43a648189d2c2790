"""The commands `reconcile` and `missing`: compare the books with the payout channel after a restore from a backup.

Looking changes nothing; `--yes` carries out the changes and ends the stop. The use cases decide what each payout
means for the books; this module reads lists, prints lines, and writes the mark at the end.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

from bot.channels.payouts.payout_list import BadList, PayoutList, read_file
from bot.cli.failures import WRONG_USE, Failure, told
from bot.cli.open_books import OpenBooks, operator, state_line, with_books
from bot.cli.output import counted, put
from bot.cli.refusal_texts import sentence
from bot.runtime.payout_mark import MarkFile, stopped
from domain.errors import Refusal
from domain.handovers import Mark, books_mark
from domain.rules.money import plain
from domain.usecases.operator.reconcile import (
    Compared,
    ListedPayout,
    MissingPayout,
    compare_payout,
    end_reconciling,
    list_missing,
    settle_missing,
    vouch_list,
)

SHOWN = 200
WHY = {
    "unknown_account": "there is no such account: import the billing events",
    "unknown_order": "there is no such order: import the billing events",
    "other_account": "the order is another account's",
    "no_order": "it names no order",
    "no_money": "the order has not so much left",
    "currency": "it is in another currency",
    "amount_differs": "the books have another amount or account under this number",
    "released": "the books gave its money back (main.py resolve)",
    "lacked": "the books lacked it",
}


def reconcile(name: str | None, *, yes: bool, after: int) -> int:
    """Compares with the channel's list, or with the file `name`; with `yes` books what is missing and ends the stop.

    Exit code 1 while something is left to do.
    """
    raw = None if name is None else _file(name)

    async def work(books: OpenBooks) -> int:
        mark = MarkFile(books.settings.mark_path)
        seen, known = mark.read(), await books.db.read(books_mark)
        if isinstance(seen, Mark) and seen.database != known.database:
            raise Failure(
                f"{mark.path} is another database's mark: set PAYOUT_MARK, or remove the file if that one is gone"
            )
        put(await state_line(books))
        why = await books.behind()
        put("payouts are not stopped" if why is None else stopped(why, mark.path))
        vouched = not yes or raw is None or await _vouched(books, raw)
        done = await _compare(books, raw, after, book=yes and vouched)
        if not vouched:
            return 1
        if not yes:
            put(
                "Nothing was changed. Import the billing events since the backup, then: main.py reconcile --yes"
            )
            return 0 if why is None and not (done["booked"] or done["listed"]) else 1
        number = seen.number if isinstance(seen, Mark) else 0
        mark.write(await books.perform(end_reconciling, operator(), number))
        if done["listed"]:
            put(f"{counted(done['listed'], 'payout')} could not be booked: main.py missing list")
        put("Payouts and confirmations go on.")
        return 1 if done["listed"] else 0

    return with_books(work)


def show_missing() -> int:
    """Prints every payout that waits for two people."""

    async def work(books: OpenBooks) -> list[MissingPayout]:
        return await books.look(list_missing, operator())

    try:
        found = with_books(work)
    except Refusal as refusal:
        raise Failure(f"missing: not done: {told(refusal)}") from None
    for row in found:
        amount = f"{plain(row.amount_fen)} {row.currency}"
        put(row.id, row.account, row.order_id or "-", amount, row.said, WHY[row.why])
    if not found:
        put("nothing is missing")
    return 0


def settle(payout: str, *, order: str | None, document: str) -> int:
    """Records one person's word on a payout that could not be booked. The word of a second person settles it."""

    id_ = payout.strip().upper()

    async def work(books: OpenBooks) -> None:
        return await books.perform(settle_missing, operator(), id_, order, document)

    try:
        with_books(work)
    except Refusal as refusal:
        why = refusal.param("why")
        if why is not None:
            raise Failure(f"{id_}: not done: {WHY[str(why)]}") from None
        if refusal.code != "said_once":
            raise Failure(f"{id_}: {sentence(refusal)}") from None
        put(f"{id_}: {sentence(refusal)}")
    else:
        put(f"{id_}: {'closed' if order is None else f'booked on {order}'}")
    return 0


async def _vouched(books: OpenBooks, raw: bytes) -> bool:
    """Whether two people have given this very file; only then does a list by hand count."""
    try:
        await books.perform(vouch_list, operator(), hashlib.sha256(raw).hexdigest())
    except Refusal as refusal:
        if refusal.code != "said_once":
            raise Failure(f"not done: {sentence(refusal)}") from None
        put(sentence(refusal))
        return False
    return True


async def _compare(books: OpenBooks, raw: bytes | None, after: int, *, book: bool) -> Counter[str]:
    done: Counter[str] = Counter()
    try:
        async for payout in _listed(books, raw, after):
            try:
                compared = await books.perform_locked(
                    payout.account, compare_payout, operator(), payout, book=book
                )
            except Refusal as refusal:
                raise Failure(f"{payout.id}: not done: {told(refusal)}") from None
            done[compared.what] += 1
            if compared.what in ("booked", "listed") and done["booked"] + done["listed"] <= SHOWN:
                put(_line(payout, compared, book=book))
    except BadList as error:
        raise Failure(f"the list of payouts cannot be used: {error}") from None
    compared_line = f"{counted(sum(done.values()), 'payout')} compared"
    put(f"{compared_line}, {done['booked']} lacking, {done['listed']} for two people")
    return done


def _line(payout: ListedPayout, compared: Compared, *, book: bool) -> str:
    of = "" if payout.order_id is None else f" of {payout.order_id}"
    head = f"{payout.id}: {plain(payout.amount_fen)}{of}, account {payout.account}"
    if compared.what == "booked":
        return f"{head}: {'is booked' if book else 'would be booked'}"
    return f"{head}: takes two people: {WHY[compared.why or 'lacked']}"


async def _listed(books: OpenBooks, raw: bytes | None, after: int) -> AsyncIterator[ListedPayout]:
    """Every payout of the channel, or of the file in its place; then those of the sandbox's ledger."""
    if raw is not None:
        for payout in read_file(raw):
            yield payout
    settings = books.settings
    if raw is None and settings.payout_url is not None and settings.payout_secret is not None:
        from bot.channels.payouts.gateway import HttpPayouts

        gateway = HttpPayouts(settings.payout_url, settings.payout_secret.get_secret_value())
        try:
            async for payout in _pages(gateway, after):
                yield payout
        finally:
            await gateway.close()
    if raw is None or settings.live:
        from bot.channels.payouts.sandbox import SandboxPayouts

        path = settings.sandbox_path(".payouts.db")
        if path.exists():
            ledger = SandboxPayouts(path, books.services.clock)
            try:
                async for payout in _pages(ledger, 0):
                    yield payout
            finally:
                await ledger.close()


async def _pages(channel: PayoutList, after: int) -> AsyncIterator[ListedPayout]:
    following: int | None = after
    while following is not None:
        page = await channel.handed_over(following)
        if page is None:
            raise Failure(
                "the gateway has no list of payouts: give it as a file (docs/payout-gateway.md, A list)"
            )
        for payout in page.payouts:
            yield payout
        following = page.after


def _file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Failure(f"{name}: {error.strerror}", WRONG_USE) from None
