"""Branches without a database: bank codes, rows, tokens of a name, what a typed text asks for; card prefixes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.iso7064 import mod_11_10

from domain.rules.banks import BANKS, bank_shown, known_bank, suggest_bank
from domain.rules.branches import Branch, ask, branch_alone, branch_of, code_is_right, in_order, runs, tokens
from domain.rules.card_prefixes import BANK_OF_PREFIX, PREFIX_LENGTHS
from domain.rules.pinyin import cuts, readings
from tests.support.branch_directory import SAMPLE, generated, sample, small

CODE = "102100000056"
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
NAMES = st.text(HAN, min_size=2, max_size=30)


def found(branch: Branch, text: str, question: int | None = None) -> bool:
    """Whether one of the questions (default: any) of a text is answered by the branch, as an engine would say."""
    asked = ask(text).questions
    return any(answers(tokens(branch), one) for one in (asked if question is None else asked[question:][:1]))


def answers(line: str, question: str) -> bool:
    """A second, slow reading of a question: true if the tokens satisfy it."""
    have = line.split()

    def holds(match: re.Match[str]) -> str:
        token = match[0]
        if token.endswith("*"):
            return str(any(one.startswith(token[:-1]) for one in have))
        return str(token in have)

    said = re.sub(r"[^\s()&|]+", holds, question).replace("&", " and ").replace("|", " or ")
    assert set(said.split()) <= {"True", "False", "and", "or"} | set(re.findall(r"[()TrueFalsandor]+", said))
    return bool(eval(said))


def branch(name: str, bank: str = "中国工商银行", city: str = "南京市", province: str = "江苏省") -> Branch:
    return Branch(CODE, name, bank, city, province)


@pytest.mark.parametrize(
    ("name", "bank", "alone"),
    [
        ("中国工商银行股份有限公司南京新街口支行", "中国工商银行", "南京新街口支行"),
        ("江苏银行南京分行营业部", "江苏银行股份有限公司", "南京分行营业部"),
        ("中国工商银行股份有限公司", "中国工商银行", "中国工商银行股份有限公司"),
        ("南京银行股份有限公司总行", "南京银行", "南京银行股份有限公司总行"),
        ("农业银行南京支行", "中国农业银行", "农业银行南京支行"),
    ],
)
def test_a_branch_is_said_without_its_bank_where_something_is_left(name: str, bank: str, alone: str) -> None:
    assert branch_alone(name, bank) == alone


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of the public directories is not here")
def test_the_check_digit_holds_for_the_whole_sample() -> None:
    assert len(sample()) == 42


@given(st.integers(0, 10**11 - 1))
def test_one_wrong_digit_or_two_exchanged_are_noticed(number: int) -> None:
    digits = f"{number:011}"
    code = digits + mod_11_10.calc_check_digit(digits)
    assert code_is_right(code)
    for at in range(12):
        wrong = code[:at] + str((int(code[at]) + 1) % 10) + code[at + 1 :]
        assert not code_is_right(wrong)


@pytest.mark.parametrize(
    "code", ["", "10210000005", "1021000000567", "10210000005x", "１０２１００００００５６", "一" * 12]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert not code_is_right(code)


def test_a_row_is_tidied_or_refused_with_a_reason() -> None:
    good = branch_of(
        " １０２１００００００５６ ", " 北京（ＡＢＣ）  支行", "中国工商银行", "北京市", "北京市"
    )
    assert good == Branch(CODE, "北京(ABC) 支行", "中国工商银行", "北京市", "北京市")
    assert branch_of("102100000057", "名", "行", "", "") == "the check digit of the bank code is wrong"
    assert branch_of("1021", "名", "行", "", "") == "the bank code is not 12 digits"
    assert branch_of(CODE, " ", "行", "", "") == "there is no name"
    assert branch_of(CODE, "名", "", "", "") == "there is no bank"
    assert branch_of(CODE, "名" * 121, "行", "", "") == "a field is longer than 120 characters"


def test_short_places_come_first_whatever_the_bank_is_called() -> None:
    names = [
        "中国工商银行股份有限公司南京新街口支行",
        "中国工商银行股份有限公司南京市鼓楼支行",
        "中国工商银行江苏省分行",
    ]
    assert [one.name for one in in_order(map(branch, names))] == [names[2], names[1], names[0]]


# The first of these reads the dictionary of pinyin, which takes a while.
@settings(deadline=None)
@given(NAMES, NAMES, st.sampled_from(["南京市", "滦县", "", "西安市"]))
def test_every_pair_of_a_name_finds_it_in_the_name(name: str, bank: str, city: str) -> None:
    one = branch(name, bank, city)
    for at in range(len(name) - 1):
        assert found(one, name[at : at + 2])
    assert found(one, name, 0)


@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=20)))
def test_nothing_typed_can_fail_or_become_syntax(text: str, bank: str | None) -> None:
    asked = ask(text, bank)
    for question in asked.questions:
        words = re.findall(r"[^\s()&|]+", question)
        assert words
        assert all(re.fullmatch(r"[na][a-z0-9\u4e00-\u9fff]+\*?", word) for word in words), words
        assert re.fullmatch(r"[\s()&|]*", re.sub(r"[^\s()&|]+", "", question))
        answers("", question)
    assert asked.digits is None or 3 <= len(asked.digits) <= 12


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=20))
def test_any_row_has_tokens_of_letters_and_digits_only(name: str, bank: str, city: str) -> None:
    line = tokens(Branch(CODE, name, bank, city, city))
    assert all(re.fullmatch(r"[na][a-z0-9\u4e00-\u9fff]+", token) for token in line.split())


@given(st.text(st.sampled_from("aeioungxzhs"), max_size=60))
def test_any_letters_are_cut_at_once_and_lose_nothing(word: str) -> None:
    for syllables, rest in cuts(word):
        assert "".join(syllables) + rest == word
        assert syllables


def test_words_are_cut_as_people_mean_them() -> None:
    assert cuts("xinjiekou")[0] == (("xin", "jie", "kou"), "")
    assert (("xi", "an"), "") in cuts("xian")
    assert (("xian",), "") in cuts("xian")
    assert cuts("nanj") == [(("nan",), "j")]
    assert cuts("gsyh") == []


def test_characters_with_two_readings_are_read_as_in_the_names_of_banks() -> None:
    assert " ".join(readings("工商银行崇文门支行")) == "gong shang yin hang chong wen men zhi hang"
    assert readings("重庆长沙A1厦门") == ["chong", "qing", "chang", "sha", "", "", "xia", "men"]


@pytest.mark.parametrize(
    "text",
    [
        "新街口", "新街", "南京新街口", "南京 新街口", "南京市新街口", "江苏南京新街口", "工行新街口",
        "工行南京新街口", "中国工商银行南京新街口支行", "中国工商银行股份有限公司南京市新街口支行",
        "工商银行 南京", "ICBC 南京", "nanjing xinjiekou", "nan jing xin jie kou", "nanjingxinjiekou",
        "NanJing XinJieKou", "xinjiek", "nanjīng", "xīnjiēkǒu", "gsyh nj", "gh xjk", "njxjk", "zggsyh",
        "gonghang nanjing", "zhihang xinjiekou", "jiangsu xinjiekou", "ＩＣＢＣ 新街口",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "name",
    [
        "中国工商银行股份有限公司南京新街口支行",
        "中国工商银行股份有限公司南京市新街口支行",
        "中国工商银行新街口支行",
    ],
)
def test_people_write_the_same_branch_in_many_ways(name: str, text: str) -> None:
    assert found(branch(name), text)
    assert (
        not found(branch("中国农业银行股份有限公司西安鼓楼支行", "中国农业银行", "西安市", "陕西省"), text)
        or text == "zhihang"
    )


def test_what_is_asked_first_is_the_name_then_the_place() -> None:
    here, there = branch("中国工商银行南京新街口支行"), branch("中国工商银行新街口支行")
    assert found(here, "南京 新街口", 1)
    assert not found(there, "南京 新街口", 1)
    assert found(there, "南京 新街口", 2)
    assert found(here, here.name, 0)
    assert not found(there, here.name, 0)


def test_digits_ask_for_a_bank_code() -> None:
    assert ask("1021 0000-0056").digits == CODE
    assert ask("１０２").digits == "102"
    assert ask("10").digits is None
    assert ask("1" * 13).digits is None
    assert ask("10").questions == ()


def test_a_card_suggests_its_bank_in_the_names_of_the_directory() -> None:
    assert suggest_bank("6222 0212 3456 7890 123") == "中国工商银行"
    assert suggest_bank("6228480000000000000") == "中国农业银行"
    assert suggest_bank("622588-0000000000") == "招商银行"
    assert suggest_bank("6217730000000000") == "中信银行"
    assert suggest_bank("4000000000000000") is None
    assert suggest_bank("62") is None
    assert suggest_bank("") is None
    assert suggest_bank("622202x1234567890") is None
    assert suggest_bank("６２２２０２") is None


def test_every_prefix_gives_a_bank_and_no_department() -> None:
    named = {suggest_bank(prefix) for prefix in BANK_OF_PREFIX}
    assert named == set(BANK_OF_PREFIX.values())
    assert len(BANK_OF_PREFIX) == 1382
    assert all(prefix.isdecimal() and len(prefix) in (6, 8) for prefix in BANK_OF_PREFIX)
    assert [one for one in named if one and ("中心" in one or "分行" in one or "贷记" in one)] == []
    assert {bank.name for bank in BANKS[:13]} <= named


def test_the_longest_prefix_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BANK_OF_PREFIX, "62220299", "招商银行")
    assert PREFIX_LENGTHS == (8, 6)
    assert suggest_bank("6222029900000000") == "招商银行"
    assert suggest_bank("6222029800000000") == "中国工商银行"


def test_each_prefix_is_known_under_the_banks_one_name() -> None:
    """The name that the directory has, not another one of the same bank."""
    assert [
        name for name in BANK_OF_PREFIX.values() if (bank := known_bank(name)) and bank.name != name
    ] == []


def test_banks_are_shown_in_the_readers_language() -> None:
    assert bank_shown("中国工商银行", "latin") == "Industrial and Commercial Bank of China"
    assert bank_shown("中国工商银行", "chinese") == "中国工商银行"
    assert bank_shown("某某村镇银行", "latin") == "某某村镇银行"
    for name in ("icbc", "工行", "中国工商银行股份有限公司", "Industrial and Commercial Bank of China"):
        assert (bank := known_bank(name)) is not None
        assert bank.name == "中国工商银行"


def test_names_of_banks_are_told_apart() -> None:
    names = [name.casefold() for bank in BANKS for name in (bank.name, bank.english, *bank.short, *bank.also)]
    assert len(names) == len(set(names))


def test_the_directories_made_for_tests_hold_good_rows() -> None:
    for one in (*small(), *generated(500)):
        assert branch_of(*one) == one
        assert runs(one.name)
    assert luhn.is_valid("4111111111111111")
