"""The steps of a reviewer's decision: reason, verdict for each document, words for the customer, and a second tap."""

from __future__ import annotations

from bot.screens.case import destination, do, document_name, head
from bot.screens.screen import Awaits, Button, ButtonRow, Screen, clip, in_rows, lines_of, page_of
from bot.screens.staff_buttons import CaseDocument, CaseDoing, CaseReason
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.cases import LONGEST_WORDS, CaseDetail, CaseView, Prepared, Preparing, reasons_to_reject
from domain.errors import Refusal
from domain.views import Locale


def approve(view: CaseView, locale: Locale) -> Screen:
    """The second tap of an approval: how much, and to whom."""
    voice, detail = _of(view, locale)
    amount = voice.money(view.amount_fen)
    text = page_of(
        head(view, voice),
        voice.t("deciding-approve", amount=amount, to=destination(detail.view, voice)),
        voice.t("deciding-approve-two") if detail.needed > 1 and not view.signed else None,
    )
    sure = do(view, "approve_sure", "deciding-approve-sure", voice, amount=amount)
    return Screen(text, ((sure,), _back(view, "open", voice)))


def reasons(view: CaseView, locale: Locale) -> Screen:
    """The possible reasons of a rejection."""
    voice, detail = _of(view, locale)
    buttons = [
        Button(voice.word(f"deciding-reason-{code}"), CaseReason(code=code, id=view.id).pack())
        for code in reasons_to_reject(detail.view.method)
    ]
    text = page_of(head(view, voice), voice.t("deciding-reason"))
    return Screen(text, (*in_rows(buttons, 1), _back(view, "open", voice)))


def verdicts(view: CaseView, locale: Locale) -> Screen:
    """A verdict for each document: a tap goes on to the next one."""
    voice, detail = _of(view, locale)
    made = _prepared(detail)
    what: Preparing = made.what
    rows: list[ButtonRow] = [
        (
            Button(
                _verdict(index, one.kind, made.faults.get(one.id), voice),
                CaseDocument(do="again" if what == "again" else "reject", id=view.id, document=one.id).pack(),
            ),
        )
        for index, one in enumerate(detail.view.documents, 1)
    ]
    needed = not made.faults and (what == "again" or made.code == "papers_wrong")
    rows += [] if needed else [(do(view, "words", "continue", voice),)]
    key = "deciding-documents-needed" if needed and what == "reject" else f"deciding-documents-{what}"
    text = page_of(head(view, voice), voice.t(key))
    return Screen(text, (*rows, _back(view, "reject" if what == "reject" else "open", voice)))


def words(view: CaseView, locale: Locale) -> Screen:
    """Asks for the words that the customer reads, or for the channel's document."""
    voice, detail = _of(view, locale)
    made = _prepared(detail)
    rows: list[ButtonRow] = []
    if made.what in ("reject", "again"):
        rows.append((do(view, "ready", "deciding-without-words", voice),))
    text = page_of(head(view, voice), voice.t(f"deciding-words-{made.what}", most=LONGEST_WORDS))
    return Screen(text, (*rows, _back(view, "open", voice)), Awaits("case", view.id, made.what))


def sure(view: CaseView, locale: Locale) -> Screen:
    """The prepared decision in full, and the tap that carries it out."""
    voice, detail = _of(view, locale)
    made = _prepared(detail)
    wrong = [
        voice.t("deciding-wrong", kind=document_name(one.kind, voice), why=_wrong(made.faults[one.id], voice))
        for one in detail.view.documents
        if one.id in made.faults
    ]
    amount = voice.money(view.amount_fen)
    lead = voice.t(f"deciding-sure-{made.what}", amount=amount)
    reason = voice.word(f"deciding-reason-{made.code}") if made.what == "reject" and made.code else None
    text = page_of(
        head(view, voice),
        lines_of(lead, voice.t("deciding-because", reason=reason) if reason else None, *wrong),
        voice.t("deciding-text", text=clip(made.text, LONGEST_WORDS)) if made.text else None,
        voice.t("deciding-reads") if made.what in ("reject", "again") else voice.t("deciding-settle-two"),
        voice.t("deciding-asks-once-more") if made.what == "failed" else None,
    )
    yes = do(view, "sure", f"deciding-yes-{made.what}", voice, amount=amount)
    change = do(view, "words", "deciding-change", voice)
    return Screen(text, ((yes,), (change, do(view, "open", "back", voice))))


def refusal(refused: Refusal, locale: Locale) -> Safe:
    """Why staff may not do something; a general text for a code without its own."""
    voice = Voice(locale, 0)
    key = f"case-refused-{refused.code}"
    if refused.code == "recheck_failed":
        return voice.t(key, why=voice.t(f"case-why-{refused.param('why')}"))
    if refused.code == "words_too_long":
        return voice.t(key, most=LONGEST_WORDS)
    if refused.code in ("too_early", "staff_rests", "link_young"):
        until = refused.param("until_at")
        return voice.t(key, until=voice.when(until if isinstance(until, int) else 0))
    return voice.t(key if voice.texts.has(key) else "case-refused-other")


def refusal_toast(refused: Refusal, locale: Locale) -> str | None:
    """The same for the answer to a tap, when the card under it tells the rest; plain text."""
    key = f"toast-case-{refused.code}"
    voice = Voice(locale, 0)
    return voice.word(key) if voice.texts.has(key) else None


def document_caption(kind: str, withdrawal: str, locale: Locale, *, signed: bool = False) -> str:
    """The text under a document that a reviewer opened. It says of a signed one that its bytes are unchanged."""
    voice = Voice(locale, 0)
    return lines_of(
        voice.t("case-document-caption", kind=document_name(kind, voice), id=withdrawal),
        voice.t("case-document-signed") if signed else None,
    )


def file_reference(name: str, digest: str) -> str:
    """The reference of a file sent as the channel's document: its name, and the digest that proves its bytes."""
    return f"{clip(name, 80)} (sha256 {digest})"


def _of(view: CaseView, locale: Locale) -> tuple[Voice, CaseDetail]:
    if view.detail is None:
        raise ValueError("a case that is not to be decided has no steps")
    return Voice(locale, view.at, view.currency), view.detail


def _prepared(detail: CaseDetail) -> Prepared:
    if detail.prepared is None:
        raise ValueError("no decision was begun")
    return detail.prepared


def _back(view: CaseView, to: CaseDoing, voice: Voice) -> ButtonRow:
    return (do(view, to, "back", voice),)


def _wrong(code: str, voice: Voice) -> str:
    return voice.word(f"deciding-document-{code}")


def _verdict(index: int, kind: str, code: str | None, voice: Voice) -> str:
    said = voice.word("deciding-document-accepted") if code is None else _wrong(code, voice)
    mark = "✓" if code is None else "✗"
    return voice.word(
        "deciding-document-line", index=index, mark=mark, kind=document_name(kind, voice), verdict=said
    )
