"""The outbox: which messages go out next, and what became of them. Sending them is the relay's business.

A message is leased before it is sent; a lease that has run out is leased again. Messages of one chat go out
one after the other in the order in which they were written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from domain.accounts import Account, find_account, reach_for_message
from domain.acting_sessions import ActingView, acting_now
from domain.actor import Permission
from domain.card_updates import CASE_COPY, refresh_copies
from domain.cases import CaseView, case_view, claimer_of, decision_of, is_open, is_undecided, signed_by
from domain.context import Ctx
from domain.contradictions import open_contradictions
from domain.errors import Fault, Refusal, WrongKey
from domain.links import find_link, name_of_link
from domain.messages import MessageKind
from domain.payee_rows import NUMBER_LEFT
from domain.ports import DAY, SECOND, Micros
from domain.rules.statuses import STATUSES, Status
from domain.second_factor import is_looking
from domain.sms_failures import CODE_CARD, TEXTS, UNSURE_MOST, text_not_sent, text_sent
from domain.staff import name_of, permissions_of
from domain.staff_news import STAFF_NEWS
from domain.tx import Tx
from domain.use_case import use_case
from domain.views import StaffCase, StaffNote, WithdrawalView
from domain.withdrawal_row import Withdrawal, find_withdrawal
from domain.withdrawals import view_for_message

if TYPE_CHECKING:
    from domain.tx import MessageRow

RETRY_S = 30
KEPT_S, KEPT_MOST_S = 60, 3600
"""A message that is refused, nobody knows why, is kept: tried again after the first, four times that, and so on up to
the second. One that is wrong by itself waits that long at once.
"""
HOLDS_UP = 3
"""So many tries of a message to staff hold up the later ones, for the group may only be closed for a while."""
OF_NOTHING = (STAFF_NEWS, TEXTS)
"""Templates for the group that are about no withdrawal."""
KEY_MISSING = "key_missing"
"""A message that is sealed with a part of the key that this process does not have; ``KEY_KEPT`` it is kept."""
KEY_KEPT = DAY
ABOUT_WITHDRAWAL = ("withdrawal", "member_withdrawal", "asked_again")
"""Templates that say nothing without the withdrawal."""
TO_THE_PARTED = ("removed", "phone_changed", "session_over")
"""Templates for somebody who does not reach the account any more; all others say nothing of it to them."""
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
"""The statuses in which a case still is one for staff."""
FOLLOWED = ("review", "papers", "reminder", "stuck", "contradiction")
"""Messages to the group that are edited as their withdrawal is decided."""


@dataclass(frozen=True, slots=True)
class StaffSummary:
    """How many cases wait, their sum, since when the oldest does; and what was decided since the last summary."""

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
    """One leased message. ``locale`` is the recipient's; code and phone number are there for text messages."""

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
    """What a message to staff is about."""
    summary: StaffSummary | None = None
    """What waits for staff; for the daily summary alone."""
    case: CaseView | None = None
    """The case that a message in a reviewer's private chat shows, as it is for that reviewer now."""
    acting: ActingView | None = None
    """As which test account the recipient acts, whatever the message is about."""
    chat_name: str | None = field(default=None, repr=False)
    """What the chat is called that the message speaks of."""
    reachable: bool = True
    """Whether the account it is about still is within the recipient's reach."""
    broken: str | None = None
    """Why it cannot be put together: it goes to nobody, and those behind it do."""

    @property
    def edits(self) -> bool:
        """Whether it brings a message in a private chat up to date, which people may be changing by their taps."""
        shown = self.kind == "card" or self.case is not None or self.template == NUMBER_LEFT
        return self.chat_user is not None and shown


@dataclass(frozen=True, slots=True)
class Delivered:
    """The outcome of one attempt. `wrong`: the message was refused for its content.

    `retry_in_s` is a wait that the other side asked for. `message_id` is the chat message that now shows it, `chat`
    the group that it is in, for a message to staff. `trouble` is that of a text message that was tried and failed,
    `unsure` where the provider may have taken it.

    A message that is `kept` was refused: it is tried again for as long as it takes, and does not hold up what comes
    after it. One to staff does for a while, unless it is `wrong` by itself.
    """

    outcome: Literal["sent", "logged", "retry", "kept", "blocked", "failed"]
    retry_in_s: int | None = None
    message_id: int | None = None
    chat: int | None = None
    wrong: bool = False
    trouble: Literal["failed", "unsure"] | None = None


