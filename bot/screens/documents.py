"""The documents: what is there, what is missing and asked for next, how long each is kept (rules 5).

The checklist is always in sight. The catalogue has a text for each reason why a file is unfit.
"""

from __future__ import annotations

from bot.screens.buttons import GetForm, TakeOutDocument, ToDocuments
from bot.screens.draft_parts import amount_of, at, do, voice_of, ways
from bot.screens.screen import Awaits, Button, ButtonRow, Screen, clip, in_rows, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.rules.designated import MOST_MB, MOST_OF_A_KIND, DocumentKind
from domain.views import DocumentView, Locale, WithdrawalView


def checklist(view: WithdrawalView, locale: Locale) -> Screen:
    """Every document with its mark, and the next one asked for."""
    voice = voice_of(view, locale)
    asked = view.missing[0] if view.missing else None
    there = len(view.needed) - len(view.missing)
    text = page_of(
        voice.t("documents-title", amount=amount_of(view, voice), there=there, needed=len(view.needed)),
        lines_of(*(_line(view, kind, voice) for kind in view.needed)),
        _ask(view, asked, voice) if asked else voice.t("documents-all"),
        kept(view, voice),
    )
    rows: list[ButtonRow] = []
    if asked is None:
        rows.append((do(view, "check", voice.word("continue")),))
    if "application_form" in view.missing:
        rows.append((_form(view, voice),))
    rows += [(_of_kind(view, kind, voice),) for kind in view.needed if kind != asked or of_kind(view, kind)]
    awaits = Awaits("paper", view.id, asked) if asked else at(view, "papers")
    return Screen(text, (*rows, ways(view, "payee", voice)), awaits)


def one(view: WithdrawalView, kind: DocumentKind, locale: Locale) -> Screen:
    """One kind: its files, each removable, and what to send."""
    voice = voice_of(view, locale)
    there = of_kind(view, kind)
    full = len(there) >= MOST_OF_A_KIND
    text = page_of(
        lines_of(
            voice.t("document-title", kind=voice.word(f"document-label-{kind}")) if there else None,
            *(_file(index, document, voice) for index, document in enumerate(there, 1)),
        ),
        voice.t("document-full", most=MOST_OF_A_KIND) if full else _ask(view, kind, voice),
        lines_of(kept(view, voice), voice.t("document-removed") if there else None),
    )
    rows: list[ButtonRow] = []
    if kind == "application_form":
        rows.append((_form(view, voice),))
    removes = [
        Button(
            voice.word("document-remove", index=index),
            TakeOutDocument(document=document.id, id=view.id, version=view.version).pack(),
        )
        for index, document in enumerate(there, 1)
    ]
    rows += in_rows(removes)
    awaits = at(view) if full else Awaits("paper", view.id, kind)
    return Screen(text, (*rows, ways(view, "papers", voice)), awaits)


def again(view: WithdrawalView, locale: Locale) -> Screen:
    """In review: a document that a reviewer asked for again, and why."""
    voice = voice_of(view, locale)
    asked = view.missing[0] if view.missing else None
    text = page_of(
        voice.t("documents-again", id=view.id, amount=amount_of(view, voice)),
        verdicts(view, voice),
        _ask(view, asked, voice) if asked else voice.t("documents-again-done"),
        kept(view, voice),
    )
    rows: list[ButtonRow] = []
    if asked == "application_form":
        rows.append((_form(view, voice),))
    awaits = Awaits("paper", view.id, asked) if asked else None
    return Screen(text, (*rows, (voice.go("me"),)), awaits)


def of_kind(view: WithdrawalView, kind: DocumentKind) -> tuple[DocumentView, ...]:
    """The files of a kind, oldest first."""
    return tuple(document for document in view.documents if document.kind == kind)


def verdicts(view: WithdrawalView, voice: Voice) -> str | None:
    """What a reviewer said of each document; None without verdicts."""
    kinds = dict.fromkeys(document.kind for document in view.documents)
    lines = [line for kind in kinds for line in _of_document(of_kind(view, kind), view.reason_text, voice)]
    return lines_of(voice.t("documents-verdicts"), *lines) if lines else None


