"""Answers say the customer's own figures and none of their own making."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.screens import help
from bot.screens.answers import Own
from bot.texts import formats
from bot.texts.languages import LOCALES
from bot.texts.topics import TOPICS
from domain.rules.plan import plan
from domain.rules.policy import Policy
from domain.views import CostsView, Locale
from tests.screens import anything
from tests.screens.fits import plain
from tests.support import samples
from tests.support.samples import NOW

AMOUNT = re.compile(r"[¥$€£]\s?([\d,]+\.\d\d)")


def known(view: CostsView, policy: Policy) -> set[str]:
    """Every amount that the books, the plan and the policy give."""
    balance = view.balance
    fen = {policy.reserve_fen, 0, 1}
    names = (name for name in balance.__slots__ if name.endswith("_fen"))
    fen |= {int(getattr(balance, name)) for name in names}
    made = plan(balance.figures)
    fen |= {made.most_fen}
    for step in made.steps:
        fen |= {step.gain_fen, step.withdrawable_fen, step.new_money_fen}
    for hold in balance.holds:
        after = balance.withdrawable_fen + hold.gain_fen
        fen |= {hold.amount_fen, hold.gain_fen, after, hold.amount_fen - hold.gain_fen}
        fen |= {item.amount_fen for item in hold.items if item.amount_fen is not None}
        # What is not listed is summed up.
        fen |= {
            hold.amount_fen - sum(item.amount_fen or 0 for item in hold.items[:most])
            for most in range(len(hold.items) + 1)
        }
    return {formats.number(abs(one)) for one in fen}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(view=anything.costs_views(), locale=st.sampled_from(LOCALES))
def test_no_amount_is_made_up(view: CostsView, locale: Locale) -> None:
    policy = Policy()
    # Its name could hold an amount.
    view = replace(view, account=replace(view.account, name="Lin"), accounts=())
    for topic in TOPICS:
        text = plain(help.answer_to(topic, Own(policy, view), NOW, locale).text)
        assert set(AMOUNT.findall(text)) <= known(view, policy), topic


@pytest.mark.parametrize("locale", LOCALES)
def test_answers_to_the_worked_example(locale: Locale) -> None:
    """The source's questions, with the source's figures."""
    own = Own(Policy(), samples.costs())
    said = {topic: plain(help.answer_to(topic, own, NOW, locale).text) for topic in TOPICS}
    assert re.findall(r"¥[\d,.]+\d", said["low"])[:2] == ["¥200.00", "¥1,000.00"]
    assert "¥100.00" in said["reserve"]
    assert "24" in said["reserve"]
    assert "¥0.00" in said["fee"]
    assert re.findall(r"¥[\d,.]+\d", said["more"])[:2] == ["¥500.00", "¥200.00"]
    assert "1001" in said["wrong_account"]
    assert "8001" in said["code"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_stranger_is_told_facts_and_no_figures_of_anybody(locale: Locale) -> None:
    for topic in TOPICS:
        text = plain(help.answer_to(topic, Own(Policy()), NOW, locale).text)
        assert set(AMOUNT.findall(text)) <= {"0.00", "100.00"}, topic


@pytest.mark.parametrize("locale", LOCALES)
def test_the_contact_is_named_and_opened_where_it_can_be(locale: Locale) -> None:
    opened = {}
    for support in samples.SUPPORTS:
        screen = help.answer_to("person", Own(Policy(support=support)), NOW, locale)
        assert support in screen.text
        opened[support] = [button.url for row in screen.rows for button in row if button.url]
    assert list(opened.values()) == [["https://t.me/a_support_chat"], ["https://example.com/support"], [], []]
    without = help.answer_to("person", Own(Policy()), NOW, locale)
    assert not [button for row in without.rows for button in row if button.url]
