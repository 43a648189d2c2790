"""The likeliest changes, each made half-way in a copy: the type check, or a guard, names what is left.

CONTRIBUTING.md says the whole way of each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.guards.tree import PACKAGES, ROOT

Edit = tuple[str, str, str]
"""A file, a text that stands in it once, and what takes its place."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A change made half-way. `types`: what the type check says, by file. `guards`: what the guards print."""

    name: str
    edits: tuple[Edit, ...]
    types: tuple[tuple[str, str], ...]
    guards: tuple[str, ...] = ()


REASON = Exercise(
    "a sixth reason of held money",
    (("domain/rules/balance.py", '"unsettled", "transferred"]', '"unsettled", "transferred", "disputed"]'),),
    (
        ("domain/rules/balance.py", "Literal['disputed']"),
        ("domain/balance_view.py", "Literal['disputed']"),
        ("bot/screens/holds.py", "Literal['disputed']"),
    ),
    (
        "bot.cli.balance.HOLDS",
        "bot.demo.panel_billing.HOLDS",
        "line-disputed",
        "hold-why-disputed",
        "if-disputed",
    ),
)
CHANNEL = Exercise(
    "a channel by which top-ups are paid",
    (
        (
            "domain/rules/channels.py",
            '"online_banking", "bank_card"]',
            '"online_banking", "bank_card", "wechat_pay"]',
        ),
    ),
    (
        ("domain/rules/channels.py", "Literal['wechat_pay']"),
        ("bot/channels/chosen.py", "Literal['wechat_pay']"),
    ),
    ("bot.cli.balance.CHANNELS", "channel-wechat_pay", "source-wechat_pay", "sms-payee-wechat_pay"),
)
PAYEE_KIND = Exercise(
    "a kind of payee account",
    (
        (
            "domain/rules/payee_numbers.py",
            'PayeeKind = Literal["alipay", "bank_card"]',
            'PayeeKind = Literal["alipay", "bank_card", "wallet"]',
        ),
    ),
    (
        ("domain/rules/payee_numbers.py", "Literal['wallet']"),
        ("bot/channels/chosen.py", "Literal['wallet']"),
        ("handlers/steps.py", "'wallet'"),
    ),
    ("payee-wallet", "payee-number-wallet", "to-wallet", "case-payee-wallet", "form-payee-number-wallet"),
)
LANGUAGE = Exercise(
    "a third language",
    (("domain/views.py", 'Locale = Literal["en", "zh"]', 'Locale = Literal["en", "zh", "de"]'),),
    (("bot/texts/languages.py", "Literal['de']"),),
)
SCREEN = Exercise(
    "a screen and the button that leads there",
    (
        ("bot/screens/buttons.py", '"me", "costs",', '"me", "vault", "costs",'),
        (
            "bot/screens/home.py",
            "def home(",
            'def vault(locale: Locale) -> Screen:\n    """A new one."""\n    return Screen("")\n\n\ndef home(',
        ),
    ),
    (("handlers/account.py", "Literal['vault']"),),
    ("home.vault",),
)
FIELD = Exercise(
    "a field of a withdrawal",
    (
        (
            "domain/withdrawal_row.py",
            "    claimed_by: Own[str | None]\n",
            "    claimed_by: Own[str | None]\n    called_at: Micros | None\n",
        ),
        ("domain/views.py", "    created_at: Past\n", "    created_at: Past\n    called_at: Micros | None\n"),
    ),
    (("domain/withdrawals.py", '"called_at" in call to "WithdrawalView"'),),
    (
        "['called_at'] == []",
        "['WithdrawalView.called_at'] == []",
        "test_changes_of_a_row_have_its_fields_and_their_types[Withdrawal",
    ),
)
COLUMN = Exercise(
    "a misspelt column in a change of status",
    (("domain/usecases/time/payouts.py", "return_reference=reference,", "return_refrence=reference,"),),
    (("domain/usecases/time/payouts.py", '"return_refrence"'),),
)
EXERCISES = (REASON, CHANNEL, PAYEE_KIND, LANGUAGE, SCREEN, FIELD, COLUMN)

GUARDS = ("test_tables.py", "test_field_marks.py", "test_screens_listed.py")
"""The guards of what a type cannot say."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product alone, with what the type check knows of it already."""
    there = tmp_path_factory.mktemp("seams")
    left_out = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, there / name, ignore=left_out)
    for name in ("main.py", "pyproject.toml"):
        shutil.copy2(ROOT / name, there / name)
    known = ROOT / ".mypy_cache"
    if known.is_dir():
        # What another check writes meanwhile may vanish while it is copied; then this one finds it out itself.
        try:
            shutil.copytree(known, there / ".mypy_cache")
        except shutil.Error:
            shutil.rmtree(there / ".mypy_cache", ignore_errors=True)
    return there


@contextmanager
def changed(there: Path, edits: tuple[Edit, ...]) -> Iterator[None]:
    """The copy with these edits, and without them afterwards."""
    before = {name: (there / name).read_bytes() for name, _, _ in edits}
    try:
        for name, old, new in edits:
            text = (there / name).read_text("utf-8")
            assert text.count(old) == 1, f"{name} has not exactly one {old!r}: say the exercise anew"
            (there / name).write_text(text.replace(old, new), "utf-8")
        yield
    finally:
        for name, content in before.items():
            (there / name).write_bytes(content)


def types_of(there: Path) -> list[str]:
    """What the type check says of the product."""
    packages = [word for name in PACKAGES for word in ("-p", name)]
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context", *packages, "-m", "main"],
        cwd=there, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    return ran.stdout.splitlines()


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_the_type_check_names_each_place(copy: Path, exercise: Exercise) -> None:
    with changed(copy, exercise.edits):
        said = types_of(copy)
    missing = [
        (file, text)
        for file, text in exercise.types
        if not any(line.startswith(f"{file}:") and ": error:" in line and text in line for line in said)
    ]
    assert missing == [], "\n".join(said)


def test_the_guards_name_what_no_type_can_say(copy: Path) -> None:
    """All at once but the language, which the program does not start with."""
    shutil.copytree(ROOT / "tests" / "guards", copy / "tests" / "guards")
    shutil.copytree(ROOT / "tests" / "screens", copy / "tests" / "screens")
    edits = tuple(edit for exercise in EXERCISES if exercise is not LANGUAGE for edit in exercise.edits)
    with changed(copy, edits):
        ran = subprocess.run(
            [
                sys.executable, "-m", "pytest", "-n", "0", "-vv", "-p", "no:cacheprovider", "--noconftest",
                *(f"tests/guards/{name}" for name in GUARDS),
            ],
            cwd=copy, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "10000"},
        )  # fmt: skip
    assert ran.returncode == 1, ran.stdout + ran.stderr
    wanted = [text for exercise in EXERCISES for text in exercise.guards]
    assert [text for text in wanted if text not in ran.stdout] == [], ran.stdout