@use_case(Permission.SYSTEM, lock="outbox", audited=False)
def lease_messages(ctx: Ctx, limit: int, lease_s: int, process: int | None = None) -> tuple[Message, ...]:
    """The messages that are due, at most one of each chat: none goes out before an older one is done.

    At most ``limit`` messages, to be finished within ``lease_s`` seconds. ``process``: whose lease it is.
    """
    now = ctx.clock.now()
    ctx.tx.run("outbox_expire_due", now=now)
    _supersede_cards(ctx.tx, now)
    _staff_waits(ctx.tx, now)
    until = now + lease_s * SECOND
    leased: list[Message] = []
    dropped = True
    while dropped and not leased:
        # What is dropped may have stood in the way of later ones of its chat.
        dropped = False
        for row in ctx.tx.all("outbox_due", now=now, most=limit):
            message = _message_or_broken(ctx, row, row.lease + 1)
            if message.broken is None and (_has_nobody(message) or _overtaken(message)):
                ctx.tx.run("outbox_end", id=row.id, status="superseded", now=now)
                dropped = True
                continue
            ctx.tx.run("outbox_lease", id=row.id, until=until, process=process)
            leased.append(message)
    if dropped:
        ctx.tx.wake("outbox", now)
    if leased:
        ctx.tx.wake("outbox", until)
    return tuple(leased)


@use_case(Permission.SYSTEM, writes=False)
def read_leased(ctx: Ctx, id: int, lease: int) -> Message | None:
    """A leased message as the books are now, None if the lease is over or nobody is to get it any more.

    What edits a message that people act on is read once more when its turn has come: the person may have cancelled,
    and a card that was true when it was leased would bring the button back.
    """
    row = ctx.tx.one("outbox_leased", id=id, lease=lease)
    message = None if row is None else _message(ctx, row, lease)
    return None if message is None or _has_nobody(message) or _overtaken(message) else message


@use_case(Permission.SYSTEM, lock="outbox", audited=False)
def finish_message(
    ctx: Ctx,
    id: int,
    lease: int,
    delivered: Delivered,
) -> None:
    """Writes down what became of a message; nothing if the lease is no longer the message's."""
    row = ctx.tx.one("outbox_leased", id=id, lease=lease)
    if row is None:
        return
    now, outcome, trouble = ctx.clock.now(), delivered.outcome, delivered.trouble
    message_id = delivered.message_id
    if trouble == "unsure" and row.unsure >= UNSURE_MOST:
        # Handed over again and again, one code would arrive and be paid for many times.
        outcome = "failed"
    if outcome == "retry":
        wait_s = RETRY_S if delivered.retry_in_s is None else min(delivered.retry_in_s, KEPT_MOST_S)
        due_at = now + wait_s * SECOND
        ctx.tx.run("outbox_retry", id=row.id, due_at=due_at)
        ctx.tx.wake("outbox", due_at)
    elif outcome == "kept":
        wait_s = KEPT_MOST_S if delivered.wrong else min(KEPT_S * 4 ** min(row.failures, 9), KEPT_MOST_S)
        due_at = now + wait_s * SECOND
        ctx.tx.run(
            "outbox_keep",
            id=row.id,
            due_at=due_at,
            failures=HOLDS_UP if delivered.wrong else row.failures + 1,
        )
        ctx.tx.wake("outbox", due_at)
    elif outcome == "blocked" and row.chat_user is not None:
        ctx.tx.run("chat_user_set_blocked", id=row.chat_user, blocked_at=now)
        ctx.tx.run("outbox_block_chat", chat_user=row.chat_user)
    else:
        status = outcome if outcome in ("sent", "logged") else "failed"
        ctx.tx.run("outbox_end", id=row.id, status=status, now=now)
        withdrawal = _withdrawal_of(row.params)
        if (
            status == "sent"
            and row.kind == "card"
            and row.template != CODE_CARD
            and withdrawal is not None
            and row.chat_user is not None
            and message_id is not None
        ):
            ctx.tx.run(
                "outbox_card_put",
                withdrawal=withdrawal,
                chat_user=row.chat_user,
                message_id=message_id,
            )
        if (
            row.template in FOLLOWED
            and withdrawal is not None
            and delivered.chat is not None
            and message_id is not None
        ):
            ctx.tx.run(
                "staff_card_put",
                withdrawal=withdrawal,
                chat=delivered.chat,
                message_id=message_id,
                kind="group",
            )
            found = find_withdrawal(ctx.tx, withdrawal)
            if found is not None and not is_open(ctx.tx, found):
                # It was decided while the message was on its way, and nobody knew of the message then.
                refresh_copies(ctx, found, f"sent{row.id}")
    if row.kind == "sms" and trouble is not None:
        text_not_sent(ctx, row, unsure=trouble == "unsure", over=outcome != "retry")
    elif row.kind == "sms" and outcome == "sent" and not row.is_test:
        text_sent(ctx, row)


