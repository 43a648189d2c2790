"""The accounts and people of the sandbox: the worked example and a few more, dated from the day of the start.

Everything is made as billing events; `bot.demo.load` applies them to a database without accounts. The worked example
keeps its figures on every day of the year: its billed cycle is the latest one whose settlement day has passed, and
the next one is still unsettled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.actor import StaffRole
from domain.events.parse import ParsedEvent, parse_event
from domain.ports import Micros
from domain.rules.calendar import LOCAL, to_local

Event = dict[str, Any]

BANKS = (
    ("China Merchants Bank", "corporate"),
    ("ICBC", "corporate"),
    ("Bank of Jiangsu", "corporate"),
    ("China Construction Bank", "corporate"),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the chat page, and the accounts that they can be linked to."""

    id: int
    first_name: str
    language_code: str
    phone: str | None
    accounts: tuple[tuple[str, str], ...] = ()
    """Pairs of an account and what it shows."""
    role: StaffRole | None = None
    """The person's role among staff."""


PEOPLE = (
    DemoPerson(101, "Lin Mei", "en", "+8613800138001", (("1001", "worked example"),)),
    DemoPerson(102, "Lin Trading", "en", "+8613800138002", (("1002", "sender of the transfer"),)),
    DemoPerson(103, "示例财务", "zh-hans", "+8613800138021", (("2001", "企业账号，多笔充值"),)),
    DemoPerson(
        104,
        "Sample Person",
        "en",
        "+8613800138030",
        (
            ("3001", "everything withdrawable"),
            ("3002", "reserve counting down"),
            ("3003", "suspended"),
            ("3004", "real name pending"),
        ),
    ),
    DemoPerson(105, "Sample Manager", "en", "+8613800138040", (("4001", "management account"),)),
    DemoPerson(106, "Sample Member", "zh-hans", "+8613800138041", (("4002", "成员账号"),)),
    DemoPerson(107, "Passer-by", "en", None),
    DemoPerson(91, "Reviewer One", "en", None, role="finance"),
    DemoPerson(92, "审核员二", "zh-hans", None, role="finance"),
    DemoPerson(93, "Sample Admin", "en", None, role="admin"),
    DemoPerson(94, "Sample Support", "en", None, role="support"),
)
STAFF_GROUP = -1001
"""The group that tells the demo's staff what needs them."""


