"""Designated withdrawals and applications through the use cases, for tests: a payee, documents, and the code."""

from __future__ import annotations

from itertools import count
from typing import Literal

from domain.actor import Actor
from domain.pages import FIRST, Spot
from domain.rules.designated import DesignatedReason, DocumentKind
from domain.rules.payee_numbers import PayeeKind
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.edit_documents import add_document
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.enter_payee import enter_payee
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.set_note import set_note
from domain.usecases.customer.start_application import start_application
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.views import NewDocument, PayeeField, WithdrawalView
from tests.support.rig import MEI, Rig

CARD = "6222020000000000000"
MOBILE = "13800138008"
NAME = "Account 1001"
"""The registered name of the rig's account."""
ME = Actor.chat(MEI.id)
_numbers = count(1)

FIELDS: dict[PayeeKind, tuple[tuple[PayeeField, str], ...]] = {
    "alipay": (("kind", "alipay"), ("number", MOBILE), ("name", NAME)),
    "bank_card": (
        ("kind", "bank_card"), ("number", "6222 0200 0000 0000 000"), ("name", NAME), ("bank", "ICBC"),
        ("place", "Jiangsu, Nanjing"), ("branch", "Xinjiekou Branch"),
    ),
}  # fmt: skip


def new_document() -> NewDocument:
    """A document that nobody had before."""
    return NewDocument(f"{next(_numbers):026d}", "image/jpeg", 120_000, 1)


async def enter(rig: Rig, view: WithdrawalView, field: PayeeField, value: str) -> WithdrawalView:
    return await rig.perform(enter_payee, ME, view.id, view.version, field, value)


async def pay_to(
    rig: Rig, view: WithdrawalView, kind: PayeeKind = "bank_card", name: str = NAME
) -> WithdrawalView:
    """A whole payee, field by field as it is asked for."""
    for field, value in FIELDS[kind]:
        view = await enter(rig, view, field, name if field == "name" else value)
    assert view.payee is not None
    assert view.payee.complete
    return view


async def add(rig: Rig, view: WithdrawalView, kind: DocumentKind) -> WithdrawalView:
    return await rig.perform(add_document, ME, view.id, kind, new_document())


async def all_documents(rig: Rig, view: WithdrawalView) -> WithdrawalView:
    for kind in view.missing:
        view = await add(rig, view, kind)
    assert view.missing == ()
    return view


async def fund_of(rig: Rig, order: str) -> int:
    spot: Spot | None = FIRST
    while spot is not None:
        view = await rig.look(list_orders, ME, spot)
        for one in view.orders:
            if one.order_id == order:
                return one.fund
        spot = view.page.older
    raise AssertionError(f"nothing is left of {order}")


async def designated(
    rig: Rig,
    amount_fen: int,
    reason: DesignatedReason = "account_closed",
    kind: PayeeKind = "bank_card",
    order: str = "TP-1001-1",
) -> WithdrawalView:
    """A draft to a designated account with everything but the code."""
    view = await rig.perform(start_withdrawal, ME, await fund_of(rig, order))
    view = await rig.perform(enter_amount, ME, view.id, view.version, amount_fen=amount_fen)
    view = await rig.perform(choose_method, ME, view.id, view.version, "designated")
    if view.reason != reason:
        view = await rig.perform(choose_reason, ME, view.id, view.version, reason)
    return await all_documents(rig, await pay_to(rig, view, kind))


async def application(
    rig: Rig, amount: int | Literal["all", "half"], kind: PayeeKind = "alipay"
) -> WithdrawalView:
    """A draft of an application with everything but the code."""
    view = await rig.perform(start_application, ME, "1001")
    fen, share = (amount, None) if isinstance(amount, int) else (None, amount)
    view = await rig.perform(enter_amount, ME, view.id, view.version, amount_fen=fen, share=share)
    view = await rig.perform(set_note, ME, view.id, view.version, "A refund in October")
    return await all_documents(rig, await pay_to(rig, view, kind))


async def submit(rig: Rig, view: WithdrawalView) -> WithdrawalView:
    """The code sent, read from the telephone, typed, and confirmed."""
    await rig.perform(send_code, ME, view.id, view.version)
    await rig.perform(enter_code, ME, view.id, await rig.code())
    # The code's minute of rest is over for the next one.
    rig.clock.move(61)
    return await rig.perform(confirm_withdrawal, ME, view.id, view.version)
