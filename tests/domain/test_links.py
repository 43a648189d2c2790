"""Links that can be taken back (rules 4): proved, suspended by a phone change, seen, removed, young."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.model import Person
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import DAY, SECOND
from domain.use_case import UseCase
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.connected import ConnectedView, ask_removal, remove_chat, show_connected
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.greet import greet
from domain.usecases.customer.link_open import open_link
from domain.usecases.customer.link_phone import prove_phone, share_phone
from domain.usecases.customer.list_records import list_records
from domain.usecases.customer.not_me import not_me
from domain.usecases.customer.prove_link import ask_proof, forget_waiting, prove_link, show_waiting
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.customer.unlink import unlink_account
from domain.usecases.operator.make_link import make_link
from domain.usecases.staff.claim import open_case
from domain.usecases.staff.read_log import show_log
from domain.usecases.staff.review import review
from domain.usecases.staff.unlink_staff import list_chats, unlink_by_operator, unlink_by_support
from storage.database import Database
from tests.support.by_documents import ME, designated, submit
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried
from tests.support.staffing import hired

PARTNER = Person(102, "Partner", "en", "+8613800138002")
NEW_PHONE = Person(103, "New phone", "en", "+8613800138077")
THEM = Actor.chat(PARTNER.id)
REVIEWER, SUPPORT = Actor.chat(201), Actor.chat(202)
DAY_S = DAY / SECOND


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    """Mei and her partner, both linked to 1001; a reviewer and support."""
    async with rig_on(db, tmp_path) as made:
        await made.events([account(), top_up("1000.00")])
        for person in (PARTNER, NEW_PHONE):
            made.sandbox.core.add_person(person)
        await made.link()
        await link(made, PARTNER)
        await hired(made, REVIEWER.person, "Reviewer", "finance")
        await hired(made, SUPPORT.person, "Support", "support")
        yield made


async def link(rig: Rig, person: Person, account_id: str = "1001", *, young: bool = False) -> None:
    """Somebody with another telephone is linked by the code that goes to Mei's."""
    await rig.link(Person(person.id, person.name, "en", MEI.phone), account_id, young=young)
    rig.clock.move(61)


async def new_phone(rig: Rig, account_id: str = "1001", phone: str | None = NEW_PHONE.phone) -> None:
    number = f"{rig.clock.now()}-{phone}"
    await rig.events([
        {"id": f"ph-{account_id}-{number}", "type": "account.updated", "at": "2026-11-10T10:00:00+08:00",
         "account": account_id, "phone": phone},
    ])  # fmt: skip


def code_of(result: object) -> str:
    return result.code if isinstance(result, Refusal) else "done"


async def chats(rig: Rig, who: Actor = ME, account_id: str = "1001") -> ConnectedView:
    return await rig.look(show_connected, who, account_id)


async def texts(rig: Rig, phone: str | None = MEI.phone) -> list[str]:
    await rig.settle()
    return [one.text for one in rig.sandbox.core.phone.sms_for(phone)]


def said_to(rig: Rig, who: int) -> list[str]:
    return [message.text for message in rig.driver.person(who).from_bot]


async def test_a_phone_change_suspends_every_link_and_shows_nothing_of_the_account(rig: Rig) -> None:
    """A colleague without the old or the new phone read the balance and the records for ever."""
    draft = await rig.draft(20_00)
    await rig.settle()
    await new_phone(rig)
    asked: list[tuple[UseCase[..., Any], tuple[str, ...]]] = [
        (show_costs, ()), (list_records, ()), (show_log, ()), (show_withdrawal, (draft.id,)),
        (show_connected, ("1001",)),
    ]  # fmt: skip
    for who in (ME, THEM):
        for use_case, args in asked:
            assert code_of(await tried(rig.look(use_case, who, *args))) in ("not_linked", "not_yours")
        waiting = await rig.look(show_waiting, who)
        assert [one.account for one in waiting] == ["1001"]
    fund = draft.order.fund if draft.order else 0
    assert code_of(await tried(rig.perform(start_withdrawal, ME, fund))) == "not_yours"
    await rig.settle()
    for who in (ME, THEM):
        told = said_to(rig, who.person)[-1]
        assert "was changed" in told
        assert "8077" not in told, "not even the end of the new phone"


