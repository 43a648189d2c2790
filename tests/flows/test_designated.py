"""A designated account in the chat: every reason and payee to In Review, and what can come between."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.app import build
from bot.cli.branches import replace_directory
from bot.documents.apart import Cleaner
from bot.documents.intake import Cleaned, clean
from bot.relay import Pace
from bot.sandbox.driver import Driver, PersonDriver
from bot.sandbox.view import MessageView
from domain.actor import Actor
from domain.branches import Branch
from domain.usecases.ask_again import AskAgain, ask_again
from domain.usecases.review import Review, review
from storage.queries import Engine
from tests.databases import Place
from tests.directory import code_of
from tests.documents.pages import blurred, encoded, pdf, saved
from tests.flows import walks
from tests.flows.walks import CARD, CARD_SHOWN, CASES, MOBILE, NAMES, Case, readable
from tests.flows.world import OPERATOR, STRANGER, World

CLOSED = Case("account_closed", "personal", "bank_card")
ALIPAY = Case("account_closed", "personal", "alipay")


@pytest.fixture
def engine() -> Engine:
    """What the chat does is the same on both; the database's part is tested elsewhere."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _in_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own for each paper takes a while; what it does is the same."""

    async def at_once(_: Cleaner, data: bytes) -> Cleaned:
        return clean(data)

    if "served" not in request.fixturenames:
        monkeypatch.setattr(Cleaner, "clean", at_once)


async def begun(world: World, case: Case = CLOSED) -> PersonDriver:
    """Somebody linked to the case's account."""
    await walks.accounts(world)
    return await walks.linked(world, case.account)


async def at_papers(world: World, case: Case = ALIPAY) -> PersonDriver:
    """At the first paper."""
    person = await begun(world, case)
    await walks.to_payee(person, case)
    await walks.enter_payee(person, case)
    await person.tap("Continue")
    return person


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
    assert {document.kind for document in row.documents} == set(case.papers)
    await person.send("/records")
    assert "In Review · " in person.last.text
    await world.books_are_right()


class Served(World):
    """The bot's calls go to the Bot API over loopback."""

    async def open(self) -> None:
        url = await self.sandbox.start_http()
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        self.app = await build(
            self.settings, clock=self.clock, sandbox=self.sandbox, session=session, pace=Pace(0, 0)
        )
        self.app.dispatcher["pace"].allow(10_000, 10)
        self.driver = Driver.for_dispatcher(self.sandbox.core, self.app.dispatcher, self.app.bot)


