"""Checks of a PostgreSQL server before its use: its address, its version, and whether its locks hold."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import psycopg
from psycopg import conninfo

from storage.errors import AlreadyRunning, BadDatabaseUrl, DatabaseTooOld, DatabaseUnavailable

OLDEST_VERSION = 130000
CONNECT_TIMEOUT_S = 4
SESSION_TRIES = 5
NO_SESSIONS = (
    "a pooler shares connections between sessions, and locks would be left behind: connect directly, "
    "or set the pooler to session mode (pool_mode = session)"
)
NO_LOCKS = "advisory locks do nothing here, and money needs them: use PostgreSQL itself"
KEEPALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
SERVER_KEEPALIVE = (
    "SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '20000', false)"
)
HOLDER = (
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid::bigint = %s "
    "AND l.objid::bigint = %s AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

Connection = psycopg.Connection[tuple[Any, ...]]


def lock_key(lock: str) -> int:
    """The 64-bit number of a lock's name, for a lock that is held for long. No transaction's turn has it."""
    return int.from_bytes(blake2b(lock.encode(), digest_size=8).digest(), "big", signed=True)


def complete(url: str) -> str:
    """The address with a limit on the time to connect, unless it has one."""
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        # libpq's own message may quote the password.
        raise BadDatabaseUrl(
            "the postgresql:// address cannot be read; special characters in it have to be percent-encoded"
        ) from None
    limited: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT_S, **parts}
    return conninfo.make_conninfo(**limited)


def check_server(connection: Connection) -> None:
    """Raises DatabaseTooOld or DatabaseUnavailable for an unsuitable server."""
    if connection.info.server_version < OLDEST_VERSION:
        raise DatabaseTooOld(
            f"PostgreSQL {connection.info.server_version // 10000} is too old:"
            f" {OLDEST_VERSION // 10000} or later is needed"
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseUnavailable(f"the database has the encoding {encoding}, UTF8 is needed")


def check_sessions(one: Connection, other: Connection) -> None:
    """Raises DatabaseUnavailable unless each has a session of its own, and a lock of one keeps the other out.

    A pooler that lends a server's connection for one transaction leaves locks to the next client, and everything that
    takes turns by them stands still.
    """
    try:
        mine = _backend(one)
        for _ in range(SESSION_TRIES):
            # First without a transaction: a pooler with a single connection would wait for ever for a second.
            if _backend(other) == mine:
                raise DatabaseUnavailable(NO_SESSIONS)
            with other.transaction():
                if _backend(other) == mine or _backend(one) != mine:
                    raise DatabaseUnavailable(NO_SESSIONS)
        key = [lock_key(f"withdrawal-bot: try {mine}")]
        one.execute("SELECT pg_advisory_lock(%s)", key)
        free = other.execute("SELECT pg_try_advisory_lock(%s)", key).fetchone()
        ended = one.execute("SELECT pg_advisory_unlock(%s)", key).fetchone()
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFunction):
        raise DatabaseUnavailable(NO_LOCKS) from None
    if free != (False,) or ended != (True,):
        raise DatabaseUnavailable(NO_LOCKS)


def _backend(connection: Connection) -> int:
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return -1 if row is None else int(row[0])


def lock_session(url: str, lock: str, host: str, pid: int) -> Connection:
    """A connection of its own that holds the advisory lock until it is closed. Blocking.

    Raises `AlreadyRunning` if another session has it, `DatabaseUnavailable`.
    """
    name = f"withdrawal-bot {host[:40]} {pid}"
    url = conninfo.make_conninfo(complete(url), application_name=name, **KEEPALIVE)
    try:
        with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url, autocommit=True) as other:
            check_sessions(one, other)
        connection = psycopg.connect(url, autocommit=True)
    except psycopg.Error as exc:
        raise DatabaseUnavailable(f"the database cannot be reached: {first_line(exc)}") from None
    try:
        key = lock_key(lock)
        # The server's own side: a machine that loses its power says nothing, and would hold the lock for
        # hours.
        connection.execute(SERVER_KEEPALIVE)
        taken = connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
        if taken == (True,):
            return connection
        holder = connection.execute(HOLDER, [key >> 32 & 0xFFFFFFFF, key & 0xFFFFFFFF]).fetchone()
    except psycopg.Error as exc:
        connection.close()
        raise DatabaseUnavailable(f"the database cannot be reached: {first_line(exc)}") from None
    connection.close()
    said = str(holder[0] or "").split() if holder else []
    known = len(said) == 3 and said[2].isdecimal()
    raise AlreadyRunning(said[1] if known else "?", int(said[2]) if known else None)


def answers(connection: Connection) -> bool:
    """Whether the session is still there. Blocking."""
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def first_line(exc: Exception) -> str:
    """The driver's message in one line."""
    return str(exc).splitlines()[0] if str(exc) else type(exc).__name__
