"""What every query takes and gives. Made by: make generated"""

from typing import Literal, NamedTuple, Protocol, overload

import domain.acting_sessions
import domain.actor
import domain.cases
import domain.codes
import domain.contradictions
import domain.journal
import domain.links
import domain.messages
import domain.rules.channels
import domain.rules.designated
import domain.rules.payee_numbers
import domain.rules.statuses
import domain.stops
import domain.usecases.operator.reconcile
import domain.views

CheckName = Literal["check_acting", "check_answers", "check_approved", "check_bill_draws", "check_bill_paid", "check_clocks", "check_contradicted", "check_contradictions_stop", "check_engine", "check_event_account", "check_event_journal", "check_fund_draws", "check_fund_opened", "check_fund_postings", "check_held_once", "check_hold_funds", "check_in_withdrawal", "check_journal_balanced", "check_journal_event", "check_journal_once", "check_journal_withdrawal", "check_management", "check_missing_payouts", "check_money_back", "check_own_approval", "check_paid_from", "check_paid_once", "check_parents", "check_payee_account", "check_posting_owner", "check_returned_once", "check_secrets_gone", "check_steps_chain", "check_steps_end", "check_sums", "check_test_transfers", "check_transfer_draws", "check_unsubmitted_untouched", "check_usage_billed", "check_withdrawal_fund"]
DemoAtName = Literal["demo_code_at", "demo_denials_at", "demo_document_at", "demo_draft_at", "demo_factor_at", "demo_late_at", "demo_payout_at", "demo_remind_at", "demo_reserve_at", "demo_return_at", "demo_session_at", "demo_stuck_at", "demo_summary_at"]
NextName = Literal["next_code", "next_denials", "next_document", "next_draft", "next_factor", "next_late", "next_message", "next_payout", "next_payout_question", "next_remind", "next_reserve", "next_return", "next_session", "next_stuck", "next_summary"]
PieceName = Literal["piece_account", "piece_audit", "piece_bill", "piece_event", "piece_fund", "piece_journal", "piece_outbox", "piece_payee", "piece_posting", "piece_transfer", "piece_withdrawal"]
ResealName = Literal["reseal_account_identity", "reseal_account_phone", "reseal_acting_session_reason", "reseal_audit_reason", "reseal_link_name", "reseal_outbox_secret", "reseal_payee_name", "reseal_payee_number", "reseal_phone_claim_shown", "reseal_prepared_text", "reseal_second_factor_secret", "reseal_test_inbox_text", "reseal_withdrawal_note"]
SealedName = Literal["sealed_account_identity", "sealed_account_phone", "sealed_acting_session_reason", "sealed_audit_reason", "sealed_link_name", "sealed_outbox_secret", "sealed_payee_name", "sealed_payee_number", "sealed_phone_claim_shown", "sealed_prepared_text", "sealed_second_factor_secret", "sealed_test_inbox_text", "sealed_withdrawal_note"]
SumName = Literal["sum_cash", "sum_credit_notes", "sum_overdue", "sum_transferred", "sum_unsettled"]

class AccountByIdRow(NamedTuple):
    id: str
    name: str
    kind: domain.rules.designated.Kind
    identity_key: bytes
    real_name: Literal["verified", "pending"]
    phone_sealed: bytes
    phone_key: bytes
    phone_changed_at: int | None
    locale: str | None
    management_account: str | None
    is_test: int
    standing: Literal["good", "suspended", "closed"]
    reserve_due_at: int | None

class AccountMembersRow(NamedTuple):
    id: str

class AccountsNamedRow(NamedTuple):
    id: str
    is_test: int

class AccountsOfPhoneRow(NamedTuple):
    id: str

class AccountsSealedRow(NamedTuple):
    id: str
    phone_sealed: bytes
    phone_key: bytes
    identity_sealed: bytes
    identity_key: bytes

class AccountsSummedRow(NamedTuple):
    account: str

class ActingLostRow(NamedTuple):
    account: str
    ended_why: domain.acting_sessions.EndedWhy | None

class ActingRow(NamedTuple):
    id: int
    chat_user: int
    account: str
    reason_sealed: bytes
    ticket: str
    started_at: int
    ends_at: int

class ActingUsersRow(NamedTuple):
    chat_user: int

class AdminsInChatRow(NamedTuple):
    chat_user: int

class AnswerOfRow(NamedTuple):
    outcome: domain.contradictions.PayoutOutcome | None
    reason_code: str | None
    reference: str | None
    at: int | None
    unanswered_at: int | None

class ApprovalsOfRow(NamedTuple):
    what: str
    reviewer: str
    document: str | None
    at: int

class ApprovalsUndecidedRow(NamedTuple):
    withdrawal: str

class AuditRow(NamedTuple):
    id: int
    at: int
    who: str
    acting_as: str | None
    use_case: str
    account: str | None
    subject: str | None
    outcome: str
    update_id: int | None
    ticket: str | None
    reason_sealed: bytes | None
    amount_fen: int | None
    version: int | None
    detail: str | None

class BalanceFiguresRow(NamedTuple):
    cash_fen: int
    transferred_fen: int
    other_fen: int
    credit_notes_fen: int
    overdue_fen: int
    unsettled_fen: int
    in_withdrawal_fen: int
    active_resources: int
    last_release_at: int | None
    unsettled_until: str | None

class BillByIdRow(NamedTuple):
    id: str
    account: str
    cycle: str | None
    amount_fen: int
    paid_fen: int

class BooksStateRow(NamedTuple):
    accounts: int
    last_at: int | None

class BranchFoundRow(NamedTuple):
    id: int
    code: str
    name: str
    bank: str
    city: str
    province: str

class BranchRow(NamedTuple):
    code: str
    name: str
    bank: str
    city: str
    province: str

class BranchesDirectoryRow(NamedTuple):
    edition: int | None
    loading: int | None
    latest: int
    imported_at: int | None
    branches: int | None
    refused: int | None

class BranchesInUseRow(NamedTuple):
    branches: int
    refused: int
    imported_at: int
    loading: int | None

class BranchesLeftBehindRow(NamedTuple):
    edition: int
    id: int

class CardsUnderWayRow(NamedTuple):
    withdrawal: str
    version: int

class ChainLastRow(NamedTuple):
    position: int
    hash: bytes

class ChainLateRow(NamedTuple):
    number: int
    first: int | None

class ChainPieceRow(NamedTuple):
    position: int
    audit: int
    personal: str
    hash: bytes
    id: int | None
    at: int | None
    who: str | None
    acting_as: str | None
    use_case: str | None
    account: str | None
    subject: str | None
    outcome: str | None
    update_id: int | None
    by_staff: int | None
    session: int | None
    ticket: str | None
    reason_sealed: bytes | None
    refused: int | None
    amount_fen: int | None
    version: int | None
    detail: str | None

class ChainWaitingRow(NamedTuple):
    id: int
    at: int
    who: str
    acting_as: str | None
    use_case: str
    account: str | None
    subject: str | None
    outcome: str
    update_id: int | None
    by_staff: int | None
    session: int | None
    ticket: str | None
    reason_sealed: bytes | None
    refused: int | None
    amount_fen: int | None
    version: int | None
    detail: str | None

class ChatUserByIdRow(NamedTuple):
    id: int
    locale: str | None
    current_account: str | None
    blocked_at: int | None
    created_at: int

class CheckRow(NamedTuple):
    subject: str

class ClockDueRow(NamedTuple):
    kind: str
    at: int

class ClockMovesRow(NamedTuple):
    at: int
    ahead_us: int

class CodeAddRow(NamedTuple):
    id: int

class CodeAskedRow(NamedTuple):
    id: int
    scope: domain.codes.Scope
    subject: str
    account: str | None
    chat_user: int | None
    created_at: int

class CodeByIdRow(NamedTuple):
    scope: domain.codes.Scope
    subject: str
    account: str | None
    ended_at: int | None

class CodeEndLiveRow(NamedTuple):
    id: int
    message: int | None

class CodeIssuedRow(NamedTuple):
    id: int
    binding: bytes

class CodeLiveRow(NamedTuple):
    id: int
    account: str | None
    chat_user: int | None
    phone_key: bytes
    binding: bytes
    code_key: bytes
    created_at: int
    expires_at: int
    wrong_tries: int
    accepted_at: int | None

class CodeNowRow(NamedTuple):
    id: int | None
    binding: bytes | None
    code_key: bytes | None
    expires_at: int | None
    wrong_tries: int | None
    accepted_at: int | None
    text_status: str | None
    text_failures: int | None
    locked_until_at: int | None

class CodeTriesRow(NamedTuple):
    what: str
    at: int
    until_at: int | None

class CodesForClaimsOfRow(NamedTuple):
    created_at: int

class CodesForClaimsOnPhoneRow(NamedTuple):
    created_at: int

class CodesLiveOfAccountRow(NamedTuple):
    id: int

class CodesLiveOnPhoneRow(NamedTuple):
    id: int

class CodesOfPhoneRow(NamedTuple):
    created_at: int | None
    chat_user: int | None
    proves: int

class CodesSentRow(NamedTuple):
    created_at: int

class ContradictionAddRow(NamedTuple):
    id: int

class ContradictionRow(NamedTuple):
    id: int
    withdrawal: str
    account: str
    kind: domain.contradictions.Kind
    books: domain.rules.statuses.Status
    channel: domain.contradictions.PayoutOutcome
    reference: str | None
    other: str | None
    at: int
    loss_fen: int | None
    stop: int

class CreditNoteByIdRow(NamedTuple):
    id: str
    account: str
    open_fen: int

class CyclesBilledOfRow(NamedTuple):
    account: str
    cycle: str

class CyclesBilledRow(NamedTuple):
    cycle: str | None

class DecidedSinceRow(NamedTuple):
    to_status: domain.rules.statuses.Status
    number: int

class DemoCyclesBilledRow(NamedTuple):
    cycle: str | None

class DemoTransfersSentRow(NamedTuple):
    transfer: str
    receiver: str
    remaining_fen: int

class DenialsOfRow(NamedTuple):
    what: str
    number: int

class DenialsOverRow(NamedTuple):
    hour_at: int
    who: str

class DeskAccountsOpenRow(NamedTuple):
    id: str
    phone_sealed: bytes