class _Diary:
    """Makes events with rising ids. Times are local, counted back from the moment of the start."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.events: list[Event] = []

    def ago(self, days: int = 0, hours: int = 0) -> datetime:
        """The moment so long before the start, on the whole hour."""
        moment = self.now - timedelta(days=days, hours=hours)
        return moment.replace(minute=0, second=0, microsecond=0)

    def add(self, type_: str, at: datetime, account: str, **fields: Any) -> None:
        number = f"demo-{len(self.events) + 1:03d}"
        # No event lies in the future.
        when = min(at, self.now).isoformat(timespec="seconds")
        self.events.append({"id": number, "type": type_, "at": when, "account": account, **fields})

    def open(self, account: str, name: str, kind: str, phone: str, **fields: Any) -> None:
        fields = {"identity": f"DEMO-{account}", "real_name": "verified", **fields}
        self.add("account.opened", self.ago(300), account, name=name, kind=kind, phone=phone, **fields)

    def top_up(
        self, at: datetime, account: str, number: int, amount: str, channel: str, **fields: Any
    ) -> None:
        fields = {"holder": "personal", **fields}
        order = f"TP-{account}-{number}"
        self.add("top_up.paid", at, account, order=order, amount=amount, channel=channel, **fields)


def demo_events(now: Micros, settlement_day: int) -> list[Event]:
    """All events in their order. `settlement_day` as in the policy (rules 2)."""
    diary = _Diary(to_local(now))
    _worked_example(diary, settlement_day)
    _enterprise(diary)
    _sample_person(diary)
    _management(diary)
    _test_account(diary)
    return diary.events


def cycles(today: date, settlement_day: int) -> tuple[date, date]:
    """First days of the latest settled cycle and of the next one, which is not settled yet."""
    months_back = 1 if today.day >= settlement_day else 2
    settled = _month(today, -months_back)
    return settled, _month(settled, 1)


def _month(day: date, by: int) -> date:
    months = day.year * 12 + day.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)


def _local(day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), LOCAL)


def _worked_example(diary: _Diary, settlement_day: int) -> None:
    """Account 1001 has 200.00 withdrawable and one hold of every kind; 1002 sent it money."""
    settled, open_ = cycles(diary.now.date(), settlement_day)
    billed, running = f"{settled:%Y-%m}", f"{open_:%Y-%m}"
    diary.open("1002", "Lin Trading Co., Ltd.", "enterprise", "+8613800138002", identity="91110000600037341L")
    diary.open("1001", "Lin Mei", "personal", "+8613800138001", identity="11010519491231002X")
    diary.top_up(
        diary.ago(75), "1002", 1, "800.00", "online_banking",
        bank="China Merchants Bank", holder="corporate", reference="CMB-DEMO-1",
    )  # fmt: skip
    diary.add("transfer.made", diary.ago(74), "1002", transfer="TR-1", to="1001", amount="500.00")
    diary.top_up(diary.ago(66), "1001", 1, "300.00", "alipay", reference="ALI-DEMO-1")
    diary.add(
        "resource.created", diary.ago(65), "1001", resource="i-web-1", product="ECS", billing="pay_as_you_go"
    )
    # Bank of China has 30 days for personal holders: 18 of them are left.
    diary.top_up(
        diary.ago(12), "1001", 2, "200.00", "online_banking", bank="Bank of China", reference="BOC-DEMO-1"
    )
    diary.add("usage.accrued", _local(settled, 23), "1001", cycle=billed, amount="300.00")
    diary.add(
        "bill.issued", _local(open_.replace(day=settlement_day)), "1001",
        bill=f"B-{billed}", cycle=billed, amount="300.00",
    )  # fmt: skip
    diary.add("usage.accrued", _local(open_, 12), "1001", cycle=running, amount="200.00")
    diary.add(
        "credit_note.raised", diary.ago(1), "1001",
        credit_note="CN-1", order="ECS-ANNUAL-7", invoiced="500.00", actual="300.00",
    )  # fmt: skip


def _enterprise(diary: _Diary) -> None:
    """Account 2001 is Chinese, with many orders over every channel, some spent, in amounts of all sizes."""
    diary.open("2001", "示例星河科技有限公司", "enterprise", "+8613800138021", locale="zh-hans")
    for number in range(1, 24):
        at, amount = diary.ago(400 - 17 * number), f"{number * 1250}.50"
        if number % 3 == 0:
            bank, holder = BANKS[number // 3 % len(BANKS)]
            way = {"channel": "online_banking", "bank": bank, "holder": holder}
        elif number % 3 == 1:
            way = {"channel": "alipay", "holder": "corporate"}
        else:
            way = {"channel": "bank_card", "holder": "corporate"}
        diary.top_up(at, "2001", number, amount, reference=f"REF-2001-{number:02d}", **way)
    diary.add("bill.issued", diary.ago(20), "2001", bill="B-2001-ANNUAL", amount="6000.00")
    diary.add("bill.paid", diary.ago(19), "2001", bill="B-2001-ANNUAL", amount="6000.00", source="balance")
    diary.add(
        "adjustment.posted", diary.ago(6), "2001", adjustment="ADJ-2001-1", amount="88.00", reason="账单调整"
    )


def _sample_person(diary: _Diary) -> None:
    """Accounts 3001 (all withdrawable), 3002 (reserve counts down), 3003 (suspended), 3004 (real name pending)."""
    phone = "+8613800138030"
    diary.open("3001", "Sample Person", "personal", phone)
    diary.top_up(diary.ago(9), "3001", 1, "880.00", "alipay", reference="ALI-DEMO-3001")

    diary.open("3002", "Sample Person (second)", "personal", phone)
    # This bank's 30 days for personal holders have passed.
    diary.top_up(
        diary.ago(45), "3002", 1, "260.00", "online_banking", bank="Bank of China", reference="BOC-DEMO-3002"
    )
    diary.top_up(diary.ago(10), "3002", 2, "140.00", "bank_card", reference="CARD-DEMO-3002")
    diary.add(
        "resource.created", diary.ago(40), "3002",
        resource="i-batch-9", product="ECS", billing="pay_as_you_go",
    )  # fmt: skip
    diary.add("resource.released", diary.ago(0, 3), "3002", resource="i-batch-9")

    diary.open("3003", "Sample Person (third)", "personal", phone)
    diary.top_up(diary.ago(33), "3003", 1, "500.00", "alipay", reference="ALI-DEMO-3003")
    diary.add("account.updated", diary.ago(2), "3003", standing="suspended")

    diary.open("3004", "Sample Person (fourth)", "personal", phone, real_name="pending")
    diary.top_up(diary.ago(5), "3004", 1, "50.00", "alipay", reference="ALI-DEMO-3004")


def _management(diary: _Diary) -> None:
    """Account 4001 manages 4002."""
    diary.open("4001", "Sample Holding Co., Ltd.", "enterprise", "+8613800138040")
    diary.open(
        "4002", "Sample Branch Co., Ltd.", "enterprise", "+8613800138041",
        management_account="4001", locale="zh-hans",
    )  # fmt: skip
    diary.top_up(
        diary.ago(28), "4001", 1, "12000.00", "online_banking",
        bank="ICBC", holder="corporate", reference="ICBC-DEMO-4001",
    )  # fmt: skip
    diary.top_up(
        diary.ago(8), "4002", 1, "3500.75", "bank_card", holder="corporate", reference="CARD-DEMO-4002"
    )


def _test_account(diary: _Diary) -> None:
    """Account 8001, a test account that support can act as at once; others are made at the desk."""
    diary.open("8001", "Test Person", "personal", "+8613800138080", test=True)
    diary.top_up(diary.ago(30), "8001", 1, "300.00", "alipay", reference="ALI-DEMO-8001")
    diary.top_up(
        diary.ago(12), "8001", 2, "200.00", "online_banking", bank="Bank of China", reference="BOC-DEMO-8001"
    )
    diary.add(
        "resource.created", diary.ago(20), "8001", resource="i-test-1", product="ECS", billing="pay_as_you_go"
    )


def parsed_demo(now: Micros, settlement_day: int) -> Iterator[ParsedEvent]:
    """The demo's events as the use case takes them."""
    for line, event in enumerate(demo_events(now, settlement_day), 1):
        # JSON makes the content exactly what a file would have.
        yield parse_event(json.loads(json.dumps(event)), line)
