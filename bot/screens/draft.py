"""An unfinished withdrawal: amount, method, check, code, confirm. The row says which step is next.

`card` shows the row's step; the other functions show one step, for the way back. Every button carries the row's
version, so a card from before an edit has no effect; every step says which draft it is about. `designated`,
`application`, `payee` and `documents` have the questions of designated accounts and applications.
"""

from __future__ import annotations

from typing import Literal

from bot.screens import contact, designated, documents, payee, withdrawal
from bot.screens.buttons import Again, Doing, Looking
from bot.screens.draft_parts import amount_of, at, do, place, voice_of, ways, window
from bot.screens.home import about
from bot.screens.keypad import keypad
from bot.screens.not_me import not_me_button
from bot.screens.notices import example
from bot.screens.screen import Awaited, Awaits, Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.draft_steps import Question, may_look_at, next_step
from domain.rules.designated import by_documents
from domain.rules.statuses import STATUSES
from domain.views import Locale, OrderView, WithdrawalView


def card(view: WithdrawalView, locale: Locale) -> Screen:
    """The step of this withdrawal; a status card once it is no draft."""
    if view.status != "draft":
        return ended(view, locale) or withdrawal.status_card(view, locale)
    match next_step(view):
        case "locked":
            return locked(view, locale)
        case "code":
            return code_entry(view, locale)
        case "confirm":
            return ready(view, locale)
        case question:
            return _question(view, question, locale)


def ended(view: WithdrawalView, locale: Locale) -> Screen | None:
    """A draft that expired or was stopped, with the way to pick it up; None for any other status."""
    if STATUSES[view.status].phase != "dropped":
        return None
    voice = voice_of(view, locale)
    text = page_of(voice.t(f"ended-{view.status}"), voice.t("ended-kept", what=_what(view, voice)))
    again = Button(voice.word("pick-up"), Again(id=view.id).pack())
    return Screen(text, ((again,), (voice.go("withdraw"), voice.costs_of(view.account.id))))


def _what(view: WithdrawalView, voice: Voice) -> Safe:
    """The amount, if one was entered, and the order."""
    if view.amount_fen is None:
        return voice.t("draft-no-amount", place=place(view, voice))
    return voice.t("draft-amount", amount=voice.money(view.amount_fen), place=place(view, voice))


def resume(view: WithdrawalView, locale: Locale) -> Screen:
    """Offers to continue an unfinished withdrawal or to start over."""
    voice = voice_of(view, locale)
    until = voice.t("draft-kept", until=voice.when(view.expires_at)) if view.expires_at is not None else None
    text = page_of(
        lines_of(voice.t("draft-title"), about(view.account, voice)), lines_of(_what(view, voice), until)
    )
    return Screen(
        text,
        (
            (do(view, "open", voice.word("continue")), do(view, "over", voice.word("start-over"))),
            (voice.back("me"),),
        ),
        at(view),
    )


