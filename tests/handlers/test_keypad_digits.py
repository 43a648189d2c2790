"""The memory of the keypad: keys in the order of tapping, each once, for one code and not for ever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.screens.screen import Awaits
from handlers.keypad_digits import LIVES_S, Keypad

W1, W2 = Awaits("code", "W1"), Awaits("code", "W2")
KEYS = st.lists(st.sampled_from([*"0123456789", "back", "clear"]), min_size=1, max_size=12)


def typed(keys: list[str]) -> str:
    """The result of these keys, one after the other, before a sixth digit ends it."""
    digits = ""
    for key in keys:
        digits = "" if key == "clear" else digits[:-1] if key == "back" else (digits + key)[:6]
    return digits


@given(keys=KEYS, data=st.data())
def test_keys_that_overtake_each_other_or_come_twice_are_read_in_their_order(
    keys: list[str], data: st.DataObject
) -> None:
    numbered = list(enumerate(keys, 100))
    arriving = data.draw(st.permutations([*numbered, *data.draw(st.lists(st.sampled_from(numbered)))]))
    known = Keypad()
    known.open(W1)
    digits = [known.press(number, key) for number, key in arriving]
    assert digits[-1] == typed(keys)


def test_a_full_pad_takes_no_key_of_before() -> None:
    known = Keypad()
    known.open(W1)
    for number, digit in enumerate("12345", 10):
        known.press(number, digit)
    assert known.press(15, "6") == "123456"
    known.close(15)
    assert not known.is_open(W1)
    assert known.is_past(12)
    assert not known.is_past(16)
    known.open(W1)
    assert known.press(16, "7") == "7"


def test_a_pad_is_for_one_code_and_lives_as_long() -> None:
    now = 0.0
    known = Keypad(lambda: now)
    known.open(W1)
    known.press(5, "1")
    assert known.is_open(W1)
    assert not known.is_open(W2)
    now = LIVES_S
    assert not known.is_open(W1)
    known.open(W2)
    assert known.press(6, "2") == "2"


def test_after_a_week_of_silence_taps_with_lower_numbers_are_keys_again() -> None:
    """The keypad was dead for its earlier users until a restart: every tap counted as an old one."""
    now = 0.0
    known = Keypad(lambda: now)
    known.open(W1)
    known.press(900_000, "1")
    known.close(900_000)
    now = 7 * 86_400.0
    assert not known.is_past(300)
    known.open(W2, 299)
    assert not known.is_past(300)
    assert known.is_past(299)
    assert known.press(300, "2") == "2"


def test_nothing_that_can_be_printed_shows_a_digit() -> None:
    known = Keypad()
    known.open(W1)
    for number, digit in enumerate("98765", 1):
        known.press(number, digit)
    assert "9" not in repr(known).split(" at ")[0]
    assert not hasattr(known, "__dict__")
