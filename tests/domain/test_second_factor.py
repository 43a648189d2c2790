"""The second factor of staff through the use cases, on both databases: what a code opens, and what it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest

from domain.actor import Actor, Permission
from domain.errors import Refusal
from domain.ports import DAY, MINUTE, SECOND
from domain.roles import use_cases
from domain.second_factor import NewSecret, code_at
from domain.use_case import PROVED, USE_CASES
from domain.usecases.staff.claim import open_case
from domain.usecases.staff.members import give_login, remove_staff
from domain.usecases.staff.review import review
from domain.usecases.staff.second_factor import (
    enter_word,
    make_factor,
    make_word,
    note_secret,
    prove,
    reset_factor,
)
from storage.database import Database
from tests.support.reviewing import ANNA, BORIS, query, refused_for, staffed_on, status, waiting
from tests.support.rig import Rig, granted, tried
from tests.support.staffing import STEP, code_of, enrol, hired, with_code

ADA, SHELL, ROOT = Actor.chat(205), Actor.at_machine("ada"), Actor.at_machine("root")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    """As the product runs: a code for half an hour of looking, and one for every approval. Boris is an admin."""
    async with staffed_on(db, tmp_path) as made:
        strict = replace(made.services.policy, staff_look_s=1800, step_up_fen=0, login_needed=True)
        made.services, made.eased = replace(made.services, policy=strict), False
        # Looks that were opened for longer are closed by that.
        yield made


async def said(rig: Rig, who: Actor, code: str, deed: str | None = None) -> str:
    """What is said of a code."""
    done = await tried(rig.perform(prove, who, code, deed))
    return done.code if isinstance(done, Refusal) else "right"


async def looks(rig: Rig, who: Actor, withdrawal: str) -> str:
    """Whether a case is shown."""
    view = await tried(rig.perform(open_case, who, withdrawal))
    return view.code if isinstance(view, Refusal) else "shown"


def next_step(rig: Rig) -> None:
    rig.clock.at += STEP


async def test_it_is_the_published_algorithm(rig: Rig) -> None:
    """RFC 6238, appendix B: the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [code_at(secret, at * SECOND) for at in (59, 1111111109, 20000000000)] == [
        "287082",
        "081804",
        "353130",
    ]


async def test_one_code_opens_looking_and_each_approval_takes_one_of_its_own(rig: Rig) -> None:
    view = await waiting(rig)
    assert await looks(rig, ANNA, view.id) == "proof_needed"
    rig.clock.move(60)
    assert await said(rig, ANNA, await code_of(rig, ANNA.person)) == "right"
    assert await looks(rig, ANNA, view.id) == "shown"
    asked = await tried(rig.perform(review, ANNA, view.id, "approve", version=view.version))
    assert isinstance(asked, Refusal)
    assert asked.code == "proof_needed"
    assert (asked.param("withdrawal"), asked.param("amount_fen")) == (view.id, view.amount_fen)
    wait_s = asked.param("wait_s")
    assert isinstance(wait_s, int)
    assert 0 < wait_s <= 30, "the code that opened looking is used up"
    assert await said(rig, ANNA, await code_of(rig, ANNA.person), str(asked.param("deed"))) == "factor_used"
    rig.clock.at += wait_s * SECOND
    assert await said(rig, ANNA, await code_of(rig, ANNA.person), str(asked.param("deed"))) == "right"
    # It is for this case, this version, this decision, and once.
    other = await waiting(rig, 50_00)
    for one, version in ((other, other.version), (view, view.version + 1)):
        assert await refused_for(rig, ANNA, one.id, "approve", version=version) == "proof_needed"
    assert await refused_for(rig, ANNA, view.id, "approve", version=view.version) is None
    assert await status(rig, view) == "approved"


async def test_what_was_typed_for_a_decision_waits_two_minutes_and_no_longer(rig: Rig) -> None:
    view = await waiting(rig)
    rig.clock.move(60)
    asked = await tried(rig.perform(review, ANNA, view.id, "approve", version=view.version))
    assert isinstance(asked, Refusal)
    assert await said(rig, ANNA, await code_of(rig, ANNA.person), str(asked.param("deed"))) == "right"
    rig.clock.move(121)
    assert await refused_for(rig, ANNA, view.id, "approve", version=view.version) == "proof_needed"
    # To reject takes no code of its own while looking is open.
    assert await refused_for(rig, ANNA, view.id, "reject", "other", version=view.version) is None
    rig.clock.move(1800)
    later = await waiting(rig, 40_00)
    assert await refused_for(rig, ANNA, later.id, "reject", "other") == "proof_needed"
    eased = replace(rig.services.policy, step_up_fen=50_00)
    rig.services = replace(rig.services, policy=eased)
    assert await said(rig, ANNA, await code_of(rig, ANNA.person)) == "right"
    assert await refused_for(rig, ANNA, later.id, "approve") is None, "below the amount"


