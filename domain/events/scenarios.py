"""The scenarios of the desk: the history of a test account, as billing events with ids of their own.

Pure: an account's id and the present in, events out. Dates count back from the present, so that windows and
countdowns fit the scenario's name on every day. Nothing here names a real person, company, number or phone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.events.parse import DESK_PHONES
from domain.ports import DAY, HOUR, Micros
from domain.rules.calendar import to_local

Event = dict[str, Any]


class Story:
    """The events of one test account, each with the account's id in its own."""

    def __init__(self, account: str, now: Micros) -> None:
        self.account = account
        self.now = now
        self.events: list[Event] = []

    def add(self, type_: str, ago: Micros, account: str | None = None, **fields: Any) -> None:
        """Adds an event `ago` microseconds before the present."""
        self.events.append({
            "id": f"{self.account}-{len(self.events) + 1}",
            "type": type_,
            "at": to_local(self.now - ago).isoformat(timespec="microseconds"),
            "account": account or self.account,
            **fields,
        })  # fmt: skip

    def open(self, ago: Micros = 300 * DAY, account: str | None = None, **fields: Any) -> None:
        """Opens the account with a phone of the desk."""
        id_ = account or self.account
        digits = f"{int.from_bytes(id_.encode()[-5:], 'big') % 10**12:012d}"
        known = {
            "kind": "personal",
            "identity": f"TEST-{id_}",
            "real_name": "verified",
            "phone": f"{DESK_PHONES}{digits}",
        }
        kind = fields.get("kind", "personal")
        name = "Test Company" if kind == "enterprise" else "Test Person"
        self.add("account.opened", ago, account, **{"name": name, "test": True, **known, **fields})

    def paid(self, amount: str, ago: Micros, account: str | None = None, **fields: Any) -> None:
        """Adds a top-up, by Alipay by default."""
        order = f"{account or self.account}-TP-{len(self.events) + 1}"
        usual = {"channel": "alipay", "holder": "personal"}
        self.add("top_up.paid", ago, account, **{"order": order, "amount": amount, **usual, **fields})

    def cycle(self, ago: Micros) -> str:
        """The month of that moment, `YYYY-MM`."""
        return f"{to_local(self.now - ago):%Y-%m}"


def _worked_example(story: Story) -> None:
    """All five reasons at once; 200.00 of 1,000.00 can be withdrawn."""
    sender = f"{story.account}S"
    story.open(account=sender, kind="enterprise")
    story.open()
    story.paid(
        "800.00", 80 * DAY, sender, channel="online_banking", bank="China Merchants Bank", holder="corporate"
    )
    story.add(
        "transfer.made", 79 * DAY, sender, transfer=f"{story.account}-TR", to=story.account, amount="500.00"
    )
    story.paid("300.00", 70 * DAY)
    story.paid("200.00", 10 * DAY, channel="online_banking", bank="Bank of China")
    _pay_as_you_go(story, 60 * DAY)
    story.add("bill.issued", 9 * DAY, bill=f"{story.account}-B", amount="300.00")
    story.add("usage.accrued", HOUR, cycle=story.cycle(0), amount="200.00")
    story.add(
        "credit_note.raised", 5 * DAY, credit_note=f"{story.account}-CN", order=f"{story.account}-ECS",
        invoiced="500.00", actual="300.00",
    )  # fmt: skip


def _bare(story: Story) -> None:
    """One top-up without any hold."""
    story.open()
    story.paid("100.00", 3 * DAY)


def _windows_passed(story: Story) -> None:
    """Orders whose return window is over, one whose window ends soon, and one without a window."""
    story.open()
    story.paid("400.00", 200 * DAY, channel="online_banking", bank="Agricultural Bank of China")
    story.paid("300.00", 40 * DAY, channel="online_banking", bank="Bank of China")
    story.paid("200.00", 28 * DAY, channel="online_banking", bank="Industrial and Commercial Bank of China")
    story.paid("100.00", 20 * DAY)


def _all_held(story: Story) -> None:
    """Held amounts above the cash: nothing can be withdrawn, and a shortfall is shown."""
    story.open()
    story.paid("60.00", 15 * DAY)
    _pay_as_you_go(story, 14 * DAY)
    story.add("bill.issued", 2 * DAY, bill=f"{story.account}-B", amount="45.00")


def _reserve_counting(story: Story) -> None:
    """The last pay-as-you-go resource was released an hour ago: the reserve is free in 23 hours."""
    story.open()
    story.paid("500.00", 12 * DAY)
    _pay_as_you_go(story, 10 * DAY)
    story.add("resource.released", HOUR, resource="i-test-1")


def _enterprise(story: Story) -> None:
    """A company: a corporate top-up whose window is over, and money that was never topped up."""
    story.open(kind="enterprise")
    story.paid(
        "5000.00", 200 * DAY, channel="online_banking", bank="Agricultural Bank of China", holder="corporate"
    )
    story.paid("1200.00", 20 * DAY, channel="online_banking", bank="China Merchants Bank", holder="corporate")
    story.add(
        "adjustment.posted",
        8 * DAY,
        adjustment=f"{story.account}-ADJ",
        amount="80.00",
        reason="Service credit",
    )


def _flagged(story: Story) -> None:
    """Another account under the same identity has an overdue bill: every withdrawal goes In Review."""
    other, identity = f"{story.account}O", f"TEST-{story.account}"
    story.open(account=other, identity=identity)
    story.open(identity=identity)
    story.add("bill.issued", 6 * DAY, other, bill=f"{other}-B", amount="20.00")
    story.paid("250.00", 5 * DAY)


def _two_reviewers(story: Story) -> None:
    """Enough money for an application that needs two reviewers."""
    story.open()
    story.add(
        "adjustment.posted",
        4 * DAY,
        adjustment=f"{story.account}-ADJ",
        amount="60000.00",
        reason="Billing correction",
    )


def _unregistered(story: Story) -> None:
    """Real-name registration is not complete: the balance is there and cannot be withdrawn."""
    story.open(real_name="pending")
    story.paid("100.00", 3 * DAY)


def _pay_as_you_go(story: Story, ago: Micros) -> None:
    story.add("resource.created", ago, resource="i-test-1", product="ECS", billing="pay_as_you_go")


_STORIES: dict[str, Callable[[Story], None]] = {
    "worked_example": _worked_example,
    "bare": _bare,
    "windows_passed": _windows_passed,
    "all_held": _all_held,
    "reserve_counting": _reserve_counting,
    "enterprise": _enterprise,
    "flagged": _flagged,
    "two_reviewers": _two_reviewers,
    "unregistered": _unregistered,
}
SCENARIOS: tuple[str, ...] = tuple(_STORIES)
"""The names of the scenarios, in the order in which they are offered."""


def events_of(scenario: str, account: str, now: Micros) -> list[Event]:
    """The billing events that make this account, as of `now`. Raises KeyError for an unknown scenario."""
    story = Story(account, now)
    _STORIES[scenario](story)
    return story.events
