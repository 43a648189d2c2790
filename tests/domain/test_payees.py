"""Payees of designated accounts: fields, branches, what is offered again, and what a change of them ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from stdnum import luhn

from bot.cli.branches import replace_directory
from domain.errors import Refusal
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.enter_payee import enter_payee
from domain.usecases.customer.payees import change_payee, list_payees, use_payee
from domain.usecases.customer.switch_account import switch_account
from domain.usecases.staff.review import review
from domain.views import PayeeField
from storage.database import Database
from tests.domain.designated import ACCOUNT_CLOSED, ANNA, BORIS, begun, designated_on, payee_of, show
from tests.support.branch_directory import code_of, small
from tests.support.by_documents import CARD, ME, NAME, designated, enter, submit
from tests.support.rig import Rig, account, top_up, tried

MERCHANTS = "622588000000000"
"""The beginning of a card of another bank than `CARD`."""


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with designated_on(db, tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("number", "6222 0200 0000 0000 001", "card_check_digit"),
        ("number", "six two two", "card_unreadable"),
        ("name", "Lin  Mai", "payee_name_differs"),
        ("name", " … ", "payee_name_needed"),
        ("bank", "12", "bank_needed"),
        ("code", "102301000011", "bank_code_wrong"),
        ("branch", "Xinjiekou Branch", "place_needed"),
        ("place", "210000", "place_needed"),
    ],
)
async def test_a_field_that_cannot_be_right_is_refused_by_name(
    rig: Rig, field: PayeeField, value: str, code: str
) -> None:
    view = await rig.perform(choose_reason, ME, (draft := await begun(rig)).id, draft.version, ACCOUNT_CLOSED)
    view = await enter(rig, view, "kind", "bank_card")
    refused = await tried(rig.perform(enter_payee, ME, view.id, view.version, field, value))
    assert refused == Refusal(code)
    assert (await show(rig, view)).version == view.version


async def test_a_bank_code_is_enough_without_a_directory_and_another_banks_card_asks_again(rig: Rig) -> None:
    draft = await begun(rig, "TP-OLD")
    view = await enter(rig, draft, "kind", "bank_card")
    for field, value in (("number", CARD), ("name", "account １００１"), ("bank", "工行")):
        assert payee_of(view).next_field == field
        view = await enter(rig, view, field, value)
    assert (payee_of(view).bank, payee_of(view).next_field) == ("中国工商银行", "branch")
    view = await enter(rig, view, "code", " 1023 0100 0010 ")
    to = payee_of(view)
    assert (to.complete, to.bank_code, to.branch, to.by_hand) == (True, "102301000010", None, True)
    view = await enter(rig, view, "number", MERCHANTS + luhn.calc_check_digit(MERCHANTS))
    assert payee_of(view).id != to.id
    assert (payee_of(view).bank, payee_of(view).bank_code, payee_of(view).next_field) == (None, None, "bank")


async def test_a_branch_of_the_directory_fills_bank_province_and_city(rig: Rig) -> None:
    await replace_directory(rig, small(), 0)
    picked, lacking = small()[0], code_of("999", "9999", 9999)
    view = await enter(rig, await begun(rig, "TP-OLD"), "kind", "bank_card")
    view = await enter(rig, await enter(rig, view, "number", CARD), "name", NAME)
    unknown = await tried(rig.perform(enter_payee, ME, view.id, view.version, "code", lacking))
    assert unknown == Refusal("branch_unknown")
    to = payee_of(await enter(rig, view, "code", picked.code))
    assert (to.bank, to.province, to.city, to.branch, to.bank_code) == (
        picked.bank, picked.province, picked.city, picked.name, picked.code,
    )  # fmt: skip
    assert to.complete
    assert not to.by_hand


async def test_what_was_submitted_never_changes_and_is_offered_again_masked(rig: Rig) -> None:
    first = await submit(rig, await designated(rig, 100_00, kind="bank_card"))
    other = await begun(rig, "TP-OLD")
    offered = await rig.look(list_payees, ME, other.id)
    assert [(one.number, one.number_masked) for one in offered] == [(None, "•••• 0000")]
    used = await rig.perform(use_payee, ME, other.id, other.version, offered[0].id)
    assert payee_of(used).id == payee_of(first).id
    changed = await enter(rig, used, "branch", "Gulou Branch")
    assert (payee_of(changed).branch, payee_of(changed).id != offered[0].id) == ("Gulou Branch", True)
    assert payee_of(await show(rig, first)).branch == "Xinjiekou Branch"
    gone = await rig.perform(change_payee, ME, changed.id, changed.version)
    assert gone.payee is None
    foreign = await tried(rig.perform(use_payee, ME, gone.id, gone.version, payee_of(changed).id))
    assert foreign == Refusal("not_yours"), "never submitted"


async def test_a_payee_is_new_until_it_was_paid_and_changed_when_another_was(rig: Rig) -> None:
    first = await submit(rig, await designated(rig, 100_00, kind="alipay"))
    again = await submit(rig, await designated(rig, 100_00, kind="alipay"))
    assert (first.flags, again.flags) == (("new_payee",), ("new_payee",))
    await rig.perform(review, ANNA, first.id, "approve")
    await rig.settle()
    known = await submit(rig, await designated(rig, 100_00, kind="alipay"))
    other = await submit(rig, await designated(rig, 100_00, kind="bank_card"))
    assert known.flags == ()
    assert other.flags == ("new_payee", "payee_changed", "branch_by_hand")
    assert (known.status, other.status) == ("in_review", "in_review"), "always looked at"


async def test_the_payees_withdrawals_count_to_the_threshold_over_accounts(rig: Rig) -> None:
    first = await submit(rig, await designated(rig, 600_00, kind="alipay"))
    assert (await rig.perform(review, ANNA, first.id, "approve")).status == "approved"
    await rig.events([account("1002", name=NAME), top_up("900.00", "TP-1002-1", "1002")])
    await rig.link(account="1002")
    draft = await designated(rig, 400_00, kind="alipay", order="TP-1002-1")
    assert draft.account.id == "1002"
    second = await submit(rig, draft)
    once = await tried(rig.perform(review, ANNA, second.id, "approve"))
    assert once == Refusal("approved_once"), "1,000.00 to one payee in 7 days"
    assert not (await show(rig, second)).may_cancel
    assert (await rig.perform(review, BORIS, second.id, "approve")).status == "approved"


async def test_what_the_account_and_what_the_payee_had_are_one_sum_and_waiting_does_not_make_it_less(
    rig: Rig,
) -> None:
    """300.00 of the account elsewhere and 300.00 of others to the payee: neither alone reaches it with 400.00."""
    await rig.events([account("1002", name=NAME), top_up("900.00", "TP-1002-1", "1002")])
    await rig.link(account="1002")
    rig.clock.move(61)
    await submit(rig, await designated(rig, 300_00, kind="alipay", order="TP-1002-1"))
    await rig.perform(switch_account, ME, "1001")
    third = await submit(rig, await designated(rig, 400_00, kind="alipay"))
    elsewhere = await submit(rig, await designated(rig, 300_00, kind="bank_card"))
    rig.clock.move(9 * 86_400)
    assert await tried(rig.perform(review, ANNA, third.id, "approve")) == Refusal("approved_once")
    assert (await rig.perform(review, BORIS, third.id, "approve")).status == "approved"
    # No seven days reach it: 300.00 of the other account does not count for this card.
    assert (await rig.perform(review, ANNA, elsewhere.id, "approve")).status == "approved"
