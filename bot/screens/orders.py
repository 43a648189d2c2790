"""Withdraw: the top-up orders in pages, each with until when it can go back the way it was paid."""

from __future__ import annotations

from bot.screens import designated
from bot.screens.buttons import Begin, ToOrders
from bot.screens.draft_parts import window
from bot.screens.home import about, gate_notice
from bot.screens.screen import Button, Screen, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.views import BalanceView, CostsView, Locale, OrderView

PAGE = 5
"""Orders on one page."""


def orders(view: CostsView, page: int, locale: Locale) -> Screen:
    """Orders with money left, newest first (rules 9), and other money if an application could pay it. An account that
    may not withdraw gets the gate instead; where nothing is free, the orders have no buttons.
    """
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    gate = gate_notice(view.account, voice)
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
    text = page_of(
        about(view.account, voice),
        lines_of(_title(balance, voice), _together(balance, left, voice)),
        *(_order_line(index, order, voice) for index, order in shown),
        used_up if page == pages - 1 else None,
        other,
        voice.t("page", page=page + 1, pages=pages) if pages > 1 else None,
    )
    rows = [(_button(index, order, voice),) for index, order in shown if order.withdrawable_fen]
    turn = _turn(page, pages, voice)
    if not balance.withdrawable_fen:
        ways = (voice.go("costs", "plan-button"), voice.back("me"))
    return Screen(text, (*rows, *((turn,) if turn else ()), *apply, ways))


def _title(balance: BalanceView, voice: Voice) -> Safe:
    if not balance.withdrawable_fen:
        return voice.t("orders-nothing", withdrawable=voice.money(0))
    return voice.t("orders-title", withdrawable=voice.money(balance.withdrawable_fen))


def _together(balance: BalanceView, left: list[OrderView], voice: Voice) -> Safe | None:
    """That the orders share what is free, where what they allow one by one is more than that."""
    free = [order.withdrawable_fen for order in left]
    if sum(free) <= balance.withdrawable_fen:
        return None
    return voice.t("orders-together", count=len(left))


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


def _turn(page: int, pages: int, voice: Voice) -> tuple[Button, ...]:
    turn = []
    if page > 0:
        turn.append(Button(voice.word("newer"), ToOrders(page=page - 1).pack()))
    if page < pages - 1:
        turn.append(Button(voice.word("older"), ToOrders(page=page + 1).pack()))
    return tuple(turn)
