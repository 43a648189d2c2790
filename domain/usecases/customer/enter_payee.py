"""One field of the payee account at a time (rules 5): read, checked, sealed where necessary, and shown back.

Changing a field of a complete payee makes a new payee of the rest: what was reviewed or paid never changes.
"""

from __future__ import annotations

import unicodedata

from domain.accounts import Account
from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import name_payee
from domain.errors import Refusal
from domain.payee_rows import Payee, PayeeChanges, name_key, number_key, put_payee
from domain.ports import Vault
from domain.rules.banks import known_bank, suggest_bank
from domain.rules.branches import code_is_right
from domain.rules.characters import has_letter
from domain.rules.designated import DesignatedReason, may_differ, same_name
from domain.rules.payee_numbers import (
    LONGEST_BRANCH,
    LONGEST_NAME,
    PAYEE_KINDS,
    parse_place,
    tidy,
)
from domain.tx import Tx
from domain.use_case import use_case
from domain.usecases.customer.find_branch import branch_by_code, branches_found
from domain.views import PayeeField, WithdrawalView
from domain.withdrawals import own_draft, view_of

_NO_BRANCH: PayeeChanges = {
    "province": None, "city": None, "branch": None, "bank_code": None, "by_hand": False,
}  # fmt: skip
_NO_NUMBER: PayeeChanges = {"number_sealed": None, "number_key": None, "number_masked": None}


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def enter_payee(ctx: Ctx, withdrawal: str, version: int, field: PayeeField, value: str) -> WithdrawalView:
    """Sets one field, typed or tapped; fields that no longer fit are asked again.

    The field `code` is a branch's bank code, which fills bank, province, city and branch. By hand it is `bank`, then
    `place` ("Jiangsu, Nanjing"), then `branch`.

    Raises not_yours, stale, reason_not_yours (no reason yet), card_unreadable, card_check_digit, alipay_unreadable,
    payee_name_needed, payee_name_differs, bank_needed, bank_code_wrong, branch_unknown, place_needed, branch_needed.
    """
    draft = own_draft(ctx, withdrawal, version)
    account, reason = draft.reached.account, draft.row.reason
    if not draft.row.by_documents:
        raise Refusal("stale")
    if reason is None:
        raise Refusal("reason_not_yours")
    changes = _changes(ctx, draft.payee, account, reason, field, value)
    entered = put_payee(ctx, draft.payee, account.id, ctx.actor.who, changes)
    return view_of(ctx, name_payee(ctx, draft, entered.id, form_too=True))


def _changes(
    ctx: Ctx, payee: Payee | None, account: Account, reason: DesignatedReason, field: PayeeField, value: str
) -> PayeeChanges:
    match field:
        case "kind":
            return _kind(payee, value)
        case "name":
            return _name(ctx.vault, account, reason, value)
        case "number":
            return _number(ctx.vault, payee, value)
        case "bank":
            return _bank(_with_branch(payee), value)
        case "code":
            _with_branch(payee)
            return _code(ctx.tx, value)
        case "place":
            _with_branch(payee)
            return _place(value)
        case "branch":
            return _branch(_with_branch(payee), value)


def _with_branch(payee: Payee | None) -> Payee:
    if payee is None or payee.kind is None or not PAYEE_KINDS[payee.kind].has_branch:
        raise Refusal("stale")
    return payee


def _kind(payee: Payee | None, value: str) -> PayeeChanges:
    kind = next((one for one in PAYEE_KINDS if one == value), None)
    if kind is None:
        raise Refusal("stale")
    if payee is not None and payee.kind == kind:
        return {}
    return {"kind": kind, **_NO_NUMBER, "bank": None, **_NO_BRANCH}


def _number(vault: Vault, payee: Payee | None, value: str) -> PayeeChanges:
    if payee is None or payee.kind is None:
        raise Refusal("stale")
    rules = PAYEE_KINDS[payee.kind]
    number = rules.parse(value)
    if number is None:
        raise Refusal(rules.problem(value))
    found: PayeeChanges = {
        "number_sealed": vault.seal(number),
        "number_key": number_key(vault, payee.kind, number),
        "number_masked": rules.mask(number),
    }
    suggested = suggest_bank(number) if rules.has_branch else None
    if suggested is not None and payee.bank is not None and suggested != _as_known(payee.bank):
        # Another bank's card has another branch too.
        found |= {"bank": None, **_NO_BRANCH}
    return found


def _name(vault: Vault, account: Account, reason: DesignatedReason, value: str) -> PayeeChanges:
    # The registered name is taken as billing has it, however odd: it was offered, and it is the one that is
    # paid.
    differs = not same_name(value, account.name)
    name = tidy(value, LONGEST_NAME) if differs else account.name
    if name is None or (differs and not has_letter(name)):
        raise Refusal("payee_name_needed")
    if differs and not may_differ(reason):
        raise Refusal("payee_name_differs")
    return {"name_sealed": vault.seal(name), "name_key": name_key(vault, name), "name_differs": differs}


def _bank(payee: Payee, value: str) -> PayeeChanges:
    name = tidy(value, LONGEST_NAME)
    if name is None or not has_letter(name):
        raise Refusal("bank_needed")
    bank = _as_known(name)
    return {} if bank == payee.bank else {"bank": bank, **_NO_BRANCH}


def _code(tx: Tx, value: str) -> PayeeChanges:
    code = "".join(unicodedata.normalize("NFKC", value).split())
    if not code_is_right(code):
        raise Refusal("bank_code_wrong")
    branch = branch_by_code(tx, code)
    if branch is not None:
        return {
            "bank": branch.bank, "province": branch.province, "city": branch.city, "branch": branch.name,
            "bank_code": branch.code, "by_hand": False,
        }  # fmt: skip
    if branches_found(tx, code).available:
        raise Refusal("branch_unknown")
    # Without a directory the code must do; its check digit is right, and a reviewer looks it up.
    return {**_NO_BRANCH, "bank_code": code, "by_hand": True}


def _place(value: str) -> PayeeChanges:
    place = parse_place(value)
    if place is None:
        raise Refusal("place_needed")
    province, city = place
    return {**_NO_BRANCH, "province": province, "city": city, "by_hand": True}


def _branch(payee: Payee, value: str) -> PayeeChanges:
    if payee.city is None:
        raise Refusal("place_needed")
    name = tidy(value, LONGEST_BRANCH)
    if name is None or len(name) < 2 or not has_letter(name):
        raise Refusal("branch_needed")
    return {"branch": name, "bank_code": None, "by_hand": True}


def _as_known(name: str) -> str:
    bank = known_bank(name)
    return name if bank is None else bank.name
