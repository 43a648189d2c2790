"""Which books a command is looking at, in one line: where they are, whose kind, how large, how new."""

from __future__ import annotations

from bot.cli.open_books import House
from bot.cli.settings_table import masked_address
from domain.ports import Tx
from domain.rules.calendar import to_local


async def state_line(house: House) -> str:
    """Database, kind of run, number of accounts, and when the newest billing event was received."""

    def read(tx: Tx) -> tuple[int, int | None]:
        row = tx.one("books_state")
        return int(row.accounts), row.last_at

    accounts, last_at = await house.db.read(read)
    path, address = house.settings.database_path, house.settings.database_url.get_secret_value()
    where = str(path.absolute()) if path is not None else masked_address(address)
    newest = "no billing event yet"
    if last_at is not None:
        newest = f"last billing event received {to_local(last_at):%Y-%m-%d %H:%M} (Asia/Shanghai)"
    return f"{where}, {house.settings.kind}: {accounts} account{'' if accounts == 1 else 's'}, {newest}"
