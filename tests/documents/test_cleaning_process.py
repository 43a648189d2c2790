"""The process that opens strangers' files: it reaches nothing, and its answer is checked."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from bot.documents import cleaning_process, confine
from bot.documents.cleaning_process import ANSWER_MOST_BYTES, Cleaner, read_answer
from bot.documents.intake import clean
from domain.errors import Unfit
from domain.rules.designated import MOST_PAGES
from tests.documents.test_intake import FORMS
from tests.support.document_files import encoded, page, pdf, saved, signed

ROOT = Path(__file__).parents[2]
linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")

ATTACK = """
import ctypes, fcntl, json, os, signal, socket, sys, threading, mmap
from bot.documents import confine
parent, file, port, missing = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), tuple(sys.argv[4].split())
tries = {
    "environment": lambda: open(f"/proc/{parent}/environ", "rb").read(),
    "memory": lambda: open(f"/proc/{parent}/mem", "rb"),
    "command line": lambda: open(f"/proc/{parent}/cmdline", "rb").read(),
    "read": lambda: open(file).read(),
    "write": lambda: open(file, "a"),
    "truncate": lambda: os.truncate(file, 0),
    "unlink": lambda: os.unlink(file),
    "rename": lambda: os.rename(file, file + ".gone"),
    "link": lambda: os.link(file, file + ".twice"),
    "mode": lambda: os.chmod(file, 0o777),
    "list": lambda: os.listdir("/"),
    "socket": lambda: socket.socket(),
    "local socket": lambda: socket.socketpair(),
    "signal": lambda: os.kill(parent, 0),
    "signal to all": lambda: os.kill(-1, 0),
    "fork": lambda: forked(lambda: None),
    "program": lambda: forked(lambda: os.execv("/bin/true", ["true"])),
    "trace": lambda: check(libc.ptrace(0x4206, parent, 0, 0)),
    "another's memory": lambda: check(libc.process_vm_readv(parent, None, 0, None, 0, 0)),
    "another's limits": lambda: check(libc.prlimit(parent, 7, None, ctypes.create_string_buffer(16))),
    "a signal by another way": lambda: check(libc.syscall(TGKILL, parent, parent, 0)),
    "a handle on a process": lambda: os.pidfd_open(parent),
    "a file in memory": lambda: os.memfd_create("x"),
    "code made here": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
    "a signal by a pipe": lambda: fcntl.fcntl(0, 8, parent),
}
may = {
    "thread": lambda: (one := threading.Thread(target=int), one.start(), one.join()),
    "memory": lambda: bytearray(10**7),
}
libc = ctypes.CDLL(None, use_errno=True)
TGKILL = {"x86_64": 234, "aarch64": 131}.get(os.uname().machine, -1)
def forked(then):
    if (child := os.fork()) == 0:
        try: then()
        except OSError: os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]: raise OSError
def check(answer):
    if answer < 0: raise OSError(ctypes.get_errno(), "refused")
confine.lacks = lambda: missing
confine.confine()
found = {"uid": os.getuid(), "done": [], "may": []}
for name, attempt in tries.items():
    try: attempt()
    except (OSError, ValueError): continue
    found["done"].append(name)
for name, attempt in may.items():
    attempt(); found["may"].append(name)
print(json.dumps(found))
"""


def attacked(file: Path, missing: str = "") -> dict[str, object]:
    """What a child that an attacker took over gets done, on a kernel that lacks these parts of the isolation."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = subprocess.run(
            [sys.executable, "-c", ATTACK, str(os.getpid()), str(file), str(server.getsockname()[1]), missing],
            capture_output=True, cwd=ROOT, env=cleaning_process._environment(), timeout=60, check=False,
            stdin=subprocess.PIPE,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    secret = tmp_path / ".env"
    secret.write_text("SECRET_KEY=" + "k" * 40)
    # Root's child becomes another user, so the files are open to all: their mode must not be what refuses.
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o777)
    secret.chmod(0o666)
    return secret


