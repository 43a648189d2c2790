"""Bot API methods about the bot itself: identity, updates, webhook, commands, profile, files, chats.

The module registers itself with the core; nothing here is called by name. Profile texts and commands are kept per
scope and language and resolved for a person the way applications do.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox import groups, limits
from bot.sandbox.core import Core, method
from bot.sandbox.errors import ApiError, bad_request, too_many
from bot.sandbox.model import Chat, Json, Person, present
from bot.sandbox.params import Params
from bot.sandbox.updates import Webhook

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_DEFAULT_SCOPE = "default"
_SCOPES = {
    _DEFAULT_SCOPE: (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
"""The kinds of scope, and the parameters that each needs."""


@method("getMe")
def get_me(core: Core, params: Params) -> Json:
    return {
        **core.bot_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": not core.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("logOut")
def log_out(core: Core, params: Params) -> bool:
    return True


@method("close")
def close(core: Core, params: Params) -> bool:
    return True


# -- updates


@method("getUpdates")
def get_updates(core: Core, params: Params) -> Awaitable[list[Json]]:
    return core.updates.poll(
        params.integer("offset", 0),
        params.integer("limit", limits.UPDATES_LIMIT_MAX),
        max(0, params.integer("timeout", 0)),
        params.array("allowed_updates"),
    )


@method("setWebhook")
def set_webhook(core: Core, params: Params) -> bool:
    url = params.text("url")
    secret = params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if url:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or parts.hostname not in _LOOPBACK:
            raise bad_request("bad webhook: the sandbox delivers to loopback addresses only")
        rested_s = core.clock() - core.webhook_set_at
        if 0 <= rested_s < limits.WEBHOOK_REST_S:
            raise too_many(limits.WEBHOOK_REST_S - rested_s)
        core.webhook_set_at = core.clock()
    core.updates.allow(params.array("allowed_updates"))
    connections = min(100, max(1, params.integer("max_connections", 40)))
    core.updates.set_webhook(
        Webhook(url, secret, connections), drop_pending=params.flag("drop_pending_updates")
    )
    return True


@method("deleteWebhook")
def delete_webhook(core: Core, params: Params) -> bool:
    core.updates.set_webhook(Webhook(), drop_pending=params.flag("drop_pending_updates"))
    return True


@method("getWebhookInfo")
def get_webhook_info(core: Core, params: Params) -> Json:
    webhook = core.updates.webhook
    return present(
        url=webhook.url,
        has_custom_certificate=False,
        pending_update_count=len(core.updates.pending),
        max_connections=webhook.max_connections if webhook.url else None,
        last_error_date=webhook.last_error_date,
        last_error_message=webhook.last_error_message,
        allowed_updates=core.updates.allowed or None,
    )


# -- commands and profile


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _scope(core: Core, params: Params) -> str:
    scope = params.object("scope")
    if scope is None:
        return _DEFAULT_SCOPE
    kind = str(scope.get("type"))
    for field in ("type", *_SCOPES.get(kind, ())):
        if field not in scope:
            raise _bad_scope(f'Can\'t find field "{field}"')
    if kind not in _SCOPES:
        raise _bad_scope("Unsupported type specified")
    inner = Params(scope)
    if "user_id" in _SCOPES[kind] and inner.integer("user_id") <= 0:
        raise _bad_scope("Invalid user_id specified")
    if "chat_id" in _SCOPES[kind]:
        core.find_chat(inner)
    return ":".join([kind, *(str(scope[field]) for field in _SCOPES[kind])])


def _bad_scope(text: str) -> ApiError:
    return bad_request(f"can't parse BotCommandScope: {text}")


def _command_key(core: Core, params: Params) -> str:
    return f"commands/{_scope(core, params)}/{_language(params)}"


def _keep(core: Core, key: str, value: Any) -> bool:
    if value:
        core.profile[key] = value
        core.store.put("profile", key, value)
    else:
        core.profile.pop(key, None)
        core.store.delete("profile", key)
    core.hub.tell("profile")
    return True


@method("setMyCommands")
def set_my_commands(core: Core, params: Params) -> bool:
    commands = params.array("commands") or []
    if len(commands) > limits.COMMANDS_MAX:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for item in commands:
        if not isinstance(item, dict) or not _COMMAND.fullmatch(str(item.get("command", "")).lstrip("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(item.get("description", "")).strip()) <= limits.COMMAND_DESCRIPTION_MAX:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    kept = [{"command": c["command"].lstrip("/"), "description": c["description"]} for c in commands]
    return _keep(core, _command_key(core, params), kept)


@method("getMyCommands")
def get_my_commands(core: Core, params: Params) -> list[Json]:
    return list(core.profile.get(_command_key(core, params), []))


@method("deleteMyCommands")
def delete_my_commands(core: Core, params: Params) -> bool:
    return _keep(core, _command_key(core, params), None)


def commands_for(core: Core, chat: Chat, person: Person) -> list[Json]:
    """The command menu that a person sees in a chat. The narrowest scope wins, then the person's language."""
    group = "all_private_chats" if chat.type == "private" else "all_group_chats"
    language = person.language_code[:2].lower()
    for scope in (f"chat_member:{chat.id}:{person.id}", f"chat:{chat.id}", group, _DEFAULT_SCOPE):
        for code in (language, ""):
            commands = core.profile.get(f"commands/{scope}/{code}")
            if commands:
                return list(commands)
    return []


