"""A submitted withdrawal: its status card, edited as it moves, and its details under Records (rules 6)."""

from __future__ import annotations

from bot.screens.buttons import Again, CancelIt, ToRecords
from bot.screens.screen import Button, Row, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts import Locale
from domain.views import Status, WithdrawalView

_ON_ITS_WAY = ("approved", "sending", "unknown")
_AGAIN = ("failed", "rejected")


def status_word(status: Status, voice: Voice) -> str:
    """The status as customers see it, letter for letter (rules 6); plain text."""
    return voice.word("status-approved" if status in _ON_ITS_WAY else f"status-{status}")


def status_card(view: WithdrawalView, locale: Locale) -> Screen:
    """The one message that shows where a withdrawal stands. Its buttons open new messages: it stays."""
    voice = Voice(locale, view.at, view.currency)
    ways = (
        Button(voice.word("records"), ToRecords(page=0, new=1).pack()),
        voice.go("costs", new=True),
    )
    return Screen(_story(view, voice), (*_actions(view, voice), ways))


def details(view: WithdrawalView, page: int, locale: Locale) -> Screen:
    """The same under Records, with each step and the way back to the page it came from."""
    voice = Voice(locale, view.at, view.currency)
    back = Button(voice.word("back"), ToRecords(page=page).pack())
    steps = [
        f"{voice.when(step.at)} {status_word(step.to_status, voice)}"
        for step in view.steps
        if step.to_status not in ("draft", "sending", "unknown")
    ]
    history = lines_of(*(voice.t("said", text=line) for line in steps)) if len(steps) > 1 else None
    text = page_of(_story(view, voice), history)
    return Screen(text, (*_actions(view, voice), (back, voice.go("me"))))


def _actions(view: WithdrawalView, voice: Voice) -> tuple[Row, ...]:
    rows: list[Row] = []
    if view.may_cancel:
        cancel = CancelIt(id=view.id, version=view.version).pack()
        rows.append((Button(voice.word("cancel-withdrawal"), cancel),))
    if view.status in _AGAIN:
        rows.append((Button(voice.word("apply-again"), Again(id=view.id).pack()),))
    return tuple(rows)


def _story(view: WithdrawalView, voice: Voice) -> str:
    amount = voice.money(view.amount_fen or 0)
    order = view.order.order_id
    reference = view.channel_reference
    return page_of(
        lines_of(
            voice.t("card-title", status=status_word(view.status, voice)),
            voice.t("card-figures", amount=amount, source=voice.source(view.order)),
        ),
        _standing(view, voice),
        _reason(view, voice),
        lines_of(
            voice.t("card-order", id=view.id, order=order),
            voice.t("card-account", name=clip(view.account.name, 40), account=view.account.id),
            voice.t("card-submitted", at=voice.when(view.submitted_at))
            if view.submitted_at is not None
            else None,
            voice.t("card-approved", at=voice.when(view.approved_at))
            if view.approved_at is not None
            else None,
            voice.t("card-reference", reference=clip(reference, 64)) if reference else None,
            voice.t("account-test") if view.account.is_test else None,
        ),
    )


def _standing(view: WithdrawalView, voice: Voice) -> str | None:
    """What holds now: the promise, the end, or who is looking at it."""
    if view.status == "in_review":
        return voice.t("card-review" if view.may_cancel else "card-review-locked")
    if view.status in _ON_ITS_WAY:
        if view.late:
            return voice.t("card-late")
        return promise(view, voice)
    if view.ended_at is not None and voice.texts.has(f"card-ended-{view.status}"):
        return voice.t(
            f"card-ended-{view.status}",
            at=voice.when(view.ended_at),
            amount=voice.money(view.amount_fen or 0),
            order=view.order.order_id,
        )
    return None


def promise(view: WithdrawalView, voice: Voice) -> str | None:
    """When the money should be there (rules 5), or None where nothing is promised."""
    if view.promise_at is None:
        return None
    if view.promise_by_day:
        by = voice.t("card-by-day", by=voice.last_day(view.promise_at))
        return lines_of(by, voice.unsure(view.promise_at))
    return voice.t("card-by", by=voice.when(view.promise_at))


def _reason(view: WithdrawalView, voice: Voice) -> str | None:
    """Why it failed or was rejected, and the next step (rules 6)."""
    if view.status not in _AGAIN:
        return None
    code = view.reason_code or "other"
    reason = f"reason-{code}" if voice.texts.has(f"reason-{code}") else "reason-other"
    following = f"next-{code}" if voice.texts.has(f"next-{code}") else "next-again"
    return lines_of(
        voice.t("card-reason", reason=voice.t(reason)),
        voice.t("card-note", note=clip(view.reason_text, 500)) if view.reason_text else None,
        voice.t("card-next", next=voice.t(following)),
    )
