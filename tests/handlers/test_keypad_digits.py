"""The memory of the keypad: keys in the order of tapping, each once, for one code and not for ever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers import keypad_digits
from handlers.keypad_digits import LIVES_S, Keypads

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
    known = Keypads()
    known.open(1, "code:W1")
    digits = [known.press(1, number, key) for number, key in arriving]
    assert digits[-1] == typed(keys)


def test_a_full_pad_takes_no_key_of_before() -> None:
    known = Keypads()
    known.open(1, "code:W1")
    for number, digit in enumerate("12345", 10):
        known.press(1, number, digit)
    assert known.press(1, 15, "6") == "123456"
    known.close(1, 15)
    assert not known.is_open(1, "code:W1")
    assert known.is_past(1, 12)
    assert not known.is_past(1, 16)
    known.open(1, "code:W1")
    assert known.press(1, 16, "7") == "7"


def test_a_pad_is_for_one_code_and_lives_as_long() -> None:
    now = 0.0
    known = Keypads(lambda: now)
    known.open(1, "code:W1")
    known.press(1, 5, "1")
    assert known.is_open(1, "code:W1")
    assert not known.is_open(1, "code:W2")
    assert not known.is_open(2, "code:W1")
    now = LIVES_S
    assert not known.is_open(1, "code:W1")
    known.open(1, "code:W2")
    assert known.press(1, 6, "2") == "2"


def test_after_a_week_of_silence_taps_with_lower_numbers_are_keys_again() -> None:
    """The keypad was dead for its earlier users until a restart: every tap counted as an old one."""
    now = 0.0
    known = Keypads(lambda: now)
    known.open(1, "code:W1")
    known.press(1, 900_000, "1")
    known.close(1, 900_000)
    now = 7 * 86_400.0
    assert not known.is_past(1, 300)
    known.open(1, "code:W2", 299)
    assert not known.is_past(1, 300)
    assert known.is_past(1, 299)
    assert known.press(1, 300, "2") == "2"


def test_so_many_are_remembered_and_no_more() -> None:
    known = Keypads()
    for person in range(keypad_digits.MOST + 1):
        known.open(person, "code:W1")
    assert not known.is_open(0, "code:W1")
    assert known.is_open(1, "code:W1")


def test_nothing_that_can_be_printed_shows_a_digit() -> None:
    known = Keypads()
    known.open(1, "code:W1")
    for number, digit in enumerate("98765", 1):
        known.press(1, number, digit)
    assert "9" not in repr(known).split(" at ")[0]
    assert not hasattr(known, "__dict__") or "98765" not in repr(vars(known))
