"""An unfinished withdrawal: amount, way, check, code, confirm. The row says which step is next.

``card`` shows the step the row is at; the other functions show one step, for the way back. Every button carries the
row's version, so a card from before an edit cannot do anything; every step says which draft it is about.
"""

from __future__ import annotations

from bot.screens import withdrawal
from bot.screens.buttons import Again, Doing, Draft, ToOrders
from bot.screens.home import about
from bot.screens.keypad import keypad
from bot.screens.notices import example
from bot.screens.screen import Awaits, Button, Row, Screen, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts import Locale, Safe
from domain.views import WithdrawalView


def _voice(view: WithdrawalView, locale: Locale) -> Voice:
    return Voice(locale, view.at, view.currency)


def _do(view: WithdrawalView, do: Doing, label: str) -> Button:
    return Button(label, Draft(do=do, id=view.id, version=view.version).pack())


def _at(view: WithdrawalView) -> Awaits:
    """Nothing is to be typed, but this is where the person is."""
    return Awaits("step", view.id)


def _ways(view: WithdrawalView, back_to: Doing | None, voice: Voice) -> Row:
    if back_to is None:
        back = Button(voice.word("back"), ToOrders(page=0).pack())
    else:
        back = _do(view, back_to, voice.word("back"))
    return back, _do(view, "stop", voice.word("cancel"))


def card(view: WithdrawalView, locale: Locale) -> Screen:
    """The step this withdrawal is at; a status card once it is no longer a draft."""
    if view.status != "draft":
        return ended(view, locale) or withdrawal.status_card(view, locale)
    if view.amount_fen is None or view.amount_fen > view.allowed_fen:
        return amount(view, locale)
    if view.method is None:
        return method(view, locale)
    if view.code == "sent":
        return code_entry(view, locale)
    if view.code == "accepted":
        return ready(view, locale)
    return check(view, locale)


def ended(view: WithdrawalView, locale: Locale) -> Screen | None:
    """A draft that expired or was stopped, with the way to pick it up; None for every other status."""
    if view.status not in ("expired", "discarded"):
        return None
    voice = _voice(view, locale)
    text = page_of(voice.t(f"ended-{view.status}"), voice.t("ended-kept", what=_what(view, voice)))
    again = Button(voice.word("pick-up"), Again(id=view.id).pack())
    return Screen(text, ((again,), (voice.go("withdraw"), voice.go("costs"))))


def _what(view: WithdrawalView, voice: Voice) -> Safe:
    """The amount, as far as one was entered, and the order."""
    if view.amount_fen is None:
        return voice.t("draft-no-amount", order=view.order.order_id)
    return voice.t("draft-amount", amount=voice.money(view.amount_fen), order=view.order.order_id)


def resume(view: WithdrawalView, locale: Locale) -> Screen:
    """Something unfinished was found: continue or start over."""
    voice = _voice(view, locale)
    until = voice.t("draft-kept", until=voice.when(view.expires_at)) if view.expires_at is not None else None
    text = page_of(
        lines_of(voice.t("draft-title"), about(view.account, voice)), lines_of(_what(view, voice), until)
    )
    return Screen(
        text,
        (
            (_do(view, "open", voice.word("continue")), _do(view, "over", voice.word("start-over"))),
            (voice.back("me"),),
        ),
        _at(view),
    )


