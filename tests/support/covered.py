"""The pytest plugin of `make cover`: measures the domain in this process and in each of its workers.

Programs that a test starts are not measured: the one that opens documents may not write a file.
"""

from __future__ import annotations

from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parents[2]

_measured = Coverage(config_file=str(ROOT / "pyproject.toml"))
# Before any import of the domain, because code that runs at an import counts too.
_measured.start()


def pytest_unconfigure() -> None:
    """Keeps what this process measured."""
    _measured.stop()
    _measured.save()
