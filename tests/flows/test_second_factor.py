"""Staff prove who they are, through the real Bot and Dispatcher: without it every button of theirs is dead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from bot.screens.staff_buttons import Case, CaseDocument, CaseReason, Factor, ToQueue
from bot.screens.support_buttons import GetAuditFile, ToAudit
from domain.actor import Actor, StaffRole
from domain.errors import Refusal
from domain.second_factor import STEP_S
from domain.tx import Tx
from domain.usecases.staff.members import remove_staff
from domain.usecases.staff.second_factor import make_word
from domain.views import WithdrawalView
from storage.queries import Query
from tests.flows.test_forged import Buttons
from tests.flows.test_review import ANNA, BORIS, Desk
from tests.flows.world import MEI, OPERATOR
from tests.support.by_documents import CARD, NAME
from tests.support.databases import Place
from tests.support.rig import account, top_up, tried
from tests.support.staffing import code_of, hired, with_code

ADA = Person(203, "Ada", "en", None)
SAM = Person(204, "Sam", "en", None)
COMMANDS = ("/review", "/audit", "/audit account=1001", "/why 1001 T-1 what is held", "/start review")
STAFFS = {one.__prefix__ for one in (ToQueue, Case, CaseReason, CaseDocument, Factor, ToAudit, GetAuditFile)}
MAY_CHANGE = {
    "sqlite_sequence",
    "seen_update",
    "fsm_state",
    "fsm_data",
    "fsm",
    "audit",
    "audit_unchained",
    "outbox",
}
"""What was received, what is awaited, what is written down, and a screen that follows later."""


class Strict(Desk):
    """As the product runs."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        strict = {"staff_look_s": 1800, "step_up_fen": 0, "second_review_fen": 50_000_00}
        self.settings = self.settings.model_copy(update=strict)
        for who in (ADA, SAM):
            self.sandbox.core.add_person(who)

    async def staff(self, who: Person, role: StaffRole = "finance", *, looks: bool = False) -> PersonDriver:
        """Somebody is staff, has an authenticator, and talked to the bot."""
        await hired(self.app, who.id, who.first_name, role, looks=looks)
        person = self.person(who)
        await person.send("/start")
        return person

    def key(self, who: Person) -> StorageKey:
        """Of somebody's chat state."""
        return StorageKey(self.app.bot.id, who.id, who.id)

    async def digits(self, who: Person) -> str:
        return await code_of(self.app, who.id)

    async def everything(self) -> dict[str, list[str]]:
        """Every row there is, by table."""

        def read(tx: Tx) -> dict[str, list[str]]:
            def ask(sql: str) -> list[tuple[Any, ...]]:
                rows: Any = cast("Any", tx)._execute(Query("test", sql, frozenset()), {})
                return [tuple(row) for row in rows.rows]

            names = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
            # The directory of branches is nobody's, and its search cannot be read as a whole.
            return {
                name: sorted(map(repr, ask(f"SELECT * FROM {name}")))
                for name in names
                if not name.startswith("branch")
            }

        return await self.app.db.read(read)


@pytest.fixture
async def desk(make_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Strict]:
    place: Place = make_place("sqlite")
    monkeypatch.chdir(tmp_path)
    desk = Strict(place.url)
    await desk.open()
    try:
        await desk.events([account(), top_up("1000.00")])
        await desk.link(MEI)
        yield desk
        await desk.books_are_right()
    finally:
        await desk.close()


def gone(desk: Strict, who: Person, digits: str) -> bool:
    """Whether nothing of a code is left in the chat."""
    return digits not in "".join(str(one) for one in desk.sandbox.core.chats[who.id].messages.values())


