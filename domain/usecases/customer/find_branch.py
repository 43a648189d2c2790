"""Finding a branch in the directory: by what a person types, or by its bank code (rules 5).

`domain.rules.branches` reads the typed text; `import_branches` loads the directory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.actor import Permission
from domain.context import Ctx
from domain.ports import Micros
from domain.rules.branches import Branch, ask, code_is_right
from domain.tx import Tx
from domain.use_case import use_case

if TYPE_CHECKING:
    from domain.tx import BranchFoundRow, BranchRow

PAGE_SIZE = 10
MOST_PAGES = 20
"""Beyond these pages, typing more helps a person better."""


@dataclass(frozen=True, slots=True)
class BranchPage:
    """At most ten branches, the best first. `available`: there is a directory; `more`: there is a next page."""

    branches: tuple[Branch, ...] = ()
    page: int = 0
    more: bool = False
    available: bool = True


@dataclass(frozen=True, slots=True)
class DirectoryStatus:
    """The directory in use: its branches, its refused rows, and since when."""

    branches: int
    refused: int
    imported_at: Micros
    loading: bool


@use_case(Permission.TALK, writes=False, acting="either")
def find_branch(ctx: Ctx, text: str, bank: str | None = None, page: int = 0) -> BranchPage:
    """A page of branches for a person in the chat. No typed text makes it fail.

    `bank` (as in the directory) restricts it to one bank; `page` counts from 0.
    """
    return branches_found(ctx.tx, text, bank, page)


@use_case(Permission.OPERATE, writes=False)
def try_search(ctx: Ctx, text: str, bank: str | None = None, page: int = 0) -> BranchPage:
    """The same for an operator who checks what customers would see."""
    return branches_found(ctx.tx, text, bank, page)


@use_case(Permission.OPERATE, writes=False)
def show_directory(ctx: Ctx) -> DirectoryStatus | None:
    """The directory in use, None without one."""
    row = ctx.tx.one("branches_in_use")
    if row is None:
        return None
    return DirectoryStatus(row.branches, row.refused, row.imported_at, row.loading is not None)


def branch_by_code(tx: Tx, code: str) -> Branch | None:
    """The branch with this bank code; None if the code is wrong, or the directory lacks it."""
    edition = _edition(tx)
    if edition is None or not code_is_right(code):
        return None
    row = tx.one("branches_by_code", edition=edition, code=code)
    return None if row is None else _view(row)


def branches_found(tx: Tx, text: str, bank: str | None = None, page: int = 0) -> BranchPage:
    """One page of matches: exact name, then all terms in the name, then in city or province too."""
    edition = _edition(tx)
    if edition is None:
        return BranchPage(available=False)
    page = min(max(0, page), MOST_PAGES - 1)
    # One more row than is shown tells whether there is a next page.
    most = (page + 1) * PAGE_SIZE + 1
    asked = ask(text, bank)
    rows: list[BranchRow] | list[BranchFoundRow]
    if asked.digits is not None:
        rows = tx.all(
            "branches_by_digits", edition=edition, first=asked.digits.ljust(12, "0"),
            last=asked.digits.ljust(12, "9"), bank=bank, most=most,
        )  # fmt: skip
    else:
        rows = _answers(tx, edition, asked.questions, most)
    shown = rows[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    more = len(rows) >= most and page + 1 < MOST_PAGES
    return BranchPage(tuple(map(_view, shown)), page, more)


def _answers(tx: Tx, edition: int, questions: tuple[str, ...], most: int) -> list[BranchFoundRow]:
    # A question that did not fill the page was answered in full, so what the next one adds is new.
    found: dict[int, BranchFoundRow] = {}
    for question in questions:
        if len(found) >= most:
            break
        for row in tx.all(
            "branches_find_odd" if edition % 2 else "branches_find_even",
            edition=edition, question=question, most=most,
        ):  # fmt: skip
            found.setdefault(row.id, row)
    return list(found.values())[:most]


def _edition(tx: Tx) -> int | None:
    return tx.one("branches_directory").edition


def _view(row: BranchRow | BranchFoundRow) -> Branch:
    return Branch(row.code, row.name, row.bank, row.city, row.province)
