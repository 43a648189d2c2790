"""Nothing on an update's way runs in a thread: aiogram gives one to every filter and handler that is not async."""

from __future__ import annotations

from typing import Any, cast

from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation

from handlers.dispatcher import build_dispatcher


def test_every_filter_and_handler_is_async() -> None:
    dispatcher = build_dispatcher(cast(Any, None), cast(Any, None), MemoryStorage(), SimpleEventIsolation())
    seen, threads = 0, []
    for router in dispatcher.chain_tail:
        for observer in router.observers.values():
            for handler in observer.handlers:
                steps = [handler, *(handler.filters or ()), *(observer._handler.filters or ())]
                seen += len(steps)
                threads += [f"{router.name}: {step.callback}" for step in steps if not step.awaitable]
    assert seen > 50, "the whole conversation"
    assert threads == []
