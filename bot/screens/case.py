"""A case in a reviewer's private chat: everything a decision needs, and after it nothing of the customer any more.

The steps of a decision are screens of ``deciding``.
"""

from __future__ import annotations

from bot.screens.screen import (
    Button,
    ButtonRow,
    Screen,
    clip,
    harmless,
    in_rows,
    is_harmless,
    lines_of,
    page_of,
)
from bot.screens.staff_buttons import Case, CaseDocument, CaseDoing, ToQueue
from bot.screens.staff_group import age, decision, signature
from bot.screens.voice import NAME_MAX, Voice
from bot.screens.withdrawal import promised_by
from domain.cases import CaseDetail, CaseView, Earlier, FlagCause
from domain.contradictions import ChannelAnswer, Contradiction
from domain.rules.designated import LONGEST_NOTE, plain_name
from domain.rules.payee_numbers import LONGEST_NAME, PAYEE_KINDS
from domain.rules.statuses import STATUSES
from domain.views import Locale, PayeeView, WithdrawalView

NOTE_MAX = LONGEST_NOTE


def case(view: CaseView, locale: Locale) -> Screen:
    """The case as it stands: to be decided, somebody else's to decide, or decided."""
    voice = Voice(locale, view.at, view.currency)
    if view.decided is not None:
        # Whoever decided alone is named once.
        alone = [(one.name, one.what) for one in view.signed] == [(view.decided.name, "approve")]
        signed = () if alone else view.signed
        ended = lines_of(decision(view.decided, voice), *(signature(one, voice) for one in signed))
        return Screen(page_of(head(view, voice), ended), (to_queue(voice),))
    if view.closed:
        text = page_of(head(view, voice), voice.t("case-closed"))
        return Screen(text, ((do(view, "open", "case-open-again", voice), *to_queue(voice)[1:]),))
    if view.own or view.detail is None:
        key = "case-own" if view.own else "case-not-staff"
        return Screen(page_of(head(view, voice), voice.t(key)), (to_queue(voice),))
    detail = view.detail
    text = page_of(
        head(view, voice),
        _standing(view, detail, voice),
        _account(detail, voice),
        _source(detail.view, voice),
        None if detail.view.payee is None else payee_lines(detail.view.payee, detail.view, voice),
        _documents(detail.view, voice),
        _flags(detail, voice),
        _earlier(detail, voice),
    )
    return Screen(text, _buttons(view, detail, voice))


def head(view: CaseView, voice: Voice) -> str:
    """Which case it is: amount, number, whether it is a test."""
    key = "case-title-stuck" if STATUSES[view.status].phase == "with_channel" else "case-title"
    if view.contradicted:
        key = "case-title-contradiction"
    return lines_of(
        voice.t(
            key if view.decided is None else "case-title-decided",
            amount=voice.money(view.amount_fen),
            id=view.id,
        ),
        voice.t("account-test") if view.is_test else None,
    )


def do(view: CaseView, what: CaseDoing, key: str, voice: Voice, **params: str | int) -> Button:
    """A button of a case."""
    return Button(voice.word(key, **params), Case(do=what, id=view.id, version=view.version).pack())


def to_queue(voice: Voice) -> ButtonRow:
    """The way to the queue, and home."""
    return (Button(voice.word("queue-to"), ToQueue().pack()), voice.go("me"))


def destination(view: WithdrawalView, voice: Voice) -> str:
    """Where the money would go, short: for the second tap."""
    if view.payee is not None:
        return voice.t(
            "case-to-payee",
            number=view.payee.number_masked or "?",
            name=harmless(view.payee.name or "?", NAME_MAX),
        )
    return voice.t("case-to-order") if view.order is None else voice.source(view.order)


def payee_lines(payee: PayeeView, view: WithdrawalView, voice: Voice) -> str:
    """The payee in full, and what differs from the registered name."""
    number = payee.number or payee.number_masked or "?"
    if payee.number and payee.kind is not None:
        number = PAYEE_KINDS[payee.kind].shown(payee.number)
    name = payee.name or "?"
    differs = plain_name(name) != plain_name(view.account.name)
    # A municipality is its own province.
    parts = dict.fromkeys((payee.province, payee.city, payee.branch))
    where = ", ".join(harmless(part, 60) for part in parts if part)
    strange = any(one and not is_harmless(one) for one in (name, payee.bank, *parts))
    return lines_of(
        voice.t("case-payee"),
        voice.t(f"case-payee-{payee.kind or 'alipay'}", number=clip(number, 64)),
        voice.t("case-payee-name", name=harmless(name, LONGEST_NAME)),
        voice.t("case-payee-differs", registered=harmless(view.account.name, LONGEST_NAME))
        if differs
        else None,
        voice.t("case-payee-bank", bank=harmless(payee.bank, 60)) if payee.bank else None,
        voice.t("case-payee-branch", branch=where) if where else None,
        voice.t("case-payee-code", code=payee.bank_code) if payee.bank_code else None,
        voice.t("case-payee-by-hand") if payee.by_hand else None,
        voice.t("case-broken") if strange else None,
    )


