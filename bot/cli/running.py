"""``run``: what is wrong is found before the chat's libraries, which take seconds, are loaded."""

from __future__ import annotations

import sys

from bot.settings import SettingsError, load_settings, unknown_names


def run_bot() -> int:
    """Starts the bot and gives the exit code when it ends. Raises SettingsError before anything is opened."""
    settings = load_settings()
    problems = settings.run_problems()
    if problems:
        raise SettingsError(problems)
    for name in unknown_names():
        print(f".env: {name} is not a setting and is ignored (main.py settings lists them)", file=sys.stderr)

    from bot.logs import set_up
    from bot.port import check_port

    check_port(settings.http_host, settings.http_port)
    if settings.metrics_port is not None:
        check_port(settings.metrics_host, settings.metrics_port, "METRICS")
    set_up(settings.log_level, settings.log_format)

    from bot.loading import load_chat, uncollected

    with uncollected():
        load_chat()
        import bot.program

    return bot.program.run(settings)
