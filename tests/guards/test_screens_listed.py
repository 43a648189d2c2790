"""Every screen is rendered by the tests of all screens: one that nobody adds to their lists is found here."""

from __future__ import annotations

import ast

from tests.guards.tree import modules

LISTS = ("every", "staff_samples", "test_staff_screens", "test_support_screens")
"""The modules of tests/screens whose screens every guard of a screen looks at."""

OTHERWISE = {
    "acting.pushed_over": "pushes.render_push",
    "draft.ended": "draft.card",
    "payee.open_question": "draft.step_screen",
    "security.security": "pushes.render_push",
}
"""Screens that are rendered by another one of the lists."""


def screens() -> set[str]:
    """Every public function of bot/screens that gives a screen, as `module.function`."""
    return {
        f"{path.stem}.{node.name}"
        for path, module in modules("bot/screens")
        for node in module.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.returns is not None
        and ast.unparse(node.returns).split(" | ")[0] == "Screen"
    }


def rendered() -> set[str]:
    """What the lists of screens call."""
    found = set()
    for path, module in modules("tests/screens"):
        if path.stem not in LISTS:
            continue
        for node in ast.walk(module):
            if isinstance(node, ast.Attribute):
                found.add(f"{ast.unparse(node.value)}.{node.attr}")
            elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bot.screens."):
                found |= {f"{node.module.rpartition('.')[2]}.{name.name}" for name in node.names}
    return found


def test_every_screen_is_in_the_lists() -> None:
    assert len(screens()) > 60
    assert set(OTHERWISE.values()) <= rendered()
    assert OTHERWISE.keys() <= screens()
    assert sorted(screens() - rendered() - OTHERWISE.keys()) == []
