"""Words that are typed instead of tapped lead where the button leads, in every language at once."""

from __future__ import annotations

import pytest

from bot.screens import home
from bot.screens.buttons import Go, Speak, ToAnswer, ToLine, ToRecords
from bot.screens.support_buttons import ToLog
from bot.screens.typed_words import Meant, meant
from bot.texts.languages import LOCALES
from domain.pages import FIRST
from domain.views import Locale
from tests.support import samples


@pytest.mark.parametrize(
    ("text", "button"),
    [
        ("Help", Go(to="help")),
        ("help!", Go(to="help")),
        ("withdraw", Go(to="withdraw")),
        ("balance", Go(to="costs")),
        ("Costs", Go(to="costs")),
        ("提现", Go(to="withdraw")),
        ("提现。", Go(to="withdraw")),
        ("余额", Go(to="costs")),
        ("ＨＥＬＰ", Go(to="help")),
        ("  how   it adds up ", Go(to="sums")),
        ("records", ToRecords(page=FIRST.packed())),
        ("提现记录", ToRecords(page=FIRST.packed())),
        ("log", ToLog()),
        ("Reserve", ToLine(line="reserve")),
        ("欠票金额", ToLine(line="credit_notes")),
        ("客服", ToAnswer(topic="person")),
        ("人工", ToAnswer(topic="person")),
        ("What does it cost?", ToAnswer(topic="fee")),
        ("中文", Speak(locale="zh")),
        ("english", Speak(locale="en")),
        ("Send verification code", Go(to="here")),
        ("确认提现", Go(to="here")),
    ],
)
def test_a_word_is_its_button(text: str, button: Meant) -> None:
    assert meant(text) == button


@pytest.mark.parametrize("text", ["", "?", "。", "200", "120.50", "Lin Mei", "提现200", "withdraw all"])
def test_other_texts_are_no_button(text: str) -> None:
    assert meant(text) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_every_word_on_me_works_when_typed(locale: Locale) -> None:
    """Each leads where its button leads."""
    screen = home.home(samples.costs(), locale)
    for row in screen.rows:
        for button in row:
            found = meant(button.label)
            assert found is not None, button.label
            assert found.pack() == button.data, button.label


@pytest.mark.parametrize("locale", LOCALES)
def test_every_command_works_without_its_slash(locale: Locale) -> None:
    for name, _ in home.commands(locale):
        assert meant(name) is not None, name
