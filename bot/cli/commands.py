"""The command line itself: names, arguments and help. Each command's work is in a module of its own.

Such a module is imported when its command runs, so that every command starts in a fraction of a second.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failures import WRONG_USE, guarded
from bot.cli.output import open_standard, put

if TYPE_CHECKING:
    from domain.contradictions import Resolution

app = typer.Typer(
    help="Withdrawals of prepaid cash, in a chat.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

branches = typer.Typer(help="The directory of bank branches.", no_args_is_help=False, rich_markup_mode=None)
app.add_typer(branches, name="branches")
staff = typer.Typer(help="Who reviews in the chat.", no_args_is_help=False, rich_markup_mode=None)
app.add_typer(staff, name="staff")

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")]
WithdrawalId = Annotated[str, typer.Argument(metavar="ID", help="The withdrawal's id.")]
ChatUser = Annotated[int, typer.Argument(metavar="CHAT_USER", help="The id the chat app gives a person.")]
Seen = Annotated[
    int | None, typer.Option("--version", metavar="N", help="The version of the case, as it was shown.")
]
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="A login of this machine.")]


class Decision(StrEnum):
    """What a reviewer may decide."""

    approve = "approve"
    reject = "reject"


class SettleChoice(StrEnum):
    """What became of a payout without a result."""

    paid = "paid"
    failed = "failed"


class Way(StrEnum):
    """How a contradiction is resolved."""

    book = "book"
    give_back = "give-back"
    nothing = "nothing"
    write_off = "write-off"


class RoleChoice(StrEnum):
    """The roles that a person can have as staff."""

    finance = "finance"
    support = "support"
    admin = "admin"


missing = typer.Typer(
    help="Payouts that the channel has and the books lack.", no_args_is_help=False, rich_markup_mode=None
)
app.add_typer(missing, name="missing")


@app.command()
def run(
    no_payouts: Annotated[
        bool, typer.Option("--no-payouts", help="Look at a copy: send, pay and take nothing.")
    ] = False,
) -> int:
    """Start the bot; without BOT_TOKEN, the sandbox with its chat page."""
    from bot.cli.run import run_bot

    return run_bot(no_payouts=no_payouts)


@app.command("import")
def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files of events; - is the input.")],
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Apply a file without its bad lines.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Make the database if it is not there.")] = False,
) -> int:
    """Apply billing events, one JSON object a line, in pieces of 1,000 lines; run again, it goes on."""
    from bot.cli.import_events import import_files

    return import_files(files, skip_bad=skip_bad, new=new)


@app.command()
def balance(
    account: Account,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="Look at it as of this time.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object and nothing else.")] = False,
    all_orders: Annotated[
        bool, typer.Option("--all-orders", help="Also the orders with nothing left.")
    ] = False,
) -> int:
    """Show an account's balance, what holds part of it, and its orders with something left."""
    from bot.cli.balance import show_balance

    return show_balance(account, at=at, as_json=json, spent=all_orders)


@app.command()
def link(account: Account) -> int:
    """Make a one-time link that connects a chat to an account."""
    from bot.cli.link import show_link

    return show_link(account)


@app.command()
def reseal() -> int:
    """Seal every field and document with the newest part of SECRET_KEY; says when the old part may go."""
    from bot.cli.reseal import reseal_everything

    return reseal_everything()


@app.command()
def unlink(
    account: Account,
    chat: Annotated[
        int | None,
        typer.Option("--chat", metavar="N", help="Of this chat user only; all of them if not given."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show who is connected, and change nothing.")] = False,
) -> int:
    """Disconnect the chats of an account; these chats, the others and the security phone are told."""
    from bot.cli.link import unlink_chats

    return unlink_chats(account, chat, only_list=list_)


@app.command()
def check() -> int:
    """Check every invariant of the books; exit code 1 when one is broken."""
    from bot.cli.check import check_the_books

    return check_the_books()


@app.command()
def review(
    id: WithdrawalId,
    decision: Annotated[Decision | None, typer.Argument(metavar="[approve|reject]")] = None,
    version: Seen = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="CODE", help="Why, as a code.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why, for the customer.")] = None,
) -> int:
    """Show a case with its version; approve or reject one that is In Review."""
    from bot.cli.review import decide, show_case

    if decision is None:
        return show_case(id)
    return decide(id, decision.value, version=version, reason=reason, note=note)


@app.command()
def settle(
    id: WithdrawalId,
    outcome: Annotated[SettleChoice, typer.Argument(metavar="paid|failed")],
    document: Annotated[str, typer.Option("--document", metavar="TEXT", help="The channel's document.")],
    version: Seen = None,
) -> int:
    """Settle a payout whose result never came; takes two different people."""
    from bot.cli.review import settle_payout

    return settle_payout(id, paid=outcome is SettleChoice.paid, document=document, version=version)


@app.command()
def contradictions() -> int:
    """Show where the payout channel contradicts the books, how to resolve it, and losses that were written off."""
    from bot.cli.resolve import show_contradictions

    return show_contradictions()


@app.command()
def resolve(
    id: WithdrawalId,
    how: Annotated[Way, typer.Argument(metavar="book|give-back|nothing|write-off")],
    document: Annotated[str, typer.Option("--document", metavar="TEXT", help="What proves it.")],
    number: Annotated[
        int | None, typer.Option("--number", metavar="N", help="The contradiction, as it was shown.")
    ] = None,
) -> int:
    """Resolve a contradiction between the payout channel and the books; takes two different people.

    book: it was paid, take it from where the money went back to. give-back: it was not paid, the money goes back.
    nothing: the books are right. write-off: what could not be taken is a loss.
    """
    from bot.cli.resolve import resolve_payout

    ways: dict[Way, Resolution] = {
        Way.book: "book", Way.give_back: "give_back", Way.nothing: "nothing", Way.write_off: "write_off",
    }  # fmt: skip
    return resolve_payout(id, ways[how], document=document, number=number)


