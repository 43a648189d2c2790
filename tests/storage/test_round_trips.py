"""How often a confirmation waits for PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.actor import Actor
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from storage.postgresql.pipeline import Answer, Pipeline
from storage.queries import load_queries
from tests.support.databases import Place
from tests.support.rig import MEI, account, rig_on, top_up
from tests.support.statements import statements

MOST = 14
"""If it grows, a confirmation takes longer by a round trip for each."""


async def test_a_confirmation_waits_once_for_each_answer_that_it_reads_and_once_for_its_commit(
    make_place: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    receive = Pipeline.receive

    def counted(pipeline: Pipeline) -> list[Answer]:
        answers = receive(pipeline)
        waits.append(len(answers))
        return answers

    async with await make_place("postgresql").open() as db, rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("100.00")])
        await rig.link()
        view = await rig.draft(10_00)
        monkeypatch.setattr(Pipeline, "receive", counted)
        with statements() as names:
            done = await rig.perform(confirm_withdrawal, Actor.chat(MEI.id), view.id, view.version)
    assert done.status == "approved"
    queries = load_queries("postgresql")
    read = [name for name in names if queries[name].method != "run" or queries[name].counted]
    assert len(waits) == len(read) + 1
    assert len(waits) <= MOST
