"""The fixture `world`: the whole application on a fresh database of each engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.documents.cleaning_process import Cleaner
from bot.documents.intake import Cleaned, clean
from bot.texts.catalogue import be_strict
from tests.flows.world import World, world_on
from tests.support.databases import Place


@pytest.fixture(autouse=True)
def _strict() -> Iterator[None]:
    """Makes a missing sentence an error."""
    be_strict()
    yield
    be_strict(False)


@pytest.fixture
async def world(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """An application on a fresh database; its key and its ledger are in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    async with world_on(place.url) as world:
        yield world


@pytest.fixture
def documents_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cleans documents in this process: one for each document takes a while, and does the same."""

    async def at_once(_: Cleaner, data: bytes, _whose: str) -> Cleaned:
        return clean(data)

    monkeypatch.setattr(Cleaner, "clean", at_once)
