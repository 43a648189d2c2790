"""What a command says when it cannot go on: one line on stderr and an exit code, never a traceback.

A traceback is left for faults of the program itself, and it goes through the redaction of the logs first.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

import typer

from bot.settings import SettingsError
from bot.vault import WrongMode
from domain.errors import DomainError, WrongKey
from domain.views import Refused
from storage.errors import StorageError

WRONG_USE = 2


class Failure(Exception):
    """The command ends here: ``text`` is the one line, ``code`` the exit code (1: not done, 2: wrong use)."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def guarded(command: Callable[[], int | None]) -> int:
    """Runs a command and gives its exit code; everything foreseeable that goes wrong becomes one line."""
    try:
        return command() or 0
    except Failure as exc:
        return _say(str(exc), exc.code)
    except SettingsError as exc:
        for line in exc.lines:
            _say(line, WRONG_USE)
        return WRONG_USE
    except typer.TyperException as exc:
        return _say(f"{exc.format_message()} (main.py --help lists the commands)", exc.exit_code)
    except WrongKey:
        return _say(
            "SECRET_KEY does not fit this database: put the key it was made with behind the new one, "
            "with a comma (in the sandbox: restore its .key file, or remove the database)",
            WRONG_USE,
        )
    except WrongMode as exc:
        wanted = "set BOT_TOKEN" if exc.found == "live" else "choose another DATABASE_URL or unset BOT_TOKEN"
        return _say(f"{exc}: {wanted}", WRONG_USE)
    except StorageError as exc:
        return _say(f"database: {exc}", WRONG_USE if exc.code in ("bad_url", "too_old") else 1)
    except DomainError as exc:
        return _say(f"not done: {exc}" if exc.code == "books_broken" else f"not done: {told(exc.refused())}")
    except BrokenPipeError:
        # Whoever was reading has gone; the interpreter's own flush at the end must not complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped", 130)
    except Exception:
        from bot.logs import redact_text

        return _say(redact_text(traceback.format_exc()).rstrip())


def told(refusal: Refused) -> str:
    """A refusal for an operator: its code in words, and the parameters that go with it."""
    details = ", ".join(f"{name} {value}" for name, value in refusal.params if value is not None)
    return refusal.code.replace("_", " ") + (f" ({details})" if details else "")


def _say(text: str, code: int = 1) -> int:
    print(text, file=sys.stderr)
    return code
