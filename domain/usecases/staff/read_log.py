"""Reading the audit: all of it with filters and as CSV for admin, and for a customer what staff did to the account.

A customer is told what was done and when, under which ticket, and not by whom by name.
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
from domain.ports import Fen, Micros
from domain.rules.calendar import read_date, start_of, to_local
from domain.rules.characters import as_escaped
from domain.rules.money import plain
from domain.staff import name_of
from domain.use_case import use_case
from domain.usecases.customer.show_costs import current
from domain.views import AccountView

if TYPE_CHECKING:
    from domain.tx import AuditPageRow, LogPageRow

MOST_ROWS = 10_000
"""So many of the newest rows go into one file."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows; None: whichever. ``who`` like ``chat:7``; ``account`` also finds what was done acting as it.

    ``since`` and ``until`` are moments, the second one not included. ``staff_only``: nothing that customers did.
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
    """One thing staff did. ``what``: the use case; ``subject``: withdrawal or document; ``acting``: in a session."""

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
    page: int
    pages: int
    at: Micros


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the audit. ``name``: what colleagues call ``who``; ``detail``: as words, ``role=finance``."""

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
    """One page of the audit, newest first; ``total`` is of all pages."""

    entries: tuple[AuditEntry, ...]
    filter: AuditFilter
    page: int
    pages: int
    total: int
    at: Micros


@dataclass(frozen=True, slots=True)
class AuditFile:
    """A file for a spreadsheet. ``cut``: there were more rows than one file holds."""

    text: str = field(repr=False)
    rows: int
    cut: bool


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_log(ctx: Ctx, page: int = 0) -> LogView:
    """What staff did to the current account. Raises not_linked.

    Of the current account; ``page`` counts from 0, one beyond the last shows the last.
    """
    chosen, _ = current(ctx.tx, ctx.actor.person)
    account, size = chosen.account.id, ctx.policy.page_size
    pages = max(1, -(-ctx.tx.scalar("log_count", account=account) // size))
    page = min(max(0, page), pages - 1)
    rows = ctx.tx.all("log_page", account=account, most=size, skip=page * size)
    return LogView(
        account_view(ctx.vault, chosen), tuple(map(_log_entry, rows)), page, pages, ctx.clock.now()
    )


def _log_entry(row: LogPageRow) -> LogEntry:
    by: Literal["staff", "operator"] = "operator" if row.who.startswith("operator:") else "staff"
    return LogEntry(row.at, row.use_case, by, row.subject, row.ticket, row.acting_as is not None)


class _Params(TypedDict):
    who: str | None
    account: str | None
    what: str | None
    outcome: str | None
    since: Micros | None
    until: Micros | None
    staff_only: int


@use_case(Permission.AUDIT, lock="audit", proof="look")
def show_audit(ctx: Ctx, filter: AuditFilter, page: int = 0) -> AuditView:
    """Who reads the audit is in it too.

    ``page`` counts from 0; one beyond the last shows the last.
    """
    size, wanted = ctx.policy.queue_page, _params(filter)
    total = ctx.tx.scalar("audit_count", **wanted)
    pages = max(1, -(-total // size))
    page = min(max(0, page), pages - 1)
    rows = ctx.tx.all("audit_page", **wanted, most=size, skip=page * size)
    entries = tuple(_audit_entry(ctx, row) for row in rows)
    return AuditView(entries, filter, page, pages, total, ctx.clock.now())


@use_case(Permission.AUDIT, lock="audit", proof="look")
def audit_csv(ctx: Ctx, filter: AuditFilter) -> AuditFile:
    """Newest first, times local; a text that a spreadsheet would take for a formula begins with an apostrophe.

    What cannot be seen is shown as an escape.
    """
    rows = ctx.tx.all("audit_page", **_params(filter), most=MOST_ROWS + 1, skip=0)
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


def _audit_entry(ctx: Ctx, row: AuditPageRow) -> AuditEntry:
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
        "who": wanted.who, "account": wanted.account, "what": wanted.what, "outcome": wanted.outcome,
        "since": wanted.since, "until": wanted.until, "staff_only": int(wanted.staff_only),
    }  # fmt: skip


def parse_filter(words: str) -> AuditFilter:
    """A filter as it is typed: ``account=1001 who=7 what=review outcome=denied since=2026-11-01 until=2026-11-30``.

    ``all`` takes in what customers did; the day of ``until`` is included. Raises ``filter_wrong`` with
    the ``word``.
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