@linux
@pytest.mark.skipif(bool(confine.lacks()), reason=f"this kernel has no {' and no '.join(confine.lacks())}")
def test_the_child_reaches_nothing(file: Path) -> None:
    found = attacked(file)
    assert found["done"] == []
    assert found["may"] == ["thread", "memory"]
    assert found["uid"] == (confine.NOBODY if os.geteuid() == 0 else os.geteuid())
    assert file.read_text().startswith("SECRET_KEY")


@linux
@pytest.mark.skipif("landlock" in confine.lacks(), reason="this kernel has no Landlock")
def test_without_seccomp_files_are_out_of_reach(file: Path) -> None:
    done = attacked(file, "seccomp")["done"]
    assert isinstance(done, list)
    assert not {
        "environment",
        "memory",
        "read",
        "write",
        "truncate",
        "unlink",
        "rename",
        "link",
        "list",
    } & set(done)


@linux
@pytest.mark.skipif("seccomp" in confine.lacks(), reason="this kernel has no seccomp")
def test_without_landlock_nothing_is_reached_either(file: Path) -> None:
    assert attacked(file, "landlock")["done"] == []


def test_without_both_nothing_can_be_opened(file: Path) -> None:
    done = attacked(file, "landlock seccomp")["done"]
    assert isinstance(done, list)
    assert not {"environment", "memory", "read", "write", "list", "socket", "local socket"} & set(done)


@linux
def test_the_numbers_of_the_calls_are_the_kernels(tmp_path: Path) -> None:
    """For both machines, where the kernel's own tables are installed."""
    for path, (_, _, numbers) in (
        (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), confine._X86),
        (Path("/usr/include/asm-generic/unistd.h"), confine._ARM),
    ):
        if not path.is_file():
            pytest.skip(f"no {path.name} on this machine")
        lines = [line.split() for line in path.read_text().splitlines() if line.startswith("#define __NR")]
        known = {line[1].removeprefix("__NR_"): line[2] for line in lines if "__NR3264" not in line[1]}
        known |= {line[1].removeprefix("__NR3264_"): line[2] for line in lines if "__NR3264" in line[1]}
        assert {name: known[name] for name in numbers} == {
            name: str(number) for name, number in numbers.items()
        }


@pytest.mark.parametrize("what", FORMS)
async def test_every_picture_is_cleaned_apart(what: str) -> None:
    data = FORMS[what]()
    assert (await Cleaner().clean(data, "me")).data == clean(data).data


async def test_every_pdf_is_cleaned_apart() -> None:
    signed_one = signed(pdf())
    assert (await Cleaner().clean(signed_one, "me")).signed
    for data in (
        saved(pdf(2, photo=encoded(page()))),
        saved(pdf(), encryption=pikepdf.Encryption(owner="o", user="")),
    ):
        found = await Cleaner().clean(data, "me")
        assert found.data.startswith(b"%PDF-")
        assert not found.signed


HEAD = {"media_type": "image/jpeg", "pages": 1, "width": 800, "height": 600, "signed": False}
NONSENSE = {
    "nothing": b"",
    "no JSON": b"hello\n\xff\xd8\xff",
    "a list": b"[]\n\xff\xd8\xff",
    "a number": b"7\n",
    "text/html": json.dumps(HEAD | {"media_type": "text/html"}).encode() + b"\n<html>",
    "HTML as a picture": json.dumps(HEAD).encode() + b"\n<html>",
    "a picture as a PDF": json.dumps(HEAD | {"media_type": "application/pdf"}).encode() + b"\n\xff\xd8\xff",
    "pages in words": json.dumps(HEAD | {"pages": "1"}).encode() + b"\n\xff\xd8\xff",
    "many pages": json.dumps(HEAD | {"pages": MOST_PAGES + 1}).encode() + b"\n\xff\xd8\xff",
    "a huge width": json.dumps(HEAD | {"width": 10**30}).encode() + b"\n\xff\xd8\xff",
    "a width that is true": json.dumps(HEAD | {"width": True}).encode() + b"\n\xff\xd8\xff",
    "a signed picture": json.dumps(HEAD | {"signed": True}).encode() + b"\n\xff\xd8\xff",
    "signed in words": json.dumps(HEAD | {"signed": "yes"}).encode() + b"\n\xff\xd8\xff",
    "a refusal nobody knows": b'{"unfit": "<b>", "params": {}}\n',
    "a refusal without its numbers": b'{"unfit": "pdf_pages", "params": {}}\n',
    "a refusal that is a list": b'{"unfit": [], "params": {}}\n',
    "numbers in words": b'{"unfit": "too_big", "params": {"most_mb": "<b>"}}\n',
    "very deep": b"[" * 4000 + b"\n",
    "a head without an end": b'{"media_type": "' + b"a" * 10_000,
}


