"""The bot of `bench_updates`: the real application in a process of its own, on the measured event loop.

It prints a line when it takes updates, then a line for every line of input: its use of the processor, or with
`profiled` what takes its time (`shares`) since it was told to `begin`. It ends with its input.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from contextlib import nullcontext

from bot.chat.lazy_aiogram import load_chat, uncollected

with uncollected():
    load_chat()

import structlog

from bot.app import build
from bot.runtime.settings import load_settings
from bot.workers.relay import SendingRate
from tests.bench.profiling import Profile


async def bot(memory: str, profile: Profile | None) -> None:
    """Runs until the input ends."""
    settings = load_settings()
    app = await build(settings, pace=SendingRate(all_a_second=0, chat_a_second=0))
    try:
        await app.start()
        if memory == "thawed":
            gc.unfreeze()
        print("ready", flush=True)
        while said := (await asyncio.to_thread(sys.stdin.readline)).strip():
            if profile is not None and said == "begin":
                profile.begin()
            print(profile.shares() if profile and said == "shares" else time.process_time(), flush=True)
    finally:
        await app.stop()


def main() -> None:
    """Arguments: asyncio or uvloop; frozen, thawed or profiled. The settings come from the environment."""
    loop, memory = sys.argv[1:]
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    factory = None
    if loop == "uvloop":
        import uvloop

        factory = uvloop.new_event_loop
    profile = Profile() if memory == "profiled" else None
    with asyncio.Runner(loop_factory=factory) as runner, profile.everywhere() if profile else nullcontext():
        runner.run(bot(memory, profile))


if __name__ == "__main__":
    main()
