"""Every limit of the table is reached: the last one passes, one more gets its sentence and changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from aiogram.types import Update

from bot.documents.intake import BYTES_MOST, clean, weigh
from bot.screens import acting, notices
from bot.texts.catalogue import texts_for
from bot.texts.languages import LOCALES
from domain.actor import Actor
from domain.errors import Refusal, Unfit
from domain.ports import DAY, SECOND
from domain.rules.limits import LIMITS, LimitName
from domain.rules.policy import Policy
from domain.tx import Tx
from domain.usecases.customer.cancel_withdrawal import discard_draft
from domain.usecases.customer.edit_documents import add_document, check_document, remove_document
from domain.usecases.customer.greet import greet
from domain.usecases.customer.link_confirm import confirm_link
from domain.usecases.customer.link_open import open_link
from domain.usecases.customer.link_phone import connect_chosen, prove_phone, share_phone
from domain.usecases.customer.payees import change_payee, list_payees, use_payee
from domain.usecases.customer.prove_link import ask_proof, prove_link, show_waiting
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.set_note import set_note
from domain.usecases.customer.start_application import start_application
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.customer.unlink import unlink_account
from domain.usecases.operator.check_books import check_books
from domain.usecases.operator.make_link import make_link
from domain.usecases.staff.scenarios import create_from_file, create_test_account, reset_test_account
from domain.usecases.time.outbox import put_test_inbox
from domain.views import Locale, WithdrawalView
from handlers.identity import Identity
from handlers.pace import RateLimit
from storage.database import Database
from storage.queries import Query
from tests.domain.designated import OLD, begun
from tests.domain.test_application import adjustment
from tests.support.by_documents import ME, designated, enter, fund_of, new_document, submit
from tests.support.document_files import pdf, saved
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried
from tests.support.staffing import hired

SMALL: dict[LimitName, int] = {
    "chats_an_account": 2, "accounts_a_chat": 2, "links_open": 2, "drafts_a_day": 3, "payees_offered": 2,
    "documents_a_day": 4, "messages_kept": 2, "inbox_kept": 2, "test_accounts_a_day": 2, "updates_waiting": 2,
    "updates_a_day": 3,
}  # fmt: skip
"""What a policy sets, made small; the other limits are reached as they are."""
SAM = Actor.chat(300)
UNTOUCHED = (
    "link", "withdrawal", "transition", "payee", "document", "withdrawal_document", "phone_claim", "account",
    "desk_account", "outbox", "one_time_code",
)  # fmt: skip


def query(tx: Tx, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement of the test's own."""
    return [tuple(row) for row in cast(Any, tx)._execute(Query("test", sql, frozenset()), {}).rows]


async def counted(rig: Rig, sql: str) -> int:
    return int((await rig.db.read(lambda tx: query(tx, f"SELECT COUNT(*) FROM {sql}")))[0][0])


async def refusal_of(rig: Rig, call: Awaitable[object]) -> Refusal:
    """The refusal of a call that changes nothing by it."""
    before = [await counted(rig, table) for table in UNTOUCHED]
    refused = await tried(call)
    assert isinstance(refused, Refusal), refused
    assert [await counted(rig, table) for table in UNTOUCHED] == before
    return refused


async def attempt(rig: Rig, chat_user: int, account_id: str = "1001") -> tuple[Actor, int, str]:
    """A person who has opened a link and has its code."""
    actor = Actor.chat(chat_user)
    await rig.perform(greet, actor, "en")
    opened = await rig.perform(open_link, actor, (await rig.perform(make_link, OPERATOR, account_id)).token)
    return actor, opened.id, await rig.code(MEI)


async def connect(rig: Rig, chat_user: int, account_id: str = "1001") -> None:
    await rig.perform(confirm_link, *await attempt(rig, chat_user, account_id))


async def chats_an_account(rig: Rig) -> Refusal:
    await connect(rig, 102)
    late = await attempt(rig, 103)
    refused = await refusal_of(rig, rig.perform(confirm_link, *late))
    # The code is still good once there is room.
    await rig.perform(unlink_account, Actor.chat(102), "1001")
    await rig.perform(confirm_link, *late)
    return refused


async def accounts_a_chat(rig: Rig) -> Refusal:
    for number in ("1002", "1003"):
        await rig.events([account(number)])
    await connect(rig, MEI.id, "1002")
    return await refusal_of(rig, rig.perform(confirm_link, *await attempt(rig, MEI.id, "1003")))


