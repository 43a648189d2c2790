"""Reads a file of a public branch directory: rows as branches, and the line number and reason of each refused row.

The file is UTF-8 with or without a mark, else GB18030. Reasons never hold a value of the row.
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
    """The good rows in the order of the file; the refused ones by line, counted from 1.

    Every line is counted once: `lines` = the header + branches + refused + `blank`.
    """

    branches: list[Branch] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    blank: int = 0
    lines: int = 0


def read_branches(raw: bytes) -> BranchFile:
    """Reads every row of a file. Raises ValueError (a sentence) for a file that is not text or has other columns.

    A row is one line, because an unclosed quote would swallow all the lines up to the next quote.
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
            # This line is the rest of a row above. Alone it would be a branch with half a name.
            file.refused.append((number, "a quote of a line before ends here"))
            opened = False
        elif any(one.strip() for one in row):
            _take(file, codes, number, row, places)
        else:
            file.blank += 1
    return file


def _row(line: str) -> list[str] | None:
    """The fields of a line; None if the row does not end with the line."""
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
