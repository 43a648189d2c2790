"""A missing sentence or parameter is an error in these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.texts.catalogue import be_strict


@pytest.fixture(autouse=True)
def _strict() -> Iterator[None]:
    be_strict()
    yield
    be_strict(False)
