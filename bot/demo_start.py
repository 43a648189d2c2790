"""What a sandbox does with the demo at its start: load it, once.

The data is in ``demo``; this applies it like any billing events. What can be done with it on the page is in
``demo_panels``.
"""

from __future__ import annotations

from bot.demo import PEOPLE, parsed_demo
from bot.performing import Performing
from domain.actor import Actor
from domain.ports import Tx
from domain.run import perform
from domain.usecases.apply_events import ApplyEvents, EventsRefused, apply_events
from domain.usecases.staff import AddStaff, add_staff
from domain.views import Refused

ACTOR = Actor.operator("demo")


async def load_demo(performing: Performing) -> int:
    """Applies the demo if the database has no account yet; how many events that were.

    Looks and applies in one transaction, so two starts at once load it once. Raises ``RuntimeError`` if an
    event is refused, which would be a fault of the demo.
    """
    env = performing.env
    events = list(parsed_demo(env.clock.now(), env.policy.settlement_day))

    def load(tx: Tx) -> int:
        if tx.scalar("account_any") is not None:
            return 0
        report = perform(apply_events, env, ACTOR, ApplyEvents(events, skip_bad=False))(tx)
        if isinstance(report, Refused):
            raise RuntimeError(f"the demo was refused: {report}")
        for who in PEOPLE:
            if who.role is not None:
                perform(add_staff, env, ACTOR, AddStaff(who.id, who.role, who.first_name))(tx)
        return report.applied

    try:
        return await performing.db.write(load)
    except EventsRefused as error:
        raise RuntimeError(f"the demo was refused: {error.report}") from error
