"""Support acts as a test account, on both databases: what a session reaches, how it ends, and what it leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.payouts.channel import RoutedPayouts
from domain.actor import Actor, StaffRole
from domain.errors import Refusal
from domain.ports import MINUTE
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.greet import greet
from domain.usecases.customer.link_open import open_link
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.customer.switch_account import switch_account
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.acting import (
    end_session,
    list_test_accounts,
    read_inbox,
    show_session,
    start_session,
)
from domain.usecases.staff.look_up import look_up
from domain.usecases.staff.members import remove_staff
from domain.usecases.staff.queue import show_queue
from domain.usecases.staff.read_log import AuditFilter, audit_csv, parse_filter, show_audit, show_log
from domain.usecases.staff.review import review
from domain.usecases.time.outbox import lease_messages
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder
from domain.views import WithdrawalView
from storage.database import Database
from storage.errors import StorageError
from storage.queries import Query
from tests.support.rig import CODE, MEI, OPERATOR, Rig, account, rig_on, top_up, tried
from tests.support.staffing import hired

SAM, ANNA, ADA = (Actor.chat(number) for number in (301, 302, 303))
ME = Actor.chat(MEI.id)
SYSTEM = Actor.system("test")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    """Sam of support, who also has a real account; 9001 is a test account."""
    async with rig_on(db, tmp_path) as made:
        await made.events([
            account(), top_up("1000.00"),
            account("9001", "+8613800139001", test=True), top_up("500.00", "TP-9001", "9001"),
        ])  # fmt: skip
        await made.link()
        await hire(made, SAM, "Sam", "support")
        await hire(made, ANNA, "Anna", "finance")
        await hire(made, ADA, "Ada", "admin")
        yield made
        assert not await made.look(check_books, OPERATOR)


async def hire(rig: Rig, who: Actor, name: str, role: StaffRole) -> None:
    await rig.perform(greet, who, "en")
    await hired(rig, who.person, name, role)


async def act(rig: Rig, account: str = "9001", who: Actor = SAM) -> None:
    await rig.perform(start_session, who, account, "balance is unclear", "T-17")


async def begun(rig: Rig, amount_fen: int = 120_50) -> WithdrawalView:
    """A withdrawal entered in Sam's session, with a code on its way."""
    orders = (await rig.look(list_orders, SAM)).orders
    view = await rig.perform(start_withdrawal, SAM, orders[0].fund)
    view = await rig.perform(
        enter_amount, SAM, view.id, view.version, amount_fen=amount_fen, share=None, text=None
    )
    view = await rig.perform(choose_method, SAM, view.id, view.version, "original")
    return await rig.perform(send_code, SAM, view.id, view.version)


async def ready(rig: Rig, amount_fen: int = 120_50) -> WithdrawalView:
    """The same with the code of the test inbox accepted."""
    view = await begun(rig, amount_fen)
    await rig.relay.run_due()
    inbox = await rig.perform(read_inbox, SAM)
    found = CODE.search(inbox.entries[0].text)
    assert found is not None
    return await rig.perform(enter_code, SAM, view.id, found.group())


def code_of(result: object) -> str | None:
    return result.code if isinstance(result, Refusal) else None


