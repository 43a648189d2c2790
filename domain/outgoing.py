"""A message of the outbox as it goes out: put together from the rows as they are at that moment.

Which message goes next, and what became of it, is in `domain.usecases.time.outbox`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from domain.accounts import Account, find_account, reach_for_message
from domain.acting_sessions import ActingView, acting_now
from domain.actor import Permission
from domain.card_updates import CASE_COPY
from domain.cases import CaseView, case_view, claimer_of, decision_of, is_undecided, signed_by
from domain.context import Ctx
from domain.contradictions import open_contradictions
from domain.errors import Fault, Refusal, WrongKey
from domain.links import find_link, name_of_link
from domain.messages import MessageKind
from domain.payee_rows import NUMBER_LEFT
from domain.ports import DAY, Micros
from domain.rules.statuses import STATUSES, Status
from domain.second_factor import is_looking
from domain.sms_failures import CODE_CARD, TEXTS
from domain.staff import name_of, permissions_of
from domain.staff_news import STAFF_NEWS
from domain.tx import Tx
from domain.views import StaffCase, StaffNote, WithdrawalView
from domain.withdrawal_row import Withdrawal, find_withdrawal
from domain.withdrawals import view_for_message

if TYPE_CHECKING:
    from domain.tx import MessageRow

OF_NOTHING = (STAFF_NEWS, TEXTS)
"""Templates for the group that are about no withdrawal."""
KEY_MISSING = "key_missing"
"""A message sealed with a part of the key that this process does not have; it is kept for `KEY_KEPT`."""
KEY_KEPT = DAY
ABOUT_WITHDRAWAL = ("withdrawal", "member_withdrawal", "asked_again")
"""Templates that say nothing without the withdrawal."""
MADE_ROOM = "made_room"
"""Tells a person who is back that older messages made room for newer ones."""
TO_THE_PARTED = ("removed", "phone_changed", "session_over")
"""Templates for a person who does not reach the account now; all others say nothing of it to them."""
WHILE: dict[StaffCase, tuple[Status, ...]] = {
    "review": ("in_review",),
    "papers": ("in_review",),
    "reminder": ("in_review",),
    "late": tuple(one for one, rules in STATUSES.items() if rules.holds_money),
    "stuck": tuple(one for one, rules in STATUSES.items() if rules.phase == "with_channel"),
    "returned": ("failed",),
    "late_return": ("failed",),
    "contradiction": tuple(
        one for one, rules in STATUSES.items() if rules.phase not in ("entered", "dropped")
    ),
}
"""The statuses in which a case is still one for staff."""


@dataclass(frozen=True, slots=True)
class StaffSummary:
    """How many cases wait, their sum, since when the oldest does, and what was decided since the last summary."""

    number: int
    sum_fen: int
    currency: str
    oldest_at: Micros | None
    approved: int
    rejected: int
    cancelled: int
    at: Micros


@dataclass(frozen=True, slots=True)
class Message:
    """One leased message. `locale` is the recipient's; code and phone number are there for text messages."""

    id: int
    lease: int
    kind: MessageKind
    chat_user: int | None
    account: str | None
    template: str
    params: Mapping[str, object]
    locale: str | None
    text_secret: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    is_test: bool
    card_message_id: int | None
    withdrawal: WithdrawalView | None
    note: StaffNote | None = None
    """The content of a message to staff."""
    summary: StaffSummary | None = None
    """What waits for staff; for the daily summary only."""
    case: CaseView | None = None
    """The case of a message in a reviewer's private chat, as that reviewer may see it now."""
    acting: ActingView | None = None
    """The test account that the recipient acts as, whatever the message is about."""
    chat_name: str | None = field(default=None, repr=False)
    """The name of the chat that the message is about."""
    reachable: bool = True
    """Whether the recipient still reaches its account."""
    broken: str | None = None
    """Why it cannot be put together: it goes to nobody, and those behind it go on."""

    @property
    def edits(self) -> bool:
        """Whether it updates a message in a private chat, which taps may be changing at the same time."""
        shown = self.kind == "card" or self.case is not None or self.template == NUMBER_LEFT
        return self.chat_user is not None and shown