@app.command()
def stop(
    account: Account,
    ticket: Annotated[str, typer.Option("--ticket", metavar="NUMBER", help="The support ticket.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
) -> int:
    """Stop all withdrawals of an account at once; two people resume."""
    from bot.cli.resolve import stop_the_account

    return stop_the_account(account, ticket=ticket, reason=reason)


@app.command()
def resume(account: Account) -> int:
    """Let withdrawals of a stopped account go on; takes two different people."""
    from bot.cli.resolve import resume_the_account

    return resume_the_account(account)


@app.command()
def reconcile(
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="The channel's payouts, where it has no list."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Book what is missing, and end the stop.")] = False,
    after: Annotated[
        int,
        typer.Option("--after", min=0, metavar="N", help="Begin after this number of the gateway's list."),
    ] = 0,
) -> int:
    """Compare the books with the payout channel after a backup was put back; without --yes, only look."""
    from bot.cli.reconcile import reconcile as work

    return work(file, yes=yes, after=after)


@missing.command("list")
def missing_list() -> int:
    """Show the payouts that could not be booked."""
    from bot.cli.reconcile import show_missing

    return show_missing()


@missing.command("settle")
def missing_settle(
    id: WithdrawalId,
    document: Annotated[str, typer.Option("--document", metavar="TEXT", help="What proves it.")],
    order: Annotated[
        str | None,
        typer.Option("--order", metavar="ORDER", help="Book it on this order; else only close it."),
    ] = None,
) -> int:
    """Settle one of them; takes two different people."""
    from bot.cli.reconcile import settle

    return settle(id, order=order, document=document)


@app.command()
def roles() -> int:
    """Show who may do what, as Markdown."""
    from bot.cli.audit import show_roles

    return show_roles()


@app.command()
def audit(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILTER...]", help="who=, account=, what=, outcome=, since=DATE, until=DATE, all."
        ),
    ] = None,
    before: Annotated[
        int | None, typer.Option("--before", min=1, metavar="ROW", help="Only rows older than this one.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="All of it as CSV.")] = False,
) -> int:
    """Show what staff did; with "all", what customers did too."""
    from bot.cli.audit import show_audit_rows

    return show_audit_rows(words or [], before=before, as_csv=csv)


@app.command()
def settings() -> int:
    """Show every setting with its meaning and value; secrets are masked."""
    from bot.cli.settings_table import show_settings

    return show_settings()


@branches.command("import")
def branches_import(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="A public directory as CSV.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Also if it is much smaller than the one in use.")
    ] = False,
) -> int:
    """Replace the directory by this file's; people find the old one until that is done."""
    from bot.cli.branches import import_directory

    return import_directory(files, yes=yes)


@branches.command("search")
def branches_search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What a customer would type.")],
    bank: Annotated[str | None, typer.Option("--bank", metavar="NAME", help="Of this bank only.")] = None,
    page: Annotated[int, typer.Option("--page", min=1, metavar="N", help="Ten a page, from 1.")] = 1,
) -> int:
    """Show what a customer would be offered."""
    from bot.cli.branches import search_directory

    return search_directory(" ".join(text), bank=bank, page=page)


@branches.command("status")
def branches_status() -> int:
    """Show how large the directory is, and since when."""
    from bot.cli.branches import show_status

    return show_status()


@staff.command("add")
def staff_add(
    chat_user: ChatUser,
    role: Annotated[RoleChoice, typer.Argument(metavar="finance|support|admin")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What colleagues call them.")],
    login: Annotated[
        str | None, typer.Option("--login", metavar="LOGIN", help="Their login of this machine.")
    ] = None,
) -> int:
    """Give a person a role; finance and admin review."""
    from bot.cli.staff import add

    return add(chat_user, role.value, name, login)


@staff.command("login")
def staff_login(
    chat_user: ChatUser,
    login: Login,
    remove: Annotated[bool, typer.Option("--remove", help="It is theirs no longer.")] = False,
) -> int:
    """Say which login of this machine is a person of staff, who then decides at the command line too."""
    from bot.cli.staff import give, take

    return take(chat_user, login) if remove else give(chat_user, login)


@staff.command("second-factor")
def staff_second_factor(
    chat_user: ChatUser,
    reset: Annotated[bool, typer.Option("--reset", help="Take their authenticator away.")] = False,
) -> int:
    """Show the secret of a new authenticator, once, for a person of staff who has none; or reset a lost one."""
    from bot.cli.staff import reset_second_factor, show_secret

    return reset_second_factor(chat_user) if reset else show_secret(chat_user)


@staff.command("remove")
def staff_remove(
    chat_user: ChatUser,
    role: Annotated[RoleChoice | None, typer.Argument(metavar="[finance|support|admin]")] = None,
) -> int:
    """Take a role away, or all of them; it is gone at their next tap."""
    from bot.cli.staff import remove

    return remove(chat_user, None if role is None else role.value)


@staff.command("list")
def staff_list() -> int:
    """Show who is staff."""
    from bot.cli.staff import list_all

    return list_all()


def main(args: list[str] | None = None) -> int:
    """Runs the command line and returns the exit code."""
    open_standard()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a substitute, never an exception.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given = sys.argv[1:] if args is None else args
    if any("\ud800" <= character <= "\udfff" for word in given for character in word):
        put("an argument is not UTF-8 text, or the locale is not: set LC_ALL=C.UTF-8", err=True)
        return WRONG_USE
    return guarded(lambda: app(args, prog_name="main.py", standalone_mode=False))
