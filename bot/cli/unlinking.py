"""``unlink``: takes chats away from an account, or shows which there are."""

from __future__ import annotations

from bot.cli.failures import Failure
from bot.cli.house import House, in_house
from bot.cli.printing import OPERATOR
