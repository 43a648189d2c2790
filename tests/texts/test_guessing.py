"""A typed question finds its topic, offline, and never with an error."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import guessing
from bot.texts.guessing import LIKELY, guesses, read_phrases
from bot.texts.languages import LANGUAGES
from bot.texts.topics import TOPICS

TEXTS = Path(guessing.__file__).parent


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("why can I only take out 200 of 1000??", "low"),
        ("why only 200?", "low"),
        ("fee?", "fee"),
        ("手续费多少", "fee"),
        ("WHERE IS MY MONEY", "where"),
        ("钱还没到账", "where"),
        ("验证码收不到", "code"),
        ("我的 sms code 收不到", "code"),
        ("topped up the worng account", "wrong_account"),
        ("i need to talk to a human", "person"),
        ("转人工", "person"),
        ("withdrawal faild, what now", "failed"),
        ("为什么100块不能提", "reserve"),
    ],
)
def test_a_plain_question_is_likely_and_first(text: str, topic: str) -> None:
    first = guesses(text)[0]
    assert (first.topic, first.likeness >= LIKELY) == (topic, True)


@pytest.mark.parametrize("text", ["hello", "ok", "thanks", "is that right?", "谢谢", "你好", "???", ""])
def test_what_asks_nothing_here_is_not_likely(text: str) -> None:
    assert guesses(text)[0].likeness < LIKELY


@given(st.text(max_size=400))
def test_any_text_gives_three_different_topics(text: str) -> None:
    found = guesses(text)
    assert len({guess.topic for guess in found}) == 3
    assert guesses(text) == found
    assert all(guess.likeness >= 0 for guess in found)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_language_has_questions_for_every_topic(language: object) -> None:
    folder = next(one.folder for one in LANGUAGES if one is language)
    phrases = read_phrases((TEXTS / folder / "questions.txt").read_text("utf-8"))
    counted = Counter(topic for topic, _ in phrases.questions)
    assert {topic: counted[topic] for topic in TOPICS if counted[topic] < 8} == {}
    assert len(set(phrases.questions)) == len(phrases.questions)


def test_a_line_that_is_no_question_is_refused() -> None:
    for line in ("nothing: what is this", "fee:", "fee"):
        with pytest.raises(ValueError, match="no question"):
            read_phrases(line)
