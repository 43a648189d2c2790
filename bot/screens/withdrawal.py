"""A submitted withdrawal: its status card, edited as it moves, and its details under Records (rules 6)."""

from __future__ import annotations

from bot.screens import contact, designated, documents, payee
from bot.screens.buttons import Again, CancelIt, ToDocuments, ToRecords
from bot.screens.draft_parts import amount_of, listed, place, why
from bot.screens.screen import Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.rules.designated import by_documents
from domain.rules.statuses import STATUSES, Status
from domain.views import Locale, WithdrawalView


def status_word(status: Status, voice: Voice) -> str:
    """The status as customers see it, letter for letter (rules 6); plain text."""
    return voice.word("status-approved" if STATUSES[status].is_payable else f"status-{status}")


def status_card(view: WithdrawalView, locale: Locale) -> Screen:
    """The one message that shows where a withdrawal stands. Its buttons open new messages, so it stays."""
    voice = Voice(locale, view.at, view.currency)
    ways = (
        Button(voice.word("records"), ToRecords(page="0", new=1).pack()),
        voice.costs_of(view.account.id, new=True),
    )
    return Screen(_story(view, voice), (*actions(view, voice), ways))


def details(view: WithdrawalView, page: str, locale: Locale) -> Screen:
    """The same under Records, with each step and the way back to the page (its packed spot) it came from."""
    voice = Voice(locale, view.at, view.currency)
    back = Button(voice.word("back"), ToRecords(page=page).pack())
    steps = [
        f"{voice.when(step.at)} {status_word(step.to_status, voice)}"
        for step in view.steps
        if step.to_status not in ("draft", "sending", "unknown")
    ]
    history = lines_of(*(voice.t("said", text=line) for line in steps)) if len(steps) > 1 else None
    kept = documents.kept(view, voice) if by_documents(view.method) and view.ended_at is None else None
    # Each document has a line of its own once one was judged.
    judged = STATUSES[view.status].says_why and any(document.verdict for document in view.documents)
    there = listed(view.needed, voice) if by_documents(view.method) and not judged else ""
    text = page_of(
        _story(view, voice),
        history,
        lines_of(voice.t("check-documents", kinds=there) if there else None, kept),
    )
    return Screen(text, (*actions(view, voice), (back, voice.go("me"))))


def actions(view: WithdrawalView, voice: Voice) -> tuple[ButtonRow, ...]:
    """What can be done about it now: cancel before the first approval, begin again after it came to nothing."""
    rows: list[ButtonRow] = []
    if wants_documents(view):
        rows.append((Button(voice.word("send-documents"), ToDocuments(id=view.id, new=1).pack()),))
    if view.may_cancel:
        cancel = CancelIt(id=view.id, version=view.version).pack()
        rows.append((Button(voice.word("cancel-withdrawal"), cancel),))
    if STATUSES[view.status].phase == "released":
        rows.append((Button(voice.word("apply-again"), Again(id=view.id, new=1).pack()),))
    return tuple(rows)


def wants_documents(view: WithdrawalView) -> bool:
    """Whether a reviewer waits for a document."""
    return view.status == "in_review" and view.asked_again_at is not None and bool(view.missing)


def destination(view: WithdrawalView, voice: Voice) -> Safe:
    """Where the money goes: back the way it came, or to a payee, masked."""
    if by_documents(view.method) or view.order is None:
        return payee.masked(view.payee, voice)
    return voice.source(view.order)


def _story(view: WithdrawalView, voice: Voice) -> str:
    number = "card-order" if view.order is not None else "card-application"
    submitted_for = view.reason if by_documents(view.method) and view.reason != "application" else None
    return page_of(
        lines_of(
            voice.t("card-title", status=status_word(view.status, voice)),
            voice.t("card-figures", amount=amount_of(view, voice), source=destination(view, voice)),
        ),
        _standing(view, voice),
        _corrected(view, voice),
        _stopped(view, voice),
        because(view, voice),
        lines_of(
            voice.t(number, id=view.id, place=place(view, voice)),
            voice.t("card-because", why=why(submitted_for, voice)) if submitted_for else None,
            voice.t("card-account", name=clip(view.account.name, 40), account=view.account.id),
            _moment("card-submitted", view.submitted_at, voice),
            _moment("card-approved", view.approved_at, voice),
            _reference("card-reference", view.channel_reference, voice),
            _reference("card-return-reference", view.return_reference, voice),
            voice.t("account-test") if view.account.is_test else None,
        ),
        documents.kept(view, voice) if view.ended_at is not None and by_documents(view.method) else None,
    )


def _corrected(view: WithdrawalView, voice: Voice) -> Safe | None:
    """Notice of a correction: two people found that the channel, or the books, had said the wrong thing."""
    told = [step.to_status for step in view.steps]
    if told[-1:] != [view.status]:
        return None
    if view.status == "successful" and "failed" in told:
        return voice.t("card-corrected-successful", amount=amount_of(view, voice))
    if view.status == "failed" and "successful" in told and view.returned_at is None:
        return voice.t("card-corrected-failed")
    return None


def _stopped(view: WithdrawalView, voice: Voice) -> Safe | None:
    """Notice that nothing of the account is paid now, unless the reason of the review says it."""
    said = view.status == "in_review" and not by_documents(view.method) and "stopped" in view.flags
    return voice.t("card-stopped") if view.stopped and not said else None


def _moment(key: str, at: int | None, voice: Voice) -> Safe | None:
    return None if at is None else voice.t(key, at=voice.when(at))


