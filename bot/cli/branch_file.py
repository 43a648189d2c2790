"""A file of the public branch directories: rows as branches, and line number and reason of those that are none.

UTF-8 with or without a mark, else GB18030. Reasons never hold a value of the row.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field

from domain.rules.branches import Branch, branch_of

COLUMNS = ("BankCode", "LName", "BankName", "CityName", "ProvinceName")

NO_ROW = "a quote is not closed in its line, or this is no row of a CSV file"
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(slots=True)
class BranchFile:
    """The good rows in the order of the file; the others by line, counted from 1.

    Every line is in one of the counts: ``lines`` = the header + branches + refused + ``blank``.
    """

    branches: list[Branch] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    blank: int = 0
    lines: int = 0


def read_branches(raw: bytes) -> BranchFile:
    """Every row of a file. ValueError (a sentence) if it is no text, or its columns are other ones.

    A row is a line: a quote that is opened and not closed would swallow all the lines up to the next one.
    """
    lines = _LINE_END.split(_decoded(raw))
    if not lines[-1]:
        del lines[-1]
    header = [one.strip() for one in (_row(lines[0]) if lines else None) or ()]
    if missing := [one for one in COLUMNS if one not in header]:
        raise ValueError(f"not a branch directory: there is no column {', '.join(missing)}")
    places = [header.index(one) for one in COLUMNS]
    file, codes = BranchFile(lines=len(lines)), dict[str, int]()
    opened = False
    for number, line in enumerate(lines[1:], start=2):
        row = _row(line)
        if row is None:
            file.refused.append((number, NO_ROW))
            opened = True
        elif opened and line.count('"') % 2:
            # The rest of a row that began further up; alone it would be a branch with half a name.
            file.refused.append((number, "a quote of a line before ends here"))
            opened = False
        elif any(one.strip() for one in row):
            _take(file, codes, number, row, places)
        else:
            file.blank += 1
    return file


def _row(line: str) -> list[str] | None:
    """The fields of a line; None if it does not end where the line ends."""
    reader = csv.reader((line, ""))
    try:
        row = next(reader)
    except csv.Error:
        return None
    return row if reader.line_num == 1 else None


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
