"""Edits of the messages that show staff a withdrawal, so that no card offers what was decided elsewhere.

The text of a message is made when it is edited; this module only asks for the edit.
"""

from __future__ import annotations

from domain.context import Ctx
from domain.messages import tell_staff, tell_user
from domain.withdrawal_row import Withdrawal

CASE_COPY = "case_copy"
"""The template of an edit of a case in a member of staff's private chat."""


def refresh_chat(ctx: Ctx, chat_user: int) -> None:
    """Asks for an edit of every case in a person's chat: what the person may see has changed."""
    for row in ctx.tx.all("staff_cards_of_chat", chat=chat_user):
        params = {"withdrawal": row.withdrawal, "chat": chat_user, "message_id": row.message_id}
        key = f"copy:{row.withdrawal}:staff{ctx.clock.now()}:{row.message_id}"
        tell_user(ctx, chat_user, key, CASE_COPY, params)


def refresh_open_cases(ctx: Ctx, chat_user: int, mark: str) -> None:
    """Asks for an edit of every undecided case in a person's chat: what the person may see now has changed."""
    for row in ctx.tx.all("staff_cards_undecided", chat=chat_user):
        params = {"withdrawal": row.withdrawal, "chat": chat_user, "message_id": row.message_id}
        tell_user(ctx, chat_user, f"copy:{row.withdrawal}:{mark}:{row.message_id}", CASE_COPY, params)


def approvals_changed(ctx: Ctx, withdrawal: Withdrawal) -> None:
    """Asks for edits of the customer's card, which can or cannot be cancelled now, and of the approvers' cards."""
    mark = f"approval{ctx.clock.now()}"
    params = {"withdrawal": withdrawal.id, "status": withdrawal.status, "version": withdrawal.version}
    key = f"card:{withdrawal.id}:{withdrawal.version}:{mark}"
    tell_user(ctx, withdrawal.chat_user, key, "withdrawal", params, account=withdrawal.account, kind="card")
    refresh_copies(ctx, withdrawal, mark)


def refresh_copies(ctx: Ctx, withdrawal: Withdrawal, mark: str = "") -> None:
    """Asks for an edit of every message about the withdrawal. `mark` tells changes of the same version apart."""
    for row in ctx.tx.all("staff_cards", withdrawal=withdrawal.id):
        params = {"withdrawal": withdrawal.id, "chat": row.chat, "message_id": row.message_id}
        key = f"copy:{withdrawal.id}:{withdrawal.version}:{mark}:{row.chat}:{row.message_id}"
        if row.kind == "group":
            tell_staff(ctx, key, "copy", params, account=withdrawal.account)
        else:
            tell_user(ctx, row.chat, key, CASE_COPY, params, account=withdrawal.account)
