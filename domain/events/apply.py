"""Applies one billing event (rules 8): look, refuse what is impossible, then write.

Every function checks everything before its first write, so a refused event leaves nothing behind even when the rest
of its file goes on. Events apply in the order received; `at` only gives dates and "oldest first".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from domain.account_clock import ahead_of
from domain.accounts import get_account
from domain.context import Ctx
from domain.errors import BadEvent
from domain.events import parse as e
from domain.events.accounts import open_account, update_account
from domain.events.known import Known
from domain.funds import sources
from domain.journal import Posting, new_fund, onto_fund, outside, post
from domain.ports import SECOND, Fen
from domain.rules.calendar import next_cycle, to_local
from domain.rules.consumption import Drawn, give_back, take
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import BillByIdRow

LAST_CYCLE = f"{e.LAST_YEAR - 1}-12"


def apply_event(ctx: Ctx, parsed: e.ParsedEvent, known: Known) -> bool:
    """Applies one event; False when the same id with the same content was applied before.

    Raises BadEvent, with nothing written, when the event is impossible or its id was used for other content.
    """
    event = parsed.event
    content_key = ctx.vault.fingerprint("event", parsed.content)
    if known.is_repeated(event, content_key):
        return False
    known.bounds.check(event)
    if isinstance(event, e.AccountOpened):
        open_account(ctx, event)
    else:
        known.check(event)
        _APPLY[type(event)](ctx, known, event)
    ctx.tx.run(
        "event_add",
        id=event.id,
        content_key=content_key,
        type=event.type,
        account=event.account,
        at=event.at,
        received_at=ctx.clock.now(),
    )
    known.applied(event, content_key)
    return True


def _new_fund(tx: Tx, account: str, kind: str, event: e.Event, amount_fen: Fen) -> int:
    row = tx.one("fund_add", account=account, kind=kind, amount_fen=amount_fen, at=event.at)
    return int(row.id)


def _draw(tx: Tx, purpose: str, reference: str, taken: list[tuple[int, Fen]]) -> None:
    for fund, amount_fen in taken:
        tx.run("draw_add", purpose=purpose, reference=reference, fund=fund, amount_fen=amount_fen)


def _returned(tx: Tx, purpose: str, reference: str, amount_fen: Fen) -> list[tuple[Drawn, Fen]]:
    rows = tx.all("draws_open", purpose=purpose, reference=reference)
    given = give_back([Drawn(row.id, row.fund, row.open_fen) for row in rows], amount_fen)
    if given is None:
        raise BadEvent("amount: is more than was taken")
    return given


def _undraw(tx: Tx, given: list[tuple[Drawn, Fen]]) -> list[Posting]:
    for draw, part in given:
        tx.run("draw_return", id=draw.id, amount_fen=part)
    return [onto_fund(draw.fund, part) for draw, part in given]


def _top_up_paid(ctx: Ctx, known: Known, event: e.TopUpPaid) -> None:
    fund = _new_fund(ctx.tx, event.account, "top_up", event, event.amount)
    ctx.tx.run(
        "top_up_add",
        order_id=event.order,
        fund=fund,
        channel=event.channel,
        bank=event.bank,
        holder=event.holder,
        reference=event.reference,
    )
    post(ctx, "top_up", event.id, event.at, [new_fund(fund, event.amount), outside(-event.amount)])


def _adjustment_posted(ctx: Ctx, known: Known, event: e.AdjustmentPosted) -> None:
    fund = _new_fund(ctx.tx, event.account, "other", event, event.amount)
    ctx.tx.run("adjustment_add", id=event.adjustment, fund=fund, reason=event.reason)
    post(ctx, "adjustment", event.id, event.at, [new_fund(fund, event.amount), outside(-event.amount)])


def _own_bill(tx: Tx, account: str, bill: str) -> BillByIdRow:
    row = tx.one("bill_by_id", id=bill)
    if row is None or row.account != account:
        raise BadEvent("bill: this account has no such bill")
    return row


def _refund_posted(ctx: Ctx, known: Known, event: e.RefundPosted) -> None:
    _own_bill(ctx.tx, event.account, event.bill)
    given = _returned(ctx.tx, "bill", event.bill, event.amount)
    ctx.tx.run("refund_add", id=event.refund, bill=event.bill)
    post(ctx, "refund", event.id, event.at, [*_undraw(ctx.tx, given), outside(-event.amount)])


def _transfer_made(ctx: Ctx, known: Known, event: e.TransferMade) -> None:
    if event.to not in known.is_test:
        raise BadEvent("to: is unknown")
    if event.to == event.account:
        raise BadEvent("to: must be another account")
    if known.is_test[event.to] != known.is_test[event.account]:
        raise BadEvent("to: a test account and a real one cannot send each other money")
    taken = take(sources(ctx.tx, event.account, event.amount, received=False), event.amount)
    if taken is None:
        raise BadEvent("amount: is more than the account's own cash, money transferred to it aside")
    fund = _new_fund(ctx.tx, event.to, "transfer", event, event.amount)
    ctx.tx.run("transfer_add", id=event.transfer, sender=event.account, fund=fund)
    _draw(ctx.tx, "transfer", event.transfer, taken)
    lines = [onto_fund(source, -part) for source, part in taken]
    post(ctx, "transfer", event.id, event.at, [*lines, new_fund(fund, event.amount)])


def _transfer_recalled(ctx: Ctx, known: Known, event: e.TransferRecalled) -> None:
    row = ctx.tx.one("transfer_by_id", id=event.transfer)
    if row is None or row.sender != event.account:
        raise BadEvent("transfer: this account sent no such transfer")
    if event.amount > row.remaining_fen:
        raise BadEvent("amount: is more than the receiver still has of it")
    given = _returned(ctx.tx, "transfer", event.transfer, event.amount)
    post(ctx, "recall", event.id, event.at, [onto_fund(row.fund, -event.amount), *_undraw(ctx.tx, given)])


def _resource_created(ctx: Ctx, known: Known, event: e.ResourceCreated) -> None:
    if ctx.tx.one("resource_active", account=event.account, name=event.resource) is not None:
        raise BadEvent("resource: is active already")
    ctx.tx.run(
        "resource_add",
        account=event.account,
        name=event.resource,
        product=event.product,
        billing=event.billing,
        created_at=event.at,
    )
    if event.billing == "pay_as_you_go":
        ctx.tx.run("account_set_reserve_due", id=event.account, due_at=None)


def _resource_released(ctx: Ctx, known: Known, event: e.ResourceReleased) -> None:
    row = ctx.tx.one("resource_active", account=event.account, name=event.resource)
    if row is None:
        raise BadEvent("resource: is not active")
    ctx.tx.run("resource_release", id=row.id, released_at=event.at)
    if row.billing != "pay_as_you_go":
        return
    figures = ctx.tx.one("balance_figures", account=event.account)
    if figures.active_resources == 0 and figures.last_release_at is not None:
        # Due columns hold real time. The event's time is the account's own, which may be ahead.
        due_at = (
            figures.last_release_at + ctx.policy.reserve_hold_s * SECOND - ahead_of(ctx.tx, event.account)
        )
        ctx.tx.run("account_set_reserve_due", id=event.account, due_at=due_at)
        ctx.tx.wake("reserve", due_at)


def _usage_accrued(ctx: Ctx, known: Known, event: e.UsageAccrued) -> None:
    cycle = event.cycle
    if (event.account, cycle) in known.billed:
        cycle = _later_cycle(ctx.tx, event.account, cycle, f"{to_local(event.at):%Y-%m}")
    ctx.tx.run("usage_add", account=event.account, cycle=cycle, amount_fen=event.amount)


def _later_cycle(tx: Tx, account: str, cycle: str, month: str) -> str:
    """The cycle that usage settles with when its own has a bill: the first later one without a bill.

    It is not before `month`, the local month in which the usage was noticed.
    """
    cycle = max(next_cycle(cycle), month)
    for row in tx.all("cycles_billed", account=account, since=cycle):
        if row.cycle != cycle:
            break
        cycle = next_cycle(cycle)
    if cycle > LAST_CYCLE:
        raise BadEvent("cycle: has a bill, and so has every later one")
    return cycle


def _bill_issued(ctx: Ctx, known: Known, event: e.BillIssued) -> None:
    if event.cycle is not None:
        if (event.account, event.cycle) in known.billed:
            raise BadEvent("cycle: has a bill already")
        ctx.tx.run("usage_settle", account=event.account, cycle=event.cycle)
    ctx.tx.run(
        "bill_add",
        id=event.bill,
        account=event.account,
        cycle=event.cycle,
        amount_fen=event.amount,
        issued_at=event.at,
    )


def _bill_paid(ctx: Ctx, known: Known, event: e.BillPaid) -> None:
    row = _own_bill(ctx.tx, event.account, event.bill)
    if event.amount > row.amount_fen - row.paid_fen:
        raise BadEvent("amount: is more than is open of the bill")
    if event.source == "balance":
        taken = take(sources(ctx.tx, event.account, event.amount, received=True), event.amount)
        if taken is None:
            raise BadEvent("amount: is more than the account's cash")
        _draw(ctx.tx, "bill", event.bill, taken)
        lines = [onto_fund(source, -part) for source, part in taken]
        post(ctx, "payment", event.id, event.at, [*lines, outside(event.amount)])
    ctx.tx.run("bill_pay", id=event.bill, amount_fen=event.amount)


def _credit_note_raised(ctx: Ctx, known: Known, event: e.CreditNoteRaised) -> None:
    ctx.tx.run(
        "credit_note_add",
        id=event.credit_note,
        account=event.account,
        order_id=event.order,
        invoiced_fen=event.invoiced,
        actual_fen=event.actual,
        open_fen=event.invoiced - event.actual,
        raised_at=event.at,
    )


def _credit_note_offset(ctx: Ctx, known: Known, event: e.CreditNoteOffset) -> None:
    row = ctx.tx.one("credit_note_by_id", id=event.credit_note)
    if row is None or row.account != event.account:
        raise BadEvent("credit_note: this account has no such credit note")
    if event.amount > row.open_fen:
        raise BadEvent("amount: is more than is open of the credit note")
    ctx.tx.run("credit_note_offset", id=event.credit_note, amount_fen=event.amount)


def _account_updated(ctx: Ctx, known: Known, event: e.AccountUpdated) -> None:
    update_account(ctx, get_account(ctx.tx, event.account), event)


_APPLY: dict[type[e.Event], Callable[[Ctx, Known, Any], None]] = {
    e.AccountUpdated: _account_updated,
    e.TopUpPaid: _top_up_paid,
    e.AdjustmentPosted: _adjustment_posted,
    e.RefundPosted: _refund_posted,
    e.TransferMade: _transfer_made,
    e.TransferRecalled: _transfer_recalled,
    e.ResourceCreated: _resource_created,
    e.ResourceReleased: _resource_released,
    e.UsageAccrued: _usage_accrued,
    e.BillIssued: _bill_issued,
    e.BillPaid: _bill_paid,
    e.CreditNoteRaised: _credit_note_raised,
    e.CreditNoteOffset: _credit_note_offset,
}
