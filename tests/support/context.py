"""A context for calling functions of the domain themselves, without a use case around them."""

from __future__ import annotations

from domain.actor import Actor
from domain.context import Ctx, Services
from domain.tx import Tx

TESTER = Actor.system("test")


def ctx_of(services: Services, tx: Tx, actor: Actor = TESTER) -> Ctx:
    """The context in a transaction of a test."""
    return services.within(tx, actor)
