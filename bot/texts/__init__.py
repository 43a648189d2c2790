"""Every sentence a person reads, one Fluent catalogue a language, split by topic.

``texts_for(locale)`` gives the catalogue of ``"en"`` or ``"zh"``. How amounts and moments are written is in
``bot.texts.formats``; which sentence is shown when is decided by ``bot.screens``.
"""
