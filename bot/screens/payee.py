"""The payee account, one question a screen: kind, number, name, bank, branch; and all of it shown back (rules 5).

A number stands in full only where the whole payee is shown back to the person who typed it, while the withdrawal is
unfinished; that message is edited once another screen takes over. The masked texts for every other person and time
are here too.
"""

from __future__ import annotations

from dataclasses import replace

from bot.screens.buttons import Doing, PickBank, PickBranch, PickPayee, ToBranches
from bot.screens.draft_parts import amount_of, at, do, one_line, voice_of, ways, why
from bot.screens.receipt import columns
from bot.screens.screen import Awaits, Button, ButtonRow, Screen, clip, in_rows, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.draft_steps import has_branch
from domain.rules.banks import BANKS, Bank, bank_shown, suggest_bank
from domain.rules.branches import Branch, branch_alone
from domain.rules.designated import may_differ
from domain.rules.limits import LIMITS
from domain.rules.payee_numbers import LONGEST_NAME, PAYEE_KINDS, PayeeKind
from domain.usecases.customer.find_branch import PAGE_SIZE, BranchPage
from domain.views import Locale, PayeeView, WithdrawalView

BANKS_SHOWN = 12
PAIRED = 14
"""The widest label that fits beside another one, in columns."""
DATA_MAX = 64


# -- in words


def bank_name(name: str | None, voice: Voice) -> str:
    """The name of a bank for a reader of this language."""
    return clip(bank_shown(name or "", voice.script), 40)


def masked(payee: PayeeView | None, voice: Voice) -> Safe:
    """The payee in a few words that do not tell the number: `Bank of China •••• 1234`."""
    if payee is None:
        return voice.t("to-payee")
    return masked_of(payee.kind, payee.bank, payee.number_masked, voice)


def masked_of(kind: PayeeKind | None, bank: str | None, number_masked: str | None, voice: Voice) -> Safe:
    """The same of a payee of which only this is known."""
    if kind is None:
        return voice.t("to-payee")
    return voice.t(f"to-{kind}", bank=bank_name(bank, voice), number=one_line(number_masked, 60))


def number_of(payee: PayeeView) -> str:
    """The number as its owner may see it: in full, a card's grouped by four, or masked."""
    if payee.number is None or payee.kind is None:
        return one_line(payee.number_masked, 60)
    return one_line(PAYEE_KINDS[payee.kind].shown(payee.number), 120)


def shows_number(view: WithdrawalView) -> bool:
    """Whether `in_full` has the number in full."""
    return view.payee is not None and view.payee.number is not None


def hidden(view: WithdrawalView) -> WithdrawalView:
    """The same view with only the end of the payee's number."""
    return view if view.payee is None else replace(view, payee=replace(view.payee, number=None))


def in_full(view: WithdrawalView, voice: Voice) -> str:
    """Every known field, one a line, with what is unusual about it."""
    payee = view.payee
    if payee is None:
        return ""
    return lines_of(
        voice.t(f"payee-line-{payee.kind}", number=number_of(payee))
        if payee.kind is not None and payee.number_masked
        else None,
        voice.t("payee-line-name", name=one_line(payee.name, LONGEST_NAME)) if payee.name else None,
        voice.t("payee-line-differs", name=clip(view.account.name, LONGEST_NAME))
        if payee.name_differs
        else None,
        *(_branch_lines(payee, voice) if has_branch(payee) else ()),
    )


def _branch_lines(payee: PayeeView, voice: Voice) -> tuple[str | None, ...]:
    return (
        voice.t("payee-line-bank", bank=bank_name(payee.bank, voice)) if payee.bank else None,
        voice.t("payee-line-place", place=_place(payee)) if payee.city else None,
        voice.t("payee-line-branch", branch=clip(payee.branch, 120)) if payee.branch else None,
        voice.t("payee-line-code", code=payee.bank_code) if payee.bank_code else None,
        voice.t("payee-line-hand") if payee.by_hand and (payee.branch or payee.bank_code) else None,
    )


