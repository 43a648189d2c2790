"""Pushes: the messages that the relay sends by itself, rendered from the rows at the moment of sending."""

from __future__ import annotations

from bot.screens import acting, draft, payee
from bot.screens.buttons import Again, ToRecord, ToRecords
from bot.screens.draft_parts import place
from bot.screens.screen import Button, Screen, clip, lines_of, page_of
from bot.screens.security import SECURITY, security
from bot.screens.staff_group import staff_news
from bot.screens.voice import Voice
from bot.screens.withdrawal import (
    actions,
    asked_documents,
    because,
    destination,
    late,
    promised_by,
    review_reason,
    wants_documents,
)
from domain.outgoing import MADE_ROOM, Message
from domain.rules.designated import by_documents
from domain.rules.limits import LIMITS
from domain.rules.statuses import STATUSES
from domain.sms_failures import CODE_UNSENT
from domain.staff_news import STAFF_NEWS
from domain.views import Locale, WithdrawalView

_PLAIN = ("draft_expired",)


def render_push(message: Message, locale: Locale) -> Screen:
    """A push of any template; one of an unknown template still says which account it is about."""
    view = message.withdrawal
    if message.template in ("withdrawal", "asked_again") and view is not None:
        return _about_withdrawal(view, locale)
    if message.template == "later":
        return _later(view, locale)
    if message.template == "draft_expired" and view is not None:
        return _expired(view, locale)
    if message.template == CODE_UNSENT:
        return Screen(
            Voice(locale, 0).t("push-code_unsent-over" if message.params.get("over") else "push-code_unsent")
        )
    if message.template == STAFF_NEWS:
        return staff_news(message.params, locale)
    if message.template == MADE_ROOM:
        return _made_room(message, locale)
    params = message.params
    account = str(params.get("account") or message.account or "")
    currency = params.get("currency")
    voice = Voice(locale, 0, currency if isinstance(currency, str) else "CNY")
    costs = voice.costs_of(account, new=True) if account else voice.go("costs", new=True)
    ways = ((costs, voice.go("me", new=True)),)
    fen = params.get("amount_fen")
    if message.template == "session_over":
        return acting.pushed_over(account, str(params.get("why") or ""), locale)
    if message.template == "reserve_free" and isinstance(fen, int):
        return Screen(voice.t("push-reserve_free", account=account, amount=voice.money(fen)), ways)
    if message.template == "member_withdrawal" and view is not None:
        spoken = Voice(locale, view.at, view.currency)
        text = spoken.t(
            "push-member_withdrawal",
            account=view.account.id,
            amount=spoken.money(view.amount_fen or 0),
            id=view.id,
        )
        return Screen(text, (_details(view, spoken),))
    if message.template == "payouts_stopped":
        return Screen(voice.t("push-payouts_stopped", why=str(params.get("why") or "")), ())
    told = next((one for one in SECURITY if one == message.template), None)
    if told is not None:
        return security(told, message, account, voice)
    if message.template in _PLAIN:
        return Screen(voice.t(f"push-{message.template}", account=account), ways)
    return Screen(voice.t("push-other", account=account), ways)


def card_left(message: Message, locale: Locale) -> Screen:
    """What replaces a status card whose account is out of this person's reach."""
    voice = Voice(locale, 0)
    account, withdrawal = message.account or "", str(message.params.get("withdrawal") or "")
    return Screen(voice.t("push-card_left", account=account, id=withdrawal), ((voice.go("me", new=True),),))


def _details(view: WithdrawalView, voice: Voice) -> tuple[Button, ...]:
    return (
        Button(voice.word("push-details"), ToRecord(id=view.id, page="0", new=1).pack()),
        Button(voice.word("records"), ToRecords(page="0", new=1).pack()),
    )


def _later(view: WithdrawalView | None, locale: Locale) -> Screen:
    """A screen that could not be shown when it was asked for: the present unfinished withdrawal, or the way on."""
    if view is not None and view.status == "draft":
        # The relay does not remember messages with a number in full.
        return draft.card(payee.hidden(view), locale)
    voice = Voice(locale, 0)
    return Screen(
        voice.t("push-later"), ((voice.go("here", "continue", new=True), voice.go("me", new=True)),)
    )


def _made_room(message: Message, locale: Locale) -> Screen:
    voice, most = Voice(locale, 0), message.params.get("most")
    text = voice.t("push-made_room", most=most if isinstance(most, int) else LIMITS["messages_kept"].most)
    records = Button(voice.word("records"), ToRecords(page="0", new=1).pack())
    return Screen(text, ((records, voice.go("me", new=True)),))


def _expired(view: WithdrawalView, locale: Locale) -> Screen:
    voice = Voice(locale, view.at, view.currency)
    if view.amount_fen is None:
        text = voice.t("push-draft_expired", account=clip(view.account.id, 64))
    else:
        amount = voice.money(view.amount_fen)
        text = voice.t("push-draft_expired-amount", amount=amount, place=place(view, voice))
    again = Button(voice.word("pick-up"), Again(id=view.id, new=1).pack())
    return Screen(text, ((again,), (voice.costs_of(view.account.id, new=True), voice.go("me", new=True))))


def _about_withdrawal(view: WithdrawalView, locale: Locale) -> Screen:
    voice = Voice(locale, view.at, view.currency)
    return Screen(_news(view, voice), (*actions(view, voice), _details(view, voice)))


def _news(view: WithdrawalView, voice: Voice) -> str:
    params = {"amount": voice.money(view.amount_fen or 0), "id": view.id}
    if STATUSES[view.status].is_payable:
        return _on_its_way(view, params, voice)
    key = f"push-withdrawal-{view.status}"
    if not voice.texts.has(key):
        return voice.t("push-other", account=clip(view.account.id, 64))
    if view.status == "successful":
        return voice.t(key, **params, source=destination(view, voice))
    if wants_documents(view):
        return page_of(voice.t("push-asked_again", **params), asked_documents(view, voice))
    if view.status == "in_review" and view.late:
        return lines_of(voice.t("push-withdrawal-late", **params), late(view, voice))
    if view.status == "in_review" and by_documents(view.method):
        return voice.t(key, **params)
    if view.status == "in_review":
        return lines_of(voice.t(key, **params), voice.t("card-review-why", why=review_reason(view, voice)))
    if view.status == "failed" and view.returned_at is not None:
        key = "push-withdrawal-returned"
    return page_of(voice.t(key, **params, place=place(view, voice)), because(view, voice))


def _on_its_way(view: WithdrawalView, params: dict[str, str], voice: Voice) -> str:
    if view.late:
        return lines_of(voice.t("push-withdrawal-late", **params), late(view, voice))
    if view.promise_at is None:
        return voice.t("push-withdrawal-approved-plain", **params)
    by = promised_by(view, view.promise_at, voice)
    key = "push-withdrawal-approved-day" if view.promise_by_day else "push-withdrawal-approved"
    return voice.t(key, **params, by=by)