async def rows(rig: Rig, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement of the test's own."""

    def ask(tx: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in tx._execute(Query("test", sql, frozenset()), {}).rows]

    return await rig.db.write(ask)


class Untouchable:
    """A channel to the outside world that fails when it is called."""

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        raise AssertionError("a real payout of a test account")

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        raise AssertionError("a real query of a test account")

    async def send(self, phone: str, text: str) -> None:
        raise AssertionError("a real text message of a test account")

    async def close(self) -> None:
        pass


async def test_the_whole_story_calls_nothing_outside(rig: Rig) -> None:
    rig.sms = Untouchable()
    rig.restart(channel=RoutedPayouts(lambda _: Untouchable(), rig.ledger))
    await act(rig)
    view = await ready(rig)
    view = await rig.perform(confirm_withdrawal, SAM, view.id, view.version)
    await rig.settle()
    shown = await rig.look(show_withdrawal, SAM, view.id)
    assert (shown.status, shown.account.id, shown.account.is_test) == ("successful", "9001", True)
    done = {
        row[0]: row[1:]
        for row in await rows(rig, "SELECT use_case, who, acting_as, account, ticket FROM audit")
    }
    assert done["confirm_withdrawal"] == ("chat:301", "9001", "9001", None)
    assert done["start_session"] == ("chat:301", None, "9001", "T-17")
    assert done["read_inbox"] == ("chat:301", "9001", "9001", None)


async def test_a_session_reaches_nothing_but_its_account(rig: Rig) -> None:
    await hire(rig, ME, "Mei", "support")
    own = (await rig.look(list_orders, ME)).orders[0].fund
    await act(rig, who=ME)
    costs = await rig.look(show_costs, ME)
    assert [one.id for one in costs.accounts] == ["9001"]
    person = await rig.perform(greet, ME, "en")
    assert person.acting is not None
    assert (person.acting.account, person.acting.staff_name, person.acting.ends_at - person.acting.at) == (
        "9001",
        "Mei",
        30 * MINUTE,
    )
    assert code_of(await tried(rig.perform(switch_account, ME, "1001"))) == "acting_now"
    assert code_of(await tried(rig.perform(start_withdrawal, ME, own))) == "acting_now"
    assert code_of(await tried(rig.perform(open_link, ME, "x" * 22))) == "acting_now"
    assert code_of(await tried(rig.perform(look_up, ME, "1001", "why", "T-1"))) == "acting_now"
    await rig.perform(end_session, ME)
    costs = await rig.look(show_costs, ME)
    assert [one.id for one in costs.accounts] == ["1001"]


async def test_a_real_account_is_refused_with_a_row(rig: Rig) -> None:
    real = await tried(rig.perform(start_session, SAM, "1001", "just looking", "T-1"))
    assert code_of(real) == "not_a_test_account"
    tries = "SELECT account, outcome, ticket FROM audit WHERE use_case = 'start_session'"
    assert await rows(rig, tries) == [("1001", "not_a_test_account", "T-1")]
    assert code_of(await tried(rig.perform(start_session, SAM, "9001", " ", "T-1"))) == "staff_reason_needed"
    assert code_of(await tried(rig.perform(start_session, SAM, "9001", "why", ""))) == "ticket_needed"
    assert code_of(await tried(rig.perform(start_session, SAM, "none", "why", "1"))) == "unknown_account"
    for who in (ANNA, ADA, ME):
        assert code_of(await tried(rig.perform(start_session, who, "9001", "why", "T-1"))) == "denied"
    assert await rows(rig, "SELECT id FROM acting_session") == []


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO acting_session (chat_user, account, reason_sealed, ticket, started_at, ends_at)"
        " SELECT 301, '1001', identity_sealed, 'T', 1, 2 FROM account WHERE id = '1001'",
        "UPDATE acting_session SET account = '1001'",
        "UPDATE acting_session SET ends_at = ends_at + 1",
        "DELETE FROM acting_session",
        "UPDATE account SET is_test = 1 WHERE id = '1001'",
        "UPDATE account SET is_test = 0 WHERE id = '9001'",
        "INSERT INTO clock_move (account, at, ahead_us, who) VALUES ('1001', 1, 1, 'x')",
    ],
)
async def test_the_database_itself_refuses_it(rig: Rig, sql: str) -> None:
    await act(rig)
    with pytest.raises(StorageError):
        await rows(rig, sql)
    assert await rows(rig, "SELECT account, ended_at FROM acting_session") == [("9001", None)]
    assert await rows(rig, "SELECT id FROM account WHERE is_test = 1") == [("9001",)]


async def test_time_runs_out_at_confirm_and_nothing_is_done(rig: Rig) -> None:
    await act(rig)
    rig.clock.move(29 * 60)
    view = await ready(rig)
    rig.clock.move(60)
    for _ in range(2):  # before it ends by time, and after
        result = await tried(rig.perform(confirm_withdrawal, SAM, view.id, view.version))
        assert isinstance(result, Refusal)
        assert (result.code, result.param("why"), result.param("account")) == (
            "session_over",
            "expired",
            "9001",
        )
    assert await rows(rig, "SELECT status, version FROM withdrawal") == [("draft", view.version)]
    assert await rows(rig, "SELECT ended_why FROM acting_session") == [("expired",)]
    sql = "SELECT acting_as, account, outcome, by_staff FROM audit WHERE use_case = 'confirm_withdrawal'"
    assert await rows(rig, sql) == [("9001", "9001", "session_over", 1)]


