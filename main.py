"""The command line; `python main.py --help` lists the commands. `bot.cli` has everything else."""

from __future__ import annotations

from bot.cli.commands import main
from bot.runtime.private_memory import keep_memory_private

if __name__ == "__main__":
    keep_memory_private()
    raise SystemExit(main())