def message_or_broken(ctx: Ctx, row: MessageRow, lease: int) -> Message:
    """The message; empty if its rows are damaged, or a part of the key was taken away."""
    try:
        return message_of(ctx, row, lease)
    except (Refusal, Fault) as error:
        young = ctx.clock.now() < row.created_at + KEY_KEPT
        why = KEY_MISSING if isinstance(error, WrongKey) and young else error.code
        return Message(
            id=row.id, lease=lease, kind=row.kind, chat_user=row.chat_user, account=row.account,
            template=row.template, params={}, locale=None, text_secret=None, phone=None, is_test=False,
            card_message_id=None, withdrawal=None, broken=why,
        )  # fmt: skip


def has_nobody(message: Message) -> bool:
    """Whether it has no recipient: a code for a number that is no customer's, or a withdrawal out of reach.

    A card that is already in the chat is still edited: it says that the account is not connected.
    """
    if message.kind == "sms":
        return message.account is None
    if message.template == CASE_COPY:
        return message.case is None
    if message.template == NUMBER_LEFT:
        return False
    if message.withdrawal is not None:
        return False
    if message.kind == "card":
        return message.card_message_id is None
    if not message.reachable and message.template not in TO_THE_PARTED:
        return True
    return message.template in ABOUT_WITHDRAWAL


def is_overtaken(message: Message) -> bool:
    """Whether the news is out of date; the words follow the row, and would say something else."""
    if message.kind == "staff":
        return message.note is None and message.summary is None and message.template not in OF_NOTHING
    view = message.withdrawal
    if message.template == CODE_CARD:
        return view is None or view.code != "sent"
    if message.template == "asked_again":
        return view is None or view.asked_again_at is None
    if view is None or message.kind == "card" or message.template != "withdrawal":
        return False
    if message.params.get("late"):
        return view.status not in WHILE["late"] or not view.late
    payable = [one for one, rules in STATUSES.items() if rules.is_payable]
    if message.params.get("status") in payable and view.status in payable:
        # A push of the approval that goes out late would say so twice.
        return view.late
    # Every later status has a message of its own, and this one would say the same.
    return message.params.get("status") != view.status


def withdrawal_of(params: str) -> str | None:
    """The withdrawal that a row's parameters name."""
    found = json.loads(params).get("withdrawal")
    return found if isinstance(found, str) else None


def message_of(ctx: Ctx, row: MessageRow, lease: int) -> Message:
    """The message with everything that it shows. Raises Refusal and Fault where its rows are damaged."""
    account = None if row.account is None else find_account(ctx.tx, row.account)
    withdrawal = withdrawal_of(row.params)
    view, card = None, None
    if withdrawal is not None and row.chat_user is not None:
        view = view_for_message(ctx, withdrawal, row.chat_user)
        card = ctx.tx.scalar("outbox_card_message", withdrawal=withdrawal, chat_user=row.chat_user)
    return Message(
        id=row.id,
        lease=lease,
        kind=row.kind,
        chat_user=row.chat_user,
        account=row.account,
        template=row.template,
        params=json.loads(row.params),
        locale=_locale(ctx.tx, row, account),
        text_secret=None if row.secret is None else ctx.vault.open(row.secret),
        phone=ctx.vault.open(account.phone_sealed) if row.kind == "sms" and account is not None else None,
        is_test=account is not None and account.is_test,
        card_message_id=card,
        withdrawal=view,
        note=_note(ctx, row) if row.kind == "staff" else None,
        summary=_summary(ctx, row) if row.template == "summary" else None,
        case=_case(ctx, row) if row.template == CASE_COPY else None,
        acting=_acting(ctx, row),
        chat_name=_chat_name(ctx, row),
        reachable=_reachable(ctx.tx, row),
    )


def _reachable(tx: Tx, row: MessageRow) -> bool:
    if row.chat_user is None or row.account is None:
        return True
    return reach_for_message(tx, row.chat_user, row.account) is not None


def _chat_name(ctx: Ctx, row: MessageRow) -> str | None:
    link = json.loads(row.params).get("link")
    return name_of_link(ctx.vault, find_link(ctx.tx, link)) if isinstance(link, int) else None