async def test_the_timer_ends_it_and_says_so(rig: Rig) -> None:
    await act(rig)
    view = await begun(rig)
    rig.clock.move(30 * 60 + 1)
    await rig.timers.run("session")
    assert await rows(rig, "SELECT ended_why FROM acting_session") == [("expired",)]
    told = await rows(rig, "SELECT chat_user, account FROM outbox WHERE template = 'session_over'")
    assert told == [(301, "9001")]
    assert code_of(await tried(rig.look(show_withdrawal, SAM, view.id))) == "session_over"
    assert (await rig.look(show_session, SAM)).acting is None


async def test_a_look_after_the_end_is_refused_before_anything_has_ended_it(rig: Rig) -> None:
    await act(rig)
    rig.clock.move(30 * 60)
    assert code_of(await tried(rig.look(show_costs, SAM))) == "session_over"
    assert (await rig.look(show_session, SAM)).acting is None
    await rig.perform(greet, SAM, "en")
    assert code_of(await tried(rig.look(show_costs, SAM))) == "not_linked"


async def test_a_role_that_was_removed_ends_it(rig: Rig) -> None:
    await act(rig)
    view = await ready(rig)
    await rig.perform(remove_staff, OPERATOR, SAM.person)
    result = await tried(rig.perform(confirm_withdrawal, SAM, view.id, view.version))
    assert isinstance(result, Refusal)
    assert (result.code, result.param("why")) == ("session_over", "role")
    assert code_of(await tried(rig.perform(read_inbox, SAM))) == "denied"
    assert await rows(rig, "SELECT status FROM withdrawal") == [("draft",)]


async def test_a_role_that_is_gone_by_itself_is_found_out(rig: Rig) -> None:
    await act(rig)
    await rows(rig, "UPDATE staff SET removed_at = 1, removed_by = 'x' WHERE chat_user = 301")
    result = await tried(rig.perform(start_withdrawal, SAM, 1))
    assert isinstance(result, Refusal)
    assert (result.code, result.param("why")) == ("session_over", "role")
    assert await rows(rig, "SELECT ended_why FROM acting_session") == [("role",)]


async def test_an_account_that_is_closed_ends_it(rig: Rig) -> None:
    await act(rig)
    view = await ready(rig)
    await rig.events([{
        "id": "close-9001", "type": "account.updated", "at": "2026-11-18T09:00:00+08:00", "account": "9001",
        "standing": "closed",
    }])  # fmt: skip
    result = await tried(rig.perform(confirm_withdrawal, SAM, view.id, view.version))
    assert isinstance(result, Refusal)
    assert (result.code, result.param("why")) == ("session_over", "closed")
    assert code_of(await tried(rig.perform(start_session, SAM, "9001", "a", "b"))) == "account_closed"
    assert await rows(rig, "SELECT status FROM withdrawal") == [("draft",)]


async def test_a_second_session_replaces_the_first(rig: Rig) -> None:
    await rig.events([account("9002", "+8613800139002", test=True)])
    await act(rig)
    view = await begun(rig)
    await act(rig, "9002")
    assert await rows(rig, "SELECT account, ended_why FROM acting_session ORDER BY id") == [
        ("9001", "replaced"), ("9002", None),
    ]  # fmt: skip
    result = await tried(rig.look(show_withdrawal, SAM, view.id))
    assert isinstance(result, Refusal)
    assert (result.code, result.param("account")) == ("session_over", "9001")
    await act(rig)
    assert (await rig.look(show_withdrawal, SAM, view.id)).status == "draft"


async def test_pushes_go_to_who_acts_also_after_the_session(rig: Rig) -> None:
    await act(rig)
    view = await ready(rig)
    await rig.perform(confirm_withdrawal, SAM, view.id, view.version)
    await rig.perform(end_session, SAM)
    await rig.payer.run_due()
    await rig.events([account("x9", "+8613800139003", test=True)])
    leased = await rig.perform(lease_messages, SYSTEM, 50, 60)
    about = [one for one in leased if one.chat_user == SAM.person]
    assert about
    assert all(one.is_test and one.acting is None and one.withdrawal is not None for one in about)


