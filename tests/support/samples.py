"""Handmade views, from which every screen is rendered without bot or database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from domain.outgoing import Message
from domain.pages import Page, Spot
from domain.phone_claims import ClaimCode
from domain.ports import DAY, HOUR, MINUTE, SECOND
from domain.rules.branches import Branch
from domain.rules.designated import DocumentKind
from domain.usecases.customer.connected import ConnectedChat, ConnectedView, Removal
from domain.usecases.customer.find_branch import BranchPage
from domain.usecases.customer.link_open import LinkAttempt
from domain.usecases.customer.link_phone import PhoneChoice
from domain.usecases.customer.not_me import NotMeView
from domain.usecases.customer.prove_link import ProofAttempt
from domain.usecases.customer.unlink import UnlinkView
from domain.views import (
    AccountView,
    BalanceView,
    CostsView,
    DocumentView,
    Hold,
    HoldItem,
    OrdersView,
    OrderView,
    PayeeView,
    RecordsView,
    RecordView,
    Step,
    Waiting,
    WithdrawalView,
)


def at(text: str) -> int:
    """Microseconds of an ISO moment."""
    moment = datetime.fromisoformat(text)
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * SECOND


NOW = at("2026-11-23T17:00:00+08:00")
LIN = AccountView("1001", "Lin Mei", "personal", None, False, "••• 8001")
TRADING = AccountView("1002", "Lin Trading Co., Ltd.", "enterprise", None, False, "••• 8002")
ALIPAY = OrderView(
    1,
    "TP-1001-1",
    at("2026-09-10T12:00:00+08:00"),
    300_00,
    300_00,
    200_00,
    "balance",
    "alipay",
    None,
    None,
    True,
)
BANK = OrderView(
    2,
    "TP-1001-2",
    at("2026-10-20T12:00:00+08:00"),
    200_00,
    200_00,
    200_00,
    "order",
    "online_banking",
    "Bank of China",
    date(2026, 11, 18),
    False,
)
HOLDS = (
    Hold(
        "reserve", 100_00, None, 100_00, (HoldItem("i-web-1", None, "ECS", at("2026-09-11T08:00:00+08:00")),)
    ),
    Hold(
        "credit_notes",
        200_00,
        None,
        200_00,
        (HoldItem("CN-1", 200_00, "ECS-ANNUAL-7", at("2026-11-16T15:00:00+08:00")),),
    ),
    Hold(
        "overdue",
        300_00,
        None,
        200_00,
        (HoldItem("B-2026-10", 300_00, "2026-10", at("2026-11-03T00:00:00+08:00")),),
    ),
    Hold(
        "unsettled",
        200_00,
        at("2026-12-03T00:00:00+08:00"),
        200_00,
        (HoldItem("2026-11", 200_00, None, at("2026-12-03T00:00:00+08:00")),),
    ),
    Hold(
        "transferred",
        500_00,
        None,
        -200_00,
        (HoldItem("1002", 500_00, "Lin Trading Co., Ltd.", at("2026-09-02T10:00:00+08:00")),),
    ),
)
MANY = (LIN, *(replace(TRADING, id=f"20{n:02}", is_member_of="1001" if n % 2 else None) for n in range(60)))


SUPPORTS = ("@a_support_chat", "https://example.com/support", "help@example.com", "+86 400 000 0000")
"""Every kind of contact that can be set."""

CLAIM_CODE = ClaimCode(9 * 10**15, "••• 8001", NOW + 5 * MINUTE)


def phone_choice(accounts: tuple[AccountView, ...] = MANY) -> PhoneChoice:
    """More accounts on one phone than are named; the first is already connected."""
    return PhoneChoice(9 * 10**15, accounts, frozenset({"1001"}), (), NOW + 10 * MINUTE)


def unlink_view(
    account: AccountView, members: tuple[AccountView, ...] = (), drafts: int = 0, under_way: int = 0
) -> UnlinkView:
    """The unfinished work that disconnecting would end."""
    return UnlinkView(account, members, drafts, under_way, left=0)


def worked_example(**changes: Any) -> BalanceView:
    """The worked example: 200.00 withdrawable, five lines."""
    view = BalanceView(
        account="1001",
        currency="CNY",
        at=NOW,
        cash_fen=1000_00,
        transferred_fen=500_00,
        credit_notes_fen=200_00,
        overdue_fen=300_00,
        unsettled_fen=200_00,
        to_be_settled_fen=700_00,
        reserve_shown_fen=100_00,
        frozen_cash_fen=200_00,
        shortfall_fen=0,
        non_withdrawable_fen=800_00,
        withdrawable_fen=200_00,
        in_withdrawal_fen=0,
        blocked_by=None,
        reserve_free_at=None,
        by_application_fen=0,
        holds=HOLDS,
    )
    return replace(view, **changes)


def costs(**changes: Any) -> CostsView:
    """Me > Costs of the worked example."""
    view = CostsView(LIN, worked_example(), (LIN, TRADING), None)
    return replace(view, **changes)


def orders(*orders: OrderView, page: Page | None = None, **changes: Any) -> OrdersView:
    """A page of orders, of all that there are unless `page` says so; `changes` are of the costs."""
    return OrdersView(costs(**changes), orders, page or Page())


def withdrawal(**changes: Any) -> WithdrawalView:
    """A draft of 120.50 on the Alipay order, ready for its code."""
    view = WithdrawalView(
        id="W7K3M9QX2B",
        version=4,
        status="draft",
        account=LIN,
        via_phone_masked="••• 8001",
        order=ALIPAY,
        amount_fen=120_50,
        currency="CNY",
        method="original",
        at=NOW,
        created_at=NOW - 5 * MINUTE,
        submitted_at=None,
        approved_at=None,
        ended_at=None,
        expires_at=NOW + DAY,
        promise_at=NOW + HOUR,
        promise_by_day=False,
        late=False,
        flags=(),
        reason_code=None,
        reason_text=None,
        channel_reference=None,
        allowed_fen=200_00,
        limited_by="balance",
        code="none",
        code_expires_at=None,
        may_cancel=False,
    )
    return replace(view, **changes)


def submitted(status: str = "approved", **changes: Any) -> WithdrawalView:
    """A withdrawal of 120.50 that was submitted."""
    fields: dict[str, Any] = {
        "status": status,
        "submitted_at": NOW,
        "approved_at": None if status == "in_review" else NOW,
        "expires_at": None,
        "ended_at": NOW + MINUTE if status in ("successful", "failed", "rejected", "cancelled") else None,
        "may_cancel": status == "in_review",
        "steps": (Step(NOW - 5 * MINUTE, "draft"), Step(NOW, "approved"), Step(NOW + MINUTE, "successful")),
    }
    return withdrawal(**(fields | changes))


def record(view: WithdrawalView) -> RecordView:
    """A withdrawal as a line of the records."""
    payee = view.payee or NO_PAYEE
    return RecordView(
        view.id, view.status, view.amount_fen or 1, view.currency, view.method or "original",
        view.submitted_at or view.created_at, payee.kind, payee.bank, payee.number_masked,
    )  # fmt: skip


def records(count: int = 3, page: Page | None = None) -> RecordsView:
    """A page of records, by default the first of several."""
    statuses = ("approved", "successful", "failed", "rejected", "in_review", "cancelled")
    lines = tuple(record(submitted(statuses[i % 6], id=f"W{i}")) for i in range(count))
    return RecordsView(LIN, lines, page or Page(older=Spot("W9", 1)))


PAYEE = PayeeView(
    id=7,
    kind="bank_card",
    number="0" * 19,
    number_masked="•••• 0000",
    name="Lin Mei",
    name_differs=False,
    bank="中国银行",
    province="Lin",
    city="Mei",
    branch="Bank of China",
    bank_code=None,
    by_hand=True,
    complete=True,
    next_field=None,
)
"""An invented card; the places are words of the samples."""
TO_ALIPAY = replace(
    PAYEE,
    kind="alipay",
    number="00000000000",
    number_masked="000 •••• 0000",
    bank=None,
    province=None,
    city=None,
    branch=None,
    by_hand=False,
)
NO_PAYEE = replace(
    TO_ALIPAY,
    kind="bank_card",
    number=None,
    number_masked=None,
    name=None,
    complete=False,
    next_field="number",
)
NEEDED: tuple[DocumentKind, ...] = ("application_form", "id_photo", "closure_proof")


def document(kind: DocumentKind, **changes: Any) -> DocumentView:
    """A picture of a document."""
    view = DocumentView(
        f"{kind:0<26}"[:26], kind, "image/jpeg", 393_216, 1, False, NOW, None, None, None, None
    )
    return replace(view, **changes)


def designated(**changes: Any) -> WithdrawalView:
    """A draft of 120.50 to a designated card that lacks only the code."""
    known: dict[str, Any] = {
        "method": "designated", "reason": "account_closed", "reasons": ("account_closed",), "payee": PAYEE,
        "needed": NEEDED, "documents": tuple(map(document, NEEDED)), "promise_from_on": date(2026, 11, 30),
        "promise_by_on": date(2026, 12, 8), "promise_by_day": True, "promise_at": at("2026-12-09T00:00:00+08:00"),
        "document_days": 30,
    }  # fmt: skip
    return withdrawal(**known | changes)


def application(**changes: Any) -> WithdrawalView:
    """A draft of an application that lacks only the code."""
    known: dict[str, Any] = {
        "method": "application", "order": None, "reason": "application", "reasons": (), "note": "Lin",
        "payee": TO_ALIPAY, "needed": NEEDED[:2], "documents": tuple(map(document, NEEDED[:2])),
        "limited_by": "other",
    }  # fmt: skip
    return designated(**known | changes)


def looked_at(view: WithdrawalView, status: str = "in_review", **changes: Any) -> WithdrawalView:
    """The same after submission, when its number is not shown in full."""
    known: dict[str, Any] = {
        "status": status, "version": 7, "submitted_at": NOW, "expires_at": None,
        "payee": view.payee and replace(view.payee, number=None),
        "may_cancel": status == "in_review",
        "ended_at": NOW if status in ("failed", "rejected", "cancelled", "successful") else None,
    }  # fmt: skip
    return replace(view, **known | changes)


def branches(count: int = 10, more: bool = True, page: int = 1) -> BranchPage:
    """A page of found branches."""
    found = (Branch(f"{n:012d}", "Bank of China " * 4, "中国银行", "Mei", "Lin") for n in range(count))
    return BranchPage(tuple(found), page, more)


LINK_ATTEMPT = LinkAttempt(7, "10••", "••• 8001", NOW + 15 * MINUTE, NOW + 5 * MINUTE, codes_left=1)


def outbox_message(
    template: str,
    params: dict[str, object] | None = None,
    account: str | None = "1001",
    withdrawal: WithdrawalView | None = None,
    text_secret: str | None = None,
    chat_name: str | None = "Lin Mei",
) -> Message:
    """An outbox message as the relay hands it over."""
    return Message(
        id=1, lease=1, kind="push", chat_user=101, account=account, template=template, params=params or {},
        locale="en", text_secret=text_secret, phone=None, is_test=False, card_message_id=None,
        withdrawal=withdrawal, chat_name=chat_name,
    )  # fmt: skip


WAITING = (Waiting(7, "1001"), Waiting(8, "T:" + "9" * 60))


PROOF_ATTEMPT = ProofAttempt(7, "1001", NOW + 5 * MINUTE, codes_left=2)


def chat(number: int, name: str | None = "Lin Mei", **fields: Any) -> ConnectedChat:
    """A linked chat."""
    return ConnectedChat(
        number, name, NOW - number * DAY, fields.get("mine", False), fields.get("waits", False),
        fields.get("young_until_at"),
    )  # fmt: skip


def connected_to(account: AccountView, number: int) -> ConnectedView:
    """A number of chats linked to an account, of every sort."""
    chats = [
        chat(1, mine=True),
        chat(2, "+86 139 " + "9" * 60, young_until_at=NOW + HOUR),
        chat(3, None, waits=True),
        *(chat(other, f"Lin Mei {other}") for other in range(4, number + 1)),
    ]
    return ConnectedView(account, tuple(chats[:number]), "4001", NOW, "Lin Mei" if number > 1 else None)


REMOVALS = tuple(
    Removal(one, "1001", "••• 8001", NOW, NOW + 5 * MINUTE, left)
    for one, left in ((chat(2), None), (chat(3, None), 0))
)
NOT_ME = (
    NotMeView("1001", True, "Lin Mei", 2, NOW + DAY, NOW),
    NotMeView("1001", True, None, 1, NOW + DAY, NOW),
    NotMeView("T:" + "9" * 60, False, None, 0, NOW + DAY, NOW),
)
