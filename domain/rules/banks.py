"""Banks by all the names people use for them, and the bank of a card by its number's prefix.

The table is data: the name in the branch directory, the English name, short Latin names, other Chinese names.
A bank that is not in it is used as the directory writes it. Return windows have a table of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from domain.rules.card_prefixes import BANK_OF_PREFIX, PREFIX_LENGTHS
from domain.rules.characters import without_unseen

Script = Literal["latin", "chinese"]
"""In which a reader knows the banks."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank: ``name`` as in the directory, ``short`` are Latin abbreviations, ``also`` Chinese names."""

    name: str
    english: str
    short: tuple[str, ...]
    also: tuple[str, ...]

    def names(self, script: Script) -> tuple[str, ...]:
        """Its names in a script, the full one first."""
        match script:
            case "latin":
                return (self.english, *self.short)
            case "chinese":
                return (self.name, *self.also)


BANKS = (
    Bank("中国工商银行", "Industrial and Commercial Bank of China", ("ICBC",), ("工商银行", "工行")),
    Bank("中国农业银行", "Agricultural Bank of China", ("ABC",), ("农业银行", "农行")),
    Bank("中国银行", "Bank of China", ("BOC",), ("中行",)),
    Bank("中国建设银行", "China Construction Bank", ("CCB",), ("建设银行", "建行")),
    Bank("交通银行", "Bank of Communications", ("BOCOM", "BCM"), ("交行",)),
    Bank("中国邮政储蓄银行", "Postal Savings Bank of China", ("PSBC",),
         ("邮政储蓄银行", "邮储银行", "邮储", "邮政银行")),
    Bank("招商银行", "China Merchants Bank", ("CMB",), ("招行",)),
    Bank("上海浦东发展银行", "Shanghai Pudong Development Bank", ("SPDB",), ("浦东发展银行", "浦发银行", "浦发")),
    Bank("兴业银行", "Industrial Bank", ("CIB",), ("兴业",)),
    Bank("中国民生银行", "China Minsheng Bank", ("CMBC",), ("民生银行", "民生")),
    Bank("中信银行", "China CITIC Bank", ("CITIC", "CNCB"), ("中信",)),
    Bank("中国光大银行", "China Everbright Bank", ("CEB",), ("光大银行", "光大")),
    Bank("华夏银行", "Hua Xia Bank", ("HXB",), ("华夏",)),
    Bank("广发银行", "China Guangfa Bank", ("CGB", "GDB"), ("广东发展银行", "广发")),
    Bank("平安银行", "Ping An Bank", ("PAB",), ("深圳发展银行", "平安")),
    Bank("浙商银行", "China Zheshang Bank", ("CZB",), ()),
    Bank("恒丰银行", "Hengfeng Bank", ("HFB",), ()),
    Bank("渤海银行", "China Bohai Bank", ("CBHB",), ()),
    Bank("北京银行", "Bank of Beijing", ("BOB",), ()),
    Bank("上海银行", "Bank of Shanghai", ("BOSC",), ()),
    Bank("江苏银行", "Bank of Jiangsu", ("JSB",), ()),
    Bank("南京银行", "Bank of Nanjing", ("NJCB",), ()),
    Bank("宁波银行", "Bank of Ningbo", ("NBCB",), ()),
    Bank("杭州银行", "Bank of Hangzhou", ("HZB",), ("杭州商业银行",)),
    Bank("徽商银行", "Huishang Bank", ("HSB",), ()),
    Bank("盛京银行", "Shengjing Bank", (), ()),
    Bank("大连银行", "Bank of Dalian", (), ()),
    Bank("天津银行", "Bank of Tianjin", (), ("天津市商业银行",)),
    Bank("青岛银行", "Bank of Qingdao", (), ()),
    Bank("汉口银行", "Hankou Bank", (), ()),
    Bank("成都银行", "Bank of Chengdu", (), ("成都商业银行",)),
    Bank("重庆银行", "Bank of Chongqing", (), ()),
    Bank("温州银行", "Bank of Wenzhou", (), ()),
    Bank("宁夏银行", "Bank of Ningxia", (), ()),
    Bank("吉林银行", "Bank of Jilin", (), ()),
    Bank("上海农村商业银行", "Shanghai Rural Commercial Bank", ("SRCB",), ("上海农商银行",)),
    Bank("北京农村商业银行", "Beijing Rural Commercial Bank", ("BRCB",), ("北京农商银行",)),
    Bank("广州农村商业银行", "Guangzhou Rural Commercial Bank", ("GRCB",), ("广州农商银行",)),
    Bank("重庆农村商业银行", "Chongqing Rural Commercial Bank", ("CQRCB",), ("重庆农商银行",)),
    Bank("深圳农村商业银行", "Shenzhen Rural Commercial Bank", ("SZRCB",), ("深圳农商银行",)),
    Bank("汇丰银行", "HSBC China", ("HSBC",), ("汇丰银行(中国)", "汇丰")),
    Bank("渣打银行", "Standard Chartered China", ("SCB",), ("渣打银行(中国)", "渣打")),
    Bank("花旗银行", "Citibank China", ("CITI",), ("花旗银行(中国)", "花旗")),
    Bank("东亚银行", "Bank of East Asia China", ("BEA",), ("东亚银行(中国)",)),
    Bank("恒生银行", "Hang Seng Bank China", (), ("恒生银行(中国)", "恒生")),
    Bank("星展银行", "DBS Bank China", ("DBS",), ("星展银行(中国)", "星展")),
)  # fmt: skip

_CORPORATE = ("股份有限公司", "有限责任公司", "有限公司")
_SHORTENED = (
    ("农村商业银行", "农商银行"),
    ("农村商业银行", "农商行"),
    ("农村信用合作", "农信"),
    ("农村信用", "农信"),
)


def without_company(name: str) -> str:
    """A name without the words for its legal form."""
    for word in _CORPORATE:
        name = name.replace(word, "")
    return name


@cache
def _by_name() -> dict[str, Bank]:
    names: dict[str, Bank] = {}
    for bank in BANKS:
        for one in (bank.name, bank.english, *bank.short, *bank.also):
            names.setdefault(one.casefold(), bank)
    return names


def known_bank(name: str) -> Bank | None:
    """The bank with this name, in whatever way it is written; None if the table does not have it."""
    return _by_name().get(
        without_company(" ".join(without_unseen(name).split()))
        .replace("（", "(")
        .replace("）", ")")
        .casefold()
    )


def names_of(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Chinese names, longest first, and Latin ones, by which the bank that the directory calls ``name`` is known."""
    plain = without_company(name)
    bank = known_bank(name)
    chinese = {plain} | ({bank.name, *bank.also} if bank is not None else set())
    chinese |= {plain.replace(long, short) for long, short in _SHORTENED if long in plain}
    return tuple(sorted(chinese, key=lambda one: (-len(one), one))), bank.short if bank is not None else ()


def bank_shown(name: str, script: Script) -> str:
    """The bank's full name in a script; as it is written where the table has no other, and where it is Chinese
    already.
    """
    bank = known_bank(name)
    if bank is None or (script == "chinese" and not name.isascii()):
        return name
    return bank.names(script)[0]


def suggest_bank(number: str) -> str | None:
    """The bank that issued a card, by the longest known prefix of its number; the name as in the directory.

    It is a guess from an old table, for the customer to correct. Spaces and dashes are passed over.
    """
    digits = "".join(one for one in number if one not in " -")
    if not digits.isdecimal():
        return None
    found = (BANK_OF_PREFIX.get(digits[:length]) for length in PREFIX_LENGTHS)
    return next((bank for bank in found if bank is not None), None)