async def links_open(rig: Rig) -> Refusal:
    made = [(await rig.perform(make_link, OPERATOR, "1001")).token for _ in range(3)]
    await rig.perform(greet, Actor.chat(102), "en")
    first = await refusal_of(rig, rig.perform(open_link, Actor.chat(102), made[0]))
    for number, token in enumerate(made[1:]):
        await rig.perform(greet, Actor.chat(110 + number), "en")
        await rig.perform(open_link, Actor.chat(110 + number), token)
    return first


async def numbers_a_day(rig: Rig) -> Refusal:
    for number in range(3):
        await rig.perform(share_phone, ME, f"+861390000000{number}")
        rig.clock.move(61)
    return await refusal_of(rig, rig.perform(share_phone, ME, "+8613900000009"))


async def sharers_a_day(rig: Rig) -> Refusal:
    for person in (102, 103, 104, 105):
        await rig.perform(greet, Actor.chat(person), "en")
    for person in (102, 103, 104):
        await rig.perform(share_phone, Actor.chat(person), "+8613900000009")
        rig.clock.move(61)
    return await refusal_of(rig, rig.perform(share_phone, Actor.chat(105), "+8613900000009"))


async def asked(rig: Rig, most: int) -> WithdrawalView:
    view = await designated(rig, 100_00)
    for _ in range(most):
        view = await rig.perform(send_code, ME, view.id, view.version)
        rig.clock.move(61)
    return view


async def codes_an_hour(rig: Rig) -> Refusal:
    rig.clock.move(3600)
    view = await asked(rig, 5)
    return await refusal_of(rig, rig.perform(send_code, ME, view.id, view.version))


async def codes_a_day(rig: Rig) -> Refusal:
    rig.clock.move(3600)
    # The first of the ten is the one that connected the chat.
    view = await asked(rig, 5)
    rig.clock.move(3600)
    for _ in range(4):
        view = await rig.perform(send_code, ME, view.id, view.version)
        rig.clock.move(61)
    rig.clock.move(3600)
    return await refusal_of(rig, rig.perform(send_code, ME, view.id, view.version))


async def drafts_open(rig: Rig) -> None:
    first = await rig.perform(start_withdrawal, ME, await fund_of(rig, "TP-1001-1"))
    second = await rig.perform(start_withdrawal, ME, await fund_of(rig, "TP-OLD"))
    assert second.id == first.id
    assert await counted(rig, "withdrawal WHERE status = 'draft'") == 1


async def drafts_a_day(rig: Rig) -> Refusal:
    fund = await fund_of(rig, "TP-1001-1")
    for _ in range(3):
        await rig.perform(discard_draft, ME, (await rig.perform(start_withdrawal, ME, fund)).id)
        rig.clock.move(60)
    refused = await refusal_of(rig, rig.perform(start_withdrawal, ME, fund))
    # Another person linked to the account begins as always, and this one when the first is a day old.
    await connect(rig, 102)
    await rig.perform(start_withdrawal, Actor.chat(102), fund)
    until_at = refused.param("until_at")
    assert isinstance(until_at, int)
    rig.clock.at = until_at - 1
    assert (await refusal_of(rig, rig.perform(start_withdrawal, ME, fund))).code == "drafts_too_many"
    rig.clock.at = until_at
    await rig.perform(start_withdrawal, ME, fund)
    return refused


async def note_characters(rig: Rig) -> Refusal:
    await rig.events([adjustment(1, "10.00")])
    view = await rig.perform(start_application, ME, "1001")
    view = await rig.perform(set_note, ME, view.id, view.version, "x" * 500)
    return await refusal_of(rig, rig.perform(set_note, ME, view.id, view.version, "x" * 501))


async def payees_offered(rig: Rig) -> None:
    used = []
    for number in range(3):
        view = await designated(rig, 10_00, kind="alipay")
        if number:
            view = await enter(rig, view, "number", f"1380013800{number}")
            for kind in view.missing:
                view = await rig.perform(add_document, ME, view.id, kind, new_document())
        done = await submit(rig, view)
        assert done.payee is not None
        used.append(done.payee.id)
        rig.clock.move(3600)
    view = await begun(rig, "TP-OLD")
    offered = await rig.look(list_payees, ME, view.id)
    assert [one.id for one in offered] == [used[2], used[1]]


