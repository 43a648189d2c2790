"""Settings: defaults that run, one line for each wrong one, no secret in any text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.runtime.setting_types import OWN_PATHS
from bot.runtime.settings import Settings, SettingsError, doubts, load_settings, right_value
from bot.web.health import HEALTH_PATH, METRICS_PATH
from bot.web.routes import EVENTS_PATH, RETURNS_PATH
from domain.rules.policy import Policy

KEY = "k" * 32
TOKEN = "123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
LIVE = {
    "BOT_TOKEN": TOKEN,
    "SECRET_KEY": KEY,
    "SMS_URL": "json://provider.example/{phone}",
    "PAYOUT_URL": "https://gateway.example/",
    "PAYOUT_SECRET": "whsec_" + "c2VjcmV0LW9mLXRoZS1wYXlvdXRzLWdhdGV3YXk=",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder and no setting in the environment."""
    known = set(Settings.model_fields)
    for name in list(os.environ):
        if name.lower() in known:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def wrong(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return caught.value.lines


def live(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> Settings:
    for name, value in {**LIVE, **changes}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return load_settings()


def test_nothing_set_is_a_sandbox_that_runs() -> None:
    settings = load_settings()
    assert not settings.live
    assert settings.kind == "sandbox"
    assert settings.run_problems() == []
    assert settings.database_path == Path("var/withdrawal.db")


def test_default_policy_is_the_domains_own() -> None:
    assert load_settings().policy() == Policy(login_needed=False)


def test_policy_takes_what_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORGET_DAYS", "90")
    monkeypatch.setenv("RESERVE_FEN", "5000")
    monkeypatch.setenv("SETTLEMENT_DAY", "5")
    monkeypatch.setenv("SECOND_REVIEW_FEN", "100")
    monkeypatch.setenv("RISK_PHONE_CHANGED", "true")
    monkeypatch.setenv("RISK_AMOUNT_A_DAY_FEN", "7")
    monkeypatch.setenv("RISK_COUNT_A_DAY", "2")
    monkeypatch.setenv("ALIPAY_WINDOW_DAYS", "30")
    monkeypatch.setenv("BANK_CARD_WINDOW_DAYS", "90")
    assert load_settings().policy() == Policy(
        login_needed=False,
        reserve_fen=5000,
        settlement_day=5,
        second_review_fen=100,
        risk_phone_changed_s=86_400,
        risk_amount_a_day_fen=7,
        risk_count_a_day=2,
        alipay_window_days=30,
        bank_card_window_days=90,
        forget_days=90,
    )


def test_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    (bare / ".env").write_text("HTTP_PORT=9001\nLOG_LEVEL=debug\nBOT_TOKEN=\n")
    monkeypatch.setenv("HTTP_PORT", "9002")
    settings = load_settings()
    assert (settings.http_port, settings.log_level, settings.live) == (9002, "DEBUG", False)


def test_misspelt_names_in_the_env_file_are_named(bare: Path) -> None:
    (bare / ".env").write_text("BOT_TOKNE=oops\nHTTP_PORT=1\n")
    (bare / ".env").chmod(0o640)
    said = doubts(environment={"SECOND_REVIEW_FENN": "1", "MODEL": "x", "HTTP_PROXY": "x", "HTTP_PORT": "1"})
    assert said == [
        ".env: BOT_TOKNE is not a setting and is ignored; did you mean BOT_TOKEN?",
        ".env can be read by others than its owner: chmod 600 .env",
        "environment: SECOND_REVIEW_FENN is not a setting and is ignored; did you mean SECOND_REVIEW_FEN?",
    ]
    assert load_settings().http_port == 1
    (bare / ".env").chmod(0o600)
    assert len(doubts(environment={})) == 1


def test_everything_that_is_wrong_is_said_in_one_round(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    monkeypatch.setenv("MODE", "live")
    monkeypatch.setenv("HTTP_PORT", "many")
    monkeypatch.setenv("PAYOUT_SECRET", "short")
    with pytest.raises(SettingsError) as told:
        load_settings(to_run=True)
    assert sorted(line.partition(" ")[0] for line in told.value.lines) == [
        "BOT_TOKEN", "HTTP_PORT", "PAYOUT_SECRET", "PAYOUT_URL", "SECRET_KEY", "SMS_URL",
    ]  # fmt: skip
    monkeypatch.setenv("BOT_TOKEN", "nonsense")
    with pytest.raises(SettingsError) as told:
        load_settings(to_run=True)
    assert len(told.value.lines) == 6


def test_a_run_of_another_kind_than_wanted_is_refused(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    monkeypatch.setenv("MODE", "sandbox")
    assert load_settings(to_run=True).mode_problem() is None
    monkeypatch.setenv("BOT_TOKEN", "123456:AbC-token")
    with pytest.raises(SettingsError, match="MODE is sandbox and BOT_TOKEN is set"):
        load_settings(to_run=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "nonsense"),
        ("BOT_TOKEN", "12345:"),
        ("BOT_TOKEN", "123456:has space"),
        ("BOT_API_URL", "ftp://x"),
        ("BOT_API_URL", "http://"),
        ("BOT_USERNAME", "no spaces"),
        ("DATABASE_URL", "mysql://u:hunter2@h/db"),
        ("DATABASE_URL", "sqlite://relative.db"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://u:hunter2@h:port/db"),
        ("DATABASE_URL", "postgresql://u:hunter2@h"),
        ("DATABASE_URL", "postgresql://[u:hunter2@h/db"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", KEY + ",short"),
        ("SECRET_KEY", KEY + ","),
        ("SMS_URL", "json://provider.example/without"),
        ("SMS_URL", "{phone}"),
        ("PAYOUT_URL", "gateway.example"),
        ("PAYOUT_SECRET", "whsec_dG9vIHNob3J0"),
        ("STAFF_CHAT_ID", "1001"),
        ("STAFF_CHAT_ID", "0"),
        ("STAFF_CHAT_ID", "@staff_group"),
        ("STAFF_LANGUAGE", "fr"),
        ("EVENTS_SECRET", "not base64!"),
        ("WEBHOOK_SECRET", "no spaces"),
        ("HTTP_PORT", "eighty"),
        ("HTTP_PORT", "65536"),
        ("HTTP_PORT", "-1"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("RESERVE_FEN", "-1"),
        ("RESERVE_FEN", "100.00"),
        ("SETTLEMENT_DAY", "29"),
        ("RISK_PHONE_CHANGED", "perhaps"),
        ("RISK_COUNT_A_DAY", "0"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it_and_not_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    lines = wrong(monkeypatch, **{name: value})
    assert len(lines) == 1
    assert lines[0].startswith(f"{name} ")
    assert "\n" not in lines[0]
    assert "hunter2" not in lines[0]
    assert value not in lines[0] or value in ("{phone}", "http://", "sqlite:///", "0")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_a_meaning_and_a_form_in_words(name: str) -> None:
    assert (Settings.model_fields[name].description or "").strip().endswith(".")
    assert len(right_value(name)) > 5, right_value(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("MODE", "sandbox or live"),
        ("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR"),
        ("RISK_PHONE_CHANGED", "true or false"),
        ("RESERVE_FEN", "a whole number of fen from 0 to 1000000000000000"),
        ("RISK_AMOUNT_A_DAY_FEN", "a whole number of fen from 0 to 1000000000000000"),
        ("SETTLEMENT_DAY", "a whole number from 1 to 28"),
        ("METRICS_PORT", "a whole number from 0 to 65535"),
        ("STAFF_CHAT_ID", "the id of a group, a whole number below 0"),
        ("BOT_USERNAME", "5 to 32 letters, digits, _"),
        ("WEBHOOK_URL", "an address that begins with https:// (or http:// for a Bot API server of your own)"),
    ],
)
def test_what_a_setting_has_to_be_is_said_from_its_type(
    monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    assert wrong(monkeypatch, **{name: "?"}) == [f"{name} is wrong: it has to be {words}"]


def test_every_wrong_setting_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = wrong(monkeypatch, HTTP_PORT="x", LOG_LEVEL="y", BOT_TOKEN="z")
    assert [line.split()[0] for line in lines] == ["BOT_TOKEN", "HTTP_PORT", "LOG_LEVEL"]


@pytest.mark.parametrize("content", [b"HTTP_PORT=\xff\xfe"])
def test_an_env_file_that_is_no_text_is_one_line(bare: Path, content: bytes) -> None:
    (bare / ".env").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.lines == [".env is not UTF-8 text: save it as such"]


def test_a_complete_live_run_has_no_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = live(monkeypatch)
    assert settings.live
    assert settings.kind == "live"
    assert settings.run_problems() == []
    assert settings.payout_url == "https://gateway.example"


@pytest.mark.parametrize("name", ["SECRET_KEY", "SMS_URL", "PAYOUT_URL", "PAYOUT_SECRET"])
def test_with_a_token_a_missing_setting_is_a_problem(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    lines = live(monkeypatch, **{name: None}).run_problems()
    assert len(lines) == 1
    assert lines[0].startswith(f"{name} is missing")


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = live(monkeypatch, WEBHOOK_URL="https://bot.example/hook")
    assert [line.split()[0] for line in settings.run_problems()] == ["WEBHOOK_SECRET"]


@pytest.mark.parametrize(
    ("path", "fine"),
    [
        ("/updates", True), ("", True), ("/events/telegram", True),
        ("/events", False), ("/events/", False), ("/%65vents", False), ("//payouts/returns", False),
        ("/health", False), ("/metrics", False), ("/{token}", False),
    ],
)  # fmt: skip
def test_a_webhook_has_a_path_of_its_own(monkeypatch: pytest.MonkeyPatch, path: str, fine: bool) -> None:
    settings = live(monkeypatch, WEBHOOK_URL=f"https://bot.example{path}", WEBHOOK_SECRET="s3cret")
    problems = settings.run_problems()
    assert len(problems) == (0 if fine else 1)
    assert all(line.startswith("WEBHOOK_URL has a path") for line in problems)


def test_every_path_the_bot_serves_is_known_to_the_settings() -> None:
    assert set(OWN_PATHS) == {HEALTH_PATH, METRICS_PATH, EVENTS_PATH, RETURNS_PATH}


@pytest.mark.parametrize("name", ["SMS_URL", "PAYOUT_URL"])
def test_the_sandbox_refuses_real_channels(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, LIVE[name])
    lines = load_settings().run_problems()
    assert len(lines) == 1
    assert lines[0].startswith(f"{name} is set but BOT_TOKEN is not")


@pytest.mark.parametrize(
    ("host", "fine"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False)]
)
def test_the_sandbox_listens_on_loopback_only(monkeypatch: pytest.MonkeyPatch, host: str, fine: bool) -> None:
    monkeypatch.setenv("HTTP_HOST", host)
    assert (load_settings().run_problems() == []) is fine


def test_no_secret_in_repr_or_dump(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = live(
        monkeypatch,
        DATABASE_URL="postgresql://u:hunter2@h/db",
        EVENTS_SECRET=LIVE["PAYOUT_SECRET"],
        WEBHOOK_SECRET="webhook-hunter2",
    )
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    for secret in (TOKEN, KEY, "hunter2", LIVE["PAYOUT_SECRET"], LIVE["SMS_URL"]):
        assert secret not in shown


def test_live_keys_are_the_parts_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = live(monkeypatch, SECRET_KEY=f"{'a' * 32}, {'b' * 40}")
    assert settings.keys() == ("a" * 32, "b" * 40)


def test_live_without_a_key_says_so_and_makes_none(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    settings = live(monkeypatch, SECRET_KEY=None)
    with pytest.raises(SettingsError, match="SECRET_KEY is missing"):
        settings.keys()
    assert list(bare.rglob("*.key")) == []


def test_the_sandbox_keeps_its_key_beside_its_database(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{bare}/books/my.db")
    first = load_settings().keys()
    assert load_settings().keys() == first
    file = bare / "books" / "my.db.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(first[0]) >= 32


def test_a_sandbox_key_of_postgresql_does_not_depend_on_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:one@h:5432/db")
    first = load_settings().sandbox_key_path
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:two@h:5432/db")
    assert load_settings().sandbox_key_path == first
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:two@h:5432/other")
    assert load_settings().sandbox_key_path != first


def test_a_sandbox_moves_from_its_own_key_to_a_secret_key(
    monkeypatch: pytest.MonkeyPatch, bare: Path
) -> None:
    own = load_settings().keys()
    monkeypatch.setenv("SECRET_KEY", KEY)
    assert load_settings().keys() == (KEY, *own)


def test_a_fresh_sandbox_with_a_secret_key_makes_no_file(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    assert load_settings().keys() == (KEY,)
    assert list(bare.rglob("*.key")) == []


@pytest.mark.parametrize(
    "name", ["RESERVE_FEN", "RISK_AMOUNT_A_DAY_FEN", "SECOND_REVIEW_FEN", "SETTLEMENT_DAY"]
)
def test_yuan_is_not_taken_for_fen(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """RESERVE_FEN=100.00 was read as 100 fen."""
    assert len(wrong(monkeypatch, **{name: "3.00"})) == 1


def test_the_group_of_staff_is_a_number_below_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("STAFF_CHAT_ID", "-1001234567890"), ("STAFF_LANGUAGE", "ZH")):
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert (settings.staff_chat_id, settings.staff_language) == (-1001234567890, "zh")


@pytest.mark.parametrize(
    "contact", ["@cloud_support", "https://cloud.example/help", "help@cloud.example", "+86 400 000 0000"]
)
def test_a_contact_is_a_chat_an_address_or_a_number(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_CONTACT", contact)
    assert load_settings().policy().support == contact


@pytest.mark.parametrize("contact", ["call us", "http://cloud.example", "https:///help", "@x", "<b>", "1234"])
def test_other_contacts_are_refused(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = wrong(monkeypatch, SUPPORT_CONTACT=contact)
    assert "SUPPORT_CONTACT" in line
    assert contact not in line
