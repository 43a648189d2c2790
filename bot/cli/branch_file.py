"""A file of the public branch directories: rows as branches, and line number and reason of those that are none.

UTF-8 with or without a mark, else GB18030. Reasons never hold a value of the row.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from domain.branches import Branch, branch_of

COLUMNS = ("BankCode", "LName", "BankName", "CityName", "ProvinceName")


@dataclass(slots=True)
class BranchFile:
    """The good rows in the order of the file; the others by line, counted from 1."""

    branches: list[Branch] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def read_branches(raw: bytes) -> BranchFile:
    """Every row of a file. ValueError (a sentence) if it is no text, or its columns are other ones."""
    rows = csv.reader(io.StringIO(_decoded(raw), newline=""))
    try:
        header = [one.strip() for one in next(rows, [])]
    except csv.Error:
        header = []
    if missing := [one for one in COLUMNS if one not in header]:
        raise ValueError(f"not a branch directory: there is no column {', '.join(missing)}")
    places = [header.index(one) for one in COLUMNS]
    file, lines = BranchFile(), dict[str, int]()
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return file
        except csv.Error:
            file.refused.append((rows.line_num, "this is no row of a CSV file"))
            continue
        if any(one.strip() for one in row):
            _take(file, lines, rows.line_num, row, places)


def _take(file: BranchFile, lines: dict[str, int], line: int, row: list[str], places: list[int]) -> None:
    if len(row) <= max(places):
        file.refused.append((line, "columns are missing"))
        return
    branch = branch_of(*(row[place] for place in places))
    if not isinstance(branch, Branch):
        file.refused.append((line, branch))
    elif lines.setdefault(branch.code, line) != line:
        file.refused.append((line, "the bank code is there already"))
    else:
        file.branches.append(branch)


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            pass
    raise ValueError("neither UTF-8 nor GB18030 text")
