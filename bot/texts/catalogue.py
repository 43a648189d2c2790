"""Loads the catalogues and fills in their sentences.

Sentences are HTML of the Bot API. Every text parameter is escaped unless it is `Safe`, so no account's name can
become markup. A missing sentence falls back to English in production and is an error after `be_strict`.
"""

from __future__ import annotations

import html
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from bot.texts.languages import DEFAULT, language_of
from bot.texts.sentence import Sentence, read_sentence
from domain.views import Locale

_HERE = Path(__file__).parent
_BEGINS = re.compile(r"^(?=[A-Za-z][\w-]*[ ]*=)", re.MULTILINE)
_strict = False


class MissingText(KeyError):
    """A sentence, or one of its parameters, that a catalogue lacks."""


class Safe(str):
    """Text that is already HTML and is not escaped again."""

    __slots__ = ()


def be_strict(on: bool = True) -> None:
    """Makes a missing sentence or parameter an error instead of falling back; for tests."""
    global _strict
    _strict = on


class Texts:
    """The sentences of one language, each read at its first use. Raises FileNotFoundError without its folder."""

    def __init__(self, locale: Locale) -> None:
        language = language_of(locale)
        self.locale = locale
        self._counts_one = language.counts_one
        self._sentences: dict[str, str | Sentence] = {}
        """What the file says, until it is read."""
        paths = sorted((_HERE / language.folder).glob("*.ftl"))
        if not paths:
            raise FileNotFoundError(f"no catalogue in {_HERE / language.folder}")
        for path in paths:
            for entry in _BEGINS.split(path.read_text(encoding="utf-8"))[1:]:
                self._sentences[entry.partition("=")[0].rstrip()] = entry

    def t(self, key: str, **params: str | int) -> Safe:
        """A sentence as HTML. Raises MissingText only after `be_strict`."""
        safe = {
            name: html.escape(value, quote=False)
            if isinstance(value, str) and not isinstance(value, Safe)
            else value
            for name, value in params.items()
        }
        return Safe(self._fill(key, safe))

    def plain(self, key: str, **params: str | int) -> str:
        """A sentence without markup: button labels, callback answers, text messages. Nothing is escaped."""
        return self._fill(key, params)

    def has(self, key: str) -> bool:
        """Whether this catalogue has the sentence."""
        return key in self._sentences

    def _fill(self, key: str, params: dict[str, Any]) -> str:
        sentence = self._sentences.get(key)
        if sentence is None:
            return self._missing(key, params)
        if isinstance(sentence, str):
            sentence = self._sentences[key] = read_sentence(sentence)
        if lacking := sentence.wants - params.keys():
            if _strict:
                raise MissingText(f"{self.locale}:{key}: {', '.join(sorted(lacking))}")
            warnings.warn(f"text {self.locale}:{key} lacks a parameter", RuntimeWarning, stacklevel=3)
        return sentence.filled(params, self._counts_one)

    def _missing(self, key: str, params: dict[str, Any]) -> str:
        if _strict:
            raise MissingText(f"{self.locale}:{key}")
        warnings.warn(f"no text {self.locale}:{key}", RuntimeWarning, stacklevel=3)
        if self.locale != DEFAULT.code:
            return texts_for(DEFAULT.code)._fill(key, params)
        return "…"


@cache
def texts_for(locale: Locale) -> Texts:
    """The catalogue of a language, read once."""
    return Texts(locale)
