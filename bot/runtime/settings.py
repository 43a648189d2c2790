"""Typed settings from the environment and `.env`. Every one has a default that runs.

Reading them gives a frozen `Settings`, or a `SettingsError` with one line for each wrong setting that names it and
what to do, and never its value. The meaning of a setting is written once, here; the command `settings` and the README
show it. `bot.runtime.setting_types` says what each value may be.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from bot.runtime.setting_types import (
    SECRET_KEY_LEAST,
    BotToken,
    DatabaseUrl,
    HttpUrl,
    SecretKeys,
    SigningSecret,
    SmsUrl,
    Username,
    WebhookSecret,
    fen,
    is_loopback,
    parts_of,
    require_whole,
    setting,
    webhook_path_is_free,
)
from bot.runtime.vault import Mode, sandbox_key
from domain.rules.policy import Policy
from domain.views import Locale

ENV_FILE = ".env"
TELEGRAM = "https://api.telegram.org"


class SettingsError(Exception):
    """One or more settings are wrong. `lines` say which and what to do, without values."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


class Settings(BaseSettings):
    """Everything that an operator may choose. The environment has the same names in capitals."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    mode: Literal["sandbox", "live"] | None = setting(
        None,
        "What this has to be: a run of another kind is refused; unset: live with BOT_TOKEN, else the sandbox.",
        "sandbox or live",
    )
    bot_token: BotToken | None = setting(
        None,
        "Token of the bot from @BotFather. Without it the sandbox runs.",
        "as @BotFather gave it: digits, a colon, letters",
    )
    bot_api_url: HttpUrl = setting(
        TELEGRAM, "Address of the Bot API server.", "an address that begins with http:// or https://"
    )
    bot_username: Username | None = setting(
        None, "Name of the bot for deep links; asked of the Bot API if unset.", "5 to 32 letters, digits, _"
    )
    database_url: DatabaseUrl = setting(
        SecretStr("sqlite:///var/withdrawal.db"),
        "Where the books are: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
        "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
    )
    secret_key: SecretKeys | None = setting(
        None,
        f"Key of the sealed fields, at least {SECRET_KEY_LEAST} random characters. To rotate it, put a new "
        "one in front, with a comma: the first seals, all open.",
        f"at least {SECRET_KEY_LEAST} characters for each part between commas; make one with: "
        "python -c 'import secrets; print(secrets.token_urlsafe(32))'",
    )
    documents_dir: Path | None = setting(
        None,
        "Folder of the sealed documents, of this database alone; unset: beside the database, or in var/.",
        "a folder that this user may write to",
    )
    document_days: int = setting(
        30,
        "Days for which documents are kept after the decision.",
        "a whole number from 1 to 3650",
        ge=1,
        le=3650,
    )
    forget_days: int = setting(
        30,
        "Days for which spent codes and delivered messages are kept.",
        "a whole number from 1 to 3650",
        ge=1,
        le=3650,
    )
    payout_mark: Path | None = setting(
        None,
        "File that says how far payouts were handed over, on storage that all hosts share and in no backup; unset: "
        "beside the folder of documents.",
        "a file that this user may write to",
    )
    font_path: Path | None = setting(
        None,
        "Font of the application form for rare characters that the program's own font lacks.",
        "a font (.ttf, .otf or .ttc)",
    )
    sms_url: SmsUrl | None = setting(
        None,
        "Apprise address of the SMS provider, with {phone} where the recipient goes.",
        "an Apprise address that holds {phone}",
    )
    payout_url: HttpUrl | None = setting(
        None, "Address of the payout gateway.", "an address that begins with http:// or https://"
    )
    payout_secret: SigningSecret | None = setting(
        None,
        "Signs requests to the payout gateway, and its notices of returns (whsec_...).",
        "whsec_ and at least 24 bytes in base64",
    )
    staff_chat_id: int | None = setting(
        None,
        "Id of the group in which staff are told of reviews, late payouts and returns; unset: in the log only.",
        "the id of a group, a whole number below 0",
        ge=-(10**15),
        le=-1,
    )
    staff_language: Locale = setting("en", "Language of that group.", "en or zh")
    review_reminder_days: int = setting(
        3,
        "Days in review after which that group is reminded of a case, and then daily.",
        "a whole number from 1 to 90",
        ge=1,
        le=90,
    )
    events_secret: SigningSecret | None = setting(
        None,
        "Signs billing events that come over HTTP (whsec_...). Without it they are not taken.",
        "whsec_ and at least 24 bytes in base64",
    )
    http_host: str = setting(
        "127.0.0.1",
        "Address the HTTP server listens on; the sandbox takes loopback only.",
        "an address or name",
    )
    http_port: int = setting(
        8080, "Port of the HTTP server.", "a whole number from 0 to 65535", ge=0, le=65535
    )
    metrics_host: str = setting(
        "127.0.0.1",
        "Address on which /metrics and /health are served to whoever watches.",
        "an address or name",
    )
    metrics_port: int | None = setting(
        None,
        "Port for it; unset: no metrics, and /health on HTTP_PORT only.",
        "a whole number from 1 to 65535",
        ge=0,
        le=65535,
    )
    webhook_url: HttpUrl | None = setting(
        None,
        "Public address for updates. Without it the bot asks for them.",
        "an address that begins with https:// (or http:// for a Bot API server of your own)",
    )
    webhook_secret: WebhookSecret | None = setting(
        None, "Shared with the Bot API server, checked on every update.", "1 to 256 letters, digits, _ and -"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = setting(
        "INFO", "Least level of the log on stderr.", "DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Literal["console", "json"] = setting(
        "console", "Form of the log: lines for people, or JSON.", "console or json"
    )
    reserve_fen: int = fen(100_00, "Reserve while a pay-as-you-go resource is active.")
    settlement_day: int = setting(
        3, "Day of the next month on which a cycle is settled.", "a day from 1 to 28", ge=1, le=28
    )
    second_review_fen: int = fen(50_000_00, "From this sum over 7 days two reviewers approve.")
    staff_look_s: int = setting(
        1800,
        "Seconds for which staff may look at cases after a code of their authenticator.",
        "a whole number from 60 to 28800",
        ge=60,
        le=28_800,
    )
    step_up_fen: int = fen(0, "From this amount approving and settling take a code of their own; 0: always.")
    risk_phone_changed: bool = setting(
        False, "Review when the security phone changed in the last 24 hours.", "true or false"
    )
    risk_amount_a_day_fen: int | None = fen(None, "Review from this sum withdrawn in a day; unset: off.")
    risk_count_a_day: int | None = setting(
        None,
        "Review from this many withdrawals in a day; unset: off.",
        "a whole number from 1",
        ge=1,
        le=10_000,
    )
    alipay_window_days: int | None = setting(
        None,
        "Days within which an Alipay top-up can go back; unset: always.",
        "a whole number from 1",
        ge=1,
        le=9999,
    )
    bank_card_window_days: int | None = setting(
        None,
        "Days within which a card top-up can go back; unset: always.",
        "a whole number from 1",
        ge=1,
        le=9999,
    )

    @field_validator("mode", "log_level", "log_format", "staff_language", mode="before")
    @classmethod
    def _any_case(cls, value: Any, info: Any) -> Any:
        if not isinstance(value, str):
            return value
        return value.upper() if info.field_name == "log_level" else value.lower()

    @field_validator("*", mode="before")
    @classmethod
    def _whole(cls, value: Any, info: Any) -> Any:
        if info.field_name in _NUMBERS and isinstance(value, str):
            require_whole(value)
        return value

    @property
    def live(self) -> bool:
        """Whether this run has a real bot; without one it is the sandbox."""
        return self.bot_token is not None

    @property
    def kind(self) -> Mode:
        """The kind of this run, which also marks its databases."""
        return "live" if self.live else "sandbox"

    @property
    def database_path(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        url = self.database_url.get_secret_value()
        return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None

    @property
    def sandbox_key_path(self) -> Path:
        """Where the sandbox keeps its own key: beside the database file, or in `var/` for PostgreSQL."""
        if self.database_path is not None:
            return self.database_path.with_name(self.database_path.name + ".key")
        return Path("var") / f"sandbox-{self._server_name()}.key"

    def sandbox_path(self, ending: str) -> Path:
        """A file of the sandbox for this database alone, beside its key."""
        return self.sandbox_key_path.with_suffix(ending)

    @property
    def documents_path(self) -> Path:
        """The folder of documents: as set, else beside the database file, or in `var/` for PostgreSQL."""
        if self.documents_dir is not None:
            return self.documents_dir
        if self.database_path is not None:
            return self.database_path.with_name(self.database_path.name + ".documents")
        return Path("var") / f"documents-{self._server_name()}"

    @property
    def mark_path(self) -> Path:
        """The mark of the last payout handed over: as set, else beside the folder of documents, never in it."""
        if self.payout_mark is not None:
            return self.payout_mark
        return self.documents_path.with_name(self.documents_path.name + ".mark")

    def _server_name(self) -> str:
        """A short name for a database on a server. The same address gives the same name."""
        parts = urlsplit(self.database_url.get_secret_value())
        where = f"{parts.hostname}:{parts.port}{parts.path}"
        return hashlib.sha256(where.encode()).hexdigest()[:12]

    def keys(self) -> tuple[str, ...]:
        """The parts of `SECRET_KEY`, first the one that seals; in the sandbox also its own key file's.

        Makes that file if the sandbox has neither. Raises SettingsError when a live run has no key.
        """
        parts = () if self.secret_key is None else tuple(parts_of(self.secret_key))
        if self.live:
            if not parts:
                raise SettingsError([_missing_key()])
            return parts
        if parts and not self.sandbox_key_path.exists():
            return parts
        return (*parts, sandbox_key(self.sandbox_key_path))

    def policy(self) -> Policy:
        """The domain's policy with the values of these settings."""
        return Policy(
            reserve_fen=self.reserve_fen,
            settlement_day=self.settlement_day,
            second_review_fen=self.second_review_fen,
            remind_days=self.review_reminder_days,
            risk_phone_changed_s=24 * 3600 if self.risk_phone_changed else None,
            risk_amount_a_day_fen=self.risk_amount_a_day_fen,
            risk_count_a_day=self.risk_count_a_day,
            alipay_window_days=self.alipay_window_days,
            bank_card_window_days=self.bank_card_window_days,
            document_days=self.document_days,
            forget_days=self.forget_days,
            login_needed=self.live,
            staff_look_s=self.staff_look_s,
            step_up_fen=self.step_up_fen,
        )

    def mode_problem(self) -> str | None:
        """Why `MODE` does not allow this run, or None."""
        if self.mode is None or self.mode == self.kind:
            return None
        if self.live:
            return "MODE is sandbox and BOT_TOKEN is set: unset one of the two"
        return _line("BOT_TOKEN", "is missing: with MODE=live it has to be", "bot_token")

    def run_problems(self) -> list[str]:
        """What keeps the bot from starting although every single setting is right, one line each."""
        problem = self.mode_problem()
        lines = [] if problem is None else [problem]
        live = self.live or self.mode == "live"
        return lines + (self._live_problems() if live else self._sandbox_problems())

    def _live_problems(self) -> list[str]:
        lines = []
        if self.secret_key is None:
            lines.append(_missing_key())
        if self.sms_url is None:
            lines.append(_line("SMS_URL", "is missing: with BOT_TOKEN it has to be", "sms_url"))
        if self.payout_url is None:
            lines.append(_line("PAYOUT_URL", "is missing: with BOT_TOKEN it has to be", "payout_url"))
        if self.payout_secret is None:
            lines.append(_line("PAYOUT_SECRET", "is missing: with BOT_TOKEN it has to be", "payout_secret"))
        if self.webhook_url is not None and self.webhook_secret is None:
            lines.append(
                _line("WEBHOOK_SECRET", "is missing: with WEBHOOK_URL it has to be", "webhook_secret")
            )
        if self.webhook_url is not None and not webhook_path_is_free(self.webhook_url):
            lines.append(
                "WEBHOOK_URL has a path at which the bot serves something else: give it one of its own, "
                "for example /updates"
            )
        return lines

    def _sandbox_problems(self) -> list[str]:
        lines = [
            f"{name} is set but BOT_TOKEN is not: set it for a live run, or unset {name} for the sandbox"
            for name in ("SMS_URL", "PAYOUT_URL", "WEBHOOK_URL")
            if getattr(self, name.lower()) is not None
        ]
        if not is_loopback(self.http_host):
            lines.append(
                "HTTP_HOST has to be a loopback address in the sandbox: set it to 127.0.0.1, or set BOT_TOKEN"
            )
        return lines


