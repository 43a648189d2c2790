"""Help, typed words and the contact: answered with own figures, and what was open stays open."""

from __future__ import annotations

import pytest

from storage.queries import Engine
from tests.flows import walks
from tests.flows.designated import CLOSED, begun
from tests.flows.world import MEI, STRANGER, World


@pytest.fixture
def engine() -> Engine:
    """SQLite only: nothing here is asked of the database but what other flows ask of both."""
    return "sqlite"


async def with_contact(world: World, contact: str) -> None:
    world.settings = world.settings.model_copy(update={"support_contact": contact})
    await world.restart()


async def test_words_of_buttons_work_in_both_languages(world: World) -> None:
    mei = await world.mei()
    for word, shown in (
        ("Costs", "Cash balance"),
        ("余额", "Cash balance"),
        ("withdraw", "2. "),
        ("提现", "2. "),
        ("Records", "Records"),
        ("HELP", "What do you want to know?"),
        ("帮助", "What do you want to know?"),
        ("Me", "can be withdrawn"),
        ("overdue", "Overdue: ¥300.00"),
        ("log", "staff"),
    ):
        await mei.send(word)
        assert shown in mei.last.text, word
    await mei.send("中文")
    assert "可提现" in mei.last.text


async def test_a_question_of_help_is_answered_with_own_figures(world: World) -> None:
    mei = await world.mei()
    await mei.send("/help")
    await mei.tap("Why is it so little?")
    assert "¥200.00 of ¥1,000.00" in mei.last.text
    await mei.tap("Questions")
    await mei.tap("What does it cost?")
    assert "¥0.00" in mei.last.text


async def test_help_while_an_amount_is_awaited_leaves_it_awaited(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("help")
    assert "What do you want to know?" in mei.last.text
    await mei.tap("How long does it take?")
    await mei.tap("Back")
    assert "How much?" in mei.last.text
    await mei.send("help")
    await mei.send("120.50")
    assert "¥120.50: which way?" in mei.last.text


async def test_a_word_where_any_text_may_be_meant_is_taken_as_that(world: World) -> None:
    mei = await begun(world, CLOSED)
    await walks.to_payee(mei, CLOSED)
    await mei.tap("Alipay")
    await mei.send("help")
    assert "That is not an Alipay account" in mei.last.text


async def test_a_person_is_the_contact(world: World) -> None:
    mei = await world.mei()
    await mei.send("客服")
    assert "cannot pass you on" in mei.last.text
    await with_contact(world, "@cloud_support")
    mei = world.person(MEI)
    await mei.send("a person")
    assert "Support: @cloud_support" in mei.last.text
    assert [button.url for button in mei.last.buttons if button.url] == ["https://t.me/cloud_support"]
    await mei.send("/help")
    assert "Support: @cloud_support" in mei.last.text
    stranger = world.person(STRANGER)
    await stranger.start()
    assert "Support: @cloud_support" in stranger.last.text


async def test_a_locked_customer_is_told_whom_to_ask(world: World) -> None:
    await with_contact(world, "help@cloud.example")
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code("+8613800138001")
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(world.app.services.policy.code_tries):
        await mei.send(wrong)
    assert "Locked until" in mei.last.text
    assert "Support: help@cloud.example" in mei.last.text


async def test_a_typed_question_gets_three_guesses_none_of_these_and_a_person(world: World) -> None:
    mei = await world.mei()
    await mei.send("why can I only take out 200 of 1000??")
    assert "Do you mean one of these?" in mei.last.text
    assert len(mei.last.labels) == 6
    assert mei.last.labels[0] == "Why is it so little?"
    assert mei.last.labels[3:] == ["None of these", "I need a person", "Back"]
    await mei.tap("Why is it so little?")
    assert "¥200.00 of ¥1,000.00" in mei.last.text
    await mei.send("blah blah")
    assert mei.last.text.startswith("I did not understand")
    await mei.tap("None of these")
    await mei.tap("What is overdue?")
    assert "Overdue: ¥300.00" in mei.last.text


async def test_a_question_at_an_amount_or_a_code_leaves_it_open(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("is there a fee?")
    assert mei.last.labels[0] == "What does it cost?"
    await mei.send("120.50")
    assert "¥120.50: which way?" in mei.last.text
    await mei.send("how long until my money arrives")
    await mei.tap("How long does it take?")
    assert "business days" in mei.last.text
    await mei.tap("Back")
    assert "¥120.50: which way?" in mei.last.text
    await mei.tap("Refund to original payment method")
    await mei.tap("Send verification code")
    await mei.send("I did not receive the code")
    await mei.tap("The code does not arrive")
    assert "A code is on its way" in mei.last.text
    await mei.send(await world.code("+8613800138001"))
    assert "The code is right" in mei.last.text


async def test_a_stranger_may_ask_too(world: World) -> None:
    stranger = world.person(STRANGER)
    await stranger.send("is there a fee?")
    await stranger.tap("What does it cost?")
    assert "¥0.00" in stranger.last.text
    assert "Connect an account" in stranger.last.text
