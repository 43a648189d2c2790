"""Documents in the chat: albums, files of every kind, the form, and what is asked for again after a decision."""

from __future__ import annotations

import pytest

from bot.sandbox.view import MessageView
from bot.screens import documents
from bot.screens.application_form import FormData
from domain.actor import Actor
from domain.errors import Refusal
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.staff.ask_again import ask_again
from domain.usecases.staff.review import review
from storage.queries import Engine
from tests.flows import walks
from tests.flows.designated import ALIPAY, CLOSED, at_documents, begun
from tests.flows.walks import CARD_SHOWN, readable
from tests.flows.world import OPERATOR, PARTNER, STRANGER, World
from tests.support.document_files import blurred, encoded, pdf, saved
from tests.support.rig import tried

pytestmark = pytest.mark.usefixtures("documents_at_once")


@pytest.fixture
def engine() -> Engine:
    """What the chat does is the same on both; the database's part is tested elsewhere."""
    return "sqlite"


async def test_an_album_is_one_document_with_one_answer(world: World) -> None:
    person = await at_documents(world)
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
    person = await at_documents(world)
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
    person = await at_documents(world)
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


async def test_rejected_with_reason_note_and_a_verdict_for_each_document(world: World) -> None:
    person = await begun(world)
    await walks.submit(world, person, CLOSED)
    [row] = await world.withdrawals(STRANGER)
    photo = next(document for document in row.documents if document.kind == "id_photo")
    rejected = await tried(
        world.app.perform(
            review,
            Actor.operator("reviewer"),
            row.id,
            "reject",
            "name_mismatch",
            "Please <look> at the photo",
            faults={photo.id: "unreadable"},
        )
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


async def test_a_document_asked_for_again_is_sent_from_the_push(world: World) -> None:
    person = await begun(world)
    card = await walks.submit(world, person, CLOSED)
    [row] = await world.withdrawals(STRANGER)
    photo = next(document for document in row.documents if document.kind == "id_photo")
    assert await tried(
        world.app.perform(
            ask_again, OPERATOR, row.id, row.version, {photo.id: "unreadable"}, "The last line is cut off"
        )
    )
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


async def test_the_form_asked_for_again_has_the_number_for_whoever_typed_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await begun(world)
    await walks.submit(world, person, CLOSED)
    [row] = await world.withdrawals(STRANGER)
    form = next(document for document in row.documents if document.kind == "application_form")
    assert await tried(world.app.perform(ask_again, OPERATOR, row.id, row.version, {form.id: "not_signed"}))
    await world.settle()
    set_: list[str] = []
    sheet = world.app.documents.form

    async def noted(data: FormData) -> bytes | None:
        set_.extend(line.value for part in data.parts for line in part.lines)
        return await sheet(data)

    monkeypatch.setattr(world.app.documents, "form", noted)
    await person.tap("Send it now", on=person.last)
    await person.tap("Get the form", on=person.last)
    assert CARD_SHOWN in set_
    assert any(message.file_name for message in person.from_bot)
    assert not any(CARD_SHOWN in message.text for message in person.from_bot[-2:])
    # Another person of the account may send the document, and is told why the number is short.
    await walks.linked(world, row.account.id, PARTNER)
    theirs = await tried(world.app.look(show_withdrawal, Actor.chat(PARTNER.id), row.id, form=True))
    assert not isinstance(theirs, Refusal)
    assert theirs.payee is not None
    assert theirs.payee.number is None
    assert "by hand" in documents.form_caption(theirs, "en")


async def test_a_restart_in_the_middle_of_an_album_keeps_it_together(world: World) -> None:
    person = await at_documents(world)
    with world.sandbox.core.updates.capture() as updates:
        world.sandbox.core.people.send_album(person.id, [readable(), readable()], chat_id=person.id)
    first, second = list(updates)
    await world.driver.feed_raw(first)
    await world.restart()
    await world.driver.feed_raw(second)
    assert "✓ signed application form (2 files)" in world.person(STRANGER).last.text
