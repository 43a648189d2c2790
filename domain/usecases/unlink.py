"""Taking an account away from a chat user (rules 4): unfinished withdrawals end, submitted ones go on."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Reach, account_view, reach
from domain.actor import Actor, Permission
from domain.codes import end_code
from domain.env import Env
from domain.errors import DomainError
from domain.linking import disconnect
from domain.messages import tell_user
from domain.ports import Row, Tx
from domain.run import use_case
from domain.views import AccountView
from domain.withdrawals import find_withdrawal, save


@dataclass(frozen=True, slots=True)
class ShowUnlink:
    """``account``: a linked one."""

    account: str


@dataclass(frozen=True, slots=True)
class UnlinkAccount:
    """``account``: a linked one."""

    account: str


@dataclass(frozen=True, slots=True)
class UnlinkView:
    """What disconnecting would end, or has ended.

    ``members``: member accounts that were reached through it; ``drafts``: unfinished withdrawals of this person;
    ``under_way``: submitted ones with a card in this chat; ``left``: how many accounts stay within reach.
    """

    account: AccountView
    members: tuple[AccountView, ...]
    drafts: int
    under_way: int
    left: int


@use_case(Permission.OWN_ACCOUNT, writes=False, acting="never")
def show_unlink(tx: Tx, env: Env, actor: Actor, command: ShowUnlink) -> UnlinkView:
    """What disconnecting would end. Raises DomainError ``not_yours`` for an account that is not linked."""
    found, gone = _through(tx, actor.person, command.account)
    return _view(tx, env, actor.person, gone, len(found) - len(gone))


@use_case(Permission.OWN_ACCOUNT, acting="never")
def unlink_account(tx: Tx, env: Env, actor: Actor, command: UnlinkAccount) -> UnlinkView:
    """Ends the link; drafts on what was reached through it end, and no money moves. Raises ``not_yours``."""
    found, gone = _through(tx, actor.person, command.account)
    view = _view(tx, env, actor.person, gone, len(found) - len(gone))
    for one in gone:
        _discard(tx, env, actor.person, one.account.id)
    disconnect(tx, env, actor, command.account)
    for one in gone:
        # The relay finds the withdrawal out of reach and lets the card say so.
        for row in _cards(tx, actor.person, one.account.id):
            params = {"withdrawal": row.withdrawal, "version": row.version}
            key = f"left:{row.withdrawal}:{env.clock.now()}"
            tell_user(tx, env, actor.person, key, "withdrawal", params, account=one.account.id, kind="card")
    person = tx.one("chat_user_by_id", id=actor.person)
    if person is not None and person.current_account in {one.account.id for one in gone}:
        tx.run("chat_user_choose", id=actor.person, account=None)
    return view


def _through(tx: Tx, chat_user: int, account: str) -> tuple[list[Reach], list[Reach]]:
    """Everything within reach, and of that what is reached through this link, itself first."""
    found = reach(tx, chat_user)
    gone = [one for one in found if one.via.id == account]
    if not any(one.account.id == account for one in gone):
        raise DomainError("not_yours")
    return found, gone


def _view(tx: Tx, env: Env, chat_user: int, gone: list[Reach], left: int) -> UnlinkView:
    views = [account_view(env, one) for one in gone]
    ids = [one.account.id for one in gone]
    drafts = [tx.scalar("withdrawal_draft", chat_user=chat_user, account=account) for account in ids]
    return UnlinkView(
        account=views[0],
        members=tuple(views[1:]),
        drafts=sum(draft is not None for draft in drafts),
        under_way=sum(len(_cards(tx, chat_user, account)) for account in ids),
        left=left,
    )


def _cards(tx: Tx, chat_user: int, account: str) -> list[Row]:
    return tx.all("cards_under_way", chat_user=chat_user, account=account)


def _discard(tx: Tx, env: Env, chat_user: int, account: str) -> None:
    draft = tx.scalar("withdrawal_draft", chat_user=chat_user, account=account)
    found = None if draft is None else find_withdrawal(tx, draft)
    if found is not None:
        end_code(tx, env, "withdrawal", found.id, "edited")
        save(tx, env, found, status="discarded", expires_at=None, ended_at=env.clock.now())
