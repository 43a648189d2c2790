"""Taking an account away from a chat user (rules 4): unfinished withdrawals end, submitted ones go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.accounts import Reach, account_view, reach
from domain.actor import Permission
from domain.context import Ctx
from domain.errors import Refusal
from domain.links import end_link, live_link
from domain.tx import Tx
from domain.use_case import use_case
from domain.views import AccountView

if TYPE_CHECKING:
    from domain.tx import CardsUnderWayRow


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


@use_case(Permission.OWN_ACCOUNT, about="account", writes=False, acting="never")
def show_unlink(ctx: Ctx, account: str) -> UnlinkView:
    """What disconnecting would end. Raises ``not_yours`` for an account that is not linked.

    ``account``: a linked one.
    """
    found, gone = _through(ctx.tx, ctx.actor.person, account)
    return _view(ctx, ctx.actor.person, gone, len(found) - len(gone))


@use_case(Permission.OWN_ACCOUNT, about="account", acting="never")
def unlink_account(ctx: Ctx, account: str) -> UnlinkView:
    """Ends the link; drafts on what was reached through it end, and no money moves. Raises ``not_yours``.

    ``account``: a linked one.
    """
    found, gone = _through(ctx.tx, ctx.actor.person, account)
    view = _view(ctx, ctx.actor.person, gone, len(found) - len(gone))
    link = live_link(ctx.tx, ctx.actor.person, account)
    if link is not None:
        end_link(ctx, link, "self")
    return view


def _through(tx: Tx, chat_user: int, account: str) -> tuple[list[Reach], list[Reach]]:
    """Everything within reach, and of that what is reached through this link, itself first."""
    found = reach(tx, chat_user)
    gone = [one for one in found if one.via.id == account]
    if not any(one.account.id == account for one in gone):
        raise Refusal("not_yours")
    return found, gone


def _view(ctx: Ctx, chat_user: int, gone: list[Reach], left: int) -> UnlinkView:
    views = [account_view(ctx.vault, one) for one in gone]
    ids = [one.account.id for one in gone]
    drafts = [ctx.tx.scalar("withdrawal_draft", chat_user=chat_user, account=account) for account in ids]
    return UnlinkView(
        account=views[0],
        members=tuple(views[1:]),
        drafts=sum(draft is not None for draft in drafts),
        under_way=sum(len(_cards(ctx.tx, chat_user, account)) for account in ids),
        left=left,
    )


def _cards(tx: Tx, chat_user: int, account: str) -> list[CardsUnderWayRow]:
    return tx.all("cards_under_way", chat_user=chat_user, account=account)
