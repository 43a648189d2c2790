"""Withdraw: the top-up orders in pages, and why one of them cannot go back the original way."""

from __future__ import annotations

from datetime import timedelta

from bot.screens import designated
from bot.screens.buttons import Begin, ToOrder, ToOrders
from bot.screens.home import about, gate_notice
from bot.screens.screen import Button, Screen, lines_of, page_of
from bot.screens.turns import page_line, turn_row
from bot.screens.voice import Voice
from domain.pages import FIRST, Spot, short
from domain.views import BalanceView, Locale, OrdersView, OrderView


def orders(view: OrdersView, locale: Locale) -> Screen:
    """Orders with money left, newest first (rules 9), and other money if an application could pay it. An account that
    may not withdraw gets the gate instead.
    """
    costs, page, balance = view.costs, view.page, view.costs.balance
    voice = Voice(locale, balance.at, balance.currency)
    gate = gate_notice(costs, voice)
    ways = (voice.go("costs"), voice.back("me"))
    if gate:
        return Screen(page_of(about(costs.account, voice), gate), (ways,))
    offered = designated.offer(costs, voice)
    other, apply = (offered[0], (offered[1],)) if offered is not None else (None, ())
    if not view.orders:
        return Screen(page_of(about(costs.account, voice), voice.t("orders-empty"), other), (*apply, ways))
    shown = list(enumerate(view.orders, 1))
    title = "orders-title" if balance.withdrawable_fen else "orders-nothing"
    text = page_of(
        about(costs.account, voice),
        voice.t(title, withdrawable=voice.money(balance.withdrawable_fen)),
        *(_order_line(index, order, voice) for index, order in shown),
        voice.t("orders-spent") if page.older is None else None,
        other,
        page_line(page, voice),
    )
    # The page that this one is, for the way back.
    here = Spot(short(view.orders[0].fund), page.number) if page.newer is not None else FIRST
    rows = [(_button(index, order, here, voice),) for index, order in shown]
    turn = turn_row(page, lambda spot: ToOrders(page=spot), voice)
    return Screen(text, (*rows, *turn, *apply, ways))


def _order_line(index: int, order: OrderView, voice: Voice) -> str:
    return lines_of(
        voice.t("orders-head", index=index, date=voice.day_of(order.paid_at), channel=voice.channel(order)),
        voice.t(
            "orders-figures",
            remaining=voice.money(order.remaining_fen),
            withdrawable=voice.money(order.withdrawable_fen),
        ),
        _closed(order, voice),
        voice.t("orders-held") if not order.withdrawable_fen else None,
    )


def _closed(order: OrderView, voice: Voice) -> str | None:
    if order.original_method or order.window_ends_on is None:
        return None
    ended = order.window_ends_on
    return voice.t("orders-closed", since=voice.day(ended + timedelta(days=1)), ended=voice.day(ended))


def _button(index: int, order: OrderView, here: Spot, voice: Voice) -> Button:
    """A button that begins a withdrawal, whichever ways are open; without free money it leads to the reason."""
    label = f"{index}. {voice.money(order.withdrawable_fen)}"
    if order.withdrawable_fen:
        return Button(label, Begin(fund=order.fund).pack())
    return Button(label, ToOrder(fund=order.fund, page=here.packed()).pack())


def order_why(balance: BalanceView, order: OrderView, page: str, locale: Locale) -> Screen:
    """Why nothing can be withdrawn from this order the original way, and what can be done.

    `page` is the packed spot of the page to go back to.
    """
    voice = Voice(locale, balance.at, balance.currency)
    why: str | None
    if order.remaining_fen == 0:
        why = voice.t("why-spent")
    elif not order.original_method and order.window_ends_on is not None:
        ended = voice.day(order.window_ends_on)
        closed = voice.t("why-closed", bank=voice.channel(order), ended=ended)
        why = closed if not order.withdrawable_fen else lines_of(closed, voice.t("why-designated"))
    elif order.withdrawable_fen:
        why = None
    else:
        why = voice.t("why-none")
    text = page_of(
        lines_of(
            voice.t("why-title", order=order.order_id),
            voice.t(
                "why-paid",
                date=voice.day_of(order.paid_at),
                channel=voice.channel(order),
                amount=voice.money(order.amount_fen),
            ),
            voice.t(
                "why-figures",
                remaining=voice.money(order.remaining_fen),
                withdrawable=voice.money(order.withdrawable_fen),
            ),
        ),
        why,
    )
    begin = order.remaining_fen and order.withdrawable_fen
    label = f"{voice.word('withdraw')} {voice.money(order.withdrawable_fen)}"
    rows = (((Button(label, Begin(fund=order.fund).pack())),),) if begin else ()
    back = Button(voice.word("back"), ToOrders(page=page).pack())
    return Screen(text, (*rows, (voice.go("costs"), back)))
