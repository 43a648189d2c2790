"""Screens: pure functions from a view of the domain to what the chat shows. No I/O, no clock, no database.

Every function takes the language last. `handlers` decide which screen is shown when (and the relay, for pushes);
`bot.chat.show` turns a screen into a Bot API call.
"""
