"""What the domain shows: immutable views that screens, the command line and pushes turn into words.

Amounts are integer fen, moments are microseconds UTC, dates are local (Asia/Shanghai). Nothing here knows a language,
a keyboard or a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domain.field_marks import Coming, Past, Real
from domain.pages import Page
from domain.ports import Fen, Micros
from domain.rules.balance import Figures, HoldReason
from domain.rules.channels import Channel
from domain.rules.designated import DesignatedReason, DocumentKind, Method
from domain.rules.payee_numbers import AskedField, PayeeKind
from domain.rules.statuses import Status

Locale = Literal["en", "zh"]
"""Languages of the chat, the default first; what each is like is a row of `bot.texts.languages`."""
Gate = Literal["real_name", "suspended", "closed"]
PayeeField = Literal["kind", "number", "name", "bank", "place", "branch", "code"]
Verdict = Literal["accepted", "refused"]
StaffCase = Literal[
    "review", "papers", "reminder", "late", "stuck", "returned", "late_return", "contradiction",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as its user may see it. `phone_masked` is like `••• 8001`; empty where no screen shows it."""

    id: str
    name: str
    kind: Literal["personal", "enterprise"]
    blocked_by: Gate | None
    is_test: bool
    phone_masked: str
    is_member_of: str | None = None
    """The management account that it is reached through, if it is not linked itself."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suspended link's id and its account's number, the only things that its chat is shown (rules 4)."""

    id: int
    account: str


@dataclass(frozen=True, slots=True)
class HoldItem:
    """One part of a held amount.

    `label`: resource name, credit-note number, bill number, cycle (`2026-11`) or sender's account. `detail`: the
    resource's product, the credit note's order, the bill's cycle, the sender's name; else None. `at`: created,
    released, raised, issued or received; for a cycle its settlement moment.
    """

    label: str
    amount_fen: Fen | None = None
    detail: str | None = None
    at: Micros | None = None
    released: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Held amount of one reason (rules 2): uncapped amount, when it can go away, the remedy's true gain.

    `items` are the first parts of it, where they were asked for, and `more` is the number of all others.
    """

    reason: HoldReason
    amount_fen: Fen
    free_at: Micros | None
    gain_fen: Fen
    items: tuple[HoldItem, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class OrderView:
    """A top-up order and what can be withdrawn from it now.

    `limited_by` names the limit behind `withdrawable_fen`: the rest of the order, or the account's withdrawable
    balance. `window_ends_on` is the last local day of the return window, None without one.
    """

    fund: int
    order_id: str
    paid_at: Real
    amount_fen: Fen
    remaining_fen: Fen
    withdrawable_fen: Fen
    limited_by: Literal["order", "balance"]
    channel: Channel
    bank: str | None
    window_ends_on: date | None
    original_method: bool


@dataclass(frozen=True, slots=True)
class BalanceView:
    """The balance of an account at a moment (rules 2 and 9), without its orders."""

    account: str
    currency: str
    at: Micros
    cash_fen: Fen
    transferred_fen: Fen
    credit_notes_fen: Fen
    overdue_fen: Fen
    unsettled_fen: Fen
    to_be_settled_fen: Fen
    reserve_shown_fen: Fen
    frozen_cash_fen: Fen
    shortfall_fen: Fen
    non_withdrawable_fen: Fen
    withdrawable_fen: Fen
    in_withdrawal_fen: Fen
    blocked_by: Gate | None
    reserve_free_at: Micros | None
    by_application_fen: Fen
    holds: tuple[Hold, ...]

    @property
    def figures(self) -> Figures:
        """What the formula takes, with the uncapped amounts."""
        held = {hold.reason: hold.amount_fen for hold in self.holds}
        return Figures(
            cash_fen=self.cash_fen,
            transferred_fen=held.get("transferred", 0),
            credit_notes_fen=held.get("credit_notes", 0),
            overdue_fen=held.get("overdue", 0),
            unsettled_fen=held.get("unsettled", 0),
            reserve_fen=held.get("reserve", 0),
        )

    def hold(self, reason: HoldReason) -> Hold | None:
        """The hold of this reason, or None."""
        return next((hold for hold in self.holds if hold.reason == reason), None)


@dataclass(frozen=True, slots=True)
class CostsView:
    """Me > Costs: the chosen account, its balance, and what else this person could look at."""

    account: AccountView
    balance: BalanceView
    accounts: tuple[AccountView, ...]
    """Every account within reach: linked ones, then their member accounts."""
    draft: str | None
    """Id of this person's unfinished withdrawal on the account."""
    waiting: tuple[Waiting, ...] = ()
    """Accounts whose new phone this chat has not proved yet."""
    stopped: bool = False
    """Whether withdrawals of the account, or those to a payee, are stopped (rules 4 and 6)."""
    support: str | None = None
    """How support is reached, if that is set."""


@dataclass(frozen=True, slots=True)
class OrdersView:
    """One page of the top-up orders with something left, newest first, and the balance that limits them."""

    costs: CostsView
    orders: tuple[OrderView, ...]
    page: Page


@dataclass(frozen=True, slots=True)
class Step:
    """One step in a withdrawal's life."""

    at: Past
    to_status: Status


