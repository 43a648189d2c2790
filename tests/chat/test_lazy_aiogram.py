"""The chat's library loaded quickly is the same library; each test in a process that has not loaded it yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
USED = """
from bot.chat.lazy_aiogram import load_chat

load_chat()

from aiogram import methods, types
from pydantic import BaseModel

def models():
    for package in (types, methods):
        for name in package.__all__:
            found = getattr(package, name)
            if isinstance(found, type) and issubclass(found, BaseModel):
                yield found

def built(model):
    # pydantic puts a stand-in there until the model is used.
    return type(vars(model).get("__pydantic_validator__")).__name__ == "SchemaValidator"
"""
COUNT = USED + "every = list(models()); print(len(every), sum(map(built, every)));"
# Without the addresses in the memory of that process.
SHOW = r"""
import hashlib, re
shown = [
    (model.__name__, name, re.sub("0x[0-9a-f]+", "", str(field.annotation)), repr(field.default), field.alias)
    for model in models() for name, field in model.model_fields.items()
]
print(len(shown), hashlib.sha256(repr(shown).encode()).hexdigest())
"""


def ran(program: str) -> list[str]:
    """What a program printed, run from the root."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_few_models_are_built_at_the_start_and_in_the_end_all_are_the_same() -> None:
    """Fails when the saving is lost, and when a new version of the library names things in another way."""
    every, at_start, at_last, *fields = ran(
        COUNT + "[model.model_rebuild() for model in every]; print(sum(map(built, every)));" + SHOW
    )
    assert int(every) > 400
    assert int(at_start) < int(every) / 3
    assert int(at_last) >= int(every) - 1, "all but the base of all methods"
    assert fields == ran(USED.replace("load_chat()", "") + SHOW)


def test_a_plain_import_still_builds_them_all() -> None:
    """When this fails, a new version of the library does it by itself: ``bot/chat/lazy_aiogram.py`` can go."""
    every, at_start = ran(COUNT.replace("load_chat()", ""))
    assert int(at_start) > int(every) / 2


def test_when_the_names_are_not_found_all_models_are_built_as_usual() -> None:
    missing = """
import pydantic
from pydantic.errors import PydanticUserError

usual = pydantic.BaseModel.model_validate.__func__

def lost(cls, value, **others):
    if cls.__name__ == "Update" and value == {"update_id": 0}:
        raise PydanticUserError("not fully defined", code="class-not-fully-defined")
    return usual(cls, value, **others)

pydantic.BaseModel.model_validate = classmethod(lost)
"""
    asked = 'print(all(built(model) for model in models() if model.__module__.startswith("aiogram.types.")))'
    assert ran(missing + USED + asked) == ["True"]


def test_the_bot_loads_the_library_this_way() -> None:
    program = """
import gc, sys, types

class Stand(types.ModuleType):
    @staticmethod
    def run(settings, *, looking):
        from aiogram.types import Poll
        print(type(vars(Poll)["__pydantic_validator__"]).__name__, gc.isenabled())
        return 0

import bot
stand = sys.modules["bot.program"] = bot.program = Stand("bot.program")
from bot.cli import run
import bot.runtime.check_port
bot.runtime.check_port.check_port = lambda host, port: None
sys.exit(run.run_bot())
"""
    assert ran(program)[-2:] == ["MockValSer", "True"]


def test_the_model_of_an_answer_is_built_once() -> None:
    """Found by a fifth of the time of a conversation going into models of answers, built again and again."""
    program = """
import gc, weakref
from bot.chat.lazy_aiogram import load_chat

load_chat()

from aiogram.methods import SendMessage
from aiogram.methods.base import Response

def answer(kind):
    # In a function, as the library does: what a module asks for is kept in the module.
    return weakref.ref(Response[kind])

kinds = [bool, SendMessage.__returning__]
first = [answer(kind) for kind in kinds]
gc.collect()
print(*[model() is not None for model in first], answer(bool)() is answer(int)())
print(Response[bool].model_validate({"ok": True, "result": True}).result)
"""
    assert ran(program) == ["True", "True", "False", "True"]