class DocumentDeletedRow(NamedTuple):
    account: str

class DocumentOfRow(NamedTuple):
    id: str
    kind: domain.rules.designated.DocumentKind
    media_type: str
    signed: int
    deleting_at: int | None
    removed_at: int | None

class DocumentUsesRow(NamedTuple):
    document: str
    removed_at: int | None
    submitted_at: int | None
    ended_at: int | None

class DocumentsDueRow(NamedTuple):
    id: str

class DocumentsOfRow(NamedTuple):
    id: str
    kind: domain.rules.designated.DocumentKind
    media_type: str
    size_bytes: int
    pages: int
    signed: int
    uploaded_at: int
    delete_at: int | None
    deleting_at: int | None
    verdict: domain.views.Verdict | None
    verdict_code: str | None
    verdict_note: str | None
    removed_at: int | None

class DocumentsSentRow(NamedTuple):
    uploaded_at: int

class DraftsBegunRow(NamedTuple):
    created_at: int

class DraftsDueRow(NamedTuple):
    id: str
    account: str
    codes: int
    documents: int
    numbers: int

class DrawsOpenRow(NamedTuple):
    id: int
    fund: int
    open_fen: int

class EarlierWithdrawalsRow(NamedTuple):
    id: str
    amount_fen: int
    status: domain.rules.statuses.Status
    submitted_at: int
    method: domain.rules.designated.Method | None

class EventsContentRow(NamedTuple):
    id: str
    content_key: bytes

class FactorAdminsRow(NamedTuple):
    chat_user: int

class FactorDueRow(NamedTuple):
    id: int
    chat_user: int
    proved_at: int | None
    message_id: int | None
    look_until: int | None
    shown_until: int

class FactorLastProvedRow(NamedTuple):
    ended_by: str | None

class FactorLiveRow(NamedTuple):
    id: int
    chat_user: int
    secret_sealed: bytes
    made_at: int
    made_by: str
    shown_until: int
    in_chat: int
    message_id: int | None
    proved_at: int | None
    used: str
    wrong_tries: int
    locked_until: int | None
    look_until: int | None
    step_up: str | None
    step_up_until: int | None
    decides_from_at: int | None

class FactorResetOthersRow(NamedTuple):
    asked_by: str

class FactorStatesRow(NamedTuple):
    chat_user: int
    proved_at: int | None
    shown_until: int

class FactorWordRow(NamedTuple):
    word_key: bytes
    expires_at: int
    wrong_tries: int

class FundAddRow(NamedTuple):
    id: int

class FundByIdRow(NamedTuple):
    id: int
    account: str
    kind: str
    amount_fen: int
    remaining_fen: int
    at: int

class FundRow(NamedTuple):
    id: int
    kind: str
    at: int
    remaining_fen: int

class HandoversRow(NamedTuple):
    database: bytes
    known: int | None
    last: int

class HoldBillsRow(NamedTuple):
    id: str
    cycle: str | None
    open_fen: int
    issued_at: int
    parts: int

class HoldCreditNotesRow(NamedTuple):
    id: str
    order_id: str
    open_fen: int
    raised_at: int
    parts: int

class HoldCyclesRow(NamedTuple):
    cycle: str
    unsettled_fen: int
    parts: int

class HoldReleasedRow(NamedTuple):
    name: str
    product: str
    released_at: int | None

class HoldResourcesRow(NamedTuple):
    name: str
    product: str
    created_at: int
    parts: int

class HoldTransfersRow(NamedTuple):
    transfer: str
    sender: str
    sender_name: str
    remaining_fen: int
    at: int
    parts: int

class InboxNewestRow(NamedTuple):
    at: int
    text_sealed: bytes

class JournalAddRow(NamedTuple):
    id: int

class LastStepRow(NamedTuple):
    to_status: domain.rules.statuses.Status
    who: str
    at: int

class LateDueRow(NamedTuple):
    id: str

class LinkAndActingUsersRow(NamedTuple):
    chat_user: int

class LinkRemovedRow(NamedTuple):
    id: int

class LinkRow(NamedTuple):
    id: int
    chat_user: int
    account: str
    linked_at: int
    proved_at: int
    suspended_at: int | None
    unlinked_at: int | None
    ended_why: domain.links.EndedWhy | None
    name_sealed: bytes | None

class LinkTokenAddRow(NamedTuple):
    id: int

class LinkTokenRow(NamedTuple):
    id: int
    account: str
    expires_at: int
    claimed_by: int | None
    ended_at: int | None

class LinkUsersRow(NamedTuple):
    chat_user: int

class LinksEverRow(NamedTuple):
    account: str

class LinksOfRow(NamedTuple):
    account: str
    linked_at: int

class LinksUnnamedRow(NamedTuple):
    id: int

class LogBeforeRow(NamedTuple):
    id: int

class LogFromRow(NamedTuple):
    id: int
    at: int
    who: str
    acting_as: str | None
    use_case: str
    subject: str | None
    ticket: str | None

class MessageRow(NamedTuple):
    id: int
    kind: domain.messages.MessageKind
    chat_user: int | None
    account: str | None
    template: str
    params: str
    secret: bytes | None
    event_key: str
    lease: int
    created_at: int
    failures: int
    unsure: int
    is_test: int | None

class MissingPayoutByIdRow(NamedTuple):
    id: str
    account: str
    order_id: str | None
    amount_fen: int
    currency: str
    method: domain.rules.designated.Method
    why: str
    channel_said: domain.usecases.operator.reconcile.Said
    channel_at: int
    stop: int | None
    ended_at: int | None

class MissingPayoutsOpenRow(NamedTuple):
    id: str
    account: str
    order_id: str | None
    amount_fen: int
    currency: str
    why: str
    channel_said: domain.usecases.operator.reconcile.Said
    channel_at: int

class NumbersShownInRow(NamedTuple):
    message_id: int
    withdrawal: str

class NumbersShownOfRow(NamedTuple):
    chat_user: int
    message_id: int

class NumbersUsedRow(NamedTuple):
    what: str
    id: str

class OpenedDocumentsRow(NamedTuple):
    subject: str | None
    detail: str | None

class OrderRow(NamedTuple):
    fund: int
    order_id: str
    paid_at: int
    amount_fen: int
    remaining_fen: int
    channel: domain.rules.channels.Channel
    bank: str | None
    holder: str

class OrdersLeftBeforeRow(NamedTuple):
    fund: int

class OutboxCardsAfterRow(NamedTuple):
    params: str

class OutboxStaffHeadRow(NamedTuple):
    due_at: int
    status: str

class OutboxWaitingRow(NamedTuple):
    messages: int
    oldest_at: int | None

class OverdueElsewhereRow(NamedTuple):
    account: str
    bill: str

class PayeeAddRow(NamedTuple):
    id: int

class PayeeByIdRow(NamedTuple):
    id: int
    account: str
    kind: domain.rules.payee_numbers.PayeeKind | None
    number_sealed: bytes | None
    number_key: bytes | None
    number_masked: str | None
    name_sealed: bytes | None
    name_key: bytes | None
    name_differs: int
    bank: str | None
    province: str | None
    city: str | None
    branch: str | None
    bank_code: str | None
    by_hand: int
    created_at: int
    created_by: str
    completed_at: int | None

class PayeesPaidRow(NamedTuple):
    this_one: int
    others: int

class PayeesSealedRow(NamedTuple):
    id: int
    kind: domain.rules.payee_numbers.PayeeKind
    number_sealed: bytes | None
    number_key: bytes | None
    name_sealed: bytes | None
    name_key: bytes | None

class PayeesUsedRow(NamedTuple):
    payee: int

class PhoneClaimRow(NamedTuple):
    id: int
    chat_user: int
    phone_key: bytes
    shown_sealed: bytes
    wrong_tries: int
    locked_until: int | None
    proved_until: int | None

class PhoneNumbersOfRow(NamedTuple):
    asked_at: int

class PhoneSharersOfRow(NamedTuple):
    asked_at: int

class PostingsOfLastRow(NamedTuple):
    journal: int
    side: Literal["fund", "in_withdrawal", "external"]
    fund: int | None
    withdrawal: str | None
    amount_fen: int

class PreparedOfRow(NamedTuple):
    what: domain.cases.Preparing
    code: str | None
    faults: str
    text_sealed: bytes | None

class ProcessAddRow(NamedTuple):
    id: int

class QueueRow(NamedTuple):
    id: str
    account: str
    via_account: str
    chat_user: int
    amount_fen: int
    method: domain.rules.designated.Method
    status: domain.rules.statuses.Status
    submitted_at: int
    promise_at: int | None
    sent_at: int | None
    flags: str
    claimed_by: str | None
    claimed_at: int | None
    asked_again_at: int | None
    late_at: int | None
    is_test: int

class QueueSumRow(NamedTuple):
    number: int
    sum_fen: int
    oldest_at: int | None

class ReachableRow(NamedTuple):
    via: str
    link: int | None
    since_at: int | None
    id: str
    name: str
    kind: domain.rules.designated.Kind
    identity_key: bytes
    real_name: Literal["verified", "pending"]
    phone_sealed: bytes
    phone_key: bytes
    phone_changed_at: int | None
    locale: str | None
    management_account: str | None
    is_test: int
    standing: Literal["good", "suspended", "closed"]
    reserve_due_at: int | None

class RecordsBeforeRow(NamedTuple):
    id: str

class RecordsFromRow(NamedTuple):
    id: str
    status: domain.rules.statuses.Status
    amount_fen: int
    method: domain.rules.designated.Method
    submitted_at: int
    kind: domain.rules.payee_numbers.PayeeKind | None
    bank: str | None
    number_masked: str | None

class RemindDueRow(NamedTuple):
    id: str

class ResourceActiveRow(NamedTuple):
    id: int
    billing: str

class SealedAccountIdentityRow(NamedTuple):
    key: str
    sealed: bytes

class SealedAccountPhoneRow(NamedTuple):
    key: str
    sealed: bytes

class SealedActingSessionReasonRow(NamedTuple):
    key: int
    sealed: bytes

class SealedAuditReasonRow(NamedTuple):
    key: int
    sealed: bytes

class SealedLinkNameRow(NamedTuple):
    key: int
    sealed: bytes

