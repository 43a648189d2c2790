"""tests/support/README.md leads to helpers that are there, and to every one of them."""

from __future__ import annotations

import ast
import re

from tests.guards.tree import ROOT, imports

SUPPORT = ROOT / "tests" / "support"
README = SUPPORT / "README.md"


def test_the_page_names_every_helper_and_none_that_is_not_there() -> None:
    listed = re.findall(r"^\| `(\w+\.py)` \|", README.read_text("utf-8"), re.MULTILINE)
    assert listed == sorted(path.name for path in SUPPORT.glob("*.py"))


def test_the_folders_and_files_that_the_page_names_exist() -> None:
    named = re.findall(r"`((?:tests/)?[\w/]+(?:/[\w.]+|\.py))`", README.read_text("utf-8"))
    missing = [
        name for name in named if not any((base / name).exists() for base in (ROOT, ROOT / "tests", SUPPORT))
    ]
    assert len(named) > 40
    assert missing == []


def test_a_helper_is_shared_by_two_folders_or_by_the_helpers_themselves() -> None:
    users: dict[str, set[str]] = {f"tests.support.{path.stem}": set() for path in SUPPORT.glob("*.py")}
    for path in (ROOT / "tests").rglob("*.py"):
        for _, name in imports(ast.parse(path.read_text("utf-8"))):
            for helper in users:
                if name == helper or name.startswith(f"{helper}."):
                    users[helper].add(path.parent.name)
    del users["tests.support.covered"]
    assert [
        helper for helper, folders in users.items() if len(folders) < 2 and "support" not in folders
    ] == []


def test_no_folder_takes_a_helper_from_another_one() -> None:
    """But from here. Guards are over the whole tree and may; and a bench measures on the machinery's small database,
    which has its migrations beside it.
    """
    tests = ROOT / "tests"
    found = set()
    for path in tests.rglob("*.py"):
        room = path.relative_to(tests).parts[0]
        for _, name in imports(ast.parse(path.read_text("utf-8"))):
            top, _, rest = name.partition(".")
            other = rest.split(".")[0]
            if (
                top == "tests"
                and (tests / other).is_dir()
                and other not in ("support", room)
                and room != "guards"
            ):
                found.add(f"{room} takes {rest.rpartition('.')[0] or rest}")
    assert found == {"bench takes storage.machine"}
