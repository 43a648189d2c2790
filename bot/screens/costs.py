"""Costs: the balance as a receipt, and how it adds up (rules 2)."""

from __future__ import annotations

from bot.screens import designated
from bot.screens.buttons import ToLine, ToRecords
from bot.screens.home import about, gate_notice
from bot.screens.receipt import RULE, Line, receipt
from bot.screens.screen import Button, Screen, in_rows, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.rules.balance import HOLDS
from domain.views import BalanceView, CostsView, Locale


def card(view: CostsView, locale: Locale) -> Screen:
    """The balance card: cash, each held line, withdrawable, in withdrawal."""
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    title = lines_of(voice.t("costs-title", currency=balance.currency), about(view.account, voice))
    hint = voice.t("costs-hint") if balance.holds else voice.t("costs-none-held")
    offered = designated.offer(view, voice)
    said, button = offered if offered is not None else (None, ())
    withdrawable, cash = voice.money(balance.withdrawable_fen), voice.money(balance.cash_fen)
    # The answer first: the figure, or why there is none; then the receipt that explains it.
    answer = gate_notice(view, voice) or voice.t("home-figure", withdrawable=withdrawable, cash=cash)
    stopped = voice.t("costs-stopped") if view.stopped else None
    text = page_of(title, answer, stopped, balance_receipt(balance, voice), said, hint)
    held = [
        Button(voice.word(f"line-{hold.reason}"), ToLine(line=hold.reason).pack()) for hold in balance.holds
    ]
    return Screen(
        text,
        (
            *in_rows([*held, voice.go("sums", "adds-up")] if len(held) % 2 else held),
            *(() if len(held) % 2 else ((voice.go("sums", "adds-up"),),)),
            *((button,) if button else ()),
            (voice.go("withdraw"), Button(voice.word("records"), ToRecords(page="0").pack())),
            (voice.back("me"),),
        ),
    )


def balance_receipt(balance: BalanceView, voice: Voice) -> Safe:
    """The receipt: cash, what is taken from it, what is left, and what is to be settled."""

    def line(key: str, fen: int, lead: str = "") -> Line:
        return lead + voice.word(f"line-{key}"), voice.number(fen)

    taken = [
        line(key, fen, "- ")
        for key, fen in (
            ("transferred", balance.transferred_fen),
            ("frozen", balance.frozen_cash_fen),
            ("reserve", balance.reserve_shown_fen),
        )
        if fen
    ]
    lines = [line("cash", balance.cash_fen), *taken, RULE]
    lines.append(line("withdrawable", balance.withdrawable_fen))
    lines.append(line("in-withdrawal", balance.in_withdrawal_fen))
    if balance.shortfall_fen:
        lines.append(line("shortfall", balance.shortfall_fen))
    if balance.to_be_settled_fen:
        lines += [RULE, *_settled(balance, voice)]
    return receipt(*lines)


def _settled(balance: BalanceView, voice: Voice) -> list[Line]:
    parts = [hold for hold in balance.holds if HOLDS[hold.reason].is_settled]
    lines: list[Line] = [(voice.word("line-settle"), voice.number(balance.to_be_settled_fen))]
    lines += [("  " + voice.word(f"line-{part.reason}"), voice.number(part.amount_fen)) for part in parts]
    return lines


def sums(view: CostsView, locale: Locale) -> Screen:
    """How the amounts on the card come about: what is to be settled, who pays it, what is missing."""
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    covered = min(balance.transferred_fen, balance.to_be_settled_fen)
    wanted = balance.to_be_settled_fen - covered
    lines: list[Line] = []
    if balance.to_be_settled_fen:
        lines += _settled(balance, voice)
        if covered:
            lines.append(("- " + voice.word("line-less-transferred"), voice.number(covered)))
        lines += [RULE, (voice.word("line-from-cash"), voice.number(wanted))]
    short = balance.shortfall_fen
    amount = voice.money(balance.in_withdrawal_fen)
    text = page_of(
        voice.t("sums-title", currency=balance.currency),
        receipt(*lines) if lines else None,
        _frozen(balance, covered, wanted, voice),
        voice.t("sums-shortfall", shortfall=voice.money(short)) if short else None,
        voice.t(
            "sums-in-withdrawal" if balance.in_withdrawal_fen else "sums-in-withdrawal-none", amount=amount
        ),
    )
    return Screen(text, ((voice.back("costs"),),))


def _frozen(balance: BalanceView, covered: int, wanted: int, voice: Voice) -> str:
    if not balance.to_be_settled_fen:
        return voice.t("sums-nothing")
    frozen = voice.money(wanted)
    if not covered:
        return lines_of(voice.t("sums-no-transfer", frozen=frozen))
    rest = voice.t("sums-frozen", frozen=frozen) if wanted else voice.t("sums-covered")
    return lines_of(voice.t("sums-settle"), rest)