def _reference(key: str, reference: str | None, voice: Voice) -> Safe | None:
    return voice.t(key, reference=clip(reference, 64)) if reference else None


def _standing(view: WithdrawalView, voice: Voice) -> str | None:
    """The promise, the end, or who is looking at it."""
    amount, back = amount_of(view, voice), place(view, voice)
    if view.status == "in_review" and by_documents(view.method):
        return _documents_looked_at(view, voice)
    if view.status == "in_review":
        may = voice.t("card-review" if view.may_cancel else "card-review-locked")
        return lines_of(voice.t("card-review-why", why=review_reason(view, voice)), may)
    if STATUSES[view.status].is_payable:
        return _on_its_way(view, voice)
    if view.status == "failed" and view.returned_at is not None:
        return voice.t("card-ended-returned", at=voice.when(view.returned_at), amount=amount, place=back)
    if view.ended_at is not None and voice.texts.has(f"card-ended-{view.status}"):
        at = voice.when(view.ended_at)
        return voice.t(f"card-ended-{view.status}", at=at, amount=amount, place=back)
    return None


def _documents_looked_at(view: WithdrawalView, voice: Voice) -> str:
    """In review with payee and documents: what is waited for, until when, and whether it can be cancelled."""
    may = voice.t("card-documents-cancel" if view.may_cancel else "card-documents-locked")
    if wants_documents(view):
        return page_of(asked_documents(view, voice), lines_of(voice.t("card-documents-waits"), may))
    flag = next((voice.t(f"review-{one}") for one in view.flags if voice.texts.has(f"review-{one}")), None)
    late_since = late(view, voice) if view.late else designated.between(view, "card-documents-between", voice)
    return lines_of(
        voice.t("card-documents-review"),
        voice.t("card-documents-flag", why=flag) if flag else None,
        late_since,
        may,
    )


def asked_documents(view: WithdrawalView, voice: Voice) -> str:
    """The documents that a reviewer asked for again, and why."""
    return lines_of(
        voice.t("card-documents-asked", kinds=listed(view.missing, voice)), documents.verdicts(view, voice)
    )


def _on_its_way(view: WithdrawalView, voice: Voice) -> str | None:
    if view.late:
        return lines_of(voice.t("card-late-title"), late(view, voice))
    if view.status == "unknown":
        return page_of(promise(view, voice), _safe(view, voice))
    return promise(view, voice)


def late(view: WithdrawalView, voice: Voice) -> str:
    """The promise has passed: since when, who is asked, and that no money is lost."""
    if view.promise_at is None:
        since = voice.t("card-late")
    else:
        key = "card-late-day" if view.promise_by_day else "card-late-since"
        since = voice.t(key, by=promised_by(view, view.promise_at, voice))
    reach = contact.line(view.support, voice)
    if view.status == "in_review":
        return lines_of(since, voice.t("card-late-review"), reach)
    return lines_of(since, _safe(view, voice), reach)


def _safe(view: WithdrawalView, voice: Voice) -> str:
    return lines_of(voice.t("card-asking"), voice.t("card-safe", place=place(view, voice)))


def promised_by(view: WithdrawalView, promise_at: int, voice: Voice) -> str:
    """The promised moment; only the day if the end of a day is promised."""
    return voice.last_day(promise_at) if view.promise_by_day else voice.when(promise_at)


def promise(view: WithdrawalView, voice: Voice) -> str | None:
    """When the money should be there (rules 5), or None without a promise."""
    if view.promise_at is None:
        return None
    by = promised_by(view, view.promise_at, voice)
    if view.promise_by_day:
        # With documents the promise is in calendar days: no bank holiday moves them.
        unsure = None if by_documents(view.method) else voice.unsure(view.promise_at)
        return lines_of(voice.t("card-by-day", by=by), unsure)
    # "Often 5 minutes" would be no news once the channel has been asked in vain.
    return voice.t("card-by-plain" if view.status == "unknown" else "card-by", by=by)


def review_reason(view: WithdrawalView, voice: Voice) -> Safe:
    """Why a person reviews it first: what the customer can see or mend by name, else a routine check."""
    for flag in view.flags:
        if voice.texts.has(f"review-{flag}"):
            return voice.t(f"review-{flag}")
    return voice.t("review-routine")


def _worded(lead: str, code: str, view: WithdrawalView, voice: Voice) -> str | None:
    """The text for a code; the payee's variant if the account is not the one that paid."""
    keys = (f"{lead}-{code}-payee", f"{lead}-{code}") if by_documents(view.method) else (f"{lead}-{code}",)
    return next((key for key in keys if voice.texts.has(key)), None)


def because(view: WithdrawalView, voice: Voice) -> str | None:
    """Why it failed or was rejected, and the next step (rules 6)."""
    if not STATUSES[view.status].says_why:
        return None
    code = view.reason_code or ("bank_return" if view.returned_at is not None else "other")
    reason = _worded("reason", code, view, voice) or "reason-other"
    if reason == "reason-other" and view.status == "rejected":
        reason = "reason-rejected"
    following = _worded("next", code, view, voice) or "next-again"
    # The card already says that the bank sent it back.
    told = view.returned_at is not None and code == "bank_return"
    return page_of(
        lines_of(
            None if told else voice.t("card-reason", reason=voice.t(reason)),
            voice.t("card-note", note=clip(view.reason_text, 500)) if view.reason_text else None,
        ),
        documents.verdicts(view, voice),
        voice.t("card-next", next=voice.t(following)),
    )
