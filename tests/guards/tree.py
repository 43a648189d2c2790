"""The project's own files, as the guards read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "domain", "handlers", "storage")
TEXT = {".py", ".sql", ".md", ".toml", ".ftl", ".js", ".css", ".html", ".jsonl", ".lock", ".txt", ".yml", ""}
_LEFT_OUT = {".git", ".venv", "var", "build", "htmlcov", "__pycache__", "node_modules"}


def files(*folders: str) -> Iterator[Path]:
    """Every text file of these folders; without any, of the whole project."""
    for start in [ROOT / folder for folder in folders] or [ROOT]:
        for path in sorted(start.rglob("*")):
            inside = path.relative_to(ROOT).parts
            hidden = any(part.startswith(".") and part not in (".ci", ".github") for part in inside[:-1])
            if path.is_file() and not hidden and not _LEFT_OUT & set(inside) and path.suffix in TEXT:
                yield path


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file of these folders (default: the product), parsed."""
    for path in files(*(folders or PACKAGES)):
        if path.suffix == ".py":
            yield path, ast.parse(path.read_text("utf-8"), str(path))
    if not folders:
        yield ROOT / "main.py", ast.parse((ROOT / "main.py").read_text("utf-8"))


def imports(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of everything a module imports, wherever in it."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"


def where(path: Path, line: int = 0) -> str:
    """A place as findings show it."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))
