"""A long history for one account, written by SQL in seconds: everything in it is over, nothing of it is owed or held.

Its rows are as the program leaves them, but for the journal of what never moved: `check` is not asked about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from domain.ports import DAY, SECOND, Micros
from storage.database import Database
from storage.queries import Query
from storage.sqlite.database import SqliteDatabase
from tests.support.rig import MEI, START

LONG_AGO: Micros = START - 3000 * DAY
_MANY = 10**7
"""The first id of a row of the history."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows of each kind."""

    orders: int = 20_000
    withdrawals: int = 5_000
    audit: int = 50_000
    events: int = 20_000
    others: int = 5_000
    """Bills, credit notes, resources, transfers, documents, codes, messages and ended links, each."""


async def live_through(db: Database, account: str, size: Size | None = None, *, person: int = MEI.id) -> None:
    """Gives the account its history; `person` is a chat user who is there already."""
    of = size or Size()
    blob = "BLOB" if isinstance(db, SqliteDatabase) else "BYTEA"

    def write(tx: Any) -> None:
        for rows, pattern in _STATEMENTS:
            filled = pattern.format(
                account=account, person=person, many=_MANY, at=LONG_AGO, step=60 * SECOND, blob=blob
            )
            insert, select = re.split(r"\sSELECT\s", filled, maxsplit=1)
            count = f"SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {getattr(of, rows)}"
            sql = f"{insert} WITH RECURSIVE n (i) AS ({count}) SELECT {select}"
            tx._execute(Query("history", sql, frozenset()), {})
        tx._execute(Query("history", "DELETE FROM audit_unchained", frozenset()), {})

    await db.write(write)


