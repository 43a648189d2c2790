"""An import in pieces: refused, stopped or killed anywhere, it goes on to where one event after the other leads."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest

from bot.cli import event_file, import_events
from bot.cli.event_file import opened_events
from bot.cli.failures import Failure
from bot.cli.import_events import Import, interrupts
from bot.runtime.runner import Runner
from domain.actor import Actor
from domain.events.parse import parse_event
from domain.use_case import UseCase
from domain.usecases.operator.apply_events import apply_events
from domain.usecases.operator.check_books import check_books
from storage.database import Database
from storage.errors import DatabaseBusy, DatabaseFull, OutcomeUnknown
from storage.process_lock import take_process_lock, this_process
from storage.queries import Engine
from tests.cli.events import lines
from tests.cli.ran import Cli
from tests.support.databases import Place
from tests.support.reviewing import event, query
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up

P = ParamSpec("P")
R = TypeVar("R")
Event = dict[str, Any]

STATE = (
    "SELECT id, type, account, at FROM event ORDER BY id",
    "SELECT account, kind, amount_fen, remaining_fen, at FROM fund ORDER BY account, at, amount_fen, kind",
    "SELECT id, account, cycle, amount_fen, paid_fen FROM bill ORDER BY id",
    "SELECT account, cycle, unsettled_fen FROM cycle_usage ORDER BY account, cycle",
    "SELECT account, name, released_at FROM resource ORDER BY account, name",
    "SELECT kind, reference, at FROM journal ORDER BY kind, reference",
    "SELECT j.reference, p.side, p.amount_fen FROM journal j JOIN posting p ON p.journal = j.id "
    "ORDER BY j.reference, p.side, p.amount_fen",
    "SELECT purpose, reference, amount_fen, returned_fen FROM draw ORDER BY purpose, reference, amount_fen",
)
KILL = """
import os, signal, sys
from bot.cli.commands import main
from bot.runtime.runner import Runner
perform, calls = Runner.perform, []

async def killed(self, *args, **kwargs):
    calls.append(1)
    if len(calls) == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return await perform(self, *args, **kwargs)

Runner.perform = killed
main(["import", "--new", sys.argv[2]])
"""


class Killed(BaseException):
    """The end of a process, without any of its handlers."""


class Fragile(Runner):
    """Does something before or after a write."""

    def __init__(self, rig: Rig) -> None:
        super().__init__(rig.db, rig.services)
        self.before: Callable[[], Any] = lambda: None
        self.after: Callable[[], Any] = lambda: None

    async def perform(self, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if (waits := self.before()) is not None:
            await waits
        result = await super().perform(use_case, actor, *args, **kwargs)
        self.after()
        return result


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of at most 8 lines, so that small files have many."""
    monkeypatch.setattr(event_file, "PIECE_LINES", 8)
    monkeypatch.setattr(import_events, "PIECE_LINES", 8)
    monkeypatch.setattr(import_events, "FIRST_LINES", 5)
    monkeypatch.setattr(import_events, "LEAST_LINES", 3)


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        yield made
        assert not await made.look(check_books, OPERATOR)


async def imported(books: Runner, path: Path, *, skip_bad: bool = False) -> bool:
    with opened_events(str(path), None) as file, interrupts() as stop:
        return await Import(books, path.name, file, None, stop).run(skip_bad=skip_bad)


async def state(db: Database) -> list[list[tuple[Any, ...]]]:
    return await db.read(lambda tx: [query(tx, sql) for sql in STATE])


def history(rnd: random.Random, count: int) -> list[Event]:
    """Events of a few accounts; many are possible only because of earlier ones, and some never."""
    found: list[Event] = [account(one, f"+861380013800{one}") for one in "123"]
    number = 0
    while len(found) < count:
        number += 1
        key, of, amount = str(number), rnd.choice("123"), f"{rnd.randint(1, 40)}.00"
        earlier = str(rnd.randint(1, number))
        found.append(
            rnd.choice((
                top_up(amount, f"TP-{key}", of, id=f"p{key}"),
                top_up(amount, f"TP-{earlier}", of, id=f"q{key}"),
                event("bill.issued", f"b{key}", of, bill=f"B-{key}", amount=amount),
                event("bill.paid", f"y{key}", of, bill=f"B-{earlier}", amount="1.00", source="balance"),
                event("refund.posted", f"f{key}", of, refund=f"R-{key}", bill=f"B-{earlier}", amount="1.00"),
                event("transfer.made", f"t{key}", of, transfer=f"T-{key}", to=rnd.choice("123"), amount="2.00"),
                event("transfer.recalled", f"l{key}", of, transfer=f"T-{earlier}", amount="1.00"),
                event("usage.accrued", f"u{key}", of, cycle="2026-11", amount=amount),
                event("resource.created", f"r{key}", of, resource="i", product="ECS", billing="pay_as_you_go"),
                event("resource.released", f"s{key}", of, resource="i"),
                account(earlier, f"+861380013800{earlier[0]}", id=f"a{key}"),
                rnd.choice(found),
            ))
        )  # fmt: skip
    return found


