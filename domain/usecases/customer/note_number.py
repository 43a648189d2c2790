"""Remembering in which messages of a chat a payee's number stands in full, so that none is left behind (rules 5)."""

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
    """The messages, each with its withdrawal."""
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
    """Writes down what became of them. Only messages of the actor's own chat are ever edited by it.

    ``shows``: this message has the number of ``withdrawal`` now. ``gone``: these have none any more.

    ``later``: these could not be edited now, and are left to the relay.
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
    """The newest card wins. Raises not_yours.

    ``message_id``: the chat's message.
    """
    own_withdrawal(ctx.tx, ctx.actor.person, withdrawal)
    ctx.tx.run("card_note", withdrawal=withdrawal, chat_user=ctx.actor.person, message_id=message_id)


@use_case(Permission.TALK, about="withdrawal", audited=False, acting="either")
def show_later(ctx: Ctx, update_id: int, withdrawal: str | None) -> None:
    """Rendered from the rows when it goes out; once for each update, and of several that wait only the last.

    ``update_id``: what the screen was the answer to. ``withdrawal``: the unfinished one it showed, if any.
    """
    key = f"later:{update_id}"
    ctx.tx.run("outbox_drop_later", chat_user=ctx.actor.person, but=key, now=ctx.clock.now())
    params = {} if withdrawal is None else {"withdrawal": withdrawal}
    tell_user(ctx, ctx.actor.person, key, "later", params)