async def test_a_step_counts_once_also_after_the_clock_went_wrong(rig: Rig) -> None:
    rig.clock.move(60)
    code = await code_of(rig, ANNA.person)
    early = await code_of(rig, ANNA.person, later=-STEP)
    assert await said(rig, ANNA, code) == "right"
    assert await said(rig, ANNA, code) == "factor_used"
    assert await said(rig, ANNA, early) == "factor_used", "one that was not used, but is older"
    # A year ahead, and back: nobody is locked out, and what was used stays used.
    rig.clock.at += 365 * DAY
    assert await said(rig, ANNA, await code_of(rig, ANNA.person)) == "right"
    rig.clock.at -= 365 * DAY
    assert await said(rig, ANNA, code) == "factor_used"
    view = await waiting(rig)
    assert await looks(rig, ANNA, view.id) == "proof_needed", "a look that ends in a year is none"
    next_step(rig)
    assert await said(rig, ANNA, await code_of(rig, ANNA.person, later=STEP)) == "right", "a step of drift"
    assert await said(rig, ANNA, await code_of(rig, ANNA.person, later=4 * STEP)) == "factor_wrong"


async def test_five_wrong_ones_lock_for_a_quarter_of_an_hour_and_staff_hear_of_it(rig: Rig) -> None:
    right = await code_of(rig, ANNA.person)
    wrong = "000000" if right != "000000" else "000001"
    assert [await said(rig, ANNA, wrong) for _ in range(5)] == ["factor_wrong"] * 4 + ["factor_locked"]
    assert await said(rig, ANNA, await code_of(rig, ANNA.person)) == "factor_locked"
    told = await rig.db.read(
        lambda tx: query(tx, "SELECT params FROM outbox WHERE template = 'staff_news' AND kind = 'staff'")
    )
    assert ["factor_locked" in row[0] for row in told] == [True]
    rig.clock.at += 15 * MINUTE
    assert await said(rig, ANNA, await code_of(rig, ANNA.person)) == "right"
    # A lock set while the clock was ahead is bounded by its own length.
    rig.clock.at += DAY
    for _ in range(5):
        await said(rig, ANNA, wrong)
    rig.clock.at -= DAY - 2 * STEP
    assert await said(rig, ANNA, await code_of(rig, ANNA.person)) == "right"


async def test_a_secret_shown_in_the_chat_takes_a_word_a_known_message_and_five_minutes(rig: Rig) -> None:
    await hired(rig, ADA.person, "Ada", "finance", proves=False)
    word = granted(await _word(rig, ADA))
    assert len(word) == 10
    for wrong in ("", word[:-1] + "0", word):
        made = await tried(rig.perform(enter_word, BORIS if wrong == word else ADA, wrong))
        assert isinstance(made, Refusal), "wrong, or somebody else's"
    secret = await rig.perform(enter_word, ADA, f" {word[:5].lower()} {word[5:]}")
    assert isinstance(await tried(rig.perform(enter_word, ADA, word)), Refusal), "once"
    assert await said(rig, ADA, _shown(secret, rig)) == "factor_needed", "nobody could delete that message"
    await rig.db.write(lambda tx: tx.run("chat_user_add", id=ADA.person, locale="en", created_at=0))
    await rig.perform(note_secret, ADA, 7)
    rig.clock.at += 5 * MINUTE
    assert await said(rig, ADA, _shown(secret, rig)) == "factor_needed", "too late"
    await rig.timers.sweep()
    gone = await rig.db.read(
        lambda tx: query(tx, "SELECT params FROM outbox WHERE template = 'remove_message'")
    )
    assert gone == [('{"message_id": 7}',)]
    # Anew, in time.
    word = granted(await _word(rig, ADA))
    secret = await rig.perform(enter_word, ADA, word)
    await rig.perform(note_secret, ADA, 8)
    assert await said(rig, ADA, _shown(secret, rig)) == "right"
    gone = await rig.db.read(
        lambda tx: query(tx, "SELECT params FROM outbox WHERE template = 'remove_message'")
    )
    assert gone[-1] == ('{"message_id": 8}',)
    kept = await rig.db.read(lambda tx: query(tx, "SELECT COUNT(*) FROM factor_word"))
    assert kept == [(0,)]


