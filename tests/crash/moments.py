"""When to kill: every kind of moment, and the trigger that waits for one of them.

The outside world tells most of them (`Trigger.happened`), and the kill may come at once, in the middle of the work;
two are times.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

SENDS = frozenset({"sendmessage", "editmessagetext", "deletemessage", "answercallbackquery"})
GREETINGS = ("getMe", "setMyCommands", "deleteWebhook")

EARLY = ("database file appears", "starting", "greeting")
"""The moments before the bot takes updates."""
TARGETED = (
    "call arrives", "message is sent", "message was answered", "submit arrives", "submit is booked",
    "submit was answered", "text arrives", "text is taken", "text was answered", "confirm tap", "events sent",
)  # fmt: skip
LONGEST_S = 7.0
"""Seconds after the bot is ready for which a moment is waited for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One kill. `wait_s` lets the bot work first; `delay_s` follows the moment itself."""

    kind: str
    wait_s: float
    delay_s: float


def plans(rounds: int, chance: random.Random) -> list[Plan]:
    """A plan for each round. Every kind comes equally often, a third at random times."""
    kinds: list[str] = []
    while len(kinds) < rounds:
        turn = [*TARGETED, "starting", "greeting", "first sweep", *["random"] * 7]
        chance.shuffle(turn)
        if not kinds:
            # No withdrawal has come as far as a payout yet.
            turn.sort(key=lambda kind: kind.startswith(("submit", "confirm")))
        kinds += turn
    # Migrations run on a new database only.
    kinds = [*["database file appears"] * min(2, rounds), *kinds][:rounds]
    return [_plan(kind, chance) for kind in kinds]


def _plan(kind: str, chance: random.Random) -> Plan:
    if kind == "database file appears":
        return Plan(kind, 0, chance.uniform(0, 0.25))
    if kind == "starting":
        return Plan(kind, chance.uniform(0.05, 1), 0)
    if kind == "greeting":
        return Plan(f"greeting {chance.choice(GREETINGS)}", 0, 0)
    if kind == "first sweep":
        return Plan(kind, 0, chance.uniform(0, 0.3))
    if kind == "random":
        return Plan(kind, chance.uniform(0.3, 4), 0)
    if kind in ("confirm tap", "events sent"):
        return Plan(kind, chance.uniform(0, 1), chance.uniform(0, 0.15))
    answered = kind.endswith("answered")
    return Plan(kind, chance.uniform(0, 2), chance.uniform(0, 0.02) if answered else 0)


class Trigger:
    """Kills once, at the moment that it was set for."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self._kill = kill
        self._kind: str | None = None
        self._delay_s = 0.0
        self.fired = asyncio.Event()

    def set(self, kind: str, delay_s: float) -> None:
        """Arms the trigger."""
        self._kind, self._delay_s = kind, delay_s
        self.fired.clear()

    def clear(self) -> None:
        """Disarms the trigger."""
        self._kind = None

    def happened(self, moment: str) -> None:
        """Takes notice of a moment; to be called at every one."""
        if moment != self._kind:
            return
        self._kind = None
        if self._delay_s:
            asyncio.get_running_loop().call_later(self._delay_s, self._fire)
        else:
            self._fire()

    def _fire(self) -> None:
        self._kill()
        self.fired.set()