_NUMBERS = frozenset(
    name for name, field in Settings.model_fields.items() if field.annotation in (int, int | None)
)


def load_settings(*, to_run: bool = False) -> Settings:
    """The settings of this process, from the environment and `.env` of the current folder.

    Raises SettingsError with one line for each wrong setting; with `to_run` also for everything else that keeps the
    bot from starting.
    """
    try:
        settings, lines = Settings(), list[str]()
    except ValidationError as exc:
        names = dict.fromkeys(str(error["loc"][0]) for error in exc.errors(include_input=False))
        lines = [_line(name.upper(), "is wrong: it has to be", name) for name in names]
        settings = _without(names)
    except UnicodeDecodeError:
        raise SettingsError([f"{ENV_FILE} is not UTF-8 text: save it as such"]) from None
    except OSError as exc:
        raise SettingsError(
            [f"{ENV_FILE} cannot be read ({exc.strerror}): correct its permissions"]
        ) from None
    if to_run:
        told = {line.partition(" ")[0] for line in lines}
        lines += [line for line in settings.run_problems() if line.partition(" ")[0] not in told]
    if lines:
        raise SettingsError(lines)
    return settings


def _without(names: Iterable[str]) -> Settings:
    """The settings with the defaults of those names. A wrong token still makes a live run."""
    given: dict[str, Any] = {name: Settings.model_fields[name].default for name in names}
    if "bot_token" in given:
        given["bot_token"] = SecretStr("1:wrong")
    return Settings(**given)


