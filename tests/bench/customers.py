"""Customers of the program for the benches, made by its use cases: accounts, links, and drafts ready to confirm."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bot.runtime.clock import SystemRandom
from bot.workers.newest_books import open_mark
from domain.actor import Actor
from domain.rules.policy import Policy
from domain.tx import Tx
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.links import age_links
from tests.support.rig import HandClock, Rig, account, rig_on, top_up

T = TypeVar("T")

CODE = 424_242
MANY = 10**9
UNLIMITED = Policy(
    codes_an_hour=MANY, codes_a_day=MANY, claim_codes_an_hour=MANY, claim_codes_a_day=MANY, code_resend_s=0,
    drafts_a_day=MANY,
)  # fmt: skip
"""As many codes and drafts as a bench asks for."""
AT_ONCE = 8


class KnownCode(SystemRandom):
    """Random, but for the codes: a customer of a bench knows the code without reading it."""

    def below(self, n: int) -> int:
        return CODE if n == 10**6 else super().below(n)


@dataclass
class Customer:
    """One person, the account they are linked to, and its top-up order's fund."""

    person: int
    account: str
    fund: int = 0


@asynccontextmanager
async def served(db: Database, folder: Path, clock: HandClock | None = None) -> AsyncIterator[Rig]:
    """A rig whose customers know their codes, with the mark of the newest books, as in the real program."""
    async with rig_on(db, folder, UNLIMITED, clock) as rig:
        rig.services = replace(rig.services, random=KnownCode())
        await open_mark(rig, folder / f"{db.engine}.mark")
        yield rig


class Customers:
    """Makes customers and carries out their use cases, each as an update of its own."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        # Others than a process before has made on the same books.
        self._updates = itertools.count(time.time_ns() // 1000)
        self._people = itertools.count(time.time_ns() // 1000)

    def actor(self, person: int) -> Actor:
        """The person with a fresh update."""
        return Actor.chat(person, next(self._updates))

    async def join(self, accounts: Sequence[str], each: int = 1) -> list[Customer]:
        """Opens accounts with one large top-up order each, and links `each` people to every one."""
        first = next(self._people)
        events = [account(one, f"+8613{(first + n) % 10**9:09}") for n, one in enumerate(accounts)]
        await self.rig.events(events + [top_up("900000.00", f"TP-{one}", one) for one in accounts])
        joined = [Customer(next(self._people), one) for one in accounts for _ in range(each)]
        now = self.rig.clock.now()

        def link(tx: Tx) -> None:
            for one in joined:
                tx.run("chat_user_add", id=one.person, locale="en", created_at=now)
                tx.run("link_add", chat_user=one.person, account=one.account, now=now)

        await self.rig.db.write(link)
        for one in joined:
            await age_links(self.rig.db, one.person)
            orders = (await self.rig.look(list_orders, Actor.chat(one.person))).orders
            one.fund = orders[0].fund
        return joined

    async def draft(self, one: Customer) -> WithdrawalView:
        """A withdrawal of 0.01 whose code was accepted."""
        perform, me = self.rig.perform, one.person
        view = await perform(start_withdrawal, self.actor(me), one.fund)
        view = await perform(
            enter_amount, self.actor(me), view.id, view.version, amount_fen=1, share=None, text=None
        )
        view = await perform(choose_method, self.actor(me), view.id, view.version, "original")
        view = await perform(send_code, self.actor(me), view.id, view.version)
        return await perform(enter_code, self.actor(me), view.id, f"{CODE:06}")

    async def drafts(self, ones: Sequence[Customer]) -> list[tuple[Customer, WithdrawalView]]:
        """A draft for each, some at the same time."""
        views = await limited([partial(self.draft, one) for one in ones])
        return list(zip(ones, views, strict=True))

    async def confirm(self, one: Customer, view: WithdrawalView) -> WithdrawalView:
        """The customer's tap on *Confirm withdrawal*."""
        return await self.rig.perform(confirm_withdrawal, self.actor(one.person), view.id, view.version)


def spent(account: str, orders: range) -> list[dict[str, Any]]:
    """Events that pay orders of 1.00 in and spend them."""
    events = [top_up("1.00", f"TP-{account}-{n}", account) for n in orders]
    sum_, at = f"{len(orders)}.00", "2026-09-11T12:00:00+08:00"
    bill = {
        "id": f"B-{account}-{orders.start}",
        "at": at,
        "account": account,
        "bill": f"B-{account}-{orders.start}",
    }
    issued = {**bill, "type": "bill.issued", "amount": sum_}
    paid = {
        **bill,
        "id": f"P-{account}-{orders.start}",
        "type": "bill.paid",
        "amount": sum_,
        "source": "balance",
    }
    return [*events, issued, paid]


async def limited(calls: Sequence[Callable[[], Awaitable[T]]]) -> list[T]:
    """The results of all calls, of which `AT_ONCE` run at the same time."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def run(call: Callable[[], Awaitable[T]]) -> T:
        async with turns:
            return await call()

    return list(await asyncio.gather(*[run(call) for call in calls]))
