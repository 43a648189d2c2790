"""Billing events for the tests of the command line."""

from __future__ import annotations

import json
from typing import Any

Event = dict[str, Any]


def lines(*events: Event | str) -> bytes:
    """A file of events; a text is a line as it is."""
    return b"".join(
        (event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)).encode() + b"\n"
        for event in events
    )


def account(number: str = "1001", **more: Any) -> Event:
    """An event that opens an account."""
    return {
        "id": f"open-{number}",
        "type": "account.opened",
        "at": "2026-01-05T09:00:00+08:00",
        "account": number,
        "name": "Lin Mei",
        "kind": "personal",
        "identity": "11010519491231002X",
        "real_name": "verified",
        "phone": "+8613800138001",
        **more,
    }


def top_up(number: str, amount: str, **more: Any) -> Event:
    """A paid top-up of account 1001 by Alipay."""
    return {
        "id": f"pay-{number}",
        "type": "top_up.paid",
        "at": "2026-09-10T12:00:00+08:00",
        "account": "1001",
        "order": f"TP-{number}",
        "amount": amount,
        "channel": "alipay",
        "holder": "personal",
        **more,
    }


def worked_example() -> bytes:
    """The rules' worked example: cash 1000, of which 200 can be withdrawn."""

    def event(number: int, kind: str, at: str, of: str, **more: Any) -> Event:
        return {"id": f"w{number}", "type": kind, "at": at, "account": of, **more}

    return lines(
        account(
            "1002",
            name="Lin Trading",
            kind="enterprise",
            phone="+8613800138002",
            identity="91110000600037341L",
        ),
        account(),
        top_up("0", "800.00", account="1002", channel="online_banking", bank="CMB", holder="corporate"),
        event(
            1,
            "transfer.made",
            "2026-09-02T10:00:00+08:00",
            "1002",
            transfer="TR-1",
            to="1001",
            amount="500.00",
        ),
        top_up("1", "300.00"),
        top_up("2", "200.00", channel="online_banking", bank="Bank of China", at="2026-10-20T12:00:00+08:00"),
        event(
            2,
            "resource.created",
            "2026-09-11T08:00:00+08:00",
            "1001",
            resource="i-1",
            product="ECS",
            billing="pay_as_you_go",
        ),
        event(3, "usage.accrued", "2026-10-31T23:00:00+08:00", "1001", cycle="2026-10", amount="300.00"),
        event(
            4,
            "bill.issued",
            "2026-11-03T00:00:00+08:00",
            "1001",
            bill="B-10",
            cycle="2026-10",
            amount="300.00",
        ),
        event(5, "usage.accrued", "2026-11-15T00:00:00+08:00", "1001", cycle="2026-11", amount="200.00"),
        event(
            6,
            "credit_note.raised",
            "2026-11-16T15:00:00+08:00",
            "1001",
            credit_note="CN-1",
            order="A-7",
            invoiced="500.00",
            actual="300.00",
        ),
    )
