"""Every screen by name, rendered from given views: one list for all the guards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from bot.screens import (
    connect,
    connected,
    costs,
    designated,
    documents,
    draft,
    help,
    holds,
    home,
    not_me,
    notices,
    orders,
    payee,
    pushes,
    records,
    sms,
    what_if,
    withdrawal,
)
from bot.screens.answers import Own
from bot.screens.buttons import Looking
from bot.screens.screen import OF_WITHDRAWAL, Screen
from bot.texts.topics import TOPICS, Topic
from domain.errors import Refusal
from domain.pages import FIRST, Page, Spot
from domain.rules.balance import HOLDS
from domain.rules.calendar import local_date
from domain.rules.channels import CHANNELS
from domain.rules.policy import Policy
from domain.usecases.customer.try_out import Trial
from domain.views import AccountView, CostsView, Locale, OrdersView, RecordsView, WithdrawalView
from tests.support import samples
from tests.support.samples import NOW, outbox_message

PUSHES = (
    "removed",
    "code_asked",
    "withdrawal",
    "reserve_free",
    "linked",
    "unlinked",
    "phone_changed",
    "member_withdrawal",
    "draft_expired",
    "later",
    "made_room",
    "asked_again",
    "strange",
)


OF_RECORDS: tuple[Topic, ...] = ("failed", "where", "time", "cancel", "code", "person")


def of_nothing(locale: Locale) -> Iterator[tuple[str, Screen]]:
    """Screens that show no customer's data."""
    yield "welcome", connect.welcome(locale)
    yield "link code", connect.code_entry(samples.LINK_ATTEMPT, NOW, locale)
    yield "link code again", connect.code_again(str(9 * 10**15), locale)
    yield "removal code again", connect.code_again(connect.subject_of_removal(9 * 10**15), locale)
    yield "proof code again", connect.code_again(connect.subject_of_proof(9 * 10**15), locale)
    yield "connect", connect.connect(locale)
    yield "contact", connect.ask_contact(locale)
    yield "contact, foreign", connect.ask_contact(locale).under(connect.foreign(locale))
    yield "contact, typed", connect.ask_contact(locale).under(connect.typed_number(locale))
    yield "received", connect.received(locale)
    yield "not shared", connect.not_shared(locale)
    yield "phone code", connect.phone_code_entry(samples.CLAIM_CODE, NOW, locale)
    yield "phone code again", connect.code_again(connect.subject_of_claim(9 * 10**15), locale)
    yield "choice", connect.choose(samples.phone_choice(), NOW, locale)
    yield "all linked", notices.notice_only(connect.all_linked(locale), locale)
    yield "waiting", connected.waiting_only(samples.WAITING, locale)
    yield "forgotten", notices.notice_only(connected.forgotten("1001", locale), locale)
    yield "proved", connected.proved(["1001", "1002"], locale)
    yield "prove code", connect.entry("v7", connected.proof_head(samples.PROOF_ATTEMPT, NOW, locale), locale)
    yield "locked while connecting", connect.locked("7", connect.all_linked(locale), locale)
    yield "stopped", notices.notice_only(notices.stopped(locale), locale)
    for removal in samples.REMOVALS:
        yield "remove", connected.remove_sure(removal, locale)
        yield (
            "remove code",
            connect.entry("r7", connected.remove_head(removal, locale), locale, code=9 * 10**15),
        )
    for said_so in samples.NOT_ME:
        yield "not me", not_me.sure(said_so, "code", 9 * 10**15, locale)
        yield "not me, done", not_me.done(said_so, "phone", locale)
    yield "language", home.language(locale)
    yield "help", help.page(locale)
    for support in samples.SUPPORTS:
        yield f"help, {support}", help.page(locale, support)
        yield f"welcome, {support}", connect.welcome(locale, support)
        yield f"locked, {support}", connect.locked("7", connect.all_linked(locale), locale, support)
    yield "other questions", help.others(locale)
    yield "guessed", help.guessed(TOPICS[:3], locale)
    for topic in TOPICS:
        yield f"answer to a stranger, {topic}", help.answer_to(topic, Own(Policy()), NOW, locale)
    for kind in ("text", "command", "file", "forwarded", "edited"):
        yield f"lost {kind}", notices.lost(kind, locale)
    yield "notice", notices.notice_only(notices.code_shape(locale), locale)
    yield "not awaited", notices.notice_only(notices.code_not_awaited(locale), locale)
    for said in (notices.nothing_to_stop, notices.nothing_connected, notices.code_once_more):
        yield said.__name__, notices.notice_only(said(locale), locale)
    yield "group", notices.group_refusal("a_bot", locale)
    yield "mishap", notices.mishap(notices.failed("a1b2c3", locale), locale)
    yield "busy", notices.mishap(notices.busy(locale), locale)
    yield "too fast", notices.mishap(notices.too_fast(locale), locale)
    yield "too many waiting", notices.mishap(notices.too_many_waiting(40, locale), locale)
    yield "too many today", notices.mishap(notices.too_many_today(10_000, NOW, NOW, locale), locale)


