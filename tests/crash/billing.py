"""The billing system: opens accounts, books top-ups, sends its events again until they are taken."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from standardwebhooks import Webhook

Event = dict[str, Any]


@dataclass(slots=True)
class Billing:
    """`topped_up` is what the bot has taken, in fen by account: the books must hold exactly this."""

    url: str
    secret: str
    moment: Callable[[str], None]
    topped_up: dict[str, int] = field(default_factory=dict)
    sent_again: int = 0

    async def send(self, events: list[Event]) -> None:
        """Sends until the answer is 200. Raises AssertionError if the bot refuses the events for good."""
        body = json.dumps(events)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
            while not await self._once(http, body, events[0]["id"]):
                self.sent_again += 1
                await asyncio.sleep(0.3)
        for event in events:
            if event["type"] == "top_up.paid":
                fen = round(float(event["amount"]) * 100)
                self.topped_up[event["account"]] = self.topped_up.get(event["account"], 0) + fen

    async def _once(self, http: aiohttp.ClientSession, body: str, name: str) -> bool:
        now = datetime.now(UTC)
        headers = {
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(name, now, body),
        }
        try:
            call = asyncio.ensure_future(http.post(f"{self.url}/events", data=body, headers=headers))
            await asyncio.sleep(0.01)
            self.moment("events sent")
            async with await call as answer:
                assert answer.status in (200, 503), f"events refused: {answer.status} {await answer.text()}"
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False


def opening(account: str, phone: str, reviewed: bool, chance: random.Random) -> list[Event]:
    """An account with two top-ups. With `reviewed` another account of its identity has an overdue bill."""
    paid = datetime.now(UTC) - timedelta(days=3)
    at = paid.isoformat(timespec="seconds")
    common = {"kind": "personal", "identity": f"ID-{account}", "real_name": "verified", "locale": "en"}
    events: list[Event] = [
        {"id": f"open-{account}", "type": "account.opened", "at": at, "account": account,
         "name": f"Customer {account}", "phone": phone, **common}
    ]  # fmt: skip
    for number in (1, 2):
        amount = f"{chance.randint(300, 900)}.{chance.randint(0, 99):02d}"
        events.append(
            {"id": f"pay-{account}-{number}", "type": "top_up.paid", "at": at, "account": account,
             "order": f"T-{account}-{number}", "amount": amount, "channel": "alipay", "holder": "personal",
             "reference": f"ALI-{account}-{number}"}
        )  # fmt: skip
    if reviewed:
        other = f"{account}-B"
        events += [
            {"id": f"open-{other}", "type": "account.opened", "at": at, "account": other,
             "name": f"Customer {other}", "phone": f"{phone}9", **common},
            {"id": f"bill-{other}", "type": "bill.issued", "at": at, "account": other,
             "bill": f"B-{other}", "amount": "5.00"},
        ]  # fmt: skip
    return events
