"""The sandbox twin of the payout channel, with a durable ledger of its own.

The ledger counts by id what was handed over, paid and sent back, so a double payment would show. The last two digits
of an amount choose its fate (`SCRIPT`); any other amount is paid at once.
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

from bot.channels.payouts.payout_list import PayoutPage
from domain.contradictions import PayoutOutcome
from domain.ports import HOUR, MINUTE, Clock, Fen, Micros
from domain.rules.calendar import business_day_after, end_of, local_date
from domain.rules.designated import Method
from domain.usecases.operator.reconcile import ListedPayout, Said
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an amount. `about` says it in a line, for the panel and the document.

    `answer_lost`: the first answer is lost. `after`: how long the payout stays undecided; with `business_days`, until
    the end of the last of that many days. `silent`: there is no answer until then. `returned_after`: how long after
    the payment the bank sends it back.
    """

    about: str
    ends: Literal["paid", "failed"] = "paid"
    reason_code: str | None = None
    answer_lost: bool = False
    after: Micros = 0
    business_days: int = 0
    silent: bool = False
    returned_after: Micros | None = None

    def ends_at(self, now: Micros) -> Micros:
        """The moment of the decision for a payout handed over now."""
        if self.business_days:
            return end_of(business_day_after(local_date(now), self.business_days))
        return now + self.after


ORDINARY = Fate("is paid at once")
SCRIPT: dict[int, Fate] = {
    87: Fate("fails: daily_quota_used, a reason without a text of its own", "failed", "daily_quota_used"),
    89: Fate("fails: window_closed", "failed", "window_closed"),
    91: Fate("fails: account_closed", "failed", "account_closed"),
    92: Fate("fails: name_mismatch", "failed", "name_mismatch"),
    93: Fate("fails: channel_refused", "failed", "channel_refused"),
    94: Fate("is paid, but the answer is lost; the next question learns it", answer_lost=True),
    95: Fate(
        "fails: channel_refused, but the answer is lost; the next question learns it",
        "failed", "channel_refused", answer_lost=True,
    ),
    96: Fate("stays pending for a minute, then is paid", after=MINUTE),
    97: Fate(
        "is paid; two minutes later the bank sends it back: bank_return, learned an hour after success",
        reason_code="bank_return", returned_after=2 * MINUTE,
    ),
    98: Fate(
        "no answer until the end of the fourth business day, then it is paid: late, and staff may settle it",
        business_days=4, silent=True,
    ),
    99: Fate("stays pending for two hours, then is paid: later than promised", after=2 * HOUR),
}  # fmt: skip
"""The fates by the last two digits of the amount in fen: 120.91 fails with `account_closed`, and so on."""

PAGE = 500
"""Payouts in one page of the list."""
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
CREATE TABLE IF NOT EXISTS bank_return (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    amount_fen INTEGER NOT NULL,
    at INTEGER NOT NULL
);
"""
ADDED = {
    "returned_after": "ALTER TABLE request ADD COLUMN returned_after INTEGER",
    "silent": "ALTER TABLE request ADD COLUMN silent INTEGER NOT NULL DEFAULT 0",
    "method": "ALTER TABLE request ADD COLUMN method TEXT NOT NULL DEFAULT 'original'",
    "payee_kind": "ALTER TABLE request ADD COLUMN payee_kind TEXT",
    "payee_bank": "ALTER TABLE request ADD COLUMN payee_bank TEXT",
    "payee_branch": "ALTER TABLE request ADD COLUMN payee_branch TEXT",
}
"""Columns of `request` that ledgers of earlier versions lack."""


class LedgerMismatch(Exception):
    """A known id came with another amount, currency or order. Nothing was paid for it."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger counted for one id."""

    id: str
    submissions: int
    payments: int
    paid_fen: Fen
    returns: int = 0


