"""The return windows of banks (rules 5): how many days a top-up by online banking can go back. The table is data."""

from __future__ import annotations

from dataclasses import dataclass

from domain.rules.characters import without_unseen

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