@use_case(Permission.SYSTEM, about="account", lock="outbox", audited=False)
def put_test_inbox(ctx: Ctx, account: str, text: str) -> None:
    """Keeps a test account's text message, sealed, in place of sending it."""
    text_sealed = ctx.vault.seal(text)
    ctx.tx.run("test_inbox_add", account=account, text_sealed=text_sealed, at=ctx.clock.now())


def _has_nobody(message: Message) -> bool:
    """Whether nobody is to get it: a code for a number that is no customer's, or a withdrawal out of reach.

    A card that is in the chat already is still edited: it says that the account is not connected any more.
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


def _supersede_cards(tx: Tx, now: Micros) -> None:
    """Of the waiting cards of one withdrawal in one chat only the newest is of use: it shows the row as it is."""
    newest: dict[tuple[int, str], int] = {}
    for row in tx.all("outbox_cards_waiting"):
        withdrawal = _withdrawal_of(row.params)
        if withdrawal is None:
            continue
        older = newest.get((row.chat_user, withdrawal))
        if older is not None:
            tx.run("outbox_end", id=older, status="superseded", now=now)
        newest[row.chat_user, withdrawal] = row.id


def _staff_waits(tx: Tx, now: Micros) -> None:
    """While the oldest message to staff has to wait, the later ones are not due either."""
    head = tx.one("outbox_staff_head")
    if head is not None and head.status == "waiting" and head.due_at > now:
        tx.run("outbox_staff_rest", due_at=head.due_at)


def _overtaken(message: Message) -> bool:
    """Whether what was to be told is no longer so; the words follow the row, and would say something else."""
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
        # A push of the approval that goes out when it is late already would say so twice.
        return view.late
    # Every later status has a message of its own, and this one would say the same.
    return message.params.get("status") != view.status


def _withdrawal_of(params: str) -> str | None:
    found = json.loads(params).get("withdrawal")
    return found if isinstance(found, str) else None


def _message_or_broken(ctx: Ctx, row: MessageRow, lease: int) -> Message:
    """The message; without anything in it where its rows are damaged, or a part of the key was taken away."""
    try:
        return _message(ctx, row, lease)
    except (Refusal, Fault) as error:
        young = ctx.clock.now() < row.created_at + KEY_KEPT
        why = KEY_MISSING if isinstance(error, WrongKey) and young else error.code
        return Message(
            id=row.id, lease=lease, kind=row.kind, chat_user=row.chat_user, account=row.account,
            template=row.template, params={}, locale=None, text_secret=None, phone=None, is_test=False,
            card_message_id=None, withdrawal=None, broken=why,
        )  # fmt: skip


def _message(ctx: Ctx, row: MessageRow, lease: int) -> Message:
    account = None if row.account is None else find_account(ctx.tx, row.account)
    withdrawal = _withdrawal_of(row.params)
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
        # In the language of the chat that asked for it, where one did.
        known = json.loads(row.params).get("locale")
        return known if isinstance(known, str) else None if account is None else account.locale
    user = tx.one("chat_user_by_id", id=row.chat_user)
    return None if user is None else user.locale


def _note(ctx: Ctx, row: MessageRow) -> StaffNote | None:
    """What staff are to hear; None when it is no case for them any more."""
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
    """A message in the group as the withdrawal is now: who reads it, who approved, or who decided."""
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
    """The case for whoever's chat it is; None when that message shows something else by now.

    Whoever is no reviewer any more, or may not look just now, gets it without anything of the customer.
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