def _place(payee: PayeeView) -> str:
    province, city = one_line(payee.province, 40), one_line(payee.city, 40)
    return city if province in ("", city) else f"{province}, {city}"


# -- the questions


def open_question(view: WithdrawalView, locale: Locale) -> Screen:
    """The open question; the whole payee without one."""
    payee = view.payee
    if payee is None:
        return start(view, (), locale)
    match payee.next_field:
        case "kind":
            return start(view, (), locale)
        case "number":
            return number(view, locale)
        case "name":
            return name(view, locale)
        case "bank":
            return bank(view, locale)
        case "branch":
            by_hand = payee.by_hand and payee.city is not None
            return branch_name(view, locale) if by_hand else branch(view, locale)
        case None:
            return summary(view, locale)


def _before(view: WithdrawalView) -> Doing:
    """The step before the payee."""
    return "note" if view.method == "application" else "reason"


def start(view: WithdrawalView, used: tuple[PayeeView, ...], locale: Locale) -> Screen:
    """Payees that were used before, masked, or the kind of a new one."""
    voice = voice_of(view, locale)
    differ = view.reason is not None and may_differ(view.reason)
    text = page_of(
        voice.t("payee-start", amount=amount_of(view, voice)),
        voice.t("payee-start-why", why=why(view.reason, voice)) if view.reason is not None else None,
        voice.t("payee-owner-any" if differ else "payee-owner", name=clip(view.account.name, 40)),
        voice.t("payee-start-used", most=LIMITS["payees_offered"].most)
        if used
        else voice.t("payee-start-new"),
    )
    rows: list[ButtonRow] = [
        (Button(_short(one, voice), PickPayee(payee=one.id, id=view.id, version=view.version).pack()),)
        for one in used
    ]
    rows += [(do(view, kind, voice.word(f"payee-{kind}")),) for kind in PAYEE_KINDS]
    return Screen(text, (*rows, ways(view, _before(view), voice)), at(view))


def _short(payee: PayeeView, voice: Voice) -> str:
    """A label: the end of the number tells payees apart."""
    number = one_line(payee.number_masked, 22)
    named = payee.kind is None or has_branch(payee)
    lead = bank_name(payee.bank, voice) if named else voice.word(f"channel-{payee.kind}")
    room = 27 - columns(number)
    while lead and columns(lead) > room:
        lead = lead.removesuffix("…")[:-1] + "…" if len(lead) > 2 else ""
    return f"{lead} {number}".strip()


def number(view: WithdrawalView, locale: Locale) -> Screen:
    """The account's number, which is removed from the chat once it is typed."""
    voice = voice_of(view, locale)
    payee = view.payee
    if payee is None or payee.kind is None:
        return start(view, (), locale)
    now = payee.number_masked is not None
    text = page_of(
        voice.t(f"payee-number-{payee.kind}"),
        voice.t("payee-number-now", number=one_line(payee.number_masked, 60)) if now else None,
        voice.t("payee-number-removed"),
    )
    others = [
        (do(view, other, voice.word(f"payee-change-{other}")),)
        for other in PAYEE_KINDS
        if other != payee.kind
    ]
    rows = (*_go_on(view, now, voice), *(() if now else others), _ways(view, "payee_start", voice))
    return Screen(text, rows, Awaits("payee_number", view.id))


def _ways(view: WithdrawalView, before: Doing, voice: Voice) -> ButtonRow:
    """Back to the question before; from a complete payee, to the whole of it."""
    return ways(view, "payee" if view.payee is not None and view.payee.complete else before, voice)


def _go_on(view: WithdrawalView, known: bool, voice: Voice) -> tuple[ButtonRow, ...]:
    """Forward again to the open question, for a person who went back to an answered one."""
    if not known or view.payee is None or view.payee.complete:
        return ()
    return ((do(view, "payee", voice.word("continue")),),)