def amount(view: WithdrawalView, locale: Locale) -> Screen:
    """How much: all, half rounded down, or typed."""
    voice = voice_of(view, locale)
    most = view.allowed_fen
    head = _drawn_on(view, voice)
    if most <= 0:
        rows = ((voice.costs_of(view.account.id),), ways(view, None, voice))
        none = voice.t("amount-none" if view.order is not None else "amount-none-other")
        return Screen(page_of(none, head), rows, at(view))
    now = voice.t("amount-now", amount=voice.money(view.amount_fen)) if view.amount_fen is not None else None
    text = page_of(
        lines_of(
            voice.t("amount-title", most=voice.money(most)),
            head,
            window(view.order, voice) if view.order is not None else None,
        ),
        _limit(view, voice),
        lines_of(now, voice.t("amount-type", example=example(most, voice))),
    )
    shares = [do(view, "all", voice.word("amount-all", amount=voice.money(most)))]
    if most // 2:
        shares.append(do(view, "half", voice.word("amount-half", amount=voice.money(most // 2))))
    if view.amount_fen is not None and view.amount_fen <= most:
        following: Doing = "note" if view.method == "application" else "method"
        shares.append(do(view, following, voice.word("continue")))
    return Screen(
        text, (*((button,) for button in shares), ways(view, None, voice)), Awaits("amount", view.id)
    )


def _drawn_on(view: WithdrawalView, voice: Voice) -> Safe:
    order = view.order
    if order is None:
        return voice.t("amount-other", name=clip(view.account.name, 40), account=view.account.id)
    return voice.t(
        "amount-order", order=order.order_id, channel=voice.channel(order), date=voice.day_of(order.paid_at)
    )


def _limit(view: WithdrawalView, voice: Voice) -> Safe:
    if view.order is None:
        return voice.t("amount-limit-other" if view.limited_by == "other" else "amount-limit-all")
    return voice.t(f"amount-limit-{view.limited_by}", remaining=voice.money(view.order.remaining_fen))


def method(view: WithdrawalView, locale: Locale) -> Screen:
    """Which way the money goes, each with its promise, or why it is not offered."""
    voice = voice_of(view, locale)
    order = view.order
    if order is None:
        return designated.note(view, locale)
    original = ((do(view, "original", voice.word("method-original")),),) if order.original_method else ()
    text = page_of(
        voice.t("method-title", amount=amount_of(view, voice)),
        lines_of(_original(view, order, voice), window(order, voice) if order.original_method else None),
        designated.between(view, "method-designated-line", voice) or voice.t("method-designated-plain"),
    )
    return Screen(
        text,
        (
            *original,
            (do(view, "designated", voice.word("method-designated")),),
            ways(view, "amount", voice),
        ),
        at(view),
    )


def _original(view: WithdrawalView, order: OrderView, voice: Voice) -> str:
    source = voice.source(order)
    if not order.original_method:
        ended_on = order.window_ends_on
        if ended_on is None:
            return voice.t("method-original-closed-plain")
        return voice.t("method-original-closed", ended=voice.day(ended_on))
    if by_documents(view.method):
        # The promise on the view is the designated one's; the original method's is not known here.
        return voice.t("method-original-plain", source=source)
    if view.promise_at is None:
        return voice.t("method-original-review", source=source)
    if view.promise_by_day:
        day = voice.t("method-original-day", source=source, by=voice.last_day(view.promise_at))
        return lines_of(day, voice.unsure(view.promise_at))
    return voice.t("method-original-line", source=source, by=voice.when(view.promise_at))


def _everything(view: WithdrawalView, voice: Voice) -> str:
    """All that will happen on confirming."""
    order, shown = view.order, amount_of(view, voice)
    if order is None or by_documents(view.method):
        return designated.everything(view, voice)
    by: str
    if view.promise_at is None:
        by = voice.t("check-review")
    elif view.promise_by_day:
        day = voice.t("check-by-day", by=voice.last_day(view.promise_at))
        by = lines_of(day, voice.unsure(view.promise_at))
    else:
        by = voice.t("check-by", by=voice.when(view.promise_at))
    return page_of(
        lines_of(
            voice.t("check-from", name=view.account.name[:40], account=view.account.id),
            voice.t(
                "check-order",
                order=order.order_id,
                channel=voice.channel(order),
                date=voice.day_of(order.paid_at),
            ),
            voice.t("check-to", source=voice.source(order)),
            window(order, voice) if order.original_method else None,
            voice.t("check-fee", fee=voice.money(0), amount=shown),
            by,
        ),
        voice.t("check-happens", amount=shown),
        voice.t("check-test") if view.account.is_test else None,
    )


def locked(view: WithdrawalView, locale: Locale) -> Screen:
    """Too many wrong codes: until when none counts. One that is typed now is still awaited, and answered here."""
    voice = voice_of(view, locale)
    until = voice.soon(view.locked_until_at if view.locked_until_at is not None else view.at)
    kept = voice.t("draft-kept", until=voice.when(view.expires_at)) if view.expires_at is not None else None
    text = page_of(
        voice.t("locked-title", until=until),
        lines_of(_what(view, voice), kept),
        lines_of(voice.t("locked-do", until=until), contact.line(view.support, voice)),
    )
    rows = ((do(view, "open", voice.word("continue")),), ways(view, _before_check(view), voice))
    return Screen(text, rows, Awaits("code", view.id))


def _few(view: WithdrawalView, voice: Voice) -> Safe | None:
    """How many codes are left, before the last one is gone; then when there is another."""
    if view.next_code_at is not None:
        return voice.t("codes-none", until=voice.soon(view.next_code_at))
    return None if view.codes_left is None else voice.t("codes-left", count=view.codes_left)


def check(view: WithdrawalView, locale: Locale) -> Screen:
    """Everything that will happen, before the code is asked for."""
    if view.locked_until_at is not None:
        return locked(view, locale)
    voice = voice_of(view, locale)
    text = page_of(
        voice.t("check-title", amount=amount_of(view, voice)),
        _everything(view, voice),
        lines_of(voice.t("check-code", phone=voice.whole(view.via_phone_masked)), _few(view, voice)),
    )
    rows: list[ButtonRow] = []
    if view.code == "sent":
        rows.append((do(view, "open", voice.word("enter-code")),))
    if view.next_code_at is None:
        rows.append((do(view, "send", voice.word("send-code")),))
    if by_documents(view.method):
        rows.append(
            (do(view, "payee", voice.word("part-payee")), do(view, "amount", voice.word("part-amount")))
        )
    full = by_documents(view.method) and payee.shows_number(view)
    awaits = at(view, "check") if full else at(view)
    return Screen(text, (*rows, ways(view, _before_check(view), voice)), awaits)


def _before_check(view: WithdrawalView) -> Doing:
    """The step before everything is shown."""
    return "papers" if by_documents(view.method) else "method"


_SENT = {"": "code-sent", "waiting": "code-unsent", "over": "code-unsure"}


def code_entry(view: WithdrawalView, locale: Locale) -> Screen:
    """The code is on its way and awaited."""
    voice = voice_of(view, locale)
    until = voice.soon(view.code_expires_at if view.code_expires_at is not None else view.at)
    text = page_of(
        voice.t("code-title", amount=amount_of(view, voice)),
        voice.t(_SENT[view.code_trouble], phone=voice.whole(view.via_phone_masked), until=until),
        lines_of(
            voice.t("code-hint") if not view.code_trouble else None,
            voice.t("code-delete"),
            _few(view, voice),
        ),
    )
    again: tuple[ButtonRow, ...] = ()
    if view.next_code_at is None:
        again = ((do(view, "send", voice.word("code-again")),),)
    if view.code_id is not None:
        again = (*again, (not_me_button("code", view.code_id, voice),))
    rows = (*keypad("code", view.id, voice), *again, ways(view, "check", voice))
    return Screen(text, rows, Awaits("code", view.id))


def unsent(view: WithdrawalView, locale: Locale) -> Screen:
    """Its text message fails, told when the question for the code is not on the screen."""
    voice = voice_of(view, locale)
    key = "push-code_unsent-over" if view.code_trouble == "over" else "push-code_unsent"
    return Screen(voice.t(key), ((do(view, "open", voice.word("enter-code")),),))


def ready(view: WithdrawalView, locale: Locale) -> Screen:
    """The code was right; nothing has moved until *Confirm withdrawal*."""
    voice = voice_of(view, locale)
    until = voice.soon(view.code_expires_at if view.code_expires_at is not None else view.at)
    text = page_of(
        voice.t("ready-title", amount=amount_of(view, voice)),
        _everything(payee.hidden(view), voice),
        voice.t("ready-until", until=until),
    )
    rows = ((do(view, "confirm", voice.word("confirm")),), ways(view, _before_check(view), voice))
    return Screen(text, rows, at(view))


IN_FULL: tuple[Looking, ...] = ("payee", "check")
"""Steps that show the payee's number in full."""


def shows_in_full(awaits: Awaits | None) -> bool:
    """Whether a screen that awaits this shows the payee's number in full."""
    return awaits is not None and awaits.what == "step" and awaits.which in IN_FULL


def left(view: WithdrawalView | None, doing: str, locale: Locale) -> Screen:
    """What replaces a message that showed the payee's number in full, once another screen has taken over.

    `view` is the present withdrawal, None when it is out of reach.
    """
    if view is not None and view.status == "draft":
        return step_screen(payee.hidden(view), next((one for one in IN_FULL if one == doing), "open"), locale)
    voice = Voice(locale, 0)
    return (None if view is None else ended(view, locale)) or Screen(
        voice.t("payee-left"), ((voice.go("me", new=True),),)
    )


_ASKED: dict[Awaited, Looking | Literal["payee_branch_name"]] = {
    "amount": "amount", "note": "note", "paper": "papers", "payee_number": "payee_number",
    "payee_name": "payee_name", "payee_bank": "payee_bank", "payee_branch": "payee_branch",
    "payee_place": "payee_place", "payee_branch_name": "payee_branch_name",
}  # fmt: skip

_LOOKED_AT: tuple[Looking, ...] = ("payee", "papers")
"""Steps at which a person stays although the row is further on."""


def step_screen(view: WithdrawalView, doing: Looking, locale: Locale) -> Screen:
    """One step on the way back; the row's own step if it is no draft or not that far."""
    if view.status != "draft" or doing == "open" or not may_look_at(view, doing):
        return card(view, locale)
    return _question(view, doing, locale)


def _question(view: WithdrawalView, question: Question, locale: Locale) -> Screen:
    match question:
        case "amount":
            return amount(view, locale)
        case "method":
            return method(view, locale)
        case "check":
            return check(view, locale)
        case "reason":
            return designated.reason(view, locale)
        case "note":
            return designated.note(view, locale)
        case "payee":
            return payee.open_question(view, locale)
        case "payee_start":
            return payee.start(view, (), locale)
        case "payee_number":
            return payee.number(view, locale)
        case "payee_name":
            return payee.name(view, locale)
        case "payee_bank":
            return payee.bank(view, locale)
        case "payee_branch":
            return payee.branch(view, locale)
        case "payee_place":
            return payee.place(view, locale)
        case "papers":
            return documents.checklist(view, locale)


def asked(view: WithdrawalView, what: Awaited, which: str, locale: Locale) -> Screen:
    """The open question of the chat's state, asked again; the row's own step if it is not open."""
    if what == "payee_branch_name" and view.status == "draft" and may_look_at(view, "payee_branch"):
        return payee.branch_name(view, locale)
    if what == "paper" and which in view.needed and view.status == "draft" and which not in view.missing:
        return documents.one(view, which, locale)
    if what == "step":
        return step_screen(view, next((one for one in _LOOKED_AT if one == which), "open"), locale)
    doing = _ASKED.get(what)
    return (
        card(view, locale)
        if doing is None or doing == "payee_branch_name"
        else step_screen(view, doing, locale)
    )


def stays(view: WithdrawalView, locale: Locale) -> Safe:
    """Answer to an amount where it is not taken: what it is still, and where it can be changed."""
    voice = voice_of(view, locale)
    return voice.t("nonsense-amount", amount=amount_of(view, voice))
