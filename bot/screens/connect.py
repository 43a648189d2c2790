"""Connecting an account: the two ways, the code entry, the choice among accounts on one phone, what comes after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.screens import contact
from bot.screens.buttons import LinkCode, Pick, account_key
from bot.screens.keypad import keypad
from bot.screens.not_me import not_me_button
from bot.screens.screen import LABEL_MAX, Awaits, Button, ButtonRow, ReplyKey, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.phone_claims import ClaimCode
from domain.ports import Micros
from domain.usecases.customer.link_open import LinkAttempt
from domain.usecases.customer.link_phone import PhoneChoice
from domain.views import AccountView, Locale

CHOICE_MAX = 20
"""The most accounts on one phone that are named and offered one by one."""
_CLAIM = re.compile(r"p(\d{1,18})", re.ASCII)
_REMOVAL = re.compile(r"r(\d{1,18})", re.ASCII)
_PROOF = re.compile(r"v(\d{1,18})", re.ASCII)


def subject_of_claim(claim: int) -> str:
    """The name of a claim in the state and the buttons; a link's is its bare number."""
    return f"p{claim}"


def claim_of(subject: str) -> int | None:
    """The claim of a subject; None for any other subject."""
    found = _CLAIM.fullmatch(subject)
    return int(found[1]) if found else None


def subject_of_removal(chat: int) -> str:
    """The name of a chat's removal in the state and the buttons."""
    return f"r{chat}"


def removal_of(subject: str) -> int | None:
    """The chat that a subject removes, or None."""
    found = _REMOVAL.fullmatch(subject)
    return int(found[1]) if found else None


def subject_of_proof(waiting: int) -> str:
    """The name of a new phone's proof in the state and the buttons."""
    return f"v{waiting}"


def proof_of(subject: str) -> int | None:
    """The link whose new phone a subject proves, or None."""
    found = _PROOF.fullmatch(subject)
    return int(found[1]) if found else None


def connects(subject: str) -> bool:
    """Whether a subject connects an account: a link or a shared number."""
    return removal_of(subject) is None and proof_of(subject) is None


def welcome(locale: Locale, support: str | None = None) -> Screen:
    """For a person without an account: how to connect one. `support` is how support is reached."""
    voice = Voice(locale, 0)
    do = lines_of(voice.t("welcome-do"), contact.line(support, voice))
    text = page_of(voice.t("welcome-title"), do, voice.t("welcome-safe"))
    return Screen(text, ((voice.go("phone", "contact-way"),), (voice.go("help"), voice.go("language"))))


def connect(locale: Locale) -> Screen:
    """For one more account: the same two ways."""
    voice = Voice(locale, 0)
    text = page_of(voice.t("connect-title"), voice.t("connect-do"), voice.t("welcome-safe"))
    return Screen(text, ((voice.go("phone", "contact-way"),), (voice.back("accounts"),)))


def ask_contact(locale: Locale) -> Screen:
    """The keys that share the person's own number."""
    voice = Voice(locale, 0)
    keys = (ReplyKey(voice.word("contact-share"), shares_contact=True), ReplyKey(voice.word("cancel")))
    text = page_of(voice.t("contact-title"), voice.t("contact-do"))
    return Screen(text, awaits=Awaits("contact", ""), keys=keys)


def received(locale: Locale) -> Screen:
    """Confirms the number and removes the keys."""
    return Screen(Voice(locale, 0).t("contact-received"), drops_keys=True)


def not_shared(locale: Locale) -> Screen:
    """Removes the keys after the person went elsewhere."""
    return Screen(Voice(locale, 0).t("contact-none"), drops_keys=True)


def foreign(locale: Locale) -> Safe:
    """Answer to a contact that is not the sender's own, or that was forwarded."""
    return Voice(locale, 0).t("contact-foreign")


def typed_number(locale: Locale) -> Safe:
    """Answer to a text in place of sharing."""
    return Voice(locale, 0).t("contact-typed")


def code_entry(attempt: LinkAttempt, now: Micros, locale: Locale) -> Screen:
    """By link: the code is on its way and awaited."""
    voice = Voice(locale, now)
    sent = voice.t(
        "link-sent", phone=voice.whole(attempt.phone_masked), until=voice.soon(attempt.code_expires_at)
    )
    left = attempt.codes_left
    few = None if left is None else voice.t("codes-left", count=left)
    return _code_entry(
        voice, str(attempt.id), voice.t("link-title", account=attempt.account_masked), sent, few
    )


