"""Why staff's work at the command line was refused, in sentences that say what to do next.

Every refusal that a person can meet there has a sentence; the others show their code (`failures.told`).
"""

from __future__ import annotations

from bot.cli.failures import told
from domain.errors import Refusal
from domain.rules.calendar import to_local

_SAID = {
    "denied": "this login belongs to no member of staff who may do that (main.py staff list shows the known logins)",
    "staff_rests": "what lets you decide is new: it decides nothing before {until_at}",
    "own_case": "the account is or was linked to you, or is close to one that is; a colleague must decide",
    "stale": "the case has changed since it was shown: look at it again with main.py review ID",
    "factor_there": "there is an authenticator already; a lost one is reset (--reset)",
    "factor_none": "there is no authenticator to reset",
    "reset_by_two": "two admins can do it in the chat (/authenticator), so they have to",
    "login_not_admin": "it takes an admin, too: one who asked for it in the chat, or whose login this is",
    "login_wrong": "a login is 1 to 64 letters, digits and . _ - @",
    "login_taken": "this login belongs to another member of staff; take it away there first",
    "login_there": "this login is theirs already",
    "login_unknown": "this login is not theirs (main.py staff list shows whose are known)",
    "staff_name_taken": "another member of staff has this name; colleagues must be able to tell them apart",
    "unknown_withdrawal": "there is no such withdrawal; its number looks like W261120ABCDEF and stands on its card",
    "not_in_review": "it is not In Review but {status}: there is nothing to decide",
    "not_unknown": "it is {status}: only a payout whose result never came can be settled",
    "recheck_failed": "it cannot be approved now: {why}; reject it, or wait until that has changed",
    "link_young": "it comes from a chat that was connected less than a day ago: nobody approves it before {until_at}",
    "no_such_chat": "no such chat is connected to this account (main.py unlink ACCOUNT --list shows them)",
    "unknown_account": "there is no such account",
    "papers_awaited": "the customer was asked for a paper that is not there yet; wait for it, or reject",
    "approved_once": "counted; a second person has to approve it, too",
    "settled_once": "counted; a second person has to say the same",
    "payouts_stopped": "payouts and decisions are stopped until main.py reconcile has compared these books ({why})",
    "failed_said": "counted; the channel is asked once more, and it is booked unless that says anything but failed",
    "not_contradicted": "nothing contradicts the books about it (main.py contradictions lists what is open)",
    "no_way": "it cannot be resolved so; what can be said now: {ways}",
    "resolved_once": "counted; a second person has to say the same",
    "stop_words_needed": "--ticket is 1 to {ticket_most} characters, --reason 1 to {reason_most}",
    "stopped_already": "its withdrawals are stopped already",
    "not_stopped": "support has not stopped its withdrawals",
    "contradiction_open": "the payout channel contradicts its books: two people resolve that first "
    "(main.py contradictions)",
    "resumed_once": "counted; a second person has to resume it, too",
    "own_account": "it is too close to you to decide",
    "said_once": "counted; another person has to give the same command, too",
    "unknown_payout": "no payout of this number waits for two people (main.py missing list)",
    "too_early": "the channel still has time: it can be settled from {until_at}",
    "reason_needed": "--reason CODE is one of {codes}",
    "reason_unknown": "--reason CODE is one of {codes}",
    "document_needed": "--document TEXT names what of the channel's proves it, and may not be empty",
    "staff_already": "has this role already; to change the name, remove the role and add it again",
    "staff_unknown": "has no such role (main.py staff list shows who has)",
    "staff_id_wrong": "that is not the id of a person: a whole number above 0, as the chat app shows it",
    "staff_name_needed": "--name is what colleagues call them, 1 to {most} characters",
}
COUNTED = ("approved_once", "settled_once", "failed_said", "resolved_once", "resumed_once", "said_once")
"""Codes that are no refusals: the word was recorded, and one more person has to give theirs."""


def sentence(refusal: Refusal) -> str:
    """The refusal for the person at the command line; times in Asia/Shanghai."""
    said = _SAID.get(refusal.code)
    if said is None:
        return f"not done: {told(refusal)}"
    params = dict(refusal.params)
    shown = {name: _shown(name, value) for name, value in params.items()}
    text = said.format_map(shown)
    return text if refusal.code in COUNTED else f"not done: {text}"


def _shown(name: str, value: object) -> str:
    if name.endswith("_at") and isinstance(value, int):
        return f"{to_local(value):%Y-%m-%d %H:%M} (Asia/Shanghai)"
    return str(value).replace("_", " ") if name in ("status", "why") else str(value)
