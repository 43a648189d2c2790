"""Reads the books of a program that has ended, and lets `verdict` compare them with the outside world."""

from __future__ import annotations

from collections import Counter

from tests.crash import verdict
from tests.crash.gateway import Payout
from tests.crash.live import Live
from tests.crash.plain import Plain
from tests.crash.program import Program
from tests.crash.verdict import Findings, Row

WITHDRAWALS = "SELECT id, account, chat_user, status, amount_fen FROM withdrawal"
BOOKED = "SELECT account, sum(amount_fen) FROM fund GROUP BY account"
CASH = "SELECT account, sum(remaining_fen) FROM fund GROUP BY account"
UPDATES_TWICE = """
SELECT update_id, count(*) FROM audit WHERE update_id IS NOT NULL AND refused = 0
GROUP BY update_id, use_case HAVING count(*) > 1
"""
CANCELS = "SELECT update_id FROM audit WHERE use_case = 'cancel_withdrawal' AND update_id IS NOT NULL"
CARDS = "SELECT withdrawal, chat_user, message_id FROM status_card"
TEXTS_SENT = (
    "SELECT account, count(*) FROM outbox WHERE kind = 'sms' AND status = 'sent' AND event_key LIKE 'code:%'"
    " GROUP BY account"
)
UNSENT = "SELECT id, kind, status FROM outbox WHERE status IN ('waiting', 'sending', 'failed')"
LEDGER = """
SELECT r.id, r.amount_fen, r.account, r.order_id, r.ends, (SELECT count(*) FROM submission s WHERE s.id = r.id),
       (SELECT count(*) FROM payment p WHERE p.id = r.id) FROM request r
"""


async def judge_live(live: Live) -> Findings:
    """Judges the rounds with a live bot."""
    if live.broken is not None:
        raise live.broken
    findings = Findings()
    program = live.program
    rows = await _books(findings, program)
    verdict.money(findings, rows, live.billing.topped_up, _sums(program, BOOKED), _sums(program, CASH))
    verdict.payouts(findings, rows, live.gateway.ledger, live.gateway.wrong)
    confirmed = {id_: fen for customer in live.customers for id_, fen in customer.confirmed.items()}
    carded = {id_ for customer in live.customers for id_ in customer.carded}
    verdict.withdrawals(findings, rows, confirmed, carded)
    verdict.pushes(findings, rows, live.said, live.leased)
    shown = {}
    for id_, user, message_id in program.rows(CARDS):
        message = live.core.chats[int(str(user))].messages.get(int(str(message_id)))
        shown[str(id_)] = None if message is None else message.get("text", "")
    verdict.cards(findings, rows, shown)
    sent = {live.phone_of(account): count for account, count in _sums(program, TEXTS_SENT).items()}
    leased = Counter[str]()
    for (kind, recipient, _), kills in live.leased.items():
        if kind == "sms":
            leased[live.phone_of(recipient.removeprefix("phone:"))] += kills
    verdict.codes(findings, live.phones.inbox, sent, leased)
    done = [int(str(update)) for (update,) in program.rows(CANCELS)]
    verdict.cancels(findings, live.cancels, done, live.answers)
    for name in live.stuck:
        findings.add("lost", f"{name}: waits for something that does not come")
    return findings


async def judge_plain(plain: Plain) -> Findings:
    """Judges the rounds of the sandbox, by its own ledger and its own chats."""
    findings = Findings()
    program = plain.program
    rows = await _books(findings, program)
    booked = _sums(program, BOOKED)
    mine = [row for row in rows if row.account in plain.accounts]
    ledger, wrong = {}, []
    for id_, fen, account, order, ends, submitted, paid in program.rows(LEDGER, "books.db.payouts.db"):
        state = "paid" if paid else str(ends)
        ledger[str(id_)] = Payout(int(str(fen)), str(account), str(order), int(str(submitted)), state)
        if int(str(paid)) > 1:
            wrong.append(f"{id_}: paid {paid} times")
    verdict.payouts(findings, rows, ledger, wrong)
    confirmed = {id_: fen for customer in plain.customers for id_, fen in customer.confirmed.items()}
    carded = {id_ for customer in plain.customers for id_ in customer.carded}
    verdict.withdrawals(findings, rows, confirmed, carded)
    # These accounts also paid bills and transfers of the demo, which is no loss.
    spent = _sums(program, "SELECT f.account, sum(d.amount_fen - d.returned_fen) FROM draw d JOIN fund f"
                           " ON f.id = d.fund GROUP BY f.account")  # fmt: skip
    there = {
        account: fen - spent.get(account, 0) for account, fen in booked.items() if account in plain.accounts
    }
    verdict.money(findings, mine, {}, there, _sums(program, CASH))
    verdict.cards(findings, rows, plain.cards(program.rows(CARDS)))
    for what in [*plain.lost, *(f"{name}: waits for something that does not come" for name in plain.stuck)]:
        findings.add("lost", what)
    return findings


async def _books(findings: Findings, program: Program) -> list[Row]:
    code, output = await program.command("check")
    if code:
        findings.add("lost", f"main.py check: {output.strip()[:300]}")
    verdict.repeated_updates(findings, program.rows(UPDATES_TWICE))
    for id_, kind, status in program.rows(UNSENT):
        findings.add("lost", f"message {id_} ({kind}) is {status} at the end")
    return verdict.read_rows(program.rows(WITHDRAWALS))


def _sums(program: Program, query: str) -> dict[str, int]:
    return {str(name): int(str(number)) for name, number in program.rows(query)}