class SandboxPayouts:
    """Pays into a file. Calls run one by one on a thread of their own, each in one durable transaction."""

    def __init__(self, path: Path | str, clock: Clock) -> None:
        self._path = Path(path)
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sandbox-payouts")
        self._file: sqlite3.Connection | None = None

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        """Takes the payout in. A repeated id is counted and answered the same way.

        Raises LedgerMismatch if the id is known with another amount, currency or order.
        """
        return await self._call(self._submit, order)

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        """The state of the payout at the time of the clock."""
        return await self._call(self._query, order)

    async def handed_over(self, after: int) -> PayoutPage:
        """The payouts first handed over after that many submissions, with their present state."""
        return await self._call(self._handed_over, after)

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
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            file = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=30)
            try:
                file.execute("PRAGMA journal_mode = WAL")
                file.execute("PRAGMA synchronous = FULL")
                file.executescript(SCHEMA)
                _add_columns(file)
            except BaseException:
                file.close()
                raise
            self._file = file
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _submit(self, order: PayoutOrder) -> PayoutAnswer:
        file, now = self._open(), self._clock.now(order.account)
        fate = SCRIPT.get(order.amount_fen % 100, ORDINARY)
        file.execute("BEGIN IMMEDIATE")
        try:
            file.execute(
                "INSERT INTO submission (id, amount_fen, at) VALUES (?, ?, ?)",
                (order.id, order.amount_fen, now),
            )
            known = file.execute(
                "SELECT amount_fen, currency, order_id, method, payee_kind, payee_bank, payee_branch"
                " FROM request WHERE id = ?",
                (order.id,),
            ).fetchone()
            told = _told(order)
            if known is None:
                file.execute(
                    "INSERT INTO request (id, amount_fen, currency, account, order_id, at, ends, ends_at,"
                    " reason_code, returned_after, silent, method, payee_kind, payee_bank, payee_branch)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (order.id, order.amount_fen, order.currency, order.account, told[2], now,
                     fate.ends, fate.ends_at(now), fate.reason_code, fate.returned_after, int(fate.silent),
                     *told[3:]),
                )  # fmt: skip
            result = self._settle(file, order.id, now)
            file.execute("COMMIT")
        except BaseException:
            file.execute("ROLLBACK")
            raise
        if known is not None and known != told:
            raise LedgerMismatch("this id was handed over before with other content")
        return PayoutAnswer("unknown") if known is None and fate.answer_lost else result

    def _query(self, order: PayoutOrder) -> PayoutAnswer:
        file, now = self._open(), self._clock.now(order.account)
        file.execute("BEGIN IMMEDIATE")
        try:
            result = self._settle(file, order.id, now)
            file.execute("COMMIT")
        except BaseException:
            file.execute("ROLLBACK")
            raise
        return result

    def _settle(self, file: sqlite3.Connection, id_: str, now: Micros) -> PayoutAnswer:
        """The state of a request. Writes the payment and the return when they first become due."""
        request = file.execute(
            "SELECT amount_fen, ends, ends_at, reason_code, returned_after, silent FROM request WHERE id = ?",
            (id_,),
        ).fetchone()
        if request is None:
            return PayoutAnswer("never_heard")
        amount_fen, ends, ends_at, reason_code, returned_after, silent = request
        if now < ends_at:
            return PayoutAnswer("unknown" if silent else "pending")
        outcome: PayoutOutcome = ends
        if outcome == "failed":
            return PayoutAnswer(outcome, reason_code)
        paid = _once(file, "payment", id_, amount_fen, now)
        if returned_after is not None and now >= ends_at + returned_after:
            back = _once(file, "bank_return", id_, amount_fen, now)
            return PayoutAnswer("returned", reason_code, f"SANDBOX-R{back:06d}")
        return PayoutAnswer(outcome, None, f"SANDBOX-{paid:06d}")

    def _handed_over(self, after: int) -> PayoutPage:
        file = self._open()
        rows = file.execute(
            "SELECT min(s.n), r.id, r.account, r.order_id, r.method, r.amount_fen, r.currency, r.at"
            " FROM request r JOIN submission s ON s.id = r.id GROUP BY r.id HAVING min(s.n) > ?"
            " ORDER BY min(s.n) LIMIT ?",
            (after, PAGE),
        ).fetchall()
        return PayoutPage(
            tuple(self._listed(file, *row[1:]) for row in rows), rows[-1][0] if len(rows) == PAGE else None
        )

    def _listed(
        self,
        file: sqlite3.Connection,
        id_: str,
        account: str,
        order_id: str,
        method: Method,
        amount_fen: Fen,
        currency: str,
        at: Micros,
    ) -> ListedPayout:
        file.execute("BEGIN IMMEDIATE")
        try:
            result = self._settle(file, id_, self._clock.now(account))
            file.execute("COMMIT")
        except BaseException:
            file.execute("ROLLBACK")
            raise
        said: Said = result.outcome if result.outcome in ("paid", "failed", "returned") else "pending"
        return ListedPayout(
            id_, account, order_id or None, method, amount_fen, currency, said, at, result.reason_code,
            result.reference,
        )  # fmt: skip

    def _entries(self) -> list[LedgerEntry]:
        rows = self._open().execute(
            "SELECT id, count(*), (SELECT count(*) FROM payment p WHERE p.id = s.id),"
            " (SELECT coalesce(sum(amount_fen), 0) FROM payment p WHERE p.id = s.id),"
            " (SELECT count(*) FROM bank_return r WHERE r.id = s.id)"
            " FROM submission s GROUP BY id ORDER BY min(n)"
        )
        return [LedgerEntry(*row) for row in rows.fetchall()]


def _told(order: PayoutOrder) -> tuple[int, str, str, str, str | None, str | None, str | None]:
    """What the ledger keeps of a request: no number and no name of a payee. An application has no order."""
    to = order.payee
    payee = (None, None, None) if to is None else (to.kind, to.bank, to.branch)
    return order.amount_fen, order.currency, order.order_id or "", order.method, *payee


def _once(
    file: sqlite3.Connection, table: Literal["payment", "bank_return"], id_: str, fen: Fen, now: Micros
) -> int:
    """The number of the one row of this id. The row is written if it is missing."""
    found = file.execute(f"SELECT n FROM {table} WHERE id = ?", (id_,)).fetchone()
    if found is None:
        found = file.execute(
            f"INSERT INTO {table} (id, amount_fen, at) VALUES (?, ?, ?) RETURNING n", (id_, fen, now)
        ).fetchone()
    return int(found[0])


def _add_columns(file: sqlite3.Connection) -> None:
    there = {row[1] for row in file.execute("PRAGMA table_info(request)")}
    for column, statement in ADDED.items():
        if column not in there:
            file.execute(statement)
