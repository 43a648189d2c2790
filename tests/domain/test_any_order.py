"""No order of billing events, withdrawals and payouts breaks the books, and replayed events change nothing."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.runtime.clock import SystemRandom
from bot.runtime.runner import Runner
from bot.runtime.vault import prepare
from domain.actor import Actor
from domain.balance_json import balance_json
from domain.balance_view import load_balance
from domain.context import Services
from domain.errors import Refusal
from domain.events.parse import parse_event
from domain.orders import all_orders, to_original_fen
from domain.ports import HOUR
from domain.rules.calendar import to_local
from domain.rules.designated import DocumentKind
from domain.rules.money import plain
from domain.rules.policy import Policy
from domain.tx import Tx
from domain.use_case import UseCase
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.edit_documents import add_document
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.enter_payee import enter_payee
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.set_note import set_note
from domain.usecases.customer.start_application import start_application
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.operator.apply_events import apply_events
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.review import review
from domain.usecases.time.payouts import PayoutOrder, record_payout, take_payout
from domain.usecases.time.returns import record_return, record_return_answer, take_return_question
from domain.views import BalanceView, OrderView, WithdrawalView
from storage.opening import open_database
from tests.support.by_documents import FIELDS, new_document
from tests.support.context import ctx_of
from tests.support.databases import Place
from tests.support.rig import OPERATOR, HandClock, account, top_up, tried

PERSON, SYSTEM = Actor.chat(7), Actor.system("test")
POLICY = Policy(
    login_needed=False,
    code_resend_s=0,
    codes_an_hour=10_000,
    codes_a_day=10_000,
    return_first_ask_s=0,
    return_ask_s=60,
)
OUTCOMES = {"pay": "paid", "fail": "failed", "lost": "unknown", "paid and returned": "returned"}
ACCOUNTS = ("1001", "1002")


class KnownCodes(SystemRandom):
    """Every one-time code is 123456."""

    def below(self, n: int) -> int:
        return 123456 if n == 10**6 else super().below(n)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: migrating one for each example would take most of the time."""
    path = tmp_path_factory.mktemp("books") / "template.db"

    async def make() -> None:
        await (await open_database(f"sqlite:///{path}")).close()

    asyncio.run(make())
    return path


amounts = st.sampled_from(["0.01", "33.33", "50.00", "100.00", "250.00"])
kinds = st.sampled_from([
    "top_up.paid", "adjustment.posted", "refund.posted", "transfer.made", "transfer.recalled", "resource.created",
    "resource.released", "usage.accrued", "bill.issued", "bill.paid", "credit_note.raised", "credit_note.offset",
    "withdraw", "withdraw", "designate", "apply", "apply", "approve", "approve", "reject", "cancel",
    "pay", "fail", "return", "asked", "asked and returned", "lost", "paid and returned",
])  # fmt: skip
moves = st.lists(st.tuples(kinds, st.sampled_from(ACCOUNTS), st.integers(0, 2), amounts), max_size=40)


def as_event(number: int, kind: str, who: str, which: int, amount: str) -> dict[str, Any]:
    other = ACCOUNTS[who == "1001"]
    name = f"{kind[:2]}{which}"
    fields: dict[str, Any] = {
        "top_up.paid": {"order": f"T{number}", "amount": amount, "channel": "alipay", "holder": "personal"},
        "adjustment.posted": {"adjustment": f"A{number}", "amount": amount, "reason": "x"},
        "refund.posted": {"refund": f"R{number}", "bill": f"bi{which}", "amount": amount},
        "transfer.made": {"transfer": name, "to": other, "amount": amount},
        "transfer.recalled": {"transfer": name, "amount": amount},
        "resource.created": {"resource": "r", "product": "ECS", "billing": "pay_as_you_go"},
        "resource.released": {"resource": "r"},
        "usage.accrued": {"cycle": f"2026-1{which}", "amount": amount},
        "bill.issued": {"bill": name, "amount": amount, "cycle": f"2026-1{which}"},
        "bill.paid": {"bill": name, "amount": amount, "source": ("balance", "balance", "external")[which]},
        "credit_note.raised": {"credit_note": name, "order": "O", "invoiced": "300.00", "actual": amount},
        "credit_note.offset": {"credit_note": name, "amount": amount},
    }[kind]
    return {
        "id": f"e{number}",
        "type": kind,
        "at": f"2026-11-{1 + number % 17:02d}T10:00:00+08:00",
        "account": who,
        **fields,
    }