async def one_by_one(books: Runner, events: Sequence[Event]) -> list[int]:
    """Applies each event by itself; returns the lines of those that are refused."""
    refused = []
    for line, one in enumerate(events, 1):
        report = await books.perform(apply_events, OPERATOR, [parse_event(one, line)], True)
        refused += [bad.line for bad in report.refused]
    return refused


@asynccontextmanager
async def another(make_place: Callable[..., Place], engine: Engine, folder: Path) -> AsyncIterator[Rig]:
    async with await make_place(engine).open() as db, rig_on(db, folder) as made:
        yield made


@pytest.mark.parametrize("seed", range(4))
async def test_killed_anywhere_and_run_again_it_ends_where_one_after_the_other_leads(
    rig: Rig, engine: Engine, make_place: Callable[..., Place], tmp_path: Path, seed: int
) -> None:
    rnd = random.Random(seed)
    events = history(rnd, 120)
    path = tmp_path / "a.jsonl"
    (tmp_path / "other").mkdir()
    async with another(make_place, engine, tmp_path / "other") as reference:
        refused = await one_by_one(reference, events)
        expected = await state(reference.db)
    possible = [one for line, one in enumerate(events, 1) if line not in refused]
    assert len(possible) > 24
    path.write_bytes(lines(*possible))

    def kill() -> None:
        if rnd.random() < 0.2:
            raise Killed

    books = Fragile(rig)
    books.before = books.after = kill
    kills = 0
    while True:
        try:
            assert await imported(books, path)
            break
        except Killed:
            kills += 1
    assert kills > 0
    assert await state(rig.db) == expected


async def test_without_its_bad_lines_it_ends_where_one_after_the_other_leads(
    rig: Rig,
    engine: Engine,
    make_place: Callable[..., Place],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    events = history(random.Random(4), 120)
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(*events))
    (tmp_path / "other").mkdir()
    async with another(make_place, engine, tmp_path / "other") as reference:
        refused = await one_by_one(reference, events)
        expected = await state(reference.db)
    assert await imported(rig, path, skip_bad=True)
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("a.jsonl:")]
    assert [int(line.split(":")[1]) for line in said if line[8].isdigit()] == refused[: import_events.SHOWN]
    assert await state(rig.db) == expected


@pytest.mark.parametrize("seed", range(5, 8))
async def test_a_refused_event_undoes_its_piece_alone_and_put_right_the_import_goes_on(
    rig: Rig,
    engine: Engine,
    make_place: Callable[..., Place],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    seed: int,
) -> None:
    events = history(random.Random(seed), 90)
    path = tmp_path / "a.jsonl"
    (tmp_path / "other").mkdir()
    async with another(make_place, engine, tmp_path / "other") as reference:
        while True:
            path.write_bytes(lines(*events))
            if await imported(rig, path):
                break
            err = capsys.readouterr().err.splitlines()
            refused = [int(line.split(":")[1]) for line in err[:-1]]
            last = 0
            if not err[-1].startswith("a.jsonl: nothing applied, "):
                assert err[-1].startswith("a.jsonl: lines 1 to ")
                last = int(err[-1].split()[4])
            assert last < refused[0] <= last + 8, "the piece of the first refused event is undone"
            assert await one_by_one(reference, events[:last]) == [], "and all before it is applied"
            assert await state(rig.db) == await state(reference.db)
            del events[refused[0] - 1]
        assert await one_by_one(reference, events) == []
        assert await state(rig.db) == await state(reference.db)
    assert len(events) < 90