@pytest.fixture
async def served(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """An application whose Bot API is on loopback."""
    monkeypatch.chdir(tmp_path)
    world = Served(place.url)
    await world.open()
    try:
        yield world
    finally:
        await world.close()


@pytest.mark.parametrize("kind", ["personal", "enterprise"])
async def test_over_the_bot_api_on_loopback_with_papers_cleaned_apart(served: World, kind: str) -> None:
    case = Case("account_closed", "personal" if kind == "personal" else "enterprise", "bank_card")
    person = await begun(served, case)
    card = await walks.submit(served, person, case)
    assert "to Industrial and Commercial Bank of China •••• 0000" in card.text


async def test_what_is_typed_of_a_number_is_gone_from_chat_and_state(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    await person.tap("Bank card")
    await person.send("6222 0200 0000 0000 001")
    assert "check digit does not fit" in person.last.text
    await person.send("my card")
    assert "not a card number" in person.last.text
    await person.send(CARD)
    assert CARD_SHOWN in person.last.text
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
    assert CARD_SHOWN in person.last.text
    await person.tap("Continue")
    assert "which bank?" in person.last.text


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
    await walks.send_papers(person, ALIPAY)
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


async def test_an_album_is_one_paper_with_one_answer(world: World) -> None:
    person = await at_papers(world)
    before = len(person.from_bot)
    await person.send_album([readable(), encoded(blurred(9)), readable()])
    assert len(person.from_bot) == before + 1
    assert "2 taken, 1 not:" in person.last.text
    assert "✓ signed application form (2 files)" in person.last.text
    assert "Send now: photo of you holding your ID" in person.last.text
    await person.tap("✓ Application form")
    assert "Remove 2" in person.last.labels
    await person.tap("Remove 1")
    await person.tap("✓ Application form")
    await person.tap("Remove 1")
    assert "○ signed application form" in person.last.text


async def test_files_of_every_kind_and_what_is_wrong_with_the_others(world: World) -> None:
    person = await at_papers(world)
    await person.send_document(saved(pdf(2)), "anything.bin")
    assert "Thank you" in person.last.text
    for bad in (b"", b"MZ\x90\x00" + b"0" * 500, encoded(blurred(9)), b"%PDF-1.7 nothing"):
        if bad:
            await person.send_document(bad, "photo.jpg", mime="image/jpeg")
            assert "Thank you" not in person.last.text
            assert "Send now: photo of you holding your ID" in person.last.text
    await person.send_document(b"\xff\xd8" + b"0" * (11 * 1024**2), "big.jpg")
    assert "10 MB" in person.last.text
    friend = await person.send_document(readable(), "scan.jpg")
    assert "1 of 3" not in person.last.text
    await person.forward(friend)
    assert "Send now: proof of closure" in person.last.text or "All papers" in person.last.text


async def test_the_form_comes_filled_in_and_is_asked_for_signed(world: World) -> None:
    person = await at_papers(world)
    await person.tap("Get the form")
    [form] = [message for message in person.from_bot if message.file_name]
    assert (form.file_name or "").endswith(".pdf")
    assert "sign it" in form.text
    assert "signed application form" in person.last.text
    await person.send_photo(readable())
    assert "✓ signed application form" in person.last.text


async def test_a_change_takes_the_signed_form_out_and_says_so(world: World) -> None:
    person = await begun(world, ALIPAY)
    await walks.to_check(person, ALIPAY)
    await person.tap("Change payee")
    assert "has to be signed anew" in person.last.text
    await person.tap("Number")
    await person.send("13900139009")
    await person.tap("Continue")
    assert "○ signed application form" in person.last.text
    assert "✓ photo of you holding your ID" in person.last.text


async def test_cancelled_in_review_and_applied_again_with_everything_that_was_right(world: World) -> None:
    person = await begun(world)
    card = await walks.submit(world, person, CLOSED)
    await person.tap("Cancel this withdrawal")
    now = person.now(card)
    assert now is not None
    assert now.text.startswith("Cancelled")
    assert "¥40.00 is back in order TP-5001-1" in now.text
    await person.tap("Apply again")
    assert person.last.text.startswith("Withdraw ¥40.00")
    assert CARD_SHOWN in person.last.text
    await walks.sign(world, person)
    await world.books_are_right()


async def test_rejected_with_reason_note_and_a_verdict_for_each_paper(world: World) -> None:
    person = await begun(world)
    await walks.submit(world, person, CLOSED)
    [row] = await world.withdrawals(STRANGER)
    photo = next(document for document in row.documents if document.kind == "id_photo")
    rejected = await world.app.perform(
        review,
        Actor.operator("reviewer"),
        Review(
            row.id, "reject", "name_mismatch", "Please <look> at the photo", papers={photo.id: "unreadable"}
        ),
    )
    assert rejected
    await world.settle()
    text = person.last.text
    assert text.startswith("Rejected: ¥40.00")
    assert "Please <look> at the photo" in text
    assert "✗ photo of you holding your ID: it cannot be read." in text
    assert "✓ proof of closure" in text
    await person.tap("Apply again")
    # The name may have been wrong: it is looked at before anything else.
    assert "¥40.00 goes to" in person.last.text
    await person.tap("Continue")
    assert "✓ proof of closure" in person.last.text
    assert "○ photo of you holding your ID" in person.last.text


async def test_a_paper_asked_for_again_is_sent_from_the_push(world: World) -> None:
    person = await begun(world)
    card = await walks.submit(world, person, CLOSED)
    [row] = await world.withdrawals(STRANGER)
    photo = next(document for document in row.documents if document.kind == "id_photo")
    asked = AskAgain(row.id, row.version, {photo.id: "unreadable"}, "The last line is cut off")
    assert await world.app.perform(ask_again, OPERATOR, asked)
    await world.settle()
    assert "A paper is needed again" in person.last.text
    assert "The last line is cut off" in person.last.text
    await person.tap("Send it now", on=person.last)
    assert "Send now: photo of you holding your ID" in person.last.text
    await person.send("what?")
    assert "Send now: photo of you holding your ID" in person.last.text
    await person.send_photo(encoded(blurred(9)))
    assert "Send now: photo of you holding your ID" in person.last.text
    await person.send_photo(readable())
    assert person.last.text.startswith("Thank you")
    assert "In Review" in person.last.text
    shown: MessageView = person.last
    await world.settle()
    assert "Needed again" not in (person.now(shown) or shown).text
    assert card.id != shown.id


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


async def test_a_restart_in_the_middle_of_an_album_keeps_it_together(world: World) -> None:
    person = await at_papers(world)
    with world.sandbox.core.updates.capture() as updates:
        world.sandbox.core.people.send_album(person.id, [readable(), readable()], chat_id=person.id)
    first, second = list(updates)
    await world.driver.feed_raw(first)
    await world.restart()
    await world.driver.feed_raw(second)
    assert "✓ signed application form (2 files)" in world.person(STRANGER).last.text


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
    for _ in ALIPAY.papers:
        await person.send_photo(readable())
    await person.tap("继续")
    assert "11月30日至 12月8日之间" in person.last.text
    await person.tap("发送验证码")
    await person.send(await world.code(walks.PHONE))
    await person.tap("确认提现")
    assert person.last.text.startswith("审核中\n¥40.00 退到支付宝 138 •••• 8008")


async def test_what_is_sent_in_the_wrong_place_is_answered_by_what_is_asked_for(world: World) -> None:
    """Text for a paper, a page too many, a mistyped card too early, words where no branch can be searched for."""
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
    for _ in ALIPAY.papers:
        await person.send_photo(readable())
    assert "All papers are here" in person.last.text
    await person.send_photo(readable())
    assert person.last.text.startswith("All papers are here, so I did not take this file.")
