"""Withdraw: the top-up orders in pages, each with until when it can go back the way it was paid."""

from __future__ import annotations

from bot.screens import designated
from bot.screens.buttons import Begin, ToOrders
from bot.screens.draft_parts import window
from bot.screens.home import about, gate_notice
from bot.screens.screen import Button, Screen, lines_of, page_of
from bot.screens.turns import page_line, turn_row
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.views import Locale, OrdersView, OrderView


def orders(view: OrdersView, locale: Locale) -> Screen:
    """Orders with money left, newest first (rules 9), and other money if an application could pay it. An account that
    may not withdraw gets the gate instead; where nothing is free, the orders have no buttons.
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
        lines_of(voice.t(title, withdrawable=voice.money(balance.withdrawable_fen)), _together(view, voice)),
        *(_order_line(index, order, voice) for index, order in shown),
        voice.t("orders-spent") if page.older is None else None,
        other,
        page_line(page, voice),
    )
    rows = [(_button(index, order, voice),) for index, order in shown if order.withdrawable_fen]
    turn = turn_row(page, lambda spot: ToOrders(page=spot), voice)
    if not balance.withdrawable_fen:
        ways = (voice.go("costs", "plan-button"), voice.back("me"))
    return Screen(text, (*rows, *turn, *apply, ways))


def _together(view: OrdersView, voice: Voice) -> Safe | None:
    """That the orders share what is free, where what those of this page allow one by one is more than that."""
    if sum(order.withdrawable_fen for order in view.orders) <= view.costs.balance.withdrawable_fen:
        return None
    is_all = view.page.newer is None and view.page.older is None
    return voice.t("orders-both" if is_all and len(view.orders) == 2 else "orders-several")


def _order_line(index: int, order: OrderView, voice: Voice) -> str:
    head: dict[str, str | int] = {
        "index": index,
        "date": voice.day_of(order.paid_at),
        "channel": voice.channel(order),
        "remaining": voice.money(order.remaining_fen),
        "withdrawable": voice.money(order.withdrawable_fen),
    }
    is_whole = order.withdrawable_fen == order.remaining_fen
    key = "orders-whole" if is_whole else "orders-part" if order.withdrawable_fen else "orders-held"
    return lines_of(voice.t(key, **head), window(order, voice))


def _button(index: int, order: OrderView, voice: Voice) -> Button:
    """A button that begins a withdrawal, whichever ways are open."""
    return Button(f"{index}. {voice.money(order.withdrawable_fen)}", Begin(fund=order.fund).pack())
