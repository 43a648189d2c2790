"""Review in the chat, through the real Bot and Dispatcher: the group, the queue, the case, the customer's side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import pytest
from PIL import Image, ImageDraw

from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from bot.sandbox.view import MessageView
from bot.texts.catalogue import texts_for
from domain.actor import Actor, StaffRole
from domain.errors import Refusal
from domain.tx import Tx
from domain.use_case import UseCase
from domain.usecases.staff.members import remove_staff
from domain.usecases.time.returns import record_return_answer
from domain.views import WithdrawalView
from storage.queries import Query
from tests.flows.world import MEI, OPERATOR, STRANGER, World
from tests.support.by_documents import CARD, NAME, designated, submit
from tests.support.databases import Place
from tests.support.rig import Rig, account, top_up, tried
from tests.support.staffing import hired

P = ParamSpec("P")
R = TypeVar("R")

GROUP = -1001
ANNA = Person(201, "Anna", "en", None)
BORIS = Person(202, "Boris", "en", None)
PHONE = "+8613800138001"


class Desk(World):
    """A world with a group of staff and two reviewers."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.settings = self.settings.model_copy(update={"staff_chat_id": GROUP, "second_review_fen": 500_00})
        core = self.sandbox.core
        for who in (ANNA, BORIS):
            core.add_person(who)
        core.add_group(GROUP, "Reviews", [ANNA.id, BORIS.id, STRANGER.id])

    async def hire(self, who: Person, role: StaffRole = "finance") -> PersonDriver:
        """Somebody becomes staff and has talked to the bot."""
        await hired(self.app, who.id, who.first_name, role)
        person = self.person(who)
        await person.send("/start")
        return person

    async def perform(self, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        result = await tried(self.app.perform(use_case, actor, *args, **kwargs))
        assert not isinstance(result, Refusal), result
        return result

    async def look(
        self, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs
    ) -> R | Refusal:
        return await tried(self.app.look(use_case, actor, *args, **kwargs))

    async def code(self, phone: str = PHONE) -> str:
        return await super().code(phone)

    async def waiting(self, amount_fen: int = 120_50) -> WithdrawalView:
        """Mei's withdrawal to a designated account, In Review; its documents are in the store."""
        rig = cast("Rig", self)
        view = await designated(rig, amount_fen)
        for one in view.documents:
            await self.app.documents._store.put(one.id, picture())
        view = await submit(rig, view)
        await self.settle()
        return view

    def group(self, who: Person = ANNA) -> PersonDriver:
        return self.person(who).in_chat(GROUP)

    async def written(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement of the test's own gives."""

        def read(tx: Tx) -> list[tuple[Any, ...]]:
            found: Any = cast("Any", tx)._execute(Query("test", sql, frozenset()), {})
            return [tuple(row) for row in found.rows]

        return await self.app.db.read(read)


def picture() -> bytes:
    image = Image.new("RGB", (900, 700), "white")
    ImageDraw.Draw(image).text((40, 40), "A paper", fill="black")
    into = BytesIO()
    image.save(into, "JPEG")
    return into.getvalue()


@pytest.fixture
async def desk(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.chdir(tmp_path)
    desk = Desk(place.url)
    await desk.open()
    try:
        await desk.events([account(), top_up("1000.00")])
        await desk.link(MEI)
        yield desk
        await desk.books_are_right()
    finally:
        await desk.close()


def shown(person: PersonDriver, message: MessageView) -> MessageView:
    now = person.now(message)
    assert now is not None
    return now


async def opened(desk: Desk, who: Person, view: WithdrawalView) -> PersonDriver:
    """A reviewer follows the group's link to the case."""
    person = desk.person(who)
    await person.start(f"case_{view.id}")
    return person


async def test_from_the_group_to_a_paid_withdrawal(desk: Desk) -> None:
    anna = await desk.hire(ANNA)
    view = await desk.waiting()
    card = desk.group().last
    assert card.text.splitlines()[0] == f"¥120.50 to review: {view.id}"
    assert NAME not in card.text
    assert CARD[-4:] not in card.text
    assert [button.url for button in card.buttons] == [
        f"https://t.me/{(await desk.app.bot.me()).username}?start=case_{view.id}"
    ]
    # Whoever reviews finds the queue at the start of the chat.
    await anna.send("/start")
    await anna.tap("Review queue")
    assert f"1. ¥120.50 · {view.id}" in anna.last.text
    await anna.tap("1. ¥120.50")
    case = anna.last
    assert "6222 0200 0000 0000 000" in case.text
    assert "original account is closed" in case.text
    assert "Nothing was ever paid to this payee" in case.text
    assert "Cash ¥879.50" in case.text
    await anna.tap("Application form")
    document = anna.last
    assert document.file_name == f"{view.id}-application_form.jpg"
    stored = desk.sandbox.core.chats[ANNA.id].messages[document.id]
    assert stored["has_protected_content"]
    await anna.tap("I take it", on=case)
    await desk.settle()
    assert "Anna is reading it." in shown(desk.group(), card).text
    await anna.tap("Approve", on=shown(anna, case))
    sure = shown(anna, case)
    assert "Approve ¥120.50 to •••• 0000, Account 1001?" in sure.text
    await anna.tap("Yes, approve ¥120.50", on=sure)
    done = shown(anna, case)
    assert "Approved by Anna" in done.text
    assert "6222" not in done.text
    assert NAME not in done.text
    await desk.settle()
    assert "Approved by Anna" in shown(desk.group(), card).text
    assert not shown(desk.group(), card).buttons
    assert any("Withdrawal Successful" in message.text for message in desk.person(MEI).from_bot)
    rows = await desk.written("SELECT who, use_case, outcome FROM audit")
    for name, outcome in (
        ("open_case", "done"), ("open_document", "opened"), ("claim_case", "done"), ("review", "approved"),
    ):  # fmt: skip
        assert (f"chat:{ANNA.id}", name, outcome) in rows


async def test_what_the_channel_cannot_pay_is_no_reviewers_decision_and_the_payee_is_looked_at(
    desk: Desk,
) -> None:
    anna = await desk.hire(ANNA)
    view = await desk.waiting(20_91)
    card = desk.group().last
    await opened(desk, ANNA, view)
    case = anna.last
    await anna.tap("Approve", on=case)
    await anna.tap("Yes, approve ¥20.91", on=shown(anna, case))
    await desk.settle()
    for told in (shown(anna, case).text, shown(desk.group(), card).text):
        assert "the channel could not pay it" in told
        assert "payer" not in told
    mei = desk.person(MEI)
    assert mei.last.text.startswith("Withdrawal Failed")
    assert "the payee account is closed or cannot receive money" in mei.last.text
    await mei.tap("Apply again", on=mei.last)
    assert mei.last.text.startswith("¥20.91 goes to")


async def test_a_rejection_with_reason_verdicts_and_words_reaches_the_customer(desk: Desk) -> None:
    anna = await desk.hire(ANNA)
    view = await desk.waiting()
    await opened(desk, ANNA, view)
    case = anna.last
    await anna.tap("Reject", on=case)
    await anna.tap("The papers do not prove it", on=shown(anna, case))
    await anna.tap("1. Application form: accepted", on=shown(anna, case))
    assert "✗ 1. Application form: not readable" in shown(anna, case).labels
    await anna.tap("Continue", on=shown(anna, case))
    assert "Nothing is rejected yet" in shown(anna, case).text
    await anna.send("Too dark to read, sorry.")
    assert "“Too dark to read, sorry.”" in anna.last.text
    assert "✗ Application form: not readable" in anna.last.text
    state = str(await desk.written("SELECT key, state, data FROM fsm"))
    assert "dark" not in state
    await anna.tap("Yes, reject ¥120.50")
    await desk.settle()
    assert "Rejected by Anna" in anna.last.text
    # The earlier message showed the case as well: nothing of the customer is left in it.
    assert "Rejected by Anna" in shown(anna, case).text
    push = next(m for m in reversed(desk.person(MEI).from_bot) if m.text.startswith("Rejected"))
    assert "Too dark to read, sorry." in push.text
    assert "the papers do not prove" in push.text
    assert await desk.written("SELECT COUNT(*) FROM prepared") == [(0,)]


async def test_two_reviewers_press_at_the_same_moment(desk: Desk) -> None:
    anna, boris = await desk.hire(ANNA), await desk.hire(BORIS)
    view = await desk.waiting()
    await opened(desk, ANNA, view)
    await opened(desk, BORIS, view)
    of_anna, of_boris = anna.last, boris.last
    await anna.tap("Approve", on=of_anna)
    await boris.tap("Reject", on=of_boris)
    await boris.tap("Another reason", on=shown(boris, of_boris))
    await boris.tap("Continue", on=shown(boris, of_boris))
    await boris.tap("Without a note", on=shown(boris, of_boris))
    await asyncio.gather(
        anna.tap_update("Yes, approve ¥120.50", on=shown(anna, of_anna)),
        boris.tap_update("Yes, reject ¥120.50", on=shown(boris, of_boris)),
    )
    steps = await desk.written("SELECT to_status, who FROM transition WHERE from_status = 'in_review'")
    assert len(steps) == 1
    ((status, who),) = steps
    name = "Anna" if who == f"chat:{ANNA.id}" else "Boris"
    said = f"{'Approved' if status == 'approved' else 'Rejected'} by {name}"
    await desk.settle()
    for person, card in ((anna, of_anna), (boris, of_boris), (desk.group(), desk.group().last)):
        assert said in shown(person, card).text


async def test_from_the_threshold_both_names_stand_on_every_card(desk: Desk) -> None:
    anna, boris = await desk.hire(ANNA), await desk.hire(BORIS, "admin")
    view = await desk.waiting(600_00)
    mei = desk.person(MEI)
    await opened(desk, ANNA, view)
    other = anna.last
    await opened(desk, ANNA, view)
    await opened(desk, BORIS, view)
    of_anna, of_boris = anna.last, boris.last
    await anna.tap("Approve", on=shown(anna, of_anna))
    await anna.tap("Yes, approve ¥600.00", on=shown(anna, of_anna))
    assert "A second reviewer has to approve it, too." in shown(anna, of_anna).text
    # Her own second tap, on a card from before, leads nowhere: a colleague has to.
    await anna.tap("Approve", on=other)
    for mine in (shown(anna, of_anna), shown(anna, other)):
        assert "You have approved it. A colleague has to approve it, too." in mine.text
        assert not any("pprove" in label for label in mine.labels)
    await desk.settle()
    assert "Anna approved it" in shown(boris, of_boris).text
    assert "Anna approved it" in desk.group().last.text
    assert not any("Cancel" in label for label in mei.last.labels)
    await boris.tap("Approve", on=shown(boris, of_boris))
    await boris.tap("Yes, approve ¥600.00", on=shown(boris, of_boris))
    await desk.settle()
    for person, card in ((anna, of_anna), (boris, of_boris)):
        text = shown(person, card).text
        assert "Approved by Boris" in text
        assert "Anna approved it" in text
        assert "Boris approved it" in text


async def test_a_document_asked_for_again_comes_back_to_the_reviewers(desk: Desk) -> None:
    anna = await desk.hire(ANNA)
    view = await desk.waiting()
    await opened(desk, ANNA, view)
    case = anna.last
    await anna.tap("Ask for a paper again", on=case)
    assert "Continue" not in shown(anna, case).labels
    await anna.tap("1. Application form", on=shown(anna, case))
    await anna.tap("Continue", on=shown(anna, case))
    await anna.send("Please sign it")
    await anna.tap("Yes, ask for it")
    await desk.settle()
    assert "Waits for a paper" in anna.last.text
    assert any("Please sign it" in message.text for message in desk.person(MEI).from_bot)


async def test_nobody_else_learns_that_there_is_a_queue(desk: Desk) -> None:
    anna = await desk.hire(ANNA)
    view = await desk.waiting()
    await opened(desk, ANNA, view)
    case = anna.last
    approve = case.find("Approve")
    assert approve is not None
    assert approve.data is not None
    stranger = desk.person(STRANGER)
    await stranger.send("/start")
    await stranger.send("/nonsense")
    unknown = stranger.last.text
    await stranger.send("/review")
    assert stranger.last.text == unknown
    await stranger.start(f"case_{view.id}")
    assert texts_for("en").plain("refused-link_bad") in stranger.last.text
    old = stranger.last
    await stranger.tap_data(approve.data, on=old)
    assert "120.50" not in stranger.dump()
    rows = await desk.written(f"SELECT what FROM denial WHERE who = 'chat:{STRANGER.id}'")
    assert {("show_queue: denied",), ("open_case: denied",)} <= set(rows)
    # In the group: commands of others are refused as everywhere, and staff are led to their private chat.
    await desk.group(STRANGER).send("/review")
    assert "private chat" in desk.group().last.text
    await desk.group(ANNA).send("/review")
    assert "queue is shown in your private chat" in desk.group().last.text
    assert "120.50" not in desk.group().last.text
    # A role that was taken away while the case was open is gone at the next tap, and so is what it showed.
    await tried(desk.perform(remove_staff, OPERATOR, ANNA.id))
    await anna.tap("Approve", on=case)
    await desk.settle()
    assert "6222" not in anna.dump()
    assert (await desk.written("SELECT status FROM withdrawal")) == [("in_review",)]


async def test_ones_own_case_is_marked_and_refused(desk: Desk) -> None:
    await desk.hire(MEI)
    view = await desk.waiting()
    mei = desk.person(MEI)
    await mei.send("/review")
    assert "not yours to decide" in mei.last.text
    assert "1. ¥120.50" not in mei.last.labels
    await mei.start(f"case_{view.id}")
    assert "not yours to decide" in mei.last.text
    assert "6222" not in mei.last.text
    assert "Approve" not in mei.last.labels


async def test_an_unknown_outcome_is_settled_in_the_chat_with_a_file_and_a_reference(desk: Desk) -> None:
    anna, boris = await desk.hire(ANNA), await desk.hire(BORIS)
    view = await desk.waiting(120_98)
    await opened(desk, ANNA, view)
    await anna.tap("Approve")
    await anna.tap("Yes, approve ¥120.98")
    await desk.settle()
    assert "It was paid" not in anna.last.labels, "not before three business days are over"
    desk.clock.move(84 * 3600)
    await desk.settle()
    told = [message.text for message in desk.group().from_bot]
    assert any(text.startswith("¥120.98 without a result for 3 business days") for text in told)
    await opened(desk, ANNA, view)
    await anna.tap("It was paid")
    await anna.send_document(b"%PDF-1.4 statement", name="statement.pdf")
    assert "statement.pdf (sha256 " in anna.last.text
    await anna.tap("Yes, it was paid")
    assert "A second reviewer has to say the same." in anna.last.text
    await opened(desk, BORIS, view)
    await boris.tap("It was paid")
    await boris.send("CH-2026-77")
    await boris.tap("Yes, it was paid")
    await desk.settle()
    assert (await desk.written("SELECT status FROM withdrawal")) == [("successful",)]
    assert boris.last.text.splitlines()[2].startswith("Settled as paid by Boris")
    assert "Boris says it was paid" in boris.last.text


async def test_a_contradiction_is_resolved_in_the_chat_by_two(desk: Desk) -> None:
    anna, boris = await desk.hire(ANNA), await desk.hire(BORIS)
    view = await desk.waiting(120_50)
    await opened(desk, ANNA, view)
    await anna.tap("Approve")
    await anna.tap("Yes, approve ¥120.50")
    await desk.settle()
    await tried(
        desk.perform(record_return_answer, Actor.system("payer"), view.id, "failed", "account_closed")
    )
    await desk.settle()
    told = desk.group().last
    assert "the channel says failed, the books say paid" in told.text
    assert "Lin" not in told.text
    await anna.send("/review")
    assert "Channel and books contradict" in anna.last.text
    await opened(desk, ANNA, view)
    assert "Channel's last answer: failed" in anna.last.text
    assert "It was paid: book it" not in anna.last.labels
    await anna.tap("Never paid: give it back")
    await anna.send("CH-2026-78")
    assert "goes back to the customer's balance" in anna.last.text
    await anna.tap("Yes, give it back")
    assert "A second reviewer has to say the same." in anna.last.text
    await opened(desk, BORIS, view)
    assert "Anna says it was not paid" in boris.last.text
    await boris.tap("Never paid: give it back")
    await boris.send("CH-2026-78")
    await boris.tap("Yes, give it back")
    await desk.settle()
    assert (await desk.written("SELECT status FROM withdrawal")) == [("failed",)]
    assert "Settled as failed by Boris" in desk.group().last.text
    assert any("It was never paid, so the money is back." in one.text for one in desk.person(MEI).from_bot)
