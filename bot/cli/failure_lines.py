"""The lines for what can go wrong in settings, books and database; anything else is a fault of the program.

Loaded only when something did go wrong, for the classes it knows come with half of the program.
"""

from __future__ import annotations

import os
import traceback

from bot.cli.failures import WRONG_USE, told
from bot.runtime.logs import redact_text
from bot.runtime.settings import SettingsError
from bot.runtime.vault import KeyInUse, WrongMode
from domain.errors import DomainError, WrongKey
from storage.errors import StorageError


def lines_for(exc: Exception) -> tuple[list[str], int]:
    """What to say about ``exc``, and the exit code; for a fault, its traceback without secrets."""
    if isinstance(exc, SettingsError):
        return list(exc.lines), WRONG_USE
    if isinstance(exc, KeyInUse):
        return [
            "SECRET_KEY lacks a part with which something in this database is still sealed: put it back behind the "
            "new one, with a comma; main.py reseal says when it may go"
        ], WRONG_USE
    if isinstance(exc, WrongKey):
        return [
            "SECRET_KEY does not fit this database: put the key it was made with behind the new one, "
            "with a comma (in the sandbox: restore its .key file, or remove the database)"
        ], WRONG_USE
    if isinstance(exc, WrongMode):
        wanted = "set BOT_TOKEN" if exc.found == "live" else "choose another DATABASE_URL or unset BOT_TOKEN"
        return [f"{exc}: {wanted}"], WRONG_USE
    if isinstance(exc, StorageError):
        return [f"database: {exc}"], WRONG_USE if exc.code in ("bad_url", "too_old", "no_database") else 1
    if isinstance(exc, DomainError):
        what = str(exc) if exc.code == "books_broken" else told(exc.refused())
        return [f"not done: {what}"], 1
    if isinstance(exc, OSError) and isinstance(exc.filename, str | bytes):
        return [f"{os.fsdecode(exc.filename)}: {exc.strerror}"], 1
    return redact_text("".join(traceback.format_exception(exc))).rstrip().splitlines(), 1