def _acting(ctx: Ctx, row: MessageRow) -> ActingView | None:
    return None if row.chat_user is None else acting_now(ctx, row.chat_user)


def _locale(tx: Tx, row: MessageRow, account: Account | None) -> str | None:
    if row.chat_user is None:
        # In the language of the chat that asked for it, if one did.
        known = json.loads(row.params).get("locale")
        return known if isinstance(known, str) else None if account is None else account.locale
    user = tx.one("chat_user_by_id", id=row.chat_user)
    return None if user is None else user.locale


def _note(ctx: Ctx, row: MessageRow) -> StaffNote | None:
    """The content for staff; None when it is no case for them now."""
    params = json.loads(row.params)
    found = find_withdrawal(ctx.tx, params["withdrawal"]) if "withdrawal" in params else None
    if found is None:
        return None
    if row.template == "copy":
        return _copy(ctx, found)
    case = next(one for one in WHILE if one == row.template)
    if found.status not in WHILE[case]:
        return None
    contradicted = open_contradictions(ctx.tx, found.id) if row.template == "contradiction" else []
    if row.template == "contradiction" and not contradicted:
        return None
    policy = ctx.policy
    return StaffNote(
        case=case,
        withdrawal=found.id,
        amount_fen=found.amount,
        currency=policy.currency,
        since_at=params["since_at"],
        at=ctx.clock.now(),
        days=policy.unknown_business_days if row.template == "stuck" else policy.return_business_days,
        contradiction=contradicted[0].kind if contradicted else None,
    )


def _copy(ctx: Ctx, found: Withdrawal) -> StaffNote:
    """A message in the group for the withdrawal's present state: who reads it, who approved, or who decided."""
    claimer = claimer_of(ctx, found.claimed_by, found.claimed_at)
    one = next(iter(open_contradictions(ctx.tx, found.id)), None)
    decided = None if found.status == "in_review" else decision_of(ctx.tx, found)
    unknown = found.status != "in_review" and is_undecided(found)
    case: StaffCase = "contradiction" if one is not None else "stuck" if unknown else "review"
    since_at = one.at if one is not None else found.sent_at if unknown else found.submitted_at
    return StaffNote(
        case=case,
        withdrawal=found.id,
        amount_fen=found.amount,
        currency=ctx.policy.currency,
        since_at=since_at or ctx.clock.now(),
        at=ctx.clock.now(),
        days=ctx.policy.unknown_business_days,
        status=found.status,
        claimed_by=None if claimer is None else name_of(ctx.tx, claimer),
        signed=signed_by(ctx.tx, found),
        decided=None if unknown or one is not None else decided,
        contradiction=None if one is None else one.kind,
    )


def _case(ctx: Ctx, row: MessageRow) -> CaseView | None:
    """The case for the owner of the chat; None when that message shows something else now.

    A former reviewer, or one who may not look now, gets it without anything of the customer.
    """
    if row.chat_user is None:
        return None
    params = json.loads(row.params)
    found = find_withdrawal(ctx.tx, params["withdrawal"])
    shown = ctx.tx.scalar(
        "staff_card_is", withdrawal=params["withdrawal"], chat=row.chat_user, message_id=params["message_id"]
    )
    if found is None or shown is None:
        return None
    view = case_view(ctx, found, f"chat:{row.chat_user}", row.chat_user)
    if Permission.REVIEW not in permissions_of(ctx.tx, row.chat_user):
        return replace(view, detail=None)
    return view if is_looking(ctx, row.chat_user) else replace(view, detail=None, closed=True)


def _summary(ctx: Ctx, row: MessageRow) -> StaffSummary:
    params = json.loads(row.params)
    return StaffSummary(
        number=params["number"],
        sum_fen=params["sum_fen"],
        currency=ctx.policy.currency,
        oldest_at=params["oldest_at"],
        approved=params.get("approved", 0),
        rejected=params.get("rejected", 0),
        cancelled=params.get("cancelled", 0),
        at=ctx.clock.now(),
    )
