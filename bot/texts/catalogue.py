"""Loads the catalogues and fills in their sentences.

Sentences are HTML of the Bot API. Every text parameter is escaped unless it is `Safe`, so no account's name can
become markup. A missing sentence falls back to English in production and is an error after `be_strict`.
"""

from __future__ import annotations

import html
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from bot.texts.languages import DEFAULT, language_of
from domain.views import Locale

_HERE = Path(__file__).parent
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
    """The sentences of one language. Raises FileNotFoundError without its folder."""

    def __init__(self, locale: Locale) -> None:
        language = language_of(locale)
        self.locale = locale
        self._bundle = FluentBundle([language.babel.replace("_", "-")], use_isolating=False)
        paths = sorted((_HERE / language.folder).glob("*.ftl"))
        if not paths:
            raise FileNotFoundError(f"no catalogue in {_HERE / language.folder}")
        for path in paths:
            self._bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))

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
        return self._bundle.has_message(key)

    def _fill(self, key: str, params: dict[str, Any]) -> str:
        if not self._bundle.has_message(key):
            return self._missing(key, params)
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            return self._missing(key, params)
        text, errors = self._bundle.format_pattern(pattern, params)
        if errors:
            if _strict:
                raise MissingText(f"{self.locale}:{key}: {errors}")
            warnings.warn(f"text {self.locale}:{key} lacks a parameter", RuntimeWarning, stacklevel=3)
        return str(text)

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