async def test_what_waits_to_be_told_is_not_told_to_a_suspended_chat(rig: Rig) -> None:
    await rig.events([
        {"id": "r1", "type": "resource.created", "at": "2026-11-10T10:00:00+08:00", "account": "1001",
         "resource": "i-1", "product": "ECS", "billing": "pay_as_you_go"},
        {"id": "r2", "type": "resource.released", "at": "2026-11-18T17:00:00+08:00", "account": "1001",
         "resource": "i-1"},
    ])  # fmt: skip
    rig.clock.move(DAY_S)
    await rig.timers.run("reserve")
    await new_phone(rig)
    await rig.settle()
    assert not any("reserve is free" in text for text in said_to(rig, MEI.id))


async def test_the_right_code_to_the_new_phone_brings_all_of_its_accounts_back(rig: Rig) -> None:
    await rig.events([account("1002"), account("1003"), top_up("7.00", "TP-2", "1002")])
    await rig.link(account="1002")
    await rig.link(account="1003")
    for one in ("1001", "1002"):
        await new_phone(rig, one)
    await new_phone(rig, "1003", "+8613800138066")
    waiting = await rig.look(show_waiting, ME)
    assert len(waiting) == 3
    await rig.perform(ask_proof, ME, waiting[0].id)
    right = await rig.code(NEW_PHONE)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert code_of(await tried(rig.perform(prove_link, THEM, waiting[0].id, right))) == "waiting_over"
    assert code_of(await tried(rig.perform(prove_link, ME, waiting[0].id, wrong))) == "code_wrong"
    proved = await rig.perform(prove_link, ME, waiting[0].id, right)
    assert set(proved) == {"1001", "1002"}
    costs = await rig.look(show_costs, ME)
    assert {one.id for one in costs.accounts} == {"1001", "1002"}
    assert [one.account for one in costs.waiting] == ["1003"]
    # The partner has proved nothing, and there is one text message for both accounts.
    assert code_of(await tried(rig.look(show_costs, THEM))) == "not_linked"
    news = [text for text in await texts(rig, NEW_PHONE.phone) if "were connected" in text]
    assert len(news) == 1
    assert code_of(await tried(rig.perform(ask_proof, ME, waiting[0].id))) == "waiting_over"


async def test_a_shared_number_and_a_link_prove_as_well(rig: Rig) -> None:
    await new_phone(rig)
    asked = await rig.perform(share_phone, ME, NEW_PHONE.phone or "")
    choice = await rig.perform(prove_phone, ME, asked.claim, await rig.code(NEW_PHONE))
    assert choice.connected == ("1001",)
    await rig.look(show_costs, ME)
    token = await rig.perform(make_link, OPERATOR, "1001")
    attempt = await tried(rig.perform(open_link, THEM, token.token))
    assert not isinstance(attempt, Refusal), "a suspended link is no reason to say that it is linked already"


async def test_a_change_back_to_the_old_phone_brings_nothing_back(rig: Rig) -> None:
    await new_phone(rig)
    await new_phone(rig, phone=MEI.phone)
    assert code_of(await tried(rig.look(show_costs, ME))) == "not_linked"


async def test_who_comes_through_the_management_account_stays_and_its_phone_counts(rig: Rig) -> None:
    await rig.events([
        account("4001", "+8613800138040"), account("4002", MEI.phone or "", management_account="4001"),
        top_up("50.00", "TP-4", "4002"),
    ])  # fmt: skip
    manager = Person(140, "Manager", "en", "+8613800138040")
    rig.sandbox.core.add_person(manager)
    await rig.link(manager, "4001")
    await rig.link(account="4002")
    await new_phone(rig, "4002")
    theirs = await rig.look(show_costs, Actor.chat(140))
    assert [one.id for one in theirs.accounts] == ["4001", "4002"]
    mine = await rig.look(show_costs, ME)
    assert [one.id for one in mine.accounts] == ["1001"]
    await new_phone(rig, "4001", "+8613800138041")
    assert code_of(await tried(rig.look(show_costs, Actor.chat(140)))) == "not_linked"


