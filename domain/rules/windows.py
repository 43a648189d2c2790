"""Return windows (rules 5): how long a top-up can go back the way it was paid. The table is data.

Whole local days: ``ends = local date of the top-up + N``, that day included. Only ``online_banking`` has a
window by default; Alipay and bank cards get one if the policy says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.ports import Micros
from domain.rules.calendar import local_date
from domain.rules.characters import without_unseen
from domain.rules.policy import Policy

EVERY_OTHER_BANK_DAYS = 180


@dataclass(frozen=True, slots=True)
class BankWindow:
    """A bank with a window of its own: days by kind of holder, None where the general rule applies."""

    names: tuple[str, ...]
    personal_days: int | None
    corporate_days: int | None


BANK_WINDOWS = (
    BankWindow(("Bank of Jiangsu", "江苏银行"), 30, 30),
    BankWindow(("Bank of Nanjing", "南京银行"), 30, 30),
    BankWindow(("Bank of China", "BOC", "中国银行"), 30, None),
    BankWindow(("Industrial Bank", "CIB", "兴业银行"), 30, None),
    BankWindow(("Industrial and Commercial Bank of China", "ICBC", "中国工商银行", "工商银行"), 30, None),
    BankWindow(("Shanghai Pudong Development Bank", "SPDB", "上海浦东发展银行", "浦发银行"), 30, None),
    BankWindow(("Bank of Hangzhou", "杭州银行"), 30, None),
    BankWindow(("Guangzhou Rural Commercial Bank", "广州农村商业银行", "广州农商银行"), 30, None),
    BankWindow(("China Merchants Bank", "CMB", "招商银行"), 90, 90),
)


def _plain(name: str) -> str:
    return " ".join(without_unseen(name).split()).casefold()


_BY_NAME = {_plain(name): bank for bank in BANK_WINDOWS for name in bank.names}


def bank_days(bank: str, holder: str) -> int:
    """Days of the window of a bank for ``personal`` or ``corporate`` holders.

    Matched case-insensitively by full English, short or Chinese name; other text is "every other bank".
    """
    known = _BY_NAME.get(_plain(bank))
    if known is None:
        return EVERY_OTHER_BANK_DAYS
    days = known.corporate_days if holder == "corporate" else known.personal_days
    return EVERY_OTHER_BANK_DAYS if days is None else days


def window_ends_on(
    policy: Policy, channel: str, bank: str | None, holder: str, paid_at: Micros
) -> date | None:
    """The last local day on which the original method is open for a top-up; None: no window."""
    days = {
        "alipay": policy.alipay_window_days,
        "bank_card": policy.bank_card_window_days,
        "online_banking": bank_days(bank or "", holder),
    }[channel]
    return None if days is None else local_date(paid_at) + timedelta(days=days)


def is_open(ends_on: date | None, now: Micros) -> bool:
    """Whether the original method can be used at ``now``."""
    return ends_on is None or local_date(now) <= ends_on
