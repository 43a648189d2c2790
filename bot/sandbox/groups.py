"""What is special about groups: what the bot hears there, how it is removed, how a group grows.

Registers nothing; `people` and `methods_bot` call it.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from bot.sandbox.errors import PersonError
from bot.sandbox.model import Chat, Json

if TYPE_CHECKING:
    from bot.sandbox.core import Core

_SUPERGROUPS_BELOW = -1_000_000_000_000


def hears(core: Core, chat: Chat, message: Json) -> bool:
    """Whether the bot gets a person's message. In a group with privacy mode: commands for it and replies to it."""
    if chat.type == "private" or not core.privacy:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == core.bot_id:
        return True
    words: str = message.get("text") or message.get("caption") or ""
    commands: list[Json] = message.get("entities") or message.get("caption_entities") or []
    units = words.encode("utf-16-le")
    for found in commands:
        if found["type"] == "bot_command":
            start, end = 2 * found["offset"], 2 * (found["offset"] + found["length"])
            _, _, whom = units[start:end].decode("utf-16-le").partition("@")
            if whom.lower() == core.username.lower() if whom else start == 0:
                return True
    return False


def grow(core: Core, group: Chat, by: int) -> Chat:
    """The supergroup that this group becomes, with an id of its own. The old group takes no more messages."""
    if group.type != "group" or group.grown_to is not None:
        raise PersonError("only a group can become a supergroup, and only once")
    grown = Chat(
        _SUPERGROUPS_BELOW + group.id,
        type="supergroup",
        title=group.title,
        members=list(group.members),
        started=True,
        bot_left=group.bot_left,
        bot_kicked=group.bot_kicked,
    )
    core.save_chat(grown)
    user = core.person(by).user()
    for chat, said in (
        (group, {"migrate_to_chat_id": grown.id}),
        (grown, {"migrate_from_chat_id": group.id}),
    ):
        message = core.add_message(chat, user, **said)
        if not chat.bot_left:
            core.updates.put("message", copy.deepcopy(message))
    group.grown_to = grown.id
    core.save_chat(group)
    core.hub.tell("persons")
    return grown


def put_out(core: Core, group: Chat, by: int) -> None:
    """Remove the bot from a group. It learns of it by a my_chat_member update."""
    if group.type == "private" or group.bot_left:
        raise PersonError("the bot is in no such group")
    before = member(core, group)
    group.bot_left, group.bot_kicked = True, True
    core.save_chat(group)
    core.updates.put(
        "my_chat_member",
        {
            "chat": core.chat_object(group),
            "from": core.person(by).user(),
            "date": int(core.clock()),
            "old_chat_member": before,
            "new_chat_member": member(core, group),
        },
    )
    core.hub.tell("persons")


def member(core: Core, group: Chat) -> Json:
    """The bot's membership of a chat as the Bot API's ChatMember."""
    if group.bot_kicked:
        return {"status": "kicked", "user": core.bot_user(), "until_date": 0}
    return {"status": "left" if group.bot_left else "member", "user": core.bot_user()}
