"""The types of settings: how a field is declared, and how its value is checked.

A failed check raises ValueError without the value; `bot.runtime.settings` then says the setting's own form. The
checks across several settings are there too.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr

SECRET_KEY_LEAST = 32

_FEN_MOST = 10**15
_BOT_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,}", re.ASCII)
_USERNAME = re.compile(r"[A-Za-z0-9_]{5,32}", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_WHOLE = re.compile(r"\s*-?\d+\s*", re.ASCII)


def setting(default: Any, about: str, form: str, **checks: Any) -> Any:
    """One setting: its purpose, and the form of a right value (said when a wrong one is found)."""
    return Field(default, description=about, json_schema_extra={"form": form}, **checks)


def fen(default: int | None, about: str) -> Any:
    """A setting that is an amount in fen."""
    return setting(default, about, f"a whole number of fen from 0 to {_FEN_MOST}", ge=0, le=_FEN_MOST)


def parts_of(value: SecretStr) -> list[str]:
    """The texts between the commas."""
    return [part.strip() for part in value.get_secret_value().split(",")]


def require_whole(text: str) -> None:
    """Raises ValueError for "100.00": it would be read as 100 fen, but its writer means yuan."""
    _require(_WHOLE.fullmatch(text) is not None)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


OWN_PATHS = ("/health", "/metrics", "/events", "/payouts/returns")
"""The paths that the bot itself serves, whichever of them are turned on."""


def webhook_path_is_free(url: str) -> bool:
    """Whether nothing else is served at the path of that address. Braces would make it a pattern."""
    path = re.sub("/+", "/", unquote(urlsplit(url).path)).rstrip("/").lower()
    return path not in OWN_PATHS and not re.search(r"[{}]", path)


def _require(right: bool) -> None:
    # The text is not shown: the setting's own form is.
    if not right:
        raise ValueError("wrong form")


def _token(value: SecretStr) -> SecretStr:
    _require(_BOT_TOKEN.fullmatch(value.get_secret_value()) is not None)
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    _require(_WEBHOOK_SECRET.fullmatch(value.get_secret_value()) is not None)
    return value


def _username(value: str) -> str:
    name = value.removeprefix("@")
    _require(_USERNAME.fullmatch(name) is not None)
    return name


def _database(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    if url.startswith("sqlite:"):
        name = url.removeprefix("sqlite:///")
        _require(url.startswith("sqlite:///") and name not in ("", ":memory:") and not name.endswith("/"))
    else:
        parts = urlsplit(url)
        named = parts.path.strip("/") or "dbname=" in parts.query
        _require(parts.scheme in ("postgresql", "postgres") and bool(named))
        _require(parts.port != 0)  # reading a port that is not a number raises the same ValueError
    return value


def _secret_keys(value: SecretStr) -> SecretStr:
    _require(all(len(part) >= SECRET_KEY_LEAST for part in parts_of(value)))
    return value


def _sms(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    _require("{phone}" in url and "://" in url)
    return value


def _http(value: str) -> str:
    _require(re.match(r"https?://", value) is not None and bool(urlsplit(value).hostname))
    return value.rstrip("/")


def _signing_secret(value: SecretStr) -> SecretStr:
    try:
        key = base64.b64decode(value.get_secret_value().removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    _require(len(key) >= 24)
    return value


BotToken = Annotated[SecretStr, AfterValidator(_token)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_webhook_secret)]
Username = Annotated[str, AfterValidator(_username)]
"""Without a leading `@`."""
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
SecretKeys = Annotated[SecretStr, AfterValidator(_secret_keys)]
SmsUrl = Annotated[SecretStr, AfterValidator(_sms)]
HttpUrl = Annotated[str, AfterValidator(_http)]
"""Without a trailing slash."""
SigningSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]
