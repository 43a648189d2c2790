"""The conversation: one module a flow. A handler reads the update, runs one use case, shows one screen.

`domain` decides what may happen, `bot.screens` what it looks like; `talk` joins the two. Nothing here knows the
database.
"""