def amount(view: WithdrawalView, locale: Locale) -> Screen:
    """How much: all, half rounded down, or typed."""
    voice = _voice(view, locale)
    order, most = view.order, view.allowed_fen
    head = voice.t(
        "amount-order", order=order.order_id, channel=voice.channel(order), date=voice.day_of(order.paid_at)
    )
    if most <= 0:
        rows = ((voice.go("costs"),), _ways(view, None, voice))
        return Screen(page_of(voice.t("amount-none"), head), rows, _at(view))
    limit = voice.t(f"amount-limit-{view.limited_by}", remaining=voice.money(order.remaining_fen))
    now = voice.t("amount-now", amount=voice.money(view.amount_fen)) if view.amount_fen is not None else None
    text = page_of(
        lines_of(voice.t("amount-title", most=voice.money(most)), head),
        limit,
        lines_of(now, voice.t("amount-type", example=example(most, voice))),
    )
    shares = [_do(view, "all", voice.word("amount-all", amount=voice.money(most)))]
    if most // 2:
        shares.append(_do(view, "half", voice.word("amount-half", amount=voice.money(most // 2))))
    if view.amount_fen is not None and view.amount_fen <= most:
        shares.append(_do(view, "method", voice.word("continue")))
    return Screen(
        text, (*((button,) for button in shares), _ways(view, None, voice)), Awaits("amount", view.id)
    )


def method(view: WithdrawalView, locale: Locale) -> Screen:
    """Which way the money goes, each with its promise, or why it is not offered."""
    voice = _voice(view, locale)
    text = page_of(
        voice.t("method-title", amount=voice.money(view.amount_fen or 0)),
        _original(view, voice),
        voice.t("method-designated-line"),
    )
    return Screen(
        text,
        (
            (_do(view, "original", voice.word("method-original")),),
            (_do(view, "designated", voice.word("method-designated")),),
            _ways(view, "amount", voice),
        ),
        _at(view),
    )


def _original(view: WithdrawalView, voice: Voice) -> str:
    source = voice.source(view.order)
    if not view.order.original_method and view.order.window_ends_on is not None:
        return voice.t("method-original-closed", ended=voice.day(view.order.window_ends_on))
    if view.promise_at is None:
        return voice.t("method-original-review", source=source)
    if view.promise_by_day:
        day = voice.t("method-original-day", source=source, by=voice.last_day(view.promise_at))
        return lines_of(day, voice.unsure(view.promise_at))
    return voice.t("method-original-line", source=source, by=voice.when(view.promise_at))


def _everything(view: WithdrawalView, voice: Voice) -> str:
    """All that will happen on confirming."""
    order, shown = view.order, voice.money(view.amount_fen or 0)
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
            voice.t("check-fee", fee=voice.money(0), amount=shown),
            by,
        ),
        voice.t("check-happens", amount=shown),
        voice.t("check-test") if view.account.is_test else None,
    )


def check(view: WithdrawalView, locale: Locale) -> Screen:
    """Everything that will happen, before the code is asked for."""
    voice = _voice(view, locale)
    text = page_of(
        voice.t("check-title", amount=voice.money(view.amount_fen or 0)),
        _everything(view, voice),
        voice.t("check-code", phone=view.via_phone_masked),
    )
    rows: list[Row] = []
    if view.code == "sent":
        rows.append((_do(view, "open", voice.word("enter-code")),))
    rows += [(_do(view, "send", voice.word("send-code")),), _ways(view, "method", voice)]
    return Screen(text, tuple(rows), _at(view))


def code_entry(view: WithdrawalView, locale: Locale) -> Screen:
    """The code is on its way; type it."""
    voice = _voice(view, locale)
    until = voice.soon(view.code_expires_at if view.code_expires_at is not None else view.at)
    text = page_of(
        voice.t("code-title", amount=voice.money(view.amount_fen or 0)),
        voice.t("code-sent", phone=view.via_phone_masked, until=until),
        lines_of(voice.t("code-hint"), voice.t("code-delete")),
    )
    again = _do(view, "send", voice.word("code-again"))
    rows = (*keypad("code", view.id, voice), (again,), _ways(view, "check", voice))
    return Screen(text, rows, Awaits("code", view.id))


def ready(view: WithdrawalView, locale: Locale) -> Screen:
    """The code was right; nothing has moved until *Confirm withdrawal*."""
    voice = _voice(view, locale)
    until = voice.soon(view.code_expires_at if view.code_expires_at is not None else view.at)
    text = page_of(
        voice.t("ready-title", amount=voice.money(view.amount_fen or 0)),
        _everything(view, voice),
        voice.t("ready-until", until=until),
    )
    rows = ((_do(view, "confirm", voice.word("confirm")),), _ways(view, "method", voice))
    return Screen(text, rows, _at(view))


STEPS = {"open": card, "amount": amount, "method": method, "check": check}
"""Steps that only look, by what their buttons carry."""


def step(view: WithdrawalView, do: Doing, locale: Locale) -> Screen:
    """One step on the way back; what the row is at, where it is no draft any more or not that far."""
    far_enough = view.amount_fen is not None and (do != "check" or view.method is not None)
    if view.status != "draft" or (do in ("method", "check") and not far_enough):
        return card(view, locale)
    return STEPS.get(do, card)(view, locale)
