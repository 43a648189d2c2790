"""The values of the rules that an operator may set; the defaults are those of the rules.

Tables (return windows, business days) are data of their own modules; the numbers are here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Amounts in fen, durations in seconds, days as counts."""

    currency: str = "CNY"
    reserve_fen: int = 100_00
    reserve_hold_s: int = 24 * 3600
    settlement_day: int = 3
    """Day of the next month, 00:00 local, on which a cycle's bill is settled (rules 2)."""

    draft_ttl_s: int = 24 * 3600
    alipay_window_days: int | None = None
    bank_card_window_days: int | None = None

    promise_s: int = 3600
    """Promise for Alipay and online banking, from approval (rules 5)."""
    promise_business_days: int = 2
    designated_from_days: int = 7
    """Calendar days after submission from which the money of a designated withdrawal or an application may come
    (rules 5).
    """
    designated_by_days: int = 15
    document_days: int = 30
    """Days that documents are kept after the decision."""
    forget_days: int = 30
    """Days that spent codes and ended messages are kept; at least the day that the limits of codes look back."""
    return_business_days: int = 7
    return_first_ask_s: int = 3600
    """Seconds after success until the channel is first asked whether the money came back."""
    return_ask_s: int = 24 * 3600
    """Seconds between further questions, until the business days above are over."""
    unknown_business_days: int = 3

    second_review_fen: int = 50_000_00
    """From this sum over 7 days two different reviewers approve (rules 6)."""
    second_review_days: int = 7

    login_needed: bool = True
    """Whether only a login that belongs to staff decides at the command line; False in the sandbox."""
    given_rest_s: int = 24 * 3600
    """Seconds for which a role, a login or a new second factor from the command line decides nothing."""

    staff_look_s: int = 30 * 60
    """Seconds for which looking is open after a code of the second factor."""
    step_up_fen: int = 0
    """From this amount on, approving and settling take a code of their own; 0: always."""

    acting_s: int = 30 * 60
    """The longest session of acting as a test account, in seconds."""
    claim_s: int = 30 * 60
    """Seconds that a reviewer's claim to a case lasts."""
    remind_days: int = 3
    """Days in review after which the staff's group is reminded of a case, and then daily."""
    summary_hour: int = 9
    """Local hour of the daily summary for the group of staff."""
    queue_page: int = 6

    risk_phone_changed_s: int | None = None
    """A flag when the security phone changed within this many seconds; None: off."""
    risk_amount_a_day_fen: int | None = None
    """A flag from this sum in 24 hours on, and from this many withdrawals on. None: off."""
    risk_count_a_day: int | None = None

    code_ttl_s: int = 300
    code_tries: int = 5
    code_tries_told: int = 2
    """From this number of tries left on, the number is told."""
    code_lock_s: int = 15 * 60
    code_locks: int = 3
    """The number of locks within 24 hours that makes the last a long one."""
    code_long_lock_s: int = 24 * 3600
    code_resend_s: int = 60
    codes_an_hour: int = 5
    codes_a_day: int = 10
    codes_told: int = 2
    """From this number of codes left on, the number is told."""
    link_ttl_s: int = 15 * 60
    claim_codes_an_hour: int = 3
    """The most codes for linking by phone, and for each of several people with one phone; the rest is for the others.
    """
    claim_codes_a_day: int = 5
    numbers_a_day: int = 3
    """Most phone numbers that one chat user may share in 24 hours."""
    sharers_a_day: int = 3
    """Most chat users who may share one phone number in 24 hours."""
    choice_ttl_s: int = 10 * 60
    """Seconds for which a proved phone lets its person choose among its accounts."""

    # What one more comes to is said in `domain.rules.limits`.
    chats_an_account: int = 20
    accounts_a_chat: int = 40
    drafts_a_day: int = 50
    documents_a_day: int = 60
    payees_offered: int = 5
    payees_looked_at: int = 50
    links_open: int = 5
    messages_kept: int = 100
    inbox_kept: int = 100
    test_accounts_a_day: int = 500
    updates_waiting: int = 40
    updates_a_day: int = 10_000

    payout_query_s: int = 30
    payout_query_most_s: int = 3600

    page_size: int = 5

    support: str | None = None
    """How people reach support: `@name`, an address that begins with https://, an e-mail address or a telephone
    number.
    """
    console: str | None = None
    """Address of the provider's billing console."""
