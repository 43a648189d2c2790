"""What is remembered of people: each by themselves, so many and no more, and the question that is open."""

from __future__ import annotations

from bot.screens.screen import Awaits
from handlers import memory
from handlers.memory import Memory, Remembered

CODE = Awaits("code", "W1")


def test_so_many_are_remembered_and_who_was_here_longest_ago_is_forgotten() -> None:
    known = Memory()
    for person in range(memory.MOST):
        known.of(person).speaks("en")
    assert known.of(0).language() == "en"
    known.of(memory.MOST)
    assert known.of(0).language() == "en"
    assert known.of(1).language() is None
    assert known.of(memory.MOST).language() is None


def test_a_question_is_known_while_it_is_what_was_shown_last() -> None:
    known = Memory()
    known.of(7).showed(3, CODE)
    assert known.asking(7, CODE) == 3
    assert known.asking(7, Awaits("code", "W2")) is None
    assert known.asking(8, CODE) is None
    assert known.of(7).question_is_last
    known.bury(7)
    assert not known.of(7).question_is_last
    assert known.asking(7, CODE) == 3, "further up, it is the open question still"
    known.of(7).showed(4, None)
    assert known.asking(7, CODE) is None
    assert not known.of(7).question_is_last


def test_a_stray_answer_stands_below_the_tap_that_it_overtook_until_something_follows() -> None:
    mine = Remembered()
    mine.showed(5, None, stray=True)
    assert mine.stray_below(4) == 5
    assert mine.stray_below(5) is None
    assert mine.stray_below(None) is None
    mine.bury()
    assert mine.stray_below(4) is None
    mine.showed(6, CODE)
    assert mine.stray_below(4) is None


def test_a_language_is_read_again_after_a_while_and_serves_for_apologies_meanwhile() -> None:
    mine = Remembered()
    mine.speaks("zh")
    assert mine.language() == mine.locale == "zh"
    mine.locale_until = 0.0
    assert mine.language() is None
    assert mine.locale == "zh"


def test_what_is_remembered_prints_no_digit_of_a_code() -> None:
    mine = Remembered()
    mine.pad.open(CODE)
    for number, digit in enumerate("98765", 1):
        mine.pad.press(number, digit)
    assert "pad=<handlers.keypad_digits.Keypad object" in repr(mine)
