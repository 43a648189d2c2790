"""What a command says when it cannot go on: one line on stderr and an exit code, never a traceback.

Only a fault of the program itself prints a traceback, and the redaction of the logs goes over it first.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from bot.cli.output import drop_output, put

if TYPE_CHECKING:
    from domain.errors import Refusal

WRONG_USE = 2
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


class Failure(Exception):
    """Ends the command. `text` is the one line, `code` the exit code (1: not done, 2: wrong use)."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def guarded(command: Callable[[], int | None]) -> int:
    """Runs a command and returns its exit code. Every foreseeable failure becomes one line."""
    try:
        code = command() or 0
        sys.stdout.flush()
        return code
    except Failure as exc:
        return _say(str(exc), exc.code)
    except typer.TyperException as exc:
        return _say(f"{exc.format_message()} (main.py --help lists the commands)", exc.exit_code)
    except BrokenPipeError:
        # The program that read our output has gone.
        drop_output()
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped", 130)
    except Exception as exc:
        if isinstance(exc, OSError) and exc.errno in _UNWRITABLE and exc.filename is None:
            drop_output()
            return _say(f"the output cannot be written ({exc.strerror}); what was to be done may be done")
        lines, code = _lines_for(exc)
        for line in lines:
            _say(line)
        return code


def told(refusal: Refusal) -> str:
    """A refusal for an operator: its code in words, with its parameters."""
    details = ", ".join(f"{name} {value}" for name, value in refusal.params.items() if value is not None)
    return refusal.code.replace("_", " ") + (f" ({details})" if details else "")


def _say(text: str, code: int = 1) -> int:
    put(text, err=True)
    return code


def _lines_for(exc: Exception) -> tuple[list[str], int]:
    """What to say about `exc`, and the exit code. A fault gets its traceback without secrets."""
    # These classes come with half of the program, so they are loaded only after a failure.
    from bot.runtime.logs import redact_text
    from bot.runtime.settings import SettingsError
    from bot.runtime.vault import KeyInUse, WrongMode
    from domain.errors import BooksBroken, Refusal, WrongKey
    from storage.errors import StorageError

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
    if isinstance(exc, Refusal | BooksBroken):
        return [f"not done: {told(exc) if isinstance(exc, Refusal) else exc}"], 1
    if isinstance(exc, OSError) and isinstance(exc.filename, str | bytes):
        return [f"{os.fsdecode(exc.filename)}: {exc.strerror}"], 1
    return redact_text("".join(traceback.format_exception(exc))).rstrip().splitlines(), 1
