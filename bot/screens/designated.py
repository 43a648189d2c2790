"""A designated receiving account: why, which documents each reason needs, and the card before the code (rules 5).

The payee's screens are ``payee``, the documents' ``documents``; an application's own are in ``application``.
"""

from __future__ import annotations

from bot.screens import payee
from bot.screens.buttons import Apply, Because, account_key
from bot.screens.draft_parts import amount_of, at, do, listed, voice_of, ways, why
from bot.screens.screen import Awaits, Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.rules.characters import as_drawn
from domain.rules.designated import FEWEST_NOTE, LONGEST_NOTE, DesignatedReason, needed_for
from domain.views import CostsView, Locale, WithdrawalView


def reason(view: WithdrawalView, locale: Locale) -> Screen:
    """The reasons that this order and this kind of account can have, with the documents of each in one line."""
    voice = voice_of(view, locale)
    order = view.order
    open_still = order is not None and order.original_method
    text = page_of(
        voice.t("because-title", amount=amount_of(view, voice)),
        *(_reason_line(view, one, voice) for one in view.reasons),
        voice.t("because-open") if open_still else None,
    )
    rows: list[ButtonRow] = []
    for one in view.reasons:
        mark = "✓ " if one == view.reason else ""
        label = f"{mark}{voice.word(f'because-label-{one}')}"
        rows.append((Button(label, Because(reason=one, id=view.id, version=view.version).pack()),))
    if view.reason in view.reasons:
        rows.append((do(view, "payee", voice.word("continue")),))
    return Screen(text, (*rows, ways(view, "method", voice)), at(view))


def _reason_line(view: WithdrawalView, one: DesignatedReason, voice: Voice) -> str:
    kinds = listed(needed_for(one, view.account.kind), voice)
    return lines_of(
        voice.t("because-line", label=voice.word(f"because-label-{one}"), why=why(one, voice)),
        voice.t("because-documents", kinds=kinds),
    )


def between(view: WithdrawalView, key: str, voice: Voice) -> Safe | None:
    """The days of the promise; None where they are not known."""
    if view.promise_from_on is None or view.promise_by_on is None:
        return None
    first, last = (voice.whole(voice.day(on)) for on in (view.promise_from_on, view.promise_by_on))
    return voice.t(key, first=first, last=last)


def everything(view: WithdrawalView, voice: Voice) -> str:
    """All that will happen on confirming, with the payee in full: what is signed is what is seen."""
    shown, order = amount_of(view, voice), view.order
    if order is None:
        source = lines_of(
            voice.t("check-other"),
            voice.t("check-note", note=clip(view.note, 500)) if view.note else None,
        )
    else:
        source = voice.t(
            "check-order",
            order=order.order_id,
            channel=voice.channel(order),
            date=voice.day_of(order.paid_at),
        )
    known = view.reason is not None and view.reason != "application"
    kind = None if view.payee is None else view.payee.kind
    return page_of(
        lines_of(
            voice.t("check-from", name=clip(view.account.name, 40), account=view.account.id),
            source,
            voice.t("check-because", why=why(view.reason, voice)) if known and view.reason else None,
        ),
        lines_of(voice.t("check-payee"), payee.in_full(view, voice)) if view.payee is not None else None,
        voice.t(f"check-wrong-{kind}") if kind is not None else None,
        lines_of(
            voice.t("check-fee", fee=voice.money(0), amount=shown),
            between(view, "check-between", voice) or voice.t("check-looked-at"),
        ),
        voice.t("check-happens-other" if order is None else "check-happens-order", amount=shown),
        voice.t("check-test") if view.account.is_test else None,
    )


def offer(view: CostsView, voice: Voice) -> tuple[Safe, ButtonRow] | None:
    """A line and a button, only where an application could pay something now (rules 2)."""
    fen = view.balance.by_application_fen
    if fen <= 0 or view.account.blocked_by is not None:
        return None
    amount = voice.money(fen)
    button = Button(
        voice.word("application-button", amount=amount), Apply(key=account_key(view.account.id)).pack()
    )
    return voice.t("application-offer", amount=amount), (button,)


def note(view: WithdrawalView, locale: Locale) -> Screen:
    """The customer's own words."""
    voice = voice_of(view, locale)
    text = page_of(
        voice.t("note-title", amount=amount_of(view, voice)),
        voice.t("note-type", fewest=FEWEST_NOTE, most=LONGEST_NOTE),
        voice.t("note-now", note=as_drawn(view.note)) if view.note else None,
    )
    go_on: tuple[ButtonRow, ...] = ((do(view, "payee", voice.word("continue")),),) if view.note else ()
    return Screen(text, (*go_on, ways(view, "amount", voice)), Awaits("note", view.id))