class SealedOutboxSecretRow(NamedTuple):
    key: int
    sealed: bytes

class SealedPayeeNameRow(NamedTuple):
    key: int
    sealed: bytes

class SealedPayeeNumberRow(NamedTuple):
    key: int
    sealed: bytes

class SealedPhoneClaimShownRow(NamedTuple):
    key: int
    sealed: bytes

class SealedPreparedTextRow(NamedTuple):
    key: str
    sealed: bytes

class SealedSecondFactorSecretRow(NamedTuple):
    key: int
    sealed: bytes

class SealedTestInboxTextRow(NamedTuple):
    key: int
    sealed: bytes

class SealedWithdrawalNoteRow(NamedTuple):
    key: str
    sealed: bytes

class SealingKeysRow(NamedTuple):
    name: str
    probe: bytes

class StaffAdminsRow(NamedTuple):
    chat_user: int

class StaffAllRow(NamedTuple):
    chat_user: int
    role: domain.actor.StaffRole
    name: str
    added_at: int
    added_by: str
    decides_from_at: int | None

class StaffCardsOfChatRow(NamedTuple):
    withdrawal: str
    message_id: int

class StaffCardsRow(NamedTuple):
    chat: int
    message_id: int
    kind: str

class StaffCardsUndecidedRow(NamedTuple):
    withdrawal: str
    message_id: int

class StaffLoginsRow(NamedTuple):
    login: str
    chat_user: int
    decides_from_at: int | None

class StaffNamedRow(NamedTuple):
    name: str

class StaffRolesRow(NamedTuple):
    role: domain.actor.StaffRole
    decides_from_at: int | None

class StepsBetweenRow(NamedTuple):
    to_status: domain.rules.statuses.Status
    steps: int

class StopAddRow(NamedTuple):
    id: int

class StopsLiveRow(NamedTuple):
    id: int
    account: str
    why: domain.stops.StopReason
    payees_only: int
    since_at: int
    until_at: int | None
    who: str

class StuckDueRow(NamedTuple):
    id: str

class SummaryStateRow(NamedTuple):
    due_at: int | None
    last_at: int

class TestAccountRow(NamedTuple):
    id: str
    name: str
    kind: domain.rules.designated.Kind
    standing: Literal["good", "suspended", "closed"]
    opened_at: int
    scenario: str | None
    made_by: str | None

class TextOutageAddRow(NamedTuple):
    id: int

class TextOutageOpenRow(NamedTuple):
    id: int
    since_at: int

class TopUpByFundRow(NamedTuple):
    order_id: str
    fund: int
    channel: domain.rules.channels.Channel
    bank: str | None
    holder: str
    reference: str | None

class TopUpFundRow(NamedTuple):
    fund: int
    account: str
    remaining_fen: int

class TransferByIdRow(NamedTuple):
    id: str
    sender: str
    fund: int
    receiver: str
    remaining_fen: int

class TransitionsOfRow(NamedTuple):
    at: int
    to_status: domain.rules.statuses.Status

class UpdateSeenRow(NamedTuple):
    update_id: int

class WaysToRow(NamedTuple):
    link: int | None
    since_at: int | None
    acting_as: str | None
    id: str
    name: str
    kind: domain.rules.designated.Kind
    identity_key: bytes
    real_name: Literal["verified", "pending"]
    phone_sealed: bytes
    phone_key: bytes
    phone_changed_at: int | None
    locale: str | None
    management_account: str | None
    is_test: int
    standing: Literal["good", "suspended", "closed"]
    reserve_due_at: int | None

class WithdrawalAddRow(NamedTuple):
    id: str

class WithdrawalByIdRow(NamedTuple):
    id: str
    account: str
    via_account: str
    chat_user: int
    fund: int
    amount_fen: int | None
    method: domain.rules.designated.Method | None
    status: domain.rules.statuses.Status
    version: int
    created_at: int
    updated_at: int
    expires_at: int | None
    submitted_at: int | None
    approved_at: int | None
    promise_at: int | None
    sent_at: int | None
    ended_at: int | None
    flags: str
    reason_code: str | None
    reason_text: str | None
    action_at: int | None
    action_count: int
    channel_reference: str | None
    late_at: int | None
    returned_at: int | None
    return_reference: str | None
    stuck_at: int | None
    return_ask_at: int | None
    reason: domain.rules.designated.DesignatedReason | None
    note_sealed: bytes | None
    payee: int | None
    retried_from: str | None
    claimed_by: str | None
    claimed_at: int | None
    asked_again_at: int | None
    approve_from_at: int | None

class WithdrawalTakenRow(NamedTuple):
    fund: int
    taken_fen: int

class WithdrawalsRecentRow(NamedTuple):
    number: int
    sum_fen: int

class WithdrawalsThroughRow(NamedTuple):
    id: str
    account: str

class WithdrawalsToPayRow(NamedTuple):
    id: str
    account: str
    chat_user: int
    status: str
    version: int

class WordsOfRow(NamedTuple):
    reviewer: str
    how: domain.contradictions.Resolution
    document: str
    at: int

class WordsUndecidedRow(NamedTuple):
    withdrawal: str
    contradiction: int
    how: domain.contradictions.Resolution

