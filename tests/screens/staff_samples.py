"""Handmade cases and a queue, from which every screen of reviewers is rendered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.cases import CaseDetail, CaseView, Earlier, FlagCause, Prepared, QueueEntry, QueueView
from domain.contradictions import RESOLUTIONS, ChannelAnswer, Contradiction, Kind, PayoutOutcome, Resolution
from domain.outgoing import StaffSummary
from domain.ports import DAY, HOUR, MINUTE
from domain.views import DocumentView, PayeeView, Signed
from tests.support import samples
from tests.support.samples import NOW

ID = "W261120ABCDEF"
PAYEE = PayeeView(
    1, "bank_card", "6200000000000000000", "•••• 0000", "Lin Trading", True, "ICBC", "Jiangsu", "Nanjing",
    "Xinjiekou Branch", "102301000018", True, True, None,
)  # fmt: skip
DOCUMENTS = tuple(
    DocumentView(f"{n:026d}", kind, "image/jpeg", 1000, pages, pages > 1, NOW, None, verdict, None, None)  # type: ignore[arg-type]
    for n, (kind, pages, verdict) in enumerate(
        [("application_form", 2, None), ("id_photo", 1, "accepted"), ("closure_proof", 1, "refused")]
    )
)
FLAGS = (
    FlagCause("overdue_elsewhere", ("1009: B-9", "1010: B-10")),
    FlagCause("phone_changed", at=NOW - HOUR),
    FlagCause("amount_a_day", amount_fen=900_00, count=3),
    FlagCause("count_a_day", amount_fen=900_00, count=3),
    *map(FlagCause, ("new_payee", "payee_changed", "name_differs", "branch_by_hand", "balance_fallen")),
)
SUMMARY = StaffSummary(3, 1234_50, "CNY", NOW - 5 * DAY, 2, 1, 0, NOW)


def full(**changes: Any) -> CaseView:
    """A designated withdrawal in review, with everything that a case can have."""
    shown = samples.submitted(
        "in_review", id=ID, method="designated", reason="account_closed", note="For the bank", payee=PAYEE,
        documents=DOCUMENTS, needed=tuple(one.kind for one in DOCUMENTS), missing=("closure_proof",),
        promise_at=NOW - DAY, asked_again_at=NOW - HOUR, retried_from="W261101QQQQQQ",
    )  # fmt: skip
    detail = CaseDetail(
        view=shown,
        balance=samples.worked_example(),
        needed=2,
        approved=False,
        unpayable="balance_fallen",
        flags=FLAGS,
        earlier=tuple(Earlier(f"W{n}", 100_00, "unknown", NOW - n * DAY, "original") for n in range(5)),
        settle_from_at=None,
        prepared=Prepared("reject", "papers_wrong", {DOCUMENTS[0].id: "unreadable"}, "Too dark"),
    )
    view = CaseView(
        ID, 12, "in_review", 120_50, "CNY", NOW, NOW - 4 * DAY, True, "Anna", False,
        (Signed("Anna", NOW - MINUTE, "approve"),), None, False, None, detail,
    )  # fmt: skip
    return replace(view, **changes)


def of_detail(**changes: Any) -> CaseView:
    """The same with changes to its detail."""
    view = full()
    assert view.detail is not None
    return replace(view, detail=replace(view.detail, **changes))


def stuck() -> CaseView:
    """A payout without a result."""
    view = of_detail(settle_from_at=NOW - DAY, prepared=Prepared("paid", None, {}, "CH-1"), unpayable=None)
    return replace(view, status="unknown", signed=(Signed("Anna", NOW, "settle_paid", "CH-1"),))


def failing() -> CaseView:
    """A payout of which two people say that it failed, while the channel says something else."""
    answer = ChannelAnswer("pending", None, None, NOW - HOUR, NOW - MINUTE)
    view = of_detail(settle_from_at=NOW - DAY, failing=True, answer=answer, prepared=None, unpayable=None)
    signed = tuple(Signed(name, NOW, "settle_failed", "CH-1") for name in ("Anna", "Boris"))
    return replace(view, status="unknown", signed=signed)


def contradicted(
    kind: Kind, how: Resolution, loss_fen: int | None = None, outcome: PayoutOutcome = "paid"
) -> CaseView:
    """A payout about which channel and books contradict each other; one reviewer has said how to resolve it."""
    other = ID if kind == "reference_twice" else None
    one = Contradiction(7, ID, "1001", kind, "failed", outcome, "CH-1", other, NOW - HOUR, loss_fen, 1)
    answer = ChannelAnswer(outcome, None, "CH-1", NOW - HOUR, None)
    prepared = Prepared(how, "7", {}, "CH-1 <b>")
    view = of_detail(
        contradiction=one,
        ways=RESOLUTIONS,
        answer=answer,
        prepared=prepared,
        unpayable=None,
        settle_from_at=None,
    )
    signed = (Signed("Anna", NOW, how, "CH-1"),)
    return replace(view, status="failed", signed=signed, contradicted=True)


def decided(what: str, name: str = "Anna") -> CaseView:
    """A decided case."""
    return full(status=what, decided=Signed(name, NOW, what), detail=None)


def a_queue(count: int = 6, **changes: Any) -> QueueView:
    """A page of cases with every mark."""
    entries = tuple(
        QueueEntry(
            f"W26112{n}ABCDEF", 9_999_999_99, ("original", "designated", "application")[n % 3],
            "unknown" if n == 5 else "in_review", NOW - n * DAY, NOW + (2 - n) * DAY, n % 2 == 0, n > 2,
            "Anna" if n < 2 else None, n == 1, n == 3, n == 4, n == 5, n == 4,
        )
        for n in range(count)
    )  # fmt: skip
    view = QueueView(entries, "all", 1, 4, 20, 12_345_00, "CNY", NOW)
    return replace(view, **changes)