def phone_code_entry(attempt: ClaimCode, now: Micros, locale: Locale) -> Screen:
    """By phone: a code is on its way if the number is a customer's. Does not say whether it is."""
    voice = Voice(locale, now)
    sent = voice.t("phone-sent", until=voice.soon(attempt.code_expires_at))
    title = voice.t("phone-title", phone=voice.whole(attempt.phone_masked))
    return _code_entry(voice, subject_of_claim(attempt.claim), title, sent)


def entry(subject: str, head: Sequence[str | None], locale: Locale, *, code: int | None = None) -> Screen:
    """A code is on its way: its purpose, the keypad, and another one. `code`: with *Not me* for it."""
    voice = Voice(locale, 0)
    screen = _code_entry(voice, subject, *head)
    if code is None:
        return screen
    *keys, last = screen.rows
    return replace(screen, rows=(*keys, (not_me_button("code", code, voice),), last))


def code_again(subject: str, locale: Locale) -> Screen:
    """After a wrong code: its purpose, try again or ask for another."""
    voice = Voice(locale, 0)
    what = "connects" if connects(subject) else "proves" if removal_of(subject) is None else "removes"
    return _code_entry(voice, subject, voice.t(f"link-code-{what}"))


def locked(subject: str, notice: Safe, locale: Locale, support: str | None = None) -> Screen:
    """Too many wrong codes. The code is still awaited, so that the same card answers one typed now."""
    voice = Voice(locale, 0)
    text = page_of(notice, lines_of(voice.t("link-locked"), contact.line(support, voice)))
    return Screen(text, ((voice.go("me", "cancel"),),), Awaits("link", subject))


def choose(choice: PhoneChoice, now: Micros, locale: Locale) -> Screen:
    """Several accounts on one phone: which to connect."""
    voice = Voice(locale, now)
    shown = choice.accounts[:CHOICE_MAX]
    lines = [
        voice.t(
            "choose-linked" if account.id in choice.linked else "choose-line", account=voice.account(account)
        )
        for account in shown
    ]
    more = len(choice.accounts) - len(shown)
    text = page_of(
        voice.t("choose-title", count=len(choice.accounts)),
        lines_of(*lines, voice.t("and-more", count=more) if more else None),
        voice.t("choose-do", until=voice.soon(choice.until_at)),
    )
    everything = Button(voice.word("choose-all", count=len(choice.open)), _pick(choice, all_key(choice)))
    rows: list[ButtonRow] = [(everything,)] if len(choice.open) > 1 else []
    rows += [
        (Button(clip(f"{account.id} {account.name}", LABEL_MAX), _pick(choice, account_key(account.id))),)
        for account in choice.open
        if account in shown
    ]
    return Screen(text, (*rows, (voice.go("me"),)))


def all_key(choice: PhoneChoice) -> str:
    """The digest of the whole offer, which changes with any part of it."""
    return account_key("\n".join(account.id for account in choice.open))


def linked(accounts: Sequence[AccountView], locale: Locale) -> Screen:
    """The account is connected; what comes next."""
    voice = Voice(locale, 0)
    text = page_of(connected(accounts, locale), voice.t("linked-next"))
    return Screen(text, ((voice.go("costs"), voice.go("me")),))


def connected(accounts: Sequence[AccountView], locale: Locale) -> Safe:
    """Notice of the accounts just connected."""
    voice = Voice(locale, 0)
    if len(accounts) == 1:
        return voice.t("linked-title", name=clip(accounts[0].name, 40), account=clip(accounts[0].id, 64))
    return voice.t("linked-many", count=len(accounts))


def all_linked(locale: Locale) -> Safe:
    """Notice that nothing was left to connect."""
    return Voice(locale, 0).t("linked-all")


def _pick(choice: PhoneChoice, key: str) -> str:
    return Pick(claim=choice.claim, key=key).pack()


def _code_entry(voice: Voice, subject: str, *head: str | None) -> Screen:
    hint = "link-hint" if claim_of(subject) is None else "phone-hint"
    text = page_of(*head, lines_of(voice.t(hint), voice.t("link-delete")))
    again = Button(voice.word("link-again"), LinkCode(link=subject).pack())
    rows = (*keypad("link", subject, voice), (again,), (voice.go("me", "cancel"),))
    return Screen(text, rows, Awaits("link", subject))
