"""The branch directory on both engines: what is found, in which order, replacing it, hostile texts, an empty one."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from functools import partial

import pytest

from bot.cli.branches import replace_directory
from bot.runtime.runner import Runner
from domain.actor import Actor
from domain.errors import Refusal
from domain.rules.branches import Branch, ask, in_order, tokens
from domain.usecases.customer.find_branch import (
    MOST_PAGES,
    BranchPage,
    branch_by_code,
    find_branch,
    show_directory,
    try_search,
)
from domain.usecases.operator.import_branches import begin_import, clear_imports, finish_import, load_branches
from storage.database import Database
from storage.errors import DatabaseTooOld
from storage.sqlite import database as sqlite_engine
from tests.support.branch_directory import OPERATOR, SAMPLE, code_of, generated, runner_on, sample, small
from tests.support.databases import Place
from tests.support.rig import tried

PERSON = Actor.chat(7)


@pytest.fixture
async def books(db: Database) -> Runner:
    """Use cases on a fresh database without a directory."""
    return await runner_on(db)


async def load(books: Runner, branches: list[Branch], refused: int = 0) -> None:
    """Replaces the directory, without pauses."""
    await replace_directory(books, branches, refused)


@pytest.fixture
async def loaded(books: Runner) -> Runner:
    """The small directory of several cities, and the sample where it is available."""
    await load(books, [*small(), *(sample() if SAMPLE.exists() else [])])
    return books


async def page(books: Runner, text: str, bank: str | None = None, page: int = 0) -> BranchPage:
    found = await tried(books.look(find_branch, PERSON, text, bank, page))
    assert isinstance(found, BranchPage)
    return found


async def names(books: Runner, text: str, bank: str | None = None) -> list[str]:
    return [one.name for one in (await page(books, text, bank)).branches]


ICBC = "中国工商银行股份有限公司南京新街口支行"
ABC = "中国农业银行股份有限公司南京市新街口支行"
BOC = "中国银行股份有限公司新街口支行"
CMB = "招商银行股份有限公司南京新街支行"
XIAN = "中国建设银行股份有限公司西安长安路支行"
COUNTY = "中国建设银行股份有限公司阳曲县支行"
XIAMEN = "中国邮政储蓄银行股份有限公司厦门湖里支行"
HSBC = "汇丰银行(中国)有限公司上海虹桥支行"

RANKED = {
    # All terms in the name come before a match in the city only; among equals the shorter place is first.
    "nanjing xinjiekou": [ABC, ICBC, BOC],
    "南京 新街口": [ABC, ICBC, BOC],
    "南京新街口": [ABC, ICBC, BOC],
    "njxjk": [ABC, ICBC, BOC],
    "新街": [CMB, ABC, ICBC, BOC],
    "新街 招行": [CMB],
    "icbc nanjing": ["中国工商银行股份有限公司南京市鼓楼支行", ICBC],
    "gsyh nj": ["中国工商银行股份有限公司南京市鼓楼支行", ICBC],
    "南京 鼓楼": ["中国工商银行股份有限公司南京市鼓楼支行"],
    "招商银行南京": [CMB],
    "西安": [XIAN],
    "长安路": [XIAN],
    "changan": [XIAN],
    "youchu xiamen": [XIAMEN],
    "邮储厦门": [XIAMEN],
    "PSBC 福建": [XIAMEN],
    "江南农商行": ["江苏江南农村商业银行股份有限公司"],
    "HSBC": [HSBC],
    "汇丰银行（中国）虹桥": [HSBC],
    "汇丰银行中国上海": [HSBC],
    "501": [HSBC],
    "中国农业银行股份有限公司南京新街口支行": [ABC],
}


@pytest.mark.parametrize("text", RANKED)
async def test_people_find_branches_in_both_scripts(books: Runner, text: str) -> None:
    await load(books, small())
    assert await names(books, text) == RANKED[text]


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of the public directories is not here")
async def test_ranked_results_on_the_sample(books: Runner) -> None:
    await load(books, sample())

    def branch(place: str) -> str:
        return f"中国工商银行股份有限公司北京{place}"

    first = {
        "工行 崇文门": "崇文门外大街支行", "chongwenmen": "崇文门外大街支行", "cwm": "崇文门外大街支行",
        "gsyh bj xjk": "新街口支行", "北京新街口": "新街口支行", "新街": "新街口支行", "王府": "王府井金街支行",
        "wangfujing": "王府井金街支行", "首都机场": "首都机场支行", "北京市昌平": "昌平支行",
        "ICBC 中关村": "中关村分行", "zhongguancun": "中关村分行", "huilongg": "回龙观支行",
        "102100009588": "天通苑支行", "工商银行北京方庄": "方庄支行", "新": "新华支行",
        "中国工商银行股份有限公司北京市分行营业部": None,
    }  # fmt: skip
    for text, place in first.items():
        expected = branch(place) if place else text
        assert (await names(books, text))[:1] == [expected], text
    assert len(await names(books, "gsyh bj")) == 10
    assert await names(books, "南京 工行") == []
    assert (await names(books, "1021000001"))[:2] == [branch("东四南支行"), branch("安定门支行")]


async def test_an_exact_name_comes_first_though_longer_ones_hold_it_too(books: Runner) -> None:
    twin = Branch(
        code_of("102", "3010", 9),
        "中国工商银行股份有限公司南京新街口支行营业室",
        "中国工商银行",
        "南京市",
        "江苏省",
    )
    shorter = twin._replace(code=code_of("102", "3010", 10), name="南京新街口支行中国工商银行")
    await load(books, [twin, shorter, *small()])
    assert (await names(books, "中国工商银行南京新街口支行"))[0] == ICBC


async def test_a_bank_can_be_chosen_and_is_never_left(loaded: Runner) -> None:
    assert await names(loaded, "新街口", "中国农业银行") == [ABC]
    assert await names(loaded, "南京", "招商银行") == [CMB]
    assert await names(loaded, "501", "招商银行") == []
    assert await names(loaded, "虹桥", "招商银行") == []
    assert await names(loaded, "新街口", "中国农业银行' OR '1") == []


async def test_pages_follow_each_other_without_a_gap_or_a_repetition(books: Runner) -> None:
    await load(books, list(generated(1_000)))
    for text in ("支行", "中国 支行", "zhihang", "1", "103"):
        seen: list[str] = []
        for number in range(MOST_PAGES):
            found = await page(books, text, page=number)
            assert len(found.branches) <= 10
            seen += [one.code for one in found.branches]
            if not found.more:
                break
        assert len(seen) == len(set(seen))
        assert text == "1" or len(seen) > 50, text
    assert (await page(books, "支行", page=MOST_PAGES + 5)).page == MOST_PAGES - 1
    assert not (await page(books, "支行", page=MOST_PAGES - 1)).more
    assert (await page(books, "支行", page=-3)).page == 0


def by_hand(question: str, rows: dict[str, set[str]]) -> list[str]:
    """The codes of the rows that a question matches, found by checking every row."""
    terms = re.sub(r"[^\s()&|]+", lambda found: f"has({found.group()!r})", question)
    rule = compile(terms.replace("&", " and ").replace("|", " or "), "question", "eval")
    matching = []
    for code, there in rows.items():

        def has(token: str, there: set[str] = there) -> bool:
            begins = token.removesuffix("*")
            return any(one.startswith(begins) for one in there) if begins != token else token in there

        if eval(rule, {"has": has}):
            matching.append(code)
    return matching


async def test_every_piece_of_the_directory_is_searched(books: Runner) -> None:
    # More rows than the first piece holds, and questions that end in it, go on in the next, or skip some.
    branches = in_order(generated(2_300))
    prepared = {one.code: tokens(one) for one in branches}
    rows = {code: set(line.split()) for code, line in prepared.items()}
    await replace_directory(books, branches, 0, found_by=lambda one: prepared[one.code])
    texts = (
        "分理处", "支行", "农业银行 分理处", "邮政 农村", "zhihang", "xinji", "中国农业银行股份有限公司南京分理处",
        "zhongguogongshangyinhangbeijingxinjiekouzhihang", "nj fl",
        *(one.name for one in branches[2_000::50]),
    )  # fmt: skip
    beyond = 0
    for text in texts:
        expected: list[str] = []
        for question in ask(text).questions:
            if len(expected) < 30:
                expected += [code for code in by_hand(question, rows) if code not in expected]
        found = [one.code for at in range(3) for one in (await page(books, text, page=at)).branches]
        assert found == expected[:30], text
        beyond += len({one.code for one in branches[2_000:]} & set(found))
    assert beyond > 5


HOSTILE = [
    "", " ", "'", '"', "*", "* *", "a*", "新*", '"新街', "新街\"", "(", ")", "((((", "新 AND", "NOT 新",
    "OR", "AND OR NOT", "NEAR(新 街)", "tokens:新", "-新", "^新", "新+街", "{n}: 新",
    "'; DROP TABLE branch; --", "%", "_", "\\", "\x00", "a\x00b", "新|街", "新&街", "!新", "<->", "新:*",
    "新<2>街", "$1", ":text", "%s", "{0}", "\ud800", "🏦", "🏦 新街", "\u200b", "😀" * 50, "新" * 500,
    "x" * 500, "an" * 300, "1" * 300, "新 " * 200, "a b c d e f g", "nu1 n1 a1", "n新 h1 h2",
    "x & y | z", "𠀀𠀁", "é", "ﬀ", "Ⅻ", "①②③", "٣٤٥", "\u0301", "l'hôpital", "xi'an", "lü", "İ", "ẞ",
]  # fmt: skip


async def test_nothing_typed_is_an_error(loaded: Runner) -> None:
    before = await names(loaded, "新街")
    for text in HOSTILE:
        found = await page(loaded, text)
        assert found.available
        await page(loaded, text, bank=text)
    assert await names(loaded, "xi'an") == await names(loaded, "xian")
    assert await names(loaded, "h1") == []
    assert await names(loaded, "新街") == before


async def test_characters_younger_than_the_engines_tables_are_found(books: Runner) -> None:
    young = Branch(code_of("102", "3010", 77), "中国工商银行南京𬬭𫖯支行", "中国工商银行", "南京市", "江苏省")
    await load(books, [young, *small()])
    assert await names(books, "𬬭𫖯") == [young.name]
    assert await names(books, "南京𬬭") == [young.name]


async def test_without_a_directory_the_answer_says_so(books: Runner) -> None:
    assert await page(books, "新街口") == BranchPage(available=False)
    assert await books.db.read(lambda tx: branch_by_code(tx, small()[0].code)) is None
    assert await tried(books.look(show_directory, OPERATOR)) is None


async def test_a_branch_is_found_by_its_code(loaded: Runner) -> None:
    wanted = small()[5]
    found = await loaded.db.read(lambda tx: branch_by_code(tx, wanted.code))
    assert found is not None
    assert (found.code, found.name, found.bank, found.city, found.province) == tuple(wanted)
    assert await names(loaded, wanted.code) == [wanted.name]
    assert await names(loaded, f"{wanted.code[:4]} {wanted.code[4:8]} {wanted.code[8:]}") == [wanted.name]
    for wrong in (
        code_of("999", "9999", 1),
        wanted.code[:11] + str((int(wanted.code[11]) + 1) % 10),
        "",
        "' OR 1",
    ):
        assert await loaded.db.read(partial(branch_by_code, code=wrong)) is None


async def test_only_the_right_people_may_ask(loaded: Runner) -> None:
    assert await tried(loaded.look(find_branch, OPERATOR, "新街")) == Refusal("denied")
    assert await tried(loaded.look(try_search, PERSON, "新街")) == Refusal("denied")
    assert await tried(loaded.perform(begin_import, PERSON)) == Refusal("denied")


async def test_readers_see_the_old_directory_until_the_new_one_is_whole(books: Runner) -> None:
    await load(books, small(), refused=3)
    edition = await tried(books.perform(begin_import, OPERATOR))
    assert isinstance(edition, int)
    row = json.dumps([[1, code_of("999", "3010", 1), "新银行新街口支行", "新银行", "", "", "n新街"]])
    assert await tried(books.perform(load_branches, OPERATOR, edition, row)) == 1
    while await tried(books.perform(clear_imports, OPERATOR)):
        pass
    assert (await names(books, "新街"))[0] == CMB
    assert await names(books, "301") == []
    assert await names(books, "999") == []
    wrong = await tried(books.perform(finish_import, OPERATOR, edition, 2, 0))
    assert wrong == Refusal("import_incomplete")
    assert len(await names(books, "新街")) == 4
    assert await tried(books.perform(finish_import, OPERATOR, edition, 1, 0)) is None
    assert await names(books, "新街") == ["新银行新街口支行"]
    assert await names(books, "102") == []


async def test_a_second_import_ends_the_first(books: Runner) -> None:
    await load(books, small())
    first = await tried(books.perform(begin_import, OPERATOR))
    second = await tried(books.perform(begin_import, OPERATOR))
    assert isinstance(first, int)
    assert isinstance(second, int)
    assert await tried(books.perform(load_branches, OPERATOR, first, "[]")) == Refusal("import_overtaken")
    assert await tried(books.perform(finish_import, OPERATOR, first, 1, 0)) == Refusal("import_overtaken")
    assert len(await names(books, "新街")) == 4


async def test_a_killed_import_leaves_nothing_behind_for_long(books: Runner) -> None:
    await load(books, small())
    killed = await tried(books.perform(begin_import, OPERATOR))
    assert isinstance(killed, int)
    row = json.dumps([[1, code_of("999", "3010", 1), "半行", "半行", "", "", "n半行"]])
    await tried(books.perform(load_branches, OPERATOR, killed, row))
    await load(books, list(generated(30)))
    await load(books, small())
    assert await names(books, "半行") == []
    assert len(await names(books, "新街")) == 4
    status = await tried(books.look(show_directory, OPERATOR))
    assert status is not None
    assert not isinstance(status, Refusal)
    assert (status.branches, status.loading) == (len(small()), False)
    # Only the directory in use is kept.
    edition = await books.db.read(lambda tx: tx.one("branches_directory").edition)
    left = await books.db.read(lambda tx: tx.one("branches_left_behind", kept=edition, loading=0))
    assert left is None


def test_a_sqlite_without_full_text_search_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, make_place: Callable[..., Place]
) -> None:
    monkeypatch.setattr(sqlite_engine, "has_full_text_search", lambda: False)
    with pytest.raises(DatabaseTooOld, match="FTS5"):
        asyncio.run(make_place("sqlite", bare=True).open())
