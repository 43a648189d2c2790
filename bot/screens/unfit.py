"""Why a file that a person sent is not kept: one sentence for each code, with what to send instead."""

from __future__ import annotations

from bot.texts.catalogue import Locale, Safe, texts_for
from domain.views import Refused


def unfit(refused: Refused, locale: Locale) -> Safe:
    """The sentence as HTML; ``refused`` is what ``Unfit.refused()`` gives."""
    texts = texts_for(locale)
    key = f"unfit-{refused.code}"
    params = {name: value for name, value in refused.params if isinstance(value, str | int)}
    return texts.t(key, **params) if texts.has(key) else texts.t("unfit-broken")
