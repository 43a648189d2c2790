"""Me: the account at a glance and the ways from here; the accounts; language."""

from __future__ import annotations

from bot.screens import contact
from bot.screens.buttons import Disconnect, Speak, ToAccount, ToAccounts, ToRecords, account_key
from bot.screens.connected import waiting_notice, waiting_rows, who_button
from bot.screens.screen import LABEL_MAX, Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from bot.texts.languages import LANGUAGES
from domain.usecases.customer.unlink import UnlinkView
from domain.views import AccountView, CostsView, Locale

ACCOUNTS_MAX = 40
"""Most accounts offered as buttons; a keyboard holds at most 100."""
ACCOUNTS_PAGE = 8
"""Accounts on one page: about what a small phone shows at once."""


def about(account: AccountView, voice: Voice) -> str:
    """An account in one or two lines, for the head of a screen."""
    manager = account.is_member_of
    return lines_of(
        voice.account(account),
        voice.t("account-member", manager=manager) if manager else None,
        voice.t("account-test") if account.is_test else None,
    )


def gate_notice(view: CostsView, voice: Voice) -> str | None:
    """The gate that fails and what to do (rules 4), or None for an account that may withdraw."""
    account = view.account
    gate = account.blocked_by
    if gate is None:
        return None
    via = account.is_member_of
    return page_of(
        voice.t(f"gate-{gate}"),
        lines_of(voice.t(f"gate-{gate}-do"), contact.line(view.support, voice) if gate == "closed" else None),
        voice.t("gate-via", manager=via, account=account.id) if via else None,
    )


def home(view: CostsView, locale: Locale) -> Screen:
    """The screen Me: the current account at a glance."""
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    figure = voice.t(
        "home-figure", withdrawable=voice.money(balance.withdrawable_fen), cash=voice.money(balance.cash_fen)
    )
    text = page_of(
        lines_of(voice.t("home-title"), about(view.account, voice)),
        gate_notice(view, voice) or figure,
        voice.t("home-draft") if view.draft else None,
    )
    rows = [
        (voice.go("costs"), voice.go("withdraw")),
        (Button(voice.word("records"), ToRecords(page="0").pack()), voice.go("language")),
        (voice.go("accounts"), voice.go("help")),
    ]
    return Screen(text, tuple(rows))


def accounts(view: CostsView, locale: Locale, page: int = 0) -> Screen:
    """A page of the accounts within reach: the current one, the choice of another, one more, one less."""
    voice = Voice(locale, view.balance.at)
    pages = max(1, -(-len(view.accounts) // ACCOUNTS_PAGE))
    page = min(max(0, page), pages - 1)
    shown = view.accounts[page * ACCOUNTS_PAGE : (page + 1) * ACCOUNTS_PAGE]
    text = page_of(
        lines_of(
            voice.t("accounts-title"),
            voice.t("page", page=page + 1, pages=pages) if pages > 1 else None,
        ),
        lines_of(*(_line(account, view.account, voice) for account in shown)),
        waiting_notice(view.waiting, voice),
        voice.t("accounts-do") if len(view.accounts) > 1 else None,
    )
    rows: list[ButtonRow] = [
        (Button(clip(f"{one.id} {one.name}", LABEL_MAX), ToAccount(key=account_key(one.id)).pack()),)
        for one in shown
        if one.id != view.account.id
    ]
    turns = [("accounts-before", page - 1)] if page else []
    turns += [("accounts-after", page + 1)] if page + 1 < pages else []
    if turns:
        rows.append(tuple(Button(voice.word(key), ToAccounts(page=to).pack()) for key, to in turns))
    rows += waiting_rows(view.waiting, voice)
    rows.append((who_button(view.account.id, voice),))
    return Screen(text, (*rows, (voice.go("connect"), voice.go("disconnect")), (voice.back("me"),)))


def _line(account: AccountView, current: AccountView, voice: Voice) -> str:
    """One account; members are indented under the account that they are reached through."""
    key = "accounts-member" if account.is_member_of else "accounts-line"
    mark = "●" if account.id == current.id else "○"
    return voice.t(key, mark=mark, account=voice.account(account), phone=voice.whole(account.phone_masked))


def disconnect_which(view: CostsView, locale: Locale) -> Screen:
    """The choice among the linked accounts; members leave with theirs."""
    voice = Voice(locale, view.balance.at)
    linked = [account for account in view.accounts if account.is_member_of is None]
    more = len(linked) - ACCOUNTS_MAX
    text = page_of(voice.t("disconnect-title"), voice.t("and-more", count=more) if more > 0 else None)
    rows = [
        (Button(clip(f"{one.id} {one.name}", LABEL_MAX), Disconnect(key=account_key(one.id)).pack()),)
        for one in linked[:ACCOUNTS_MAX]
    ]
    return Screen(text, (*rows, (voice.back("accounts"),)))


def disconnect_sure(view: UnlinkView, locale: Locale) -> Screen:
    """What disconnecting ends and what it does not."""
    voice = Voice(locale, 0)
    text = page_of(
        voice.t("disconnect-sure", account=voice.account(view.account)),
        lines_of(
            voice.t("disconnect-members", count=len(view.members)) if view.members else None,
            voice.t("disconnect-drafts") if view.drafts else None,
            voice.t("disconnect-under-way", count=view.under_way) if view.under_way else None,
            voice.t("disconnect-again"),
        ),
    )
    yes = Button(voice.word("disconnect-yes"), Disconnect(key=account_key(view.account.id), sure=1).pack())
    return Screen(text, ((yes,), (voice.go("accounts", "disconnect-no"),)))


def disconnected(account: AccountView, locale: Locale) -> Safe:
    """Notice that the account is disconnected."""
    voice = Voice(locale, 0)
    return voice.t("disconnect-done", account=voice.account(account))


def language(locale: Locale) -> Screen:
    """The choice of language, each named in itself."""
    voice = Voice(locale, 0)
    choices = tuple(Button(one.name, Speak(locale=one.code).pack()) for one in LANGUAGES)
    return Screen(
        page_of(voice.t("language-title"), voice.t("language-now")), (choices, (voice.back("here"),))
    )


def about_bot(locale: Locale) -> tuple[str, str]:
    """The texts of the bot's profile, and of a chat that has not begun."""
    voice = Voice(locale, 0)
    return voice.word("bot-about"), voice.word("bot-description")


def commands(locale: Locale) -> tuple[tuple[str, str], ...]:
    """The commands and what they do, for the Bot API's menu."""
    voice = Voice(locale, 0)
    names = ("start", "balance", "withdraw", "records", "accounts", "log", "language", "help")
    return tuple((name, voice.word(f"command-{name}")) for name in names)
