"""Screens of a withdrawal: step from the row, statuses letter for letter, promises as local times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.screens import draft, keypad, notices, pushes, sms, withdrawal
from bot.screens.buttons import ToCosts, account_key
from bot.screens.screen import Awaits, Screen
from domain.errors import Refusal
from domain.ports import MINUTE
from domain.rules.statuses import Status
from domain.views import WithdrawalView
from tests.screens.every import text_messages
from tests.screens.fits import plain
from tests.support.samples import ALIPAY, BANK, NOW, at, outbox_message, submitted
from tests.support.samples import withdrawal as sample


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


def test_the_row_says_the_step() -> None:
    assert draft.card(sample(amount_fen=None), "en") == draft.amount(sample(amount_fen=None), "en")
    assert "Refund to original payment method" in labels(draft.card(sample(method=None), "en"))
    assert labels(draft.card(sample(), "en")) == ["Send verification code", "Back", "Cancel"]
    sent = draft.card(sample(code="sent", code_expires_at=NOW + 5 * MINUTE), "en")
    assert sent.awaits == Awaits("code", "W7K3M9QX2B")
    assert "before 17:05" in sent.text
    assert labels(draft.card(sample(code="accepted"), "en")) == ["Confirm withdrawal", "Back", "Cancel"]


def test_an_amount_that_no_longer_fits_is_asked_for_again() -> None:
    screen = draft.card(sample(allowed_fen=50_00), "en")
    assert screen.awaits == Awaits("amount", "W7K3M9QX2B")
    assert "All ¥50.00" in labels(screen)


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (200_00, ["All ¥200.00", "Half ¥100.00"]),
        (3, ["All ¥0.03", "Half ¥0.01"]),
        (1, ["All ¥0.01"]),
        (0, []),
    ],
)
def test_half_is_rounded_down_and_never_nothing(most: int, expected: list[str]) -> None:
    view = sample(amount_fen=None, allowed_fen=most)
    assert [label for label in labels(draft.amount(view, "en")) if "¥" in label] == expected


def test_which_limit_applied() -> None:
    assert "¥300.00 remains of this order" in draft.amount(sample(), "en").text
    assert "That is what remains of this order" in draft.amount(sample(limited_by="order"), "en").text


def test_the_check_card_says_everything() -> None:
    text = draft.check(sample(), "en").text
    for said in (
        "¥120.50",
        "Lin Mei",
        "TP-1001-1",
        "Alipay",
        "Fee: ¥0.00",
        "Nov 23, 18:00",
        "•••\N{NO-BREAK SPACE}8001",
    ):
        assert said in text, said


def test_promises() -> None:
    day = sample(promise_at=at("2026-11-25T00:00:00+08:00"), promise_by_day=True)
    assert "the end of Nov 24," in draft.check(day, "en").text
    assert "by the end of Nov 24." in draft.method(day, "en").text
    assert "by the end of Nov 24." in withdrawal.status_card(replace(day, status="approved"), "en").text
    review = draft.check(sample(promise_at=None), "en").text
    assert "In Review" in review
    assert "hour" not in review
    closed = draft.method(sample(order=BANK), "en").text
    assert "closed. This bank took money back until Nov 18" in closed


def test_a_year_whose_holidays_are_unknown_is_said() -> None:
    far = sample(promise_at=at("2039-01-04T00:00:00+08:00"), promise_by_day=True)
    assert "holidays of 2039 are not announced" in draft.check(far, "en").text
    assert "not announced" not in draft.check(replace(far, promise_at=NOW), "en").text


def test_both_ways_are_listed_and_a_closed_one_is_explained_and_has_no_button() -> None:
    days = {"promise_from_on": date(2026, 11, 30), "promise_by_on": date(2026, 12, 8)}
    screen = draft.method(sample(method=None, **days), "en")
    assert labels(screen)[:2] == ["Refund to original payment method", "Designated receiving account"]
    assert "between Nov\N{NO-BREAK SPACE}30 and the end of Dec\N{NO-BREAK SPACE}8" in screen.text
    closed = draft.method(sample(method=None, order=BANK, **days), "en")
    assert labels(closed)[0] == "Designated receiving account"
    assert "closed. This bank took money back until Nov 18" in closed.text


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("in_review", "In Review"),
        ("approved", "Approved, Pending Transfer"),
        ("sending", "Approved, Pending Transfer"),
        ("unknown", "Approved, Pending Transfer"),
        ("successful", "Withdrawal Successful"),
        ("failed", "Withdrawal Failed"),
        ("rejected", "Rejected"),
        ("cancelled", "Cancelled"),
    ],
)
def test_status_words_letter_for_letter(status: Status, word: str) -> None:
    view = submitted(status)
    for screen in (withdrawal.status_card(view, "en"), withdrawal.details(view, "0", "en")):
        assert screen.text.startswith(f"<b>{word}</b>\n")
    if status != "unknown":
        assert (
            f"<b>{word}</b>" in pushes.render_push(outbox_message("withdrawal", withdrawal=view), "en").text
        )


def test_a_failure_says_why_and_what_next_and_where_the_money_is() -> None:
    view = submitted("failed", reason_code="account_closed", reason_text="<seen> & noted")
    screen = withdrawal.details(view, "2", "en")
    assert "closed or cannot receive" in screen.text
    assert "once the account can receive money" in screen.text
    assert "&lt;seen&gt; &amp; noted" in screen.text
    assert "¥120.50 is back in order TP-1001-1" in screen.text
    assert labels(screen) == ["Apply again", "Back", "Me"]


def test_an_unheard_of_reason_still_has_a_text_and_a_next_step() -> None:
    text = withdrawal.status_card(submitted("rejected", reason_code="strange_code"), "en").text
    assert "strange_code" not in text
    assert "Apply again" in text


def test_cancel_only_while_it_may_be_cancelled() -> None:
    cancel = "Cancel this withdrawal"
    assert cancel in labels(withdrawal.status_card(submitted("in_review"), "en"))
    assert cancel not in labels(withdrawal.status_card(submitted("in_review", may_cancel=False), "en"))
    assert cancel not in labels(withdrawal.status_card(submitted("approved"), "en"))


def both(view: WithdrawalView) -> list[str]:
    """The status card and the push of a withdrawal, as they are read."""
    screens = (
        withdrawal.status_card(view, "en"),
        pushes.render_push(outbox_message("withdrawal", withdrawal=view), "en"),
    )
    return [plain(screen.text) for screen in screens]


def test_late_says_what_was_promised_and_that_the_money_is_safe() -> None:
    for text in both(submitted("unknown", late=True, promise_at=NOW)):
        assert "Promised by Nov 23, 17:00, and not there yet" in text
        assert "Your money is safe: it arrives, or it comes back to order TP-1001-1." in text
        assert "There by" not in text
    for text in both(submitted("approved", late=True, promise_at=NOW, promise_by_day=True)):
        assert "Promised by the end of Nov 23," in text
    for text in both(submitted("unknown", late=True, promise_at=None)):
        assert "longer than it should" in text


def test_an_unknown_outcome_is_being_asked_about_and_looks_like_no_other_status() -> None:
    text = plain(withdrawal.status_card(submitted("unknown"), "en").text)
    assert text.startswith("Approved, Pending Transfer")
    assert "We are asking the bank or Alipay" in text
    assert "There by Nov 23, 18:00." in text
    assert "5 minutes" not in text
    assert "asking" not in withdrawal.status_card(submitted("approved"), "en").text


def test_a_return_after_success_says_so_and_offers_to_apply_again() -> None:
    view = submitted("failed", reason_code="bank_return", returned_at=NOW + MINUTE, return_reference="R1")
    card, push = both(view)
    assert "Sent back by the bank" in card
    assert "Reference of the return: R1" in card
    assert "the bank sent ¥120.50 back" in push
    for text in (card, push):
        assert "order TP-1001-1 again" in text
        assert "Ask the bank whether the account can receive money" in text
    assert "Apply again" in labels(pushes.render_push(outbox_message("withdrawal", withdrawal=view), "en"))


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("overdue_elsewhere",), "another account under the same identity has an overdue bill"),
        (("amount_a_day",), "a routine check"),
        (("phone_changed", "balance_fallen"), "less can be withdrawn now"),
        ((), "a routine check"),
    ],
)
def test_a_review_says_what_the_customer_can_mend_and_promises_no_hour(
    flags: tuple[str, ...], said: str
) -> None:
    for text in both(submitted("in_review", flags=flags, promise_at=None)):
        assert said in text
        assert "hour" not in text
        assert "There by" not in text


def test_what_came_to_nothing_can_be_begun_again() -> None:
    for status in ("failed", "rejected", "cancelled"):
        assert "Apply again" in labels(withdrawal.status_card(submitted(status), "en"))
    for ended in ("expired", "discarded"):
        screen = draft.card(sample(status=ended), "en")
        assert "¥120.50 from order TP-1001-1" in screen.text
        assert "Pick it up again" in labels(screen)
        assert screen.awaits is None
    assert "Apply again" not in labels(withdrawal.status_card(submitted("successful"), "en"))


def test_a_draft_that_expired_is_told_with_its_amount() -> None:
    screen = pushes.render_push(outbox_message("draft_expired", withdrawal=sample(status="expired")), "en")
    assert "¥120.50" in screen.text
    assert "Pick it up again" in labels(screen)


def test_what_could_not_be_shown_is_the_card_as_it_is_now() -> None:
    assert pushes.render_push(outbox_message("later", withdrawal=sample()), "en") == draft.card(
        sample(), "en"
    )
    assert "Nothing is lost" in pushes.render_push(outbox_message("later"), "en").text


def test_the_keypad_is_like_a_telephones_and_holds_one_digit_a_key() -> None:
    screen = draft.code_entry(sample(code="sent"), "en")
    keys = [[button.label for button in row] for row in screen.rows[:4]]
    assert keys == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["Clear", "0", "⌫"]]
    data = [button.data for row in screen.rows[:4] for button in row]
    assert data[:3] == ["n:1:code:W7K3M9QX2B", "n:2:code:W7K3M9QX2B", "n:3:code:W7K3M9QX2B"]
    assert keypad.count(3, "en") == "●●●○○○ 3 of 6"


def test_every_step_says_which_draft_it_is_about() -> None:
    steps = (sample(method=None), sample(), sample(code="accepted"), sample(amount_fen=None, allowed_fen=0))
    assert {draft.card(view, "en").awaits for view in steps} == {Awaits("step", "W7K3M9QX2B")}


def test_the_status_cards_buttons_open_new_messages() -> None:
    """Otherwise the card would turn into another screen, and the relay would edit that one."""
    view = submitted("approved")
    ways = withdrawal.status_card(view, "en").rows[-1]
    costs = ToCosts(key=account_key(view.account.id), new=1).pack()
    assert [button.data for button in ways] == ["p:0:1", costs]


def test_text_messages_name_amount_payee_and_validity() -> None:
    for text in list(text_messages("en"))[:3]:
        assert "000111" in text
        assert "¥120.50" in text
        assert "that paid" in text
        assert "5 minutes" in text
    assert "¥120.50" in next(iter(text_messages("zh")))


def test_a_text_message_needs_its_code() -> None:
    with pytest.raises(ValueError, match="without its code"):
        sms.render_sms(outbox_message("code_link"), "en")
    with pytest.raises(ValueError, match="not a text message"):
        sms.render_sms(outbox_message("withdrawal", text_secret="000111"), "en")


def test_refusals_give_the_numbers() -> None:
    def said(code: str, **params: str | int) -> str:
        return notices.refusal(Refusal(code, keep=False, **params), NOW, "en")

    assert "from ¥0.01 to ¥200.00" in said("amount_unreadable", max_fen=200_00)
    assert "only ¥200.00 remains of this order" in said("amount_too_much", max_fen=200_00, limited_by="order")
    assert "only ¥80.00 can be withdrawn" in said("amount_too_much", max_fen=80_00, limited_by="balance")
    assert "until 17:15" in said("locked", until_at=NOW + 15 * MINUTE)
    assert "Nov 24, 16:00" in said("code_too_many", until_at=NOW + 23 * 60 * MINUTE)
    assert "in 42 seconds" in said("code_too_soon", wait_s=42)
    assert "in one second" in said("code_too_soon", wait_s=0)


def test_steps_back_never_go_beyond_what_is_entered() -> None:
    bare = sample(amount_fen=None, method=None)
    assert draft.step_screen(bare, "check", "en") == draft.amount(bare, "en")
    assert draft.step_screen(sample(method=None), "check", "en") == draft.method(sample(method=None), "en")
    assert draft.step_screen(submitted(), "amount", "en") == withdrawal.status_card(submitted(), "en")


def test_names_of_others_cannot_become_markup() -> None:
    view = sample(order=replace(ALIPAY, order_id="<b>", channel="online_banking", bank="A & <i>B"))
    text = draft.check(view, "en").text
    assert "&lt;b&gt;" in text
    assert "A &amp; &lt;i&gt;B" in text
