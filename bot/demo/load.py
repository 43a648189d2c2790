"""Loads the demo into a new sandbox, once.

Accounts and people are in `bot.demo.accounts`; here is a small directory of branches: large banks in large cities,
with invented bank codes, enough to try the search in both scripts. Both are applied like any billing events and any
directory.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

from stdnum.iso7064 import mod_11_10

from bot.demo.accounts import PEOPLE, parsed_demo
from bot.demo.books import are_new, may_load_branches
from bot.runtime.runner import Runner
from domain.actor import Actor
from domain.errors import Refusal
from domain.rules.branches import Branch, in_order, tokens
from domain.second_factor import enrolled
from domain.tx import Tx
from domain.use_case import perform
from domain.usecases.customer.find_branch import show_directory
from domain.usecases.operator.apply_events import EventsRefused, apply_events
from domain.usecases.operator.import_branches import begin_import, finish_import, load_branches, settle_index
from domain.usecases.staff.members import hire

ACTOR = Actor.operator("demo")


async def load_demo(runner: Runner) -> int:
    """Applies the demo if the database has no account yet, and returns the number of events.

    It looks and applies in one transaction, so two starts at once load it once. Raises RuntimeError if an event is
    refused, which would be a fault of the demo.
    """
    services = runner.services
    events = list(parsed_demo(services.clock.now(), services.policy.settlement_day))

    def load(tx: Tx) -> int:
        if not are_new(tx):
            return 0
        report = perform(apply_events.call(events, skip_bad=False), services, ACTOR)(tx)
        if isinstance(report, Refusal):
            raise RuntimeError(f"the demo was refused: {report}")
        for who in PEOPLE:
            if who.role is not None:
                hire(services.within(tx, ACTOR), who.id, who.role, who.first_name, None, ACTOR.who)
                enrolled(services.within(tx, ACTOR), who.id, who.first_name)
        return report.applied

    try:
        return await runner.db.write(load)
    except EventsRefused as error:
        raise RuntimeError(f"the demo was refused: {error.report}") from error


async def load_demo_branches(runner: Runner) -> int:
    """Loads the demo's directory of branches if there is none, and returns the number of branches.

    It does so in one transaction, and leaves an operator's directory alone, also one that is just being imported.
    """
    services = runner.services
    if await runner.look(show_directory, ACTOR) is not None:
        return 0
    branches = in_order(demo_branches())
    # The dictionary of pinyin takes a while to load, and people may use the page already.
    rows = await asyncio.to_thread(
        lambda: [[id_, *one, tokens(one)] for id_, one in enumerate(branches, 1)],
    )
    lines = json.dumps(rows, ensure_ascii=False)

    def load(tx: Tx) -> int:
        if not may_load_branches(tx):
            return 0
        edition = perform(begin_import.call(), services, ACTOR)(tx)
        if isinstance(edition, Refusal):
            raise RuntimeError(f"the demo's branches were refused: {edition}")
        perform(load_branches.call(edition, lines), services, ACTOR)(tx)
        perform(settle_index.call(edition), services, ACTOR)(tx)
        perform(finish_import.call(edition, len(branches), 0), services, ACTOR)(tx)
        return len(branches)

    return await runner.db.write(load, lock="branches")


BANKS = (
    ("102", "中国工商银行"),
    ("103", "中国农业银行"),
    ("104", "中国银行"),
    ("105", "中国建设银行"),
    ("301", "交通银行"),
    ("308", "招商银行"),
    ("403", "中国邮政储蓄银行"),
)
CITIES = (
    ("1000", "北京市", "北京市", ("中关村", "王府井", "望京")),
    ("2900", "上海市", "上海市", ("陆家嘴", "徐家汇", "静安寺")),
    ("3010", "江苏省", "南京市", ("新街口", "鼓楼", "夫子庙")),
    ("3310", "浙江省", "杭州市", ("西湖", "武林", "滨江")),
    ("5810", "广东省", "广州市", ("天河", "越秀", "珠江新城")),
    ("5840", "广东省", "深圳市", ("福田", "南山", "华强北")),
    ("6510", "四川省", "成都市", ("春熙路", "锦江", "高新")),
    ("7910", "陕西省", "西安市", ("长安路", "钟楼", "雁塔")),
)


def demo_branches() -> Iterator[Branch]:
    """Three branches of every bank in every city, always the same."""
    for bank_code, bank in BANKS:
        for city_code, province, city, places in CITIES:
            for number, place in enumerate(places, 1):
                name = f"{bank}股份有限公司{city.removesuffix('市')}{place}支行"
                digits = f"{bank_code}{city_code}{number:04}"
                yield Branch(f"{digits}{mod_11_10.calc_check_digit(digits)}", name, bank, city, province)
