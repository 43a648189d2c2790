"""Directories of bank branches for tests and measurements: a small one with known answers, and a full-size one.

Both are made here, in the layout of the public directories. Cities come from the list of codes where it is at hand.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from stdnum.iso7064 import mod_11_10

from bot.runtime.clock import SystemClock, SystemRandom
from bot.runtime.runner import Runner
from bot.runtime.vault import prepare
from domain.actor import Actor
from domain.context import Services
from domain.rules.branches import Branch, branch_of
from domain.rules.policy import Policy
from storage.database import Database

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLE = DATA / "cnaps-sample.csv"
CITIES = DATA / "cnaps-cities.json"
HEADER = "LName,BankCode,BankName,BankId,CityCode,CityName,ProvinceName,ProvinceCode"
FULL_SIZE = 153_000

# Code, name in the directory, legal form, share of all branches.
BANKS = (
    ("102", "中国工商银行", "股份有限公司", 11),
    ("103", "中国农业银行", "股份有限公司", 15),
    ("104", "中国银行", "股份有限公司", 8),
    ("105", "中国建设银行", "股份有限公司", 10),
    ("301", "交通银行", "股份有限公司", 3),
    ("302", "中信银行", "股份有限公司", 1),
    ("303", "中国光大银行", "股份有限公司", 1),
    ("305", "中国民生银行", "股份有限公司", 2),
    ("308", "招商银行", "股份有限公司", 2),
    ("309", "兴业银行", "股份有限公司", 2),
    ("310", "上海浦东发展银行", "股份有限公司", 2),
    ("403", "中国邮政储蓄银行", "股份有限公司", 24),
    ("314", "农村商业银行", "股份有限公司", 10),
    ("402", "农村信用合作联社", "", 9),
)
_FIRST = "新老东西南北中上下大小金银玉龙凤天平安永和长高石白青红黄江河湖山海林桥"
_SECOND = "街门桥河山庄园湖城镇湾田沟坪岭塘港店寺塔台营家阳水泉华兴福德明光祥"
_THIRD = "口路村里巷道苑坊场站区"


def code_of(bank: str, city: str, number: int) -> str:
    """A bank code with its check digit: three digits of the bank, four of the city, four of the branch."""
    digits = f"{bank}{city}{number:04}"
    return digits + str(mod_11_10.calc_check_digit(digits))


def cities() -> list[tuple[str, str, str]]:
    """Code, city and province: the real ones where the list is at hand, else made up."""
    if CITIES.exists():
        listed = json.loads(CITIES.read_text("utf-8"))
        return [(one["CityCode"], one["CityName"], one["ProvinceName"]) for one in listed]
    made = [f"{first}{second}市" for first in _FIRST for second in _SECOND]
    return [(f"{1000 + at}", name, f"{_FIRST[at % 30]}{_SECOND[at % 7]}省") for at, name in enumerate(made)]


def generated(count: int = FULL_SIZE, seed: int = 7) -> Iterator[Branch]:
    """``count`` branches, always the same: large cities have many, every bank its share."""
    dice = random.Random(seed)
    places = cities()
    weights = [120 if name[:2] in ("北京", "上海", "广州", "深圳", "南京") else 60 / (1 + at % 40) + 1
               for at, (_, name, _) in enumerate(places)]  # fmt: skip
    picked = dice.choices(places, weights, k=count)
    banks = dice.choices(BANKS, [bank[3] for bank in BANKS], k=count)
    numbers: dict[tuple[str, str], int] = {}
    for (city_code, city, province), (bank_code, bank, form, _) in zip(picked, banks, strict=True):
        number = numbers[bank_code, city_code] = numbers.get((bank_code, city_code), 0) + 1
        short = city.removesuffix("市").removesuffix("县")
        place = dice.choice(_FIRST) + dice.choice(_SECOND)
        if dice.random() < 0.5:
            place += dice.choice(_THIRD)
        own = f"{short}{bank}" if bank.startswith("农村") else bank
        written = dice.choice((short, city, "", province + city))
        end = dice.choice(("支行", "支行", "支行", "分理处", "营业部")) if form else "信用社"
        name = f"{own}{form}{written}{place}{end}"
        yield Branch(code_of(bank_code, city_code, number), name, own, city, province)


def small() -> list[Branch]:
    """A few branches around which people's queries turn, in several cities and banks."""
    rows = [
        ("102", "3010", "中国工商银行股份有限公司南京新街口支行", "中国工商银行", "南京市", "江苏省"),
        ("102", "3010", "中国工商银行股份有限公司南京市鼓楼支行", "中国工商银行", "南京市", "江苏省"),
        ("103", "3010", "中国农业银行股份有限公司南京市新街口支行", "中国农业银行", "南京市", "江苏省"),
        ("104", "3010", "中国银行股份有限公司新街口支行", "中国银行", "南京市", "江苏省"),
        ("308", "3010", "招商银行股份有限公司南京新街支行", "招商银行", "南京市", "江苏省"),
        ("105", "7910", "中国建设银行股份有限公司西安长安路支行", "中国建设银行", "西安市", "陕西省"),
        ("105", "1621", "中国建设银行股份有限公司阳曲县支行", "中国建设银行", "阳曲县", "山西省"),
        ("403", "3930", "中国邮政储蓄银行股份有限公司厦门湖里支行", "中国邮政储蓄银行", "厦门市", "福建省"),
        ("314", "3040", "江苏江南农村商业银行股份有限公司", "江苏江南农村商业银行", "常州市", "江苏省"),
        ("501", "2900", "汇丰银行(中国)有限公司上海虹桥支行", "汇丰银行", "上海市", "上海市"),
    ]
    return [
        Branch(code_of(bank, city, number), name, short, place, province)
        for number, (bank, city, name, short, place, province) in enumerate(rows, 1)
    ]


def sample() -> list[Branch]:
    """The 42 rows of the sample, as the import reads them."""
    import csv

    rows = csv.DictReader(SAMPLE.read_text("utf-8-sig").splitlines())
    read = [
        branch_of(row["BankCode"], row["LName"], row["BankName"], row["CityName"], row["ProvinceName"])
        for row in rows
    ]
    return [one for one in read if isinstance(one, Branch)]


def lines(branches: list[Branch]) -> str:
    """The branches as the text of a file."""
    return "\n".join(
        [HEADER, *(f"{b.name},{b.code},{b.bank},{b.code[:3]}100000000,{b.code[3:7]},{b.city},{b.province},00"
                   for b in branches)]
    ) + "\n"  # fmt: skip


async def runner_on(db: Database) -> Runner:
    """Use cases on an open database."""
    random = SystemRandom()
    vault = await db.write(partial(prepare, keys=("k" * 32,), mode="sandbox", random=random))
    return Runner(db, Services(SystemClock(), random, Policy(), vault))


OPERATOR = Actor.operator("test")
