"""The second net under the logs: no secret passes, from any logger and in any form."""

from __future__ import annotations

import io
import json
import logging
import warnings

import pytest
import structlog

from bot.runtime.logs import OncePerMinute, redact_text, set_up

SECRETS = {
    "phone": "+8613800138001",
    "phone in groups": "138 0013 8001",
    "code": "493817",
    "card": "6222021234567890123",
    "card in groups": "6222 0212 3456 7890 123",
    "identity": "11010519491231002X",
    "identity of an enterprise": "91110000MA0037341L",
    "token": "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0",
    "signing secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "sealed field": "gAAAAABnQ0b1c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
}
AROUND = ["{}", "value {} here", "({})", "验证码{}。", '{{"x": "{}"}}', "x={}&y=1", "'{}'"]


class Kept(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("kind", SECRETS)
def test_secrets_are_known_by_their_look(kind: str, around: str) -> None:
    secret = SECRETS[kind]
    assert secret not in redact_text(around.format(secret))


@pytest.mark.parametrize(
    "text",
    [
        "paid 120.50 to order TP-1001-1",
        "took 12345 ms",
        "at 2026-11-23 09:50:31",
        "127.0.0.1:8080",
        "account 1001, fund 12",
        "object at 0x7f1234567890",
    ],
)
def test_what_an_operator_needs_stays_readable(text: str) -> None:
    assert redact_text(text) == text


def test_addresses_lose_their_secrets() -> None:
    assert "hunter2" not in redact_text("cannot reach postgresql://bot:hunter2@db/books")
    assert "TMAK" not in redact_text("GET /bot123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0/getMe")
    assert "u-GkX9" not in redact_text("https://t.me/some_bot?start=u-GkX9aa_1bZ")
    assert "u-GkX9" not in redact_text("text was /start u-GkX9aa_1bZ")


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("kind", SECRETS)
def test_no_secret_reaches_stderr(stderr: io.StringIO, form: str, kind: str) -> None:
    secret = SECRETS[kind]
    set_up("DEBUG", "json" if form == "json" else "console", stderr)
    log = structlog.get_logger("bot.something")
    log.info(f"in the event {secret}")
    log.info("in a field", note=secret)
    log.info("deep down", detail={"list": [secret, (secret,)], "code": 493817})
    log.info("an object", thing=ValueError(secret))
    logging.getLogger("some.library").warning("of a library: %s", secret)
    try:
        local = secret
        raise RuntimeError(f"failed with {local}")
    except RuntimeError:
        log.exception("of a traceback")
        logging.getLogger("some.library").exception("of a library's traceback")
    assert stderr.getvalue().count("of a") >= 3
    assert secret not in stderr.getvalue()


def test_fields_are_hidden_by_their_name_whatever_they_hold(stderr: io.StringIO) -> None:
    set_up("INFO", "json", stderr)
    names = ["phone", "code", "otp_code", "card", "identity", "token", "password", "text", "body", "params"]
    structlog.get_logger("x").info(
        "named", **{name: "harmless" for name in names}, kind="sms", update_id=123456789
    )
    line = json.loads(stderr.getvalue())
    assert {line[name] for name in names} == {"[hidden]"}
    assert (line["kind"], line["update_id"], line["event"]) == ("sms", 123456789, "named")


@pytest.mark.parametrize("name", ["apprise", "urllib3.connectionpool", "requests", "aiohttp.access"])
def test_loggers_that_hold_bodies_are_silent(stderr: io.StringIO, name: str) -> None:
    set_up("DEBUG", "console", stderr)
    logging.getLogger(name).critical("a whole body")
    assert stderr.getvalue() == ""


@pytest.mark.parametrize("name", ["aiosqlite", "aiogram.event", "apscheduler"])
def test_loggers_that_hold_parameters_start_at_warnings(stderr: io.StringIO, name: str) -> None:
    set_up("DEBUG", "console", stderr)
    logging.getLogger(name).info("parameters")
    assert stderr.getvalue() == ""
    logging.getLogger(name).warning("a real warning")
    assert "a real warning" in stderr.getvalue()


def test_the_level_is_kept(stderr: io.StringIO) -> None:
    set_up("WARNING", "console", stderr)
    structlog.get_logger("bot.x").info("quiet")
    structlog.get_logger("bot.x").warning("loud")
    assert "quiet" not in stderr.getvalue()
    assert "loud" in stderr.getvalue()


def test_setting_up_twice_says_everything_once(stderr: io.StringIO) -> None:
    set_up("INFO", "console", stderr)
    set_up("INFO", "console", stderr)
    structlog.get_logger("bot.x").info("only once")
    assert stderr.getvalue().count("only once") == 1


def test_connections_that_cannot_be_accepted_are_a_line_a_minute(stderr: io.StringIO) -> None:
    times = [0.0, 0.1, 59.9, 60.0, 60.1, 120.5]
    logger = logging.Logger("asyncio")
    logger.addFilter(OncePerMinute(lambda: times[0]))
    lines: list[str] = []
    logger.addHandler(Kept(lines))
    for _ in list(times):
        try:
            raise OSError(24, "Too many open files")
        except OSError as error:
            # As the event loop writes it: no arguments, the traceback beside it.
            logger.error("socket.accept() out of system resource\nsocket: <x>", exc_info=error)
        times.append(times.pop(0))
    logger.error("something else")
    assert [line.rsplit(" ", 2)[-2:] for line in lines[:3]] == [
        ["1", "times"],
        ["3", "times"],
        ["2", "times"],
    ]
    assert lines[3:] == ["something else"]


def test_an_update_of_a_kind_nobody_knows_leaves_no_word_in_the_log(stderr: io.StringIO) -> None:
    set_up(stream=stderr)
    warnings.warn(
        "Detected unknown update type.\nUpdate: {'text': 'my secret plan'}", RuntimeWarning, stacklevel=1
    )
    warnings.warn("something else", RuntimeWarning, stacklevel=1)
    assert "my secret plan" not in stderr.getvalue()
    assert "something else" in stderr.getvalue()