async def files_of_a_document(rig: Rig) -> Refusal:
    view = await begun(rig, "TP-OLD")
    for _ in range(3):
        await rig.look(check_document, ME, view.id, "id_photo")
        view = await rig.perform(add_document, ME, view.id, "id_photo", new_document())
    early = await tried(rig.look(check_document, ME, view.id, "id_photo"))
    refused = await refusal_of(rig, rig.perform(add_document, ME, view.id, "id_photo", new_document()))
    assert early == refused
    return refused


async def document_mb(_: Rig) -> Unfit:
    weigh(BYTES_MOST)
    with pytest.raises(Unfit) as raised:
        weigh(BYTES_MOST + 1)
    return raised.value


async def document_pages(_: Rig) -> Unfit:
    assert clean(saved(pdf(20))).pages == 20
    with pytest.raises(Unfit) as raised:
        clean(saved(pdf(21)))
    return raised.value


async def documents_a_day(rig: Rig) -> Refusal:
    view = await begun(rig, "TP-OLD")
    for _ in range(4):
        view = await rig.perform(add_document, ME, view.id, "id_photo", new_document())
        view = await rig.perform(remove_document, ME, view.id, view.version, view.documents[0].id)
    early = await tried(rig.look(check_document, ME, view.id, "id_photo"))
    refused = await refusal_of(rig, rig.perform(add_document, ME, view.id, "id_photo", new_document()))
    assert early == refused
    rig.clock.at = cast(int, refused.param("until_at"))
    view = await begun(rig, "TP-OLD")
    await rig.perform(add_document, ME, view.id, "id_photo", new_document())
    return refused


async def messages_kept(rig: Rig) -> None:
    await rig.settle()
    await rig.mei().block()
    await connect(rig, 102)
    for number in range(3):
        await rig.withdraw(10_00 + number)
        await rig.settle()
        rig.clock.move(3600)
    mine = f"outbox WHERE chat_user = {MEI.id} AND status = 'blocked' AND template"
    assert await counted(rig, f"{mine} = 'withdrawal'") == 2
    assert await counted(rig, f"{mine} = 'linked'") == 1, "what is about safety makes no room"
    assert await counted(rig, f"{mine} = 'made_room'") == 1
    await rig.mei().unblock()
    await rig.perform(greet, ME, "en")
    await rig.settle()
    said = " ".join(message.text for message in rig.mei().from_bot[-4:])
    assert "¥10.02" in said
    assert "¥10.00" not in said
    assert "the 2 newest messages about withdrawals were kept" in said


async def inbox_kept(rig: Rig) -> None:
    await rig.events([account("T:1", "+99913800138", test=True)], desk=True)
    for number in range(3):
        await rig.perform(put_test_inbox, Actor.system("test"), "T:1", f"text {number}")
    rows = await rig.db.read(lambda tx: tx.all("inbox_newest", account="T:1", most=10))
    assert [rig.services.vault.open(row.text_sealed) for row in rows] == ["text 2", "text 1"]


