"""Connecting by phone, step by step, for its tests."""

from __future__ import annotations

from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person

SHARE = "Share my number"
SEVERAL = Person(104, "Sample Person", "en", "+8613800138030")
"""A person who holds the security phone of 3001 to 3004."""


async def ask(person: PersonDriver) -> None:
    """Goes from /start to the key, and shares the number."""
    await person.send("/start")
    await person.tap("Use my phone number")
    await person.press(SHARE)


async def accounts(person: PersonDriver) -> str:
    """The answer to /accounts."""
    await person.send("/accounts")
    return person.last.text
