"""Loads the chat's library without building hundreds of models that nobody uses, or any of them twice.

aiogram describes the whole Bot API with more than 400 pydantic models and declares that each is built when it is
first used. But its import builds them all, since it must tell them once where their names are. Here they are told in
another way and the declaration is honoured. Decision 13 says why, and what it saves.
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
    """Imports aiogram. Models are built at their first use, on the thread that first uses them: the loop's.

    Has no effect when aiogram is already loaded. If a model does not find its names in this way, all are built at
    once, as aiogram itself would have done.
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
        # Pydantic looks for names here; imports for type checkers alone name the same.
        scope = vars(sys.modules[model.__module__])
        scope.update({name: value for name, value in names.items() if name not in scope})
    try:
        Update.model_validate({"update_id": 0})
        SendMessage(chat_id=0, text="-")
    except PydanticUserError:
        for model in models:
            model.model_rebuild(_types_namespace=names)
    # aiogram names the kind of each answer again, and pydantic forgets a kind that no code holds: its model
    # would be built again after every full garbage collection.
    kinds: Any = Response
    kept: Any = cache(vars(BaseModel)["__class_getitem__"].__func__)
    kinds.__class_getitem__ = classmethod(kept)


@contextmanager
def uncollected() -> Iterator[None]:
    """Stops garbage collection inside the `with` block: an import makes a great many objects, and nearly all of them
    stay.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
