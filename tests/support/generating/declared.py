"""What the stub of the queries declares of their rows, and a check of every row that a test reads against it."""

from __future__ import annotations

import ast
from typing import Any

from storage import transaction
from tests.support.generating.rows import STUB


def never_null() -> dict[str, frozenset[str]]:
    """The columns that are declared without None, by query."""
    classes = {
        node.name: node for node in ast.parse(STUB.read_text("utf-8")).body if isinstance(node, ast.ClassDef)
    }
    fields = {
        name: frozenset(
            ast.unparse(field.target)
            for field in node.body
            if isinstance(field, ast.AnnAssign) and not ast.unparse(field.annotation).endswith("None")
        )
        for name, node in classes.items()
    }
    found = {}
    for method in classes["Tx"].body:
        if (
            isinstance(method, ast.FunctionDef)
            and method.name in ("one", "all")
            and method.returns is not None
        ):
            (row,) = {one.id for one in ast.walk(method.returns) if isinstance(one, ast.Name)} & fields.keys()
            names = ast.walk(method.args.posonlyargs[1])
            found.update({str(one.value): fields[row] for one in names if isinstance(one, ast.Constant)})
    return found


def check_rows() -> None:
    """From now on a NULL in a column that the stub calls never NULL fails the transaction that reads it."""
    declared, row_maker = never_null(), transaction._row_maker

    def checking(name: str, description: transaction.Description) -> transaction.RowMaker:
        make, never = row_maker(name, description), declared.get(name, frozenset())

        def made(values: Any) -> Any:
            row = make(values)
            if missing := [column for column in never if getattr(row, column) is None]:
                raise AssertionError(f"{name}: {missing[0]} is NULL, and domain/tx.pyi says that it never is")
            return row

        return made

    transaction._row_maker = checking