@dataclass(frozen=True, slots=True)
class PayeeView:
    """Where the money of a designated withdrawal or an application goes, as far as it is known.

    `number` is in full only for its author while it is a draft, and for a reviewer's private chat; else None.
    `name_differs`: from the registered name of the cloud account. `by_hand`: the directory lacks the branch.
    `next_field` is asked for next; None once the payee is complete.
    """

    id: int
    kind: PayeeKind | None
    number: str | None = field(repr=False)
    number_masked: str | None
    name: str | None = field(repr=False)
    name_differs: bool
    bank: str | None
    province: str | None
    city: str | None
    branch: str | None
    bank_code: str | None
    by_hand: bool
    complete: bool
    next_field: Literal["kind", AskedField] | None


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A cleaned and stored document, to be added to a withdrawal. `id` has 26 characters.

    `signed`: it carries an electronic signature over all of it, so its bytes are unchanged.
    """

    id: str
    media_type: str
    size_bytes: int
    pages: int
    signed: bool = False


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document of a withdrawal. `delete_on` is the local day of its deletion, None while it is needed.

    `signed`: electronically, over all of it, and unchanged. The verdict is a reviewer's, with a code and a note that
    the customer reads.
    """

    id: str
    kind: DocumentKind
    media_type: str
    size_bytes: int
    pages: int
    signed: bool
    uploaded_at: Past
    delete_on: date | None
    verdict: Verdict | None
    verdict_code: str | None
    verdict_note: str | None


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """A withdrawal, draft or not, with everything its screens say.

    `order`: the top-up order it draws on; None for an application, which draws on all other money. `allowed_fen`: the
    most that could be entered now (drafts), with `limited_by` as in `OrderView`, and `other` for the rest of money
    that was never topped up. `promise_at`: when the money should be there, counted from approval; for a draft, if
    approved now; None while a review decides. To a designated account and by application it is counted from
    submission. `promise_by_day`: the promise is the end of a day, so only the day is said. `code`: the state of its
    one-time code. `code_trouble`: of its awaited text message: it could not be sent yet (`waiting`), or it is given
    up and may have arrived or not (`over`).
    """

    id: str
    version: int
    status: Status
    account: AccountView
    via_phone_masked: str
    order: OrderView | None
    amount_fen: Fen | None
    currency: str
    method: Method | None
    at: Real
    created_at: Past
    submitted_at: Past | None
    approved_at: Past | None
    ended_at: Past | None
    expires_at: Coming | None
    promise_at: Coming | None
    promise_by_day: bool
    late: bool
    flags: tuple[str, ...]
    reason_code: str | None
    reason_text: str | None
    channel_reference: str | None
    allowed_fen: Fen
    limited_by: Literal["order", "balance", "other"]
    code: Literal["none", "sent", "accepted"]
    code_expires_at: Coming | None
    may_cancel: bool
    code_trouble: Literal["", "waiting", "over"] = ""
    steps: tuple[Step, ...] = ()
    returned_at: Past | None = None
    """When a return by the bank was booked. The withdrawal was successful before and is failed now."""
    return_reference: str | None = None
    """The channel's own number of that return; `channel_reference` stays the payment's."""
    reason: DesignatedReason | None = None
    """Why it goes to a designated account; `application` for an application."""
    reasons: tuple[DesignatedReason, ...] = ()
    """The possible reasons; empty for the original method and for an application."""
    note: str | None = field(default=None, repr=False)
    """The customer's own words; an application needs them."""
    payee: PayeeView | None = None
    needed: tuple[DocumentKind, ...] = ()
    """The kinds of document that are needed, in the order of asking."""
    documents: tuple[DocumentView, ...] = ()
    """The present documents, oldest first, refused ones included."""
    missing: tuple[DocumentKind, ...] = ()
    """The kinds of document without a file, or with only refused ones."""
    promise_from_on: date | None = None
    """First day on which the money of a designated withdrawal or an application may be there (rules 5)."""
    promise_by_on: date | None = None
    """Last day of that promise."""
    retried_from: str | None = None
    """The withdrawal that came to nothing and that this one applies for again."""
    document_days: int = 0
    """Days after the decision that its documents are kept."""
    asked_again_at: Past | None = None
    """When staff asked for a document again; None when they wait for none."""
    code_id: int | None = None
    """The id of the code that was sent for this draft."""
    approve_from_at: Real | None = None
    """Before then nobody approves it: it comes from a link younger than a day and goes to a payee."""
    locked_until_at: Coming | None = None
    """Until when no code of this draft's person counts; None without a lock."""
    codes_left: int | None = None
    """How many codes this person may ask for now, if few; 0 with `next_code_at`."""
    next_code_at: Coming | None = None
    """When a code can be asked for again, if none can now."""
    stopped: bool = False
    """Whether it stands still because withdrawals of its account are stopped (rules 4 and 6)."""
    support: str | None = None
    """How support is reached, if that is set."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something and when. `what` is `approve`, `settle_paid` or `settle_failed`, else a status, or `channel_`
    and a status for an answer of the payout channel.

    `name` is empty for the customer and the channel.
    """

    name: str
    at: Micros
    what: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class StaffNote:
    """What a message to staff says of a withdrawal: number, amount and age, nothing about the customer.

    `since_at`: submitted, approved, sent or paid, by the case. `days`: business days, for a case that counts some.
    The other fields are for a message that follows its withdrawal: who reads it, who signed, who decided.
    """

    case: StaffCase
    withdrawal: str
    amount_fen: Fen
    currency: str
    since_at: Micros
    at: Micros
    days: int
    status: Status | None = None
    claimed_by: str | None = None
    signed: tuple[Signed, ...] = ()
    decided: Signed | None = None
    contradiction: str | None = None
    """The kind of the oldest open contradiction between channel and books."""


@dataclass(frozen=True, slots=True)
class RecordView:
    """A submitted withdrawal as a line of the records. The payee is masked; None where money goes back as it came."""

    id: str
    status: Status
    amount_fen: Fen
    currency: str
    method: Method
    submitted_at: Past
    payee_kind: PayeeKind | None
    payee_bank: str | None
    payee_number_masked: str | None


@dataclass(frozen=True, slots=True)
class RecordsView:
    """One page of an account's withdrawals, newest first."""

    account: AccountView
    records: tuple[RecordView, ...]
    page: Page
