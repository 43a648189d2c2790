"""Logging to stderr, in lines for people or in JSON, with secrets removed.

Everything passes one redaction, also the lines of libraries and the text of tracebacks: by the name of a field, and
by the look of a value. That is the second net; the first is that no code logs a secret. Libraries that log whole
messages or addresses with a token in them are silenced.
"""

from __future__ import annotations

import logging
import math
import re
import sys
import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Literal, TextIO

import structlog

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(
    r"token|secret|password|passphrase|credential|authorization|cookie|signature|phone|identity|card|code$|^code"
    r"|digits|text$|^text|body|payload|caption|params|url$|dsn|conninfo",
    re.IGNORECASE,
)
# These fields hold long numbers that are no secrets; their values stay.
_PLAIN_NAMES = frozenset(
    {
        "account", "bot_id", "chat_id", "chat_user", "count", "error_code", "event", "http_status", "job",
        "kind", "level", "lineno", "logger", "message_id", "outbox", "pid", "port", "reason_code",
        "reference_id", "status_code", "template", "timestamp", "update_id", "user_id", "version",
        "withdrawal",
    }
)  # fmt: skip
_PLAIN_ENDINGS = ("_ms", "_s", "_at", "_fen", "_count")

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A bot's token, in an address or alone.
    (re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,}"), "[token]"),
    # Name and password within an address.
    (re.compile(r"(?<=://)[^/\s@]+@"), "[hidden]@"),
    # A deep link's token, in the link or in the command.
    (re.compile(r"(?<=start=)[A-Za-z0-9_-]{8,}"), "[token]"),
    (re.compile(r"(?<=/start )\s*[A-Za-z0-9_-]{8,}"), "[token]"),
    (re.compile(r"whsec_[A-Za-z0-9+/=_-]+"), "[secret]"),
    # A sealed field as text: what Fernet gives always begins so.
    (re.compile(r"gAAAAA[A-Za-z0-9_=-]{20,}"), "[sealed]"),
    # Identity numbers of persons, and of enterprises (18 of digits and capitals).
    (re.compile(r"(?<![A-Za-z0-9_])\d{17}[\dXx](?![A-Za-z0-9_])"), "[number]"),
    (re.compile(r"(?<![A-Za-z0-9_])(?=(?:[A-Z]*\d){8})[0-9A-Z]{18}(?![A-Za-z0-9_])"), "[number]"),
)
# Phone and card numbers, also written in groups, and one-time codes: six or more digits that are not a date.
# Letters are ASCII ones here: a code between Chinese characters stands alone too.
_NUMBER = re.compile(
    r"(?P<date>(?<!\d)\d{4}-\d\d-\d\d(?!\d))|(?<![A-Za-z0-9_])\+?\d(?:[ -]?\d){5,}(?![A-Za-z0-9_])"
)

# Loggers that write bodies, parameters or addresses with secrets, each with its least level.
_OFF = logging.CRITICAL + 10
_TAMED: Mapping[str, int] = {
    "apprise": _OFF,
    "urllib3": _OFF,
    "requests": _OFF,
    "aiohttp.access": _OFF,
    "aiohttp.client": _OFF,
    "aiosqlite": logging.WARNING,
    "aiogram": logging.WARNING,
    "aiogram.event": logging.WARNING,
    "apscheduler": logging.WARNING,
    "asyncio": logging.WARNING,
    "psycopg": logging.WARNING,
}


def _raised_names(record: logging.LogRecord) -> set[str]:
    """The class names of the raised exception, or none."""
    raised = record.exc_info[1] if record.exc_info else None
    return set() if raised is None else {one.__name__ for one in type(raised).__mro__}


def _not_the_callers_fault(record: logging.LogRecord) -> bool:
    """Whether a record tells of more than a caller's fault. Anyone who reaches the port can send what is not HTTP."""
    return not _raised_names(record) & {"HttpProcessingError", "RequestPayloadError", "ConnectionError"}


def _known_kind(record: logging.LogRecord) -> bool:
    """Whether a record does not quote an update of an unknown kind, with everything that a person wrote in it."""
    return "Detected unknown update type" not in record.getMessage()


class OncePerMinute(logging.Filter):
    """Lets one line a minute through about connections that cannot be accepted: the loop tries without a pause."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._next = -math.inf
        self._since_then = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written. A written one says how many were not."""
        if "socket.accept() out of system resource" not in str(record.msg):
            return True
        self._since_then += 1
        if self._now() < self._next:
            return False
        record.msg, record.args, record.exc_info = (
            "connections cannot be accepted: no descriptors left (raise LimitNOFILE); tried %d times",
            (self._since_then,),
            None,
        )
        self._next, self._since_then = self._now() + 60, 0
        return True


_FILTERS: Mapping[str, Callable[[logging.LogRecord], bool] | logging.Filter] = {
    "aiohttp.server": _not_the_callers_fault,
    "asyncio": OncePerMinute(),
    "py.warnings": _known_kind,
}


def redact_text(text: str) -> str:
    """The text without anything that looks like a token, a code, or a phone, card or identity number."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return _NUMBER.sub(lambda match: match["date"] or "[number]", text)


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor that hides values by the name of their field and by their look, at any depth."""
    for name, value in event.items():
        event[name] = _redacted(name, value)
    return event


def set_up(
    level: str = "INFO", form: Literal["console", "json"] = "console", stream: TextIO | None = None
) -> None:
    """Sends all logging of the process to stderr (or `stream`). A second call replaces the first."""
    stream = stream or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        # Tracebacks become text here, before the redaction, and without local variables.
        structlog.processors.format_exc_info,
        redact,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: Any
    if form == "json":
        last = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        last = structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in _TAMED.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    for name, keep in _FILTERS.items():
        logging.getLogger(name).addFilter(keep)
    logging.captureWarnings(True)


def _redacted(name: str, value: Any) -> Any:
    if name.startswith("_"):
        # The formatter's own fields (the record itself) are removed before anything is written.
        return value
    plain = name in _PLAIN_NAMES or name.endswith(_PLAIN_ENDINGS)
    if not plain and _SECRET_NAME.search(name):
        return value if value is None or isinstance(value, bool) else HIDDEN
    if name == "event" or (not plain and isinstance(value, str)):
        return redact_text(str(value))
    if plain and isinstance(value, (int, str)):
        return value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 100_000 else "[number]"
    if isinstance(value, float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_redacted("item", inner) for inner in value]
    return redact_text(str(value))
