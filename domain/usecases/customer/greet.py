"""Meeting a person of the chat: the first time makes a row, after a block brings back the messages kept."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import account_view, reach
from domain.acting_sessions import ActingView, acting_now
from domain.actor import Permission
from domain.context import Ctx
from domain.links import tidy_name
from domain.use_case import use_case
from domain.views import AccountView, Locale


@dataclass(frozen=True, slots=True)
class Greeted:
    """A person, their language if it is known, and every account within reach."""

    chat_user: int
    locale: str | None
    accounts: tuple[AccountView, ...]
    is_new: bool
    acting: ActingView | None = None
    """As which test account the person acts; it is then the only one of ``accounts``."""


@use_case(Permission.TALK, audited=False, acting="either")
def greet(ctx: Ctx, locale: Locale | None, name: str | None = None) -> Greeted:
    """Knows the person from now on; somebody who writes has not blocked the bot (any more).

    ``locale``: the language of the person's app, None if the bot does not speak it.
    ``name``: what the chat is called.
    """
    now, me = ctx.clock.now(), ctx.actor.person
    # The language is kept from the first greeting, so that pushes have one before anybody has chosen.
    added = ctx.tx.run("chat_user_add", id=me, locale=locale, created_at=now)
    row = ctx.tx.one("chat_user_by_id", id=me)
    if row is not None and row.blocked_at is not None:
        ctx.tx.run("chat_user_set_blocked", id=me, blocked_at=None)
        if ctx.tx.run("outbox_revive_chat", chat_user=me, now=now):
            ctx.tx.wake("outbox", now)
    if added == 0 and (name := tidy_name(name)) is not None:
        # Links from before names were kept; one that has its name keeps it.
        for link in ctx.tx.all("links_unnamed", chat_user=me):
            ctx.tx.run("link_name", id=link.id, name_sealed=ctx.vault.seal(name))
    return person(ctx, me, is_new=added == 1)


def person(ctx: Ctx, chat_user: int, *, is_new: bool = False) -> Greeted:
    """A person as the rows have them."""
    row = ctx.tx.one("chat_user_by_id", id=chat_user)
    accounts = tuple(account_view(ctx.vault, reached) for reached in reach(ctx.tx, chat_user))
    locale = None if row is None else row.locale
    return Greeted(chat_user, locale, accounts, is_new, acting_now(ctx, chat_user))


@use_case(Permission.TALK, audited=False, acting="either")
def set_language(ctx: Ctx, locale: Locale) -> Greeted:
    """Remembers the language."""
    ctx.tx.run("chat_user_add", id=ctx.actor.person, locale=locale, created_at=ctx.clock.now())
    ctx.tx.run("chat_user_set_locale", id=ctx.actor.person, locale=locale)
    return person(ctx, ctx.actor.person)
