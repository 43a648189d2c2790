"""The command `link`: a one-time deep link for an account, as text and as a QR code to point a phone at.

The link is a secret as long as it is valid: it is printed once and goes nowhere else.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request

from bot.cli.failures import Failure, told
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import put
from bot.cli.refusal_texts import sentence
from bot.runtime.settings import Settings, load_settings
from domain.errors import Refusal
from domain.rules.calendar import to_local
from domain.usecases.operator.make_link import LinkToken, make_link
from domain.usecases.staff.unlink_staff import LinkedChat, list_chats, unlink_by_operator

ASK_S = 5
SANDBOX_USERNAME = "withdrawal_sandbox_bot"


def show_link(account: str) -> int:
    """Makes the link and prints it. Exit code 1 for an unknown account."""
    settings = load_settings()
    # Asked before the link is made: a link that cannot be shown would be left behind.
    username = bot_username(settings)

    async def work(books: OpenBooks) -> LinkToken:
        return await books.perform(make_link, operator(), account)

    try:
        made = with_books(work)
    except Refusal as refusal:
        raise Failure(f"{account!r}: not done: {told(refusal)}") from None
    address = f"https://t.me/{username}?start={made.token}"
    put(address)
    print_qr(address)
    put(
        f"It works once, until {to_local(made.expires_at):%H:%M} (Asia/Shanghai), for the first person who opens it."
    )
    if not settings.live:
        page = f"http://{settings.http_host}:{settings.http_port}"
        put(f"In the sandbox: open {page}, choose a person, and send")
        put(f"/start {made.token}")
    return 0


def bot_username(settings: Settings) -> str:
    """The bot's name: the setting, else what the Bot API says. Raises Failure without an answer."""
    if settings.bot_username is not None:
        return settings.bot_username
    if settings.bot_token is None:
        return SANDBOX_USERNAME
    address = f"{settings.bot_api_url}/bot{settings.bot_token.get_secret_value()}/getMe"
    try:
        with urllib.request.urlopen(address, timeout=ASK_S) as answer:
            return str(json.load(answer)["result"]["username"])
    except (OSError, ValueError, KeyError, TypeError):
        # The error may quote the address, which holds the token.
        raise Failure(
            "the Bot API does not tell the bot's name: set BOT_USERNAME, or check BOT_TOKEN"
        ) from None


def print_qr(text: str) -> None:
    """Prints the text as a QR code of half blocks, or nothing on a terminal that cannot show them."""
    import segno

    try:
        "\u2580\u2584\u2588".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return
    segno.make(text, error="l", micro=False).terminal(out=sys.stdout, compact=True)


def unlink_chats(account: str, chat_user: int | None, *, only_list: bool) -> int:
    """Disconnects the account's chats and prints each, or with `only_list` prints those that are connected.

    Exit code 1 without such a chat.
    """

    async def work(books: OpenBooks) -> tuple[LinkedChat, ...]:
        if only_list:
            return await books.look(list_chats, operator(), account)
        return await books.perform(unlink_by_operator, operator(), account, chat_user)

    try:
        chats = with_books(work)
    except Refusal as refusal:
        raise Failure(f"{account!r}: {sentence(refusal)}") from None
    for one in chats:
        name, since = one.name or "-", f"{to_local(one.since_at):%Y-%m-%d}"
        put(one.chat_user, name, f"since {since}", *(["waits for the new phone"] if one.waits else []))
    if only_list:
        return 0
    put(f"{len(chats)} disconnected from {account}; these chats, the others and the security phone are told")
    return 0
