"""Screens: pure functions from a view of the domain to what the chat shows. No I/O, no clock, no database.

Every function takes the language last. Which screen is shown when is decided by ``handlers`` (and by the
relay, for pushes); how a screen becomes a Bot API call is in ``bot.chat.show``.
"""