async def test_a_suspended_account_can_be_let_go_by_its_chat_alone(rig: Rig) -> None:
    await new_phone(rig)
    waiting = (await rig.look(show_waiting, ME))[0]
    assert code_of(await tried(rig.perform(forget_waiting, THEM, waiting.id))) == "waiting_over"
    assert await tried(rig.perform(forget_waiting, ME, waiting.id)) == "1001"
    assert await rig.look(show_waiting, ME) == ()


async def test_everybody_linked_sees_who_is_and_removes_with_a_code(rig: Rig) -> None:
    view = await chats(rig)
    assert [(one.name, one.mine) for one in view.chats] == [("Lin Mei", True), ("Partner", False)]
    theirs = await rig.draft(10_00, PARTNER_ON_MEIS_PHONE)
    rig.clock.move(61)
    partner = view.chats[1].id
    await rig.perform(ask_removal, ME, partner)
    right = await rig.code()
    assert code_of(await tried(rig.perform(remove_chat, THEM, partner, right))) == "not_yours"
    done = await rig.perform(remove_chat, ME, partner, right)
    assert [one.name for one in done.chats] == ["Lin Mei"]
    assert done.removed == "Partner"
    assert code_of(await tried(rig.look(show_costs, THEM))) == "not_linked"
    await rig.settle()
    assert any("was removed from account 1001" in text for text in said_to(rig, PARTNER.id))
    # What was unfinished there ended as when somebody disconnects.
    await link(rig, PARTNER)
    stands = await rig.look(show_withdrawal, THEM, theirs.id)
    assert stands.status == "discarded"


async def test_a_code_to_remove_is_of_that_chat_that_person_and_that_phone(rig: Rig) -> None:
    third = Person(104, "Third", "en", "+8613800138004")
    rig.sandbox.core.add_person(third)
    await link(rig, third)
    mine, partner, other = (one.id for one in (await chats(rig)).chats)
    assert code_of(await tried(rig.perform(ask_removal, ME, mine))) == "not_yours"
    await rig.perform(ask_removal, ME, partner)
    right = await rig.code()
    assert code_of(await tried(rig.perform(remove_chat, ME, other, right))) == "code_wrong"
    assert code_of(await tried(rig.perform(remove_chat, Actor.chat(104), partner, right))) == "code_wrong"
    await new_phone(rig)
    assert code_of(await tried(rig.perform(remove_chat, ME, partner, right))) == "not_yours"


async def test_a_new_link_is_told_to_the_others_and_to_the_phone_in_one_part(rig: Rig) -> None:
    evil = Person(150, "Call +86 139 0000 9999 https://evil.example", "zh-hans", MEI.phone)
    rig.sandbox.core.add_person(evil)
    await rig.link(evil)
    await rig.settle()
    told = said_to(rig, MEI.id)[-1]
    assert "was connected to the chat" in told
    assert "9999" not in told
    assert "https://" not in told, "a name is words of others"
    sms = (await texts(rig))[0]
    assert sms.startswith("Account 1001 was connected")
    assert "evil" not in sms
    assert len(sms) <= 160


async def test_a_withdrawal_to_a_payee_from_a_young_link_waits_for_its_day(rig: Rig) -> None:
    await rig.perform(unlink_account, ME, "1001")
    await rig.link(young=True)
    linked_at = rig.clock.now()
    view = await submit(rig, await designated(rig, 100_00))
    assert view.status == "in_review"
    case = await rig.perform(open_case, REVIEWER, view.id)
    assert case.detail is not None
    assert case.detail.unpayable == "link_young"
    for who in (REVIEWER, OPERATOR):
        refused = await tried(rig.perform(review, who, view.id, "approve", version=case.version))
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.param("until_at")) == ("link_young", linked_at + DAY)
    # What goes back the way it was paid waits for nobody.
    rig.clock.move(3600)
    assert (await rig.withdraw(1_00)).status == "approved"
    rig.clock.at = linked_at + DAY - 1
    assert code_of(await tried(rig.perform(review, REVIEWER, view.id, "approve"))) == "link_young"
    rig.clock.at = linked_at + DAY
    done = await rig.perform(review, REVIEWER, view.id, "approve")
    assert done.status == "approved"