def doubts(env_file: Path = Path(ENV_FILE), environment: Mapping[str, str] = os.environ) -> list[str]:
    """What looks wrong without being an error, a line each: names that may be misspelt, who can read `.env`.

    Of the environment only names much like a setting count: the rest belongs to other programs. Lines never hold a
    value.
    """
    lines = []
    if env_file.is_file():
        given = DotEnvSettingsSource(Settings, env_file=env_file, case_sensitive=True).env_vars
        unknown = sorted(name for name in given if name.lower() not in Settings.model_fields)
        lines += [f"{ENV_FILE}: {name} is not a setting and is ignored{_perhaps(name)}" for name in unknown]
        mode = env_file.stat().st_mode & 0o077
        if mode:
            lines.append(f"{ENV_FILE} can be read by others than its owner: chmod 600 {ENV_FILE}")
    for name in sorted(environment):
        if name.lower() not in Settings.model_fields and (perhaps := _perhaps(name)):
            lines.append(f"environment: {name} is not a setting and is ignored{perhaps}")
    return lines


def _perhaps(name: str) -> str:
    """The setting that was probably meant, in words; empty when none is much like it."""
    known = [one.upper() for one in Settings.model_fields]
    close = get_close_matches(name.upper(), known, 1, LIKE) if len(name) > SHORT else []
    return f"; did you mean {close[0]}?" if close else ""


LIKE = 0.86
"""Two names at least this much alike count as one misspelt."""
SHORT = 5
"""Names up to this length are like too many others."""


def form_of(name: str) -> str:
    """The form of a right value of this setting."""
    extra = Settings.model_fields[name].json_schema_extra
    return str(extra["form"]) if isinstance(extra, dict) else ""


def _line(variable: str, what: str, name: str) -> str:
    return f"{variable} {what} {form_of(name)}"


def _missing_key() -> str:
    return _line("SECRET_KEY", "is missing: with BOT_TOKEN it has to be", "secret_key")
