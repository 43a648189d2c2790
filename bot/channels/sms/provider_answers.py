"""Finds out what a provider of text messages really answered; Apprise says only yes or no.

Apprise speaks HTTP by `requests`. While a message is handed over, this module listens at the transport, in that
thread only. A read that timed out differs from a connection that was never made, and an answer of 200 may hold an
error. This module does not hear a provider that Apprise reaches in another way; then the yes or no counts.
"""

from __future__ import annotations

import functools
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

DEPTH = 5
"""How many levels of an answer are searched."""
LONGEST_BYTES = 256 * 1024

Verdict = Literal["unknown", "accepted", "refused", "never_sent", "unsure"]
"""`never_sent`: there was no connection. `unsure`: sent, and no answer came. `unknown`: nothing was heard."""

_GATEWAY_TIMEOUTS = (504, 524)
"""Statuses of a proxy that has given up waiting for the provider."""
_FAILED = re.compile(
    r"err(or)?|fail(ed|ure)?|reject(ed)?|refused|undeliver(ed|able)|invalid.*|denied|expired|unauthori[sz]ed|forbidden|nok",
    re.IGNORECASE,
)
_FINE = re.compile(
    r"|0+|10{0,4}|2\d\d|20{3,5}|ok|success(ful)?|succeed(ed)?|accepted|queued|sent|none|null|false",
    re.IGNORECASE,
)
_ERROR_FIELDS = frozenset({"error", "errors", "errortext"})
_NUMBER_FIELDS = frozenset({"errcode", "errorcode"})
_CODE_FIELDS = frozenset({"code", "responsecode", "statuscode", "resultcode", "retcode"})
_STATUS_FIELDS = frozenset({"status", "state", "result", "type"})
_YES_FIELDS = frozenset({"success", "ok"})
_FAILED_TEXT = re.compile(r"\s*(err(or)?|fail(ed|ure)?|nok)\b", re.IGNORECASE)


@dataclass(slots=True)
class Heard:
    """What was heard of one message. `verdict` is that of the last call."""

    verdict: Verdict = "unknown"
    _response: Any = field(default=None, repr=False)

    def settle(self) -> Verdict:
        """The verdict, once everything has come. An unreadable answer counts as none."""
        if self._response is None or self.verdict != "accepted":
            return self.verdict
        try:
            body = bytes(self._response.content)
        except Exception:
            return "unsure"
        return "refused" if holds_error(body) else "accepted"


_here = threading.local()


@contextmanager
def listening() -> Iterator[Heard]:
    """Listens to the calls that this thread makes inside the `with` block."""
    _listen()
    heard = _here.heard = Heard()
    try:
        yield heard
    finally:
        _here.heard = None


def holds_error(body: bytes) -> bool:
    """Whether an answer with status 2xx says that the message was not taken.

    It looks for the fields that providers use, anywhere in JSON: an error that is not empty; a code other than those
    of success (0, 1, 100, 2xx, words like OK); a status with a word of failure; a false `success` or `ok`. It also
    knows plain text that begins with an error. Any other answer counts as a yes.
    """
    if not body.strip() or len(body) > LONGEST_BYTES:
        return False
    try:
        return _says_no(json.loads(body), DEPTH)
    except (ValueError, RecursionError):
        return _FAILED_TEXT.match(body[:200].decode("utf-8", "replace")) is not None


def _says_no(value: Any, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(value, list):
        return any(_says_no(one, depth - 1) for one in value)
    if not isinstance(value, dict):
        return False
    return any(_field_says_no(_plain(name), one, depth) for name, one in value.items())


def _field_says_no(name: str, value: Any, depth: int) -> bool:
    if name in _YES_FIELDS and isinstance(value, bool):
        return not value
    if name in _ERROR_FIELDS:
        return _is_error(value, depth)
    if isinstance(value, str | int) and not isinstance(value, bool):
        text = str(value).strip()
        if name in _NUMBER_FIELDS or name in _CODE_FIELDS:
            return _FINE.fullmatch(text) is None
        if name in _STATUS_FIELDS:
            http = name == "status" and text.isascii() and text.isdigit() and 400 <= int(text) <= 599
            return http or _FAILED.fullmatch(text) is not None
        return False
    return _says_no(value, depth - 1)


def _is_error(value: Any, depth: int) -> bool:
    """Whether the field's value is an error: not empty, and no success such as {"code": "SUCCESS"}."""
    if isinstance(value, dict):
        codes = [one for name, one in value.items() if _plain(name) in _CODE_FIELDS | _NUMBER_FIELDS]
        return bool(value) and (_says_no(value, depth - 1) or not codes)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return _FINE.fullmatch(str(value).strip()) is None
    return bool(value)


def _plain(name: str) -> str:
    return re.sub(r"[-_]", "", name).lower()


def _listen() -> None:
    # Imported late, as Apprise is.
    from requests import adapters, exceptions

    send = adapters.HTTPAdapter.send
    if hasattr(send, "hears"):
        return

    @functools.wraps(send)
    def heard_send(self: Any, request: Any, *args: Any, **named: Any) -> Any:
        heard: Heard | None = getattr(_here, "heard", None)
        if heard is None:
            return send(self, request, *args, **named)
        # Until a call is over its outcome is unknown.
        heard.verdict, heard._response = "unsure", None
        try:
            response = send(self, request, *args, **named)
        except exceptions.ConnectionError as error:
            heard.verdict = "never_sent" if _never_stood(error) else "unsure"
            raise
        status = response.status_code
        if status in _GATEWAY_TIMEOUTS:
            heard.verdict = "unsure"
        elif 200 <= status < 300:
            heard.verdict, heard._response = "accepted", response
        else:
            heard.verdict = "refused"
        return response

    vars(heard_send)["hears"] = True
    transport: Any = adapters.HTTPAdapter
    transport.send = heard_send


def _never_stood(error: Exception) -> bool:
    """Whether the connection was never made, so that nothing of the message left."""
    from requests.exceptions import ConnectTimeout, ProxyError, SSLError

    if isinstance(error, ConnectTimeout | ProxyError | SSLError):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    # By name: requests uses another library's exceptions.
    kinds = {kind.__name__ for kind in type(reason).__mro__}
    return not kinds.isdisjoint({"NewConnectionError", "ConnectTimeoutError"})
