"""The commands `roles` and `audit`: who may do what, and who did."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cli.failures import WRONG_USE, Failure, told
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import put, put_file, put_lines
from domain.errors import Refusal
from domain.pages import FIRST, Spot, short
from domain.rules.calendar import to_local
from domain.rules.money import plain
from domain.usecases.staff.read_log import (
    AuditFile,
    AuditFilter,
    AuditView,
    audit_csv,
    parse_filter,
    show_audit,
)


def show_roles() -> int:
    """Prints the table of roles as Markdown."""
    from domain.roles import roles_table

    put_lines(roles_table())
    return 0


def show_audit_rows(words: Sequence[str], *, before: int | None, as_csv: bool) -> int:
    """Prints a page of the audit, newest first, below the row `before`; or all of it as CSV.

    The CSV is UTF-8 with a mark, for spreadsheets.
    """
    wanted = _filter(words)
    spot = FIRST if before is None else Spot(short(before - 1))
    if as_csv:
        return _print_csv(wanted)

    async def work(books: OpenBooks) -> AuditView:
        return await books.perform(show_audit, operator(), wanted, spot)

    try:
        view = with_books(work)
    except Refusal as refusal:
        raise Failure(f"audit: not done: {told(refusal)}") from None
    for one in view.entries:
        acting = "" if one.acting_as is None else f" acting as {one.acting_as}"
        more = [] if one.amount_fen is None else [plain(one.amount_fen)]
        more += [] if one.version is None else [f"version {one.version}"]
        put(
            f"{to_local(one.at):%Y-%m-%d %H:%M:%S}", f"{one.name} ({one.who}){acting}", one.what, one.account or "-",
            one.subject or "-", one.outcome, "; ".join((*more, *one.detail)) or "-",
            *([] if one.ticket is None else [one.ticket]),
        )  # fmt: skip
    if view.page.older is not None:
        put(f"older rows: --before {view.entries[-1].id}", err=True)
    return 0


def _print_csv(wanted: AuditFilter) -> int:
    async def work(books: OpenBooks) -> AuditFile:
        return await books.perform(audit_csv, operator(), wanted)

    try:
        file = with_books(work)
    except Refusal as refusal:
        raise Failure(f"audit: not done: {told(refusal)}") from None
    put_file(file.text)
    if file.cut:
        put(f"only the newest {file.rows} rows: narrow the filter", err=True)
    return 0


def _filter(words: Sequence[str]) -> AuditFilter:
    try:
        return parse_filter(" ".join(words))
    except Refusal as error:
        raise Failure(
            f"{error.params.get('word')!r} is none of who=, account=, what=, outcome=, since=DATE, until=DATE, all",
            WRONG_USE,
        ) from None
