"""`import`: what it prints, and what is in the books afterwards."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.events import account, lines, top_up, worked_example
from tests.cli.ran import Cli


def cash(cli: Cli, number: str = "1001") -> str:
    ran = cli("balance", number, "--json")
    return str(json.loads(ran.out)["cash"]) if ran.code == 0 else "no account"


def test_a_file_is_applied_and_summed_up(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(worked_example())
    ran = cli("import", "--new", "a.jsonl")
    assert (ran.code, ran.out, ran.err) == (0, "a.jsonl: 11 events applied\n", "")
    assert cash(cli) == "1000.00"


def test_the_same_file_again_changes_nothing(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(worked_example())
    cli("import", "--new", "a.jsonl")
    before = cli("balance", "1001", "--json", "--at", "2026-11-20").out
    ran = cli("import", "--new", "a.jsonl")
    assert (ran.code, ran.out) == (0, "a.jsonl: 0 events applied, 11 known already\n")
    assert cli("balance", "1001", "--json", "--at", "2026-11-20").out == before


def test_one_bad_line_and_nothing_of_the_file_is_applied(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(
        lines(account(), top_up("1", "5.00"), "{oops", top_up("2", "0.00"), top_up("3", "1"))
    )
    ran = cli("import", "--new", "a.jsonl")
    assert ran.code == 1
    assert ran.out == ""
    assert ran.errors[0].startswith("a.jsonl:3: ")
    assert ran.errors[1].startswith("a.jsonl:4: amount")
    assert ran.errors[2] == "a.jsonl: nothing applied, 2 lines refused: put right, the same command goes on"
    assert cash(cli) == "no account"


def test_one_impossible_event_and_nothing_of_the_file_is_applied(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(lines(account(), top_up("1", "5.00"), top_up("2", "5.00", account="9")))
    ran = cli("import", "--new", "a.jsonl")
    assert ran.code == 1
    assert ran.errors[0].startswith("a.jsonl:3: account")
    assert cash(cli) == "no account"


def test_skip_bad_applies_the_rest_and_names_what_was_left_out(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(
        lines(account(), "{oops", top_up("1", "5.00"), top_up("2", "5.00", account="9"), top_up("3", "2.50"))
    )
    ran = cli("import", "--new", "--skip-bad", "a.jsonl")
    assert (ran.code, ran.out) == (0, "a.jsonl: 3 events applied, 2 bad lines skipped\n")
    assert [line.split(" ")[0] for line in ran.errors] == ["a.jsonl:2:", "a.jsonl:4:"]
    assert cash(cli) == "7.50"


def test_blank_lines_count_but_do_nothing(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(b"\n  \n" + lines(account()) + b"\r\n\t\r\n" + lines("{oops"))
    ran = cli("import", "--new", "a.jsonl")
    assert ran.errors[0].startswith("a.jsonl:6: ")


def test_a_mark_in_front_and_windows_line_ends_are_fine(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(
        b"\xef\xbb\xbf" + lines(account(), top_up("1", "5.00")).replace(b"\n", b"\r\n")
    )
    assert cli("import", "--new", "a.jsonl").code == 0
    assert cash(cli) == "5.00"


def test_a_last_line_without_an_end_counts(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(lines(account(), top_up("1", "5.00")).rstrip(b"\n"))
    assert cli("import", "--new", "a.jsonl").code == 0
    assert cash(cli) == "5.00"


def test_separators_that_only_look_like_line_ends_do_not_end_a_line(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(lines(account(name="Lin\u2028Mei"), top_up("1", "5.00")))
    assert cli("import", "--new", "a.jsonl").code == 0


def test_a_line_that_is_no_utf8_or_endless_is_refused_by_its_number(cli: Cli) -> None:
    endless = b'{"id":"' + b"x" * (1 << 20) + b'"}\n'
    Path("a.jsonl").write_bytes(lines(account()) + b'{"id":"\xff"}\n' + endless + lines(top_up("1", "5.00")))
    ran = cli("import", "--new", "--skip-bad", "a.jsonl")
    assert (ran.code, ran.out) == (0, "a.jsonl: 2 events applied, 2 bad lines skipped\n")
    assert ran.errors[0] == "a.jsonl:2: not UTF-8 text"
    assert ran.errors[1].startswith("a.jsonl:3: longer than")


def test_the_input_is_a_file_too(cli: Cli) -> None:
    ran = cli("import", "--new", "-", stdin=lines(account(), top_up("1", "5.00")))
    assert (ran.code, ran.out) == (0, "-: 2 events applied\n")


def test_files_go_in_order_and_stop_at_the_first_refused(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(lines(account()))
    Path("b.jsonl").write_bytes(lines(top_up("1", "5.00"), "{oops"))
    Path("c.jsonl").write_bytes(lines(top_up("2", "7.00")))
    ran = cli("import", "--new", "a.jsonl", "b.jsonl", "c.jsonl")
    assert (ran.code, ran.out) == (1, "a.jsonl: 1 event applied\n")
    assert ran.errors[-1] == "not tried: c.jsonl"
    assert cash(cli) == "0.00"


def test_a_file_that_is_not_there_is_said_before_anything_is_applied(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(lines(account()))
    ran = cli("import", "--new", "a.jsonl", "nowhere.jsonl")
    assert (ran.code, ran.err) == (2, "nowhere.jsonl: there is no such file\n")
    assert cash(cli) == "no account"


def test_reasons_hold_no_value_of_the_event(cli: Cli) -> None:
    secret = "+86138x0138001"
    Path("a.jsonl").write_bytes(lines(account(phone=secret), account("2", identity=["11010519491231002X"])))
    ran = cli("import", "--new", "a.jsonl")
    assert ran.code == 1
    assert secret not in ran.err
    assert "11010519491231002X" not in ran.err


def test_many_refused_lines_are_cut_short(cli: Cli) -> None:
    Path("a.jsonl").write_bytes(b"{oops\n" * 80)
    ran = cli("import", "--new", "a.jsonl")
    assert len(ran.errors) == 52
    assert ran.errors[-2] == "a.jsonl: and 30 more lines"
    assert ran.errors[-1] == "a.jsonl: nothing applied, 80 lines refused: put right, the same command goes on"
