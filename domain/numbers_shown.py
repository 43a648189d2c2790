"""Messages in a chat in which the number of a payee stands in full: it does not stay there (rules 5).

They are rows, so that one that was left alone is found when its draft ends, and after a restart. What takes the
number's place, and the editing, belong to the conversation and the relay.
"""

from __future__ import annotations

from domain.context import Env
from domain.messages import tell_user
from domain.ports import Tx

NUMBER_LEFT = "number_left"
"""The template of a message of the outbox that edits such a message."""


def hide_later(tx: Tx, env: Env, withdrawal: str, account: str, chat_user: int, message_id: int) -> None:
    """The relay hides the number in this message: kept, and tried until it can be done."""
    params = {"withdrawal": withdrawal, "message_id": message_id}
    key = f"number:{withdrawal}:{message_id}:{env.clock.now()}"
    tell_user(tx, env, chat_user, key, NUMBER_LEFT, params, account=account)
    tx.run("number_shown_drop", chat_user=chat_user, message_id=message_id)


def hide_all_of(tx: Tx, env: Env, withdrawal: str, account: str) -> None:
    """Hides the number wherever this withdrawal shows it."""
    for row in tx.all("numbers_shown_of", withdrawal=withdrawal):
        hide_later(tx, env, withdrawal, account, row.chat_user, row.message_id)
