"""The commands `review` and `settle`: what staff see and decide at the command line.

The use cases hold the rules. A decision names the version of the case that was shown, so that nobody decides what
they have not seen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Literal

from bot.cli.failures import WRONG_USE, Failure
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import put
from bot.cli.refusal_texts import COUNTED, sentence
from domain.cases import REASON_CODES, CaseDetail, CaseView
from domain.errors import Refusal
from domain.rules.calendar import to_local
from domain.rules.money import plain
from domain.usecases.staff.claim import open_case
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from domain.views import PayeeView, WithdrawalView


def show_case(withdrawal: str) -> int:
    """Prints a case with its version."""
    withdrawal = number_of(withdrawal)

    async def work(books: OpenBooks) -> CaseView:
        return await books.perform(open_case, operator(), withdrawal)

    try:
        view = with_books(work)
    except Refusal as refusal:
        raise Failure(f"{withdrawal}: {sentence(refusal)}") from None
    for cells in _lines(view):
        put(*cells)
    return 0


def decide(
    withdrawal: str,
    decision: Literal["approve", "reject"],
    *,
    version: int | None,
    reason: str | None,
    note: str | None,
) -> int:
    """Approves or rejects, and prints the withdrawal's new status."""
    withdrawal = number_of(withdrawal)
    if decision == "reject" and not reason:
        raise Failure(f"--reason CODE is required to reject: {', '.join(REASON_CODES)}", WRONG_USE)

    async def work(books: OpenBooks) -> WithdrawalView:
        return await books.perform(
            review, operator(), withdrawal, decision, reason, note, _seen(withdrawal, version)
        )

    return told_of(withdrawal, work)


def settle_payout(withdrawal: str, *, paid: bool, document: str, version: int | None) -> int:
    """Records one person's word on a payout without result. The word of a second person settles it."""
    withdrawal = number_of(withdrawal)

    async def work(books: OpenBooks) -> WithdrawalView:
        return await books.perform(
            settle_unknown, operator(), withdrawal, paid, document, _seen(withdrawal, version)
        )

    return told_of(withdrawal, work)


def number_of(typed: str) -> str:
    """A withdrawal's number as it is stored, however it was typed."""
    return typed.strip().upper()


def _seen(withdrawal: str, version: int | None) -> int:
    if version is None:
        raise Failure(
            f"--version N is required: main.py review {withdrawal} shows the case and its version", WRONG_USE
        )
    return version


def told_of(withdrawal: str, work: Callable[[OpenBooks], Awaitable[WithdrawalView]]) -> int:
    """Prints the withdrawal's status, or that a word of two was counted. Raises Failure for a refusal."""
    try:
        view = with_books(work)
    except Refusal as refusal:
        if refusal.code not in COUNTED:
            raise Failure(f"{withdrawal}: {sentence(refusal)}") from None
        put(f"{withdrawal}: {sentence(refusal)}")
    else:
        put(f"{withdrawal}: {view.status.replace('_', ' ')}")
    return 0


def _lines(view: CaseView) -> Iterator[tuple[str, ...]]:
    """The case, a fact a line. The customer's details are left out when the person may not decide the case."""
    yield view.id, f"version {view.version}", view.status.replace("_", " ")
    yield "amount", f"{plain(view.amount_fen)} {view.currency}"
    yield "submitted", f"{to_local(view.submitted_at):%Y-%m-%d %H:%M}"
    if view.is_test:
        yield ("test account",)
    if view.own:
        yield ("not yours to decide: the account is close to you",)
    for one in view.signed:
        yield one.what.replace("_", " "), one.name, f"{to_local(one.at):%Y-%m-%d %H:%M}"
    if view.decided is not None:
        yield "decided", view.decided.what.replace("_", " "), view.decided.name
    if view.detail is not None:
        yield from _detail_lines(view.detail)


def _detail_lines(detail: CaseDetail) -> Iterator[tuple[str, ...]]:
    view = detail.view
    yield "account", view.account.id, view.account.name
    yield "method", str(view.method), *((view.reason,) if view.reason else ())
    if view.order is not None:
        yield "order", view.order.order_id, view.order.channel, view.order.bank or "-"
    if view.payee is not None:
        yield "payee", *_payee(view.payee)
    for document in view.documents:
        yield "document", document.kind, document.verdict or "not judged"
    for flag in detail.flags:
        yield "flag", flag.code, *map(str, flag.items)
    if detail.unpayable is not None:
        yield "cannot be approved now", detail.unpayable
    yield "people needed", str(detail.needed)
    seen = f"--version {view.version}"
    if detail.answer is not None and detail.answer.at is not None:
        yield (
            "channel's last answer",
            str(detail.answer.outcome),
            f"{to_local(detail.answer.at):%Y-%m-%d %H:%M}",
        )
    if detail.contradiction is not None:
        yield "contradiction", detail.contradiction.kind
        ways = "|".join(way.replace("_", "-") for way in detail.ways)
        yield (f"main.py resolve {view.id} {ways} --document TEXT --number {detail.contradiction.id}",)
    elif view.status == "in_review":
        yield (f"main.py review {view.id} approve {seen}",)
        yield (f"main.py review {view.id} reject --reason CODE {seen}",)
    else:
        yield (f"main.py settle {view.id} paid|failed --document TEXT {seen}",)


def _payee(payee: PayeeView) -> tuple[str, ...]:
    parts = (payee.kind, payee.number, payee.name, payee.bank, payee.branch)
    return tuple(part for part in parts if part)
