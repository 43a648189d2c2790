"""Loads the demo into a new sandbox, once.

The data is in `bot.demo.accounts` and `bot.demo.branches`. It is applied like any billing events, and like any
directory of branches.
"""

from __future__ import annotations

import asyncio
import json

from bot.demo.accounts import PEOPLE, parsed_demo
from bot.demo.branches import demo_branches
from bot.runtime.runner import Performing
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import Tx
from domain.rules.branches import in_order, tokens
from domain.second_factor import enrolled
from domain.use_case import perform
from domain.usecases.customer.find_branch import show_directory
from domain.usecases.operator.apply_events import EventsRefused, apply_events
from domain.usecases.operator.import_branches import begin_import, finish_import, load_branches, settle_index
from domain.usecases.staff.members import hire

ACTOR = Actor.operator("demo")


async def load_demo(performing: Performing) -> int:
    """Applies the demo if the database has no account yet, and returns the number of events.

    It looks and applies in one transaction, so two starts at once load it once. Raises RuntimeError if an event is
    refused, which would be a fault of the demo.
    """
    services = performing.services
    events = list(parsed_demo(services.clock.now(), services.policy.settlement_day))

    def load(tx: Tx) -> int:
        if tx.scalar("account_any") is not None:
            return 0
        report = perform(apply_events.call(events, skip_bad=False), services, ACTOR)(tx)
        if isinstance(report, Refusal):
            raise RuntimeError(f"the demo was refused: {report}")
        for who in PEOPLE:
            if who.role is not None:
                hire(services.within(tx, ACTOR), who.id, who.role, who.first_name, None, ACTOR.who)
                enrolled(services.within(tx, ACTOR), who.id, who.first_name)
        return report.applied

    try:
        return await performing.db.write(load)
    except EventsRefused as error:
        raise RuntimeError(f"the demo was refused: {error.report}") from error


async def load_demo_branches(performing: Performing) -> int:
    """Loads the demo's directory of branches if there is none, and returns the number of branches.

    It does so in one transaction, and leaves an operator's directory alone, also one that is just being imported.
    """
    services = performing.services
    if await performing.look(show_directory, ACTOR) is not None:
        return 0
    branches = in_order(demo_branches())
    # The dictionary of pinyin takes a while to load, and people may use the page already.
    rows = await asyncio.to_thread(
        lambda: [[id_, *one, tokens(one)] for id_, one in enumerate(branches, 1)],
    )
    lines = json.dumps(rows, ensure_ascii=False)

    def load(tx: Tx) -> int:
        there = tx.one("branches_directory")
        if there.edition is not None or there.loading is not None:
            return 0
        edition = perform(begin_import.call(), services, ACTOR)(tx)
        if isinstance(edition, Refusal):
            raise RuntimeError(f"the demo's branches were refused: {edition}")
        perform(load_branches.call(edition, lines), services, ACTOR)(tx)
        perform(settle_index.call(edition), services, ACTOR)(tx)
        perform(finish_import.call(edition, len(branches), 0), services, ACTOR)(tx)
        return len(branches)

    return await performing.db.write(load, lock="branches")