def profile_text(core: Core, kind: str, person: Person) -> str:
    """`name`, `description` or `short_description` in the language of a person."""
    language = person.language_code[:2].lower()
    return str(core.profile.get(f"{kind}/{language}") or core.profile.get(f"{kind}/") or "")


def _set_text(core: Core, params: Params, kind: str, limit: int) -> bool:
    text = params.text(kind)
    if len(text) > limit:
        raise bad_request(f"{kind} is too long")
    if kind == "name" and text and not _language(params):
        core.name = text
    return _keep(core, f"{kind}/{_language(params)}", text)


def _get_text(core: Core, params: Params, kind: str) -> Json:
    default = core.name if kind == "name" else ""
    return {kind: core.profile.get(f"{kind}/{_language(params)}") or core.profile.get(f"{kind}/", default)}


@method("setMyName")
def set_my_name(core: Core, params: Params) -> bool:
    return _set_text(core, params, "name", limits.NAME_MAX)


@method("getMyName")
def get_my_name(core: Core, params: Params) -> Json:
    return _get_text(core, params, "name")


@method("setMyDescription")
def set_my_description(core: Core, params: Params) -> bool:
    return _set_text(core, params, "description", limits.DESCRIPTION_MAX)


@method("getMyDescription")
def get_my_description(core: Core, params: Params) -> Json:
    return _get_text(core, params, "description")


@method("setMyShortDescription")
def set_my_short_description(core: Core, params: Params) -> bool:
    return _set_text(core, params, "short_description", limits.SHORT_DESCRIPTION_MAX)


@method("getMyShortDescription")
def get_my_short_description(core: Core, params: Params) -> Json:
    return _get_text(core, params, "short_description")


@method("setChatMenuButton")
def set_chat_menu_button(core: Core, params: Params) -> bool:
    button = params.object("menu_button") or {"type": "default"}
    if "chat_id" in params:
        chat = core.find_chat(params)
        chat.menu_button = button
        core.save_chat(chat)
        return True
    return _keep(core, "menu_button", button)


@method("getChatMenuButton")
def get_chat_menu_button(core: Core, params: Params) -> Json:
    chat = core.find_chat(params) if "chat_id" in params else None
    own = chat.menu_button if chat else None
    return dict(own or core.profile.get("menu_button") or {"type": "default"})


# -- files and chats


@method("getFile")
def get_file(core: Core, params: Params) -> Json:
    return core.files.describe(params.text("file_id"))


@method("getChat")
def get_chat(core: Core, params: Params) -> Json:
    chat = core.find_chat(params)
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    return present(
        **core.chat_object(chat),
        accent_color_id=0,
        max_reaction_count=11,
        accepted_gift_types={
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
        pinned_message=pinned,
    )


@method("getChatMember")
def get_chat_member(core: Core, params: Params) -> Json:
    chat = core.find_chat(params)
    user_id = params.integer("user_id")
    if user_id == core.bot_id:
        return groups.member(core, chat)
    person = core.persons.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"status": "member" if user_id in chat.members else "left", "user": person.user()}


@method("leaveChat")
def leave_chat(core: Core, params: Params) -> bool:
    chat = core.find_chat(params)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_left, chat.bot_kicked = True, False
    core.save_chat(chat)
    core.hub.tell("persons")
    return True
