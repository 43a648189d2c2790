"""The payout gateway and the SMS provider as the bot's outside world: they outlive it and count.

Both misbehave now and then, the same way for the same seed. The gateway speaks `docs/payout-gateway.md`; it books
every accepted submission as a payment of its own, so that a second one shows.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web
from standardwebhooks import Webhook

Moment = Callable[[str], None]
"""Called at each moment that is worth a kill; a listener may kill at once."""

FATES = {
    "paid": 46, "slow": 14, "answer lost": 10, "pending": 10, "refused with 500": 8, "500 after paying": 6,
    "failed": 6,
}  # fmt: skip
"""The fates of a first submission, by weight."""
SLOW_S = 1.5
REASONS = ("account_closed", "name_mismatch", "channel_refused")
SMS_REFUSED = 0.05


@dataclass(slots=True)
class Payout:
    """What the gateway knows of one id."""

    amount_fen: int
    account: str
    order: str
    accepted: int = 0
    """Accepted submissions. At a bank that compares nothing, each one is a payment."""
    state: str = "pending"
    reason: str | None = None
    asked: int = 0


@dataclass(slots=True)
class Gateway:
    """`ledger` is by id; `wrong` lists what a gateway must never receive."""

    seed: str
    secret: str
    moment: Moment
    ledger: dict[str, Payout] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    turned_away: set[str] = field(default_factory=set)

    def routes(self) -> list[web.RouteDef]:
        """The two calls of the gateway."""
        return [web.post("/payouts", self.submit), web.get("/payouts/{id}", self.query)]

    async def submit(self, request: web.Request) -> web.Response:
        """POST /payouts"""
        body = await request.read()
        self.moment("submit arrives")
        told = json.loads(body)
        self._verify(request, body, told["id"])
        fate = self._fate(told)
        if fate == "refused with 500" and told["id"] not in self.turned_away:
            self.turned_away.add(told["id"])
            return web.Response(status=500)
        known = self.ledger.get(told["id"])
        if known is None:
            self.fates[fate] += 1
            known = Payout(told["amount_fen"], told["account"], told["top_up"]["order"])
            self.ledger[told["id"]] = known
            if fate == "failed":
                known.state, known.reason = "failed", self._chance(told).choice(REASONS)
            elif fate != "pending":
                known.state = "paid"
        elif (known.amount_fen, known.account) != (told["amount_fen"], told["account"]):
            self.wrong.append(f"{told['id']}: submitted with other content")
        known.accepted += 1
        self.moment("submit is booked")
        if fate == "slow":
            await asyncio.sleep(SLOW_S)
        if fate == "answer lost" and request.transport is not None:
            request.transport.abort()
        if fate == "500 after paying":
            return web.Response(status=500)
        self._soon("submit was answered")
        return self._told(told["id"], known)

    async def query(self, request: web.Request) -> web.Response:
        """GET /payouts/{id}"""
        id_ = request.match_info["id"]
        self._verify(request, await request.read(), id_)
        known = self.ledger.get(id_)
        if known is None:
            return web.json_response({"id": id_, "status": "never_heard"}, status=404)
        known.asked += 1
        if known.state == "pending" and known.asked > 1:
            known.state = "paid"
        return self._told(id_, known)

    def _told(self, id_: str, known: Payout) -> web.Response:
        if known.state == "failed":
            return web.json_response({"id": id_, "status": "failed", "reason_code": known.reason})
        return web.json_response({"id": id_, "status": known.state, "reference": f"BANK-{id_}"})

    def _verify(self, request: web.Request, body: bytes, id_: str) -> None:
        try:
            Webhook(self.secret).verify(body, dict(request.headers), json_parse=False)
        except Exception as error:
            self.wrong.append(f"{id_}: wrongly signed ({type(error).__name__})")
        if request.headers.get("Idempotency-Key") != id_:
            self.wrong.append(f"{id_}: without its Idempotency-Key")

    def _fate(self, told: dict[str, object]) -> str:
        return self._chance(told).choices(list(FATES), list(FATES.values()))[0]

    def _chance(self, told: dict[str, object]) -> random.Random:
        # By content: the id comes from the program's own randomness.
        return random.Random(f"{self.seed}:{told['account']}:{told['amount_fen']}")

    def _soon(self, moment: str) -> None:
        asyncio.get_running_loop().call_later(0.003, self.moment, moment)


@dataclass(slots=True)
class Phones:
    """Every security phone, by number, with its texts in the order of arrival."""

    seed: str
    moment: Moment
    inbox: dict[str, list[str]] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        """The address to which Apprise's `json://` posts."""
        return [web.post("/sms/{phone}", self.take)]

    async def take(self, request: web.Request) -> web.Response:
        """Takes one text message."""
        told = await request.json()
        self.moment("text arrives")
        phone = request.match_info["phone"]
        inbox = self.inbox.setdefault(phone, [])
        chance = random.Random(f"{self.seed}:{phone}:{len(inbox)}")
        if chance.random() < SMS_REFUSED and not inbox:
            # Only the first of a phone fails, so that the next attempt gets through.
            inbox.append("")
            return web.Response(status=503)
        inbox.append(str(told["message"]))
        self.moment("text is taken")
        asyncio.get_running_loop().call_later(0.003, self.moment, "text was answered")
        return web.Response()
