"""Commands print only through `bot/cli/output.py`, which keeps data from controlling the terminal."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "bot" / "cli"


def test_nothing_but_one_module_prints() -> None:
    found = []
    for path in sorted(PACKAGE.glob("*.py")):
        if path.name == "output.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called in ("print", "typer.echo", "click.echo") or called.endswith(
                ("stdout.write", "stderr.write")
            ):
                found.append(f"{path.name}:{node.lineno}")
    assert found == []