async def test_a_push_of_ones_own_account_comes_through_in_a_session(rig: Rig) -> None:
    await hire(rig, ME, "Mei", "support")
    paid = await rig.withdraw(120_50)
    await act(rig, who=ME)
    await rig.settle()
    pushes = "SELECT status FROM outbox WHERE kind = 'push' AND template = 'withdrawal' AND account = '1001'"
    assert await rows(rig, pushes) == [("sent",)]
    assert code_of(await tried(rig.look(show_withdrawal, ME, paid.id))) == "acting_now"


async def test_whoever_acted_as_the_account_does_not_decide_its_cases(rig: Rig) -> None:
    rig.services = replace(rig.services, policy=replace(rig.services.policy, risk_count_a_day=0))
    await hire(rig, SAM, "Sam", "finance")
    await act(rig)
    view = await ready(rig)
    view = await rig.perform(confirm_withdrawal, SAM, view.id, view.version)
    assert view.status == "in_review"
    assert code_of(await tried(rig.perform(review, SAM, view.id, "approve"))) == "acting_now"
    await rig.perform(end_session, SAM)
    assert code_of(await tried(rig.perform(review, SAM, view.id, "approve"))) == "own_case"
    assert (await rig.perform(show_queue, ANNA)).entries == ()
    tests = await rig.perform(show_queue, ANNA, test=True)
    assert ([one.id for one in tests.entries], tests.test) == ([view.id], True)
    await rig.perform(review, ANNA, view.id, "approve")


async def test_test_accounts_are_listed_and_searched_real_ones_never(rig: Rig) -> None:
    found = await rig.look(list_test_accounts, SAM)
    assert [(one.account, one.withdrawable_fen) for one in found.entries] == [("9001", 500_00)]
    assert (await rig.look(list_test_accounts, SAM, "900")).total == 1
    assert (await rig.look(list_test_accounts, SAM, "1001")).total == 0
    assert code_of(await tried(rig.look(list_test_accounts, ANNA))) == "denied"


async def test_looking_up_is_masked_written_down_and_in_the_accounts_own_log(rig: Rig) -> None:
    view = await rig.perform(look_up, SAM, "1001", "=cmd()", "T-99")
    assert (view.balance.withdrawable_fen, view.phone_masked) == (1000_00, "••• 8001")
    assert "Account 1001" not in repr(view)
    log = await rig.look(show_log, ME)
    entry = log.entries[0]
    assert (entry.what, entry.by, entry.ticket, entry.acting) == ("look_up", "staff", "T-99", False)
    assert code_of(await tried(rig.perform(look_up, ANNA, "1001", "why", "T"))) == "denied"

    wanted = parse_filter("account=1001 what=look_up")
    audit = await rig.perform(show_audit, ADA, wanted)
    told = [(one.name, one.outcome, one.reason) for one in audit.entries]
    assert told == [("Anna", "denied", "why"), ("Sam", "done", "=cmd()")]
    file = await rig.perform(audit_csv, ADA, wanted)
    assert file.rows == 2
    assert ",'=cmd()" in file.text
    assert code_of(await tried(rig.perform(show_audit, SAM, AuditFilter()))) == "denied"


async def test_the_audit_finds_what_was_done_acting_under_which_ticket(rig: Rig) -> None:
    await act(rig)
    await begun(rig)
    found = await rig.perform(show_audit, ADA, AuditFilter(what="send_code", account="9001"))
    assert [(one.who, one.acting_as, one.ticket) for one in found.entries] == [("chat:301", "9001", "T-17")]
    for words in ("who", "since=soon", "colour=red", "until=0001-01-01"):
        with pytest.raises(Refusal, match="filter_wrong"):
            parse_filter(words)
    assert parse_filter("who=7 until=2026-11-01 all").staff_only is False


async def test_there_is_no_inbox_without_a_session(rig: Rig) -> None:
    assert code_of(await tried(rig.perform(read_inbox, SAM))) == "no_session"
    assert code_of(await tried(rig.perform(end_session, SAM))) == "no_session"
