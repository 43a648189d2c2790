"""The chain over the audit: digests of a row and its link, so that no row can be changed, put in or left out.

Every hash is keyed by the vault: whoever can write the database and has no key cannot make another chain. A field
that may be erased later counts by a salted digest of its own; once it is gone, together with its salt, the digest
stands for it. Sealed text counts by what it says, so that it may be sealed anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from domain.context import Ctx
from domain.errors import WrongKey
from domain.ports import Vault

if TYPE_CHECKING:
    from domain.tx import ChainPieceRow, ChainWaitingRow

    AuditRow = ChainPieceRow | ChainWaitingRow

PERSONAL = ("who", "subject", "ticket", "detail", "reason")
"""Fields that may hold what belongs to a person."""
OPEN = (
    "id", "at", "acting_as", "use_case", "account", "outcome", "update_id", "by_staff", "session", "refused",
    "amount_fen", "version",
)  # fmt: skip
SALT_BYTES = 16

Personal = dict[str, tuple[str, str]]
"""Salt and digest of each field that is there, in hexadecimal; the salt of an erased one is empty."""


def digests(ctx: Ctx, row: AuditRow) -> Personal:
    """Fresh salts and digests of a row's personal fields. Raises WrongKey where its reason cannot be opened."""
    found: Personal = {}
    for name in PERSONAL:
        value = _value(ctx.vault, row, name)
        if value is not None:
            salt = ctx.random.token_bytes(SALT_BYTES).hex()
            found[name] = (salt, _digest(ctx.vault, name, salt, value))
    return found


def link(vault: Vault, before: bytes, position: int, row: AuditRow, personal: Personal) -> bytes:
    """The hash of a row in its place: over the one before, its open fields and the digests of the personal ones."""
    fields: dict[str, Any] = {name: getattr(row, name) for name in OPEN}
    parts = [before.hex(), position, fields, {name: one[1] for name, one in personal.items()}]
    return vault.fingerprint("audit link", json.dumps(parts, sort_keys=True, separators=(",", ":")))


def changed(vault: Vault, row: AuditRow, personal: Personal) -> list[str]:
    """The personal fields that are not what their digests say; one that was erased with its salt is none."""
    found = []
    for name in PERSONAL:
        salt, digest = personal.get(name, ("", ""))
        try:
            value = _value(vault, row, name)
        except WrongKey:
            found.append(name)
            continue
        # Without a salt it was never there, or was erased; either way it is not there now.
        same = (
            value is None if not salt else value is not None and _digest(vault, name, salt, value) == digest
        )
        if not same:
            found.append(name)
    return found


def erased(personal: Personal) -> list[str]:
    """The fields of which only the digest is left."""
    return [name for name, (salt, _) in personal.items() if not salt]


def _value(vault: Vault, row: AuditRow, name: str) -> str | None:
    if name == "reason":
        return None if row.reason_sealed is None else vault.open(row.reason_sealed)
    value = getattr(row, name)
    return None if value is None else str(value)


def _digest(vault: Vault, name: str, salt: str, value: str) -> str:
    return vault.fingerprint("audit field", f"{salt}:{name}:{value}").hex()


def read_personal(text: str) -> Personal:
    """What ``audit_chain.personal`` holds; empty where it is not what was written there."""
    try:
        return {name: (str(one[0]), str(one[1])) for name, one in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError, IndexError):
        return {}