async def test_a_new_proof_makes_a_link_young_again(rig: Rig) -> None:
    await new_phone(rig)
    await rig.link(Person(MEI.id, MEI.name, "en", NEW_PHONE.phone), young=True)
    view = await designated(rig, 100_00)
    await rig.perform(send_code, ME, view.id, view.version)
    await rig.perform(enter_code, ME, view.id, await rig.code(NEW_PHONE))
    view = await rig.perform(confirm_withdrawal, ME, view.id, view.version)
    assert code_of(await tried(rig.perform(review, REVIEWER, view.id, "approve"))) == "link_young"


async def test_support_and_the_operator_take_chats_away_and_everybody_is_told(rig: Rig) -> None:
    listed = await rig.look(list_chats, OPERATOR, "1001")
    assert [(one.chat_user, one.name) for one in listed] == [(MEI.id, "Lin Mei"), (PARTNER.id, "Partner")]
    assert code_of(await tried(rig.perform(unlink_by_support, SUPPORT, "1001", listed[1].chat, "", ""))) in (
        "staff_reason_needed",
        "ticket_needed",
    )
    for who in (ME, REVIEWER):
        assert (
            code_of(
                await tried(
                    rig.perform(unlink_by_support, who, "1001", listed[1].chat, "the phone was stolen", "T-1")
                )
            )
            == "denied"
        )
    gone = await rig.perform(
        unlink_by_support, SUPPORT, "1001", listed[1].chat, "the phone was stolen", "T-1"
    )
    assert [one.chat_user for one in gone] == [PARTNER.id]
    assert (
        code_of(
            await tried(
                rig.perform(unlink_by_support, SUPPORT, "1001", listed[1].chat, "the phone was stolen", "T-1")
            )
        )
        == "no_such_chat"
    )
    assert (await texts(rig))[0].startswith("We disconnected chats from account 1001")
    assert "Support disconnected this chat" in said_to(rig, PARTNER.id)[-1]
    assert any("was disconnected from the chat “Partner”" in text for text in said_to(rig, MEI.id))
    await rig.perform(unlink_by_operator, OPERATOR, "1001", None)
    assert code_of(await tried(rig.look(show_costs, ME))) == "not_linked"
    assert await rig.look(list_chats, OPERATOR, "1001") == ()


async def test_not_me_of_a_new_link_undoes_what_it_did_and_stops_payees_for_a_day(rig: Rig) -> None:
    old = await submit(rig, await designated(rig, 50_00))
    view = await chats(rig)
    new = view.chats[1].id
    done = await rig.perform(not_me, ME, "link", new)
    assert (done.unlinks, done.chat, done.withdrawals) == (True, "Partner", 1)
    assert (await rig.look(show_withdrawal, ME, old.id)).status == "cancelled"
    assert code_of(await tried(rig.look(show_costs, THEM))) == "not_linked"
    again = await submit(rig, await designated(rig, 50_00))
    refused = await tried(rig.perform(review, REVIEWER, again.id, "approve"))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.param("why")) == ("recheck_failed", "stopped")
    assert (await rig.withdraw(1_00)).status == "approved"
    assert code_of(await tried(rig.perform(not_me, ME, "link", new))) == "not_me_today"
    rig.clock.move(DAY_S)
    assert (await rig.perform(review, REVIEWER, again.id, "approve")).status == "approved"


