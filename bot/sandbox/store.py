"""Where the sandbox keeps its chats over a restart: one small SQLite file, or nowhere.

Chats, messages, files, undelivered updates, commands and the webhook are written as they change, so a killed process
loses nothing that a real server would have kept. Text messages of the phone panel never get here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
);
CREATE TABLE IF NOT EXISTS content (key TEXT PRIMARY KEY, data BLOB NOT NULL);
"""


class Store:
    """A store that keeps nothing: the default, because tests and short demos need no file."""

    def put(self, kind: str, key: str | int, body: Any) -> None:
        """Write or replace one entry; `body` is any value that JSON can hold."""

    def get(self, kind: str, key: str | int) -> Any:
        """One entry, or None."""
        return None

    def delete(self, kind: str, key: str | int) -> None:
        """Forget one entry. Does nothing for an unknown one."""

    def all(self, kind: str) -> Iterator[tuple[str, Any]]:
        """(key, body) of every entry of a kind, in the order they were first written."""
        return iter(())

    def put_content(self, key: str, data: bytes) -> None:
        """Keep the bytes of a file."""

    def get_content(self, key: str) -> bytes | None:
        """The bytes of a file, or None."""
        return None

    def delete_content(self, key: str) -> None:
        """Forget the bytes of a file."""

    def close(self) -> None:
        """Release the file."""


class SqliteStore(Store):
    """A store in one SQLite file, created with its folder, readable by its owner only.

    A deleted message is overwritten in the file (`secure_delete`), because a bot deletes what must not stay.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.executescript(_SCHEMA)

    def put(self, kind: str, key: str | int, body: Any) -> None:
        self._db.execute(
            "INSERT INTO entry (kind, key, body) VALUES (?, ?, ?) "
            "ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, str(key), json.dumps(body, ensure_ascii=False)),
        )

    def get(self, kind: str, key: str | int) -> Any:
        row = self._db.execute(
            "SELECT body FROM entry WHERE kind = ? AND key = ?", (kind, str(key))
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def delete(self, kind: str, key: str | int) -> None:
        self._db.execute("DELETE FROM entry WHERE kind = ? AND key = ?", (kind, str(key)))

    def all(self, kind: str) -> Iterator[tuple[str, Any]]:
        rows = self._db.execute(
            "SELECT key, body FROM entry WHERE kind = ? ORDER BY rowid", (kind,)
        ).fetchall()
        return ((key, json.loads(body)) for key, body in rows)

    def put_content(self, key: str, data: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO content (key, data) VALUES (?, ?)", (key, data))

    def get_content(self, key: str) -> bytes | None:
        row = self._db.execute("SELECT data FROM content WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def delete_content(self, key: str) -> None:
        self._db.execute("DELETE FROM content WHERE key = ?", (key,))

    def close(self) -> None:
        self._db.close()
