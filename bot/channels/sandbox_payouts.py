"""The sandbox twin of the payout channel, with a durable ledger of its own.

The ledger counts what was handed over and what was paid by id, so that paying twice would be seen. The last
two digits of an amount choose what happens to it (``SCRIPT``); any other amount is paid at once.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from bot.channels.payouts import Outcome, Payable, PayoutResult
from domain.ports import MINUTE, Clock, Fen, Micros

T = TypeVar("T")

PENDING_FOR: Micros = MINUTE
"""How long an amount ending in .96 stays pending."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an amount: how it ends, whether the first answer is lost, and after what time."""

    ends: Literal["paid", "failed"] = "paid"
    reason_code: str | None = None
    answer_lost: bool = False
    after: Micros = 0


SCRIPT: dict[int, Fate] = {
    91: Fate("failed", "account_closed"),
    92: Fate("failed", "name_mismatch"),
    93: Fate("failed", "channel_refused"),
    94: Fate("paid", answer_lost=True),
    95: Fate("failed", "channel_refused", answer_lost=True),
    96: Fate("paid", after=PENDING_FOR),
}
"""By the two last digits of the amount in fen: 120.91 fails with ``account_closed``, and so on."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS request (
    id TEXT PRIMARY KEY,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    currency TEXT NOT NULL,
    account TEXT NOT NULL,
    order_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    ends TEXT NOT NULL CHECK (ends IN ('paid', 'failed')),
    ends_at INTEGER NOT NULL,
    reason_code TEXT
);
CREATE TABLE IF NOT EXISTS submission (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS submission_id ON submission (id);
CREATE TABLE IF NOT EXISTS payment (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS payment_id ON payment (id);
"""


class LedgerMismatch(Exception):
    """The same id came with another amount or order; nothing was paid for it."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger counted for one id."""

    id: str
    submissions: int
    payments: int
    paid_fen: Fen


class SandboxPayouts:
    """Pays into a file. Calls run one by one on a thread of their own, each one durable transaction."""

    def __init__(self, path: Path | str, clock: Clock) -> None:
        self._path = Path(path)
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sandbox-payouts")
        self._file: sqlite3.Connection | None = None

    async def submit(self, order: Payable) -> PayoutResult:
        """Takes the payout in; the same id again is counted and answered the same way.

        Raises ``LedgerMismatch`` if the id is known with another amount, currency or order.
        """
        return await self._call(self._submit, order)

    async def query(self, order: Payable) -> PayoutResult:
        """What became of the id at the time of the clock."""
        return await self._call(self._query, order)

    async def entries(self) -> list[LedgerEntry]:
        """Everything ever handed over, by id: the proof that nothing was paid twice."""
        return await self._call(self._entries)

    async def close(self) -> None:
        """Closes the file and ends the thread."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=True)

    async def _call(self, fn: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, fn, *args)

    def _open(self) -> sqlite3.Connection:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            file = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=30)
            try:
                file.execute("PRAGMA journal_mode = WAL")
                file.execute("PRAGMA synchronous = FULL")
                file.executescript(SCHEMA)
            except BaseException:
                file.close()
                raise
            self._file = file
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _submit(self, order: Payable) -> PayoutResult:
        file, now = self._open(), self._clock.now(order.account)
        fate = SCRIPT.get(order.amount_fen % 100, Fate())
        file.execute("BEGIN IMMEDIATE")
        try:
            file.execute(
                "INSERT INTO submission (id, amount_fen, at) VALUES (?, ?, ?)",
                (order.id, order.amount_fen, now),
            )
            known = file.execute(
                "SELECT amount_fen, currency, order_id FROM request WHERE id = ?", (order.id,)
            ).fetchone()
            if known is None:
                file.execute(
                    "INSERT INTO request (id, amount_fen, currency, account, order_id, at, ends, ends_at,"
                    " reason_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (order.id, order.amount_fen, order.currency, order.account, order.order_id, now,
                     fate.ends, now + fate.after, fate.reason_code),
                )  # fmt: skip
            result = self._settle(file, order.id, now)
            file.execute("COMMIT")
        except BaseException:
            file.execute("ROLLBACK")
            raise
        if known is not None and known != (order.amount_fen, order.currency, order.order_id):
            raise LedgerMismatch("this id was handed over before with other content")
        return PayoutResult("unknown") if known is None and fate.answer_lost else result

    def _query(self, order: Payable) -> PayoutResult:
        file, now = self._open(), self._clock.now(order.account)
        file.execute("BEGIN IMMEDIATE")
        try:
            result = self._settle(file, order.id, now)
            file.execute("COMMIT")
        except BaseException:
            file.execute("ROLLBACK")
            raise
        return result

    def _settle(self, file: sqlite3.Connection, id_: str, now: Micros) -> PayoutResult:
        """The state of a request; writes the payment the first time that it is due."""
        request = file.execute(
            "SELECT amount_fen, ends, ends_at, reason_code FROM request WHERE id = ?", (id_,)
        ).fetchone()
        if request is None:
            return PayoutResult("never_heard")
        amount_fen, ends, ends_at, reason_code = request
        if now < ends_at:
            return PayoutResult("pending")
        outcome: Outcome = ends
        if outcome == "failed":
            return PayoutResult(outcome, reason_code)
        paid = file.execute("SELECT n FROM payment WHERE id = ?", (id_,)).fetchone()
        if paid is None:
            paid = file.execute(
                "INSERT INTO payment (id, amount_fen, at) VALUES (?, ?, ?) RETURNING n",
                (id_, amount_fen, now),
            ).fetchone()
        return PayoutResult(outcome, None, f"SANDBOX-{paid[0]:06d}")

    def _entries(self) -> list[LedgerEntry]:
        rows = self._open().execute(
            "SELECT id, count(*), (SELECT count(*) FROM payment p WHERE p.id = s.id),"
            " (SELECT coalesce(sum(amount_fen), 0) FROM payment p WHERE p.id = s.id)"
            " FROM submission s GROUP BY id ORDER BY min(n)"
        )
        return [LedgerEntry(*row) for row in rows.fetchall()]
