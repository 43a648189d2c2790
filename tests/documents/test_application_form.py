"""The application form: the whole case on one page, in both languages, its font embedded; amounts in words."""

from __future__ import annotations

import dataclasses
import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pylopdf_fonts_zh_cn
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.application_form import application_form
from bot.documents.fonts import UNITS, FontSource, FontUnusable, built_in, make_font
from bot.screens.application_form import form_data
from bot.texts.formats import capitals
from domain.views import AccountView, OrderView, PayeeView, WithdrawalView

ORDER = OrderView(
    1, "TP-1001-1", 1_780_000_000_000_000, 200_00, 200_00, 200_00, "order", "alipay", None, None, False
)
CARD = PayeeView(
    id=1, kind="bank_card", number="6222 0212 3456 7890 128", number_masked="•••• 0128", name="示例收款人",
    name_differs=False, bank="示例银行", province="江苏省", city="南京市", branch="示例银行南京新街口支行",
    bank_code="105100000017", by_hand=False, complete=True, next_field=None,
)  # fmt: skip
ALIPAY = dataclasses.replace(CARD, kind="alipay", number="mei@example.com", bank=None, province=None, city=None,
                             branch=None, bank_code=None)  # fmt: skip


def view(
    kind: Any = "personal", *, test: bool = False, name: str = "示例客户", **changes: Any
) -> WithdrawalView:
    empty: dict[str, Any] = {field.name: None for field in dataclasses.fields(WithdrawalView)}
    given_: dict[str, Any] = {
        "id": "W261123ABCDEF", "status": "draft", "account": AccountView("1001", name, kind, None, test, "x"),
        "order": ORDER, "amount_fen": 1_120_50, "currency": "CNY", "method": "designated",
        "reason": "account_closed", "payee": CARD,
    }  # fmt: skip
    return WithdrawalView(**{**empty, **given_, **changes})