def _listed(of: Callable[[Tx], Iterator[dict[str, Any]]], tx: Tx) -> list[dict[str, Any]]:
    return list(of(tx))


MANY = 10**6
"""More than there is of anything."""


class Story:
    """One database, and what the steps do to it."""

    def __init__(self, world: Runner, clock: HandClock) -> None:
        self.world, self.clock = world, clock
        self.accepted: list[dict[str, Any]] = []
        self.done: list[tuple[str, int]] = []
        self.reviewed: list[WithdrawalView] = []
        self.returned = 0

    async def begin(self) -> None:
        await self.event(account("1001"))
        await self.event(account("1002", "+8613800138002", name="Account 1001"))
        await self.event(top_up("400.00"))

        def link(tx: Tx) -> None:
            tx.run("chat_user_add", id=7, locale="en", created_at=0)
            for who in ACCOUNTS:
                tx.run("link_add", chat_user=7, account=who, now=0)

        await self.world.db.write(link)

    async def event(self, event: dict[str, Any]) -> None:
        report = await tried(self.world.perform(apply_events, OPERATOR, [parse_event(event)], skip_bad=True))
        assert not isinstance(report, Refusal)
        if report.applied:
            self.accepted.append(event)

    async def balance(self, who: str) -> BalanceView:
        return await self.world.db.read(
            lambda tx: load_balance(ctx_of(self.world.services, tx), who, self.clock.now())
        )

    async def orders(self, who: str) -> list[OrderView]:
        def found(tx: Tx) -> list[OrderView]:
            ctx = ctx_of(self.world.services, tx)
            return list(all_orders(ctx, load_balance(ctx, who, self.clock.now()), spent=True))

        return await self.world.db.read(found)

    async def withdraw(self, who: str, amount: str) -> None:
        for order in (await self.orders(who))[:1]:
            draft = await tried(self.world.perform(start_withdrawal, PERSON, order.fund))
            if isinstance(draft, Refusal):
                return
            draft = await tried(
                self.world.perform(enter_amount, PERSON, draft.id, draft.version, text=amount)
            )
            if isinstance(draft, Refusal):
                return
            draft = await tried(
                self.world.perform(choose_method, PERSON, draft.id, draft.version, "original")
            )
            assert not isinstance(draft, Refusal)
            await tried(self.world.perform(send_code, PERSON, draft.id, draft.version))
            await tried(self.world.perform(enter_code, PERSON, draft.id, "123456"))
            result = await tried(self.world.perform(confirm_withdrawal, PERSON, draft.id, draft.version))
            assert not isinstance(result, Refusal), result

    async def by_documents(self, kind: str, who: str, amount: str) -> None:
        """A withdrawal to a designated account or by application: a payee, the documents, and In Review."""
        if kind == "apply":
            draft = await tried(self.world.perform(start_application, PERSON, who))
        else:
            orders = await self.orders(who)
            if not orders:
                return
            draft = await tried(self.world.perform(start_withdrawal, PERSON, orders[-1].fund))
        for step in self._filled(kind, amount):
            if isinstance(draft, Refusal):
                assert draft.code in ("nothing_to_withdraw", "amount_too_much"), draft
                return
            draft = await step(draft)
        assert not isinstance(draft, Refusal)
        await tried(self.world.perform(send_code, PERSON, draft.id, draft.version))
        await tried(self.world.perform(enter_code, PERSON, draft.id, "123456"))
        view = await tried(self.world.perform(confirm_withdrawal, PERSON, draft.id, draft.version))
        assert not isinstance(view, Refusal), view
        assert view.status == "in_review"
        self.reviewed.append(view)

    def _filled(self, kind: str, amount: str) -> Iterator[Callable[[WithdrawalView], Awaitable[Any]]]:
        def does(use_case: UseCase[..., Any], *args: Any) -> Callable[[WithdrawalView], Awaitable[Any]]:
            return lambda view: tried(self.world.perform(use_case, PERSON, view.id, view.version, *args))

        def adds(kind: DocumentKind) -> Callable[[WithdrawalView], Awaitable[Any]]:
            return lambda view: tried(self.world.perform(add_document, PERSON, view.id, kind, new_document()))

        yield does(enter_amount, None, None, amount)
        if kind == "designate":
            yield does(choose_method, "designated")
            yield does(choose_reason, "account_closed")
        else:
            yield does(set_note, "What was refunded")
        for field, value in FIELDS["alipay"]:
            shown = value if field != "name" else "Account 1001"
            yield does(enter_payee, field, shown)
        for document_kind in (
            "application_form",
            "id_photo",
            *(("closure_proof",) if kind == "designate" else ()),
        ):
            yield adds(document_kind)

    async def decide(self, kind: str) -> None:
        """Approves, rejects or cancels the oldest case, which may have been decided before."""
        for view in self.reviewed[:1]:
            self.reviewed.remove(view)
            if kind == "cancel":
                await tried(self.world.perform(cancel_withdrawal, PERSON, view.id, view.version))
            else:
                decision: Any = kind
                await tried(self.world.perform(review, OPERATOR, view.id, decision, "other"))

    async def payout(self, outcome: Any) -> None:
        for asked in (True, False):
            taken = await tried(self.world.perform(take_payout, SYSTEM, 60, asked))
            if taken is None:
                continue
            assert isinstance(taken, PayoutOrder)
            await tried(self.world.perform(record_payout, SYSTEM, taken.id, outcome))
            self.done.append((taken.id, taken.amount_fen))

    async def question(self, outcome: Any) -> None:
        """Asks the channel about a paid payout that is due."""
        taken = await tried(self.world.perform(take_return_question, SYSTEM, 60))
        if taken is None:
            return
        assert isinstance(taken, PayoutOrder)
        before = await self.balance(taken.account)
        assert not isinstance(
            await tried(self.world.perform(record_return_answer, SYSTEM, taken.id, outcome)), Refusal
        )
        came = taken.amount_fen if outcome == "returned" else 0
        assert (await self.balance(taken.account)).cash_fen == before.cash_fen + came
        self.returned += outcome == "returned"

    async def freed(self) -> None:
        """Checks that some events free all held money of every account (rules 2)."""

        def events(tx: Tx) -> Iterator[dict[str, Any]]:
            for who in ACCOUNTS:
                for row in tx.all("hold_resources", account=who, most=MANY):
                    yield {"account": who, "type": "resource.released", "resource": row.name}
                for note in tx.all("hold_credit_notes", account=who, most=MANY):
                    offset = {"credit_note": note.id, "amount": plain(note.open_fen)}
                    yield {"account": who, "type": "credit_note.offset", **offset}
                for used in tx.all("hold_cycles", account=who, most=MANY):
                    bill = {"bill": f"last-{who}-{used.cycle}", "amount": plain(used.unsettled_fen)}
                    yield {"account": who, "type": "bill.issued", "cycle": used.cycle, **bill}
                for sent in tx.all("hold_transfers", account=who, most=MANY):
                    recall = {"transfer": sent.transfer, "amount": plain(sent.remaining_fen)}
                    yield {"account": sent.sender, "type": "transfer.recalled", **recall}

        def payments(tx: Tx) -> Iterator[dict[str, Any]]:
            for who in ACCOUNTS:
                for row in tx.all("hold_bills", account=who, most=MANY):
                    paid = {"bill": row.id, "amount": plain(row.open_fen), "source": "external"}
                    yield {"account": who, "type": "bill.paid", **paid}

        at = to_local(self.clock.at).isoformat()
        for found in (events, payments):
            for number, one in enumerate(await self.world.db.read(partial(_listed, found))):
                applied = len(self.accepted)
                await self.event({"id": f"last-{found.__name__}-{number}", "at": at, **one})
                assert len(self.accepted) == applied + 1, one
        self.clock.at += 25 * HOUR
        for who in ACCOUNTS:
            assert (await self.balance(who)).holds == (), who

    async def right(self) -> list[Any]:
        """Checks every invariant; returns the balances as JSON, for comparing."""
        wrong = await tried(self.world.look(check_books, OPERATOR))
        assert not isinstance(wrong, Refusal)
        assert {one.name for one in wrong} <= {"contradicted"}, wrong
        found = []
        for who in ACCOUNTS:
            view = await self.balance(who)
            shown = view.transferred_fen + view.frozen_cash_fen + view.reserve_shown_fen
            assert view.cash_fen == view.withdrawable_fen + view.non_withdrawable_fen
            assert view.non_withdrawable_fen == shown
            orders = await self.orders(who)
            assert min(view.withdrawable_fen, view.cash_fen, *(one.remaining_fen for one in orders), 0) == 0
            found.append(balance_json(view, to_original_fen(view, orders), orders))
        return found


