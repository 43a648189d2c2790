"""Loads the chat's library without making it build hundreds of models that nobody uses, or any of them twice.

aiogram describes the whole Bot API with more than 400 pydantic models and declares that each is built when it
is first used; but at its import it builds them all, since it must tell them once where their names are. Here
they are told in another way and the declaration is honoured. Why, and what it brings: decision 13.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import MethodType
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticUserError

_LIBRARY = "aiogram"
_REBUILD = "model_rebuild"


def load_chat() -> None:
    """Imports aiogram. Models are built at their first use, on the thread that first uses them: the loop's.

    Without effect when aiogram is there already. Should a model not find its names in this way, all are built
    at once, as aiogram itself would have done.
    """
    if _LIBRARY in sys.modules:
        return
    names: dict[str, Any] = {}
    waiting: list[type[BaseModel]] = []
    with _putting_off(waiting, names):
        import_module(_LIBRARY)
    for model in waiting:
        _make_known(names, model)
    try:
        _use_some()
    except PydanticUserError:
        for model in waiting:
            model.model_rebuild(_types_namespace=names)
    _keep_answers()


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


@contextmanager
def _putting_off(waiting: list[type[BaseModel]], names: dict[str, Any]) -> Iterator[None]:
    """Notes which models of the library are to be built, and with which names, instead of building them.

    Only those that the library itself declares as ``defer_build``; any other call goes its usual way.
    """
    kept = vars(BaseModel)[_REBUILD]

    def later(
        cls: type[Any], /, *, _types_namespace: Mapping[str, Any] | None = None, **others: Any
    ) -> bool | None:
        ours = cls.__module__.startswith(f"{_LIBRARY}.types.") and cls.model_config.get("defer_build")
        if ours and _types_namespace is not None and not others:
            names.update(_types_namespace)
            waiting.append(cls)
            return None
        # One frame more lies between the caller, whose names count, and pydantic.
        others["_parent_namespace_depth"] = others.get("_parent_namespace_depth", 2) + 1
        result: bool | None = MethodType(kept.__func__, cls)(_types_namespace=_types_namespace, **others)
        return result

    setattr(BaseModel, _REBUILD, classmethod(later))
    try:
        yield
    finally:
        setattr(BaseModel, _REBUILD, kept)


def _make_known(names: Mapping[str, Any], model: type[BaseModel]) -> None:
    """Puts the names where pydantic looks for them at any time: into the module that the model is in.

    Type checkers see the same names there, from imports of their own.
    """
    scope = vars(sys.modules[model.__module__])
    for name, value in names.items():
        scope.setdefault(name, value)


def _keep_answers() -> None:
    """Keeps the model of each kind of answer of the Bot API once it has been built.

    aiogram names the kind anew for every answer, and pydantic remembers its model only while somebody else does.
    Nobody does: each full collection of garbage takes them all, and the next message of each kind waits for one.
    """
    from aiogram.methods.base import Response

    kept: Any = cache(vars(BaseModel)["__class_getitem__"].__func__)
    answers: Any = Response
    answers.__class_getitem__ = classmethod(kept)


def _use_some() -> None:
    """What every bot needs: raises ``PydanticUserError`` if a name is not found."""
    from aiogram.methods import SendMessage
    from aiogram.types import Update

    Update.model_validate({"update_id": 0})
    SendMessage(chat_id=0, text="-")