async def test_from_a_code_to_a_paid_withdrawal(desk: Strict) -> None:
    anna = await desk.staff(ANNA)
    view = await desk.waiting()
    await anna.send("/review")
    assert anna.last.text == "Type the 6 digits of your authenticator. They open your cases for a while."
    await anna.send("hello")
    assert anna.last.text.startswith("That is no code")
    first = await desk.digits(ANNA)
    await anna.send(first)
    assert anna.last.text.startswith("Review queue"), "what was wanted"
    assert gone(desk, ANNA, first)
    await anna.tap("1. ¥120.50")
    await anna.tap("Approve")
    await anna.tap("Yes, approve ¥120.50")
    asked = anna.last
    assert asked.text.startswith(f"Approve ¥120.50 · {view.id}: type the 6 digits of your authenticator.")
    assert "The next one counts in" in asked.text
    await anna.send(first)
    assert anna.last.text.startswith("That code was used already. The next one counts in")
    assert f"Approve ¥120.50 · {view.id}" in anna.last.text
    state = await desk.app.dispatcher.fsm.storage.get_state(desk.key(ANNA))
    assert state is not None
    assert view.id in state
    assert first not in state
    desk.clock.move(STEP_S)
    second = await desk.digits(ANNA)
    await anna.send(second)
    assert "Approved by Anna" in anna.last.text
    assert gone(desk, ANNA, second)
    await desk.settle()
    assert any("Withdrawal Successful" in message.text for message in desk.person(MEI).from_bot)


async def test_a_stolen_chat_of_staff_looks_at_nothing_and_decides_nothing(desk: Strict) -> None:
    """Every button that staff were ever shown, and every command, by colleagues who did not prove themselves."""
    anna, ada = await desk.staff(ANNA, looks=True), await desk.staff(ADA, "admin", looks=True)
    thieves = [await desk.staff(BORIS), await desk.staff(SAM, "support")]
    boss = Person(205, "Boss", "en", None)
    desk.sandbox.core.add_person(boss)
    thieves.append(await desk.staff(boss, "admin"))
    view = await desk.waiting()
    buttons = Buttons()
    desk.app.bot.session.middleware(buttons)
    await walk(desk, anna, ada, view)
    forged = [data for data in buttons.data if data.partition(":")[0] in STAFFS]
    assert {data.partition(":")[0] for data in forged} == STAFFS
    assert len(forged) > 25
    before = await desk.everything()
    seen = {thief: len(thief.from_bot) for thief in thieves}
    for thief in thieves:
        for data in forged:
            await thief.tap_data(data, on=thief.from_bot[-1])
        for command in (*COMMANDS, f"/start case_{view.id}", "/authenticator"):
            await thief.send(command)
    after = await desk.everything()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= MAY_CHANGE
    written = await desk.written(
        f"SELECT use_case, outcome, refused FROM audit WHERE id > {len(before['audit'])}"
    )
    assert {row[2] for row in written} == {1}, "nothing but what was refused"
    for thief in thieves:
        said = "\n".join(one.text for one in thief.from_bot[seen[thief] :]) + "\n".join(thief.toasts)
        for secret in (NAME, CARD, CARD[-4:], "1001", "120.50", view.id, "Anna (201)", "open_case"):
            assert secret not in said, secret


async def walk(desk: Strict, anna: PersonDriver, ada: PersonDriver, view: WithdrawalView) -> None:
    """Through what reviewers and admins are shown."""
    await anna.send("/review")
    await anna.tap("1. ¥120.50")
    case = anna.last
    await anna.tap("Application form", on=case)
    await anna.tap("I take it", on=case)
    await anna.tap("Approve", on=anna.now(case) or case)
    await anna.tap("Back", on=anna.now(case) or case)
    await anna.tap("Ask for a paper again", on=anna.now(case) or case)
    await anna.tap("Back", on=anna.now(case) or case)
    await anna.tap("Reject", on=anna.now(case) or case)
    await anna.tap("The papers do not prove it", on=anna.now(case) or case)
    document = next(label for label in (anna.now(case) or case).labels if "Application form" in label)
    await anna.tap(document, on=anna.now(case) or case)
    await anna.tap("Continue", on=anna.now(case) or case)
    await anna.send("Please send it again")
    await ada.send("/audit")
    await ada.send("/authenticator")
    await ada.tap("Colleagues")
    await ada.tap("Anna")


