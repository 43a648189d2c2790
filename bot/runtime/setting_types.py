"""The types of settings: how a field is declared, and how its value is checked.

A failed check raises ValueError without the value; `bot.runtime.settings` then says the setting's own form. The
checks across several settings are there too.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic.fields import FieldInfo

SECRET_KEY_LEAST = 32

_BOT_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,}", re.ASCII)
_USERNAME = re.compile(r"[A-Za-z0-9_]{5,32}", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:[.][\w-]+)+", re.ASCII)
_TELEPHONE = re.compile(r"[+]?[\d -]{5,30}", re.ASCII)
_WHOLE = re.compile(r"\s*-?\d+\s*", re.ASCII)
_PLAIN = {int: "a whole number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Form:
    """What a right value is, in words that are said when one is wrong. A range is added to them."""

    words: str


def words_of(field: FieldInfo) -> str:
    """The form of a right value of a setting, from its type."""
    kind, metadata = _type_of(field)
    words = next((one.words for one in metadata if isinstance(one, Form)), _PLAIN.get(kind, ""))
    least, most = (
        next((getattr(one, end) for one in metadata if hasattr(one, end)), None) for end in ("ge", "le")
    )
    if least is not None and most is not None:
        return f"{words} from {least} to {most}"
    *others, last = _choices(kind) or (words,)
    return f"{', '.join(others)} or {last}" if others else last


def as_typed(field: FieldInfo, text: str) -> str:
    """A text for that setting: a choice in whatever case. Raises ValueError for a number with decimals.

    "100.00" would be read as 100 fen, but its writer means yuan.
    """
    kind, _ = _type_of(field)
    _require(kind is not int or _WHOLE.fullmatch(text) is not None)
    return next((one for one in _choices(kind) if one.lower() == text.lower()), text)


def _type_of(field: FieldInfo) -> tuple[Any, Sequence[object]]:
    """The type without None, and what is annotated to it."""
    kinds = [one for one in get_args(field.annotation) if one is not NoneType]
    kind: Any = kinds[0] if NoneType in get_args(field.annotation) else field.annotation
    if get_origin(kind) is not Annotated:
        return kind, field.metadata
    return kind.__origin__, FieldInfo.from_annotation(kind).metadata


def _choices(kind: Any) -> tuple[str, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()


def parts_of(value: SecretStr) -> list[str]:
    """The texts between the commas."""
    return [part.strip() for part in value.get_secret_value().split(",")]


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


def _support(value: str) -> str:
    is_address = value.startswith("https://") and bool(urlsplit(value).hostname)
    is_name = value.startswith("@") and _USERNAME.fullmatch(value[1:]) is not None
    _require(is_address or is_name or bool(_EMAIL.fullmatch(value) or _TELEPHONE.fullmatch(value)))
    return value


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


BotToken = Annotated[
    SecretStr, AfterValidator(_token), Form("as @BotFather gave it: digits, a colon, letters")
]
WebhookSecret = Annotated[
    SecretStr, AfterValidator(_webhook_secret), Form("1 to 256 letters, digits, _ and -")
]
Username = Annotated[str, AfterValidator(_username), Form("5 to 32 letters, digits, _")]
"""Without a leading `@`."""
Support = Annotated[
    str,
    AfterValidator(_support),
    Form("a chat (@name), an address that begins with https://, an e-mail address or a telephone number"),
]
DatabaseUrl = Annotated[
    SecretStr, AfterValidator(_database), Form("sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
]
SecretKeys = Annotated[
    SecretStr,
    AfterValidator(_secret_keys),
    Form(
        f"at least {SECRET_KEY_LEAST} characters for each part between commas; make one with: "
        "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
    ),
]
SmsUrl = Annotated[SecretStr, AfterValidator(_sms), Form("an Apprise address that holds {phone}")]
HttpUrl = Annotated[str, AfterValidator(_http), Form("an address that begins with http:// or https://")]
"""Without a trailing slash."""
PublicUrl = Annotated[
    str,
    AfterValidator(_http),
    Form("an address that begins with https:// (or http:// for a Bot API server of your own)"),
]
"""Without a trailing slash."""
Host = Annotated[str, Form("an address or name")]
Port = Annotated[int, Field(ge=0, le=65535)]
SigningSecret = Annotated[
    SecretStr, AfterValidator(_signing_secret), Form("whsec_ and at least 24 bytes in base64")
]
Folder = Annotated[Path, Form("a folder that this user may write to")]
OwnFile = Annotated[Path, Form("a file that this user may write to")]
FontFile = Annotated[Path, Form("a font (.ttf, .otf or .ttc)")]
GroupId = Annotated[int, Field(gt=-(10**15), lt=0), Form("the id of a group, a whole number below 0")]
Amount = Annotated[int, Field(ge=0, le=10**15), Form("a whole number of fen")]
Days = Annotated[int, Field(ge=1, le=3650)]
WindowDays = Annotated[int, Field(ge=1, le=9999)]