_STATEMENTS = (
    # Top-up orders of which nothing is left, and what moved.
    (
        "orders",
        """INSERT INTO fund (id, account, kind, amount_fen, remaining_fen, at) SELECT {many} + i, '{account}',
        'top_up', 100, 0, {at} + i * {step} FROM n""",
    ),
    (
        "orders",
        """INSERT INTO top_up (order_id, fund, channel, holder) SELECT 'H-' || i, {many} + i, 'alipay',
        'personal' FROM n""",
    ),
    (
        "orders",
        """INSERT INTO journal (id, kind, reference, at, recorded_at) SELECT {many} + i, 'top_up', 'E-' || i,
        {at} + i * {step}, {at} + i * {step} FROM n""",
    ),
    (
        "orders",
        """INSERT INTO posting (journal, side, fund, amount_fen) SELECT {many} + i, 'fund', {many} + i, 100
        FROM n""",
    ),
    (
        "orders",
        """INSERT INTO posting (journal, side, amount_fen) SELECT {many} + i, 'external', -100 FROM n""",
    ),
    (
        "events",
        """INSERT INTO event (id, content_key, type, account, at, received_at) SELECT 'E-' || i, CAST('x' AS
        {blob}), 'top_up.paid', '{account}', {at}, {at} + i FROM n""",
    ),
    (
        "others",
        """INSERT INTO fund (id, account, kind, amount_fen, remaining_fen, at) SELECT 2 * {many} + i,
        '{account}', 'transfer', 100, 0, {at} + i * {step} FROM n""",
    ),
    (
        "others",
        """INSERT INTO transfer (id, sender, fund) SELECT 'H-' || i, '1002', 2 * {many} + i FROM n""",
    ),
    (
        "others",
        """INSERT INTO fund (id, account, kind, amount_fen, remaining_fen, at) SELECT 3 * {many} + i,
        '{account}', 'other', 100, 0, {at} + i * {step} FROM n""",
    ),
    (
        "others",
        """INSERT INTO bill (id, account, amount_fen, paid_fen, issued_at) SELECT 'H-' || i, '{account}', 100,
        100, {at} + i * {step} FROM n""",
    ),
    (
        "others",
        """INSERT INTO credit_note (id, account, order_id, invoiced_fen, actual_fen, open_fen, raised_at)
        SELECT 'H-' || i, '{account}', 'P', 100, 0, 0, {at} + i * {step} FROM n""",
    ),
    (
        "others",
        """INSERT INTO cycle_usage (account, cycle, unsettled_fen) SELECT '{account}', '0' || i, 0 FROM n""",
    ),
    (
        "others",
        """INSERT INTO resource (account, name, product, billing, created_at, released_at) SELECT '{account}',
        'h-' || i, 'ECS', 'pay_as_you_go', {at}, {at} + i * {step} FROM n""",
    ),
    # Withdrawals to payees, paid, decided by people, with their cards, documents and codes.
    (
        "others",
        """INSERT INTO payee (id, account, kind, number_sealed, number_key, number_masked, name_sealed,
        name_key, created_at, created_by, completed_at) SELECT {many} + i, '{account}', 'alipay',
        CAST('x' AS {blob}), CAST('n' || i AS {blob}), 'x', CAST('x' AS {blob}), CAST('x' AS
        {blob}), {at}, 'chat:{person}', {at} FROM n""",
    ),
    (
        "withdrawals",
        """INSERT INTO withdrawal (id, account, via_account, chat_user, fund, amount_fen, method, status,
        version, created_at, updated_at, submitted_at, approved_at, sent_at, ended_at,
        channel_reference, payee, reason) SELECT 'W' || ({many} + i), '{account}', '{account}',
        {person}, {many} + i, 100, 'designated', 'successful', 4, {at} + i * {step}, {at}, {at} + i
        * {step}, {at}, {at}, {at}, 'R-' || i, {many} + i, 'account_closed' FROM n""",
    ),
    (
        "withdrawals",
        """INSERT INTO transition (withdrawal, at, from_status, to_status, version, who) SELECT 'W' || ({many}
        + i), {at} + i, 'in_review', 'approved', 3, 'chat:201' FROM n""",
    ),
    (
        "withdrawals",
        """INSERT INTO transition (withdrawal, at, from_status, to_status, version, who) SELECT 'W' || ({many}
        + i), {at} + i, 'sending', 'successful', 4, 'system:payer' FROM n""",
    ),
    (
        "withdrawals",
        """INSERT INTO approval (withdrawal, what, reviewer, at) SELECT 'W' || ({many} + i), 'approve',
        'chat:201', {at} + i FROM n""",
    ),
    (
        "withdrawals",
        """INSERT INTO status_card (withdrawal, chat_user, message_id) SELECT 'W' || ({many} + i), {person}, i
        FROM n""",
    ),
    (
        "withdrawals",
        """INSERT INTO staff_card (withdrawal, chat, message_id, kind) SELECT 'W' || ({many} + i), -100, i,
        'group' FROM n""",
    ),
    (
        "others",
        """INSERT INTO document (id, account, kind, media_type, size_bytes, pages, uploaded_by, uploaded_at,
        deleting_at, deleted_at) SELECT 'dddddddddddddddddd' || ({many} + i), '{account}',
        'id_photo', 'image/jpeg', 1, 1, 'chat:{person}', {at} + i, {at}, {at} FROM n""",
    ),
    (
        "others",
        """INSERT INTO withdrawal_document (withdrawal, document, kind, added_at) SELECT 'W' || ({many} + i),
        'dddddddddddddddddd' || ({many} + i), 'id_photo', {at} FROM n""",
    ),
    (
        "others",
        """INSERT INTO one_time_code (scope, subject, account, phone_key, binding, code_key, created_at,
        expires_at, ended_at, ended_why, chat_user) SELECT 'withdrawal', 'W' || ({many} + i),
        '{account}', (SELECT phone_key FROM account WHERE id = '{account}'), CAST('x' AS {blob}),
        CAST('x' AS {blob}), {at} + i, {at} + i, {at} + i, 'used', {person} FROM n""",
    ),
    # What was said and done.
    (
        "others",
        """INSERT INTO outbox (event_key, recipient, kind, chat_user, account, template, params, status,
        due_at, created_at, ended_at) SELECT 'h-' || i, 'chat:{person}', 'push', {person},
        '{account}', 'withdrawal', '{{}}', 'sent', {at}, {at}, {at} FROM n""",
    ),
    (
        "others",
        """INSERT INTO seen_update (update_id, at) SELECT -i, {at} FROM n""",
    ),
    (
        "audit",
        """INSERT INTO audit (at, who, use_case, account, subject, outcome, by_staff, refused) SELECT {at} + i
        * {step}, CASE WHEN i / 2 * 2 = i THEN 'chat:201' ELSE 'chat:{person}' END, CASE WHEN i / 2
        * 2 = i THEN 'open_document' ELSE 'send_code' END, '{account}', 'W' || ({many} + i), 'done',
        CASE WHEN i / 2 * 2 = i THEN 1 ELSE 0 END, 0 FROM n""",
    ),
    (
        "others",
        """INSERT INTO link (chat_user, account, linked_at, unlinked_at, ended_why) SELECT {person},
        '{account}', {at}, {at} + i, 'self' FROM n""",
    ),
    (
        "others",
        """INSERT INTO stop (account, why, payees_only, since_at, who, ended_at, ended_by) SELECT '{account}',
        'support', 0, {at}, 'chat:204', {at}, 'chat:204' FROM n""",
    ),
)
