"""The command `run`. It finds problems before it loads the chat's libraries, which takes seconds."""

from __future__ import annotations

import asyncio

from bot.cli.failures import WRONG_USE, Failure
from bot.cli.output import put
from bot.runtime.settings import doubts, load_settings

SANDBOX = (
    "This is the sandbox: BOT_TOKEN is not set. Demo accounts, nothing leaves this machine, no real money."
)


LOOKING = "Looking at a copy: nothing is sent or paid, no updates are taken, no webhook is set or removed."


def run_bot(*, no_payouts: bool = False) -> int:
    """Runs the bot and returns the exit code. Raises SettingsError before anything is opened.

    With `no_payouts` it only looks, at a copy of live books.
    """
    settings = load_settings(to_run=True)
    if no_payouts and not settings.live:
        raise Failure("--no-payouts is for a copy of live books; the sandbox pays nobody", WRONG_USE)
    if not settings.live or no_payouts:
        put(LOOKING if no_payouts else SANDBOX, flush=True)
    for line in doubts():
        put(line, err=True)

    from bot.runtime.check_port import check_port
    from bot.runtime.logs import set_up
    from storage.process_lock import refuse_running

    path = settings.database_path
    if path is None or path.exists():
        # Another bot has the port too, so this comes before the check of the port.
        asyncio.run(refuse_running(settings.database_url.get_secret_value()))
    check_port(settings.http_host, settings.http_port)
    if settings.metrics_port is not None:
        check_port(settings.metrics_host, settings.metrics_port, "METRICS")
    set_up(settings.log_level, settings.log_format)

    from bot.chat.lazy_aiogram import load_chat, uncollected

    with uncollected():
        load_chat()
        import bot.program

    return bot.program.run(settings, looking=no_payouts)
