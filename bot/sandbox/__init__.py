"""A Bot API server on loopback, so that the bot runs and is tested without a token and without a network.

It knows nothing of withdrawals: only chats, messages, files and people. Start with `Sandbox`; tests use
`bot.sandbox.driver`. Importing this package does not import aiogram.
"""

from bot.sandbox.core import Core
from bot.sandbox.faults import Fault, Pace
from bot.sandbox.model import Chat, Person
from bot.sandbox.phone import Sms
from bot.sandbox.sandbox import Sandbox

__all__ = ["Chat", "Core", "Fault", "Pace", "Person", "Sandbox", "Sms"]
