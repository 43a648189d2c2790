"""Runs the benches one after the other, each in a process of its own: what `make bench` does.

Arguments name the parts to run (`confirm` for `bench_confirm.py`); without any, all run. A part that fails or takes
too long is named, the rest goes on, and the exit code tells.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.figures import ROOT

LONGEST_S = 400


def part(path: Path) -> str:
    """The name by which a part is asked for."""
    return path.stem.removeprefix("bench_")


def run(path: Path) -> str | None:
    """Why a part failed, or None."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.{path.stem}"], cwd=ROOT, start_new_session=True
    )
    try:
        code = process.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        return f"not done after {LONGEST_S} s"
    finally:
        # Also what a part has started, and when this process is interrupted.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return None if code == 0 else f"ended with {code}"


def main() -> int:
    """Runs the parts that were asked for; 1 when one of them failed, 2 for a name that no part has."""
    parts = {part(path): path for path in sorted(Path(__file__).parent.glob("bench_*.py"))}
    wanted = sys.argv[1:] or list(parts)
    unknown = [name for name in wanted if name not in parts]
    if unknown:
        print(f"no part {', '.join(unknown)}; there are: {', '.join(parts)}", file=sys.stderr)
        return 2
    failed = {}
    for name in wanted:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        why = run(parts[name])
        if why is not None:
            failed[name] = why
            print(f"== {name} FAILED: {why}", file=sys.stderr, flush=True)
        print(f"== {name}: {time.monotonic() - began:.0f} s\n", flush=True)
    for name, why in failed.items():
        print(f"FAILED: {name}: {why}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
