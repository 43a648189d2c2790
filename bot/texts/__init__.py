"""Every sentence a person reads, one Fluent catalogue a language, split by topic.

``bot.texts.languages`` has a row for each language, ``texts_for(locale)`` gives its catalogue. How amounts and
moments are written is in ``bot.texts.formats``; which sentence is shown when is decided by ``bot.screens``.
"""