def document_name(kind: str, voice: Voice) -> str:
    """A kind of document as it is called."""
    return voice.word(f"case-document-{kind}")


def _why(view: CaseView, voice: Voice) -> str:
    """Why nobody could approve it now."""
    detail = view.detail
    until = None if detail is None else detail.view.approve_from_at
    key = f"case-why-{detail.unpayable}" if detail is not None else "case-broken"
    return voice.t(key, until=voice.when(until if until is not None else view.at))


def _standing(view: CaseView, detail: CaseDetail, voice: Voice) -> str:
    shown = detail.view
    approvals = [one for one in view.signed if one.what == "approve"]
    promised = shown.promise_at
    key = "case-late" if promised is not None and promised <= view.at else "case-promised"
    settle_at = detail.settle_from_at
    one = detail.contradiction
    ended = shown.ended_at is not None
    return lines_of(
        None if one is None else _contradiction(one, detail, voice),
        voice.t("case-since", age=age(view.at - view.submitted_at, voice), at=voice.when(view.submitted_at)),
        None
        if promised is None or ended
        else voice.t(key if shown.promise_by_day else f"{key}-time", by=promised_by(shown, promised, voice)),
        voice.t("case-mine")
        if view.mine
        else voice.t("staff-claimed", name=view.claimed_by)
        if view.claimed_by
        else None,
        voice.t("case-two", count=len(approvals))
        if detail.needed > 1 and view.status == "in_review" and one is None
        else None,
        voice.t("case-approved") if detail.approved else None,
        voice.t("case-failing" if detail.failing else "case-settle") if settle_at is not None else None,
        _answer(detail.answer, voice) if settle_at is not None or one is not None else None,
        *(signature(one, voice) for one in view.signed),
        *(
            voice.t("case-document", document=harmless(one.document, 200))
            for one in view.signed
            if one.document
        ),
        voice.t("case-waiting", at=voice.when(shown.asked_again_at))
        if shown.asked_again_at is not None
        else None,
        voice.t("case-unpayable", why=_why(view, voice)) if detail.unpayable else None,
    )


def _contradiction(one: Contradiction, detail: CaseDetail, voice: Voice) -> str:
    """What contradicts what, since when, what is lost, and that the account stands still until two resolve it."""
    return lines_of(
        voice.t("case-contradiction", what=voice.word(f"contradiction-{one.kind}"), at=voice.when(one.at)),
        voice.t("case-contradiction-other", id=one.other) if one.other else None,
        None if one.loss_fen is None else voice.t("case-loss", amount=voice.money(one.loss_fen)),
        voice.t("case-contradiction-two"),
    )


def _answer(answer: ChannelAnswer | None, voice: Voice) -> str:
    """What the channel said last, and when; and whether it was asked in vain since then."""
    if answer is None or answer.outcome is None or answer.at is None:
        said = voice.t("case-answer-none")
    else:
        said = voice.t(
            "case-answer", what=voice.word(f"case-answer-{answer.outcome}"), at=voice.when(answer.at)
        )
    since = None if answer is None else answer.unanswered_at
    return lines_of(said, None if since is None else voice.t("case-answer-since", at=voice.when(since)))


def _account(detail: CaseDetail, voice: Voice) -> str:
    account, balance = detail.view.account, detail.balance
    holds = [f"{voice.word(f'line-{hold.reason}')} {voice.money(hold.amount_fen)}" for hold in balance.holds]
    return lines_of(
        voice.t("case-account"),
        voice.t("account", name=harmless(account.name, NAME_MAX), account=account.id),
        voice.t(f"case-kind-{account.kind}"),
        voice.t("account-member", manager=account.is_member_of) if account.is_member_of else None,
        voice.t(f"gate-{account.blocked_by}") if account.blocked_by else voice.t("case-eligible"),
        voice.t("case-phone", phone=detail.view.via_phone_masked),
        voice.t(
            "case-balance", cash=voice.money(balance.cash_fen), withdrawable=voice.money(balance.withdrawable_fen),
            moving=voice.money(balance.in_withdrawal_fen),
        ),
        voice.t("case-holds", what=" · ".join(holds)) if holds else None,
    )  # fmt: skip


