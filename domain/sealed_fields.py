"""Every sealed field of the books, and sealing them again before a part of SECRET_KEY is taken away.

A guard compares this table with the schema: a field missing here could one day not be opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from domain.context import Ctx
from domain.errors import WrongKey

if TYPE_CHECKING:
    from domain.tx import ResealName, SealedName


@dataclass(frozen=True, slots=True)
class SealedField:
    """A column, the query for a page of it, the query that changes a row, and a key before the first."""

    table: str
    column: str
    page: SealedName
    change: ResealName
    first: str | int

    @property
    def name(self) -> str:
        """The field's name for an operator."""
        return f"{self.table}.{self.column}"


SEALED = (
    SealedField("account", "identity_sealed", "sealed_account_identity", "reseal_account_identity", ""),
    SealedField("account", "phone_sealed", "sealed_account_phone", "reseal_account_phone", ""),
    SealedField("link", "name_sealed", "sealed_link_name", "reseal_link_name", 0),
    SealedField("outbox", "secret", "sealed_outbox_secret", "reseal_outbox_secret", 0),
    SealedField("test_inbox", "text_sealed", "sealed_test_inbox_text", "reseal_test_inbox_text", 0),
    SealedField("phone_claim", "shown_sealed", "sealed_phone_claim_shown", "reseal_phone_claim_shown", 0),
    SealedField("payee", "number_sealed", "sealed_payee_number", "reseal_payee_number", 0),
    SealedField("payee", "name_sealed", "sealed_payee_name", "reseal_payee_name", 0),
    SealedField("withdrawal", "note_sealed", "sealed_withdrawal_note", "reseal_withdrawal_note", ""),
    SealedField("prepared", "text_sealed", "sealed_prepared_text", "reseal_prepared_text", ""),
    SealedField(
        "second_factor", "secret_sealed", "sealed_second_factor_secret", "reseal_second_factor_secret", 0
    ),
    SealedField(
        "acting_session", "reason_sealed", "sealed_acting_session_reason", "reseal_acting_session_reason", 0
    ),
    SealedField("audit", "reason_sealed", "sealed_audit_reason", "reseal_audit_reason", 0),
)


class SealedRow(Protocol):
    """What the query for a page gives of a row."""

    @property
    def key(self) -> str | int:
        """What it is changed by."""

    @property
    def sealed(self) -> bytes:
        """The field."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """The result of one piece. `after` is its last key; None when there is no more.

    `changed` fields were sealed again; no part of the key opens the `unreadable` ones.
    """

    after: str | int | None
    changed: int
    unreadable: int


def sealed_page(tx: Any, of: SealedField, after: str | int, most: int) -> list[SealedRow]:
    """Rows of a table from a key on. `tx` is a `Tx`: the key is a number in some tables, and a text in others."""
    rows: list[SealedRow] = tx.all(of.page, after=after, most=most)
    return rows


def reseal_piece(ctx: Ctx, of: SealedField, after: str | int, most: int) -> Resealed:
    """Seals the next `most` fields with the newest part of the key, unless they already are."""
    rows = sealed_page(ctx.tx, of, after, most)
    tx: Any = ctx.tx
    changed = unreadable = 0
    for row in rows:
        before = row.sealed
        try:
            sealed = ctx.vault.reseal(before)
        except WrongKey:
            unreadable += 1
            continue
        if sealed is not None:
            changed += tx.run(of.change, key=row.key, before=before, sealed=sealed)
    return Resealed(rows[-1].key if len(rows) == most else None, changed, unreadable)