def name(view: WithdrawalView, locale: Locale) -> Screen:
    """The payee's name: one tap for the registered one; another one if the reason allows it."""
    voice = voice_of(view, locale)
    payee, registered = view.payee, clip(view.account.name, 40)
    differ = view.reason is not None and may_differ(view.reason)
    text = page_of(
        voice.t("payee-name", payee=one_line(payee.number_masked, 60)) if payee else None,
        voice.t("payee-name-now", name=one_line(payee.name, 80)) if payee and payee.name else None,
        voice.t("payee-name-any" if differ else "payee-name-same", name=registered),
    )
    # Billing may know an account by an invisible name, and a button needs a label.
    label = clip(view.account.name, 13 if columns(registered) > 26 else 26) or voice.word("part-name")
    same = do(view, "name_same", label)
    on = _go_on(view, payee is not None and payee.name is not None, voice)
    return Screen(text, ((same,), *on, _ways(view, "payee_number", voice)), Awaits("payee_name", view.id))


def bank(view: WithdrawalView, locale: Locale) -> Screen:
    """The card's bank: the one that its number suggests, the larger ones, or typed."""
    voice = voice_of(view, locale)
    payee = view.payee
    guess = suggest_bank(payee.number) if payee is not None and payee.number else None
    text = page_of(
        voice.t("payee-bank", number=one_line(payee.number_masked, 60)) if payee else None,
        voice.t("payee-bank-guess", bank=bank_name(guess, voice))
        if guess
        else voice.t("payee-bank-no-guess"),
        voice.t("payee-bank-type"),
    )

    def pick(label: str, index: int) -> Button:
        return Button(label, PickBank(bank=index, id=view.id, version=view.version).pack())

    rows: list[ButtonRow] = []
    if guess:
        label = bank_name(guess, voice)
        rows.append((pick(label if columns(label) <= 26 else _bank_label(guess, voice), -1),))
    others = [(index, one) for index, one in enumerate(BANKS) if one.name != guess][:BANKS_SHOWN]
    rows += in_rows([pick(_label(one, voice), index) for index, one in others])
    on = _go_on(view, payee is not None and payee.bank is not None, voice)
    return Screen(text, (*rows, *on, _ways(view, "payee_name", voice)), Awaits("payee_bank", view.id))


def _bank_label(known: str, voice: Voice) -> str:
    return next((_label(one, voice) for one in BANKS if one.name == known), clip(known, 13))


def _label(one: Bank, voice: Voice) -> str:
    """A bank in a few columns: its familiar short name."""
    names = one.names(voice.script)
    return next((name for name in names if columns(name) <= PAIRED), clip(names[-1], 7))


def branch(view: WithdrawalView, locale: Locale, *, available: bool = True) -> Screen:
    """The branch: a few words to search for, or its bank code; by hand when nothing else helps."""
    voice = voice_of(view, locale)
    payee = view.payee
    bank_of = bank_name(payee.bank, voice) if payee else ""
    now = payee is not None and bool(payee.branch or payee.bank_code)
    text = page_of(
        voice.t("payee-branch", bank=bank_of),
        voice.t("payee-branch-now", branch=one_line(payee.branch or payee.bank_code, 120))
        if payee and now
        else None,
        voice.t("payee-branch-search" if available else "payee-branch-code"),
        voice.t("payee-branch-where"),
    )
    hand = do(view, "payee_place", voice.word("payee-by-hand"))
    return Screen(text, ((hand,), _ways(view, "payee_bank", voice)), Awaits("payee_branch", view.id))


def unsearched(view: WithdrawalView, text: str, locale: Locale) -> Safe:
    """Answer to typed words without a directory to search in."""
    return voice_of(view, locale).t("found-unsearched", text=one_line(text, 60))


