"""The command `settings`: every setting with its meaning and value, secrets masked. Also the README's table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.cli.output import put
from bot.runtime.settings import Settings, doubts, load_settings
from domain.rules.characters import as_escaped

_NARROW = 90


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting as it may be shown. Its value holds no secret."""

    name: str
    about: str
    value: str
    default: str


def shown_settings(settings: Settings) -> list[ShownSetting]:
    """Every setting in the order of its declaration, secrets masked."""
    return [
        ShownSetting(
            name.upper(),
            _about(field),
            _visible(name, getattr(settings, name)),
            _visible(name, field.default),
        )
        for name, field in Settings.model_fields.items()
    ]


def readme_table() -> str:
    """The settings as the README shows them: a Markdown table of names, defaults and meanings."""
    rows = [f"| `{name.upper()}` | {_default(name)} | {_about(field)} |" for name, field in _fields()]
    return "\n".join(["| setting | default | meaning |", "| --- | --- | --- |", *rows])


def show_settings() -> int:
    """Prints the table, and on stderr what keeps `run` from starting (exit code 2) or looks misspelt."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    settings = load_settings()
    console = Console(highlight=False, markup=False)
    if console.width < _NARROW:
        for shown in shown_settings(settings):
            console.print(
                Text(shown.name, style="bold") + Text(f" = {as_escaped(shown.value)}", style="not bold")
            )
            console.print(Padding(Text(shown.about, style="dim"), (0, 0, 0, 2)))
    else:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("setting", "value", "meaning"):
            table.add_column(heading, overflow="fold", no_wrap=heading == "setting")
        for shown in shown_settings(settings):
            table.add_row(Text(shown.name), Text(as_escaped(shown.value)), Text(shown.about))
        console.print(table)
    for line in doubts():
        put(line, err=True)
    problems = settings.run_problems()
    for line in problems:
        put(line, err=True)
    return 2 if problems else 0


def masked_address(address: str) -> str:
    """A database's address without the password, wherever that stands."""
    text = re.sub(r"(?<=://)[^/@]*@", lambda user: user[0].partition(":")[0].rstrip("@") + ":***@", address)
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", text)


def _about(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())


def _fields() -> list[tuple[str, FieldInfo]]:
    return list(Settings.model_fields.items())


def _default(name: str) -> str:
    value = _visible(name, Settings.model_fields[name].default)
    return "" if value == "-" else f"`{value}`"


def _visible(name: str, value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, SecretStr):
        return "********" if name != "database_url" else masked_address(value.get_secret_value())
    # Other addresses may hold a name and a password as well.
    return re.sub(r"(?<=://)[^/@]*@", "***@", str(value))