async def tell(url: str, story: list[tuple[str, str, int, str]]) -> None:
    async with await open_database(url, migrate=False) as db:
        clock, random = HandClock(), KnownCodes()
        vault = await db.write(partial(prepare, keys=("k" * 32,), mode="sandbox", random=random))
        told = Story(Runner(db, Services(clock, random, POLICY, vault)), clock)
        await told.begin()
        for number, (kind, who, which, amount) in enumerate(story):
            clock.at += HOUR // 10
            if kind == "withdraw":
                await told.withdraw(who, amount)
            elif kind in ("designate", "apply"):
                await told.by_documents(kind, who, amount)
            elif kind in ("approve", "reject", "cancel"):
                await told.decide(kind)
            elif kind in OUTCOMES:
                await told.payout(OUTCOMES[kind])
            elif kind in ("asked", "asked and returned"):
                await told.question("paid" if kind == "asked" else "returned")
            elif kind == "return":
                for done, amount_fen in told.done[-1:]:
                    result = await tried(told.world.perform(record_return, SYSTEM, done, amount_fen))
                    told.returned += not isinstance(result, Refusal)
            else:
                await told.event(as_event(number, kind, who, which, amount))
            await told.right()
        if story in EXAMPLES:
            assert (len(told.done), told.returned) == (1, 1), "the story's own moves do not work"
        before = await told.right()
        again = [parse_event(event, line) for line, event in enumerate(told.accepted, 1)]
        report = await tried(told.world.perform(apply_events, OPERATOR, again, skip_bad=False))
        assert not isinstance(report, Refusal)
        assert (report.applied, report.repeated) == (0, len(again))
        assert await told.right() == before
        await told.freed()
        await told.right()


