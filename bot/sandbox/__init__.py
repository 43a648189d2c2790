"""A Bot API server on loopback, so that the bot runs and is tested without a token and without a network.

It knows nothing of withdrawals: only chats, messages, files and people. Start with `Sandbox`; tests use
`bot.sandbox.driver`. Importing this package does not import aiogram.
"""
