"""A closed set has one table, no table forgets a member, and each member has its texts in every language."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from enum import EnumMeta
from typing import Any, Literal, get_args, get_origin

import pytest

from bot.texts.catalogue import texts_for
from bot.texts.languages import LOCALES
from domain.events.apply import _APPLY
from domain.events.parse import AccountOpened, AnyEvent
from domain.rules.balance import HoldReason
from domain.rules.channels import Channel
from domain.rules.designated import DesignatedReason, DocumentKind
from domain.rules.payee_numbers import PayeeKind
from domain.rules.statuses import STATUSES
from domain.views import Gate, Locale, StaffCase
from tests.guards.tree import ROOT, files, modules

KEYS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (HoldReason, ("line-{}", "hold-{}", "hold-why-{}", "hold-until-{}", "hold-do-{}", "if-{}")),
    (Channel, ("channel-{}", "source-{}", "sms-payee-{}")),
    (
        PayeeKind,
        (
            "payee-{}",
            "payee-number-{}",
            "payee-line-{}",
            "payee-change-{}",
            "to-{}",
            "channel-{}",
            "sms-payee-to-{}",
            "case-payee-{}",
            "check-wrong-{}",
            "form-payee-{}",
            "form-payee-number-{}",
        ),
    ),
    (DesignatedReason, ("because-{}", "form-reason-{}", "case-reason-{}")),
    (DocumentKind, ("document-{}", "document-label-{}", "case-document-{}")),
    (Gate, ("gate-{}", "gate-{}-do")),
    (StaffCase, ("staff-{}", "staff-since-{}")),
)
"""The texts that a member of a closed set needs: what a key says in the place of ``{}`` is the member."""

PARTIAL = {
    "bot.screens.draft._ASKED": "what else is awaited is no question of a draft",
    "handlers.payee._TYPED": "what else is awaited is no field of a payee",
    "domain.rules.designated._BESIDE": "a reason without an entry needs no document of its own",
    "domain.use_case._USUAL": "a permission without an entry is not used in a session",
}
"""Tables over a closed set that leave members out, and what a missing one means."""


PARTS_OF_A_PHASE = (
    ("checks", ["failed"]),  # what was paid and came back has failed: no other end ever paid
    ("checks", ["failed"]),  # what was approved and sent may have failed; the other ends were never sent
    ("review", ["cancelled", "rejected"]),  # the ends of a review
)
"""Lists of a query's statuses that leave out a part of a phase: the file, what is listed alone, and why."""


@pytest.mark.parametrize("locale", LOCALES)
def test_every_member_has_its_texts(locale: Locale) -> None:
    texts = texts_for(locale)
    wanted = [key.format(member) for closed, keys in KEYS for member in get_args(closed) for key in keys]
    assert [key for key in wanted if not texts.has(key)] == []


def tables() -> Iterator[tuple[str, set[object], set[object]]]:
    """Every table of the product whose keys are a closed set: its name, the members, the keys it has."""
    for path, module in modules():
        address = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in module.body:
            if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
                continue
            kind = node.annotation
            if not isinstance(kind, ast.Subscript) or ast.unparse(kind.value) not in ("dict", "Mapping"):
                continue
            loaded = importlib.import_module(address)
            key = getattr(loaded, ast.unparse(kind.slice).strip("()").partition(",")[0], None)
            members = set(key) if isinstance(key, EnumMeta) else set(get_args(key))
            if isinstance(key, EnumMeta) or get_origin(key) is Literal:
                yield f"{address}.{node.target.id}", members, set(getattr(loaded, node.target.id))


def test_no_table_forgets_a_member() -> None:
    found = {name: (members, has) for name, members, has in tables()}
    assert len(found) > 10
    assert PARTIAL.keys() <= found.keys()
    left_out = {
        name: members ^ has
        for name, (members, has) in found.items()
        if name not in PARTIAL and members != has
    }
    assert left_out == {}


def test_every_event_is_applied() -> None:
    # An account that is opened is written before anything can be applied to it.
    assert set(get_args(AnyEvent)) - {AccountOpened} == _APPLY.keys()


def test_what_queries_list_by_status_is_what_the_table_says() -> None:
    """A query that lists statuses lists all of a phase or of several: a new one is not left out of half of them."""
    phases: dict[str, set[str]] = {}
    for status, rules in STATUSES.items():
        phases.setdefault(rules.phase, set()).add(status)
    strange = []
    for path in files("storage/sql"):
        for found in re.findall(r"status (?:NOT )?IN \(([^)]*)\)", path.read_text("utf-8")):
            listed = set(re.findall(r"'(\w+)'", found))
            whole = set[str]().union(*(phase for phase in phases.values() if phase <= listed))
            if listed <= STATUSES.keys() and listed != whole:
                strange.append((path.stem, sorted(listed - whole)))
    assert [one for one in strange if one not in PARTS_OF_A_PHASE] == []
