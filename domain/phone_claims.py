"""Claims to a phone number by people of the chat (rules 7 and 8): limits, lock, code, and the accounts behind it.

Before the right code nothing here tells a customer's number from a stranger's: both run the same statements and meet
the same limits. `domain.usecases.customer.link_phone` decides what a person may do with a proved number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.accounts import Account, get_account, mask_phone
from domain.code_limits import too_many, too_soon, wrong_code
from domain.codes import add_code, end_code, is_right, live_code
from domain.context import Ctx
from domain.errors import Refusal
from domain.messages import drop_code
from domain.ports import DAY, SECOND, Micros
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import PhoneClaimRow

KEPT_DAYS = 7
"""Days that a claim is remembered after its last code."""
FORGOTTEN = 100
"""Most claims that one more makes forgotten."""
_PHONE = re.compile(r"\+\d{6,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claim:
    """One chat user's claim to one number. `shown_sealed` is what its screens show of the number."""

    id: int
    chat_user: int
    phone_key: bytes
    shown_sealed: bytes
    wrong_tries: int
    locked_until: Micros | None
    proved_until: Micros | None

    @property
    def subject(self) -> str:
        """The subject of its codes."""
        return str(self.id)

    @property
    def binding(self) -> str:
        """The binding of its codes."""
        return f"{self.id}|{self.chat_user}|{self.phone_key.hex()}"


@dataclass(frozen=True, slots=True)
class ClaimCode:
    """A requested code: its claim and when it expires, whether a phone gets it or not."""

    claim: int
    phone_masked: str
    code_expires_at: Micros


def normal_phone(shared: str) -> str | None:
    """A shared number in the form that accounts use, with its plus sign; None for any other text."""
    digits = re.sub(r"[\s().-]", "", shared)
    phone = digits if digits.startswith("+") else f"+{digits}"
    return phone if _PHONE.fullmatch(phone) else None


def find_claim(ctx: Ctx, chat_user: int, phone: str) -> Claim | None:
    """This person's claim to a number, or None."""
    key = ctx.vault.fingerprint("phone", phone)
    return _claim(ctx.tx.one("phone_claim_of", chat_user=chat_user, phone_key=key))


def own_claim(tx: Tx, chat_user: int, claim: int) -> Claim | None:
    """A claim of this person, or None."""
    found = _claim(tx.one("phone_claim_by_id", id=claim))
    return found if found is not None and found.chat_user == chat_user else None


def ask_first(ctx: Ctx, chat_user: int, phone: str) -> ClaimCode:
    """Asks for a code for a shared number. Refuses as `ask_again` does, with `claim` if there is one."""
    ctx.tx.run("phone_claims_forget", before=ctx.clock.now() - KEPT_DAYS * DAY, most=FORGOTTEN)
    found = find_claim(ctx, chat_user, phone)
    key = ctx.vault.fingerprint("phone", phone)
    sealed = ctx.vault.seal(mask_phone(phone)) if found is None else found.shown_sealed
    try:
        return _ask(ctx, chat_user, key, sealed, None if found is None else found.locked_until)
    except Refusal as refusal:
        raise refusal if found is None else refusal.adding(claim=found.id) from None


def ask_again(ctx: Ctx, claim: Claim) -> ClaimCode:
    """Asks for another code. Refuses `locked`, `numbers_too_many`, `code_too_soon`, `code_too_many`."""
    return _ask(ctx, claim.chat_user, claim.phone_key, claim.shown_sealed, claim.locked_until)


def _ask(
    ctx: Ctx, chat_user: int, phone_key: bytes, shown_sealed: bytes, locked_until: Micros | None
) -> ClaimCode:
    now = ctx.clock.now()
    refusal = _locked(locked_until, now) or _limits(ctx, chat_user, phone_key, now)
    if refusal is not None:
        raise refusal
    claim = _claim(
        ctx.tx.one(
            "phone_claim_put", chat_user=chat_user, phone_key=phone_key, shown_sealed=shown_sealed, now=now
        )
    )
    assert claim is not None
    holders = ctx.tx.all("accounts_of_phone", phone_key=phone_key)
    sent = [
        row.created_at for row in ctx.tx.all("codes_sent", phone_key=phone_key, since=now - DAY, is_test=0)
    ]
    # Only a customer's phone can reach the phone's own limit, so that limit is not told.
    holder = holders[0].id if holders and too_many(ctx.policy, sent, now) is None else None
    expires_at = add_code(
        ctx, "phone", claim.subject, holder, phone_key, chat_user, claim.binding, "code_phone", {}
    )
    return ClaimCode(claim.id, ctx.vault.open(shown_sealed), expires_at)


