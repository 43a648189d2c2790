"""Questions by somebody who had not seen the lists: how many find their topic first, and among the first three.

A list that is mended by these questions makes the figures mean nothing: new questions are needed then.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.texts.guessing import LIKELY, guesses
from bot.texts.languages import LOCALES
from bot.texts.topics import TOPICS
from domain.views import Locale

ASKED = json.loads(Path(__file__).with_name("phrasings.json").read_text("utf-8"))
FLOORS: dict[Locale, tuple[int, int]] = {"en": (73, 87), "zh": (74, 91)}
"""By language: how many are first, and how many are among the first three, of 108 and of 102."""


def counts(locale: Locale) -> tuple[int, int]:
    asked = [one for one in ASKED if one["locale"] == locale and one["topic"] is not None]
    found = [[guess.topic for guess in guesses(one["text"])] for one in asked]
    first = sum(topics[0] == one["topic"] for topics, one in zip(found, asked, strict=True))
    return first, sum(one["topic"] in topics for topics, one in zip(found, asked, strict=True))


def test_the_set_is_whole() -> None:
    assert {one["topic"] for one in ASKED} - {None} <= set(TOPICS)
    for locale in LOCALES:
        assert sum(one["locale"] == locale and one["topic"] is not None for one in ASKED) >= 60
    assert sum(one["topic"] is None for one in ASKED) >= 30


@pytest.mark.parametrize("locale", LOCALES)
def test_as_many_find_their_topic_as_were_measured(locale: Locale) -> None:
    first, three = counts(locale)
    assert first >= FLOORS[locale][0]
    assert three >= FLOORS[locale][1]


def test_most_out_of_scope_are_not_likely() -> None:
    outside = [one["text"] for one in ASKED if one["topic"] is None]
    assert sum(guesses(text)[0].likeness >= LIKELY for text in outside) <= 7 < len(outside) == 36
