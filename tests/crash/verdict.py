"""Compares the books with the ledger, the phones and the chats. Every figure must be 0.

It works on plain values, so that a test can show each kind of damage to it without killing anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.screens.buttons import ToRecord
from bot.screens.voice import Voice
from bot.texts.languages import LOCALES
from tests.crash.gateway import Payout
from tests.crash.people import CODE, Json, all_of, is_push

ENDS = frozenset({"successful", "failed", "rejected", "cancelled"})
UNSUBMITTED = frozenset({"draft", "expired", "discarded"})
KINDS = ("lost", "doubled", "paid twice", "told twice")


def says(text: str, status: str) -> bool:
    """Whether a card or push names the status, in one of the languages (rules 6)."""
    key = "status-approved" if status in ("sending", "unknown") else f"status-{status}"
    return any(Voice(locale, 0).word(key) in text for locale in LOCALES)


@dataclass(slots=True)
class Findings:
    """Everything wrong, by kind. `excused` are messages repeated because a kill fell inside their send call."""

    found: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    excused: int = 0

    def add(self, kind: str, what: str) -> None:
        """Adds a fault."""
        self.found[kind].append(what)

    @property
    def total(self) -> int:
        """The number of faults; 0 is the only good one."""
        return sum(len(listed) for listed in self.found.values())


@dataclass(frozen=True, slots=True)
class Row:
    """A withdrawal in the books."""

    id: str
    account: str
    chat_user: int
    status: str
    amount_fen: int | None


def money(
    findings: Findings,
    rows: Iterable[Row],
    topped_up: Mapping[str, int],
    booked: Mapping[str, int],
    cash: Mapping[str, int],
) -> None:
    """Taken top-ups are in the books once; cash + in withdrawal + paid out = topped up, to the fen."""
    for account, fen in topped_up.items():
        have = booked.get(account, 0)
        if have != fen:
            findings.add("lost" if have < fen else "doubled", f"{account}: topped up {fen}, booked {have}")
    away: Counter[str] = Counter()
    for row in rows:
        if row.status not in UNSUBMITTED and row.status not in ("failed", "rejected", "cancelled"):
            away[row.account] += row.amount_fen or 0
    for account, fen in booked.items():
        left = cash.get(account, 0) + away[account]
        if left != fen:
            kind = "lost" if left < fen else "doubled"
            findings.add(kind, f"{account}: topped up {fen}, cash and withdrawn {left}")


def payouts(
    findings: Findings, rows: Iterable[Row], ledger: Mapping[str, Payout], wrong: Iterable[str]
) -> None:
    """Every payment belongs to one successful withdrawal of that amount, and was made once."""
    known = {row.id: row for row in rows}
    for what in wrong:
        findings.add("paid twice", what)
    for id_, payout in ledger.items():
        row = known.get(id_)
        if payout.accepted > 1:
            findings.add("paid twice", f"{id_}: handed over {payout.accepted} times")
        if row is None or row.amount_fen != payout.amount_fen or row.account != payout.account:
            findings.add("paid twice", f"{id_}: paid, but the books know no such withdrawal")
        elif payout.state == "paid" and row.status != "successful":
            findings.add("lost", f"{id_}: paid, but {row.status} in the books")
        elif payout.state != "paid" and row.status == "successful":
            findings.add("lost", f"{id_}: successful in the books, but never paid")
    for row in known.values():
        if row.status == "successful" and row.id not in ledger:
            findings.add("lost", f"{row.id}: successful in the books, but the gateway never heard of it")


def withdrawals(
    findings: Findings, rows: Iterable[Row], confirmed: Mapping[str, int], carded: Iterable[str]
) -> None:
    """Every confirmed withdrawal is there, once, with its amount, and has come to an end."""
    known = {row.id: row for row in rows}
    for id_ in carded:
        if id_ not in known or known[id_].status in UNSUBMITTED:
            findings.add("lost", f"{id_}: its status card was shown, but it was never submitted")
    for row in known.values():
        if row.status in UNSUBMITTED:
            continue
        if row.id not in confirmed:
            findings.add("doubled", f"{row.id}: submitted, but nobody confirmed it")
        elif confirmed[row.id] not in (0, row.amount_fen):
            findings.add("doubled", f"{row.id}: confirmed {confirmed[row.id]}, submitted {row.amount_fen}")
        if row.status not in ENDS:
            findings.add("lost", f"{row.id}: came to no end, it is {row.status}")


def pushes(
    findings: Findings, rows: Iterable[Row], said: Sequence[Json], leased: Mapping[tuple[str, str, str], int]
) -> None:
    """News of each end reached its chat, and no news came twice, except for a kill inside the send call."""
    told: Counter[tuple[int, str, str]] = Counter()
    for message in said:
        if is_push(message):
            about = next(record.id for record in all_of(ToRecord, message) if record.new)
            told[message["chat"]["id"], about, message.get("text", "")] += 1
    budget = {
        (int(recipient.removeprefix("chat:")), about): kills
        for (kind, recipient, about), kills in leased.items()
        if kind == "push"
    }
    for (chat, about, text), times in told.items():
        for _ in range(times - 1):
            if budget.get((chat, about), 0) > 0:
                budget[chat, about] -= 1
                findings.excused += 1
            else:
                findings.add("told twice", f"{about}: {text.splitlines()[0][:60]!r} came {times} times")
    for row in rows:
        news = [text for (chat, about, text) in told if chat == row.chat_user and about == row.id]
        if row.status in ("successful", "failed") and not any(says(text, row.status) for text in news):
            findings.add("lost", f"{row.id}: nobody was told that it is {row.status}")


def cards(findings: Findings, rows: Iterable[Row], shown: Mapping[str, str | None]) -> None:
    """The message that the books call the status card says how the withdrawal ended."""
    for row in rows:
        if row.status in UNSUBMITTED:
            continue
        text = shown.get(row.id)
        if text is None:
            findings.add("lost", f"{row.id}: has no status card")
        elif not says(text, row.status):
            findings.add(
                "lost", f"{row.id}: is {row.status}, but its card says {text.splitlines()[0][:60]!r}"
            )


def codes(
    findings: Findings,
    inbox: Mapping[str, Sequence[str]],
    sent: Mapping[str, int],
    leased: Mapping[str, int],
) -> None:
    """Every text message that the books call sent has come, and no code came twice, except for a kill inside its
    call.

    `sent` and `leased` are by phone number: messages called sent, and kills while one was on its way.
    """
    for phone in {*inbox, *sent}:
        got = Counter(found.group() for text in inbox.get(phone, ()) if (found := CODE.search(text)))
        if len(got) < sent.get(phone, 0):
            findings.add("lost", f"{phone}: {sent[phone]} codes sent, {len(got)} came")
        extra = sum(got.values()) - len(got)
        excused = min(extra, leased.get(phone, 0))
        findings.excused += excused
        for _ in range(extra - excused):
            findings.add("told twice", f"{phone}: a code came twice")


def cancels(
    findings: Findings, tapped: Mapping[int, tuple[str, str]], done: Iterable[int], answers: Mapping[str, str]
) -> None:
    """Every tap on *Cancel* was carried out, or answered with words.

    `tapped` is by update: the withdrawal and the callback query; `answers` is by callback query.
    """
    carried_out = set(done)
    for update, (withdrawal, callback) in tapped.items():
        if update not in carried_out and not answers.get(callback):
            findings.add("lost", f"{withdrawal}: Cancel was tapped (update {update}), and nothing came of it")


def repeated_updates(findings: Findings, rows: Iterable[Sequence[object]]) -> None:
    """No update was carried out twice: `rows` are an update's id and the count of its effects."""
    for update, times in rows:
        findings.add("doubled", f"update {update}: carried out {times} times")


def read_rows(withdrawals: Iterable[Sequence[object]]) -> list[Row]:
    """Withdrawals from rows of id, account, chat user, status and amount."""
    return [
        Row(str(id_), str(account), int(str(user)), str(status), None if fen is None else int(str(fen)))
        for id_, account, user, status, fen in withdrawals
    ]
