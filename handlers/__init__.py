"""The conversation: one module a flow. A handler reads the update, runs one use case, shows one screen.

What may happen is decided by ``domain``, what it looks like by ``bot.screens``; ``talk`` joins the two.
Nothing here knows the database.
"""
