"""The outside world of the harness: it speaks the product's protocols and counts what they carry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import web

from bot.channels.payouts.gateway import HttpPayouts
from bot.channels.sms.channel import AppriseSms
from domain.usecases.time.payouts import PayoutOrder
from tests.crash.gateway import FATES, Gateway, Phones
from tests.crash.later import ahead
from tests.crash.live import SECRET


@dataclass
class Outside:
    gateway: Gateway
    phones: Phones
    moments: list[str]
    at: str


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    moments: list[str] = []
    gateway, phones = Gateway("7", SECRET, moments.append), Phones("7", moments.append)
    app = web.Application()
    app.add_routes([*gateway.routes(), *phones.routes()])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Outside(gateway, phones, moments, f"127.0.0.1:{runner.addresses[0][1]}")
    await runner.cleanup()


def order(amount_fen: int) -> PayoutOrder:
    return PayoutOrder(
        id=f"W261123{amount_fen:06d}", amount_fen=amount_fen, currency="CNY", account="C1", is_test=False,
        method="original", channel="alipay", bank=None, order_id="T-C1-1", top_up_reference=None,
        first=True, query=False,
    )  # fmt: skip


def amount_with(gateway: Gateway, fate: str) -> int:
    """An amount that has this fate under this seed."""
    told = ({"account": "C1", "amount_fen": fen} for fen in range(1000, 9999))
    return next(int(str(one["amount_fen"])) for one in told if gateway._fate(one) == fate)


@pytest.mark.parametrize("fate", sorted(set(FATES) - {"slow"}))
async def test_the_gateway_pays_each_fate_once_and_sees_a_second_submission(
    outside: Outside, fate: str
) -> None:
    gateway = outside.gateway
    payouts = HttpPayouts(f"http://{outside.at}", SECRET)
    wanted = order(amount_with(gateway, fate))
    outcome = (await payouts.submit(wanted)).outcome
    for _ in range(3):
        if outcome not in ("paid", "failed"):
            outcome = (await payouts.query(wanted)).outcome
        if outcome == "never_heard":
            outcome = (await payouts.submit(wanted)).outcome
    assert outcome == ("failed" if fate == "failed" else "paid")
    assert gateway.ledger[wanted.id].accepted == 1
    assert (gateway.wrong, "submit is booked" in outside.moments) == ([], True)
    await payouts.submit(wanted)
    assert gateway.ledger[wanted.id].accepted == 2
    await HttpPayouts(f"http://{outside.at}", "whsec_" + "A" * 32).query(wanted)
    assert len(gateway.wrong) == 1
    await payouts.close()


async def test_every_text_message_is_kept_by_number(outside: Outside) -> None:
    sms = AppriseSms(f"json://{outside.at}/sms/{{phone}}")
    await sms.send("+8613800000001", "123456 is your code")
    await sms.send("+8613800000001", "123456 is your code")
    await sms.close()
    assert outside.phones.inbox == {"+8613800000001": ["123456 is your code"] * 2}
    assert outside.moments[:2] == ["text arrives", "text is taken"]


def test_a_clock_is_ahead_by_the_downtime() -> None:
    class Clock:
        def now(self, account: str | None = None) -> int:
            return 5 if account is None else 50

    ahead(Clock, 7)
    assert (Clock().now(), Clock().now("1001")) == (12, 57)