async def test_when_looking_ends_the_case_in_the_chat_is_empty(desk: Strict) -> None:
    anna = await desk.staff(ANNA, looks=True)
    view = await desk.waiting()
    await anna.start(f"case_{view.id}")
    case = anna.last
    assert NAME in case.text
    desk.clock.move(1801)
    await desk.settle()
    closed = anna.now(case)
    assert closed is not None
    assert NAME not in closed.text
    assert "A code of your authenticator opens it." in closed.text
    # What a colleague does meanwhile does not open it again.
    boris = await desk.staff(BORIS, looks=True)
    await boris.start(f"case_{view.id}")
    await boris.tap("I take it")
    await desk.settle()
    assert NAME not in (anna.now(case) or case).text
    await anna.tap("Open", on=anna.now(case) or case)
    await anna.send(await desk.digits(ANNA))
    assert NAME in anna.last.text
    await anna.tap("Application form")
    assert anna.last.file_name == f"{view.id}-application_form.jpg"


async def test_enrolling_in_the_chat_with_a_word(desk: Strict) -> None:
    ada = await desk.staff(ADA, "admin", looks=True)
    await hired(desk.app, ANNA.id, "Anna", "finance", proves=False)
    view = await desk.waiting()
    anna = desk.person(ANNA)
    await anna.start(f"case_{view.id}")
    assert anna.last.text.startswith("Your authenticator is missing")
    await ada.send("/authenticator")
    await ada.tap("Colleagues")
    await ada.tap("Anna")
    await ada.tap("Make a word")
    desk.clock.move(STEP_S)
    await ada.send(await desk.digits(ADA))
    word = ada.last.text.split(": ")[1].splitlines()[0]
    await anna.tap("I have a word")
    await anna.send("AAAAA AAAAA")
    assert anna.last.text.startswith("That word does not work")
    await anna.send(word)
    assert gone(desk, ANNA, word)
    secret = next(one for one in anna.from_bot if "Point your authenticator at this" in one.text)
    assert desk.sandbox.core.chats[ANNA.id].messages[secret.id]["has_protected_content"]
    assert anna.last.text.startswith("Almost done")
    await anna.send(await desk.digits(ANNA))
    assert anna.last.text.startswith("Your authenticator is set up.")
    await desk.settle()
    assert anna.now(secret) is None, "the message with the secret is deleted"
    assert any("Anna (201) has an authenticator now." in one.text for one in desk.group(ANNA).from_bot)
    await anna.start(f"case_{view.id}")
    assert NAME in anna.last.text


async def test_a_secret_that_nobody_used_is_deleted_after_five_minutes(desk: Strict) -> None:
    ada = await desk.staff(ADA, "admin", looks=True)
    await hired(desk.app, ANNA.id, "Anna", "finance", proves=False)
    desk.clock.move(STEP_S)
    made = await with_code(desk.app, make_word, Actor.chat(ada.id), ANNA.id)
    assert not isinstance(made, Refusal)
    anna = desk.person(ANNA)
    await anna.send("/authenticator")
    await anna.tap("I have a word")
    await anna.send(made.word)
    secret = next(one for one in anna.from_bot if "Point your authenticator at this" in one.text)
    digits = await desk.digits(ANNA)
    desk.clock.move(301)
    await desk.settle()
    assert anna.now(secret) is None
    await anna.send(digits)
    assert "Your authenticator is missing" in anna.last.text


async def test_a_role_taken_away_leaves_no_question_for_a_code(desk: Strict) -> None:
    anna = await desk.staff(ANNA)
    await anna.send("/review")
    digits = await desk.digits(ANNA)
    await tried(desk.perform(remove_staff, OPERATOR, ANNA.id))
    await anna.send(digits)
    assert "authenticator" not in anna.last.text
    assert gone(desk, ANNA, digits)
