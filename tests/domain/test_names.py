"""Every name that billing or a directory brings is accepted when the bot offers it: name, bank, branch, place."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.branches import replace_directory
from domain.errors import BadEvent, Refusal
from domain.events.parse import AccountOpened, AccountUpdated, parse_event
from domain.rules.banks import BANKS, suggest_bank
from domain.rules.branches import Branch, branch_of
from domain.rules.card_prefixes import BANK_OF_PREFIX
from domain.rules.characters import MOVED, as_drawn, has_letter, without_unseen
from domain.rules.designated import plain_name, same_name
from domain.rules.payee_numbers import LONGEST_NAME, tidy
from domain.rules.windows import bank_days
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.enter_payee import enter_payee
from domain.views import PayeeField, WithdrawalView
from storage.database import Database
from tests.domain.designated import begun, designated_on, payee_of
from tests.support.branch_directory import code_of
from tests.support.by_documents import CARD, ME, MOBILE, enter
from tests.support.rig import Rig, account, tried

NAMES = (
    "王\U0003158e", "李\U0002ebf0", "张\ue863", "Sample Person\u200e", "Sample\u200dPerson", "\ue000",
    "\U00100000", "\u0378", "王\U00020bb7", "\uf9d3", "\U000e0100林", "林\ufe00", "-", "·", "12", "👨" * 200,
    "Sample International Trading and Technology Services (Shanghai) Company Limited by Shares", "\u3000a",
    "a\u2028b", "x" * 200,
)  # fmt: skip


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with designated_on(db, tmp_path) as made:
        yield made


def name_of(name: str) -> str | None:
    """A name as an import takes it; None for a refused one."""
    try:
        event = parse_event(account(name=name)).event
    except BadEvent:
        return None
    assert isinstance(event, AccountOpened)
    return event.name


def generated(count: int, seed: int) -> Iterator[str]:
    """Texts of any characters, also of those that no standard has assigned yet."""
    dice = random.Random(seed)
    for _ in range(count):
        length = dice.choice((1, 2, 3, 20, 200))
        points = [
            dice.choice((dice.randrange(sys.maxunicode + 1), dice.randrange(0x3000))) for _ in range(length)
        ]
        yield "".join(map(chr, points))


async def reasoned(rig: Rig) -> WithdrawalView:
    """A draft that asks for its payee."""
    view = await begun(rig)
    return await rig.perform(choose_reason, ME, view.id, view.version, "account_closed")


async def named(rig: Rig, name: str, number: int) -> None:
    """Billing gives the account another name."""
    at = "2026-11-01T00:00:00+08:00"
    await rig.events(
        [{"id": f"n{number}", "type": "account.updated", "at": at, "account": "1001", "name": name}]
    )


async def test_every_name_that_billing_may_give_is_accepted_from_the_button(rig: Rig) -> None:
    view = await reasoned(rig)
    view = await enter(rig, await enter(rig, view, "kind", "alipay"), "number", MOBILE)
    taken = 0
    for number, name in enumerate((*NAMES, *generated(150, 11))):
        if name_of(name) is None:
            continue
        await named(rig, name, number)
        # The button brings the name as the books have it.
        view = await enter(rig, view, "name", name_of(name) or "")
        assert payee_of(view).name == name_of(name)
        assert not payee_of(view).name_differs
        taken += 1
    assert taken > 60


async def test_the_registered_name_may_be_typed_in_any_way_that_says_the_same(rig: Rig) -> None:
    view = await reasoned(rig)
    view = await enter(rig, await enter(rig, view, "kind", "alipay"), "number", MOBILE)
    for number, (name, typed) in enumerate(
        [
            ("张\ue863", "张䶮"),
            ("张䶮", "张\ue863"),
            ("Sample Person\u200e", "ＳＡＭＰＬＥ person"),
            ("阿\u200b依·古丽", "阿依 古丽"),
        ]
    ):
        await named(rig, name, number)
        view = await enter(rig, view, "name", typed)
        assert payee_of(view).name == name_of(name)
        assert not payee_of(view).name_differs
    for other in ("张龙", "Sample Persona", "\u200b", "·", ""):
        refused = await tried(rig.perform(enter_payee, ME, view.id, view.version, "name", other))
        assert isinstance(refused, Refusal), other
        assert refused.code in ("payee_name_differs", "payee_name_needed")


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "\u3164", "\u200e\ufeff ", "a\x00b", "a\nb", "a\x85", "x" * 201, "\ud800"]
)
def test_what_is_no_name_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(BadEvent, match=r"^name: must"):
        parse_event(account(name=name))


def test_a_million_characters_are_no_name_and_format_characters_do_not_count() -> None:
    assert name_of("x" * 1_000_000) is None
    assert name_of("\u200b" * 1000 + "林\u200d美") == "林美"
    updated = parse_event(
        {
            "id": "u",
            "type": "account.updated",
            "at": "2026-11-01T00:00:00+08:00",
            "account": "1",
            "name": "林\u200e美",
        }
    ).event
    assert isinstance(updated, AccountUpdated)
    assert updated.name == "林美"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=210))
def test_a_name_that_is_taken_has_one_to_200_characters_and_says_the_same_as_what_was_given(
    name: str,
) -> None:
    taken = name_of(name)
    if taken is None:
        return
    assert 1 <= len(taken) <= LONGEST_NAME
    assert not any(unicodedata.category(one) in ("Cf", "Cc", "Cs") for one in taken)
    assert same_name(taken, name)
    assert name_of(taken) == taken


def test_a_character_that_has_moved_is_the_same() -> None:
    assert MOVED[0xE863] == "䶮"
    assert plain_name("张\ue863") == plain_name("张䶮")
    assert len(MOVED) == 80
    assert len(set(MOVED.values())) == 80
    # Where Python's table of that standard has a present place, it is the same one.
    row = [bytes((0xFE, low)) for low in range(0x50, 0xA1) if low != 0x7F]
    for (old, new), place in zip(MOVED.items(), row, strict=True):
        decoded = place.decode("gb18030")
        assert decoded in (new, chr(old))
    assert not same_name("张\ue864", "张䶮")


@given(st.text())
def test_nothing_unseen_is_left(text: str) -> None:
    plain = without_unseen(text)
    assert without_unseen(plain) == plain
    assert without_unseen(as_drawn(text)) == plain
    assert plain_name(text) == plain_name(plain)


def test_every_bank_that_is_offered_is_one_that_is_taken() -> None:
    suggested = {suggest_bank(prefix) for prefix in BANK_OF_PREFIX}
    for name in {one.name for one in BANKS} | suggested - {None}:
        assert name is not None
        tidied = tidy(name, LONGEST_NAME)
        assert tidied is not None, name
        assert has_letter(tidied), name


async def test_every_branch_that_a_directory_may_have_is_accepted_from_its_number(rig: Rig) -> None:
    texts = [one[:120] for one in generated(400, 5)]
    rows: list[Branch] = []
    for number in range(0, 400, 4):
        name, bank, city, province = texts[number : number + 4]
        made = branch_of(code_of("102", "3010", number), name, bank, city, province)
        if isinstance(made, Branch):
            rows.append(made)
    assert len(rows) > 40
    await replace_directory(rig, rows, 0)
    view = await reasoned(rig)
    card: tuple[tuple[PayeeField, str], ...] = (
        ("kind", "bank_card"), ("number", CARD), ("name", "Account 1001"), ("bank", "ICBC")
    )  # fmt: skip
    for field, value in card:
        view = await enter(rig, view, field, value)
    for row in rows:
        view = await enter(rig, view, "code", row.code)
        payee = payee_of(view)
        assert (payee.bank, payee.branch, payee.city, payee.province) == (
            row.bank,
            row.name,
            row.city,
            row.province,
        )
        assert payee.complete


@pytest.mark.parametrize("field", range(4))
def test_a_directory_with_a_control_character_in_a_field_loses_that_row_alone(field: int) -> None:
    fields = ["a branch", "a bank", "a city", "a province"]
    assert isinstance(branch_of(code_of("102", "3010", 1), *fields), Branch)
    fields[field] = "a\x00b"
    assert branch_of(code_of("102", "3010", 1), *fields) == "a field has a control character"


def test_a_bank_keeps_its_window_whatever_nobody_sees_in_its_name() -> None:
    assert bank_days("Bank of Jiangsu\u200b", "personal") == 30
    assert bank_days("\ufeff招商银行", "corporate") == 90


@pytest.mark.parametrize("typed", ["李\U0002ebf0", "张\ue863", "\U0003158e", "\u0378"])
def test_a_name_that_differs_may_be_of_any_characters_too(typed: str) -> None:
    """Another person may receive; there is no button, but the same rule (rules 8)."""
    assert tidy(typed, LONGEST_NAME) == typed
    assert has_letter(typed)
    assert tidy(typed + "\x00", LONGEST_NAME) is None
    assert tidy(typed * 201, LONGEST_NAME) is None