async def desk_accounts(rig: Rig) -> Refusal:
    await rig.perform(greet, SAM, "en")
    await hired(rig, SAM.person, "Sam", "support")
    for _ in range(2):
        made = await rig.perform(create_test_account, SAM, "bare")
    for call in (
        rig.perform(reset_test_account, SAM, made.account),
        rig.perform(create_from_file, SAM, OPENED),
    ):
        assert (await refusal_of(rig, call)).code == "test_accounts_too_many"
    refused = await refusal_of(rig, rig.perform(create_test_account, SAM, "bare"))
    rig.clock.move(DAY // SECOND)
    await rig.perform(create_test_account, SAM, "bare")
    return refused


OPENED = (
    '{"id": "o", "type": "account.opened", "at": "2026-11-01T00:00:00+08:00", "account": "F1", "name": "F", '
    '"kind": "personal", "identity": "I", "real_name": "verified", "phone": "+8613800138055", "test": true}'
)


PHONE = {
    "type": "account.updated", "at": "2026-11-10T10:00:00+08:00", "account": "1001", "phone": MEI.phone,
}  # fmt: skip


class Door:
    """The middleware that counts updates, before a handler that waits until it is let go."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._pace = RateLimit(Identity(rig, cast(Any, None)), 10_000)
        self._numbers = iter(range(1, 10_000))
        self.go = asyncio.Event()
        self.read = 0

    async def send(self) -> None:
        number = next(self._numbers)
        person = {"id": MEI.id, "is_bot": False, "first_name": "Mei", "language_code": "en"}
        chat = {"id": MEI.id, "type": "private"}
        message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": "/help"}
        update = Update.model_validate({"update_id": number, "message": message})
        await self._pace(self._handle, update, {"bot": self._rig.bot})

    async def _handle(self, *_: object) -> None:
        self.read += 1
        await self.go.wait()

    @property
    def answer(self) -> str:
        return self._rig.mei().last.text


async def updates_waiting(rig: Rig) -> str:
    door = Door(rig)
    waiting = [asyncio.create_task(door.send()) for _ in range(2)]
    await asyncio.sleep(0)
    await door.send()
    assert door.read == 2
    said = door.answer
    door.go.set()
    await asyncio.gather(*waiting)
    await door.send()
    assert door.read == 3, "there is room again"
    return said


async def updates_a_day(rig: Rig) -> str:
    door = Door(rig)
    door.go.set()
    for _ in range(4):
        await door.send()
    assert door.read == 3
    said = door.answer
    rig.clock.move(DAY // SECOND)
    await door.send()
    assert door.read == 4
    return said


REACHED: dict[LimitName, Callable[[Rig], Awaitable[Refusal | Unfit | str | None]]] = {
    "chats_an_account": chats_an_account, "accounts_a_chat": accounts_a_chat, "links_open": links_open,
    "numbers_a_day": numbers_a_day, "sharers_a_day": sharers_a_day, "codes_an_hour": codes_an_hour,
    "codes_a_day": codes_a_day, "drafts_open": drafts_open, "drafts_a_day": drafts_a_day,
    "note_characters": note_characters, "payees_offered": payees_offered,
    "files_of_a_document": files_of_a_document, "document_mb": document_mb, "document_pages": document_pages,
    "documents_a_day": documents_a_day, "messages_kept": messages_kept, "inbox_kept": inbox_kept,
    "test_accounts_a_day": desk_accounts, "updates_waiting": updates_waiting, "updates_a_day": updates_a_day,
}  # fmt: skip
"""How each limit is reached; it gives what a person is told, where one more is refused."""


@asynccontextmanager
async def limited(db: Database, folder: Path, **limits: int) -> AsyncIterator[Rig]:
    async with rig_on(db, folder, replace(Policy(second_review_fen=10**12), **cast(Any, limits))) as rig:
        await rig.events([account(), top_up("1000.00"), OLD])
        await rig.link()
        yield rig
        assert not await rig.look(check_books, OPERATOR)


@pytest.mark.parametrize("name", LIMITS)
async def test_the_last_one_passes_and_one_more_is_told_why(
    name: LimitName, db: Database, tmp_path: Path
) -> None:
    small = {name: SMALL[name]} if name in SMALL else {}
    most, limit = small.get(name, LIMITS[name].most), LIMITS[name]
    async with limited(db, tmp_path, **small) as rig:
        told = await REACHED[name](rig)
        now = rig.clock.now()
    if told is None:
        assert limit.one_more == "makes room"
        return
    if isinstance(told, str):
        assert limit.one_more == "is not read"
        assert str(most) in told
        return
    for locale in LOCALES:
        said = words(told, now, locale)
        assert limit.sentence.endswith(told.code)
        # An ended link is told in the same words as every other one that does not work.
        assert str(most) in said or name == "links_open"


def words(told: Refusal | Unfit, now: int, locale: Locale) -> str:
    if isinstance(told, Unfit):
        return notices.unfit(told, locale)
    if told.code == "test_accounts_too_many":
        return acting.refusal(told, locale)
    return notices.refusal(told, now, locale)


def test_every_limit_is_reached_and_every_number_of_the_policy_is_in_the_table() -> None:
    assert REACHED.keys() == LIMITS.keys()
    policy = {field.name: getattr(Policy(), field.name) for field in fields(Policy)}
    for name, limit in LIMITS.items():
        assert policy.get(name, limit.most) == limit.most
    assert SMALL.keys() <= policy.keys()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_limit_has_its_sentence(locale: Locale) -> None:
    assert [limit.sentence for limit in LIMITS.values() if not texts_for(locale).has(limit.sentence)] == []


async def test_two_chats_at_once_do_not_both_take_the_last_place(db: Database, tmp_path: Path) -> None:
    async with limited(db, tmp_path, chats_an_account=2) as rig:
        late = [await attempt(rig, chat_user) for chat_user in (102, 103)]
        came = await asyncio.gather(*(tried(rig.perform(confirm_link, *one)) for one in late))
        assert [one.code for one in came if isinstance(one, Refusal)] == ["chats_too_many"]
        assert await counted(rig, "link WHERE unlinked_at IS NULL") == 2


async def test_files_that_come_at_once_do_not_pass_the_days_number(db: Database, tmp_path: Path) -> None:
    async with limited(db, tmp_path, documents_a_day=2) as rig:
        view = await begun(rig, "TP-OLD")
        came = await asyncio.gather(
            *(tried(rig.perform(add_document, ME, view.id, "id_photo", new_document())) for _ in range(5))
        )
        assert sum(isinstance(one, Refusal) for one in came) == 3
        assert await counted(rig, "document") == 2


async def test_a_draft_leaves_one_payee_however_often_it_is_changed(db: Database, tmp_path: Path) -> None:
    async with limited(db, tmp_path) as rig:
        view = await designated(rig, 10_00, kind="alipay")
        for number in range(3):
            view = await enter(rig, view, "number", f"1380013800{number}")
            view = await rig.perform(change_payee, ME, view.id, view.version)
            view = await enter(rig, view, "kind", "alipay")
        assert await counted(rig, "payee") == 1
        # One that was used stays, whatever the next draft does with it.
        done = await submit(rig, await designated(rig, 10_00, kind="alipay"))
        assert done.payee is not None
        again = await rig.perform(
            use_payee, ME, (view := await begun(rig, "TP-OLD")).id, view.version, done.payee.id
        )
        await enter(rig, again, "number", "13800138004")
        assert await counted(rig, f"payee WHERE id = {done.payee.id}") == 1


async def test_proving_a_new_phone_is_no_new_connection(db: Database, tmp_path: Path) -> None:
    async with limited(db, tmp_path, chats_an_account=1, accounts_a_chat=1) as rig:
        await rig.events([PHONE | {"id": "new", "phone": "+8613900000001"}, PHONE | {"id": "old"}])
        (waiting,) = await rig.look(show_waiting, ME)
        await rig.perform(ask_proof, ME, waiting.id)
        assert await rig.perform(prove_link, ME, waiting.id, await rig.code()) == ("1001",)


async def test_a_right_code_by_phone_is_not_used_up_where_there_is_no_room(
    db: Database, tmp_path: Path
) -> None:
    async with limited(db, tmp_path, accounts_a_chat=1) as rig:
        await rig.events([account("1002")])
        asked = await rig.perform(share_phone, ME, MEI.phone or "")
        code = await rig.code()
        refused = await refusal_of(rig, rig.perform(prove_phone, ME, asked.claim, code))
        assert refused.code == "accounts_too_many"
        await rig.perform(unlink_account, ME, "1001")
        choice = await rig.perform(prove_phone, ME, asked.claim, code)
        assert (len(choice.open), choice.connected) == (2, ())


async def test_what_is_proved_by_phone_stands_although_another_account_has_no_room(
    db: Database, tmp_path: Path
) -> None:
    async with limited(db, tmp_path, accounts_a_chat=1) as rig:
        await rig.events(
            [account("1002", "+8613900000001"), PHONE | {"id": "new", "phone": "+8613900000001"}]
        )
        await rig.events([PHONE | {"id": "old"}, PHONE | {"id": "too", "account": "1002"}])
        asked = await rig.perform(share_phone, ME, MEI.phone or "")
        choice = await rig.perform(prove_phone, ME, asked.claim, await rig.code())
        assert choice.connected == ("1001",)
        assert [one.id for one in choice.open] == ["1002"]
        refused = await refusal_of(rig, rig.perform(connect_chosen, ME, asked.claim, ("1002",)))
        assert refused.code == "accounts_too_many"


async def test_what_a_silent_chat_was_asked_and_old_links_are_forgotten(db: Database, tmp_path: Path) -> None:
    async with limited(db, tmp_path) as rig:
        await rig.perform(make_link, OPERATOR, "1001")
        for key, at in (("old", rig.clock.at), ("new", rig.clock.at + 20 * DAY)):
            await rig.db.write(partial(put_state, key, at))
        rig.clock.at += 32 * DAY
        await rig.timers.run("forget spent")
        assert await counted(rig, "link_token") == 0
        assert await rig.db.read(lambda tx: query(tx, "SELECT key FROM fsm")) == [("new",)]


def put_state(key: str, at: int, tx: Tx) -> None:
    tx.run("fsm_put_state", key=key, state="asked", now=at)
