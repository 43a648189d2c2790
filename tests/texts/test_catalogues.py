"""The catalogues agree: same sentences, same parameters; every sentence is used, and every used one exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.texts.catalogue import MissingText, Safe, Texts, be_strict, texts_for
from bot.texts.languages import DEFAULT, LANGUAGES, LOCALES, Language, language_of, locale_of, spoken
from domain.views import Locale

TEXTS = Path(__file__).resolve().parents[2] / "bot" / "texts"


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(locale: Locale) -> dict[str, set[str]]:
    """Every sentence with the names of its parameters. A repeated or broken sentence is an error."""
    found: dict[str, set[str]] = {}
    for path in sorted((TEXTS / language_of(locale).folder).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{entry.id.name} twice"
                visitor = _Variables()
                visitor.visit(entry)
                found[entry.id.name] = visitor.names
    return found


@pytest.mark.parametrize("language", LANGUAGES[1:], ids=lambda language: language.code)
def test_same_files_sentences_and_parameters_as_in_the_default_language(language: Language) -> None:
    files, others = ({path.name for path in (TEXTS / one.folder).glob("*")} for one in (DEFAULT, language))
    assert files == others
    assert messages(DEFAULT.code) == messages(language.code)


def test_languages_are_told_apart() -> None:
    """By folder, name and tag; and every folder of catalogues belongs to one."""
    assert {one.folder for one in LANGUAGES} == {path.parent.name for path in TEXTS.glob("*/*.ftl")}
    for told in ([one.folder for one in LANGUAGES], [one.name for one in LANGUAGES]):
        assert len(set(told)) == len(LANGUAGES)
    tags = [tag for one in LANGUAGES for tag in one.tags]
    assert len(set(tags)) == len(tags)
    assert all(language_of(one.code) is one and spoken(one.code) == one.code for one in LANGUAGES)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_command_that_changes_the_language_names_every_language(locale: Locale) -> None:
    words = texts_for(locale).plain("command-language"), texts_for(locale).plain("help-commands")
    assert [(text, one.name) for text in words for one in LANGUAGES if one.name not in text] == []


def used_keys() -> set[str]:
    """The keys that the code names, as patterns where a part is known only at run time."""
    found: set[str] = set()
    root = TEXTS.parents[1]
    for path in [*root.glob("bot/screens/*.py"), *root.glob("handlers/*.py")]:
        if not path.exists():
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
            if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+"
                    for part in node.values
                )
                found.add("".join(parts))
    return found


def test_every_sentence_is_used() -> None:
    patterns = [re.compile(key) for key in used_keys() if key != r"[\w-]+"]
    unused = [key for key in messages("en") if not any(pattern.fullmatch(key) for pattern in patterns)]
    assert unused == []


@pytest.mark.parametrize("locale", LOCALES)
def test_plain_sentences_hold_no_markup(locale: Locale) -> None:
    """Labels, toasts, commands and text messages are shown as they are."""
    texts = texts_for(locale)
    for key, names in messages(locale).items():
        if key.startswith(("sms-", "command-", "toast-", "line-", "status-", "channel-")) or not names:
            text = texts.plain(key, **dict.fromkeys(names, "x"))
            if key.startswith(("sms-", "command-", "toast-", "line-", "status-", "channel-")):
                assert not re.search(r"[<>&]", text), key
            assert text.strip(), key


def test_fixed_words_of_the_product() -> None:
    words = {
        "costs": "Costs",
        "balance": "Balance",
        "withdraw": "Withdraw",
        "method-original": "Refund to original payment method",
        "method-designated": "Designated receiving account",
        "send-code": "Send verification code",
        "confirm": "Confirm withdrawal",
        "records": "Records",
        "back": "Back",
        "cancel": "Cancel",
        "status-in_review": "In Review",
        "status-approved": "Approved, Pending Transfer",
        "status-successful": "Withdrawal Successful",
        "status-failed": "Withdrawal Failed",
        "status-rejected": "Rejected",
        "status-cancelled": "Cancelled",
    }
    texts = texts_for("en")
    assert {key: texts.plain(key) for key in words} == words


def test_text_of_others_is_escaped_and_ours_is_not() -> None:
    texts = texts_for("en")
    assert texts.t("account", name="<b>&", account="1") == "&lt;b&gt;&amp; · 1"
    assert texts.t("said", text=Safe("<b>x</b>")) == "<b>x</b>"
    assert texts.plain("account", name="<b>&", account="1") == "<b>& · 1"


@pytest.mark.parametrize(
    "code", ["zh", "zh-hans", "zh-Hans", "zh_Hans", "zh-CN", "zh-hant", "zh_TW", "ZH-hk"]
)
def test_any_chinese_is_chinese(code: str) -> None:
    assert locale_of(code) == "zh"


@pytest.mark.parametrize("code", [None, "", "en", "en-GB", "de", "ja", "zhx", "za", "pt-br"])
def test_everything_else_is_english(code: str | None) -> None:
    assert locale_of(code) == "en"
    assert spoken(code) == ("en" if (code or "").startswith("en") else None)


def test_a_language_without_its_folder_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("bot.texts.catalogue._HERE", tmp_path)
    with pytest.raises(FileNotFoundError, match="no catalogue"):
        Texts("zh")


def test_a_missing_sentence_is_an_error_here() -> None:
    with pytest.raises(MissingText):
        texts_for("zh").t("no-such-sentence")
    with pytest.raises(MissingText):
        texts_for("zh").t("account", name="x")


def test_a_missing_sentence_falls_back_in_production() -> None:
    be_strict(False)
    with pytest.warns(RuntimeWarning):
        assert texts_for("zh").t("no-such-sentence") == "…"
    with pytest.warns(RuntimeWarning):
        assert "x" in texts_for("zh").t("account", name="x")


def test_a_sentence_missing_in_chinese_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    be_strict(False)
    chinese = texts_for("zh")
    monkeypatch.delitem(chinese._sentences, "back")
    with pytest.warns(RuntimeWarning):
        assert chinese.plain("back") == "Back"