def of_account(account: AccountView, locale: Locale) -> Iterator[tuple[str, Screen]]:
    """Screens of an account."""
    for page in (0, 3):
        yield f"connected {page}", connected.connected(samples.connected_to(account, 30), locale, page)
    yield "connected alone", connected.connected(samples.connected_to(account, 1), locale)
    yield "linked", connect.linked([account], locale)
    yield "linked, many", connect.linked([account] * 3, locale)
    yield "disconnected", notices.notice_only(home.disconnected(account, locale), locale)
    for view in (samples.unlink_view(account), samples.unlink_view(account, (account, account), 1, 2)):
        yield "disconnect", home.disconnect_sure(view, locale)


def of_costs(view: CostsView, locale: Locale) -> Iterator[tuple[str, Screen]]:
    """Screens of Me and Costs, and the orders."""
    yield "me", home.home(view, locale)
    yield "accounts that wait", home.accounts(replace(view, waiting=samples.WAITING), locale)
    for page in (0, 1, 99):
        yield f"accounts {page}", home.accounts(view, locale, page)
    yield "disconnect which", home.disconnect_which(view, locale)
    yield "costs", costs.card(view, locale)
    yield "sums", costs.sums(view, locale)
    for topic in TOPICS:
        yield f"answer {topic}", help.answer_to(topic, Own(Policy(), view), NOW, locale)
    for line in HOLDS:
        yield f"line {line}", holds.explanation(view, line, locale)
    for some in ((), (samples.BANK, samples.ALIPAY)):
        yield from of_orders(OrdersView(view, some, Page()), locale)
    for left in (None, (samples.BANK, samples.ALIPAY)):
        for ticked in (0, 3, 5, 10, 15):
            for day in (0, local_date(view.balance.at).toordinal() + 10, 10**9):
                yield f"what if {ticked} {day}", what_if.card(Trial(view, left), ticked, day, locale)


def of_orders(view: OrdersView, locale: Locale) -> Iterator[tuple[str, Screen]]:
    """The orders, as a page between others too."""
    far = Spot("1" * 11, 10**6)
    for page in (view.page, Page(1, FIRST, far), Page(10**6, far, None)):
        yield f"orders {page.number}", orders.orders(replace(view, page=page), locale)


def of_withdrawal(view: WithdrawalView, locale: Locale) -> Iterator[tuple[str, Screen]]:
    """Screens of a withdrawal."""
    yield "card", draft.card(view, locale)
    yield "resume", draft.resume(view, locale)
    yield "amount", draft.amount(view, locale)
    yield "method", draft.method(view, locale)
    yield "check", draft.check(view, locale)
    yield "code", draft.code_entry(view, locale)
    yield "ready", draft.ready(view, locale)
    yield "locked", draft.locked(replace(view, locked_until_at=view.at + 60_000_000), locale)
    few = replace(view, codes_left=1, code_id=9 * 10**15)
    none = replace(view, codes_left=0, next_code_at=view.at + 60_000_000)
    for left in (few, none):
        yield "few codes", draft.code_entry(left, locale)
        yield "few codes to ask for", draft.check(left, locale)
    for doing in get_args(Looking):
        yield f"step {doing}", draft.step_screen(view, doing, locale)
    for what in sorted(OF_WITHDRAWAL):
        yield f"asked {what}", draft.asked(view, what, "id_photo", locale)
    yield "reason", designated.reason(view, locale)
    yield "note", designated.note(view, locale)
    for used in ((), (samples.PAYEE, samples.TO_ALIPAY)):
        yield "payee start", payee.start(view, used, locale)
    for question in (payee.number, payee.name, payee.bank, payee.branch, payee.place, payee.branch_name):
        yield f"payee {question.__name__}", question(view, locale)
    yield "payee summary", payee.summary(view, locale)
    yield "branch without directory", payee.branch(view, locale, available=False)
    for page in (samples.branches(), samples.branches(3, False, 0), samples.branches(0, False, 0)):
        yield "found", payee.found(view, page, "Lin Mei", page.page == 0, locale)
        yield "found, much typed", payee.found(view, page, "Lin: " * 16, False, locale)
    yield "papers", documents.checklist(view, locale)
    for kind in view.needed:
        yield f"paper {kind}", documents.one(view, kind, locale)
    yield "papers again", documents.again(view, locale)
    yield "unsent", draft.unsent(view, locale)
    for doing in draft.IN_FULL:
        yield f"left {doing}", draft.left(view, doing, locale)
    yield "left out of reach", draft.left(None, "payee", locale)
    yield "status", withdrawal.status_card(view, locale)
    own = Own(Policy(support=samples.SUPPORTS[3]), samples.costs(), samples.records().records, view, view)
    for topic in OF_RECORDS:
        yield f"answer {topic}", help.answer_to(topic, own, NOW, locale)
    yield "details", withdrawal.details(view, Spot(view.id, 10**6).packed(), locale)
    for template in PUSHES:
        params: dict[str, object] = {"amount_fen": view.amount_fen or 1, "account": view.account.id}
        message = outbox_message(template, params, view.account.id, view)
        yield f"push {template}", pushes.render_push(message, locale)
        yield "card left", pushes.card_left(replace(message, params={"withdrawal": view.id}), locale)
        if template not in ("withdrawal", "asked_again", "member_withdrawal"):
            yield f"push {template} alone", pushes.render_push(replace(message, withdrawal=None), locale)


