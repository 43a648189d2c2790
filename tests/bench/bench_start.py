"""The cost of a start: the libraries, the commands, and the time until the bot asks for its first update.

Whole processes run in turn, round after round, and the best round of each counts. Seconds are of the processor, user
and system together, so that a busy machine changes them little; the memory is the peak of that process. `make bench`
runs it.
"""

from __future__ import annotations

import json
import math
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bot.runtime.settings import Settings
from tests.bench.figures import ROOT, ratio, report

ROUNDS = 2
WAIT_S = 60.0
CHAT = "from bot.chat.lazy_aiogram import load_chat, uncollected\n"
LIBRARIES = {
    "`import aiogram`": "import aiogram",
    "the same without garbage collection": "import gc; gc.disable(); import aiogram",
    "models built at their first use": CHAT + "load_chat()",
    "and without garbage collection": CHAT + "with uncollected(): load_chat()",
    "the whole program, `import aiogram` as usual": "import aiogram, bot.program",
    "the whole program as it starts": CHAT + "with uncollected():\n    load_chat()\n    import bot.program",
}
COMMANDS = {
    "`python -c pass`": ["-c", "pass"],
    "`--help`": ["main.py", "--help"],
    "`settings`": ["main.py", "settings"],
    "`check`": ["main.py", "check"],
    "`balance`": ["main.py", "balance", "1001"],
    "`link`": ["main.py", "link", "1001"],
}
LIVE = {
    "BOT_TOKEN": "123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
    "SECRET_KEY": "k" * 32,
    "SMS_URL": "json://127.0.0.1/{phone}",
    "PAYOUT_URL": "http://127.0.0.1:9",
    "PAYOUT_SECRET": "whsec_c2VjcmV0LW9mLXRoZS1wYXlvdXRzLWdhdGV3YXk=",
}


@dataclass
class Cost:
    """The best of the rounds so far."""

    cpu_s: float = float("inf")
    memory_mb: float = float("inf")

    def add(self, cpu_s: float, memory_mb: float) -> None:
        """Adds a round."""
        self.cpu_s = min(self.cpu_s, cpu_s)
        self.memory_mb = min(self.memory_mb, memory_mb)

    def cells(self, base: Cost, *, memory: bool = True) -> list[str]:
        """Seconds, their ratio to `base`, and megabytes."""
        cells = [f"{self.cpu_s:.2f}", ratio(self.cpu_s, base.cpu_s)]
        return [*cells, f"{self.memory_mb:.0f}"] if memory else cells


def environment(**more: str) -> dict[str, str]:
    """This process's environment without settings that happen to be set."""
    clean = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return {**clean, "PYTHONPATH": str(ROOT), **more}


def run(args: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds of the processor and peak megabytes of a process that ends by itself."""
    process = subprocess.Popen(
        [sys.executable, *args],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{args}: {said}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Server(BaseHTTPRequestHandler):
    """The part of a Bot API server that a bot without visitors needs."""

    asked = threading.Event()

    def do_POST(self) -> None:
        """Says yes to everything; the measurement waits for the first `getUpdates`."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        method = self.path.rpartition("/")[2]
        result: object = True
        if method == "getMe":
            result = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "some_bot"}
        if method == "getUpdates":
            self.asked.set()
            time.sleep(0.2)
            result = []
        body = json.dumps({"ok": True, "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing."""


@contextmanager
def started(folder: Path, **env: str) -> Iterator[tuple[int, int]]:
    """Runs the bot until the block ends; gives its process id and port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "main.py", "run"],
        cwd=ROOT,
        env=environment(DATABASE_URL=f"sqlite:///{folder}/books.db", HTTP_PORT=str(port), **env),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(WAIT_S)


def used(pid: int) -> float:
    """Seconds of the processor that a living process has used so far; NaN where the system does not say."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return math.nan
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def first_page(folder: Path) -> tuple[float, float]:
    """Seconds until the sandbox's page is served: of the processor, and by the clock."""
    began = time.perf_counter()
    with started(folder) as (pid, port):
        while time.perf_counter() - began < WAIT_S:
            with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                answer.read()
                return used(pid), time.perf_counter() - began
            time.sleep(0.01)
    raise TimeoutError("no page")


def first_question(folder: Path) -> tuple[float, float]:
    """Seconds until the bot asks a Bot API server for updates: of the processor, and by the clock."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Server.asked.clear()
    began = time.perf_counter()
    try:
        with started(folder, BOT_API_URL=f"http://127.0.0.1:{server.server_port}", **LIVE) as (pid, _):
            if not Server.asked.wait(WAIT_S):
                raise TimeoutError("no question")
            return used(pid), time.perf_counter() - began
    finally:
        server.shutdown()
        server.server_close()


def libraries() -> None:
    """Measures loading the chat's libraries."""
    costs = {name: Cost() for name in LIBRARIES}
    for _ in range(ROUNDS):
        for name, program in LIBRARIES.items():
            costs[name].add(*run(["-c", program], environment()))
    base = next(iter(costs.values()))
    rows = [[name, *cost.cells(base)] for name, cost in costs.items()]
    report("Loading the chat's libraries", "bench_start", ["what", "s", "times the first", "peak MB"], rows)


def commands(folder: Path) -> None:
    """Measures the commands that do not load the chat, on the books of the demo."""
    env = environment(DATABASE_URL=f"sqlite:///{folder}/commands.db")
    events = folder / "events.jsonl"
    events.write_text(_events(), encoding="utf-8")
    run(["main.py", "import", "--new", str(events)], env)
    costs = {name: Cost() for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, args in COMMANDS.items():
            costs[name].add(*run(args, env))
    base = costs["`--help`"]
    rows = [[name, *cost.cells(base, memory=False)] for name, cost in costs.items()]
    report("Commands", "bench_start", ["command", "s", "times `--help`"], rows)


def first_answers(folder: Path) -> None:
    """Measures from the start of the process; the first round also makes the database."""
    new: dict[str, list[tuple[float, float]]] = {}
    old: dict[str, list[tuple[float, float]]] = {}
    base: list[float] = []
    for number in range(ROUNDS):
        base.append(run(["-c", "import aiogram"], environment())[0])
        for what, take in READY.items():
            place = folder / f"{take.__name__}{number}"
            place.mkdir()
            new.setdefault(what, []).append(take(place))
            old.setdefault(what, []).append(take(place))
    rows = []
    for what in READY:
        for times, which in ((new, "a new database"), (old, "an existing one")):
            cpu_s = min(cpu for cpu, _ in times[what])
            wall_s = min(wall for _, wall in times[what])
            rows.append([f"{what}, {which}", f"{cpu_s:.2f}", ratio(cpu_s, min(base)), f"{wall_s:.2f}"])
    columns = ["until", "s", "times `import aiogram` alone", "by the clock"]
    report("From start to ready", "bench_start", columns, rows)


READY = {"the sandbox's page is served": first_page, "the bot asks for updates": first_question}


def _events() -> str:
    from bot.demo.accounts import demo_events

    events = demo_events(time.time_ns() // 1000, 3)
    return "".join(re.sub(r"\s*\n\s*", " ", json.dumps(event)) + "\n" for event in events)


def main() -> None:
    """Prints all three tables."""
    libraries()
    with tempfile.TemporaryDirectory() as folder:
        commands(Path(folder))
        first_answers(Path(folder))


if __name__ == "__main__":
    main()
