"""How `import` reads: every line once in each pass, a piece at a time, also from a pipe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.event_file import LONGEST_LINE, EventLines, FileChanged, opened_events
from domain.events.parse import ParsedEvent
from domain.usecases.operator.apply_events import PIECE_LINES, RefusedEvent
from tests.cli.events import account, lines, top_up

GOOD = lines(account()).strip()
ROWS = st.lists(
    st.sampled_from([b"", b"  ", b"{oops", b"\xff", b"[]", b"x" * (LONGEST_LINE + 1), GOOD]), max_size=30
)


def file_of(content: bytes) -> EventLines:
    return EventLines("a.jsonl", BytesIO(content), len(content))


@given(ROWS, st.booleans())
def test_every_line_is_an_event_malformed_or_blank_in_each_pass(rows: list[bytes], ended: bool) -> None:
    content = b"\n".join(rows) + (b"\n" if ended else b"")
    file = file_of(content)
    for _ in range(2):
        read = list(file.lines())
        assert [number for number, _ in read] == list(range(1, len(content.splitlines()) + 1))
        for (_, line), raw in zip(read, rows, strict=False):
            kind = ParsedEvent if raw == GOOD else RefusedEvent if raw.strip() else type(None)
            assert isinstance(line, kind)
        assert file.at == len(content)


@given(st.lists(st.sampled_from([b"\n", b"{oops\n", GOOD + b"\n"]), max_size=40), st.data())
def test_pieces_hold_every_event_once_in_order_and_no_more_lines_than_allowed(
    rows: list[bytes], data: st.DataObject
) -> None:
    content = b"".join(rows)
    sizes: list[int] = []

    def most() -> int:
        sizes.append(data.draw(st.integers(1, 9)))
        return sizes[-1]

    # More lines than one piece takes were counted, as far as the file can tell.
    pieces = list(file_of(content).pieces(PIECE_LINES + 1, most))
    places = [event.line for piece in pieces for event in piece.events]
    assert places == [number for number, row in enumerate(rows, 1) if row.startswith(GOOD)]
    last = 0
    for piece, size in zip(pieces[:-1], sizes, strict=False):
        assert last < piece.last <= last + size
        assert all(last < event.line <= piece.last for event in piece.events)
        last = piece.last


def test_a_file_of_a_thousand_lines_is_one_piece_and_one_of_more_is_not() -> None:
    whole = b"\n" * 500 + (GOOD + b"\n") * 500
    assert [piece.last for piece in file_of(whole).pieces(1000, lambda: 1)] == [1000]
    pieces = list(file_of(whole + b"\n").pieces(1001, lambda: 1000))
    assert [(len(piece.events), piece.last) for piece in pieces] == [(500, 1000), (0, 1001)]


class Counting(BytesIO):
    """Counts the lines that were read and not yet handed on."""

    held = most_held = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        self.held += 1
        self.most_held = max(self.held, self.most_held)
        return super().readline(size)


def test_no_more_than_a_piece_is_held_at_once() -> None:
    content = Counting((GOOD + b"\n") * 20_000)
    file = EventLines("a.jsonl", content, 0)
    for _ in file.lines():
        content.held = 0
    assert content.most_held == 1
    content.held = 0
    for piece in file.pieces(20_000, lambda: 700):
        assert len(piece.events) <= 700
        content.held = 0
    # One line more shows that the piece before it is full.
    assert content.most_held <= 701


def test_a_file_that_changes_is_noticed_before_more_of_it_is_applied(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes((GOOD + b"\n") * 3000)
    with opened_events(str(path), None) as file:
        assert sum(1 for _ in file.lines()) == 3000
        pieces = file.pieces(3000, lambda: 1000)
        assert next(pieces).last == 1000
        with path.open("ab") as other:
            other.write(b"\n")
        with pytest.raises(FileChanged):
            next(pieces)


def test_a_file_that_grows_while_it_is_read_through_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD + b"\n")
    with opened_events(str(path), None) as file:
        with path.open("ab") as other:
            other.write(b"\n")
        with pytest.raises(FileChanged):
            list(file.lines())


@pytest.fixture
def pipe() -> Iterator[tuple[str, int]]:
    """The name of a pipe's end that is read, and the other end."""
    reads, writes = os.pipe()
    yield f"/dev/fd/{reads}", writes
    os.close(reads)


def test_a_pipe_is_read_twice_from_a_copy_that_nobody_else_can_read(
    pipe: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = lines(account(), top_up("1", "5.00"), "{oops") * 20
    os.write(pipe[1], content)
    os.close(pipe[1])
    kept = BytesIO()
    monkeypatch.setattr("tempfile.TemporaryFile", lambda dir: kept)
    with opened_events(pipe[0], tmp_path) as file:
        first, second = list(file.lines()), list(file.lines())
        assert len(first) == 60
        assert first == second
        assert len(kept.getvalue()) == len(content) == file.size
        assert b"Lin Mei" in content
        assert b"Lin Mei" not in kept.getvalue()
    assert list(tmp_path.iterdir()) == []
