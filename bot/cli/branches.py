"""The command `branches`: loads the directory of bank branches from a file, tries a search, shows what is loaded.

The domain decides which rows are good and what finds them; `bot.cli.branch_file` reads the file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from bot.cli.branch_file import BranchFile, read_branches
from bot.cli.failures import WRONG_USE, Failure, told
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import counted, progress_bar, put, say
from bot.runtime.runner import Runner
from domain.errors import Refusal
from domain.rules.branches import Branch, in_order, tokens
from domain.rules.calendar import to_local
from domain.use_case import UseCase
from domain.usecases.customer.find_branch import BranchPage, DirectoryStatus, show_directory, try_search
from domain.usecases.operator.import_branches import (
    begin_import,
    clear_imports,
    finish_import,
    load_branches,
    settle_index,
)

if TYPE_CHECKING:
    from rich.progress import Progress

P = ParamSpec("P")
R = TypeVar("R")

SHOWN = 20
CHUNK = 500
SMALLEST_PERCENT = 80
"""A directory with fewer branches than this part of the present one is probably a broken file."""


def import_directory(names: list[str], *, yes: bool = False) -> int:
    """Replaces the directory by the file's. Exit code 1, and nothing replaced, if no row is good.

    Raises Failure if the file is much smaller than the directory and `yes` is not set.
    """
    if len(names) > 1:
        raise Failure("one file, please: it replaces the whole directory", WRONG_USE)
    name = names[0]
    with progress_bar() as progress:
        read = _read(name)
        _tell_refused(progress, name, read)
        if not read.branches:
            say(progress, f"{name}: no row of it is good, nothing replaced")
            return 1
        task = None if progress is None else progress.add_task("loading", total=len(read.branches))

        def tell(done: int) -> None:
            if progress is not None and task is not None:
                progress.update(task, completed=done)

        async def work(books: OpenBooks) -> None:
            if not yes:
                _ask_if_smaller(name, len(read.branches), await _look(books, show_directory))
            await replace_directory(books, read.branches, len(read.refused), tell=tell)

        with_books(work)
    line = f"{name}: {counted(len(read.branches), 'branch', 'branches')} imported"
    put(line + (f", {counted(len(read.refused), 'row')} refused" if read.refused else ""))
    return 0


def _ask_if_smaller(name: str, branches: int, status: DirectoryStatus | None) -> None:
    """Raises Failure when the directory would lose more than a fifth of its branches."""
    if status is not None and branches * 100 < status.branches * SMALLEST_PERCENT:
        has = counted(status.branches, "branch", "branches")
        raise Failure(
            f"{name}: {counted(branches, 'branch', 'branches')}, and the directory in use has {has}: "
            "nothing replaced; if that is right, say so with --yes"
        )


def search_directory(text: str, *, bank: str | None, page: int) -> int:
    """Prints what a customer would be offered for this text. Exit code 1 without a match."""
    found = with_books(lambda books: _look(books, try_search, text, bank, page - 1))
    assert isinstance(found, BranchPage)
    if not found.available:
        raise Failure("there is no directory: main.py branches import FILE.csv loads one")
    for one in found.branches:
        place = " ".join(dict.fromkeys(part for part in (one.province, one.city) if part))
        put(f"{one.code}  {one.name}  {one.bank}  {place}")
    if not found.branches:
        raise Failure("nothing found")
    if found.more:
        put(f"more: --page {found.page + 2}")
    return 0


def show_status() -> int:
    """Prints the size of the directory and its date. Exit code 1 without a directory."""
    status = with_books(lambda books: _look(books, show_directory))
    if status is None:
        raise Failure("there is no directory: main.py branches import FILE.csv loads one")
    assert isinstance(status, DirectoryStatus)
    when = f"{to_local(status.imported_at):%Y-%m-%d %H:%M} (Asia/Shanghai)"
    put(f"{counted(status.branches, 'branch', 'branches')}, imported {when}, {status.refused} rows refused")
    if status.loading:
        put("another import has begun and has not ended")
    return 0


def _read(name: str) -> BranchFile:
    try:
        with open(name, "rb") as file:
            return read_branches(file.read())
    except FileNotFoundError:
        raise Failure(f"{name}: there is no such file", WRONG_USE) from None
    except IsADirectoryError:
        raise Failure(f"{name} is a folder; name the file in it", WRONG_USE) from None
    except OSError as exc:
        raise Failure(f"{name}: {exc.strerror}") from None
    except ValueError as exc:
        raise Failure(f"{name}: {exc}, nothing replaced") from None


def _tell_refused(progress: Progress | None, name: str, read: BranchFile) -> None:
    for line, reason in read.refused[:SHOWN]:
        say(progress, f"{name}:{line}: {reason}")
    if len(read.refused) > SHOWN:
        say(progress, f"{name}: and {len(read.refused) - SHOWN} more; in all:")
        for reason, count in Counter(reason for _, reason in read.refused).most_common():
            say(progress, f"{name}: {count} x {reason}")


async def replace_directory(
    books: Runner,
    branches: list[Branch],
    refused: int,
    *,
    tell: Callable[[int], None] = lambda done: None,
    found_by: Callable[[Branch], str] = tokens,
) -> None:
    """Loads the branches beside the old ones, switches to them, and deletes the old ones. Raises Failure.

    `tell` gets the number of branches loaded so far; `found_by` gives a branch's tokens. Other writers get their turn
    between two transactions.
    """

    async def step(use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await books.perform(use_case, operator(), *args, **kwargs)
        except Refusal as refusal:
            raise Failure(f"not done, the old directory stays: {told(refusal)}") from None

    async def clear() -> None:
        while await step(clear_imports):
            pass

    edition = await step(begin_import)
    await clear()
    for chunk in _chunks(in_order(branches), found_by):
        await step(load_branches, edition, json.dumps(chunk, ensure_ascii=False))
        tell(chunk[-1][0])
    await step(settle_index, edition)
    await step(finish_import, edition, len(branches), refused)
    await clear()


def _chunks(branches: list[Branch], found_by: Callable[[Branch], str]) -> Iterator[list[list[Any]]]:
    for start in range(0, len(branches), CHUNK):
        chunk = branches[start : start + CHUNK]
        yield [[id_, *one, found_by(one)] for id_, one in enumerate(chunk, start + 1)]


async def _look(books: OpenBooks, use_case: UseCase[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    return await books.look(use_case, operator(), *args, **kwargs)
