"""What customers ask about: the topics that have an answer."""

from __future__ import annotations

from typing import Literal, get_args

Topic = Literal[
    "low", "reserve", "fee", "failed", "wrong_account", "ways", "time", "documents", "code", "console", "more",
    "credit_notes", "overdue", "unsettled", "transferred", "where", "window", "phone", "cancel", "connect", "proof",
    "blocked", "parts", "group", "other_money", "how", "safe", "person",
]  # fmt: skip
TOPICS: tuple[Topic, ...] = get_args(Topic)
FIRST = TOPICS[:10]
"""Those that Help names; the others are found by typing."""
