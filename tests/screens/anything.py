"""Views of anything, made by hypothesis: the same screens must stand them too."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import strategies as st

from domain.rules.balance import HOLDS
from domain.rules.channels import Channel
from domain.rules.designated import DesignatedReason, DocumentKind
from domain.rules.statuses import Status
from domain.views import (
    AccountView,
    BalanceView,
    CostsView,
    DocumentView,
    Gate,
    Hold,
    HoldItem,
    OrderView,
    PayeeView,
    Step,
    WithdrawalView,
)
from tests.support.samples import NEEDED, at

AWKWARD = st.one_of(
    st.text(min_size=1, max_size=64),
    st.sampled_from(
        ["<b>&</b>", "林美（上海）贸易有限公司", "a:b:c", "<script>", "x" * 64, "&amp;", "名" * 64, "\r"]
    ),
)
NAME = st.one_of(
    AWKWARD,
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200),
    st.sampled_from(
        ["👨" * 200, "W" * 200, "\u0378" * 200, "张\ue863", "\u2028", "\u200b", "&" * 200, "\u202e" * 3 + "a"]
    ),
)
"""A name of an account or a payee. Older versions accepted invisible names from billing."""
ENDLESS = st.one_of(NAME, st.sampled_from(["x" * 5000, "👨" * 3000, "<" * 4000]))
"""A text of billing, of any length."""
ACCOUNT_ID = AWKWARD.filter(lambda text: text.isprintable() and not text.isspace())
"""Billing gives no account an id of control characters or blanks; its name may be anything."""
FEN = st.one_of(st.integers(0, 10**6), st.integers(0, 9 * 10**15))
MOMENT = st.integers(at("2020-01-01T00:00:00+08:00"), at("2035-01-01T00:00:00+08:00"))
WITHDRAWAL_ID = st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=1, max_size=16)
GATES = st.sampled_from([None, *get_args(Gate)])


def account_views() -> st.SearchStrategy[AccountView]:
    """Any account."""
    return st.builds(
        AccountView,
        ACCOUNT_ID,
        NAME,
        st.sampled_from(["personal", "enterprise"]),
        GATES,
        st.booleans(),
        st.just("••• 8001"),
        st.one_of(st.none(), AWKWARD),
    )


def order_views() -> st.SearchStrategy[OrderView]:
    """Any order."""
    return st.builds(
        OrderView,
        st.integers(1, 9 * 10**15),
        AWKWARD,
        MOMENT,
        FEN,
        FEN,
        FEN,
        st.sampled_from(["order", "balance"]),
        st.sampled_from(get_args(Channel)),
        st.one_of(st.none(), ENDLESS),
        st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2035, 1, 1))),
        st.booleans(),
    )


def holds() -> st.SearchStrategy[tuple[Hold, ...]]:
    """Any holds, at most one of each reason."""
    items = st.lists(
        st.builds(
            HoldItem,
            st.one_of(AWKWARD, st.just("2026-11")),
            st.one_of(st.none(), FEN),
            st.one_of(st.none(), ENDLESS),
            st.one_of(st.none(), MOMENT),
            st.booleans(),
        ),
        max_size=20,
    ).map(tuple)
    reasons = st.sampled_from([*HOLDS])
    gain = st.integers(-9 * 10**15, 9 * 10**15)
    one = st.builds(Hold, reasons, FEN, st.one_of(st.none(), MOMENT), gain, items)
    return st.lists(one, max_size=len(HOLDS), unique_by=lambda hold: hold.reason).map(tuple)


def balance_views() -> st.SearchStrategy[BalanceView]:
    """Any balance. The figures need not agree: screens only show them."""
    return st.builds(
        BalanceView,
        account=AWKWARD,
        currency=st.sampled_from(["CNY", "USD"]),
        at=MOMENT,
        **{
            name: FEN
            for name in (
                "cash_fen",
                "transferred_fen",
                "credit_notes_fen",
                "overdue_fen",
                "unsettled_fen",
                "to_be_settled_fen",
                "reserve_shown_fen",
                "frozen_cash_fen",
                "shortfall_fen",
                "non_withdrawable_fen",
                "withdrawable_fen",
                "in_withdrawal_fen",
                "by_application_fen",
            )
        },
        blocked_by=GATES,
        reserve_free_at=st.one_of(st.none(), MOMENT),
        holds=holds(),
    )


def costs_views() -> st.SearchStrategy[CostsView]:
    """Any Me > Costs."""
    return st.builds(
        CostsView,
        account_views(),
        balance_views(),
        st.lists(account_views(), max_size=4).map(tuple),
        st.one_of(st.none(), WITHDRAWAL_ID),
    )


def payee_views() -> st.SearchStrategy[PayeeView]:
    """Any payee, complete or not."""
    name = st.one_of(st.none(), NAME)
    return st.builds(
        PayeeView,
        id=st.integers(1, 9 * 10**15),
        kind=st.sampled_from([None, "alipay", "bank_card"]),
        number=st.sampled_from([None, "6222020000000000000", "someone@example.com"]),
        number_masked=st.sampled_from([None, "•••• 0000", "so•••@" + "x" * 60 + ".com"]),
        name=name,
        name_differs=st.booleans(),
        bank=name,
        province=name,
        city=name,
        branch=name,
        bank_code=st.sampled_from([None, "102301000011"]),
        by_hand=st.booleans(),
        complete=st.booleans(),
        next_field=st.sampled_from([None, "kind", "number", "name", "bank", "branch"]),
    )


def document_views() -> st.SearchStrategy[DocumentView]:
    """Any document."""
    return st.builds(
        DocumentView,
        st.text("abcdefghijkmnpqrstvwxyz0123456789", min_size=26, max_size=26),
        st.sampled_from(get_args(DocumentKind)),
        st.sampled_from(["image/jpeg", "application/pdf"]),
        st.integers(1, 10 * 1024**2),
        st.integers(1, 20),
        st.booleans(),
        MOMENT,
        st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2035, 1, 1))),
        st.sampled_from([None, "accepted", "refused"]),
        st.sampled_from([None, "unreadable", "strange"]),
        st.one_of(st.none(), st.text(max_size=500)),
    )


def withdrawal_views() -> st.SearchStrategy[WithdrawalView]:
    """Any withdrawal, draft or not."""
    maybe = st.one_of(st.none(), MOMENT)
    statuses = st.sampled_from(get_args(Status))
    return st.builds(
        WithdrawalView,
        id=WITHDRAWAL_ID,
        version=st.integers(1, 9 * 10**6),
        status=statuses,
        account=account_views(),
        via_phone_masked=st.just("••• 8001"),
        order=st.one_of(st.none(), order_views()),
        amount_fen=st.one_of(st.none(), st.integers(1, 9 * 10**15)),
        currency=st.sampled_from(["CNY", "USD"]),
        method=st.sampled_from([None, "original", "designated", "application"]),
        at=MOMENT,
        created_at=MOMENT,
        submitted_at=maybe,
        approved_at=maybe,
        ended_at=maybe,
        expires_at=maybe,
        promise_at=maybe,
        promise_by_day=st.booleans(),
        late=st.booleans(),
        flags=st.lists(st.sampled_from(["overdue_elsewhere", "amount_a_day", "strange"])).map(tuple),
        reason_code=st.one_of(st.none(), st.sampled_from(["account_closed", "bank_return", "strange_code"])),
        reason_text=st.one_of(st.none(), st.text(max_size=3000)),
        channel_reference=st.one_of(st.none(), AWKWARD),
        allowed_fen=FEN,
        limited_by=st.sampled_from(["order", "balance", "other"]),
        code=st.sampled_from(["none", "sent", "accepted"]),
        code_expires_at=maybe,
        may_cancel=st.booleans(),
        steps=st.lists(st.builds(Step, MOMENT, statuses), max_size=20).map(tuple),
        returned_at=maybe,
        return_reference=st.one_of(st.none(), AWKWARD),
        reason=st.sampled_from([None, *get_args(DesignatedReason)]),
        reasons=st.sampled_from([(), ("window_passed", "deregistered", "advanced"), ("account_closed",)]),
        note=st.one_of(st.none(), st.text(max_size=500)),
        payee=st.one_of(st.none(), payee_views()),
        needed=st.sampled_from([(), NEEDED, get_args(DocumentKind)]),
        documents=st.lists(document_views(), max_size=20).map(tuple),
        missing=st.sampled_from([(), NEEDED[:1], NEEDED]),
        promise_from_on=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2035, 1, 1))),
        promise_by_on=st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2035, 1, 1))),
        document_days=st.integers(0, 365),
        asked_again_at=maybe,
    )