@pytest.mark.parametrize("what", NONSENSE)
async def test_nonsense_is_a_broken_document(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def says(_: Cleaner, data: bytes) -> bytes:
        return NONSENSE[what]

    monkeypatch.setattr(Cleaner, "_ask", says)
    with pytest.raises(Unfit, match="broken"):
        await Cleaner().clean(encoded(page()), "me")


def test_what_is_right_is_read() -> None:
    found = read_answer(json.dumps(HEAD).encode() + b"\n\xff\xd8\xff\n\n")
    assert (found.data, found.media_type, found.width) == (b"\xff\xd8\xff\n\n", "image/jpeg", 800)
    with pytest.raises(Unfit) as caught:
        read_answer(b'{"unfit": "pdf_pages", "params": {"most": 20, "pages": 21}}\n')
    assert caught.value.params == {"most": 20, "pages": 21}


async def test_an_endless_answer_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    talks = tmp_path / "talks"
    talks.write_text(
        f"#!{sys.executable}\nimport sys\nsys.stdin.buffer.read()\n"
        "while True: sys.stdout.buffer.write(bytes(2**20))\n"
    )
    talks.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(talks))
    read = 0
    plain = asyncio.StreamReader.read

    async def counted(self: asyncio.StreamReader, size: int = -1) -> bytes:
        nonlocal read
        piece = await plain(self, size)
        read += len(piece)
        return piece

    monkeypatch.setattr(asyncio.StreamReader, "read", counted)
    with pytest.raises(Unfit, match="broken"):
        await Cleaner().clean(encoded(page()), "me")
    assert ANSWER_MOST_BYTES < read < ANSWER_MOST_BYTES + 2**20


async def test_one_document_at_a_time_for_each_person(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[bytes] = []
    seen: list[set[bytes]] = []
    both, go = asyncio.Event(), asyncio.Event()

    async def says(_: Cleaner, data: bytes) -> bytes:
        running.append(data[-1:])
        seen.append(set(running))
        assert len(running) == len(set(running)) <= cleaning_process.AT_ONCE
        if len(running) == cleaning_process.AT_ONCE:
            both.set()
        await go.wait()
        running.remove(data[-1:])
        return json.dumps(HEAD).encode() + b"\n\xff\xd8\xff"

    monkeypatch.setattr(Cleaner, "_ask", says)
    cleaner = Cleaner()
    waiting = [asyncio.ensure_future(cleaner.clean(b"x" + who.encode(), who)) for who in "aaabb"]
    await both.wait()
    # One person's three documents leave a turn to the other.
    assert seen[-1] == {b"a", b"b"}
    go.set()
    await asyncio.gather(*waiting)
    assert len(seen) == 5
    assert not cleaner._own_turns


@linux
def test_the_program_keeps_its_memory_to_itself() -> None:
    """Another process of the same user reads neither its environment nor its memory; no core file is written."""
    program = (
        "import ctypes, sys, resource; from bot.runtime.private_memory import keep_memory_private;"
        "keep_memory_private();"
        "print(*resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3), flush=True); sys.stdin.read()"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert running.stdout is not None
    try:
        assert running.stdout.readline().split() == [b"0", b"0", b"0"]
        if os.geteuid() != 0:
            with pytest.raises(PermissionError):
                Path(f"/proc/{running.pid}/environ").read_bytes()
    finally:
        running.communicate()
