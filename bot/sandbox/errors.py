"""The refusals of the sandbox's Bot API, in the words of the real server.

This module has data only: which HTTP code and description belong to which refusal. The methods decide when to refuse;
the adapters decide how a refusal travels (HTTP status, exception).

    SandboxError
    +-- ApiError       the server answers with ok=false
    +-- LostAnswer     the server never answers (the connection breaks); the call may have been executed
    +-- PersonError    a person asked for something a chat application would not let them do
"""

from __future__ import annotations

import math
from typing import Any

MESSAGE_TEXT_EMPTY = "message text is empty"
TEXT_UNSEEN = "text must be non-empty"
MESSAGE_TOO_LONG = "message is too long"
EDIT_TOO_LONG = "MESSAGE_TOO_LONG"
CAPTION_TOO_LONG = "message caption is too long"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
EDIT_NOT_FOUND = "message to edit not found"
EDIT_FORBIDDEN = "message can't be edited"
EDIT_NO_TEXT = "there is no text in the message to edit"
EDIT_NO_CAPTION = "there is no caption in the message to edit"
DELETE_NOT_FOUND = "message to delete not found"
DELETE_FORBIDDEN = "message can't be deleted"
COPY_NOT_FOUND = "message to copy not found"
REPLY_NOT_FOUND = "message to be replied not found"
PIN_NOT_FOUND = "message to pin not found"
REACT_NOT_FOUND = "message to react not found"
CHAT_NOT_FOUND = "chat not found"
WRONG_ACTION = "wrong parameter action in request"
BUTTON_DATA_INVALID = "BUTTON_DATA_INVALID"
BUTTON_COPY_INVALID = "BUTTON_COPY_TEXT_INVALID"
BUTTON_NO_ACTION = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
MARKUP_TOO_LONG = "reply markup is too long"
INLINE_EXPECTED = "inline keyboard expected"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ALBUM_MIXED = "document can't be mixed with other media types"
WRONG_FILE = "wrong file identifier/HTTP URL specified"
FILE_TOO_BIG = "file is too big"
IMAGE_FAILED = "IMAGE_PROCESS_FAILED"

CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
CONFLICT_GET_UPDATES = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
CONFLICT_SET_WEBHOOK = "Conflict: terminated by setWebhook request"
BLOCKED = "Forbidden: bot was blocked by the user"
KICKED = "Forbidden: bot was kicked from the group chat"
CANNOT_BEGIN = "Forbidden: bot can't initiate conversation with a user"
GREW = "group chat was upgraded to a supergroup chat"


class SandboxError(Exception):
    """Everything the sandbox raises on purpose."""


class ApiError(SandboxError):
    """A refusal that the server answers with; `error_code` is also the HTTP status."""

    def __init__(
        self,
        error_code: int,
        description: str,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.error_code = error_code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    def body(self) -> dict[str, Any]:
        """The JSON object of the answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.error_code,
            "description": self.description,
        }
        told = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to_chat_id}
        parameters = {name: value for name, value in told.items() if value is not None}
        return {**body, "parameters": parameters} if parameters else body


class LostAnswer(SandboxError):
    """The connection breaks instead of an answer. The call may or may not have been executed."""


class PersonError(SandboxError):
    """A person tried what a chat application does not offer (tap a missing button, write while blocked)."""


def bad_request(text: str) -> ApiError:
    """400 with the usual prefix before `text`."""
    return ApiError(400, f"Bad Request: {text}")


def unauthorized() -> ApiError:
    """401: the token in the address is not the bot's."""
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    """404: there is no such method."""
    return ApiError(404, "Not Found")


def conflict(text: str) -> ApiError:
    """409: another program takes the updates."""
    return ApiError(409, text)


def forbidden(text: str) -> ApiError:
    """403: the person has blocked or not started the bot."""
    return ApiError(403, text)


def not_in(kind: str, *, kicked: bool) -> ApiError:
    """403: the bot was removed from a chat of this kind (`group`), or left it."""
    words = "bot was kicked from" if kicked else "bot is not a member of"
    return forbidden(f"Forbidden: {words} the {kind} chat")


def grew(new_id: int) -> ApiError:
    """400: the group continues under another id."""
    return ApiError(400, f"Bad Request: {GREW}", migrate_to_chat_id=new_id)


def too_large() -> ApiError:
    """413: the request body is over the limit."""
    return ApiError(413, "Request Entity Too Large")


def too_many(wait_s: float) -> ApiError:
    """429 with the whole seconds to wait, at least 1."""
    seconds = max(1, math.ceil(wait_s))
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
