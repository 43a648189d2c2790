"""`branches import|search|status`: files of every kind, refused rows, and the bot that goes on meanwhile."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.branch_file import read_branches
from bot.cli.branches import CHUNK, replace_directory
from bot.runtime.runner import Runner
from domain.actor import Actor
from domain.errors import Refusal
from domain.usecases.customer.find_branch import find_branch
from domain.usecases.operator.make_link import make_link
from tests.cli.ran import Cli
from tests.support.branch_directory import HEADER, SAMPLE, generated, lines, runner_on, small
from tests.support.databases import Place
from tests.support.rig import tried

pytestmark = pytest.mark.usefixtures("books")

QUOTED = SAMPLE.parents[1] / "faults" / "branch-quote.csv"
HEAD = HEADER.encode() + b"\n"
NO_COLUMN = "branches.csv: not a branch directory: there is no column {}, nothing replaced"


def write(text: str | bytes, name: str = "branches.csv") -> str:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def test_a_directory_is_imported_and_searched(cli: Cli) -> None:
    done = cli("branches", "import", write(lines(small())))
    assert (done.code, done.out, done.errors) == (0, "branches.csv: 10 branches imported\n", [])
    found = cli("branches", "search", "nanjing", "xinjiekou")
    assert found.code == 0
    assert found.out.splitlines()[0] == f"{small()[2].code}  {small()[2].name}  中国农业银行  江苏省 南京市"
    assert len(found.out.splitlines()) == 3
    assert len(cli("branches", "search", "新街口", "--bank", "中国银行").out.splitlines()) == 1
    status = cli("branches", "status").out
    assert status.startswith("10 branches, imported 20")
    assert "0 rows refused" in status


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of the public directories is not here")
def test_the_public_layout_is_taken_as_it_is(cli: Cli) -> None:
    assert "42 branches imported" in cli("branches", "import", str(SAMPLE)).out
    assert "北京新街口支行" in cli("branches", "search", "xinjiekou").out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_usual_encoding_is_read(encoding: str, end: str) -> None:
    read = read_branches(lines(small()).replace("\n", end).encode(encoding))
    assert read.branches == small()
    assert read.refused == []


def test_refused_rows_are_told_with_line_and_reason_and_the_others_imported(cli: Cli) -> None:
    good = lines(small()[:2]).splitlines()
    rows = [
        good[0], good[1], "", "名,102100000057,行,x,1000,市,省,1", "名,12,行,x,1000,市,省,1",
        ",102100000056,行,x,1000,市,省,1", "名,102100000056,,x,1000,市,省,1", "名,102100000056", good[1], good[2],
        '"半' + "行" * 130 + '",102100000056,行,x,1000,市,省,1',
    ]  # fmt: skip
    done = cli("branches", "import", write("\n".join(rows)))
    assert (done.code, done.out) == (0, "branches.csv: 2 branches imported, 7 rows refused\n")
    assert done.errors == [
        "branches.csv:4: the check digit of the bank code is wrong",
        "branches.csv:5: the bank code is not 12 digits",
        "branches.csv:6: there is no name",
        "branches.csv:7: there is no bank",
        "branches.csv:8: columns are missing",
        "branches.csv:9: the bank code is there already",
        "branches.csv:11: a field is longer than 120 characters",
    ]
    assert "7 rows refused" in cli("branches", "status").out


def test_many_refused_rows_are_counted_by_reason(cli: Cli) -> None:
    bad = "名,102100000057,行,x,1000,市,省,1\n" * 30 + "名,1,行,x,1000,市,省,1\n"
    done = cli("branches", "import", write(lines(small()) + bad))
    assert done.code == 0
    assert done.errors[20:] == [
        "branches.csv: and 11 more; in all:",
        "branches.csv: 30 x the check digit of the bank code is wrong",
        "branches.csv: 1 x the bank code is not 12 digits",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", NO_COLUMN.format("BankCode, LName, BankName, CityName, ProvinceName")),
        (HEAD, "branches.csv: no row of it is good, nothing replaced"),
        (HEAD + "名,12,行,x,1000,市,省,1\n".encode(), "branches.csv: no row of it is good, nothing replaced"),
        (b"\x89PNG\r\n\xff\xfe\xff", "branches.csv: neither UTF-8 nor GB18030 text, nothing replaced"),
        (b"LName,BankCode\nx,1\n", NO_COLUMN.format("BankName, CityName, ProvinceName")),
        (b'"' + b"x" * 200_000, None),
    ],
)  # fmt: skip
def test_a_file_without_a_good_row_replaces_nothing(cli: Cli, text: bytes, said: str | None) -> None:
    cli("branches", "import", write(lines(small()), "good.csv"))
    done = cli("branches", "import", write(text))
    assert (done.code, done.out) == (1, "")
    assert said is None or done.errors[-1] == said
    assert len(cli("branches", "search", "新街口").out.splitlines()) == 3


def test_wrong_use_is_told(cli: Cli) -> None:
    assert cli("branches", "import", "nowhere.csv") == (2, "", "nowhere.csv: there is no such file\n")
    assert cli("branches", "import", ".") == (2, "", ". is a folder; name the file in it\n")
    assert cli("branches", "import", "a.csv", "b.csv").code == 2
    assert cli("branches").code == 2
    none = "there is no directory: main.py branches import FILE.csv loads one\n"
    assert cli("branches", "search", "新街口") == (1, "", none)
    assert cli("branches", "status") == (1, "", none)
    cli("branches", "import", write(lines(small())))
    assert cli("branches", "search", "zzqq") == (1, "", "nothing found\n")


def test_the_newer_file_replaces_the_whole_directory(cli: Cli) -> None:
    cli("branches", "import", write(lines(small())))
    cli("branches", "import", write(lines(list(generated(2 * CHUNK + 7)))))
    assert cli("branches", "status").out.startswith(f"{2 * CHUNK + 7} branches")
    assert cli("branches", "search", "HSBC").code == 1
    first = cli("branches", "search", "支行")
    assert first.out.splitlines()[-1] == "more: --page 2"
    second = cli("branches", "search", "支行", "--page", "2")
    assert not set(first.out.splitlines()[:10]) & set(second.out.splitlines()[:10])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("at", [0, 10, 998, 999])
def test_a_stray_quote_costs_its_own_line_and_no_other(end: str, at: int) -> None:
    rows = lines(list(generated(1000))).splitlines()
    rows[at + 1] = f'"{rows[at + 1]}'
    read = read_branches((end.join(rows) + end).encode())
    assert len(read.branches) == 999
    assert [line for line, _ in read.refused] == [at + 2]
    assert "quote" in read.refused[0][1]


def test_a_row_over_several_lines_is_refused_line_by_line(cli: Cli) -> None:
    rows = lines(small()).splitlines()
    rows[3] = rows[3].replace("中国农业银行股份有限公司", '"中国农业银行\n股份有限公司"', 1)
    done = cli("branches", "import", write("\n".join(rows) + "\n"))
    assert (done.code, done.out) == (0, "branches.csv: 9 branches imported, 2 rows refused\n")
    assert [error.split(":")[1] for error in done.errors] == ["4", "5"]


def test_the_file_that_lost_its_branches(cli: Cli) -> None:
    if not QUOTED.exists():
        pytest.skip("the file with a stray quote is not here")
    done = cli("branches", "import", str(QUOTED))
    assert done.out.endswith("3 branches imported, 1 row refused\n")
    assert f"{QUOTED}:3: a quote is not closed" in done.errors[0]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_every_line_is_imported_refused_or_blank(rows: list[str], end: str, last: bool) -> None:
    good = lines(small()[:2]).splitlines()
    text = end.join([good[0], *rows, good[1], '"', "", good[2]]) + (end if last else "")
    read = read_branches(text.encode())
    assert read.lines == len(re.split(r"\r\n|\r|\n", text)) - last
    assert read.lines == 1 + len(read.branches) + len(read.refused) + read.blank
    assert small()[0] in read.branches
    assert [line for line, _ in read.refused] == sorted({line for line, _ in read.refused})


def test_a_directory_that_would_lose_a_fifth_needs_a_yes(cli: Cli) -> None:
    cli("branches", "import", write(lines(list(generated(1000))), "large.csv"))
    smaller = write(lines(list(generated(1000))[:799]), "smaller.csv")
    done = cli("branches", "import", smaller)
    assert (done.code, done.out) == (1, "")
    said = done.errors[-1]
    for part in ("799 branches", "1000 branches", "nothing replaced", "--yes"):
        assert part in said, said
    assert cli("branches", "status").out.startswith("1000 branches")
    assert cli("branches", "import", write(lines(list(generated(1000))[:800]))).code == 0
    assert cli("branches", "import", write(lines(small()), "small.csv"), "--yes").code == 0
    assert cli("branches", "status").out.startswith("10 branches")


async def test_others_write_and_read_while_a_directory_is_loaded(place: Place) -> None:
    """The importer and the bot are two processes; here they are two databases on one place."""
    async with await place.open() as ours, await place.open() as theirs:
        importer, bot = await runner_on(ours), await runner_on(theirs)
        await replace_directory(importer, small(), 0)
        loading = asyncio.create_task(replace_directory(importer, list(generated(3 * CHUNK)), 0))
        turns = 0
        while not loading.done():
            found = await tried(bot.look(find_branch, Actor.chat(7), "汇丰银行"))
            assert not isinstance(found, Refusal)
            # The whole old directory counts until the whole new one is there.
            status = await bot.db.read(lambda tx: tx.one("branches_directory"))
            assert status.branches in (len(small()), 3 * CHUNK)
            if status.branches == len(small()) and found.branches:
                turns += await _writes(bot)
        await loading
        assert turns >= 3


async def _writes(bot: Runner) -> int:
    refused = await tried(bot.perform(make_link, Actor.operator("test"), "nobody"))
    assert isinstance(refused, Refusal)
    return 1
