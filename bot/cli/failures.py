"""What a command says when it cannot go on: one line on stderr and an exit code, never a traceback.

A traceback is left for faults of the program itself, and it goes through the redaction of the logs first.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from bot.cli.output import drop_output, put

if TYPE_CHECKING:
    from domain.views import Refused

WRONG_USE = 2
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


class Failure(Exception):
    """The command ends here: ``text`` is the one line, ``code`` the exit code (1: not done, 2: wrong use)."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def guarded(command: Callable[[], int | None]) -> int:
    """Runs a command and gives its exit code; everything foreseeable that goes wrong becomes one line."""
    try:
        code = command() or 0
        sys.stdout.flush()
        return code
    except Failure as exc:
        return _say(str(exc), exc.code)
    except typer.TyperException as exc:
        return _say(f"{exc.format_message()} (main.py --help lists the commands)", exc.exit_code)
    except BrokenPipeError:
        # Whoever was reading has gone.
        drop_output()
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped", 130)
    except Exception as exc:
        if isinstance(exc, OSError) and exc.errno in _UNWRITABLE and exc.filename is None:
            drop_output()
            return _say(f"the output cannot be written ({exc.strerror}); what was to be done may be done")
        # What can be told in a line is known by classes whose modules take most of the time of ``--help``.
        from bot.cli.failure_lines import lines_for

        lines, code = lines_for(exc)
        for line in lines:
            _say(line)
        return code


def told(refusal: Refused) -> str:
    """A refusal for an operator: its code in words, and the parameters that go with it."""
    details = ", ".join(f"{name} {value}" for name, value in refusal.params if value is not None)
    return refusal.code.replace("_", " ") + (f" ({details})" if details else "")


def _say(text: str, code: int = 1) -> int:
    put(text, err=True)
    return code