def found(view: WithdrawalView, page: BranchPage, text: str, others: bool, locale: Locale) -> Screen:
    """The found branches, ten a page. `others`: of other banks, since the card's bank had none."""
    voice = voice_of(view, locale)
    payee = view.payee
    bank_of = bank_name(payee.bank, voice) if payee else ""
    asked = one_line(text, 60)
    if not page.branches:
        shown = page_of(voice.t("found-none", text=asked), voice.t("found-none-do"))
    else:
        shown = page_of(
            voice.t("found", text=asked),
            voice.t("found-others", bank=bank_of) if others else None,
            lines_of(*(_found(index, one, others, voice) for index, one in enumerate(page.branches, 1))),
            voice.t("found-more") if page.more else voice.t("found-hint"),
        )
    picks = [
        Button(str(index), PickBranch(code=one.code, id=view.id, version=view.version).pack())
        for index, one in enumerate(page.branches[:PAGE_SIZE], 1)
    ]
    rows: list[ButtonRow] = [*in_rows(picks, 5)]
    turn = _turn(view, page, text, voice)
    if turn:
        rows.append(turn)
    rows.append((do(view, "payee_place", voice.word("payee-by-hand")),))
    return Screen(shown, (*rows, ways(view, "payee_branch", voice)), Awaits("payee_branch", view.id))


def _found(index: int, one: Branch, whole: bool, voice: Voice) -> Safe:
    """A branch in one line of a telephone: its bank is in the title, its city often in its name."""
    name = clip(one.name if whole else branch_alone(one.name, one.bank), 60)
    city = one.city.removesuffix("市")
    if city and city in name:
        return voice.t("found-line-plain", index=index, name=name)
    place = clip(one.city if one.province in ("", one.city) else f"{one.province} {one.city}", 40)
    return voice.t("found-line", index=index, name=name, place=place)


def _turn(view: WithdrawalView, page: BranchPage, text: str, voice: Voice) -> ButtonRow:
    """Buttons to the pages beside this one, if the search text fits a button; else more words must help."""
    asked = " ".join(text.replace(":", " ").split())
    turns = [("branches-before", page.page - 1)] if page.page else []
    turns += [("branches-after", page.page + 1)] if page.more else []
    if len(f"bp:{view.id}:99:{asked}".encode()) > DATA_MAX or not asked:
        return ()
    return tuple(
        Button(voice.word(key), ToBranches(id=view.id, page=to, text=asked).pack()) for key, to in turns
    )


def place(view: WithdrawalView, locale: Locale) -> Screen:
    """By hand: asks for province and city."""
    voice = voice_of(view, locale)
    text = page_of(
        voice.t("payee-place", bank=bank_name(view.payee.bank, voice) if view.payee else ""),
        voice.t("payee-place-type"),
        voice.t("payee-hand-warning"),
    )
    return Screen(text, (ways(view, "payee_branch", voice),), Awaits("payee_place", view.id))


def branch_name(view: WithdrawalView, locale: Locale) -> Screen:
    """By hand: asks for the branch's full name."""
    voice = voice_of(view, locale)
    payee = view.payee
    text = page_of(
        voice.t(
            "payee-branch-name",
            bank=bank_name(payee.bank, voice) if payee else "",
            place=_place(payee) if payee else "",
        ),
        voice.t("payee-branch-name-type"),
        voice.t("payee-hand-warning"),
    )
    return Screen(text, (ways(view, "payee_place", voice),), Awaits("payee_branch_name", view.id))


def summary(view: WithdrawalView, locale: Locale) -> Screen:
    """The whole payee shown back, each part changeable."""
    voice = voice_of(view, locale)
    text = page_of(
        voice.t("payee-summary", amount=amount_of(view, voice)),
        in_full(view, voice),
        voice.t("payee-summary-change") if "application_form" not in view.missing and view.needed else None,
    )
    parts: tuple[tuple[Doing, str], ...] = (("payee_number", "part-number"), ("payee_name", "part-name"))
    if has_branch(view.payee):
        parts += (("payee_bank", "part-bank"), ("payee_branch", "part-branch"))
    rows: tuple[ButtonRow, ...] = (
        (do(view, "papers", voice.word("continue")),),
        *in_rows([do(view, doing, voice.word(key)) for doing, key in parts]),
        (do(view, "payee_new", voice.word("payee-other")),),
    )
    return Screen(text, (*rows, ways(view, _before(view), voice)), at(view, "payee"))
