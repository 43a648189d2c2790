"""What stands on the application form, in both languages at once: a withdrawal as lines to be checked and signed.

Pure, as the screens are; ``bot.documents.application_form`` sets it. The payee's number is on it in full where the
view has it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.texts import formats
from bot.texts.catalogue import texts_for
from bot.texts.formats import capitals
from domain.draft_steps import has_branch
from domain.ports import Micros
from domain.rules.characters import as_drawn, as_printed
from domain.rules.payee_numbers import PAYEE_KINDS
from domain.views import Locale, PayeeView, WithdrawalView

_CHINESE: Locale = "zh"
_ENGLISH: Locale = "en"
# The form has these two, whatever languages the chat has: its applicant and its reviewer may read either.
_LONG_AGO: Micros = 0


@dataclass(frozen=True, slots=True)
class Both:
    """The same in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """A label and what stands beside it; two values where the language matters."""

    label: Both
    value: str = field(repr=False)
    second: str = ""


@dataclass(frozen=True, slots=True)
class FormPart:
    """Lines under a heading."""

    title: Both
    lines: tuple[FormLine, ...]


@dataclass(frozen=True, slots=True)
class FormData:
    """The whole form. ``number``: the withdrawal's, as text and QR code. ``test``: marked across the page."""

    title: Both
    number_label: Both
    number: str
    parts: tuple[FormPart, ...]
    statement_title: Both
    statements: tuple[Both, ...]
    signs: tuple[Both, ...]
    how: Both
    by_hand: Both
    test: Both | None = None


def form_data(view: WithdrawalView) -> FormData:
    """The form of a withdrawal to a designated account, or of an application."""
    kind = view.account.kind
    states = [_both(f"form-states-{kind}"), _both("form-states-branch")]
    if not has_branch(view.payee):
        states.pop()
    if view.payee is not None and view.payee.name_differs:
        states.append(_both("form-states-differs"))
    seal = (_both("form-sign-seal"),) if kind == "enterprise" else ()
    return FormData(
        title=_both("form-title"),
        number_label=_both("form-number"),
        number=view.id,
        parts=(
            FormPart(_both("form-part-account"), _money_lines(view)),
            FormPart(_both("form-part-payee"), () if view.payee is None else _payee_lines(view.payee)),
        ),
        statement_title=_both("form-part-statement"),
        statements=tuple(states),
        signs=(_both(f"form-sign-{kind}"), *seal, _both("form-sign-date")),
        how=_both(f"form-how-{kind}"),
        by_hand=_both("form-by-hand"),
        test=_both("form-test") if view.account.is_test else None,
    )


def _money_lines(view: WithdrawalView) -> tuple[FormLine, ...]:
    amount = view.amount_fen or 0
    lines = [
        FormLine(_both("form-account"), view.account.id),
        FormLine(_both("form-holder"), as_printed(view.account.name)),
        FormLine(_both("form-amount"), f"{view.currency} {formats.number(amount)}"),
    ]
    if view.currency == "CNY":
        lines.append(FormLine(_both("form-capitals"), capitals(amount)))
    lines.append(_two("form-source", _source(view)))
    if view.reason is not None:
        lines.append(_two("form-reason", _both(f"form-reason-{view.reason}")))
    if view.note:
        lines.append(FormLine(_both("form-note"), as_drawn(view.note)))
    return tuple(lines)


def _source(view: WithdrawalView) -> Both:
    if view.order is None:
        return _both("form-source-other")
    order = view.order
    zh, en = (
        # A form is read years later: the year is always said.
        texts_for(locale).plain(
            "form-source-order", order=order.order_id, day=formats.day_of(order.paid_at, _LONG_AGO, locale)
        )
        for locale in (_CHINESE, _ENGLISH)
    )
    return Both(zh, en)


def _payee_lines(payee: PayeeView) -> tuple[FormLine, ...]:
    if payee.kind is None:
        return ()
    number = payee.number or payee.number_masked or ""
    if payee.number:
        number = PAYEE_KINDS[payee.kind].shown(payee.number)
    lines = [
        _two("form-payee-kind", _both(f"form-payee-{payee.kind}")),
        FormLine(_both(f"form-payee-number-{payee.kind}"), number),
        FormLine(_both("form-payee-name"), as_printed(payee.name or "")),
    ]
    if has_branch(payee):
        # A municipality is its own province.
        place = " ".join(part for part in dict.fromkeys((payee.province, payee.city)) if part)
        known = (
            ("bank", payee.bank),
            ("place", place),
            ("branch", payee.branch),
            ("bank-code", payee.bank_code),
        )
        lines += [FormLine(_both(f"form-{name}"), value) for name, value in known if value]
    return tuple(lines)


def _two(key: str, value: Both) -> FormLine:
    return FormLine(_both(key), value.zh, value.en)


def _both(key: str) -> Both:
    return Both(texts_for(_CHINESE).plain(key), texts_for(_ENGLISH).plain(key))
