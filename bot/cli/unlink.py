"""``unlink``: takes chats away from an account, or shows which there are."""

from __future__ import annotations

from bot.cli.failures import Failure
from bot.cli.login import operator
from bot.cli.open_books import House, in_house
from bot.cli.output import put
from bot.cli.refusal_texts import sentence
from domain.rules.calendar import to_local
from domain.usecases.staff.unlink_staff import (
    LinkedChat,
    ListChats,
    UnlinkByOperator,
    list_chats,
    unlink_by_operator,
)
from domain.views import Refused


def unlink_chats(account: str, chat_user: int | None, *, only_list: bool) -> int:
    """Prints each chat that was disconnected, or with ``only_list`` each that is connected; 1 where there is none."""

    async def work(house: House) -> tuple[LinkedChat, ...] | Refused:
        if only_list:
            return await house.look(list_chats, operator(), ListChats(account))
        return await house.perform(unlink_by_operator, operator(), UnlinkByOperator(account, chat_user))

    chats = in_house(work)
    if isinstance(chats, Refused):
        raise Failure(f"{account!r}: {sentence(chats)}")
    for one in chats:
        name, since = one.name or "-", f"{to_local(one.since_at):%Y-%m-%d}"
        put(one.chat_user, name, f"since {since}", *(["waits for the new phone"] if one.waits else []))
    if only_list:
        return 0
    put(f"{len(chats)} disconnected from {account}; they, whoever stays, and the security phone are told")
    return 0
