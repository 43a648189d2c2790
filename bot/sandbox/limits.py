"""The limits of the Bot API that the sandbox enforces, and the bounds it puts on its own memory.

aiogram checks none of the first group, so a bot that breaks one works in tests and fails in front of a customer
unless the sandbox refuses. Text is counted after markup is stripped.
"""

from __future__ import annotations

TEXT_MAX = 4096
CAPTION_MAX = 1024
CALLBACK_DATA_MAX_BYTES = 64
CALLBACK_ANSWER_MAX = 200
COPY_TEXT_MAX = 256
BUTTONS_MAX = 100
BUTTONS_PER_ROW_MAX = 8
MARKUP_MAX_BYTES = 10_240
COMMANDS_MAX = 100
COMMAND_DESCRIPTION_MAX = 256
START_PARAMETER_MAX = 64
ALBUM_MIN = 2
ALBUM_MAX = 10
DELETE_AT_ONCE_MAX = 100
DELETE_WINDOW_S = 48 * 3600
CALLBACK_TTL_S = 60
UPLOAD_MAX_BYTES = 50 * 1024 * 1024
DOWNLOAD_MAX_BYTES = 20 * 1024 * 1024
PHOTO_MAX_BYTES = 10 * 1024 * 1024
UPDATES_LIMIT_MAX = 100
TAP_KEPT_S = 150
"""Seconds after which a tap that the bot has not taken is dropped. The bot never hears of it."""
UPDATE_KEPT_S = 24 * 3600
"""The same for every other update."""
WEBHOOK_REST_S = 1.0
"""Least seconds between two settings of the webhook."""
PROFILE_CALLS_A_MINUTE = 10
"""Changes of commands and profile a minute, for each method, where a pace is kept."""
POLL_TIMEOUT_MAX_S = 50
NAME_MAX = 64
DESCRIPTION_MAX = 512
SHORT_DESCRIPTION_MAX = 120

# Bounds of the sandbox itself: a demo that runs for weeks must not grow for ever.
CHAT_MESSAGES_KEPT = 2_000
UPDATES_KEPT = 10_000
CALLBACKS_KEPT = 10_000
TOASTS_KEPT = 200
CALLS_KEPT = 2_000
SMS_KEPT = 100
FILES_KEPT_BYTES = 256 * 1024 * 1024