def _of_document(files: tuple[DocumentView, ...], said: str | None, voice: Voice) -> tuple[str, ...]:
    """Of one kind: what is wrong with which file, each thing once; accepted only if every file is."""
    name = voice.word(f"document-{files[0].kind}")
    if all(one.verdict == "accepted" for one in files):
        return (voice.t("document-accepted", kind=name),)
    alike = len({(one.verdict, one.verdict_code, one.verdict_note) for one in files}) == 1
    lines = []
    for index, one in enumerate(files, 1):
        if one.verdict == "refused":
            which = name if alike else voice.word("document-which", kind=name, index=index, count=len(files))
            lines.append(_wrong(which, one, said, voice))
    return tuple(dict.fromkeys(lines))


def _wrong(name: str, document: DocumentView, said: str | None, voice: Voice) -> str:
    """What is wrong with the file; a note about the whole is not repeated."""
    code = f"document-refused-{document.verdict_code}"
    known = code if voice.texts.has(code) else "document-refused-other"
    note = "" if document.verdict_note in (None, said) else clip(document.verdict_note or "", 300)
    return lines_of(
        voice.t("document-refused", kind=name, why=voice.word(known)),
        voice.t("document-refused-note", note=note) if note else None,
    )


def kept(view: WithdrawalView, voice: Voice) -> str | None:
    """Until when the documents are kept, and that the chat app has copies of its own."""
    if not view.needed:
        return None
    days = [document.delete_on for document in view.documents if document.delete_on is not None]
    if view.ended_at is not None and view.submitted_at is not None:
        until = voice.t("documents-kept-until", day=voice.day(max(days))) if days else None
        return until
    return voice.t("documents-kept", days=view.document_days)


def taken(fit: int, locale: Locale) -> Safe:
    """Notice above the checklist: how many files of one answer were taken."""
    return Voice(locale, 0).t("documents-taken", count=fit)


def mixed(fit: int, unfit: int, locale: Locale) -> Safe:
    """Notice for an album with some refused pictures."""
    return Voice(locale, 0).t("documents-mixed", fit=fit, unfit=unfit)


def not_fetched(locale: Locale) -> Safe:
    """Notice that the file did not come through; nothing is wrong with it."""
    return Voice(locale, 0).t("documents-not-fetched")


def no_form(locale: Locale) -> Safe:
    """Notice that there is no form to send, and what to write by hand."""
    return Voice(locale, 0).t("documents-no-form")


def form_caption(view: WithdrawalView, locale: Locale) -> Safe:
    """The text under the form: what to do with it, and why a number on it is masked."""
    voice = voice_of(view, locale)
    key = "documents-form-personal" if view.account.kind == "personal" else "documents-form-enterprise"
    masked = view.payee is not None and view.payee.number is None
    return Safe(lines_of(voice.t(key), voice.t("documents-form-masked") if masked else None))


def _line(view: WithdrawalView, kind: DocumentKind, voice: Voice) -> str:
    name = voice.word(f"document-{kind}")
    if kind in view.missing:
        return voice.t("documents-line-missing", kind=name)
    there = [document for document in of_kind(view, kind) if document.verdict != "refused"]
    return voice.t("documents-line-there", kind=name, count=len(there))


def _ask(view: WithdrawalView, kind: DocumentKind, voice: Voice) -> str:
    there = kind not in view.missing and bool(of_kind(view, kind))
    form = f"{kind}-{view.account.kind}" if kind == "application_form" else kind
    return lines_of(
        voice.t("documents-more")
        if there
        else voice.t("documents-next", kind=voice.word(f"document-{kind}")),
        voice.t(f"document-how-{form}"),
        voice.t("documents-how", size=MOST_MB, most=MOST_OF_A_KIND),
    )


def _file(index: int, document: DocumentView, voice: Voice) -> Safe:
    what = voice.t("file-picture")
    if document.media_type == "application/pdf":
        what = voice.t("file-pdf", pages=document.pages)
    size = max(1, document.size_bytes // 1024)
    return voice.t(
        "document-file", index=index, what=what, size=f"{size:,}", at=voice.when(document.uploaded_at)
    )


def _form(view: WithdrawalView, voice: Voice) -> Button:
    return Button(voice.word("get-form"), GetForm(id=view.id).pack())


def _of_kind(view: WithdrawalView, kind: DocumentKind, voice: Voice) -> Button:
    mark = "○" if kind in view.missing else "✓"
    label = f"{mark} {voice.word(f'document-label-{kind}')}"
    return Button(label, ToDocuments(id=view.id, kind=kind).pack())