async def test_not_me_of_ones_own_code_ends_it_and_unlinks_nobody(rig: Rig) -> None:
    """Somebody else has the same chat open on another device."""
    view = await rig.draft(20_00)
    assert view.code_id is not None
    done = await rig.perform(not_me, ME, "code", view.code_id)
    assert not done.unlinks
    assert (await rig.look(show_withdrawal, ME, view.id)).code == "none"


async def test_both_sides_press_and_the_one_with_the_phone_stays(rig: Rig) -> None:
    """A thief's *Not me* is worth one day: the owner connects again by the phone, and removes the thief."""
    mine, theirs = (one.id for one in (await chats(rig)).chats)
    await rig.perform(not_me, THEM, "link", mine)
    assert code_of(await tried(rig.look(show_costs, ME))) == "not_linked"
    # The owner was unlinked by it, and may press all the same: then both are out.
    await rig.perform(not_me, ME, "link", theirs)
    assert code_of(await tried(rig.look(show_costs, THEM))) == "not_linked"
    await rig.link()
    await rig.look(show_costs, ME)
    own = (await chats(rig)).chats[0].id
    assert code_of(await tried(rig.perform(not_me, THEM, "link", own))) in ("not_me_over", "not_me_today")
    rig.clock.move(DAY_S + 1)
    assert code_of(await tried(rig.perform(not_me, THEM, "link", own))) == "not_me_over"


async def test_a_suspended_chat_says_not_me_of_the_new_phone_once(rig: Rig) -> None:
    await new_phone(rig)
    waiting = (await rig.look(show_waiting, THEM))[0]
    assert code_of(await tried(rig.perform(not_me, ME, "phone", waiting.id))) == "not_me_over", "not its own"
    assert code_of(await tried(rig.perform(not_me, THEM, "link", waiting.id))) == "not_me_over"
    done = await rig.perform(not_me, THEM, "phone", waiting.id)
    assert not done.unlinks
    rig.clock.move(DAY_S + 1)
    assert code_of(await tried(rig.perform(not_me, THEM, "phone", waiting.id))) == "not_me_over"


async def test_strangers_and_those_whom_staff_removed_cannot_say_not_me(rig: Rig) -> None:
    mine, theirs = (one.id for one in (await chats(rig)).chats)
    stranger = Actor.chat(999)
    await rig.perform(greet, stranger, "en")
    await rig.perform(unlink_by_operator, OPERATOR, "1001", PARTNER.id)
    for who in (stranger, THEM):
        for what, subject in (("link", mine), ("link", theirs), ("phone", mine), ("code", 1), ("code", 9999)):
            assert code_of(await tried(rig.perform(not_me, who, what, subject))) == "not_me_over"  # type: ignore[arg-type]


async def test_a_code_for_a_payee_is_told_to_the_others_once_and_one_for_the_original_way_is_not(
    rig: Rig,
) -> None:
    await rig.draft(10_00)
    await rig.settle()
    assert not any("asked for a code" in text for text in said_to(rig, PARTNER.id))
    rig.clock.move(61)
    await submit(rig, await designated(rig, 77_00))
    await rig.settle()
    told = [text for text in said_to(rig, PARTNER.id) if "asked for a code" in text]
    assert len(told) == 1
    assert "“Lin Mei”" in told[0]
    assert "¥77.00" in told[0]
    assert not any("asked for a code" in text for text in said_to(rig, MEI.id))


async def test_thirty_linked_chats_are_listed_and_all_wait_after_a_phone_change(rig: Rig) -> None:
    async def many(number: int) -> None:
        def run(tx: Any) -> None:
            tx.run("chat_user_add", id=number, locale="en", created_at=0)
            tx.run("link_add", chat_user=number, account="1001", now=rig.clock.now())

        await rig.db.write(run)

    for number in range(500, 530):
        await many(number)
    assert len((await chats(rig)).chats) == 32
    await new_phone(rig)
    for number in range(500, 530):
        assert code_of(await tried(rig.look(show_costs, Actor.chat(number)))) == "not_linked"


PARTNER_ON_MEIS_PHONE = Person(PARTNER.id, PARTNER.name, "en", MEI.phone)