def try_claim(ctx: Ctx, claim: Claim, code: str) -> None:
    """Tries a typed code; None when it is right, and then the number is proved for a while.

    Refuses `locked` or `code_wrong`. Wrong tries are counted over all codes for the pair of chat user and number.
    """
    now = ctx.clock.now()
    locked = _locked(claim.locked_until, now)
    if locked is not None:
        raise locked
    live = live_code(ctx, "phone", claim.subject, claim.binding)
    if live is None:
        raise wrong_code(ctx.policy, ctx.policy.code_tries - claim.wrong_tries)
    if is_right(ctx.vault, live.code_key, "phone", claim.subject, claim.binding, code):
        end_code(ctx, "phone", claim.subject, "used")
        _tried(ctx.tx, claim, proved_until=now + ctx.policy.choice_ttl_s * SECOND)
        return
    ctx.tx.run("code_wrong", id=live.id)
    if claim.wrong_tries + 1 < ctx.policy.code_tries:
        _tried(ctx.tx, claim, wrong_tries=claim.wrong_tries + 1)
        raise wrong_code(ctx.policy, ctx.policy.code_tries - claim.wrong_tries - 1)
    until = now + ctx.policy.code_lock_s * SECOND
    end_code(ctx, "phone", claim.subject, "wrong")
    _tried(ctx.tx, claim, locked_until=until)
    raise Refusal("locked", keep=True, until_at=until)


def end_proof(tx: Tx, claim: Claim) -> None:
    """Ends the proof: there is nothing left to choose."""
    _tried(tx, claim)


def end_claims_on(ctx: Ctx, phone_key: bytes) -> None:
    """Ends live codes and choices of a number that an account gained or lost (rules 7)."""
    now = ctx.clock.now()
    for row in ctx.tx.all("codes_live_on_phone", phone_key=phone_key):
        ctx.tx.run("code_end", id=row.id, now=now, why="phone")
        drop_code(ctx, row.id)
    ctx.tx.run("phone_claims_unprove", phone_key=phone_key)


def accounts_of(tx: Tx, claim: Claim) -> list[Account]:
    """The accounts that a claim leads to now: no test account (rules 8) and no closed one."""
    return [get_account(tx, row.id) for row in tx.all("accounts_of_phone", phone_key=claim.phone_key)]


def _locked(until: Micros | None, now: Micros) -> Refusal | None:
    return Refusal("locked", keep=True, until_at=until) if until is not None and until > now else None


def _limits(ctx: Ctx, chat_user: int, phone_key: bytes, now: Micros) -> Refusal | None:
    """The limits of one chat user, and of all for one number. Counts nothing that only customers have."""
    since = now - DAY
    numbers = ctx.tx.all("phone_numbers_of", chat_user=chat_user, but=phone_key, since=since)
    sharers = ctx.tx.all("phone_sharers_of", phone_key=phone_key, but=chat_user, since=since)
    for rows, most in ((numbers, ctx.policy.numbers_a_day), (sharers, ctx.policy.sharers_a_day)):
        if len(rows) >= most:
            until_at = rows[most - 1].asked_at + DAY
            return Refusal("numbers_too_many", keep=True, most=most, until_at=until_at)
    by_person = ctx.tx.all("codes_for_claims_of", chat_user=chat_user, since=since)
    by_number = ctx.tx.all("codes_for_claims_on_phone", phone_key=phone_key, since=since)
    for codes in (by_person, by_number):
        sent = [row.created_at for row in codes]
        too_much = too_soon(ctx.policy, sent[0] if sent else None, now) or too_many(
            ctx.policy, sent, now, claims=True
        )
        if too_much is not None:
            return too_much
    return None


def _tried(
    tx: Tx,
    claim: Claim,
    *,
    wrong_tries: int = 0,
    locked_until: Micros | None = None,
    proved_until: Micros | None = None,
) -> None:
    tx.run(
        "phone_claim_tried",
        id=claim.id,
        wrong_tries=wrong_tries,
        locked_until=locked_until,
        proved_until=proved_until,
    )


def _claim(row: PhoneClaimRow | None) -> Claim | None:
    if row is None:
        return None
    return Claim(
        row.id,
        row.chat_user,
        row.phone_key,
        row.shown_sealed,
        row.wrong_tries,
        row.locked_until,
        row.proved_until,
    )
