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
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from bot.runtime.setting_types import (
    Amount,
    BotToken,
    DatabaseUrl,
    Days,
    Folder,
    FontFile,
    GroupId,
    Host,
    HttpUrl,
    OwnFile,
    Port,
    PublicUrl,
    SecretKeys,
    SigningSecret,
    SmsUrl,
    Support,
    Username,
    WebhookSecret,
    WindowDays,
    as_typed,
    is_loopback,
    parts_of,
    webhook_path_is_free,
    words_of,
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
        use_attribute_docstrings=True,
    )

    mode: Literal["sandbox", "live"] | None = None
    """What this has to be: a run of another kind is refused; unset: live with BOT_TOKEN, else the sandbox."""
    bot_token: BotToken | None = None
    """Token of the bot from @BotFather. Without it the sandbox runs."""
    bot_api_url: HttpUrl = TELEGRAM
    """Address of the Bot API server."""
    bot_username: Username | None = None
    """Name of the bot for deep links; asked of the Bot API if unset."""
    database_url: DatabaseUrl = SecretStr("sqlite:///var/withdrawal.db")
    """Where the books are: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."""
    secret_key: SecretKeys | None = None
    """Key of the sealed fields, at least 32 random characters. To rotate it, put a new one in front, with a comma:
    the first seals, all open.
    """
    documents_dir: Folder | None = None
    """Folder of the sealed documents, of this database alone; unset: beside the database, or in var/."""
    document_days: Days = 30
    """Days for which documents are kept after the decision."""
    forget_days: Days = 30
    """Days for which spent codes and delivered messages are kept."""
    payout_mark: OwnFile | None = None
    """File that says how far payouts were handed over, on storage that all hosts share and in no backup; unset:
    beside the folder of documents.
    """
    font_path: FontFile | None = None
    """Font of the application form for rare characters that the program's own font lacks."""
    sms_url: SmsUrl | None = None
    """Apprise address of the SMS provider, with {phone} where the recipient goes."""
    payout_url: HttpUrl | None = None
    """Address of the payout gateway."""
    payout_secret: SigningSecret | None = None
    """Signs requests to the payout gateway, and its notices of returns (whsec_...)."""
    staff_chat_id: GroupId | None = None
    """Id of the group in which staff are told of reviews, late payouts and returns; unset: in the log only."""
    staff_language: Locale = "en"
    """Language of that group."""
    review_reminder_days: Annotated[int, Field(ge=1, le=90)] = 3
    """Days in review after which that group is reminded of a case, and then daily."""
    events_secret: SigningSecret | None = None
    """Signs billing events that come over HTTP (whsec_...). Without it they are not taken."""
    http_host: Host = "127.0.0.1"
    """Address the HTTP server listens on; the sandbox takes loopback only."""
    http_port: Port = 8080
    """Port of the HTTP server."""
    metrics_host: Host = "127.0.0.1"
    """Address of /metrics and /health, for monitoring."""
    metrics_port: Port | None = None
    """Port for it; unset: no metrics, and /health on HTTP_PORT only."""
    webhook_url: PublicUrl | None = None
    """Public address for updates. Without it the bot asks for them."""
    webhook_secret: WebhookSecret | None = None
    """Shared with the Bot API server, checked on every update."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least level of the log on stderr."""
    log_format: Literal["console", "json"] = "console"
    """Form of the log: lines for people, or JSON."""
    reserve_fen: Amount = 100_00
    """Reserve while a pay-as-you-go resource is active."""
    settlement_day: Annotated[int, Field(ge=1, le=28)] = 3
    """Day of the next month on which a cycle is settled."""
    second_review_fen: Amount = 50_000_00
    """From this sum over 7 days two reviewers approve."""
    staff_look_s: Annotated[int, Field(ge=60, le=28_800)] = 1800
    """Seconds for which staff may look at cases after a code of their authenticator."""
    step_up_fen: Amount = 0
    """From this amount approving and settling take a code of their own; 0: always."""
    risk_phone_changed: bool = False
    """Review when the security phone changed in the last 24 hours."""
    risk_amount_a_day_fen: Amount | None = None
    """Review from this sum withdrawn in a day; unset: off."""
    risk_count_a_day: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Review from this many withdrawals in a day; unset: off."""
    alipay_window_days: WindowDays | None = None
    """Days within which an Alipay top-up can go back; unset: always."""
    bank_card_window_days: WindowDays | None = None
    """Days within which a card top-up can go back; unset: always."""
    support_contact: Support | None = None
    """How people reach support: a chat (@name), an address, an e-mail address or a telephone number."""
    console_url: HttpUrl | None = None
    """Address of the billing console, for a button beside the places that are named there."""

    @field_validator("*", mode="before")
    @classmethod
    def _as_typed(cls, value: Any, info: Any) -> Any:
        return as_typed(cls.model_fields[info.field_name], value) if isinstance(value, str) else value

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
                raise SettingsError([_missing("secret_key", "BOT_TOKEN")])
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
            support=self.support_contact,
            console=self.console_url,
        )

    def mode_problem(self) -> str | None:
        """Why `MODE` does not allow this run, or None."""
        if self.mode is None or self.mode == self.kind:
            return None
        if self.live:
            return "MODE is sandbox and BOT_TOKEN is set: unset one of the two"
        return _missing("bot_token", "MODE=live")

    def run_problems(self) -> list[str]:
        """What keeps the bot from starting although every single setting is right, one line each."""
        problem = self.mode_problem()
        lines = [] if problem is None else [problem]
        live = self.live or self.mode == "live"
        return lines + (self._live_problems() if live else self._sandbox_problems())

    def _live_problems(self) -> list[str]:
        needed = ("secret_key", "sms_url", "payout_url", "payout_secret")
        lines = [_missing(name, "BOT_TOKEN") for name in needed if getattr(self, name) is None]
        if self.webhook_url is not None and self.webhook_secret is None:
            lines.append(_missing("webhook_secret", "WEBHOOK_URL"))
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


def load_settings(*, to_run: bool = False) -> Settings:
    """The settings of this process, from the environment and `.env` of the current folder.

    Raises SettingsError with one line for each wrong setting; with `to_run` also for everything else that keeps the
    bot from starting.
    """
    try:
        settings, lines = Settings(), list[str]()
    except ValidationError as exc:
        names = dict.fromkeys(str(error["loc"][0]) for error in exc.errors(include_input=False))
        lines = [f"{name.upper()} is wrong: it has to be {right_value(name)}" for name in names]
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


def _missing(name: str, because: str) -> str:
    return f"{name.upper()} is missing: with {because} it has to be {right_value(name)}"


def right_value(name: str) -> str:
    """The form of a right value of this setting, in words."""
    return words_of(Settings.model_fields[name])
