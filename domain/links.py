"""Links between chats and accounts (rules 4): made and proved by a code, suspended by a phone change, ended.

The use cases send and check the code. Only `domain.accounts.reach` decides which accounts a person reaches by their
links: a suspended link is no way to anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from domain.accounts import Account, get_account, reach_linked
from domain.codes import end_code
from domain.context import Ctx
from domain.errors import BooksBroken, Refusal
from domain.messages import Params, tell_linked, tell_phone, tell_user
from domain.payee_rows import hide_all_of
from domain.ports import DAY, Micros, Vault
from domain.rules.characters import as_drawn
from domain.tx import Tx
from domain.use_case import audit
from domain.withdrawal_row import find_withdrawal, save

if TYPE_CHECKING:
    from domain.tx import LinkRow

EndedWhy = Literal["self", "code", "not_me", "support", "operator"]
YOUNG: Micros = DAY
"""For this long after a link's proof nobody approves a withdrawal to a payee that came from it."""
LONGEST_NAME = 40
_NUMBER = re.compile(r"\+?\d[\d\s().-]{4,}")


@dataclass(frozen=True, slots=True)
class Link:
    """A link's row. `proved_at` is when its chat last proved the account's phone."""

    id: int
    chat_user: int
    account: str
    linked_at: Micros
    proved_at: Micros
    suspended_at: Micros | None
    unlinked_at: Micros | None
    ended_why: EndedWhy | None
    name_sealed: bytes | None = field(repr=False)

    @property
    def is_good(self) -> bool:
        """Whether it is a way to its account now."""
        return self.unlinked_at is None and self.suspended_at is None

    @property
    def since_at(self) -> Micros:
        """When its chat proved the phone, at its making or later."""
        return max(self.linked_at, self.proved_at)


def find_link(tx: Tx, link: int) -> Link | None:
    """The link of that id, ended or not."""
    return _link(tx.one("link_by_id", id=link))


def live_link(tx: Tx, chat_user: int, account: str) -> Link | None:
    """This person's link to the account, suspended or not, or None."""
    return _link(tx.one("link_live", chat_user=chat_user, account=account))


def links_on(tx: Tx, account: str) -> list[Link]:
    """Every link to the account that has not ended, suspended ones too, oldest first."""
    return [link for row in tx.all("links_on", account=account) if (link := _link(row)) is not None]


def waiting_links(tx: Tx, chat_user: int) -> list[Link]:
    """This person's suspended links: their chat has not proved the accounts' new phone yet."""
    return [link for row in tx.all("links_waiting", chat_user=chat_user) if (link := _link(row)) is not None]


def name_of_link(vault: Vault, link: Link | None) -> str | None:
    """The name of the chat when it was connected; None if unknown."""
    return None if link is None or link.name_sealed is None else vault.open(link.name_sealed)


def tidy_name(name: str | None) -> str | None:
    """A name for other people to read: one short line, no invisible character, no phone number; None for an empty
    one.

    It stands in the messages that warn of its chat, and the person who connects the chat has chosen it.
    """
    plain = "".join(
        char for char in " ".join(as_drawn(name or "").split()) if unicodedata.category(char) != "Cc"
    )
    plain = _NUMBER.sub("…", plain)
    return plain[:LONGEST_NAME].strip() or None


def connect(
    ctx: Ctx, holder: Account, accounts: Sequence[str] = (), name: str | None = None
) -> tuple[str, ...]:
    """Links these accounts after the right code to the holder's phone, and proves every suspended link of this person
    to an account with the same phone (rules 4).

    Returns the newly connected accounts. Chats that are already linked are told, and so is the phone. Raises
    chats_too_many (`account`, `most`), accounts_too_many (`most`).
    """
    waiting = []
    for one in waiting_links(ctx.tx, ctx.actor.person):
        account = get_account(ctx.tx, one.account)
        if account.phone_key == holder.phone_key and account.is_test == holder.is_test:
            waiting.append(account.id)
    now, new, known_name = ctx.clock.now(), list[Link](), tidy_name(name)
    for id_ in dict.fromkeys((*accounts, *waiting)):
        known = live_link(ctx.tx, ctx.actor.person, id_)
        if known is not None and known.is_good:
            continue
        if known is None:
            _check_room(ctx, id_)
            ctx.tx.run("link_add", chat_user=ctx.actor.person, account=id_, now=now)
        else:
            ctx.tx.run("link_prove", id=known.id, now=now)
        link = live_link(ctx.tx, ctx.actor.person, id_)
        if link is None:
            raise BooksBroken(f"account {id_}: a link is lost")
        if known_name is not None:
            ctx.tx.run("link_name", id=link.id, name_sealed=ctx.vault.seal(known_name))
        audit(ctx, "connect", id_, str(link.id))
        new.append(link)
        told = {"account": id_, "link": link.id}
        tell_linked(ctx, id_, f"connected:{link.id}:{now}", "linked", told, but=ctx.actor.person)
    if new:
        first = get_account(ctx.tx, new[0].account)
        params = {
            "account": first.id,
            "more": len(new) - 1,
            "locale": _language(ctx.tx, first, ctx.actor.person),
        }
        tell_phone(ctx, first.id, f"connected:{new[0].id}:{now}", "new_link", params)
    return tuple(link.account for link in new)


