"""Replacing the branch directory: rows are loaded in chunks beside the one in use, then one commit turns over.

Each step is a short transaction, so whoever else writes gets a turn between two of them. Reading the file and the
order of the steps are the caller's: begin, clear until nothing is left, load, finish, clear again.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.errors import DomainError
from domain.ports import Tx
from domain.use_case import use_case

ROWS_CLEARED = 5_000


@dataclass(frozen=True, slots=True)
class BeginImport:
    """Nothing to choose."""


@dataclass(frozen=True, slots=True)
class ClearImports:
    """Forgets rows that no reader and no import needs."""


@dataclass(frozen=True, slots=True)
class LoadBranches:
    """A chunk: ``rows`` is a JSON array of ``[id, code, name, bank, city, province, tokens]``."""

    edition: int
    rows: str


@dataclass(frozen=True, slots=True)
class SettleIndex:
    """Of the edition that was loaded."""

    edition: int


@dataclass(frozen=True, slots=True)
class FinishImport:
    """``branches`` were loaded and ``refused`` rows of the file were not."""

    edition: int
    branches: int
    refused: int


@use_case(Permission.OPERATE, audited=False)
def begin_import(tx: Tx, env: Env, actor: Actor, command: BeginImport) -> int:
    """The edition to load; an import that was going on, or was killed, ends by this."""
    row = tx.one("branches_directory")
    edition: int = row.latest + 1
    if row.edition is not None and edition % 2 == row.edition % 2:
        edition += 1
    tx.run("branches_begin", edition=edition)
    tx.run("branches_forget_odd" if edition % 2 else "branches_forget_even")
    return edition


@use_case(Permission.OPERATE, audited=False)
def clear_imports(tx: Tx, env: Env, actor: Actor, command: ClearImports) -> bool:
    """Takes away some rows of editions that are not needed any more; False: there are none."""
    row = tx.one("branches_directory")
    left = tx.one("branches_left_behind", kept=row.edition or 0, loading=row.loading or 0)
    if left is None:
        if row.loading is None:
            _forget_other_half(tx, row.edition)
        return False
    tx.run("branches_delete", edition=left.edition, before=left.id + ROWS_CLEARED)
    return True


@use_case(Permission.OPERATE, audited=False)
def load_branches(tx: Tx, env: Env, actor: Actor, command: LoadBranches) -> int:
    """Adds a chunk, not to be seen yet. Raises import_overtaken if another import has begun meanwhile."""
    _still_ours(tx, command.edition)
    added = tx.run("branches_add", edition=command.edition, rows=command.rows)
    tx.run("branches_index_odd" if command.edition % 2 else "branches_index_even", rows=command.rows)
    return added


@use_case(Permission.OPERATE, audited=False)
def settle_index(tx: Tx, env: Env, actor: Actor, command: SettleIndex) -> None:
    """Tidies the index of what was loaded, before anybody asks it. Raises import_overtaken."""
    _still_ours(tx, command.edition)
    tx.run("branches_analyze")
    tx.run("branches_settle_odd" if command.edition % 2 else "branches_settle_even")


@use_case(Permission.OPERATE)
def finish_import(tx: Tx, env: Env, actor: Actor, command: FinishImport) -> None:
    """From this commit on the loaded edition is what everybody reads. Raises import_overtaken, import_incomplete."""
    _still_ours(tx, command.edition)
    if command.branches < 1 or tx.scalar("branches_count", edition=command.edition) != command.branches:
        raise DomainError("import_incomplete")
    env.note.add(count=command.branches)
    tx.run("branches_finish", now=env.clock.now(), branches=command.branches, refused=command.refused)


def _still_ours(tx: Tx, edition: int) -> None:
    if tx.one("branches_directory").loading != edition:
        raise DomainError("import_overtaken")


def _forget_other_half(tx: Tx, edition: int | None) -> None:
    if edition is not None:
        tx.run("branches_forget_even" if edition % 2 else "branches_forget_odd")
