"""Reads the audit: all of it, with filters and as CSV, for admins; for a customer what staff did to the account.

A customer is told what was done and when, and under which ticket, but not by whom.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from domain.accounts import account_view
from domain.actor import Permission
from domain.context import Ctx
from domain.errors import Refusal
from domain.pages import FIRST, Page, Spot, page_at, short, unshort
from domain.ports import Fen, Micros
from domain.rules.calendar import read_date, start_of, to_local
from domain.rules.characters import as_escaped
from domain.rules.money import plain
from domain.staff import name_of
from domain.tx import Tx
from domain.use_case import use_case
from domain.usecases.customer.show_costs import current
from domain.views import AccountView

if TYPE_CHECKING:
    from domain.tx import AuditRow, LogFromRow

_END = 2**63 - 1
MOST_ROWS = 10_000
"""The number of newest rows in one file."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows; None: any. `who` is like `chat:7`; `account` also finds what was done while acting as it.

    `since` and `until` are moments; the second one is not included. `staff_only`: nothing that customers did.
    """

    who: str | None = None
    account: str | None = None
    what: str | None = None
    staff_only: bool = True
    since: Micros | None = None
    until: Micros | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One act of staff. `what` is the use case; `subject` a withdrawal or document; `acting`: in a session."""

    at: Micros
    what: str
    by: Literal["staff", "operator"]
    subject: str | None
    ticket: str | None
    acting: bool


