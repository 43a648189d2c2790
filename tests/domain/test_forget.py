"""What is over is forgotten after some days, with an audit row; money, steps, approvals and the audit stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.workers.due_work import FORGOTTEN
from domain.ports import DAY, HOUR
from domain.rules.calendar import end_of, local_date, start_of
from domain.rules.policy import Policy
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.prepare import prepare
from domain.usecases.staff.read_log import AuditFilter, show_audit
from domain.usecases.time.forget import forget_spent
from storage.database import Database
from tests.domain.designated import SYSTEM
from tests.support.by_documents import ME, designated, submit
from tests.support.reviewing import event, query
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up

KEPT = ("journal", "posting", "transition", "approval", "withdrawal", "event", "document")


async def counts(rig: Rig, *tables: str) -> dict[str, int]:
    def ask(tx: Any) -> dict[str, int]:
        return {table: int(query(tx, f"SELECT COUNT(*) FROM {table}")[0][0]) for table in tables}

    return await rig.db.read(ask)


async def test_spent_codes_and_delivered_messages_are_forgotten_once_a_day(
    db: Database, tmp_path: Path
) -> None:
    async with rig_on(db, tmp_path, Policy(forget_days=30)) as rig:
        await rig.events([account(), top_up("300.00")])
        await rig.link()
        await rig.withdraw(10_00)
        await rig.settle()
        began_on = local_date(rig.clock.now())
        # The next day a reviewer began to write something, the customer cancelled, and the chat was blocked.
        rig.clock.at = start_of(began_on) + DAY + 12 * HOUR
        view = await submit(rig, await designated(rig, 20_00))
        await rig.perform(prepare, OPERATOR, view.id, "reject", text="Private words")
        await rig.perform(cancel_withdrawal, ME, view.id, view.version)
        assert (await counts(rig, "prepared"))["prepared"] == 0
        await rig.settle()
        await rig.events([event("account.updated", "phone", phone="+8613900139001")])
        await rig.mei().block()
        await rig.settle()
        before = await counts(rig, "one_time_code", "code_try", "outbox", "link_token", *KEPT)
        assert before["one_time_code"] == 3

        rig.clock.at = end_of(began_on) + 30 * DAY - 1
        assert await rig.timers.run("forget spent") == 0
        rig.clock.at += 1
        gone = await rig.timers.run("forget spent")
        after = await counts(rig, "one_time_code", "code_try", "outbox", "link_token", *KEPT)
        assert after["one_time_code"] == 1, "the code of the next day"
        assert gone == sum(before.values()) - sum(after.values()) > 2
        assert [after[table] for table in KEPT] == [before[table] for table in KEPT]
        wanted = AuditFilter(what="forget_spent", staff_only=False)
        audited = await rig.perform(show_audit, OPERATOR, wanted)
        assert [(one.who, one.detail) for one in audited.entries] == [
            ("system:timers", ("codes=2", f"count={gone}", f"messages={gone - 5}"))
        ]
        assert await rig.timers.run("forget spent") == 0

        rig.clock.at += 400 * DAY
        assert await rig.perform(forget_spent, SYSTEM, FORGOTTEN) > 0
        left = await rig.db.read(lambda tx: query(tx, "SELECT template, status FROM outbox"))
        assert left == [("phone_changed", "blocked")], "it waits for the person who blocked the bot"
        assert not await rig.look(check_books, OPERATOR)
