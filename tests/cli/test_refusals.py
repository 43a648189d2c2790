"""Every refusal of the reviewers' commands has words."""

from __future__ import annotations

import inspect
import re
from datetime import date
from types import ModuleType

import pytest

from bot.cli.refusal_texts import COUNTED, sentence
from domain.errors import Refusal
from domain.usecases.staff import members, review, settle

OWN = {"papers_none"}
"""A refusal that cannot happen there: the commands name no single documents."""
PARAMS: dict[str, str | int | date | None] = {
    "status": "in_review", "why": "balance_fallen", "until_at": 1_795_424_400_000_000, "codes": "a, b", "most": 40,
}  # fmt: skip


@pytest.mark.parametrize("module", [review, settle, members])
def test_every_refusal_has_a_sentence_that_says_what_to_do(module: ModuleType) -> None:
    codes = re.findall(r"Refusal\(\s*\"(\w+)\"", inspect.getsource(module))
    assert codes
    for code in set(codes) - OWN:
        text = sentence(Refusal(code, keep=True, **PARAMS))
        assert code.replace("_", " ") + " (" not in text, f"{code} has no words"
        assert text.startswith("not done: ") != (code in COUNTED)
        assert "1795424400" not in text
    assert "2026-11-23 17:00" in sentence(Refusal("too_early", keep=True, **PARAMS))
