"""Importing the sandbox stays cheap: no aiogram, and no HTTP server before one is started."""

from __future__ import annotations

import subprocess
import sys


def test_the_package_imports_neither_aiogram_nor_aiohttp() -> None:
    code = "import sys, bot.sandbox; print(sorted({'aiogram', 'aiohttp', 'pydantic'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"
