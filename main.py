"""The command line; ``python main.py --help`` lists the commands. Everything else is in ``bot.cli``."""

from __future__ import annotations

from bot.cli.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
