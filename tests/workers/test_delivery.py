"""One attempt to deliver a message: cards are edited or sent again; the meaning of each answer of the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiogram import Bot

from bot.channels.sms.channel import SandboxSms
from bot.sandbox.driver import Driver, PersonDriver
from bot.sandbox.faults import Fault
from bot.sandbox.model import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession
from bot.workers.delivery import Delivery
from domain.outgoing import Message
from domain.usecases.time.outbox import Delivered
from tests.support import samples

MEI = Person(101, "Lin Mei", "en", "+8613800138001")
PUSH = Message(
    id=1,
    lease=1,
    kind="push",
    chat_user=MEI.id,
    account="1001",
    template="reserve_free",
    params={"account": "1001", "amount_fen": 100_00},
    locale="en",
    text_secret=None,
    phone=None,
    is_test=False,
    card_message_id=None,
    withdrawal=None,
)
SMS = replace(
    PUSH,
    kind="sms",
    chat_user=None,
    template="code_link",
    params={"account": "1001"},
    text_secret="493817",
    phone=MEI.phone,
)


class Bench:
    def __init__(self) -> None:
        self.sandbox = Sandbox(persons=[MEI])
        bot = Bot(self.sandbox.core.token, session=InProcessSession(self.sandbox.core))
        self.driver = Driver(self.sandbox.core, self._ignore, bot)
        self.texts: list[tuple[str, str]] = []
        self.delivery = Delivery(bot, SandboxSms(lambda phone, text: self.texts.append((phone, text))))

    @property
    def mei(self) -> PersonDriver:
        return self.driver.person(MEI.id)

    def card(self, status: str, message_id: int | None = None) -> Message:
        view = samples.submitted(status)
        return replace(PUSH, kind="card", template="withdrawal", withdrawal=view, card_message_id=message_id)

    async def _ignore(self, update: object) -> None:
        pass


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    await bench.mei.start()
    yield bench
    await bench.sandbox.stop()


async def test_a_push_is_sent(bench: Bench) -> None:
    assert await bench.delivery.deliver(PUSH) == Delivered("sent", message_id=bench.mei.last.id)
    assert "1001" in bench.mei.last.text


async def test_a_push_speaks_the_recipients_language(bench: Bench) -> None:
    await bench.delivery.deliver(replace(PUSH, locale="zh"))
    assert any("\u4e00" <= letter <= "\u9fff" for letter in bench.mei.last.text)


async def test_a_card_is_sent_once_and_then_edited(bench: Bench) -> None:
    first = await bench.delivery.deliver(bench.card("approved"))
    second = await bench.delivery.deliver(bench.card("successful", first.message_id))
    assert second == Delivered("sent", message_id=first.message_id)
    assert len(bench.mei.from_bot) == 1
    assert "Withdrawal Successful" in bench.mei.last.text
    assert bench.mei.last.edited


async def test_an_edit_that_changes_nothing_is_a_success(bench: Bench) -> None:
    first = await bench.delivery.deliver(bench.card("approved"))
    again = await bench.delivery.deliver(bench.card("approved", first.message_id))
    assert again == Delivered("sent", message_id=first.message_id)
    assert len(bench.mei.from_bot) == 1


async def test_a_card_that_is_gone_is_sent_anew(bench: Bench) -> None:
    first = await bench.delivery.deliver(bench.card("approved"))
    bench.mei.clear_history()
    second = await bench.delivery.deliver(bench.card("successful", first.message_id))
    assert second == Delivered("sent", message_id=bench.mei.last.id)
    assert second.message_id != first.message_id


async def test_a_card_that_cannot_be_edited_any_more_is_sent_anew(bench: Bench) -> None:
    first = await bench.delivery.deliver(bench.card("approved"))
    bench.sandbox.core.faults.add(Fault("editMessageText", 400, "Bad Request: message can't be edited"))
    second = await bench.delivery.deliver(bench.card("successful", first.message_id))
    assert second.message_id not in (None, first.message_id)


@pytest.mark.parametrize(
    ("fault", "delivered"),
    [
        (Fault(error_code=429, description="Too Many Requests: retry after 9", retry_after=9),
         Delivered("retry", retry_in_s=9)),
        (Fault(error_code=403, description="Forbidden: bot was blocked by the user"), Delivered("blocked")),
        (Fault(error_code=403, description="Forbidden: user is deactivated"), Delivered("blocked")),
        (Fault(error_code=400, description="Bad Request: chat not found"), Delivered("blocked")),
        (Fault(error_code=400, description="Bad Request: can't parse entities"),
         Delivered("kept", wrong=True)),
        (Fault(error_code=400, description="Bad Request: CHAT_RESTRICTED"), Delivered("kept")),
        (Fault(error_code=400, description="Bad Request: something of next year"), Delivered("kept")),
        (Fault(error_code=404, description="Not Found"), Delivered("kept")),
        (Fault(error_code=500), Delivered("retry")),
        (Fault(error_code=502, description="Bad Gateway"), Delivered("retry")),
        (Fault(error_code=401, description="Unauthorized"), Delivered("retry")),
        (Fault(kind="drop"), Delivered("retry")),
        (Fault(kind="lost"), Delivered("retry")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("edits", [False, True])
async def test_what_an_answer_of_the_server_means(
    bench: Bench, fault: Fault, delivered: Delivered, edits: bool
) -> None:
    message = PUSH
    if edits:
        first = await bench.delivery.deliver(bench.card("approved"))
        message = bench.card("successful", first.message_id)
    bench.sandbox.core.faults.add(replace(fault))
    assert await bench.delivery.deliver(message) == delivered


async def test_no_error_brings_the_text_into_the_log(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.sandbox.core.faults.add(Fault(error_code=400, description="Bad Request: can't parse 1001"))
    await bench.delivery.deliver(PUSH)
    assert "parse" not in "".join(capsys.readouterr())


async def test_a_code_goes_to_the_phone_and_never_into_the_chat(bench: Bench) -> None:
    assert await bench.delivery.deliver(SMS) == Delivered("sent")
    [(phone, text)] = bench.texts
    assert phone == MEI.phone
    assert "493817" in text
    assert bench.mei.from_bot == []


async def test_a_text_message_without_a_number_is_given_up(bench: Bench) -> None:
    assert await bench.delivery.deliver(replace(SMS, phone=None)) == Delivered("failed")