@dataclass(frozen=True, slots=True)
class LogView:
    """One page of what staff did to an account, newest first."""

    account: AccountView
    entries: tuple[LogEntry, ...]
    page: Page
    at: Micros


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the audit. `name` is what colleagues call `who`; `detail` is in words, `role=finance`."""

    id: int
    at: Micros
    who: str
    name: str
    acting_as: str | None
    what: str
    account: str | None
    subject: str | None
    outcome: str
    update_id: int | None
    ticket: str | None
    amount_fen: Fen | None
    version: int | None
    detail: tuple[str, ...]
    reason: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class AuditView:
    """One page of the audit, newest first."""

    entries: tuple[AuditEntry, ...]
    filter: AuditFilter
    page: Page
    at: Micros


@dataclass(frozen=True, slots=True)
class AuditFile:
    """A file for a spreadsheet. `cut`: there were more rows than one file holds."""

    text: str = field(repr=False)
    rows: int
    cut: bool


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_log(ctx: Ctx, spot: Spot = FIRST) -> LogView:
    """A page of what staff did to the current account. Raises not_linked."""
    chosen, _ = current(ctx.tx, ctx.actor.person)
    account = chosen.account.id

    def rows_from(key: str | None, most: int) -> list[LogFromRow]:
        return ctx.tx.all("log_from", account=account, start=_start(key), most=most)

    def before(key: str, most: int) -> list[str]:
        rows = ctx.tx.all("log_before", account=account, start=_start(key), most=most)
        return [short(row.id) for row in rows]

    rows, page = page_at(spot, ctx.policy.page_size, rows_from, before, lambda row: short(row.id))
    return LogView(account_view(ctx.vault, chosen), tuple(map(_log_entry, rows)), page, ctx.clock.now())


def _start(key: str | None) -> int:
    """The id that a page begins at; beyond all for the first page."""
    number = unshort(key)
    return _END if number is None else min(number, _END)


def _log_entry(row: LogFromRow) -> LogEntry:
    by: Literal["staff", "operator"] = "operator" if row.who.startswith("operator:") else "staff"
    return LogEntry(row.at, row.use_case, by, row.subject, row.ticket, row.acting_as is not None)


class _Params(TypedDict):
    what: str | None
    outcome: str | None
    since: Micros | None
    until: Micros | None
    staff_only: int


@use_case(Permission.AUDIT, lock="audit", proof="look")
def show_audit(ctx: Ctx, filter: AuditFilter, spot: Spot = FIRST) -> AuditView:
    """A page of the audit. Reading it leaves a row in it too."""

    def rows_from(key: str | None, most: int) -> list[AuditRow]:
        return _rows(ctx.tx, filter, _start(key), most)

    rows, page = page_at(spot, ctx.policy.queue_page, rows_from, None, lambda row: short(row.id))
    return AuditView(tuple(_audit_entry(ctx, row) for row in rows), filter, page, ctx.clock.now())


def _rows(tx: Tx, wanted: AuditFilter, start: int, most: int) -> list[AuditRow]:
    """The newest rows of this filter from an id on: by account, else by person, else through all of it."""
    rest = _params(wanted)
    if wanted.account is not None:
        return tx.all(
            "audit_of_account", account=wanted.account, who=wanted.who, start=start, most=most, **rest
        )
    if wanted.who is not None:
        return tx.all("audit_of_who", who=wanted.who, start=start, most=most, **rest)
    return tx.all("audit_from", start=start, most=most, **rest)


@use_case(Permission.AUDIT, lock="audit", proof="look")
def audit_csv(ctx: Ctx, filter: AuditFilter) -> AuditFile:
    """The rows as CSV, newest first, times local. A text that looks like a formula begins with an apostrophe.

    Invisible characters are shown as escapes.
    """
    rows = _rows(ctx.tx, filter, _END, MOST_ROWS + 1)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(
        (
            "id",
            "at",
            "who",
            "name",
            "acting_as",
            "what",
            "account",
            "subject",
            "outcome",
            "update",
            "ticket",
            "reason",
            "amount",
            "version",
            "detail",
        )
    )
    for row in rows[:MOST_ROWS]:
        one = _audit_entry(ctx, row)
        at = to_local(one.at).isoformat(timespec="seconds")
        texts = (one.who, one.name, one.acting_as, one.what, one.account, one.subject, one.outcome)
        amount = None if one.amount_fen is None else plain(one.amount_fen)
        rest = (one.ticket, one.reason, amount, one.version, "; ".join(one.detail))
        cells = (*texts, one.update_id, *rest)
        writer.writerow((one.id, at, *(_cell(None if cell is None else str(cell)) for cell in cells)))
    return AuditFile("\ufeff" + file.getvalue(), min(len(rows), MOST_ROWS), len(rows) > MOST_ROWS)


def _cell(text: str | None) -> str:
    if text is None:
        return ""
    text = as_escaped(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _audit_entry(ctx: Ctx, row: AuditRow) -> AuditEntry:
    reason = None if row.reason_sealed is None else ctx.vault.open(row.reason_sealed)
    return AuditEntry(
        row.id, row.at, row.who, name_of(ctx.tx, row.who), row.acting_as, row.use_case, row.account, row.subject,
        row.outcome, row.update_id, row.ticket, row.amount_fen, row.version, _words(row.detail), reason,
    )  # fmt: skip


def _words(detail: str | None) -> tuple[str, ...]:
    found = {} if detail is None else json.loads(detail)
    return tuple(f"{name}={_word(value)}" for name, value in found.items())


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} ({count})" for name, count in value.items())
    return str(value)


def _params(wanted: AuditFilter) -> _Params:
    return {
        "what": wanted.what, "outcome": wanted.outcome, "since": wanted.since, "until": wanted.until,
        "staff_only": int(wanted.staff_only),
    }  # fmt: skip


def parse_filter(words: str) -> AuditFilter:
    """A filter from typed words: `account=1001 who=7 what=review outcome=denied since=2026-11-01 until=2026-11-30`.

    `all` includes what customers did; the day of `until` is included. Raises `filter_wrong` with the `word`.
    """
    found = AuditFilter()
    for word in words.split():
        name, has_value, value = word.partition("=")
        if word == "all":
            found = replace(found, staff_only=False)
        elif not has_value or not value:
            raise Refusal("filter_wrong", word=word)
        elif name == "who":
            found = replace(found, who=f"chat:{value}" if value.isdecimal() else value)
        elif name == "account":
            found = replace(found, account=value)
        elif name == "what":
            found = replace(found, what=value)
        elif name == "outcome":
            found = replace(found, outcome=value)
        elif name == "since":
            found = replace(found, since=start_of(_day(word, value)))
        elif name == "until":
            found = replace(found, until=start_of(_day(word, value) + timedelta(days=1)))
        else:
            raise Refusal("filter_wrong", word=word)
    return found


def _day(word: str, value: str) -> date:
    day = read_date(value)
    if day is None or not 1970 < day.year < 3000:
        raise Refusal("filter_wrong", word=word)
    return day
