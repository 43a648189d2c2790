"""Sentences are filled as the reference implementation of Fluent fills them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.catalogue import texts_for
from bot.texts.languages import LOCALES, language_of
from bot.texts.sentence import read_sentence
from domain.views import Locale

TEXTS = Path(__file__).resolve().parents[2] / "bot" / "texts"
TAGS = {"en": "en-US", "zh": "zh-Hans-CN"}
FILLED: list[str | int] = [0, 1, 2, -1, 1_000, 1_234_567, 999, "", "x", "{", "}", "{x}", "中文"]


@cache
def reference(locale: Locale) -> FluentBundle:
    """The whole catalogue, as the reference implementation reads it."""
    bundle = FluentBundle([TAGS[locale]], use_isolating=False)
    for path in (TEXTS / language_of(locale).folder).glob("*.ftl"):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle


def keys(locale: Locale) -> Iterator[str]:
    """Every sentence of a language, as the reference parser finds them."""
    for path in (TEXTS / language_of(locale).folder).glob("*.ftl"):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            if isinstance(entry, ftl.Message):
                yield entry.id.name


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_says_what_fluent_says(locale: Locale) -> None:
    texts, bundle = texts_for(locale), reference(locale)
    found = list(keys(locale))
    assert set(texts._sentences) == set(found)
    for key in found:
        texts.plain(key, **dict.fromkeys(_wanted(locale, key), 1))
        pattern = bundle.get_message(key).value
        assert pattern is not None
        for number, value in enumerate(FILLED):
            # Each parameter another value, so that none stands for another.
            params = {
                name: FILLED[(number + place) % len(FILLED)] if place else value
                for place, name in enumerate(sorted(_wanted(locale, key)))
            }
            said, errors = bundle.format_pattern(pattern, params)
            assert not errors, (key, params)
            assert texts.plain(key, **params) == said, (key, params)


def _wanted(locale: Locale, key: str) -> frozenset[str]:
    sentence = texts_for(locale)._sentences[key]
    return (read_sentence(sentence) if isinstance(sentence, str) else sentence).wants


@pytest.mark.parametrize("locale", LOCALES)
@given(count=st.integers(-(10**18), 10**18), name=st.text(max_size=50))
def test_any_number_and_any_name(locale: Locale, count: int, name: str) -> None:
    source = """choice = { $count ->
    [0] none
    [one] one { $count }
   *[other] { $count } of { $name } {"{"}
}
"""
    bundle = FluentBundle([TAGS[locale]], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    pattern = bundle.get_message("choice").value
    assert pattern is not None
    said, errors = bundle.format_pattern(pattern, {"count": count, "name": name})
    assert not errors
    params: dict[str, str | int] = {"count": count, "name": name}
    assert read_sentence(source).filled(params, language_of(locale).counts_one) == said


@pytest.mark.parametrize(
    "source", ["# a comment", "x", "x = { -term }", "x = { other }", "x = { NUMBER($n) }"]
)
def test_what_is_no_sentence_of_ours_is_an_error(source: str) -> None:
    with pytest.raises(ValueError, match="sentence"):
        read_sentence(source)