def read(made: bytes) -> tuple[int, str, set[str]]:
    """The number of pages, the first page's text without spaces, and the fonts that are not embedded."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        page = pdf.pages[0]
        missing: set[str] = set()
        maps: dict[str, dict[int, str]] = {}
        for name, font in page.Resources.Font.items():
            if "/FontDescriptor" not in font or "/FontFile2" not in font.FontDescriptor:
                missing.add(str(font.BaseFont))
            maps[name] = _characters(font.ToUnicode.read_bytes().decode()) if "/ToUnicode" in font else {}
        text = used = ""
        for step in pikepdf.parse_content_stream(page):
            if str(step.operator) == "Tf":
                used = str(step.operands[0])
            elif str(step.operator) == "Tj":
                text += "".join(maps[used].get(byte, "�") for byte in bytes(step.operands[0]))
        return len(pdf.pages), re.sub(r"\s", "", text), missing


def _characters(cmap: str) -> dict[int, str]:
    return {
        int(byte, 16): chr(int(code, 16))
        for byte, code in re.findall(r"^<(\w\w)> <(\w+)>$", cmap.partition("beginbfchar")[2], re.MULTILINE)
    }


def test_the_form_says_everything_of_the_case_on_one_page() -> None:
    pages, text, missing = read(application_form(form_data(view())))
    assert (pages, missing) == (1, set())
    for said in (
        "提现申请表", "Withdrawalapplicationform", "W261123ABCDEF", "1001", "示例客户", "CNY1,120.50",
        "人民币壹仟壹佰贰拾元伍角整", "TP-1001-1", "2026年5月29日", "May29,2026", "原付款账户已注销或无法收款",
        "银行卡", "6222021234567890128", "示例收款人", "江苏省南京市", "示例银行南京新街口支行", "105100000017",
        "申请人签名", "日期",
    ):  # fmt: skip
        assert said in text, said
    assert "单位公章" not in text
    assert "TEST" not in text
    assert "�" not in text


def test_a_company_seals_and_a_test_account_is_marked() -> None:
    payee = dataclasses.replace(CARD, name_differs=True)
    shown = view("enterprise", test=True, payee=payee, reason="deregistered")
    _, text, _ = read(application_form(form_data(shown)))
    for said in ("单位公章", "Companyseal", "测试TEST", "收款人与云账号实名不一致"):
        assert said in text, said


def test_an_application_says_why_in_the_customers_words() -> None:
    shown = view(order=None, reason="application", note="A bill was adjusted <twice> & more", payee=ALIPAY)
    _, text, _ = read(application_form(form_data(shown)))
    for said in ("非充值款项", "Abillwasadjusted<twice>&more", "支付宝", "mei@example.com"):
        assert said in text, said
    assert "支行" not in text


def test_the_longest_of_everything_is_still_one_page() -> None:
    payee = dataclasses.replace(
        CARD, name="很长的收款人名称" * 10, branch="很长的支行" * 24, bank="银行" * 20
    )
    shown = view("enterprise", name="Long Company Name " * 11, order=None, reason="application", note="缘由" * 250,
                 payee=payee)  # fmt: skip
    form = form_data(shown)
    pages, text, _ = read(application_form(form))
    assert pages == 1
    assert "缘由" * 250 in text
    assert "很长的支行" * 24 in text
    assert "请逐项核对" in text


RARE = "\U0003158e"
"""A character in names of people of Lishui; few fonts have it."""


def a_font(path: Path, characters: str, *, truetype: bool = True) -> Path:
    """A font in which every one of these characters is a square."""
    names = {ord(one): f"c{ord(one):X}" for one in characters}
    builder = FontBuilder(2 * UNITS, isTTF=truetype)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    drawn = {}
    for name in (".notdef", *names.values()):
        pen: Any = TTGlyphPen(None) if truetype else T2CharStringPen(2 * UNITS, None)
        pen.moveTo((100, 0))
        for corner in ((100, 1600), (1700, 1600), (1700, 0)):
            pen.lineTo(corner)
        pen.closePath()
        drawn[name] = pen.glyph() if truetype else pen.getCharString()
    if truetype:
        builder.setupGlyf(drawn)
    else:
        builder.setupCFF("Rare", {}, drawn, {})
    builder.setupHorizontalMetrics(dict.fromkeys(drawn, (2 * UNITS, 100)))
    builder.setupHorizontalHeader(ascent=1800, descent=-200)
    builder.setupNameTable({"familyName": "Rare", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def test_a_character_no_font_has_is_left_to_be_written_and_never_a_box() -> None:
    _, text, _ = read(application_form(form_data(view(payee=dataclasses.replace(CARD, name=f"{RARE}示例")))))
    assert "_示例" in text
    assert "请手写补上" in text
    _, text, _ = read(application_form(form_data(view())))
    assert "请手写补上" not in text


@pytest.mark.parametrize("truetype", [True, False])
def test_what_the_programs_font_lacks_comes_from_the_operators(tmp_path: Path, truetype: bool) -> None:
    own = FontSource(a_font(tmp_path / "rare.font", f"{RARE}示", truetype=truetype))
    made = application_form(
        form_data(view(name=f"王{RARE}示例", payee=dataclasses.replace(CARD, name=RARE))), own
    )
    pages, text, missing = read(made)
    assert (pages, missing) == (1, set())
    assert f"王{RARE}示例" in text
    assert "请手写补上" not in text
    made_font = make_font([built_in(), own], f"王{RARE}示")
    with TTFont(io.BytesIO(made_font)) as font:
        names, glyphs = font.getBestCmap(), font["glyf"]
        assert sorted(map(chr, names)) == sorted(f"王{RARE}示")
        # The test font's square, at half its units. A character that the built-in font has is no square.
        assert list(glyphs[names[ord(RARE)]].coordinates) == [(50, 0), (50, 800), (850, 800), (850, 0)]
        assert len(glyphs[names[ord("示")]].coordinates) > 4


def test_outlines_stand_as_in_the_font_they_come_from() -> None:
    """The conversion to quadratic curves neither moves nor enlarges them."""
    with (
        TTFont(io.BytesIO(make_font([built_in()], "提ag一")), lazy=False) as made,
        TTFont(pylopdf_fonts_zh_cn.sans_path(), lazy=True) as source,
    ):
        for character in "提ag一":
            boxes = []
            for font in (made, source):
                glyphs, pen = font.getGlyphSet(), BoundsPen(None)
                glyph = glyphs[font.getBestCmap()[ord(character)]]
                glyph.draw(pen)
                boxes.append((*pen.bounds, glyph.width))
            assert boxes[0] == pytest.approx(boxes[1], abs=2)


def test_forms_made_at_once_do_not_take_each_others_font() -> None:
    forms = [form_data(view(name=f"{chr(0x4E00 + 40 * n)}客户", id=f"W26112{n}ABCDEF")) for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        at_once = list(pool.map(application_form, forms))
    assert at_once == [application_form(one) for one in forms]
    for number, made in enumerate(at_once):
        assert f"{chr(0x4E00 + 40 * number)}客户" in read(made)[1]


def test_the_number_stays_masked_where_the_view_has_no_more() -> None:
    masked = dataclasses.replace(CARD, number=None)
    form = form_data(view(payee=masked))
    assert "•••• 0128" in {line.value for part in form.parts for line in part.lines}
    assert "6222" not in repr(form_data(view()))


def test_what_is_no_font_is_told(tmp_path: Path) -> None:
    broken, text = tmp_path / "broken.ttf", tmp_path / "text.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00" + bytes(50))
    text.write_text("font")
    for wrong in (broken, text, tmp_path, tmp_path / "none.ttf"):
        with pytest.raises(FontUnusable):
            FontSource(wrong)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"), (1, "壹分"), (10, "壹角整"), (12, "壹角贰分"), (1_00, "壹元整"), (1_05, "壹元零伍分"),
        (120_50, "壹佰贰拾元伍角整"), (10_005_00, "壹万零伍元整"), (105_000_00, "壹拾万伍仟元整"),
        (1_010_101_00, "壹佰零壹万零壹佰零壹元整"), (100_000_000_00, "壹亿元整"),
        (100_010_000_00, "壹亿零壹万元整"), (9_999_999_99, "玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (20_000_000_000_000_00, "贰拾万亿元整"),
    ],
)  # fmt: skip
def test_amounts_in_capitals(fen: int, words: str) -> None:
    assert capitals(fen) == f"人民币{words}"


@given(st.integers(1, 10**15))
def test_capitals_read_back_as_the_same_amount(fen: int) -> None:
    words = capitals(fen).removeprefix("人民币")
    assert _read_capitals(words) == fen
    assert "零零" not in words


def _read_capitals(words: str) -> int:
    yuan, mark, rest = words.rpartition("元")
    if not mark:
        yuan, rest = "", words
    found = _whole(yuan) * 100
    for digit, unit in re.findall(r"([壹贰叁肆伍陆柒捌玖])([角分])", rest):
        found += "零壹贰叁肆伍陆柒捌玖".index(digit) * (10 if unit == "角" else 1)
    return found


def _whole(words: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        high, mark, low = words.rpartition(unit)
        if mark:
            return _whole(high) * size + _whole(low)
    return "零壹贰叁肆伍陆柒捌玖".index(words.strip("零")) if words.strip("零") else 0


with_value = pytest.mark.parametrize("fen", [-1, 10**18])


@with_value
def test_no_capitals_for_what_is_no_amount(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        capitals(fen)