def of_designated(locale: Locale) -> Iterator[tuple[str, Screen]]:
    """The same screens of designated withdrawals and applications, from an empty draft to the end."""
    for view in (samples.designated(), samples.application()):
        yield from of_withdrawal(view, locale)
        yield from of_withdrawal(replace(view, payee=None, documents=(), missing=view.needed), locale)
        yield from of_withdrawal(replace(view, payee=samples.NO_PAYEE, note=None, reason=None), locale)
        yield from of_withdrawal(replace(view, allowed_fen=0, amount_fen=None, limited_by="balance"), locale)
        for code in ("sent", "accepted"):
            yield from of_withdrawal(replace(view, code=code), locale)
        for status in ("in_review", "approved", "successful", "failed", "rejected", "cancelled"):
            yield from of_withdrawal(samples.looked_at(view, status, reason_code="name_mismatch"), locale)
        refused = samples.document(
            "id_photo", verdict="refused", verdict_code="unreadable", verdict_note="Lin"
        )
        again: dict[str, Any] = {
            "documents": (samples.document("application_form", verdict="accepted"), refused)
        }
        for missing in (("id_photo",), ("application_form", "id_photo"), ()):
            asked = samples.looked_at(view, asked_again_at=NOW, missing=missing, **again)
            yield from of_withdrawal(asked, locale)
    differing = replace(samples.PAYEE, name_differs=True, bank_code="102301000011")
    enterprise = {"account": samples.TRADING, "reasons": ("window_passed", "deregistered", "advanced")}
    yield from of_withdrawal(
        samples.designated(payee=differing, reason="advanced", order=samples.BANK, **enterprise), locale
    )
    for fit in (1, 2):
        yield "taken", notices.notice_only(documents.taken(fit, locale), locale)
    for said in (documents.not_fetched, documents.no_form):
        yield said.__name__, notices.notice_only(said(locale), locale)
    yield "mixed", notices.notice_only(documents.mixed(2, 1, locale), locale)


def of_records(view: RecordsView, locale: Locale) -> Iterator[tuple[str, Screen]]:
    """Screens of Records."""
    yield "records", records.records(view, NOW, locale)


def every(locale: Locale) -> Iterator[tuple[str, Screen]]:
    """All screens from the samples."""
    yield from of_nothing(locale)
    yield from of_account(samples.LIN, locale)
    yield from of_costs(samples.costs(), locale)
    yield from of_costs(samples.costs(accounts=samples.MANY), locale)
    member = replace(samples.TRADING, is_member_of="1001", is_test=True, blocked_by="suspended")
    yield from of_costs(samples.costs(account=member, draft="W1"), locale)
    yield from of_costs(samples.costs(balance=samples.worked_example(holds=(), shortfall_fen=1)), locale)
    yield from of_withdrawal(samples.withdrawal(), locale)
    yield from of_withdrawal(samples.withdrawal(order=samples.BANK), locale)
    for status in ("in_review", "approved", "unknown", "successful", "failed", "rejected", "cancelled"):
        yield from of_withdrawal(samples.submitted(status, reason_code="account_closed"), locale)
    yield from of_withdrawal(samples.submitted("unknown", late=True), locale)
    yield from of_withdrawal(samples.submitted("failed", reason_code="bank_return", returned_at=NOW), locale)
    for flag in ("overdue_elsewhere", "balance_fallen", "window_closed", "gate_suspended", "count_a_day"):
        yield from of_withdrawal(samples.submitted("in_review", flags=(flag,), promise_at=None), locale)
    for status in ("expired", "discarded"):
        yield from of_withdrawal(samples.withdrawal(status=status, expires_at=None), locale)
    yield from of_designated(locale)
    yield from of_withdrawal(samples.looked_at(samples.designated(), late=True), locale)
    yield from of_records(samples.records(), locale)
    yield from of_records(samples.records(0, Page()), locale)


