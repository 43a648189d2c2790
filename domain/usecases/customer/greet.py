"""Meeting a person of the chat: the first time makes a row; after a block the kept messages come back."""

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
    """A person, their language if known, and every account within reach."""

    chat_user: int
    locale: str | None
    accounts: tuple[AccountView, ...]
    is_new: bool
    acting: ActingView | None = None
    """The test account that the person acts as; then it is the only one of `accounts`."""


@use_case(Permission.TALK, audited=False, acting="either")
def greet(ctx: Ctx, locale: Locale | None, name: str | None = None) -> Greeted:
    """Records the person. A person who writes has not blocked the bot.

    `locale` is the language of the person's app, None if the bot does not speak it; `name` is the chat's name.
    """
    now, me = ctx.clock.now(), ctx.actor.person
    # The first greeting sets the language, so that pushes have one before a choice.
    added = ctx.tx.run("chat_user_add", id=me, locale=locale, created_at=now)
    row = ctx.tx.one("chat_user_by_id", id=me)
    if row is not None and row.blocked_at is not None:
        ctx.tx.run("chat_user_set_blocked", id=me, blocked_at=None)
        if ctx.tx.run("outbox_revive_chat", chat_user=me, now=now):
            ctx.tx.wake("outbox", now)
    if added == 0 and (name := tidy_name(name)) is not None:
        # Links from before names were stored; a named one keeps its name.
        for link in ctx.tx.all("links_unnamed", chat_user=me):
            ctx.tx.run("link_name", id=link.id, name_sealed=ctx.vault.seal(name))
    return person(ctx, me, is_new=added == 1)


def person(ctx: Ctx, chat_user: int, *, is_new: bool = False) -> Greeted:
    """The person of the present rows."""
    row = ctx.tx.one("chat_user_by_id", id=chat_user)
    accounts = tuple(account_view(ctx.vault, reached) for reached in reach(ctx.tx, chat_user))
    locale = None if row is None else row.locale
    return Greeted(chat_user, locale, accounts, is_new, acting_now(ctx, chat_user))


@use_case(Permission.TALK, audited=False, acting="either")
def set_language(ctx: Ctx, locale: Locale) -> Greeted:
    """Stores the person's choice of language."""
    ctx.tx.run("chat_user_add", id=ctx.actor.person, locale=locale, created_at=ctx.clock.now())
    ctx.tx.run("chat_user_set_locale", id=ctx.actor.person, locale=locale)
    return person(ctx, ctx.actor.person)
