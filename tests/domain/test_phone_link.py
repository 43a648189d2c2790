"""Claims to a number through the real use cases on both databases: what they write, and what a change ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, ParamSpec

import pytest

from domain.actor import Actor
from domain.errors import Refusal
from domain.phone_claims import ClaimCode, normal_phone
from domain.ports import DAY, SECOND
from domain.tx import Tx
from domain.use_case import UseCase, perform
from domain.usecases.customer.greet import greet
from domain.usecases.customer.link_phone import prove_phone, share_phone
from domain.usecases.customer.unlink import unlink_account
from domain.usecases.time.expire import expire_codes
from domain.usecases.time.outbox import lease_messages
from storage.database import Database
from storage.queries import Query
from tests.support.rig import MEI, Rig, account, rig_on, top_up, tried

P = ParamSpec("P")

NOBODY = "+8613800138099"
SYSTEM = Actor.system("test")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        await made.events([account(), top_up("1000.00")])
        yield made


class Recorder:
    """A transaction that records the statements, without the values."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self.asked: list[tuple[str, ...]] = []

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def ask(name: str, *rest: Any, **params: Any) -> Any:
            result = getattr(self._tx, method)(name, *rest, **params)
            changed = str(result) if method == "run" else ""
            self.asked.append((method, name, *sorted(params), changed))
            return result

        return ask


async def recorded(
    rig: Rig, use_case: UseCase[P, Any], actor: Actor, /, *args: P.args, **kwargs: P.kwargs
) -> tuple[Any, list[tuple[str, ...]]]:
    """The result of a use case, and the statements that it ran."""
    carry_out = perform(use_case.call(*args, **kwargs), rig.services, actor)

    def run(tx: Tx) -> tuple[Any, list[tuple[str, ...]]]:
        recorder = Recorder(tx)
        return carry_out(recorder), recorder.asked

    return await rig.db.write(run)


async def met(rig: Rig, chat_user: int) -> Actor:
    """A person who has met the bot."""
    actor = Actor.chat(chat_user)
    await rig.perform(greet, actor, "en")
    return actor


def query(tx: Any, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement of the test's own."""
    return [tuple(row) for row in tx._execute(Query("test", sql, frozenset()), {}).rows]


async def test_a_strangers_number_takes_the_same_statements(rig: Rig) -> None:
    taken = []
    for chat_user, phone in ((1, MEI.phone or ""), (2, NOBODY)):
        actor, made = await met(rig, chat_user), []
        asked, said = await recorded(rig, share_phone, actor, phone)
        assert isinstance(asked, ClaimCode)
        made.append(said)
        for code in ("1", "2", "3", "4", "5", "6"):
            refused, said = await recorded(rig, prove_phone, actor, asked.claim, code)
            assert isinstance(refused, Refusal)
            made.append([(*said, refused.code) for said in said])
        refused, said = await recorded(rig, share_phone, actor, phone)
        assert refused.code == "locked"
        made.append(said)
        taken.append(made)
    assert taken[0] == taken[1]


async def test_the_relay_drops_what_has_no_recipient(rig: Rig) -> None:
    for chat_user, phone in ((1, MEI.phone or ""), (2, NOBODY)):
        await rig.perform(share_phone, await met(rig, chat_user), phone)
    leased = await rig.perform(lease_messages, SYSTEM, 10, 60)
    assert [message.phone for message in leased] == [MEI.phone]
    assert await rig.perform(lease_messages, SYSTEM, 10, 60) == ()
    rig.clock.move(301)
    await rig.perform(expire_codes, SYSTEM, 10)
    assert await rig.db.read(lambda tx: tx.all("check_secrets_gone", after=0, until=100)) == []


async def test_a_code_on_its_way_is_dropped_when_its_phone_changes(rig: Rig) -> None:
    """Otherwise it would go to the new phone: the number is read when the message goes out."""
    await rig.perform(share_phone, await met(rig, 1), MEI.phone or "")
    change = {"id": "x", "type": "account.updated", "at": "2026-11-10T10:00:00+08:00", "account": "1001"}
    await rig.events([change | {"phone": NOBODY}])
    assert await rig.perform(lease_messages, SYSTEM, 10, 60) == ()


async def test_a_claim_is_forgotten_after_a_week(rig: Rig) -> None:
    first = await rig.perform(share_phone, await met(rig, 1), NOBODY)
    rig.clock.move(7 * DAY // SECOND)
    await rig.perform(share_phone, await met(rig, 2), MEI.phone or "")
    assert await rig.db.read(lambda tx: tx.one("phone_claim_by_id", id=first.claim)) is None


async def test_nobody_uses_the_claim_of_another(rig: Rig) -> None:
    asked = await rig.perform(share_phone, await met(rig, 1), MEI.phone or "")
    code = await rig.code(MEI)
    other = await tried(rig.perform(prove_phone, await met(rig, 2), asked.claim, code))
    assert other == Refusal("phone_over")
    own = await rig.perform(prove_phone, Actor.chat(1), asked.claim, code)
    assert own.connected == ("1001",)
    again = await tried(rig.perform(prove_phone, Actor.chat(1), asked.claim, code))
    assert again == Refusal("code_wrong")


async def test_connecting_and_disconnecting_are_written_down_without_the_number(rig: Rig) -> None:
    actor = await met(rig, 1)
    asked = await rig.perform(share_phone, actor, MEI.phone or "")
    await rig.perform(prove_phone, actor, asked.claim, await rig.code(MEI))
    await rig.perform(unlink_account, actor, "1001")
    assert await tried(rig.perform(unlink_account, actor, "1001")) == Refusal("not_yours")
    sql = "SELECT use_case, account, subject, outcome FROM audit ORDER BY id"
    written = await rig.db.read(lambda tx: query(tx, sql))
    mine = [row for row in written if row[0] != "apply_events"]
    assert mine == [
        ("share_phone", None, None, "done"),
        ("connect", "1001", mine[1][2], "done"),
        ("prove_phone", None, str(asked.claim), "done"),
        ("unlink_account", "1001", None, "done"),
    ]
    assert "138" not in repr(mine)
    assert "138" not in repr(share_phone.call(MEI.phone or ""))


@pytest.mark.parametrize(
    ("shared", "phone"),
    [
        ("8613800138001", "+8613800138001"),
        ("+86 138-0013 8001", "+8613800138001"),
        ("+1 (555) 010.0199", "+15550100199"),
        ("12345", None),
        ("", None),
        ("+", None),
        ("++8613800138001", None),
        ("86138x0138001", None),
        ("١٢٣٤٥٦٧", None),
        ("1" * 16, None),
    ],
)
def test_shared_numbers_become_what_accounts_have(shared: str, phone: str | None) -> None:
    assert normal_phone(shared) == phone
