"""A designated account in the chat: every reason and payee to In Review, and what can come between."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from bot.cli.branches import replace_directory
from domain.rules.branches import Branch
from storage.queries import Engine
from tests.flows import walks
from tests.flows.designated import ALIPAY, CLOSED, begun
from tests.flows.walks import CARD, CARD_SHOWN, CASES, MOBILE, NAMES, Case, readable
from tests.flows.world import STRANGER, World
from tests.support.branch_directory import code_of

pytestmark = pytest.mark.usefixtures("documents_at_once")


@pytest.fixture
def engine() -> Engine:
    """SQLite only: the chat does the same on both engines, and other tests cover the databases."""
    return "sqlite"


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_every_reason_and_payee_from_the_first_tap_to_in_review(world: World, case: Case) -> None:
    person = await begun(world, case)
    await walks.to_check(person, case)
    card = person.last.text
    assert card.startswith("Withdraw ¥40.00")
    assert (MOBILE if case.payee == "alipay" else CARD_SHOWN) in card
    for said in (
        NAMES[case.account],
        "Fee: ¥0.00",
        "between Nov\N{NO-BREAK SPACE}30 and the end of Dec\N{NO-BREAK SPACE}8",
        "Read it once more",
    ):
        assert said in card, said
    if case.payee == "bank_card":
        for said in ("Industrial and Commercial Bank of China", "Jiangsu, Nanjing", "Xinjiekou Sub-branch"):
            assert said in card, said
    status = await walks.sign(world, person)
    assert "between Nov\N{NO-BREAK SPACE}30 and the end of Dec\N{NO-BREAK SPACE}8" in status.text
    assert "Cancel this withdrawal" in status.labels
    dump = person.dump()
    assert CARD_SHOWN not in dump
    assert CARD not in dump
    assert MOBILE not in dump
    [row] = await world.withdrawals(STRANGER)
    assert (row.status, row.reason, row.amount_fen) == ("in_review", case.reason, 40_00)
    assert row.payee is not None
    assert row.payee.kind == case.payee
    assert row.order is None or row.order.order_id == case.order
    assert {document.kind for document in row.documents} == set(case.needed)
    await person.send("/records")
    assert "In Review · " in person.last.text
    await world.books_are_right()


async def test_what_is_typed_of_a_number_is_gone_from_chat_and_state(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    await person.tap("Bank card")
    await person.send("6222 0200 0000 0000 001")
    assert "check digit does not fit" in person.last.text
    await person.send("my card")
    assert "not a card number" in person.last.text
    await person.send(CARD)
    assert "•••• 0000" in person.last.text
    assert CARD_SHOWN not in person.dump()
    assert "6222 0200 0000 0000 001" not in person.dump()
    assert CARD not in person.dump()
    assert "my card" not in person.dump()
    path = world.settings.database_path
    assert path is not None
    with closing(sqlite3.connect(path)) as file:
        states = file.execute("SELECT state, data FROM fsm").fetchall()
        assert [state.partition(":")[0] for state, _ in states] == ["payee_name"]
        for table in ("payee", "audit", "outbox", "fsm"):
            assert CARD not in repr(file.execute(f"SELECT * FROM {table}").fetchall())


async def test_a_name_that_differs_is_possible_for_two_reasons_only(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, ALIPAY)
    await person.tap("Alipay account")
    await person.send(MOBILE)
    await person.send("Another Person")
    assert "must have the registered name" in person.last.text
    await person.send("sample  PERSON")
    assert "¥40.00 goes to" in person.last.text
    other = Case("advanced", "enterprise", "alipay")
    company = await walks.linked(world, other.account)
    await walks.to_payee(company, other)
    await company.tap("Alipay account")
    await company.send("office@example.com")
    await company.send("Sample Employee")
    assert "Not the registered name Sample Works" in company.last.text


async def test_back_and_cancel_at_every_step(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    await walks.enter_payee(person, CLOSED)
    for title in ("Continue", "Back"):
        assert {"Back", "Cancel"} <= set(person.last.labels)
        await person.tap(title)
    assert "¥40.00 goes to" in person.last.text
    await person.tap("Back")
    assert "why not back the way it came?" in person.last.text
    await person.tap("Back")
    assert "which way?" in person.last.text
    await person.tap("Back")
    assert "How much?" in person.last.text
    await person.send("/withdraw")
    await person.tap("Continue")
    assert "Papers for ¥40.00: 0 of 3 are here" in person.last.text
    await person.tap("Cancel")
    assert "No money moved" in person.last.text
    await person.tap("Pick it up again")
    assert "Papers for ¥40.00" in person.last.text
    await person.send("cancel")
    assert "No money moved" in person.last.text
    assert await world.withdrawals(STRANGER) == []


async def test_back_from_the_middle_of_a_payee_and_forward_again(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    await person.tap("Bank card")
    await person.send(CARD)
    await person.tap(NAMES["5001"])
    questions = ["which bank?", "In whose name", "Which card?", "Where should", "why not back"]
    for question in questions:
        assert question in person.last.text
        assert {"Back", "Cancel"} <= set(person.last.labels)
        await person.tap("Back")
    await person.tap("Designated receiving account")
    assert "which bank?" in person.last.text
    await person.tap("Back")
    await person.tap("Back")
    assert "•••• 0000" in person.last.text
    await person.tap("Continue")
    assert "which bank?" in person.last.text
    assert CARD_SHOWN not in person.dump()


async def test_nonsense_in_the_middle_asks_the_same_again_and_changes_nothing(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    await person.tap("Bank card")

    async def nonsense(question: str) -> None:
        await person.send_photo(readable())
        assert "I cannot use that here" in person.last.text or "Send now" in person.last.text
        await person.send("/no_such_command")
        assert question in person.last.text
        await person.tap_data("zz:1", on=person.last)
        await person.send("/withdraw")
        await person.tap("Continue")

    await nonsense("Which card?")
    await person.send(CARD)
    await nonsense("In whose name")
    await person.tap(NAMES["5001"])
    await nonsense("which bank?")
    await person.send("Some Bank Nobody Knows")
    assert "Which branch of Some Bank Nobody Knows?" in person.last.text
    await person.tap("Back")
    await person.send("工行")
    await nonsense("Which branch of Industrial")
    await person.tap("Type it by hand")
    await person.send("Nanjing 12")
    assert "Type province and city" in person.last.text
    await person.send("江苏省南京市")
    await person.send("?")
    assert "not the name of a branch" in person.last.text
    await person.send("Xinjiekou")
    assert "江苏" in person.last.text
    await person.tap("Continue")
    await person.send("here you are")
    assert "Send now: signed application form" in person.last.text
    assert await world.withdrawals(STRANGER) == []


async def test_nonsense_where_all_is_shown_back_stays_there(world: World) -> None:
    person = await begun(world, ALIPAY)
    await walks.to_payee(person, ALIPAY)
    await walks.enter_payee(person, ALIPAY)
    await person.send("is that right?")
    assert "I did not understand" in person.last.text
    assert "¥40.00 goes to" in person.last.text
    await walks.send_documents(person, ALIPAY)
    await person.tap("Back")
    await person.send_photo(readable())
    assert "I did not take this file" in person.last.text
    assert "All papers are here" in person.last.text


async def test_without_a_directory_no_screen_offers_to_search(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    await person.tap("Bank card")
    await person.send(CARD)
    await person.tap(NAMES["5001"])
    await person.tap("ICBC")
    code = code_of("102", "3010", 1)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    for typed, said in (("nanjing xinjiekou", ""), (wrong, "not a bank code"), ("/no_such_command", "")):
        await person.send(typed)
        assert said in person.last.text
        assert "There is no directory to search in" in person.last.text
    await person.tap("Type it by hand")
    await person.tap("Back")
    assert "There is no directory to search in" in person.last.text
    await person.send(code)
    assert f"Bank code: {code}" in person.last.text
    await person.tap("Branch")
    assert "There is no directory to search in" in person.last.text


async def test_a_branch_is_found_by_a_few_words_in_either_script(world: World) -> None:
    name = "中国工商银行股份有限公司南京新街口支行"
    rows = [
        Branch(code_of("102", "3010", n), f"{name}{n}", "中国工商银行", "南京市", "江苏省") for n in range(12)
    ]
    other = "中国银行股份有限公司镇江丹阳支行"
    rows.append(Branch(code_of("104", "3140", 1), other, "中国银行", "镇江市", "江苏省"))
    await replace_directory(world.app, rows, 0)
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    await person.tap("Bank card")
    await person.send(CARD)
    await person.tap(NAMES["5001"])
    await person.tap("ICBC")
    await person.send("南京 新街口")
    assert [label for label in person.last.labels if label.isdigit()] == [str(n) for n in range(1, 11)]
    await person.tap("More ›")
    assert [label for label in person.last.labels if label.isdigit()] == ["1", "2"]
    await person.tap("‹ Before")
    await person.send("nanjing xinjiekou")
    # The bank is in the title and the city in the name: ten lines, not twenty.
    assert "1. 南京新街口支行" in person.last.text
    assert "股份有限公司" not in person.last.text
    await person.send("danyang")
    assert "these are other banks" in person.last.text
    await person.send("nowhere at all")
    assert "Nothing found" in person.last.text
    await person.send(code_of("102", "3010", 99))
    assert "no branch with this bank code" in person.last.text
    await person.send("123456789012")
    assert "not a bank code" in person.last.text
    await person.send("nanjing xinjiekou")
    await person.tap("1")
    text = person.last.text
    for said in ("南京市", "江苏省", "新街口支行", "Bank code: 102"):
        assert said in text, said
    assert "Not taken from the directory" not in text


async def test_a_payee_of_before_is_offered_masked_and_goes_straight_on(world: World) -> None:
    person = await begun(world)
    await walks.submit(world, person, CLOSED)
    again = Case("window_passed", "personal", "bank_card")
    await walks.to_payee(person, again)
    used = next(label for label in person.last.labels if "0000" in label)
    assert "••••" in used
    await person.tap(used)
    assert "Papers for ¥40.00" in person.last.text
    await person.tap("Back")
    assert CARD_SHOWN in person.last.text
    await person.tap("Another account")
    assert used in person.last.labels


async def test_an_old_card_and_somebody_elses_do_nothing(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    old = person.last
    await person.tap("Bank card")
    await person.send(CARD)
    await person.tap("Alipay account", on=old)
    assert "In whose name" in person.last.text
    stolen = [button.data for message in person.from_bot for button in message.buttons if button.data]
    mei = await world.mei()
    for data in stolen:
        await mei.tap_data(data, on=mei.last)
    assert "6222" not in mei.dump()
    assert "TP-5001" not in mei.dump()


async def test_in_chinese(world: World) -> None:
    person = await begun(world, ALIPAY)
    await person.send("/language")
    await person.tap("中文")
    await person.send("/withdraw")
    await person.tap("1. ¥300.00")
    await person.send("40")
    await person.tap("退至指定收款账户")
    await person.tap("原账户不能收款")
    await person.tap("支付宝账户")
    await person.send(MOBILE)
    await person.tap(NAMES["5001"])
    await person.tap("继续")
    for _ in ALIPAY.needed:
        await person.send_photo(readable())
    await person.tap("继续")
    assert "11月30日至 12月8日之间" in person.last.text
    await person.tap("发送验证码")
    await person.send(await world.code(walks.PHONE))
    await person.tap("确认提现")
    assert person.last.text.startswith("审核中\n¥40.00 退到支付宝 138 •••• 8008")


async def test_what_is_sent_in_the_wrong_place_is_answered_by_what_is_asked_for(world: World) -> None:
    """Text for a document, a page too many, a mistyped card too early, words where no branch can be searched for."""
    person = await begun(world, ALIPAY)
    await walks.to_payee(person, ALIPAY)
    await person.send("13800138008")
    assert person.last.text.startswith("I did not understand")
    await person.send("50")
    assert person.last.text.startswith("The amount stays ¥40.00")
    mistyped = CARD[:-1] + "1"
    await person.send(mistyped)
    assert mistyped not in person.dump()
    assert person.last.text.startswith("That looked like a card number")
    await person.tap("Bank card")
    await person.send(CARD)
    await person.tap(NAMES["5001"])
    await person.tap("ICBC")
    await person.send("nanjing xinjiekou")
    assert person.last.text.startswith("“nanjing xinjiekou” is no bank code")
    await person.tap("Type it by hand")
    await person.send("Jiangsu, Nanjing")
    await person.send("Xinjiekou")
    await person.tap("Continue")
    await person.send("here you are")
    assert person.last.text.startswith("That is text. Here I need a photo")
    for _ in ALIPAY.needed:
        await person.send_photo(readable())
    assert "All papers are here" in person.last.text
    await person.send_photo(readable())
    assert person.last.text.startswith("All papers are here, so I did not take this file.")