PAID_AND_RETURNED = [
    ("withdraw", "1001", 0, "100.00"),
    ("pay", "1001", 0, "0.01"),
    ("return", "1001", 0, "0.01"),
]
PAID_AND_LEARNED = [
    *PAID_AND_RETURNED[:2],
    ("asked", "1001", 0, "0.01"),
    ("asked and returned", "1001", 0, "0.01"),
    ("return", "1001", 0, "0.01"),
]
BY_DOCUMENTS = [
    ("adjustment.posted", "1001", 0, "33.33"),
    ("adjustment.posted", "1001", 1, "33.33"),
    ("apply", "1001", 0, "50.00"),
    ("approve", "1001", 0, "0.01"),
    *PAID_AND_RETURNED[1:],
]
DESIGNATED = [("designate", "1001", 0, "100.00"), *BY_DOCUMENTS[3:]]
LATE_USAGE = [
    ("usage.accrued", "1001", 1, "50.00"),
    ("bill.issued", "1001", 1, "50.00"),
    ("bill.issued", "1001", 2, "33.33"),
    ("usage.accrued", "1001", 1, "0.01"),
    ("usage.accrued", "1001", 2, "100.00"),
    ("usage.accrued", "1001", 0, "33.33"),
]
EXAMPLES = (PAID_AND_RETURNED, PAID_AND_LEARNED, BY_DOCUMENTS, DESIGNATED)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=moves)
@example(story=PAID_AND_RETURNED)
@example(story=PAID_AND_LEARNED)
@example(story=BY_DOCUMENTS)
@example(story=LATE_USAGE)
@example(story=DESIGNATED)
def test_any_order_leaves_the_books_right(template: Path, story: list[tuple[str, str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.db"
        shutil.copy(template, path)
        asyncio.run(tell(f"sqlite:///{path}", story))


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=moves)
@example(story=BY_DOCUMENTS)
@example(story=LATE_USAGE)
def test_any_order_leaves_the_books_right_on_postgresql(
    make_place: Callable[..., Place], story: list[tuple[str, str, int, str]]
) -> None:
    asyncio.run(tell(make_place("postgresql").url, story))
