"""Events that open and change accounts (rules 8), and what a change of the security phone ends (rules 7)."""

from __future__ import annotations

from domain.accounts import Account, find_account
from domain.acting_sessions import end_sessions_of_account
from domain.codes import end_codes_of_account
from domain.context import Ctx
from domain.errors import BadEvent
from domain.events.parse import AccountOpened, AccountUpdated
from domain.links import links_on, suspend_links
from domain.messages import tell_user
from domain.phone_claims import end_claims_on
from domain.tx import Tx


def open_account(ctx: Ctx, event: AccountOpened) -> None:
    """Opens an account. Raises BadEvent when the id is taken or its management account cannot be one."""
    if find_account(ctx.tx, event.account) is not None:
        raise BadEvent("account: is open already")
    is_test = bool(event.test)
    if event.management_account is not None:
        _check_manager(ctx.tx, event.account, is_test, event.management_account)
    ctx.tx.run(
        "account_add",
        id=event.account,
        name=event.name,
        kind=event.kind,
        identity_sealed=ctx.vault.seal(event.identity),
        identity_key=ctx.vault.fingerprint("identity", event.identity),
        real_name=event.real_name,
        phone_sealed=ctx.vault.seal(event.phone),
        phone_key=ctx.vault.fingerprint("phone", event.phone),
        locale=event.locale,
        management_account=event.management_account,
        is_test=int(is_test),
        opened_at=event.at,
    )


def update_account(ctx: Ctx, account: Account, event: AccountUpdated) -> None:
    """Changes the fields that the event names. A new phone ends live codes and link tokens and is told."""
    given = event.model_fields_set
    manager = account.management_account
    if "management_account" in given:
        manager = event.management_account
        if manager is not None:
            _check_manager(ctx.tx, account.id, account.is_test, manager)
    phone_sealed, phone_key, phone_changed_at = (
        account.phone_sealed,
        account.phone_key,
        account.phone_changed_at,
    )
    if "phone" in given and ctx.vault.fingerprint("phone", event.phone) != phone_key:
        before = phone_key
        phone_sealed, phone_key = ctx.vault.seal(event.phone), ctx.vault.fingerprint("phone", event.phone)
        # Claims lead to real accounts alone; a test account's phone ends nobody's.
        for key in () if account.is_test else (before, phone_key):
            end_claims_on(ctx, key)
        phone_changed_at = event.at
        end_codes_of_account(ctx, account.id)
        _tell_of_new_phone(ctx, account.id, f"phone:{event.id}")
        suspend_links(ctx, account.id)
    standing = event.standing if "standing" in given else account.standing
    ctx.tx.run(
        "account_update",
        id=account.id,
        name=event.name if "name" in given else account.name,
        real_name=event.real_name if "real_name" in given else account.real_name,
        phone_sealed=phone_sealed,
        phone_key=phone_key,
        phone_changed_at=phone_changed_at,
        locale=event.locale if "locale" in given else account.locale,
        management_account=manager,
        standing=standing,
    )
    if account.is_test and standing == "closed":
        end_sessions_of_account(ctx, account.id)


def _tell_of_new_phone(ctx: Ctx, account: str, key: str) -> None:
    """Each linked chat, with its own link: it is the way to prove the new phone, and to say that it was not them."""
    for link in links_on(ctx.tx, account):
        if link.is_good:
            params = {"account": account, "link": link.id}
            tell_user(ctx, link.chat_user, key, "phone_changed", params, account=account)
    for row in ctx.tx.all("acting_users", account=account):
        tell_user(ctx, row.chat_user, key, "phone_changed", {"account": account}, account=account)


def _check_manager(tx: Tx, account: str, is_test: bool, manager_id: str) -> None:
    """One level, no cycles, and never between a test account and a real one (rules 4 and 8)."""
    if manager_id == account:
        raise BadEvent("management_account: must be another account")
    manager = find_account(tx, manager_id)
    if manager is None:
        raise BadEvent("management_account: is unknown")
    if manager.management_account is not None:
        raise BadEvent("management_account: is a member account itself")
    if tx.all("account_members", id=account):
        raise BadEvent("management_account: this account manages others")
    if manager.is_test != is_test:
        raise BadEvent("management_account: a test account and a real one cannot belong together")