def _check_room(ctx: Ctx, account: str) -> None:
    """Raises when the account has as many chats, or the chat as many accounts, as there can be.

    Suspended links count: their chats may prove the new phone at any time. Two chats at once are told apart by
    serializable transactions, since each reads the rows that the other adds.
    """
    most = ctx.policy.chats_an_account
    if ctx.tx.scalar("chats_number", account=account) >= most:
        raise Refusal("chats_too_many", account=account, most=most)
    most = ctx.policy.accounts_a_chat
    if ctx.tx.scalar("links_number", chat_user=ctx.actor.person) >= most:
        raise Refusal("accounts_too_many", most=most)


def _language(tx: Tx, account: Account, newcomer: int) -> str | None:
    """The language for the phone: the account's, else that of the first linked chat, else the new chat's."""
    others = [row.chat_user for row in tx.all("link_users", account=account.id) if row.chat_user != newcomer]
    known = [account.locale]
    for chat_user in (*others, newcomer):
        person = tx.one("chat_user_by_id", id=chat_user)
        known.append(None if person is None else person.locale)
    return next((locale for locale in known if locale), None)


def suspend_links(ctx: Ctx, account: str) -> None:
    """Suspends the account's links after a phone change: they show nothing until their chats prove the new phone
    (rules 4).
    """
    links = [link for link in links_on(ctx.tx, account) if link.is_good]
    ctx.tx.run("links_suspend", account=account, now=ctx.clock.now())
    for link in links:
        _let_go(ctx, link, f"suspended:{ctx.clock.now()}")


def end_link(ctx: Ctx, link: Link, why: EndedWhy, *, code: int | None = None) -> None:
    """Ends the link: unfinished withdrawals through it end, submitted ones go on. The chats still linked are told.

    Its own chat is told too, unless it ended the link itself. `code` is the code by which it was removed.
    """
    now = ctx.clock.now()
    ctx.tx.run("link_end", id=link.id, now=now, why=why, who=ctx.actor.who)
    for account in _let_go(ctx, link, f"ended:{link.id}"):
        _discard(ctx, link.chat_user, account)
    # The codes to connect or prove it end with it.
    end_code(ctx, "link", prove_subject(link.id), "edited")
    params: Params = {"account": link.account, "link": link.id, "why": why, "code": code}
    tell_linked(ctx, link.account, f"disconnected:{link.id}", "unlinked", params, but=ctx.actor.chat_user)
    if why != "self":
        key = f"removed:{link.id}"
        tell_user(ctx, link.chat_user, key, "removed", params, account=link.account)
    if why != "self":
        audit(ctx, "disconnect", link.account, str(link.id))


def prove_subject(link: int) -> str:
    """The subject of the codes that prove a suspended link."""
    return f"prove:{link}"


def young_until(ctx: Ctx, since_at: Micros | None) -> Micros | None:
    """Until when a link of `since_at` is too young for a withdrawal to a payee to be approved, or None (rules 4)."""
    until = 0 if since_at is None else since_at + YOUNG
    return until if until > ctx.clock.now() else None


def _let_go(ctx: Ctx, link: Link, mark: str) -> list[str]:
    """The accounts that its chat reached through a link and does not reach now. Cards of withdrawals there say so."""
    left = {one.account.id for one in reach_linked(ctx.tx, link.chat_user)} - {link.account}
    members = [row.id for row in ctx.tx.all("account_members", id=link.account)]
    gone = [account for account in (link.account, *members) if account not in left]
    for account in gone:
        draft = ctx.tx.scalar("withdrawal_draft", chat_user=link.chat_user, account=account)
        if draft is not None:
            hide_all_of(ctx, draft, account)
        # The relay finds the withdrawal out of reach and lets the card say so.
        for row in ctx.tx.all("cards_under_way", chat_user=link.chat_user, account=account):
            params = {"withdrawal": row.withdrawal, "version": row.version}
            key = f"left:{row.withdrawal}:{mark}"
            tell_user(ctx, link.chat_user, key, "withdrawal", params, account=account, kind="card")
    person = ctx.tx.one("chat_user_by_id", id=link.chat_user)
    if person is not None and person.current_account in gone:
        ctx.tx.run("chat_user_choose", id=link.chat_user, account=None)
    return gone


def _discard(ctx: Ctx, chat_user: int, account: str) -> None:
    draft = ctx.tx.scalar("withdrawal_draft", chat_user=chat_user, account=account)
    found = None if draft is None else find_withdrawal(ctx.tx, draft)
    if found is not None:
        end_code(ctx, "withdrawal", found.id, "edited")
        save(ctx, found, status="discarded", expires_at=None, ended_at=ctx.clock.now())


def _link(row: LinkRow | None) -> Link | None:
    return None if row is None else Link(**row._asdict())
