"""Costs: how much, how to get more, the balance as a receipt; and how it adds up, with a picture (rules 2)."""

from __future__ import annotations

from bot.screens import designated, what_if
from bot.screens.buttons import Go, ToLine, ToRecords
from bot.screens.home import about, gate_notice
from bot.screens.plan import how_to_get_more
from bot.screens.receipt import RULE, Line, receipt
from bot.screens.screen import Button, ButtonRow, Screen, lines_of, page_of
from bot.screens.voice import Voice
from bot.screens.waterfall import taken, waterfall
from bot.texts.catalogue import Safe
from domain.ports import Fen
from domain.rules.balance import HOLDS
from domain.views import BalanceView, CostsView, Locale


def card(view: CostsView, locale: Locale) -> Screen:
    """The balance card: how much, how to get more, then the receipt that explains it."""
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    title = lines_of(voice.t("costs-title", currency=balance.currency), about(view.account, voice))
    hint = voice.t("costs-hint") if balance.holds else voice.t("costs-none-held")
    offered = designated.offer(view, voice)
    said, button = offered if offered is not None else (None, ())
    withdrawable, cash = voice.money(balance.withdrawable_fen), voice.money(balance.cash_fen)
    # The answer first: the figure, or why there is none.
    answer = gate_notice(view, voice) or voice.t("home-figure", withdrawable=withdrawable, cash=cash)
    stopped = voice.t("costs-stopped") if view.stopped else None
    # What is to be settled stands on the buttons and in the sums: the plan is to be seen above them.
    sums_up = balance_receipt(balance, voice, settled=False)
    text = page_of(title, answer, stopped, how_to_get_more(view, voice), sums_up, said, hint)
    lines: list[ButtonRow] = [
        (
            Button(
                _with_amount(f"line-{hold.reason}", hold.amount_fen, voice), ToLine(line=hold.reason).pack()
            ),
        )
        for hold in balance.holds
    ]
    records = Button(voice.word("records"), ToRecords(page="0").pack())
    adds_up = (voice.go("sums", "adds-up"),) if balance.non_withdrawable_fen else ()
    return Screen(
        text,
        (
            *_ways(view, voice),
            *((button,) if button else ()),
            *lines,
            (*adds_up, records),
            (voice.back("me"),),
        ),
    )


def _with_amount(key: str, fen: Fen, voice: Voice) -> str:
    return f"{voice.word(key)} {voice.money(fen)}"


def _ways(view: CostsView, voice: Voice) -> list[ButtonRow]:
    """*Withdraw* and *What if*, each only where it leads somewhere."""
    if view.account.blocked_by is not None:
        return []
    fen = view.balance.withdrawable_fen
    rows: list[ButtonRow] = []
    if fen or view.draft:
        label = _with_amount("withdraw", fen, voice) if fen else voice.word("withdraw")
        rows.append((Button(label, Go(to="withdraw").pack()),))
    trial = what_if.button(view.balance, voice)
    return [*rows, (trial,)] if trial is not None else rows


def balance_receipt(balance: BalanceView, voice: Voice, *, settled: bool = True) -> Safe:
    """The receipt: cash, what is taken from it, what is left, and if `settled` what is to be settled."""

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
    if settled and balance.to_be_settled_fen:
        lines += [RULE, *_settled(balance, voice)]
    return receipt(*lines)


def _settled(balance: BalanceView, voice: Voice) -> list[Line]:
    parts = [hold for hold in balance.holds if HOLDS[hold.reason].is_settled]
    lines: list[Line] = [(voice.word("line-settle"), voice.number(balance.to_be_settled_fen))]
    lines += [("  " + voice.word(f"line-{part.reason}"), voice.number(part.amount_fen)) for part in parts]
    return lines


def sums(view: CostsView, locale: Locale) -> Screen:
    """How the figure comes about, to its end: in a sentence, as two sums, and as a picture."""
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    covered = min(balance.transferred_fen, balance.to_be_settled_fen)
    lines: list[Line] = []
    if balance.to_be_settled_fen:
        lines += _settled(balance, voice)
        if covered:
            lines.append(("- " + voice.word("line-less-transferred"), voice.number(covered)))
        frozen = balance.to_be_settled_fen - covered
        lines += [RULE, (voice.word("line-from-cash"), voice.number(frozen)), RULE]
    amounts = {key: voice.number(fen) for key, fen in taken(balance)}
    lines += [
        (("+ " if index else "") + voice.word(f"line-{key}"), amount)
        for index, (key, amount) in enumerate(amounts.items())
    ]
    held = voice.number(balance.non_withdrawable_fen)
    if len(amounts) > 1:
        lines += [RULE, (voice.word("line-held"), held), RULE]
    lines += [
        (voice.word("line-cash"), voice.number(balance.cash_fen)),
        ("- " + voice.word("line-held"), held),
        RULE,
        (voice.word("line-withdrawable"), voice.number(balance.withdrawable_fen)),
    ]
    short, amount = balance.shortfall_fen, voice.money(balance.in_withdrawal_fen)
    text = page_of(
        voice.t("sums-title", currency=balance.currency),
        _in_a_sentence(balance, voice),
        receipt(*lines) if amounts else None,
        voice.t("sums-shortfall", shortfall=voice.money(short)) if short else None,
        voice.t("sums-in-withdrawal", amount=amount) if balance.in_withdrawal_fen else None,
    )
    return Screen(text, ((voice.back("costs"),),), picture=waterfall(balance, voice))


def _in_a_sentence(balance: BalanceView, voice: Voice) -> Safe:
    """The picture for those who hear the screen."""
    parts = [voice.word(f"sums-part-{key}", amount=voice.money(fen)) for key, fen in taken(balance)]
    cash, left = voice.money(balance.cash_fen), voice.money(balance.withdrawable_fen)
    if not parts:
        return voice.t("sums-nothing", cash=cash)
    held = voice.money(balance.non_withdrawable_fen)
    return voice.t(
        "sums-sentence" if len(parts) > 1 else "sums-sentence-one",
        cash=cash, parts=voice.word("list-join").join(parts), held=held, left=left,
    )  # fmt: skip