async def test_a_malformed_line_at_the_end_keeps_the_whole_file_out(
    rig: Rig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    events = [account(), *(top_up("1.00", f"TP-{number}") for number in range(40))]
    path.write_bytes(lines(*events, "{oops"))
    assert not await imported(rig, path)
    assert (
        capsys.readouterr().err.splitlines()[-1]
        == "a.jsonl: nothing applied, 1 line refused: put right, the same command goes on"
    )
    assert (await state(rig.db))[0] == []
    assert await imported(rig, path, skip_bad=True)
    assert capsys.readouterr().out == "a.jsonl: 41 events applied, 1 bad line skipped\n"


@pytest.fixture
def forty(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(account(), *(top_up("1.00", f"TP-{number}") for number in range(39))))
    return path


def at_write(number: int, do: Callable[[], Any]) -> Callable[[], Any]:
    """Does something before that write alone."""
    left = iter(range(1, number + 1))
    return lambda: do() if next(left, None) == number else None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_after_the_present_piece(rig: Rig, forty: Path, number: int) -> None:
    books = Fragile(rig)
    books.before = at_write(2, lambda: os.kill(os.getpid(), number))
    with pytest.raises(Failure) as stopped:
        await imported(books, forty)
    assert stopped.value.code == 128 + number
    text = str(stopped.value)
    assert text.startswith("a.jsonl: stopped; lines 1 to ")
    last = int(text.split()[5])
    assert 5 < last < 40
    assert len((await state(rig.db))[0]) == last
    assert await imported(books, forty)
    assert len((await state(rig.db))[0]) == 40


async def test_the_second_signal_ends_it_at_once(
    rig: Rig, forty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    books = Fragile(rig)

    def twice() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    books.before = at_write(2, twice)
    with pytest.raises(KeyboardInterrupt):
        await imported(books, forty)
    said = "a.jsonl: lines 1 to 5 are applied, perhaps more: the same command goes on from there\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("error", "after"), [(DatabaseFull, "nothing after them"), (OutcomeUnknown, "perhaps more")]
)
async def test_an_error_of_the_database_says_up_to_which_line_all_is_applied(
    rig: Rig, forty: Path, capsys: pytest.CaptureFixture[str], error: type[Exception], after: str
) -> None:
    books = Fragile(rig)

    def fail() -> None:
        raise error("x")

    books.before = at_write(2, fail)
    with pytest.raises(error):
        await imported(books, forty)
    said = f"a.jsonl: lines 1 to 5 are applied, {after}: the same command goes on from there\n"
    assert capsys.readouterr().err == said
    assert len((await state(rig.db))[0]) == 5


async def test_a_piece_that_others_keep_out_is_tried_again_and_only_so_often(
    rig: Rig, forty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(import_events, "PAUSE_S", 0)
    books = Fragile(rig)
    busy = [False, True, True, False, True, True, True]

    def keep_out() -> None:
        if busy and busy.pop(0):
            raise DatabaseBusy("x")

    books.before = keep_out
    with pytest.raises(DatabaseBusy):
        await imported(books, forty)
    assert not busy
    said = capsys.readouterr().err
    last = int(said.split()[4])
    assert 5 < last < 40
    assert said.startswith(f"a.jsonl: lines 1 to {last} are applied, nothing after them")
    assert await imported(books, forty)


async def test_a_file_that_changes_ends_it(rig: Rig, forty: Path) -> None:
    books = Fragile(rig)

    def change() -> None:
        with forty.open("ab") as file:
            file.write(b"\n")

    books.before = at_write(2, change)
    with pytest.raises(
        Failure, match=r"^a\.jsonl: has changed while it was read; lines 1 to \d+ are applied"
    ):
        await imported(books, forty)


async def test_a_call_over_http_comes_between_two_pieces(rig: Rig, forty: Path) -> None:
    books = Fragile(rig)
    call = [parse_event(top_up("7.00", "TP-call", id_="1001", id="call"))]
    books.before = at_write(3, lambda: rig.perform(apply_events, OPERATOR, call))
    assert await imported(books, forty)
    kinds = [row[0] for row in (await state(rig.db))[0]]
    assert len(kinds) == 41
    order = await rig.db.read(lambda tx: query(tx, "SELECT reference FROM journal ORDER BY id"))
    assert 0 < [row[0] for row in order].index("call") < 39


def test_a_second_import_is_refused_by_host_and_process(
    cli: Cli, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", place.url)
    first = asyncio.run(take_process_lock(place.url, "import"))
    host, pid = this_process()
    try:
        ran = cli("import", "-", stdin=lines(account()))
    finally:
        asyncio.run(first.close())
    said = (
        f"another import is running (host {host}, pid {pid}), and there is one at a time: nothing applied\n"
    )
    assert (ran.code, ran.out, ran.err) == (1, "", said)
    assert cli("import", "-", stdin=lines(account())).code == 0


def test_a_process_that_is_killed_between_pieces_goes_on_when_run_again(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    events = [account(), *(top_up("0.01", f"TP-{number}") for number in range(1499))]
    path.write_bytes(lines(*events))
    child = subprocess.run(
        [sys.executable, "-c", KILL, "3", "a.jsonl"], cwd=tmp_path, check=False, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )  # fmt: skip
    assert child.returncode == -signal.SIGKILL
    applied = round(float(json.loads(cli("balance", "1001", "--json").out)["cash"]) * 100) + 1
    assert 200 < applied < 1500
    ran = cli("import", "a.jsonl")
    assert ran.out == f"a.jsonl: {1500 - applied} events applied, {applied} known already\n"
    assert cli("check").code == 0
