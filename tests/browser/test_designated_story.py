"""Designated accounts and applications as a customer and two reviewers meet them, in both languages, in the browser.

English: a card, wrong numbers, a search for branches, unreadable documents, a rejection, a second application, a
failure. Chinese: other money to Alipay, paid; money that an employee advanced, by hand, cancelled. Pictures as in
`story`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, FilePayload, expect

from tests.browser.story import Album, Phone, Program
from tests.browser.test_story import FINANCE, SAMPLE, link_by_panel
from tests.support.branch_directory import HEADER, code_of
from tests.support.document_files import blurred, encoded, page, pdf, saved

ANNA, BORIS, CHEN = 91, 93, 92
CARD = "6222 0200 0000 0000 000"
WRONG_CARD = "6222 0200 0000 0000 001"
ICBC = "中国工商银行"
BRANCHES = [f"{ICBC}股份有限公司南京{name}支行" for name in ("新街口", "鼓楼", "湖南路")]
CODES = [code_of("102", "3010", number) for number in range(len(BRANCHES))]
LATER = re.compile(r"^1\. ")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def program(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Program]:
    """The program on books of its own, with a small directory of branches; each story has its own people."""
    folder = tmp_path_factory.mktemp("designated")
    program = Program(folder)
    rows = [
        f"{name},{code},{ICBC},102100099996,3010,南京市,江苏省,32"
        for name, code in zip(BRANCHES, CODES, strict=True)
    ]
    (folder / "branches.csv").write_text("\n".join((HEADER, *rows, "")), "utf-8")
    await program.start()
    try:
        # The demo loads a directory of its own while it starts: whichever comes first, this one stays.
        await program.command("branches", "import", "branches.csv", "--yes")
        yield program
    finally:
        await program.end()


def photo(name: str = "page.jpg", data: bytes | None = None) -> FilePayload:
    """A readable picture of a page, or other bytes under the name of a picture."""
    return FilePayload(name=name, mimeType="image/jpeg", buffer=data or encoded(page()))


async def sign(phone: Phone, amount: str) -> None:
    """Goes from the card before the code to In Review."""
    await phone.tap("send-code")
    await phone.sees(phone.word("code-hint"))
    await phone.write(await phone.code())
    await phone.sees(phone.word("ready-title", amount=amount))
    await phone.tap("confirm")
    await phone.told(phone.word("card-documents-review"), amount)


async def test_a_card_rejected_applied_for_again_and_failed(
    program: Program, context: BrowserContext
) -> None:
    album = Album("en", "designated")
    phone = await Phone.of(context, program.url, SAMPLE, "en", album)
    await link_by_panel(phone, "3002", looks=False)
    # Nobody approves what a chat sends to a payee on its first day.
    await phone.later("+24 h")
    await to_card(phone)
    await branch(phone)
    await documents(phone)
    await phone.sees("¥20.91", CARD, BRANCHES[1], CODES[1], "江苏省, 南京市", "¥0.00", "TP-3002-1")
    await phone.look("check")
    await sign(phone, "¥20.91")
    await phone.sees(phone.word("card-documents-review"), "•••• 0000")
    await phone.look("in-review")
    anna = await Phone.of(context, program.url, ANNA, "en", album)
    await rejected(anna)
    await phone.page.bring_to_front()
    await phone.pushed("¥20.91", phone.word("reason-payee_wrong"), "The branch is another one.")
    await phone.look("rejected")
    await phone.tap("apply-again")
    await phone.sees(phone.word("payee-summary", amount="¥20.91"), CARD)
    await phone.look("apply-again")
    await phone.tap("continue")
    await phone.sees(phone.word("documents-all"))
    await phone.tap("continue")
    await phone.later()
    await sign(phone, "¥20.91")
    boris = await Phone.of(context, program.url, BORIS, "en", album)
    await two_at_once(anna, boris)
    await phone.page.bring_to_front()
    await phone.pushed("¥20.91", phone.word("reason-account_closed-payee"))
    await phone.look("failed")
    # Of the number only the end is left in the chat.
    assert CARD not in str(await anna.chat.locator("[data-part=log]").text_content())


async def to_card(phone: Phone) -> None:
    """Goes through an order whose window has passed, a mistyped card number and the right one."""
    await phone.write("/withdraw")
    await phone.press(re.compile(r"^2\. "))
    await phone.sees("¥260.00", "TP-3002-1")
    await phone.write("20.91")
    await phone.sees("¥20.91", phone.word("method-designated"))
    await phone.look("method")
    await phone.tap("method-designated")
    await phone.sees(phone.word("payee-start", amount="¥20.91"), phone.word("because-window_passed"))
    await phone.look("payee")
    await phone.tap("payee-bank_card")
    await phone.write(WRONG_CARD)
    await phone.sees(phone.word("refused-card_check_digit"))
    await phone.look("card-wrong")
    await phone.write(CARD)
    await phone.sees("•••• 0000", "Sample Person (second)")
    await phone.look("name")
    assert WRONG_CARD not in str(await phone.chat.locator("[data-part=log]").text_content())


async def branch(phone: Phone) -> None:
    """Goes through the suggested bank, a search without a match, another search, and the payee shown back."""
    await phone.press("Sample Person (second)")
    await phone.sees("•••• 0000", "Industrial and Commercial Bank of China")
    await phone.look("bank")
    await phone.press("ICBC")
    await phone.sees(phone.word("payee-branch-where"))
    await phone.look("branch")
    await phone.write("somewhere else")
    await phone.sees(phone.word("found-none", text="somewhere else"))
    await phone.look("branch-none")
    await phone.write("nanjing")
    await phone.sees("1. ", "南京鼓楼支行")
    await phone.look("branches")
    await phone.write("nanjing gulou")
    await expect(phone.button("2")).to_have_count(0)
    await phone.press("1")
    await phone.sees(phone.word("payee-summary", amount="¥20.91"), BRANCHES[1], CODES[1])
    await phone.look("summary")


async def documents(phone: Phone) -> None:
    """Sends the form, a blurred photo, a file of no known kind and an album; up to the card before the code."""
    await phone.tap("continue")
    await phone.sees(phone.word("documents-title", amount="¥20.91", there=0, needed=2))
    await phone.look("documents")
    await phone.tap("get-form")
    await phone.told(phone.word("documents-form-personal"))
    await phone.sees(phone.word("documents-next", kind=phone.word("document-application_form")))
    await phone.look("form")
    await phone.send(photo("blurred.jpg", encoded(blurred(6))))
    await phone.sees(phone.word("unfit-blurred"))
    await phone.look("document-blurred")
    await phone.send(FilePayload(name="scan.pdf", mimeType="application/pdf", buffer=b"MZ" + bytes(900)))
    await phone.sees(phone.word("unfit-wrong_type"))
    await phone.send(FilePayload(name="scan.pdf", mimeType="application/pdf", buffer=saved(pdf(2))))
    await phone.sees(phone.word("documents-title", amount="¥20.91", there=1, needed=2))
    await phone.send(photo(), photo("again.jpg"))
    await phone.sees(phone.word("documents-all"), phone.word("documents-taken", count=2))
    await phone.look("documents-all")
    await phone.tap("continue")


async def rejected(anna: Phone) -> None:
    """Goes through the queue, the case and a document, and writes what the customer reads."""
    await anna.start()
    await anna.opens_queue()
    await anna.sees("¥20.91", anna.word("queue-kind-designated"))
    await anna.look("review-queue")
    await anna.press("1. ¥20.91")
    await anna.sees(CARD, BRANCHES[1], CODES[1], anna.word("case-flag-new_payee"))
    await anna.look("review-case")
    case = anna.incoming.filter(has_text=CARD).last
    await anna.press(re.compile(r"^2\. "))
    await anna.told("id_photo.jpg")
    await anna.look("review-document")
    await anna.tap("case-do-reject", on=case)
    case = anna.incoming.filter(has_text=anna.word("deciding-reason")).last
    await anna.tap("deciding-reason-payee_wrong", on=case)
    case = anna.incoming.filter(has_text=anna.word("deciding-documents-reject")).last
    await anna.tap("continue", on=case)
    await anna.told(anna.word("deciding-words-reject", most=500))
    await anna.write("The branch is another one.")
    await anna.sees("The branch is another one.", anna.word("deciding-reads"))
    await anna.look("review-sure")
    await anna.tap("deciding-yes-reject", amount="¥20.91")
    await anna.sees("¥20.91", "Rejected by Reviewer One")


async def two_at_once(anna: Phone, boris: Phone) -> None:
    """Both have the case open; the second learns who was first, and that the channel could not pay."""
    # Money of a chat that connected today goes to another account tomorrow at the earliest.
    await anna.later("+24 h")
    await boris.start()
    for one in (anna, boris):
        await one.opens_queue()
        await one.press("1. ¥20.91")
        await one.sees(CARD)
    await boris.look("review-case-other")
    await boris.tap("case-do-approve")
    await boris.look("review-approve-other")
    await anna.tap("case-do-approve")
    await anna.tap("deciding-approve-sure", amount="¥20.91")
    await anna.prove("review-second-factor")
    await anna.sees("¥20.91", "Reviewer One")
    await boris.page.bring_to_front()
    await expect(boris.newest).not_to_contain_text(CARD)
    await boris.sees("Reviewer One")
    await boris.look("review-second-other")


async def test_other_money_paid_and_an_employees_money_cancelled(
    program: Program, context: BrowserContext
) -> None:
    album = Album("zh", "designated")
    phone = await Phone.of(context, program.url, FINANCE, "zh", album)
    await link_by_panel(phone, "2001", looks=False)
    # Nobody approves what a chat sends to a payee on its first day.
    await phone.later("+24 h")
    await application(phone)
    await phone.sees("¥88.00", "caiwu@example.com", "¥0.00")
    await phone.look("application-check")
    await sign(phone, "¥88.00")
    await phone.look("application-in-review")
    chen = await Phone.of(context, program.url, CHEN, "zh", album)
    await chen.start()
    # Money of a chat that connected today goes to another account tomorrow at the earliest.
    await chen.later("+24 h")
    await chen.opens_queue()
    await chen.press("1. ¥88.00")
    await chen.sees("caiwu@example.com", "一笔旧账单的调整款")
    await chen.look("review-application")
    await chen.tap("case-do-approve")
    await chen.tap("deciding-approve-sure", amount="¥88.00")
    await chen.prove()
    await phone.page.bring_to_front()
    await phone.pushed(phone.word("status-successful"), "¥88.00")
    await phone.look("application-successful")
    await advanced(phone)


async def application(phone: Phone) -> None:
    """Goes from Costs to the card before the code."""
    await phone.write("/balance")
    await phone.tap("application-button", amount="¥88.00")
    await phone.tap("amount-all", amount="¥88.00")
    await phone.sees(phone.word("note-title", amount="¥88.00"))
    await phone.look("application-note")
    await phone.write("一笔旧账单的调整款，现在提取。")
    await phone.sees(phone.word("payee-start", amount="¥88.00"))
    await phone.tap("payee-alipay")
    await phone.write("13800")
    await phone.sees(phone.word("refused-alipay_unreadable"))
    await phone.look("alipay-wrong")
    await phone.write("caiwu@example.com")
    await phone.press("示例星河科技有限公司")
    await phone.sees(phone.word("payee-summary", amount="¥88.00"), "caiwu@example.com")
    await phone.look("application-summary")
    await phone.tap("continue")
    for there in (1, 2):
        await phone.send(photo())
        await phone.sees(phone.word("documents-title", amount="¥88.00", there=there, needed=2))
    await phone.tap("continue")


async def advanced(phone: Phone) -> None:
    """Another name and a branch by hand: both are marked. Then a cancellation, and the money is back."""
    await phone.write("/withdraw")
    await phone.press(LATER)
    await phone.sees(phone.word("amount-title", most="")[:3])
    await phone.write("66.00")
    await phone.tap("method-designated")
    await phone.sees(phone.word("because-advanced"), phone.word("because-open"))
    await phone.look("reasons")
    await phone.tap("because-label-advanced")
    await phone.sees("ca•••@example.com")
    await phone.look("payees-before")
    await phone.tap("payee-bank_card")
    await phone.write(CARD)
    await phone.sees("•••• 0000")
    await phone.write("李示例")
    await phone.press("中国工商银行")
    await phone.tap("payee-by-hand")
    await phone.write("江苏")
    await phone.sees(phone.word("refused-place_needed"))
    await phone.write("江苏 南京")
    await phone.sees(phone.word("payee-branch-name-type"))
    await phone.look("branch-by-hand")
    await phone.write("南京新街口支行")
    await phone.sees("李示例", "南京新街口支行", phone.word("payee-line-hand"))
    await phone.look("summary-by-hand")
    await phone.tap("continue")
    for there in (1, 2, 3):
        await phone.send(photo())
        await phone.sees(phone.word("documents-title", amount="¥66.00", there=there, needed=3))
    await phone.tap("continue")
    await phone.later()
    await sign(phone, "¥66.00")
    await phone.tap("cancel-withdrawal")
    await phone.sees(phone.word("status-cancelled"), "¥66.00")
    await phone.look("cancelled")