def _source(view: WithdrawalView, voice: Voice) -> str:
    order = view.order
    return lines_of(
        voice.t("case-from-other")
        if order is None
        else voice.t(
            "case-from", order=harmless(order.order_id, 64), channel=voice.channel(order),
            date=voice.day_of(order.paid_at), amount=voice.money(order.amount_fen),
            remaining=voice.money(order.remaining_fen),
        ),
        voice.t("case-to-original") if view.method == "original" else None,
        voice.t("case-reason", reason=voice.word(f"case-reason-{view.reason}")) if view.reason else None,
        voice.t("case-note", note=harmless(view.note, NOTE_MAX)) if view.note else None,
        voice.t("case-broken") if view.note and not is_harmless(view.note) else None,
        voice.t("case-retried", id=view.retried_from) if view.retried_from else None,
    )  # fmt: skip


def _documents(view: WithdrawalView, voice: Voice) -> str | None:
    if not view.needed:
        return None
    lines = [
        voice.t(
            "case-document-line",
            index=index,
            kind=document_name(one.kind, voice),
            pages=one.pages,
            verdict=voice.word(f"case-verdict-{one.verdict or 'open'}"),
        )
        for index, one in enumerate(view.documents, 1)
    ]
    missing = ", ".join(document_name(kind, voice) for kind in view.missing)
    signed = ", ".join(str(index) for index, one in enumerate(view.documents, 1) if one.signed)
    return lines_of(
        voice.t("case-documents"),
        *lines,
        voice.t("case-signed", which=signed) if signed else None,
        voice.t("case-missing", kinds=missing) if missing else None,
    )


def _flags(detail: CaseDetail, voice: Voice) -> str | None:
    if not detail.flags:
        return None
    return lines_of(voice.t("case-flags"), *(_flag(one, voice) for one in detail.flags))


def _flag(one: FlagCause, voice: Voice) -> str:
    key = f"case-flag-{one.code}"
    if not voice.texts.has(key):
        return voice.t("case-flag-other", code=one.code)
    items = "; ".join(harmless(item, 80) for item in one.items[:5])
    return voice.t(
        key, items=items, amount=voice.money(one.amount_fen or 0), count=one.count or 0,
        at=voice.when(one.at) if one.at is not None else "",
    )  # fmt: skip


def _earlier(detail: CaseDetail, voice: Voice) -> str:
    if not detail.earlier:
        return voice.t("case-earlier-none")
    return lines_of(voice.t("case-earlier"), *(_before(one, voice) for one in detail.earlier))


def _before(one: Earlier, voice: Voice) -> str:
    on_its_way = STATUSES[one.status].phase == "with_channel"
    return voice.t(
        "case-earlier-line",
        date=voice.day_of(one.submitted_at),
        amount=voice.money(one.amount_fen),
        status=voice.word("status-approved" if on_its_way else f"status-{one.status}"),
        id=one.id,
    )


def _buttons(view: CaseView, detail: CaseDetail, voice: Voice) -> tuple[ButtonRow, ...]:
    rows: list[ButtonRow] = []
    if detail.contradiction is not None:
        rows += in_rows([do(view, way, f"case-do-{way}", voice) for way in detail.ways], 1)
    elif detail.settle_from_at is not None and detail.failing:
        # That it failed is said; who learns otherwise says so, or takes their word back by saying it.
        rows.append((do(view, "paid", "case-do-paid", voice),))
    elif detail.settle_from_at is not None:
        rows.append((do(view, "paid", "case-do-paid", voice), do(view, "failed", "case-do-failed", voice)))
    else:
        # Where approving would be refused, the lines above say why.
        approve = (do(view, "approve", "case-do-approve", voice),) if detail.may_approve else ()
        rows.append((*approve, do(view, "reject", "case-do-reject", voice)))
        documents = [
            Button(
                voice.word("case-do-document", index=index, kind=document_name(one.kind, voice)),
                CaseDocument(do="open", id=view.id, document=one.id).pack(),
            )
            for index, one in enumerate(detail.view.documents, 1)
        ]
        rows += in_rows(documents, 1)
        if documents and detail.view.asked_again_at is None:
            rows.append((do(view, "again", "case-do-again", voice),))
    fresh = do(view, "open", "case-do-fresh", voice)
    if view.claimed_by is None or view.mine:
        what: CaseDoing = "release" if view.mine else "claim"
        rows.append((do(view, what, f"case-do-{what}", voice), fresh))
    else:
        rows.append((fresh,))
    rows.append(to_queue(voice))
    return tuple(rows)
