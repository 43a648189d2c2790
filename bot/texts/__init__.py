"""Every sentence a person reads, one Fluent catalogue a language, split by topic.

``texts_for(locale)`` gives the catalogue of ``"en"`` or ``"zh"``. How amounts and moments are written is in
``bot.texts.formats``; which sentence is shown when is decided by ``bot.screens``.
"""

from bot.texts.catalogue import LOCALES, Locale, MissingText, Safe, Texts, be_strict, locale_of, texts_for

__all__ = ["LOCALES", "Locale", "MissingText", "Safe", "Texts", "be_strict", "locale_of", "texts_for"]
