"""Pushes: what the relay says by itself, rendered from the rows at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.screens.buttons import ToRecord, ToRecords
from bot.screens.screen import Button, Screen, clip
from bot.screens.voice import Voice
from bot.texts import Locale, Safe
from domain.views import WithdrawalView

_PLAIN = ("linked", "phone_changed", "draft_expired")


class Pushed(Protocol):
    """What is read of an outbox message."""

    @property
    def template(self) -> str:
        """Which text it is."""

    @property
    def params(self) -> Mapping[str, object]:
        """What fills it in."""

    @property
    def account(self) -> str | None:
        """The account it is about."""

    @property
    def withdrawal(self) -> WithdrawalView | None:
        """The withdrawal it is about, as it is now."""


def render_push(message: Pushed, locale: Locale) -> Screen:
    """A push of any template; one of an unknown template still says which account it is about."""
    view = message.withdrawal
    if message.template == "withdrawal" and view is not None:
        return _about_withdrawal(view, locale)
    params = message.params
    account = str(params.get("account") or message.account or "")
    currency = params.get("currency")
    voice = Voice(locale, 0, currency if isinstance(currency, str) else "CNY")
    ways = ((voice.go("costs", new=True), voice.go("me", new=True)),)
    fen = params.get("amount_fen")
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
    if message.template in _PLAIN:
        return Screen(voice.t(f"push-{message.template}", account=account), ways)
    return Screen(voice.t("push-other", account=account), ways)


def _details(view: WithdrawalView, voice: Voice) -> tuple[Button, ...]:
    return (
        Button(voice.word("push-details"), ToRecord(id=view.id, page=0, new=1).pack()),
        Button(voice.word("records"), ToRecords(page=0, new=1).pack()),
    )


def _about_withdrawal(view: WithdrawalView, locale: Locale) -> Screen:
    voice = Voice(locale, view.at, view.currency)
    return Screen(_news(view, voice), (_details(view, voice),))


def _news(view: WithdrawalView, voice: Voice) -> Safe:
    amount = voice.money(view.amount_fen or 0)
    if view.status in ("approved", "sending", "unknown"):
        if view.late:
            return voice.t("push-withdrawal-late", amount=amount, id=view.id)
        if view.promise_at is None:
            return voice.t("push-withdrawal-approved-plain", amount=amount, id=view.id)
        by = voice.last_day(view.promise_at) if view.promise_by_day else voice.when(view.promise_at)
        key = "push-withdrawal-approved-day" if view.promise_by_day else "push-withdrawal-approved"
        return voice.t(key, amount=amount, id=view.id, by=by)
    key = f"push-withdrawal-{view.status}"
    if not voice.texts.has(key):
        return voice.t("push-other", account=clip(view.account.id, 64))
    params = {"amount": amount, "id": view.id}
    if view.status == "successful":
        return voice.t(key, **params, source=voice.source(view.order))
    if view.status == "in_review":
        return voice.t(key, **params)
    return voice.t(key, **params, order=view.order.order_id)
