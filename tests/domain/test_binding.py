"""What a code confirms, byte for byte: codes that were sent before an upgrade still count after it (rules 7)."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast

import pytest

from domain.accounts import Reach
from domain.balance_view import Books
from domain.dossier import Dossier
from domain.holding import Limit
from domain.payee_rows import Payee
from domain.rules.balance import Figures
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import binding_of
from tests.support.samples import ALIPAY

VIA = cast("Any", SimpleNamespace(id="1002", phone_key=bytes.fromhex("0a0b")))
REACHED = Reach(VIA, VIA)
PAYEE = Payee(
    7, "1001", 0, "chat:1", "bank_card", b"sealed", b"\x01\x02", "•••• 1234", b"sealed", b"\x03", False, "中国银行",
    "江苏省", "南京市", "中国银行南京新街口支行", "104301003011",
)  # fmt: skip


DOCUMENTS = cast("Any", tuple(SimpleNamespace(id=one) for one in ("B", "A")))
BOOKS = Books(Figures(0, 0, 0, 0, 0, 0), 0, 0, 0, None, None)


def row(**given: Any) -> Withdrawal:
    values: dict[str, Any] = {one.name: None for one in fields(Withdrawal)}
    values |= {
        "id": "W261123ABCDEF",
        "account": "1001",
        "version": 3,
        "fund": 5,
        "amount_fen": 120_50,
        "flags": (),
    }
    return Withdrawal(**values | given)


@pytest.mark.parametrize(
    ("given", "order", "text"),
    [
        (
            {"method": "original", "reason": "account_closed", "payee": 7},
            ALIPAY,
            '["W261123ABCDEF", 3, "1001", "TP-1001-1", 12050, "original", "original:alipay", null, [], '
            '"1002", "0a0b"]',
        ),
        (
            {"method": "designated", "reason": "account_closed", "payee": 7},
            ALIPAY,
            '["W261123ABCDEF", 3, "1001", "TP-1001-1", 12050, "designated", ["bank_card", "0102", "03", '
            '"\\u4e2d\\u56fd\\u94f6\\u884c", "\\u6c5f\\u82cf\\u7701", "\\u5357\\u4eac\\u5e02", '
            '"\\u4e2d\\u56fd\\u94f6\\u884c\\u5357\\u4eac\\u65b0\\u8857\\u53e3\\u652f\\u884c", "104301003011"], '
            '"account_closed", ["A", "B"], "1002", "0a0b"]',
        ),
        (
            {"method": "application", "reason": "application", "payee": None},
            None,
            '["W261123ABCDEF", 3, "1001", null, 12050, "application", null, "application", ["A", "B"], '
            '"1002", "0a0b"]',
        ),
        (
            {"method": None, "reason": None},
            None,
            '["W261123ABCDEF", 3, "1001", null, 12050, null, null, null, [], "1002", "0a0b"]',
        ),
    ],
)
def test_the_text_of_a_code(given: dict[str, Any], order: Any, text: str) -> None:
    payee = None if given.get("payee") is None else PAYEE
    limit = Limit(BOOKS, order, 0, "balance")
    assert binding_of(Dossier(row(**given), REACHED, limit, payee, DOCUMENTS, False)) == text