def text_messages(locale: Locale) -> Iterator[str]:
    """All text messages, with an invented code."""
    payee: dict[str, object] = {"amount_fen": 120_50, "currency": "CNY", "order_id": "TP-1001-1"}
    for channel in CHANNELS:
        yield sms.render_sms(
            outbox_message("code_withdrawal", payee | {"channel": channel}, text_secret="000111"), locale
        )
    alipay: dict[str, object] = {"payee": "alipay", "payee_masked": "138 •••• 8001", "payee_bank": None}
    mail: dict[str, object] = alipay | {"payee_masked": "l•••@example.com"}
    card: dict[str, object] = {"payee": "bank_card", "payee_masked": "•••• 1234", "payee_bank": "中国银行"}
    other: dict[str, object] = card | {"payee_bank": "a bank that nobody knows"}
    for to in (alipay, mail, card, other):
        for order in ({}, {"order_id": "an order"}, {"order_id": None}):
            yield sms.render_sms(
                outbox_message("code_withdrawal", payee | to | order, text_secret="000111"), locale
            )
    yield sms.render_sms(outbox_message("code_link", {"account": "…01"}, text_secret="000111"), locale)
    yield sms.render_sms(outbox_message("code_phone", {}, text_secret="000111"), locale)


REFUSED = (
    Refusal("amount_unreadable", max_fen=200_00),
    Refusal("amount_too_much", max_fen=200_00, limited_by="order"),
    Refusal("amount_too_much", max_fen=200_00, limited_by="balance"),
    Refusal("amount_too_much", max_fen=0, limited_by="balance"),
    Refusal("amount_too_small"),
    Refusal("code_too_soon", wait_s=42),
    Refusal("code_too_soon", wait_s=1),
    Refusal("code_too_many", most=5, until_at=NOW + 86_400_000_000),
    Refusal("numbers_too_many", most=3, until_at=NOW + 86_400_000_000),
    Refusal("drafts_too_many", most=50, until_at=NOW + 86_400_000_000),
    Refusal("documents_too_many_today", most=60, until_at=NOW + 86_400_000_000),
    Refusal("chats_too_many", most=20, account="1001"),
    Refusal("accounts_too_many", most=40),
    Refusal("locked", until_at=NOW + 900_000_000),
    Refusal("window_closed", ended_on=samples.BANK.window_ends_on),
    Refusal("window_closed"),
    Refusal("not_eligible", gate="closed"),
    Refusal("not_eligible"),
    Refusal("already_linked", account="1001"),
    Refusal("amount_too_much", max_fen=80_00, limited_by="other"),
    Refusal("note_needed", fewest=4, most=500),
    Refusal("note_needed"),
    Refusal("papers_missing", count=1),
    Refusal("papers_missing", count=3),
    Refusal("too_many_documents", most=3),
    *map(
        Refusal, ("stale", "repeated", "denied", "not_linked", "not_yours", "nothing_to_withdraw", "link_bad")
    ),
    *map(
        Refusal,
        (
            "code_wrong",
            "code_needed",
            "phone_over",
            "phone_unreadable",
            "reason_not_yours",
            "card_unreadable",
            "card_check_digit",
            "alipay_unreadable",
            "payee_name_needed",
            "payee_name_differs",
            "bank_needed",
            "bank_code_wrong",
            "branch_unknown",
            "branch_needed",
            "place_needed",
            "document_not_asked",
            "payee_incomplete",
            "no_draft",
            "too_late",
            "strange",
        ),
    ),
)
"""One of every refusal, with its parameters."""


def notices_all(locale: Locale) -> Iterator[str]:
    """The text of every refusal."""
    for refused in REFUSED:
        yield notices.refusal(refused, NOW, locale)
