"""Every refusal that a person can meet has a text of its own, in every language."""

from __future__ import annotations

import ast

import pytest

from bot.screens import notices
from bot.texts.catalogue import texts_for
from bot.texts.languages import LOCALES
from domain.views import Locale
from tests.guards.tree import modules

# Only operators and the program itself meet these, at the command line.
NOT_FOR_CHAT = {
    "unknown_account", "unknown_withdrawal", "not_in_review", "recheck_failed", "approved_once", "reason_needed",
    "not_unknown", "too_early", "document_needed", "settled_once", "settled_already", "returned_already",
    "stop_words_needed", "stopped_already", "not_stopped", "contradiction_open", "resumed_once", "own_account",
    "not_paid", "amount_differs", "bad_event", "books_broken",
    "wrong_key", "events_refused", "wrong_mode",
    "said_once", "unknown_payout", "not_bookable",
    "import_overtaken", "import_incomplete",
    "no_such_chat",
    "staff_name_needed", "staff_id_wrong", "staff_already", "staff_unknown", "staff_name_taken",
    "reset_by_two", "login_not_admin",
    "login_wrong", "login_taken", "login_there", "login_unknown",
    # These have a screen of their own (bot.screens.acting, bot.screens.second_factor).
    "session_over", "acting_now", "proof_needed",
}  # fmt: skip


def codes() -> set[str]:
    found = set()
    for path, module in modules():
        if "domain" not in path.parts:
            continue
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                named = node.func.id == "Refusal" and isinstance(first, ast.Constant)
                if named and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_has_a_text(locale: Locale) -> None:
    assert len(codes()) > 15
    said = texts_for(locale).has
    missing = sorted(
        code
        for code in codes() - NOT_FOR_CHAT
        if not any(
            (
                notices.has_text(code, locale),
                said(f"case-refused-{code}"),
                said(f"support-refused-{code}"),
                said(f"factor-refused-{code}"),
            )
        )
    )
    assert missing == []
