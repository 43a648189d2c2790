"""Every sentence that a person reads, one Fluent catalogue a language, split by topic.

`bot.texts.languages` has a row for each language, `texts_for(locale)` returns its catalogue. `bot.texts.formats`
writes amounts and moments; `bot.screens` decides which sentence is shown when.
"""
