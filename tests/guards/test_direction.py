"""The direction of imports where import-linter cannot check it, and what the domain must not use."""

from __future__ import annotations

import ast

from tests.guards.tree import ROOT, imports, modules, where

WORLD = {
    "time.time", "time.time_ns", "time.monotonic", "time.sleep", "datetime.now", "datetime.utcnow",
    "datetime.today", "date.today", "uuid.uuid1", "uuid.uuid4", "os.urandom", "os.environ", "os.getenv",
    "open", "print", "input",
}  # fmt: skip


def test_the_chats_library_is_in_neither_the_domain_nor_storage() -> None:
    found = [
        where(path, line)
        for path, module in modules("domain", "storage")
        for line, name in imports(module)
        if name.split(".")[0] == "aiogram"
    ]
    assert found == []


def test_the_domain_is_synchronous() -> None:
    found = [
        where(path, node.lineno)
        for path, module in modules("domain")
        for node in ast.walk(module)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith)
    ]
    assert found == []


def test_the_domain_asks_only_its_parameters_for_time_randomness_and_files() -> None:
    calls = [
        (where(path, node.lineno), ast.unparse(node.func))
        for path, module in modules("domain")
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
    ]
    sources = [
        f"{where(path, line)} imports {name}"
        for path, module in modules("domain")
        for line, name in imports(module)
        if name.split(".")[0]
        in ("random", "secrets", "socket", "sqlite3", "subprocess", "threading", "logging")
    ]
    assert [f"{place} calls {name}" for place, name in calls if name in WORLD] + sources == []


def test_at_the_root_of_bot_stand_only_the_two_that_put_everything_together() -> None:
    assert sorted(path.name for path in (ROOT / "bot").glob("*.py")) == [
        "__init__.py",
        "app.py",
        "program.py",
    ]
