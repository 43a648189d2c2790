"""The command line run in this process, in a folder of its own, without any setting in the environment."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from bot.cli.commands import main
from bot.runtime.settings import Settings
from tests.cli.ran import Cli, Ran


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs one command and returns exit code, stdout and stderr."""
    for name in list(os.environ):
        if name.lower() in Settings.model_fields:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*args: str, stdin: bytes = b"") -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(list(args))
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run


@pytest.fixture
def books(cli: Cli) -> None:
    """An empty database of the sandbox, at the default place."""
    assert cli("import", "--new", "-").code == 0