def _shown(secret: NewSecret, rig: Rig) -> str:
    """What an authenticator shows that was pointed at the picture."""
    parsed = pyotp.parse_uri(secret.uri)
    assert isinstance(parsed, pyotp.TOTP)
    return parsed.at(rig.clock.at // SECOND)


async def _word(rig: Rig, for_: Actor) -> str | Refusal:
    """A word that Boris makes."""
    next_step(rig)
    made = await with_code(rig, make_word, BORIS, for_.person)
    return made if isinstance(made, Refusal) else made.word


async def reset_by(rig: Rig, who: Actor, whose: Actor) -> str:
    """What came of somebody's wish to reset; in the chat with a code."""
    if who.login is None:
        next_step(rig)
        done = await with_code(rig, reset_factor, who, whose.person)
    else:
        done = await tried(rig.perform(reset_factor, who, whose.person))
    return done.code if isinstance(done, Refusal) else "done"


async def test_a_reset_takes_two_admins_where_there_are_two(rig: Rig) -> None:
    await hired(rig, ADA.person, "Ada", "admin")
    old = await code_of(rig, ANNA.person, later=4 * STEP)
    assert await reset_by(rig, ROOT, ANNA) == "reset_by_two"
    assert [await reset_by(rig, BORIS, ANNA) for _ in range(2)] == ["reset_once"] * 2
    assert await reset_by(rig, ROOT, ANNA) == "reset_by_two", "the command line is no second admin"
    assert await reset_by(rig, ADA, ANNA) == "done"
    next_step(rig)
    assert await said(rig, ANNA, old) == "factor_needed"
    secrets = await rig.db.read(
        lambda tx: query(tx, f"SELECT secret_sealed FROM second_factor WHERE chat_user = {ANNA.person}")
    )
    assert secrets == [(None,)]


async def test_one_admin_and_the_command_line_reset_where_there_are_no_two_and_it_rests_a_day(
    rig: Rig,
) -> None:
    view = await waiting(rig)
    assert await reset_by(rig, ROOT, ANNA) == "login_not_admin"
    assert await reset_by(rig, BORIS, ANNA) == "reset_once"
    assert await reset_by(rig, ROOT, ANNA) == "done"
    secret = await rig.perform(make_factor, ROOT, ANNA.person)
    assert await said(rig, ANNA, _shown(secret, rig)) == "right"
    assert await looks(rig, ANNA, view.id) == "shown"
    assert await refused_for(rig, ANNA, view.id, "reject", "other") == "staff_rests"
    # The only admin who loses the only authenticator: as whose login it is, which rests, too.
    await rig.perform(give_login, ROOT, BORIS.person, "boris")
    assert await reset_by(rig, Actor.at_machine("boris"), BORIS) == "staff_rests"
    rig.clock.at += DAY
    assert await reset_by(rig, Actor.at_machine("boris"), BORIS) == "done"


async def test_with_the_role_go_the_secret_and_what_it_opened(rig: Rig) -> None:
    view = await waiting(rig)
    rig.clock.move(60)
    assert await said(rig, ANNA, await code_of(rig, ANNA.person)) == "right"
    await rig.perform(remove_staff, ROOT, ANNA.person)
    left = await rig.db.read(
        lambda tx: query(
            tx, f"SELECT secret_sealed, look_until FROM second_factor WHERE chat_user = {ANNA.person}"
        )
    )
    assert left == [(None, None)]
    # Whoever comes back begins anew.
    await rig.db.write(
        lambda tx: query(tx, "UPDATE staff SET removed_at = NULL, removed_by = NULL RETURNING id")
    )
    assert await looks(rig, ANNA, view.id) == "factor_needed"
    await enrol(rig, ANNA.person, looks=False)
    assert await looks(rig, ANNA, view.id) == "proof_needed"


def test_whatever_staff_do_about_people_and_money_is_proved() -> None:
    """A use case that names nothing asks for the most; what asks for less is known here."""
    all_terms = {name: use_case.terms for name, use_case in use_cases()}
    assert set(all_terms) == set(USE_CASES)
    assert {
        name for name, terms in all_terms.items() if terms.permission in PROVED and terms.proof == "none"
    } == set()
    proved = {name for name, terms in all_terms.items() if terms.proof != "none"}
    assert {name for name in proved if all_terms[name].permission not in PROVED} == set()
    assert set(PROVED) == {
        Permission.REVIEW, Permission.STAFF, Permission.LOOK_UP, Permission.STOP, Permission.AUDIT,
    }  # fmt: skip
    assert {name for name in proved if all_terms[name].proof == "look"} == {
        "show_queue", "open_case", "open_document", "claim_case", "note_case", "prepare", "list_staff", "look_up",
        "begin_looking", "show_audit", "audit_csv", "stop_account",
        "list_contradictions",
    }  # fmt: skip
