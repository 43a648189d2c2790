"""Withdraw: the top-up orders in pages, and why one of them cannot go back the original way."""

from __future__ import annotations

from datetime import timedelta

from bot.screens import designated
from bot.screens.buttons import Begin, ToOrder, ToOrders
from bot.screens.home import about, gate_notice
from bot.screens.screen import Button, Screen, lines_of, page_of
from bot.screens.voice import Voice
from domain.views import CostsView, Locale, OrderView

PAGE = 5
"""Orders on one page."""


def orders(view: CostsView, page: int, locale: Locale) -> Screen:
    """Orders with money left, newest first (rules 9), and other money if an application could pay it. An account that
    may not withdraw gets the gate instead.
    """
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    gate = gate_notice(view, voice)
    ways = (voice.go("costs"), voice.back("me"))
    if gate:
        return Screen(page_of(about(view.account, voice), gate), (ways,))
    left = [order for order in balance.orders if order.remaining_fen > 0]
    spent = len(balance.orders) - len(left)
    used_up = voice.t("orders-spent", count=spent) if spent else None
    offered = designated.offer(view, voice)
    other, apply = (offered[0], (offered[1],)) if offered is not None else (None, ())
    if not left:
        text = page_of(about(view.account, voice), voice.t("orders-empty"), used_up, other)
        return Screen(text, (*apply, ways))
    pages = (len(left) + PAGE - 1) // PAGE
    page = min(max(page, 0), pages - 1)
    shown = list(enumerate(left[page * PAGE : (page + 1) * PAGE], page * PAGE + 1))
    title = "orders-title" if balance.withdrawable_fen else "orders-nothing"
    text = page_of(
        about(view.account, voice),
        voice.t(title, withdrawable=voice.money(balance.withdrawable_fen)),
        *(_order_line(index, order, voice) for index, order in shown),
        used_up if page == pages - 1 else None,
        other,
        voice.t("page", page=page + 1, pages=pages) if pages > 1 else None,
    )
    rows = [(_button(index, order, page, voice),) for index, order in shown]
    turn = _turn(page, pages, voice)
    return Screen(text, (*rows, *((turn,) if turn else ()), *apply, ways))


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


def _button(index: int, order: OrderView, page: int, voice: Voice) -> Button:
    """A button that begins a withdrawal, whichever ways are open; without free money it leads to the reason."""
    label = f"{index}. {voice.money(order.withdrawable_fen)}"
    if order.withdrawable_fen:
        return Button(label, Begin(fund=order.fund).pack())
    return Button(label, ToOrder(fund=order.fund, page=page).pack())


def _turn(page: int, pages: int, voice: Voice) -> tuple[Button, ...]:
    turn = []
    if page > 0:
        turn.append(Button(voice.word("newer"), ToOrders(page=page - 1).pack()))
    if page < pages - 1:
        turn.append(Button(voice.word("older"), ToOrders(page=page + 1).pack()))
    return tuple(turn)


def order_why(view: CostsView, order: OrderView, page: int, locale: Locale) -> Screen:
    """Why nothing can be withdrawn from this order the original way, and what can be done."""
    balance = view.balance
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
