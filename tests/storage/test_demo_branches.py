"""The demo's branches: good rows, found in both scripts, loaded once and never over an operator's directory."""

from __future__ import annotations

from bot.cli.branches import replace_directory
from bot.demo.load import demo_branches, load_demo_branches
from domain.actor import Actor
from domain.errors import Refusal
from domain.rules.branches import Branch, branch_of
from domain.usecases.customer.find_branch import BranchPage, find_branch
from domain.usecases.operator.import_branches import begin_import, settle_index
from storage.database import Database
from tests.support.branch_directory import OPERATOR, runner_on, small
from tests.support.rig import tried


async def test_a_visitor_finds_a_branch_at_once(db: Database) -> None:
    books = await runner_on(db)

    async def names(text: str) -> list[str]:
        found = await tried(books.look(find_branch, Actor.chat(7), text))
        assert isinstance(found, BranchPage)
        return [one.name for one in found.branches]

    every = list(demo_branches())
    assert len({one.code for one in every}) == len(every)
    assert all(isinstance(branch_of(*one), Branch) for one in every)

    assert await load_demo_branches(books) == len(every)
    assert await names("工行 新街口") == ["中国工商银行股份有限公司南京新街口支行"]
    for text in ("nanjing xinjiekou", "新街", "南京 新街口"):
        assert len(await names(text)) == 7, text
    assert await load_demo_branches(books) == 0

    await replace_directory(books, small(), 0)
    assert await load_demo_branches(books) == 0
    assert await names("春熙路") == []


async def test_an_import_that_has_begun_goes_on(db: Database) -> None:
    books = await runner_on(db)
    edition = await tried(books.perform(begin_import, OPERATOR))
    assert isinstance(edition, int)
    assert await load_demo_branches(books) == 0
    done = await tried(books.perform(settle_index, OPERATOR, edition))
    assert not isinstance(done, Refusal), "overtaken"