class Tx(Protocol):
    def wake(self, kind: str, at: int) -> None: ...
    @overload
    def one(self, query: Literal["account_by_id"], /, *, id: str) -> AccountByIdRow | None: ...
    @overload
    def one(self, query: Literal["acting_add"], /, *, account: str, chat_user: int, ends_at: int, now: int, reason_sealed: bytes, ticket: str) -> ActingRow: ...
    @overload
    def one(self, query: Literal["acting_live"], /, *, chat_user: int) -> ActingRow | None: ...
    @overload
    def one(self, query: Literal["acting_lost_fund"], /, *, chat_user: int, id: int) -> ActingLostRow | None: ...
    @overload
    def one(self, query: Literal["acting_lost_withdrawal"], /, *, chat_user: int, id: str) -> ActingLostRow | None: ...
    @overload
    def one(self, query: Literal["answer_of"], /, *, withdrawal: str) -> AnswerOfRow | None: ...
    @overload
    def one(self, query: Literal["balance_figures"], /, *, account: str) -> BalanceFiguresRow: ...
    @overload
    def one(self, query: Literal["bill_by_id"], /, *, id: str) -> BillByIdRow | None: ...
    @overload
    def one(self, query: Literal["books_state"], /) -> BooksStateRow: ...
    @overload
    def one(self, query: Literal["branches_by_code"], /, *, code: str, edition: int) -> BranchRow | None: ...
    @overload
    def one(self, query: Literal["branches_directory"], /) -> BranchesDirectoryRow: ...
    @overload
    def one(self, query: Literal["branches_in_use"], /) -> BranchesInUseRow | None: ...
    @overload
    def one(self, query: Literal["branches_left_behind"], /, *, kept: int, loading: int) -> BranchesLeftBehindRow | None: ...
    @overload
    def one(self, query: Literal["chain_last"], /) -> ChainLastRow | None: ...
    @overload
    def one(self, query: Literal["chain_late"], /, *, before: int) -> ChainLateRow: ...
    @overload
    def one(self, query: Literal["chat_user_by_id"], /, *, id: int) -> ChatUserByIdRow | None: ...
    @overload
    def one(self, query: Literal["code_add"], /, *, account: str | None, binding: bytes, chat_user: int | None, code_key: bytes, expires_at: int, now: int, phone_key: bytes, scope: domain.codes.Scope, subject: str) -> CodeAddRow: ...
    @overload
    def one(self, query: Literal["code_asked"], /, *, id: int) -> CodeAskedRow | None: ...
    @overload
    def one(self, query: Literal["code_by_id"], /, *, id: int) -> CodeByIdRow | None: ...
    @overload
    def one(self, query: Literal["code_end_live"], /, *, now: int, scope: domain.codes.Scope, subject: str, why: str | None) -> CodeEndLiveRow | None: ...
    @overload
    def one(self, query: Literal["code_issued"], /, *, scope: domain.codes.Scope, subject: str) -> CodeIssuedRow: ...
    @overload
    def one(self, query: Literal["code_live"], /, *, scope: domain.codes.Scope, subject: str) -> CodeLiveRow | None: ...
    @overload
    def one(self, query: Literal["code_now"], /, *, account: str, chat_user: int, linking: int, scope: domain.codes.Scope, since: int, subject: str) -> CodeNowRow: ...
    @overload
    def one(self, query: Literal["contradiction_add"], /, *, account: str, books: domain.rules.statuses.Status, channel: domain.contradictions.PayoutOutcome, kind: domain.contradictions.Kind, now: int, other: str | None, reference: str | None, stop: int, version: int, withdrawal: str) -> ContradictionAddRow: ...
    @overload
    def one(self, query: Literal["credit_note_by_id"], /, *, id: str) -> CreditNoteByIdRow | None: ...
    @overload
    def one(self, query: Literal["decision_of", "last_step_of"], /, *, withdrawal: str) -> LastStepRow | None: ...
    @overload
    def one(self, query: Literal["document_deleted"], /, *, id: str, now: int | None) -> DocumentDeletedRow | None: ...
    @overload
    def one(self, query: Literal["document_of"], /, *, document: str, withdrawal: str) -> DocumentOfRow | None: ...
    @overload
    def one(self, query: Literal["factor_last_proved"], /, *, chat_user: int) -> FactorLastProvedRow | None: ...
    @overload
    def one(self, query: Literal["factor_live"], /, *, chat_user: int) -> FactorLiveRow | None: ...
    @overload
    def one(self, query: Literal["factor_word"], /, *, chat_user: int) -> FactorWordRow | None: ...
    @overload
    def one(self, query: Literal["fund_add"], /, *, account: str, amount_fen: int, at: int, kind: str) -> FundAddRow: ...
    @overload
    def one(self, query: Literal["fund_by_id"], /, *, id: int) -> FundByIdRow | None: ...
    @overload
    def one(self, query: Literal["handovers"], /, *, fact: str, withdrawal: str | None) -> HandoversRow: ...
    @overload
    def one(self, query: Literal["hold_released"], /, *, account: str) -> HoldReleasedRow | None: ...
    @overload
    def one(self, query: Literal["journal_add"], /, *, at: int, kind: domain.journal.Kind, recorded_at: int, reference: str, reverses: int | None) -> JournalAddRow: ...
    @overload
    def one(self, query: Literal["link_by_id"], /, *, id: int) -> LinkRow | None: ...
    @overload
    def one(self, query: Literal["link_live"], /, *, account: str, chat_user: int) -> LinkRow | None: ...
    @overload
    def one(self, query: Literal["link_removed"], /, *, account: str, chat_user: int, since: int) -> LinkRemovedRow | None: ...
    @overload
    def one(self, query: Literal["link_token_add"], /, *, account: str, created_at: int, expires_at: int, token_key: bytes) -> LinkTokenAddRow: ...
    @overload
    def one(self, query: Literal["link_token_by_id"], /, *, id: int) -> LinkTokenRow | None: ...
    @overload
    def one(self, query: Literal["link_token_by_key"], /, *, token_key: bytes) -> LinkTokenRow | None: ...
    @overload
    def one(self, query: Literal["missing_payout_by_id"], /, *, id: str) -> MissingPayoutByIdRow | None: ...
    @overload
    def one(self, query: Literal["order_by_fund"], /, *, account: str, fund: int) -> OrderRow | None: ...
    @overload
    def one(self, query: Literal["outbox_leased"], /, *, id: int, lease: int) -> MessageRow | None: ...
    @overload
    def one(self, query: Literal["outbox_staff_head"], /) -> OutboxStaffHeadRow | None: ...
    @overload
    def one(self, query: Literal["outbox_waiting"], /) -> OutboxWaitingRow: ...
    @overload
    def one(self, query: Literal["payee_add"], /, *, account: str, bank: str | None, bank_code: str | None, branch: str | None, by_hand: int, city: str | None, completed_at: int | None, created_at: int, created_by: str, kind: domain.rules.payee_numbers.PayeeKind | None, name_differs: int, name_key: bytes | None, name_sealed: bytes | None, number_key: bytes | None, number_masked: str | None, number_sealed: bytes | None, province: str | None) -> PayeeAddRow: ...
    @overload
    def one(self, query: Literal["payee_by_id"], /, *, id: int) -> PayeeByIdRow | None: ...
    @overload
    def one(self, query: Literal["payees_paid"], /, *, account: str, number_key: bytes | None) -> PayeesPaidRow: ...
    @overload
    def one(self, query: Literal["phone_claim_by_id"], /, *, id: int) -> PhoneClaimRow | None: ...
    @overload
    def one(self, query: Literal["phone_claim_of"], /, *, chat_user: int, phone_key: bytes) -> PhoneClaimRow | None: ...
    @overload
    def one(self, query: Literal["phone_claim_put"], /, *, chat_user: int, now: int, phone_key: bytes, shown_sealed: bytes) -> PhoneClaimRow | None: ...
    @overload
    def one(self, query: Literal["prepared_of"], /, *, reviewer: str, withdrawal: str) -> PreparedOfRow | None: ...
    @overload
    def one(self, query: Literal["process_add"], /, *, bot: int, host: str, now: int, pid: int) -> ProcessAddRow: ...
    @overload
    def one(self, query: Literal["queue_sum"], /) -> QueueSumRow: ...
    @overload
    def one(self, query: Literal["resource_active"], /, *, account: str, name: str) -> ResourceActiveRow | None: ...
    @overload
    def one(self, query: Literal["stop_add"], /, *, account: str, now: int, payees_only: int, until_at: int | None, who: str, why: domain.stops.StopReason) -> StopAddRow: ...
    @overload
    def one(self, query: Literal["summary_state"], /) -> SummaryStateRow: ...
    @overload
    def one(self, query: Literal["test_account"], /, *, id: str) -> TestAccountRow | None: ...
    @overload
    def one(self, query: Literal["text_outage_add"], /, *, since_at: int) -> TextOutageAddRow: ...
    @overload
    def one(self, query: Literal["text_outage_open"], /) -> TextOutageOpenRow | None: ...
    @overload
    def one(self, query: Literal["top_up_by_fund"], /, *, fund: int) -> TopUpByFundRow | None: ...
    @overload
    def one(self, query: Literal["top_up_fund"], /, *, order_id: str) -> TopUpFundRow | None: ...
    @overload
    def one(self, query: Literal["transfer_by_id"], /, *, id: str) -> TransferByIdRow | None: ...
    @overload
    def one(self, query: Literal["update_seen"], /, *, at: int, update_id: int) -> UpdateSeenRow | None: ...
    @overload
    def one(self, query: Literal["withdrawal_add"], /, *, account: str, chat_user: int, expires_at: int, fund: int, id: str, most: int, now: int, since: int, via_account: str) -> WithdrawalAddRow | None: ...
    @overload
    def one(self, query: Literal["withdrawal_by_id"], /, *, id: str) -> WithdrawalByIdRow | None: ...
    @overload
    def one(self, query: Literal["withdrawals_recent"], /, *, account: str, but: str, since: int) -> WithdrawalsRecentRow: ...
    @overload
    def all(self, query: Literal["account_members"], /, *, id: str) -> list[AccountMembersRow]: ...
    @overload
    def all(self, query: Literal["accounts_named"], /, *, ids: str) -> list[AccountsNamedRow]: ...
    @overload
    def all(self, query: Literal["accounts_of_phone"], /, *, phone_key: bytes) -> list[AccountsOfPhoneRow]: ...
    @overload
    def all(self, query: Literal["accounts_sealed"], /, *, after: str, until: str) -> list[AccountsSealedRow]: ...
    @overload
    def all(self, query: Literal["accounts_summed"], /, *, after: str, until: str) -> list[AccountsSummedRow]: ...
    @overload
    def all(self, query: Literal["acting_due"], /, *, most: int, now: int) -> list[ActingRow]: ...
    @overload
    def all(self, query: Literal["acting_live_of"], /, *, account: str) -> list[ActingRow]: ...
    @overload
    def all(self, query: Literal["acting_users"], /, *, account: str) -> list[ActingUsersRow]: ...
    @overload
    def all(self, query: Literal["admins_in_chat"], /) -> list[AdminsInChatRow]: ...
    @overload
    def all(self, query: Literal["approvals_of"], /, *, withdrawal: str) -> list[ApprovalsOfRow]: ...
    @overload
    def all(self, query: Literal["approvals_undecided"], /, *, reviewer: str) -> list[ApprovalsUndecidedRow]: ...
    @overload
    def all(self, query: Literal["audit_from"], /, *, most: int, outcome: str | None, since: int | None, staff_only: int, start: int, until: int | None, what: str | None) -> list[AuditRow]: ...
    @overload
    def all(self, query: Literal["audit_of_account"], /, *, account: str, most: int, outcome: str | None, since: int | None, staff_only: int, start: int, until: int | None, what: str | None, who: str | None) -> list[AuditRow]: ...
    @overload
    def all(self, query: Literal["audit_of_who"], /, *, most: int, outcome: str | None, since: int | None, staff_only: int, start: int, until: int | None, what: str | None, who: str) -> list[AuditRow]: ...
    @overload
    def all(self, query: Literal["branches_by_digits"], /, *, bank: str | None, edition: int, first: str, last: str, most: int) -> list[BranchRow]: ...
    @overload
    def all(self, query: Literal["branches_find_even", "branches_find_odd"], /, *, edition: int, most: int, question: str) -> list[BranchFoundRow]: ...
    @overload
    def all(self, query: Literal["cards_under_way"], /, *, account: str, chat_user: int) -> list[CardsUnderWayRow]: ...
    @overload
    def all(self, query: Literal["chain_piece"], /, *, after: int, most: int) -> list[ChainPieceRow]: ...
    @overload
    def all(self, query: Literal["chain_waiting"], /, *, most: int) -> list[ChainWaitingRow]: ...
    @overload
    def all(self, query: Literal["check_acting", "check_event_account", "check_fund_draws", "check_fund_opened", "check_fund_postings", "check_journal_balanced", "check_journal_event", "check_journal_once", "check_journal_withdrawal", "check_posting_owner", "check_secrets_gone"], /, *, after: int, until: int) -> list[CheckRow]: ...
    @overload
    def all(self, query: Literal["check_answers", "check_approved", "check_bill_draws", "check_bill_paid", "check_event_journal", "check_held_once", "check_hold_funds", "check_in_withdrawal", "check_management", "check_money_back", "check_own_approval", "check_paid_from", "check_paid_once", "check_payee_account", "check_returned_once", "check_steps_chain", "check_steps_end", "check_sums", "check_test_transfers", "check_transfer_draws", "check_unsubmitted_untouched", "check_usage_billed", "check_withdrawal_fund"], /, *, after: str, until: str) -> list[CheckRow]: ...
    @overload
    def all(self, query: Literal["check_clocks", "check_contradicted", "check_contradictions_stop", "check_engine", "check_missing_payouts", "check_parents"], /) -> list[CheckRow]: ...
    @overload
    def all(self, query: Literal["clock_due"], /, *, account: str) -> list[ClockDueRow]: ...
    @overload
    def all(self, query: Literal["clock_moves"], /, *, account: str) -> list[ClockMovesRow]: ...
    @overload
    def all(self, query: Literal["code_tries"], /, *, account: str, chat_user: int, linking: int, since: int) -> list[CodeTriesRow]: ...
    @overload
    def all(self, query: Literal["codes_for_claims_of"], /, *, chat_user: int, since: int) -> list[CodesForClaimsOfRow]: ...
    @overload
    def all(self, query: Literal["codes_for_claims_on_phone"], /, *, phone_key: bytes, since: int) -> list[CodesForClaimsOnPhoneRow]: ...
    @overload
    def all(self, query: Literal["codes_live_of_account"], /, *, account: str) -> list[CodesLiveOfAccountRow]: ...
    @overload
    def all(self, query: Literal["codes_live_on_phone"], /, *, phone_key: bytes) -> list[CodesLiveOnPhoneRow]: ...
    @overload
    def all(self, query: Literal["codes_of_phone"], /, *, is_test: int, phone_key: bytes, since: int) -> list[CodesOfPhoneRow]: ...
    @overload
    def all(self, query: Literal["codes_sent"], /, *, is_test: int, phone_key: bytes, since: int) -> list[CodesSentRow]: ...
    @overload
    def all(self, query: Literal["contradictions_of"], /, *, withdrawal: str) -> list[ContradictionRow]: ...
    @overload
    def all(self, query: Literal["contradictions_open", "contradictions_written_off"], /, *, most: int) -> list[ContradictionRow]: ...
    @overload
    def all(self, query: Literal["cycles_billed"], /, *, account: str, since: str) -> list[CyclesBilledRow]: ...
    @overload
    def all(self, query: Literal["cycles_billed_of"], /, *, accounts: str, cycles: str) -> list[CyclesBilledOfRow]: ...
    @overload
    def all(self, query: Literal["decided_since"], /, *, since: int) -> list[DecidedSinceRow]: ...
    @overload
    def all(self, query: Literal["demo_cycles_billed"], /, *, account: str) -> list[DemoCyclesBilledRow]: ...
    @overload
    def all(self, query: Literal["demo_transfers_sent"], /, *, account: str) -> list[DemoTransfersSentRow]: ...
    @overload
    def all(self, query: Literal["denials_of"], /, *, hour_at: int, who: str) -> list[DenialsOfRow]: ...
    @overload
    def all(self, query: Literal["denials_over"], /, *, before: int, most: int) -> list[DenialsOverRow]: ...
    @overload
    def all(self, query: Literal["desk_accounts_open"], /) -> list[DeskAccountsOpenRow]: ...
    @overload
    def all(self, query: Literal["document_uses"], /, *, document: str) -> list[DocumentUsesRow]: ...
    @overload
    def all(self, query: Literal["documents_due"], /, *, most: int, now: int) -> list[DocumentsDueRow]: ...
    @overload
    def all(self, query: Literal["documents_of"], /, *, withdrawal: str) -> list[DocumentsOfRow]: ...
    @overload
    def all(self, query: Literal["documents_sent"], /, *, account: str, most: int, since: int) -> list[DocumentsSentRow]: ...
    @overload
    def all(self, query: Literal["documents_uses"], /, *, withdrawal: str) -> list[DocumentUsesRow]: ...
    @overload
    def all(self, query: Literal["drafts_begun"], /, *, account: str, chat_user: int, most: int, since: int) -> list[DraftsBegunRow]: ...
    @overload
    def all(self, query: Literal["drafts_due"], /, *, most: int, now: int) -> list[DraftsDueRow]: ...
    @overload
    def all(self, query: Literal["draws_open"], /, *, purpose: str, reference: str) -> list[DrawsOpenRow]: ...
    @overload
    def all(self, query: Literal["earlier_withdrawals"], /, *, account: str, but: str, most: int) -> list[EarlierWithdrawalsRow]: ...
    @overload
    def all(self, query: Literal["events_content"], /, *, ids: str) -> list[EventsContentRow]: ...
    @overload
    def all(self, query: Literal["factor_admins"], /) -> list[FactorAdminsRow]: ...
    @overload
    def all(self, query: Literal["factor_due"], /, *, latest: int, most: int, now: int) -> list[FactorDueRow]: ...
    @overload
    def all(self, query: Literal["factor_reset_others"], /, *, chat_user: int, since: int, who: str) -> list[FactorResetOthersRow]: ...
    @overload
    def all(self, query: Literal["factor_states"], /) -> list[FactorStatesRow]: ...
    @overload
    def all(self, query: Literal["funds_next"], /, *, account: str, most: int, received: int) -> list[FundRow]: ...
    @overload
    def all(self, query: Literal["hold_bills"], /, *, account: str, most: int) -> list[HoldBillsRow]: ...
    @overload
    def all(self, query: Literal["hold_credit_notes"], /, *, account: str, most: int) -> list[HoldCreditNotesRow]: ...
    @overload
    def all(self, query: Literal["hold_cycles"], /, *, account: str, most: int) -> list[HoldCyclesRow]: ...
    @overload
    def all(self, query: Literal["hold_resources"], /, *, account: str, most: int) -> list[HoldResourcesRow]: ...
    @overload
    def all(self, query: Literal["hold_transfers"], /, *, account: str, most: int) -> list[HoldTransfersRow]: ...
    @overload
    def all(self, query: Literal["inbox_newest"], /, *, account: str, most: int) -> list[InboxNewestRow]: ...
    @overload
    def all(self, query: Literal["late_due"], /, *, most: int, now: int) -> list[LateDueRow]: ...
    @overload
    def all(self, query: Literal["link_and_acting_users"], /, *, account: str) -> list[LinkAndActingUsersRow]: ...
    @overload
    def all(self, query: Literal["link_users"], /, *, account: str) -> list[LinkUsersRow]: ...
    @overload
    def all(self, query: Literal["links_ever"], /, *, chat_user: int) -> list[LinksEverRow]: ...
    @overload
    def all(self, query: Literal["links_of"], /, *, chat_user: int) -> list[LinksOfRow]: ...
    @overload
    def all(self, query: Literal["links_on"], /, *, account: str) -> list[LinkRow]: ...
    @overload
    def all(self, query: Literal["links_unnamed"], /, *, chat_user: int) -> list[LinksUnnamedRow]: ...
    @overload
    def all(self, query: Literal["links_waiting"], /, *, chat_user: int) -> list[LinkRow]: ...
    @overload
    def all(self, query: Literal["log_before"], /, *, account: str, most: int, start: int) -> list[LogBeforeRow]: ...
    @overload
    def all(self, query: Literal["log_from"], /, *, account: str, most: int, start: int) -> list[LogFromRow]: ...
    @overload
    def all(self, query: Literal["missing_payouts_open"], /) -> list[MissingPayoutsOpenRow]: ...
    @overload
    def all(self, query: Literal["numbers_shown_in"], /, *, chat_user: int) -> list[NumbersShownInRow]: ...
    @overload
    def all(self, query: Literal["numbers_shown_of"], /, *, withdrawal: str) -> list[NumbersShownOfRow]: ...
    @overload
    def all(self, query: Literal["numbers_used"], /, *, adjustments: str, bills: str, credit_notes: str, orders: str, refunds: str, transfers: str) -> list[NumbersUsedRow]: ...
    @overload
    def all(self, query: Literal["opened_documents"], /, *, account: str, who: str) -> list[OpenedDocumentsRow]: ...
    @overload
    def all(self, query: Literal["orders_ever", "orders_left"], /, *, account: str, at: int, fund: int, most: int) -> list[OrderRow]: ...
    @overload
    def all(self, query: Literal["orders_left_before"], /, *, account: str, at: int, fund: int, most: int) -> list[OrdersLeftBeforeRow]: ...
    @overload
    def all(self, query: Literal["other_funds_next"], /, *, account: str, most: int) -> list[FundRow]: ...
    @overload
    def all(self, query: Literal["outbox_cards_after"], /, *, chat_user: int, id: int) -> list[OutboxCardsAfterRow]: ...
    @overload
    def all(self, query: Literal["outbox_due"], /, *, most: int, now: int) -> list[MessageRow]: ...
    @overload
    def all(self, query: Literal["overdue_elsewhere"], /, *, account: str, identity_key: bytes, is_test: int) -> list[OverdueElsewhereRow]: ...
    @overload
    def all(self, query: Literal["payees_sealed"], /, *, after: int, until: int) -> list[PayeesSealedRow]: ...
    @overload
    def all(self, query: Literal["payees_used"], /, *, account: str, most: int) -> list[PayeesUsedRow]: ...
    @overload
    def all(self, query: Literal["phone_numbers_of"], /, *, but: bytes, chat_user: int, since: int) -> list[PhoneNumbersOfRow]: ...
    @overload
    def all(self, query: Literal["phone_sharers_of"], /, *, but: int, phone_key: bytes, since: int) -> list[PhoneSharersOfRow]: ...
    @overload
    def all(self, query: Literal["postings_of_last"], /, *, kind: domain.journal.Kind, reference: str) -> list[PostingsOfLastRow]: ...
    @overload
    def all(self, query: Literal["queue_contradicted", "queue_review", "queue_stuck"], /, *, is_test: int, most: int) -> list[QueueRow]: ...
    @overload
    def all(self, query: Literal["reachable"], /, *, chat_user: int) -> list[ReachableRow]: ...
    @overload
    def all(self, query: Literal["records_before"], /, *, account: str, at: int, most: int, withdrawal: str) -> list[RecordsBeforeRow]: ...
    @overload
    def all(self, query: Literal["records_from"], /, *, account: str, at: int, most: int, withdrawal: str) -> list[RecordsFromRow]: ...
    @overload
    def all(self, query: Literal["remind_due"], /, *, most: int, now: int) -> list[RemindDueRow]: ...
    @overload
    def all(self, query: Literal["sealed_account_identity"], /, *, after: str, most: int) -> list[SealedAccountIdentityRow]: ...
    @overload
    def all(self, query: Literal["sealed_account_phone"], /, *, after: str, most: int) -> list[SealedAccountPhoneRow]: ...
    @overload
    def all(self, query: Literal["sealed_acting_session_reason"], /, *, after: int, most: int) -> list[SealedActingSessionReasonRow]: ...
    @overload
    def all(self, query: Literal["sealed_audit_reason"], /, *, after: int, most: int) -> list[SealedAuditReasonRow]: ...
    @overload
    def all(self, query: Literal["sealed_link_name"], /, *, after: int, most: int) -> list[SealedLinkNameRow]: ...
    @overload
    def all(self, query: Literal["sealed_outbox_secret"], /, *, after: int, most: int) -> list[SealedOutboxSecretRow]: ...
    @overload
    def all(self, query: Literal["sealed_payee_name"], /, *, after: int, most: int) -> list[SealedPayeeNameRow]: ...
    @overload
    def all(self, query: Literal["sealed_payee_number"], /, *, after: int, most: int) -> list[SealedPayeeNumberRow]: ...
    @overload
    def all(self, query: Literal["sealed_phone_claim_shown"], /, *, after: int, most: int) -> list[SealedPhoneClaimShownRow]: ...
    @overload
    def all(self, query: Literal["sealed_prepared_text"], /, *, after: str, most: int) -> list[SealedPreparedTextRow]: ...
    @overload
    def all(self, query: Literal["sealed_second_factor_secret"], /, *, after: int, most: int) -> list[SealedSecondFactorSecretRow]: ...
    @overload
    def all(self, query: Literal["sealed_test_inbox_text"], /, *, after: int, most: int) -> list[SealedTestInboxTextRow]: ...
    @overload
    def all(self, query: Literal["sealed_withdrawal_note"], /, *, after: str, most: int) -> list[SealedWithdrawalNoteRow]: ...
    @overload
    def all(self, query: Literal["sealing_keys"], /) -> list[SealingKeysRow]: ...
    @overload
    def all(self, query: Literal["staff_admins"], /) -> list[StaffAdminsRow]: ...
    @overload
    def all(self, query: Literal["staff_all"], /) -> list[StaffAllRow]: ...
    @overload
    def all(self, query: Literal["staff_cards"], /, *, withdrawal: str) -> list[StaffCardsRow]: ...
    @overload
    def all(self, query: Literal["staff_cards_of_chat"], /, *, chat: int) -> list[StaffCardsOfChatRow]: ...
    @overload
    def all(self, query: Literal["staff_cards_undecided"], /, *, chat: int) -> list[StaffCardsUndecidedRow]: ...
    @overload
    def all(self, query: Literal["staff_logins"], /) -> list[StaffLoginsRow]: ...
    @overload
    def all(self, query: Literal["staff_named"], /, *, chat_user: int) -> list[StaffNamedRow]: ...
    @overload
    def all(self, query: Literal["staff_roles"], /, *, chat_user: int) -> list[StaffRolesRow]: ...
    @overload
    def all(self, query: Literal["steps_between"], /, *, after: int, upto: int) -> list[StepsBetweenRow]: ...
    @overload
    def all(self, query: Literal["stops_live"], /, *, account: str, now: int) -> list[StopsLiveRow]: ...
    @overload
    def all(self, query: Literal["stuck_due"], /, *, most: int, now: int) -> list[StuckDueRow]: ...
    @overload
    def all(self, query: Literal["test_accounts"], /, *, most: int) -> list[TestAccountRow]: ...
    @overload
    def all(self, query: Literal["transitions_of"], /, *, withdrawal: str) -> list[TransitionsOfRow]: ...
    @overload
    def all(self, query: Literal["ways_to"], /, *, account: str, chat_user: int) -> list[WaysToRow]: ...
    @overload
    def all(self, query: Literal["withdrawal_taken"], /, *, withdrawal: str) -> list[WithdrawalTakenRow]: ...
    @overload
    def all(self, query: Literal["withdrawals_through"], /, *, account: str) -> list[WithdrawalsThroughRow]: ...
    @overload
    def all(self, query: Literal["withdrawals_to_pay"], /, *, account: str) -> list[WithdrawalsToPayRow]: ...
    @overload
    def all(self, query: Literal["words_of"], /, *, contradiction: int) -> list[WordsOfRow]: ...
    @overload
    def all(self, query: Literal["words_undecided"], /, *, reviewer: str) -> list[WordsUndecidedRow]: ...
    @overload
    def scalar(self, query: Literal["account_any"], /) -> str | None: ...
    @overload
    def scalar(self, query: Literal["acted_as"], /, *, account: str, chat_user: int) -> int | None: ...
    @overload
    def scalar(self, query: Literal["answer_ask_due", "payout_due", "payout_question_due", "return_due"], /, *, now: int) -> str | None: ...
    @overload
    def scalar(self, query: Literal["approvals_count"], /, *, what: str, withdrawal: str) -> int: ...
    @overload
    def scalar(self, query: Literal["branches_count"], /, *, edition: int) -> int: ...
    @overload
    def scalar(self, query: Literal["chats_number", "sum_cash", "sum_credit_notes", "sum_overdue", "sum_transferred", "sum_unsettled"], /, *, account: str) -> int: ...
    @overload
    def scalar(self, query: Literal["clock_ahead", "newest_chat_of"], /, *, account: str) -> int | None: ...
    @overload
    def scalar(self, query: Literal["code_last_sent"], /, *, phone_key: bytes, scope: domain.codes.Scope, since: int, subject: str) -> int | None: ...
    @overload
    def scalar(self, query: Literal["code_lock"], /, *, account: str, chat_user: int, linking: int, since: int) -> int | None: ...
    @overload
    def scalar(self, query: Literal["contradiction_known"], /, *, kind: domain.contradictions.Kind, version: int, withdrawal: str) -> int | None: ...
    @overload
    def scalar(self, query: Literal["demo_code_at", "demo_denials_at", "demo_document_at", "demo_draft_at", "demo_factor_at", "demo_late_at", "demo_payout_at", "demo_remind_at", "demo_reserve_at", "demo_return_at", "demo_session_at", "demo_stuck_at"], /, *, at: int) -> str | None: ...
    @overload
    def scalar(self, query: Literal["demo_summary_at"], /, *, at: int) -> str: ...
    @overload
    def scalar(self, query: Literal["desk_accounts_made"], /, *, since: int, who: str) -> int: ...
    @overload
    def scalar(self, query: Literal["document_known", "withdrawal_account"], /, *, id: str) -> str | None: ...
    @overload
    def scalar(self, query: Literal["document_newest"], /) -> int: ...
    @overload
    def scalar(self, query: Literal["fsm_data", "fsm_state"], /, *, key: str) -> str | None: ...
    @overload
    def scalar(self, query: Literal["fund_account"], /, *, fund: int) -> str | None: ...
    @overload
    def scalar(self, query: Literal["fund_remaining"], /, *, id: int) -> int: ...
    @overload
    def scalar(self, query: Literal["is_stopped"], /, *, account: str, now: int, to_payee: int, via_account: str) -> int | None: ...
    @overload
    def scalar(self, query: Literal["links_number"], /, *, chat_user: int) -> int: ...
    @overload
    def scalar(self, query: Literal["meta_get"], /, *, fact: str) -> bytes | None: ...
    @overload
    def scalar(self, query: Literal["meta_there"], /, *, fact: str) -> bytes: ...
    @overload
    def scalar(self, query: Literal["next_code", "next_denials", "next_document", "next_draft", "next_factor", "next_late", "next_message", "next_payout", "next_payout_question", "next_remind", "next_reserve", "next_return", "next_session", "next_stuck", "next_summary", "process_bot", "step_newest"], /) -> int | None: ...
    @overload
    def scalar(self, query: Literal["not_me_account"], /, *, subject: int, what: str) -> str | None: ...
    @overload
    def scalar(self, query: Literal["not_me_last"], /, *, account: str, chat_user: int, since: int) -> int | None: ...
    @overload
    def scalar(self, query: Literal["operator_words"], /, *, subject: str) -> int: ...
    @overload
    def scalar(self, query: Literal["outbox_card_message"], /, *, chat_user: int, withdrawal: str) -> int | None: ...
    @overload
    def scalar(self, query: Literal["outbox_room_told", "staff_others_ever"], /, *, chat_user: int) -> int | None: ...
    @overload
    def scalar(self, query: Literal["overdue_elsewhere_is"], /, *, account: str, identity_key: bytes, is_test: int) -> int | None: ...
    @overload
    def scalar(self, query: Literal["phone_shared"], /, *, chat_user: int, phone_key: bytes) -> int | None: ...
    @overload
    def scalar(self, query: Literal["piece_account", "piece_bill", "piece_event", "piece_transfer", "piece_withdrawal"], /, *, after: str, most: int) -> str | None: ...
    @overload
    def scalar(self, query: Literal["piece_audit", "piece_fund", "piece_journal", "piece_outbox", "piece_payee", "piece_posting"], /, *, after: int, most: int) -> int | None: ...
    @overload
    def scalar(self, query: Literal["reference_of_others", "return_reference_of_others"], /, *, but: str, is_test: int, reference: str) -> str | None: ...
    @overload
    def scalar(self, query: Literal["staff_card_is"], /, *, chat: int, message_id: int, withdrawal: str) -> str | None: ...
    @overload
    def scalar(self, query: Literal["staff_login_from", "staff_login_person"], /, *, login: str) -> int | None: ...
    @overload
    def scalar(self, query: Literal["staff_name"], /, *, chat_user: int) -> str | None: ...
    @overload
    def scalar(self, query: Literal["stop_words"], /, *, stop: int) -> int: ...
    @overload
    def scalar(self, query: Literal["texts_failing"], /, *, least: int) -> int: ...
    @overload
    def scalar(self, query: Literal["withdrawal_chat_user"], /, *, id: str) -> int | None: ...
    @overload
    def scalar(self, query: Literal["withdrawal_draft"], /, *, account: str, chat_user: int) -> str | None: ...
    @overload
    def scalar(self, query: Literal["withdrawals_beside"], /, *, but: str, identity_key: bytes, is_test: int, number_key: bytes | None, since: int) -> int: ...
    @overload
    def run(self, query: Literal["account_add"], /, *, id: str, identity_key: bytes, identity_sealed: bytes, is_test: int, kind: domain.rules.designated.Kind, locale: str | None, management_account: str | None, name: str, opened_at: int, phone_key: bytes, phone_sealed: bytes, real_name: Literal["verified", "pending"]) -> None: ...
    @overload
    def run(self, query: Literal["account_set_reserve_due"], /, *, due_at: int | None, id: str) -> None: ...
    @overload
    def run(self, query: Literal["account_update"], /, *, id: str, locale: str | None, management_account: str | None, name: str, phone_changed_at: int | None, phone_key: bytes, phone_sealed: bytes, real_name: Literal["verified", "pending"], standing: Literal["good", "suspended", "closed"]) -> None: ...
    @overload
    def run(self, query: Literal["acting_end"], /, *, id: int, now: int | None, why: domain.acting_sessions.EndedWhy | None) -> int: ...
    @overload
    def run(self, query: Literal["adjustment_add"], /, *, fund: int, id: str, reason: str) -> None: ...
    @overload
    def run(self, query: Literal["answer_ask_put"], /, *, ask_at: int | None, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["answer_missing"], /, *, now: int | None, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["answer_put"], /, *, now: int | None, outcome: domain.contradictions.PayoutOutcome | None, reason_code: str | None, reference: str | None, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["answers_take_back", "payouts_take_back", "return_questions_take_back"], /, *, now: int | None, process: int) -> None: ...
    @overload
    def run(self, query: Literal["approval_add"], /, *, at: int, document: str | None, reviewer: str, what: str, withdrawal: str) -> int: ...
    @overload
    def run(self, query: Literal["approvals_clear", "losses_covered", "prepared_clear"], /, *, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["approvals_drop", "approvals_unsay"], /, *, reviewer: str, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["audit_add"], /, *, account: str | None, acting_as: str | None, amount_fen: int | None, at: int, by_staff: int | None, detail: str | None, outcome: str, reason_sealed: bytes | None, refused: int | None, session: int | None, subject: str | None, ticket: str | None, update_id: int | None, use_case: str, version: int | None, who: str) -> None: ...
    @overload
    def run(self, query: Literal["bill_add"], /, *, account: str, amount_fen: int, cycle: str | None, id: str, issued_at: int) -> None: ...
    @overload
    def run(self, query: Literal["bill_pay", "credit_note_offset"], /, *, amount_fen: int, id: str) -> None: ...
    @overload
    def run(self, query: Literal["branches_add"], /, *, edition: int, rows: str) -> int: ...
    @overload
    def run(self, query: Literal["branches_analyze", "branches_forget_even", "branches_forget_odd", "branches_settle_even", "branches_settle_odd", "updates_forget_all"], /) -> None: ...
    @overload
    def run(self, query: Literal["branches_begin"], /, *, edition: int) -> None: ...
    @overload
    def run(self, query: Literal["branches_delete"], /, *, before: int, edition: int) -> None: ...
    @overload
    def run(self, query: Literal["branches_finish"], /, *, branches: int | None, now: int | None, refused: int | None) -> None: ...
    @overload
    def run(self, query: Literal["branches_index_even", "branches_index_odd"], /, *, rows: str) -> None: ...
    @overload
    def run(self, query: Literal["card_note", "number_shown_put", "outbox_card_put"], /, *, chat_user: int, message_id: int, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["case_claim"], /, *, id: str, lapsed: int, now: int | None, who: str | None) -> int: ...
    @overload
    def run(self, query: Literal["case_release"], /, *, id: str, who: str) -> None: ...
    @overload
    def run(self, query: Literal["chain_add"], /, *, audit: int, hash: bytes, personal: str, position: int) -> None: ...
    @overload
    def run(self, query: Literal["chain_waits_no_more"], /, *, audit: int) -> None: ...
    @overload
    def run(self, query: Literal["chat_user_add"], /, *, created_at: int, id: int, locale: str | None) -> int: ...
    @overload
    def run(self, query: Literal["chat_user_choose"], /, *, account: str | None, id: int) -> None: ...
    @overload
    def run(self, query: Literal["chat_user_nobody", "code_accept", "link_prove", "link_token_end", "text_outage_end"], /, *, id: int, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["chat_user_set_blocked"], /, *, blocked_at: int | None, id: int) -> None: ...
    @overload
    def run(self, query: Literal["chat_user_set_locale"], /, *, id: int, locale: str | None) -> None: ...
    @overload
    def run(self, query: Literal["clock_move_add"], /, *, account: str, ahead_us: int, now: int, who: str) -> None: ...
    @overload
    def run(self, query: Literal["clock_pull_codes", "clock_pull_documents", "clock_pull_locks", "clock_pull_reserve", "clock_pull_returns", "clock_pull_withdrawals"], /, *, account: str, span: int) -> None: ...
    @overload
    def run(self, query: Literal["code_end"], /, *, id: int, now: int | None, why: str | None) -> None: ...
    @overload
    def run(self, query: Literal["code_tries_forget", "codes_forget", "fsm_forget", "link_tokens_forget", "messages_forget", "updates_forget"], /, *, before: int, most: int) -> int: ...
    @overload
    def run(self, query: Literal["code_try_add"], /, *, account: str, chat_user: int, linking: int, now: int, until_at: int | None, what: str) -> None: ...
    @overload
    def run(self, query: Literal["code_wrong", "factor_look_end", "factor_step_up_spend", "payee_drop"], /, *, id: int) -> None: ...
    @overload
    def run(self, query: Literal["codes_drop_messages", "drafts_tell"], /, *, most: int, now: int) -> None: ...
    @overload
    def run(self, query: Literal["codes_expire"], /, *, most: int, now: int | None) -> int: ...
    @overload
    def run(self, query: Literal["contradiction_lose"], /, *, id: int, loss_fen: int | None) -> None: ...
    @overload
    def run(self, query: Literal["contradiction_resolve"], /, *, how: str | None, id: int, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["credit_note_add"], /, *, account: str, actual_fen: int, id: str, invoiced_fen: int, open_fen: int, order_id: str, raised_at: int) -> None: ...
    @overload
    def run(self, query: Literal["denial_count"], /, *, hour_at: int, what: str, who: str) -> None: ...
    @overload
    def run(self, query: Literal["denials_drop"], /, *, hour_at: int, who: str) -> None: ...
    @overload
    def run(self, query: Literal["desk_account_add"], /, *, account: str, now: int, scenario: str | None, who: str) -> None: ...
    @overload
    def run(self, query: Literal["desk_account_replace"], /, *, account: str, new: str | None) -> None: ...
    @overload
    def run(self, query: Literal["document_add"], /, *, account: str, id: str, kind: domain.rules.designated.DocumentKind, media_type: str, now: int, pages: int, signed: int, size_bytes: int, uploaded_by: str) -> None: ...
    @overload
    def run(self, query: Literal["document_deleting", "late_mark", "withdrawal_ask_now"], /, *, id: str, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["document_judge"], /, *, code: str | None, document: str, note: str | None, now: int | None, verdict: domain.views.Verdict | None, who: str | None, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["document_keep"], /, *, delete_at: int | None, id: str) -> None: ...
    @overload
    def run(self, query: Literal["document_link"], /, *, document: str, kind: domain.rules.designated.DocumentKind, now: int, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["document_unlink"], /, *, document: str, now: int | None, withdrawal: str) -> int: ...
    @overload
    def run(self, query: Literal["drafts_expire"], /, *, most: int, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["drafts_steps"], /, *, most: int, now: int, who: str) -> None: ...
    @overload
    def run(self, query: Literal["draw_add"], /, *, amount_fen: int, fund: int, purpose: str, reference: str) -> None: ...
    @overload
    def run(self, query: Literal["draw_return"], /, *, amount_fen: int, id: int) -> None: ...
    @overload
    def run(self, query: Literal["edits_drop"], /, *, editing: str, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["event_add"], /, *, account: str, at: int, content_key: bytes, id: str, received_at: int, type: str) -> None: ...
    @overload
    def run(self, query: Literal["factor_add"], /, *, chat_user: int, decides_from_at: int | None, in_chat: int, now: int, secret_sealed: bytes | None, shown_until: int, who: str) -> None: ...
    @overload
    def run(self, query: Literal["factor_end", "stop_end"], /, *, id: int, now: int | None, who: str | None) -> None: ...
    @overload
    def run(self, query: Literal["factor_message"], /, *, id: int, message_id: int | None) -> None: ...
    @overload
    def run(self, query: Literal["factor_reset_ask"], /, *, chat_user: int, now: int, who: str) -> None: ...
    @overload
    def run(self, query: Literal["factor_reset_clear", "factor_word_drop", "factor_word_wrong", "outbox_block_chat"], /, *, chat_user: int) -> None: ...
    @overload
    def run(self, query: Literal["factor_right"], /, *, id: int, look_until: int | None, now: int, step_up: str | None, step_up_until: int | None, used: str) -> None: ...
    @overload
    def run(self, query: Literal["factor_word_put"], /, *, chat_user: int, expires_at: int, now: int, who: str, word_key: bytes) -> None: ...
    @overload
    def run(self, query: Literal["factor_wrong"], /, *, id: int, locked_until: int | None, wrong_tries: int) -> None: ...
    @overload
    def run(self, query: Literal["fsm_drop_empty"], /, *, key: str) -> None: ...
    @overload
    def run(self, query: Literal["fsm_put_data"], /, *, data: str, key: str, now: int) -> None: ...
    @overload
    def run(self, query: Literal["fsm_put_state"], /, *, key: str, now: int, state: str | None) -> None: ...
    @overload
    def run(self, query: Literal["fund_move"], /, *, delta_fen: int, id: int) -> int: ...
    @overload
    def run(self, query: Literal["handover_add"], /, *, n: int, now: int, withdrawal: str | None) -> None: ...
    @overload
    def run(self, query: Literal["link_add"], /, *, account: str, chat_user: int, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["link_end"], /, *, id: int, now: int | None, who: str | None, why: domain.links.EndedWhy | None) -> None: ...
    @overload
    def run(self, query: Literal["link_name"], /, *, id: int, name_sealed: bytes | None) -> None: ...
    @overload
    def run(self, query: Literal["link_token_claim"], /, *, chat_user: int | None, id: int) -> None: ...
    @overload
    def run(self, query: Literal["link_tokens_end", "links_suspend"], /, *, account: str, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["link_tokens_make_room"], /, *, account: str, most: int, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["messages_take_back"], /, *, now: int, process: int) -> None: ...
    @overload
    def run(self, query: Literal["meta_put_if_absent"], /, *, fact: str, value: bytes) -> int: ...
    @overload
    def run(self, query: Literal["meta_set"], /, *, fact: str, value: bytes) -> None: ...
    @overload
    def run(self, query: Literal["missing_payout_end"], /, *, how: str | None, id: str, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["missing_payout_put"], /, *, account: str, amount_fen: int, channel_at: int, currency: str, ended_at: int | None, how: str | None, id: str, method: domain.rules.designated.Method, now: int, order_id: str | None, said: domain.usecases.operator.reconcile.Said, stop: int | None, why: str) -> None: ...
    @overload
    def run(self, query: Literal["not_me_add"], /, *, account: str, chat_user: int, now: int, subject: int, what: str) -> None: ...
    @overload
    def run(self, query: Literal["number_shown_drop"], /, *, chat_user: int, message_id: int) -> None: ...
    @overload
    def run(self, query: Literal["numbers_claim", "staff_cards_claim", "status_cards_claim"], /, *, bot: int) -> None: ...
    @overload
    def run(self, query: Literal["operator_word_add"], /, *, document: str, now: int, subject: str, who: str) -> None: ...
    @overload
    def run(self, query: Literal["operator_words_drop"], /, *, who: str) -> None: ...
    @overload
    def run(self, query: Literal["outbox_add"], /, *, account: str | None, chat_user: int | None, event_key: str, expires_at: int | None, kind: domain.messages.MessageKind, now: int, params: str, recipient: str, secret: bytes | None, template: str) -> None: ...
    @overload
    def run(self, query: Literal["outbox_drop"], /, *, event_key: str, now: int | None, status: str) -> None: ...
    @overload
    def run(self, query: Literal["outbox_drop_later"], /, *, but: str, chat_user: int, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["outbox_end"], /, *, id: int, now: int | None, status: str) -> None: ...
    @overload
    def run(self, query: Literal["outbox_expire_due"], /, *, now: int | None) -> None: ...
    @overload
    def run(self, query: Literal["outbox_failure"], /, *, id: int, unsure: int) -> None: ...
    @overload
    def run(self, query: Literal["outbox_keep"], /, *, due_at: int, failures: int, id: int) -> None: ...
    @overload
    def run(self, query: Literal["outbox_lease"], /, *, id: int, process: int | None, until: int) -> None: ...
    @overload
    def run(self, query: Literal["outbox_make_room"], /, *, chat_user: int, most: int, now: int | None) -> int: ...
    @overload
    def run(self, query: Literal["outbox_retry"], /, *, due_at: int, id: int) -> None: ...
    @overload
    def run(self, query: Literal["outbox_revive_chat"], /, *, chat_user: int, now: int) -> int: ...
    @overload
    def run(self, query: Literal["outbox_staff_rest"], /, *, due_at: int) -> None: ...
    @overload
    def run(self, query: Literal["payee_save"], /, *, bank: str | None, bank_code: str | None, branch: str | None, by_hand: int, city: str | None, completed_at: int | None, id: int, kind: domain.rules.payee_numbers.PayeeKind | None, name_differs: int, name_key: bytes | None, name_sealed: bytes | None, number_key: bytes | None, number_masked: str | None, number_sealed: bytes | None, province: str | None) -> int: ...
    @overload
    def run(self, query: Literal["payout_lease"], /, *, id: str, process: int | None, until: int | None) -> None: ...
    @overload
    def run(self, query: Literal["phone_claim_tried"], /, *, id: int, locked_until: int | None, proved_until: int | None, wrong_tries: int) -> None: ...
    @overload
    def run(self, query: Literal["phone_claims_forget"], /, *, before: int, most: int) -> None: ...
    @overload
    def run(self, query: Literal["phone_claims_unprove"], /, *, phone_key: bytes) -> None: ...
    @overload
    def run(self, query: Literal["posting_add"], /, *, amount_fen: int, fund: int | None, journal: int, side: Literal["fund", "in_withdrawal", "external"], withdrawal: str | None) -> None: ...
    @overload
    def run(self, query: Literal["posting_add_two"], /, *, amount_fen: int, fund: int | None, journal: int, other_amount_fen: int, other_fund: int | None, other_side: Literal["fund", "in_withdrawal", "external"], other_withdrawal: str | None, side: Literal["fund", "in_withdrawal", "external"], withdrawal: str | None) -> None: ...
    @overload
    def run(self, query: Literal["prepared_put"], /, *, code: str | None, faults: str, now: int, reviewer: str, text_sealed: bytes | None, what: domain.cases.Preparing, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["refund_add"], /, *, bill: str, id: str) -> None: ...
    @overload
    def run(self, query: Literal["remind_set"], /, *, id: str, remind_at: int | None) -> None: ...
    @overload
    def run(self, query: Literal["reseal_account_identity", "reseal_account_phone"], /, *, before: bytes, key: str, sealed: bytes) -> int: ...
    @overload
    def run(self, query: Literal["reseal_acting_session_reason", "reseal_phone_claim_shown", "reseal_test_inbox_text"], /, *, before: bytes, key: int, sealed: bytes) -> int: ...
    @overload
    def run(self, query: Literal["reseal_audit_reason", "reseal_link_name", "reseal_outbox_secret", "reseal_payee_name", "reseal_payee_number", "reseal_second_factor_secret"], /, *, before: bytes, key: int, sealed: bytes | None) -> int: ...
    @overload
    def run(self, query: Literal["reseal_prepared_text", "reseal_withdrawal_note"], /, *, before: bytes, key: str, sealed: bytes | None) -> int: ...
    @overload
    def run(self, query: Literal["reserves_done"], /, *, most: int, now: int) -> int: ...
    @overload
    def run(self, query: Literal["reserves_tell"], /, *, most: int, now: int, params: str) -> int: ...
    @overload
    def run(self, query: Literal["resource_add"], /, *, account: str, billing: str, created_at: int, name: str, product: str) -> None: ...
    @overload
    def run(self, query: Literal["resource_release"], /, *, id: int, released_at: int | None) -> None: ...
    @overload
    def run(self, query: Literal["return_wait"], /, *, ask_at: int | None, id: str) -> None: ...
    @overload
    def run(self, query: Literal["sealing_key_add"], /, *, name: str, probe: bytes) -> None: ...
    @overload
    def run(self, query: Literal["sealing_key_retire"], /, *, but: str) -> int: ...
    @overload
    def run(self, query: Literal["staff_add"], /, *, chat_user: int, decides_from_at: int | None, name: str, now: int, role: domain.actor.StaffRole, who: str) -> int: ...
    @overload
    def run(self, query: Literal["staff_card_drop"], /, *, chat: int, message_id: int) -> None: ...
    @overload
    def run(self, query: Literal["staff_card_put"], /, *, chat: int, kind: str, message_id: int, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["staff_login_add"], /, *, chat_user: int, decides_from_at: int | None, login: str, now: int, who: str) -> None: ...
    @overload
    def run(self, query: Literal["staff_login_remove"], /, *, chat_user: int, login: str | None, now: int | None, who: str | None) -> int: ...
    @overload
    def run(self, query: Literal["staff_remove"], /, *, chat_user: int, now: int | None, role: str | None, who: str | None) -> int: ...
    @overload
    def run(self, query: Literal["stop_word_add"], /, *, now: int, reviewer: str, stop: int) -> None: ...
    @overload
    def run(self, query: Literal["stop_words_drop"], /, *, reviewer: str) -> None: ...
    @overload
    def run(self, query: Literal["stuck_next"], /, *, id: str, stuck_at: int | None) -> None: ...
    @overload
    def run(self, query: Literal["summary_arm"], /, *, due_at: int | None) -> int: ...
    @overload
    def run(self, query: Literal["summary_set"], /, *, due_at: int | None, last_at: int) -> None: ...
    @overload
    def run(self, query: Literal["test_inbox_add"], /, *, account: str, at: int, text_sealed: bytes) -> None: ...
    @overload
    def run(self, query: Literal["test_inbox_make_room"], /, *, account: str, most: int) -> None: ...
    @overload
    def run(self, query: Literal["top_up_add"], /, *, bank: str | None, channel: domain.rules.channels.Channel, fund: int, holder: str, order_id: str, reference: str | None) -> None: ...
    @overload
    def run(self, query: Literal["transfer_add"], /, *, fund: int, id: str, sender: str) -> None: ...
    @overload
    def run(self, query: Literal["transition_add"], /, *, at: int, from_status: domain.rules.statuses.Status, to_status: domain.rules.statuses.Status, version: int, who: str, withdrawal: str) -> None: ...
    @overload
    def run(self, query: Literal["usage_add"], /, *, account: str, amount_fen: int, cycle: str) -> None: ...
    @overload
    def run(self, query: Literal["usage_settle"], /, *, account: str, cycle: str) -> None: ...
    @overload
    def run(self, query: Literal["waits_of_answers", "waits_of_claims", "waits_of_leased_payouts"], /, *, longest: int, until: int | None) -> int: ...
    @overload
    def run(self, query: Literal["waits_of_approved"], /, *, later: int, longest: int, now: int | None) -> int: ...
    @overload
    def run(self, query: Literal["waits_of_code_locks", "waits_of_stops"], /, *, later: int, now: int) -> int: ...
    @overload
    def run(self, query: Literal["waits_of_codes", "waits_of_leased_messages", "waits_of_links"], /, *, longest: int, until: int) -> int: ...
    @overload
    def run(self, query: Literal["waits_of_messages"], /, *, later: int, longest: int, now: int) -> int: ...
    @overload
    def run(self, query: Literal["waits_of_payouts"], /, *, first: int, later: int, longest: int, now: int | None) -> int: ...
    @overload
    def run(self, query: Literal["waits_of_returns"], /, *, later: int, leased: int, longest: int, until: int | None) -> int: ...
    @overload
    def run(self, query: Literal["withdrawal_found_add"], /, *, account: str, amount_fen: int | None, at: int | None, chat_user: int, flags: str, fund: int, id: str, method: domain.rules.designated.Method | None, now: int | None, stuck_at: int | None) -> None: ...
    @overload
    def run(self, query: Literal["withdrawal_save"], /, *, action_at: int | None, action_count: int, amount_fen: int | None, approve_from_at: int | None, approved_at: int | None, asked_again_at: int | None, channel_reference: str | None, claimed_at: int | None, claimed_by: str | None, ended_at: int | None, expires_at: int | None, flags: str, fund: int, id: str, late_at: int | None, method: domain.rules.designated.Method | None, note_sealed: bytes | None, now: int, old_status: domain.rules.statuses.Status, old_version: int, payee: int | None, promise_at: int | None, reason: domain.rules.designated.DesignatedReason | None, reason_code: str | None, reason_text: str | None, retried_from: str | None, return_ask_at: int | None, return_reference: str | None, returned_at: int | None, sent_at: int | None, status: domain.rules.statuses.Status, stuck_at: int | None, submitted_at: int | None, via_account: str) -> int: ...
    @overload
    def run(self, query: Literal["withdrawal_wait"], /, *, action_at: int | None, id: str, status: domain.rules.statuses.Status) -> None: ...
    @overload
    def run(self, query: Literal["word_add"], /, *, contradiction: int, document: str, how: domain.contradictions.Resolution, now: int, reviewer: str) -> None: ...
    @overload
    def run(self, query: Literal["word_drop"], /, *, contradiction: int, how: domain.contradictions.Resolution, reviewer: str) -> None: ...
