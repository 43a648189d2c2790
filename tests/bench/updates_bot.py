"""The bot of `bench_updates`: the real application in a process of its own, on the measured event loop.

It prints a line when it takes updates, then its use of the processor for every line of input; it ends with its input.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time

from bot.chat.lazy_aiogram import load_chat, uncollected

with uncollected():
    load_chat()

import structlog

from bot.app import build
from bot.runtime.settings import load_settings
from bot.workers.relay import SendingRate


async def bot(memory: str) -> None:
    """Runs until the input ends."""
    settings = load_settings()
    app = await build(settings, pace=SendingRate(all_a_second=0, chat_a_second=0))
    try:
        await app.start()
        if memory == "thawed":
            gc.unfreeze()
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(time.process_time(), flush=True)
    finally:
        await app.stop()


def main() -> None:
    """Arguments: asyncio or uvloop, frozen or thawed. The settings come from the environment."""
    loop, memory = sys.argv[1:]
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    factory = None
    if loop == "uvloop":
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(bot(memory))


if __name__ == "__main__":
    main()
