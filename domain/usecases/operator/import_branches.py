"""Replacing the branch directory: rows are loaded in chunks beside the one in use, then one commit turns over.

Each step is a short transaction, so whoever else writes gets a turn between two of them. Reading the file and the
order of the steps are the caller's: begin, clear until nothing is left, load, finish, clear again.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.errors import Refusal
from domain.tx import Tx
from domain.use_case import use_case

ROWS_CLEARED = 5_000


@use_case(Permission.OPERATE, lock="branches", audited=False)
def begin_import(ctx: Ctx) -> int:
    """The edition to load; an import that was going on, or was killed, ends by this."""
    row = ctx.tx.one("branches_directory")
    edition: int = row.latest + 1
    if row.edition is not None and edition % 2 == row.edition % 2:
        edition += 1
    ctx.tx.run("branches_begin", edition=edition)
    ctx.tx.run("branches_forget_odd" if edition % 2 else "branches_forget_even")
    return edition


@use_case(Permission.OPERATE, lock="branches", audited=False)
def clear_imports(ctx: Ctx) -> bool:
    """Takes away some rows of editions that are not needed any more; False: there are none."""
    row = ctx.tx.one("branches_directory")
    left = ctx.tx.one("branches_left_behind", kept=row.edition or 0, loading=row.loading or 0)
    if left is None:
        if row.loading is None:
            _forget_other_half(ctx.tx, row.edition)
        return False
    ctx.tx.run("branches_delete", edition=left.edition, before=left.id + ROWS_CLEARED)
    return True


@use_case(Permission.OPERATE, lock="branches", audited=False)
def load_branches(ctx: Ctx, edition: int, rows: str) -> int:
    """Adds a chunk, not to be seen yet. Raises import_overtaken if another import has begun meanwhile.

    A chunk: ``rows`` is a JSON array of ``[id, code, name, bank, city, province, tokens]``.
    """
    _still_ours(ctx.tx, edition)
    added = ctx.tx.run("branches_add", edition=edition, rows=rows)
    ctx.tx.run("branches_index_odd" if edition % 2 else "branches_index_even", rows=rows)
    return added


@use_case(Permission.OPERATE, lock="branches", audited=False)
def settle_index(ctx: Ctx, edition: int) -> None:
    """Tidies the index of what was loaded, before anybody asks it. Raises import_overtaken."""
    _still_ours(ctx.tx, edition)
    ctx.tx.run("branches_analyze")
    ctx.tx.run("branches_settle_odd" if edition % 2 else "branches_settle_even")


@use_case(Permission.OPERATE, lock="branches")
def finish_import(ctx: Ctx, edition: int, branches: int, refused: int) -> None:
    """From this commit on the loaded edition is what everybody reads. Raises import_overtaken, import_incomplete.

    ``branches`` were loaded and ``refused`` rows of the file were not.
    """
    _still_ours(ctx.tx, edition)
    if branches < 1 or ctx.tx.scalar("branches_count", edition=edition) != branches:
        raise Refusal("import_incomplete")
    ctx.note.add(count=branches)
    ctx.tx.run("branches_finish", now=ctx.clock.now(), branches=branches, refused=refused)


def _still_ours(tx: Tx, edition: int) -> None:
    if tx.one("branches_directory").loading != edition:
        raise Refusal("import_overtaken")


def _forget_other_half(tx: Tx, edition: int | None) -> None:
    if edition is not None:
        tx.run("branches_forget_even" if edition % 2 else "branches_forget_odd")
