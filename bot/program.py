"""The whole program: from the settings to the end of the process, with a fresh life for a fresh demo.

`bot.app` puts one life together; this module handles signals, the end of a life, and the greeting.
"""

from __future__ import annotations

import asyncio
import signal

from bot.app import App, build
from bot.demo.start_anew import anew_panel, forget
from bot.runtime.settings import Settings

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""A closed terminal or ssh session also ends the program in order."""


def run(settings: Settings, *, looking: bool = False) -> int:
    """Runs until a signal ends it; returns the exit code. Raises what `build` and `App.start` raise.

    `looking` is for a copy: nothing is sent, paid or received.
    """
    return asyncio.run(_run(settings, looking=looking))


async def _run(settings: Settings, *, looking: bool = False) -> int:
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in ENDS:
        # nohup has set it to ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, told.set)
    page_key: str | None = None
    while True:
        app, anew = await build(settings, looking=looking), asyncio.Event()
        if app.sandbox is not None:
            # An open page goes on with the key it has.
            app.sandbox.page_key = page_key = page_key or app.sandbox.page_key
            if settings.database_path is not None:
                app.sandbox.panels.add(anew_panel(anew))
        await _live_until(app, told, anew)
        if told.is_set() or not anew.is_set():
            return 0
        forget(settings)


async def _live_until(app: App, *ends: asyncio.Event) -> None:
    """One life of the program: until one of these events, or a failure that it cannot go on with."""
    loop = asyncio.get_running_loop()
    living = loop.create_task(_live(app))
    waiting = [loop.create_task(end.wait()) for end in ends]
    try:
        await asyncio.wait({living, *waiting}, return_when=asyncio.FIRST_COMPLETED)
        if living.done():
            living.result()
    finally:
        for task in (living, *waiting):
            task.cancel()
        await asyncio.gather(living, *waiting, return_exceptions=True)
        await app.stop()


async def _live(app: App) -> None:
    """Starts, and goes on until a failure that the bot cannot go on with."""
    await app.start()
    _say_hello(app)
    await app.run()


def _say_hello(app: App) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if app.sandbox is not None:
        console.print(f"It is running. Open [bold]{app.sandbox.url}[/bold], choose a person. Ctrl+C ends it.")
        console.print(f"If the page asks for its key: {app.sandbox.page_url}", soft_wrap=True)
    elif app.looking:
        console.print("The copy is open. Ctrl+C ends it.")
    else:
        how = "a webhook" if app.settings.webhook_url is not None else "polling"
        console.print(f"The bot is running, by {how}. Ctrl+C ends it.")
