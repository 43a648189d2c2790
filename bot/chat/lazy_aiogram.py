"""Imports aiogram without building its 440 models, which takes seconds and 100 MB; a bot uses a few dozen of them.

aiogram declares that each model is built at its first use, yet its last lines build them all, to tell them one
another's names. Here they are told in another way. This goes as soon as a plain ``import aiogram`` builds few models:
``tests/chat/test_lazy_aiogram.py`` then says so. Why, and what it brings: decision 13.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from pydantic import BaseModel
from pydantic.errors import PydanticUserError


def load_chat() -> None:
    """Imports aiogram. A model is built at its first use, on the thread that uses it first: the loop's.

    Has no effect where aiogram is imported already. Where a model does not find its names, all are built at once.
    """
    if "aiogram" in sys.modules:
        return
    names: dict[str, Any] = {}
    models: list[type[BaseModel]] = []

    def note(cls: type[BaseModel], /, *, _types_namespace: Mapping[str, Any] | None = None, **_: Any) -> None:
        names.update(_types_namespace or {})
        models.append(cls)

    with patch.object(BaseModel, "model_rebuild", classmethod(note)):
        from aiogram.methods import Response, SendMessage
        from aiogram.types import Update
    for model in models:
        # Pydantic looks for names here; an import for type checkers alone says the same.
        scope = vars(sys.modules[model.__module__])
        scope.update({name: value for name, value in names.items() if name not in scope})
    try:
        Update.model_validate({"update_id": 0})
        SendMessage(chat_id=0, text="-")
    except PydanticUserError:
        for model in models:
            model.model_rebuild(_types_namespace=names)
    # aiogram names the kind of each answer anew, and pydantic forgets a kind that nobody holds: its model would be
    # built again after every full collection of garbage.
    kinds: Any = Response
    kept: Any = cache(vars(BaseModel)["__class_getitem__"].__func__)
    kinds.__class_getitem__ = classmethod(kept)


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: an import makes a great many objects, and nearly all of them stay."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
