"""Remembers which messages of a chat show a payee's number in full, so that none is left behind (rules 5)."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.messages import tell_user
from domain.payee_rows import hide_later
from domain.use_case import use_case
from domain.withdrawal_row import find_withdrawal
from domain.withdrawals import own_withdrawal


@use_case(Permission.TALK, writes=False, acting="either")
def show_numbers(ctx: Ctx) -> tuple[tuple[int, str], ...]:
    """The ids of these messages, each with its withdrawal."""
    return tuple(
        (row.message_id, row.withdrawal) for row in ctx.tx.all("numbers_shown_in", chat_user=ctx.actor.person)
    )


@use_case(Permission.TALK, about="withdrawal", audited=False, acting="either")
def note_numbers(
    ctx: Ctx,
    withdrawal: str,
    shows: int | None = None,
    gone: tuple[int, ...] = (),
    later: tuple[int, ...] = (),
) -> None:
    """Records messages with and without a number. Only messages of the actor's own chat are ever edited by it.

    `shows` has the number of `withdrawal` now; the `gone` have none now; the `later` could not be edited and are left
    to the relay.
    """
    for message_id in gone:
        ctx.tx.run("number_shown_drop", chat_user=ctx.actor.person, message_id=message_id)
    if shows is None and not later:
        return
    found = find_withdrawal(ctx.tx, withdrawal)
    if found is None:
        return
    for message_id in later:
        hide_later(ctx, found.id, found.account, ctx.actor.person, message_id)
    if shows is not None:
        ctx.tx.run("number_shown_put", chat_user=ctx.actor.person, message_id=shows, withdrawal=found.id)


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", audited=False)
def note_card(ctx: Ctx, withdrawal: str, message_id: int) -> None:
    """Records the message of a withdrawal's status card; the newest card counts. Raises not_yours."""
    own_withdrawal(ctx, withdrawal)
    put_card(ctx, withdrawal, message_id)


def put_card(ctx: Ctx, withdrawal: str, message_id: int) -> None:
    """Writes the message of the status card down, for a withdrawal of the actor's own."""
    ctx.tx.run("card_note", withdrawal=withdrawal, chat_user=ctx.actor.person, message_id=message_id)


@use_case(Permission.TALK, about="withdrawal", audited=False, acting="either")
def show_later(ctx: Ctx, update_id: int, withdrawal: str | None) -> None:
    """Asks the relay to show the screen later, rendered from the rows of that time.

    Once for each update, and of several that wait only the last. `withdrawal` is the unfinished one that the screen
    showed.
    """
    key = f"later:{update_id}"
    ctx.tx.run("outbox_drop_later", chat_user=ctx.actor.person, but=key, now=ctx.clock.now())
    params = {} if withdrawal is None else {"withdrawal": withdrawal}
    tell_user(ctx, ctx.actor.person, key, "later", params)
