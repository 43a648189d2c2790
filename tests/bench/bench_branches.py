"""The branch directory at its full size: the time of an import, how long others wait meanwhile, the time of a search.

`make bench` runs it on a generated directory that is always the same, and on PostgreSQL where a server is available.
The least of several runs is shown beside the median: on a busy machine the least says more.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.cli.branches import replace_directory
from bot.runtime.runner import Runner
from domain.actor import Actor
from domain.rules.branches import Branch, in_order, tokens
from domain.use_case import UseCase
from domain.usecases.customer.find_branch import branches_found
from storage.database import Database
from storage.sqlite.database import SqliteDatabase
from tests.bench.figures import Row, report
from tests.support.branch_directory import FULL_SIZE, code_of, generated, runner_on
from tests.support.databases import ENGINES, Databases, Place
from tests.support.postgres_server import NoServer

QUERIES = {
    "two characters": ("新街", "北京", "鼓楼", "平安"),
    "in every name": ("银行", "支行", "中国"),
    "place and city": ("南京 新街口", "西安 长安", "广州 天河", "南京 新街"),
    "without spaces": ("南京新街口", "工行北京新街", "农业银行广东新"),
    "bank and city": ("工行 北京", "邮储 广东", "中国工商银行 南京"),
    "pinyin": ("nanjing xinjiekou", "beijing xinjie", "zhihang", "xinjie"),
    "pinyin, half typed": ("xinjiek", "zhongg", "nanj"),
    "initials": ("gsyh bj", "nj xjk", "zgyh"),
    "short names": ("icbc nanjing", "CCB 上海", "psbc"),
    "whole name": (
        "中国工商银行股份有限公司北京新街口支行",
        "中国银行北京分行",
        "中国建设银行上海市分行营业部",
    ),
    "whole name in pinyin": ("zhongguogongshangyinhangbeijingxinjiekouzhihang",),
    "bank and kind": ("中国农业银行 分理处", "农村信用社"),
    "one character": ("新", "行"),
    "nothing found": ("邮政 农村", "zzqqxx", "工行 龘龘", "南京 西藏 新街口"),
    "digits": ("102", "1021000", code_of("102", "1000", 5)),
}
ROUNDS = 7

P = ParamSpec("P")
R = TypeVar("R")


class Watching(Runner):
    """Notes how long every transaction took, waiting and commit included."""

    longest_s = 0.0
    writing_s = 0.0

    async def perform(self, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        began = time.perf_counter()
        try:
            return await super().perform(use_case, actor, *args, **kwargs)
        finally:
            took = time.perf_counter() - began
            self.writing_s += took
            self.longest_s = max(self.longest_s, took)


async def searches(db: Database) -> tuple[list[Row], str]:
    """A row of milliseconds for each kind of search, and a line about all of them."""
    rows: list[Row] = []
    every: list[float] = []
    for kind, texts in QUERIES.items():
        times: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for text in texts:
                began = time.perf_counter()
                await db.read(partial(branches_found, text=text))
                times.setdefault(text, []).append((time.perf_counter() - began) * 1000)
        flat = [one for of_text in times.values() for one in of_text]
        every += flat
        least = max(map(min, times.values()))
        rows.append((kind, f"{statistics.median(flat):.2f}", f"{least:.2f}"))
    every.sort()
    p50, p99 = every[len(every) // 2], every[len(every) * 99 // 100]
    return rows, f"All {len(every)} searches: p50 {p50:.2f} ms, p99 {p99:.2f} ms."


async def measure(place: Place, branches: list[Branch], found_by: Callable[[Branch], str], made: str) -> None:
    """Reports the times of one engine."""
    async with await place.open() as db:
        books = Watching(db, (await runner_on(db)).services)
        began = time.perf_counter()
        await replace_directory(books, branches, 0, found_by=found_by)
        loaded = (
            f"Loaded in {time.perf_counter() - began:.1f} s, in transactions {books.writing_s:.1f} s, the longest"
            f" {books.longest_s * 1000:.0f} ms."
        )
        if isinstance(db, SqliteDatabase):
            loaded += f" A file of {place.path.stat().st_size / 1e6:.0f} MB."
        rows, together = await searches(db)
    columns = ("search for", "median, ms", "slowest text at its best, ms")
    report(f"Branch directory, {place.engine}", "bench_branches", columns, rows, (made, loaded, together))


def main() -> None:
    """Measures both engines with the same rows; their tokens are made once."""
    branches = in_order(generated(FULL_SIZE))
    began = time.perf_counter()
    prepared = {one.code: tokens(one) for one in branches}
    took = time.perf_counter() - began
    count = sum(one.count(" ") + 1 for one in prepared.values()) / len(branches)
    made = (
        f"{len(branches)} branches, prepared in {took:.1f} s: {took / len(branches) * 1e6:.0f} us and {count:.0f}"
        " tokens each."
    )
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            for engine in ENGINES:
                place = databases.migrated(engine)
                asyncio.run(measure(place, branches, lambda one: prepared[one.code], made))
        except NoServer as exc:
            print(f"postgresql  not measured: {exc}")
        finally:
            databases.close()


if __name__ == "__main__":
    main()
