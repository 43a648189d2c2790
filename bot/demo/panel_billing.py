"""The panel that makes billing events for the accounts of the chosen person, so that the balance reacts.

Each button is a real billing event with an id of its own, applied as a file of events would be. `billing_events`
decides which buttons there are; this module shows them, carries them out and says what became of the money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.demo.billing_events import Deed, Event, Telephone, deeds
from bot.demo.panel_words import when
from bot.runtime.runner import Runner
from bot.sandbox.model import Person
from bot.sandbox.panels import Panel, PanelButton, PanelInput, PanelRow, PanelSection, PanelView
from domain.accounts import find_account, mask_phone, reach
from domain.actor import Actor
from domain.balance_view import load_balance
from domain.errors import Refusal
from domain.events.parse import parse_event
from domain.rules.balance import HoldReason
from domain.rules.calendar import to_local
from domain.rules.money import plain
from domain.tx import Tx
from domain.usecases.operator.apply_events import EventsRefused, apply_events
from domain.views import BalanceView

ACTOR = Actor.operator("panel")
MOST_ACCOUNTS = 6
HOLDS: dict[HoldReason, str] = {
    "reserve": "Held: reserve",
    "credit_notes": "Held: credit notes",
    "overdue": "Held: overdue",
    "unsettled": "Held: not billed",
    "transferred": "Held: transferred in",
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """One account as the panel shows it."""

    id: str
    name: str
    phone: str
    balance: BalanceView
    deeds: tuple[Deed, ...]


class BillingPanel:
    """The panel's actions.

    `usual` are the accounts that a person has, linked or not; `persons` gives the telephones.
    """

    def __init__(
        self,
        runner: Runner,
        usual: Mapping[int, Sequence[str]],
        persons: Callable[[], Iterable[Person]],
    ) -> None:
        self._runner = runner
        self._usual = usual
        self._persons = persons

    def panel(self) -> Panel:
        """The panel for the sandbox's page."""
        return Panel("billing", "Billing events", self._view, self._act)

    async def _view(self, person: int) -> PanelView:
        shown = await self._runner.db.read(lambda tx: self._accounts(tx, person))
        if not shown:
            return PanelView(rows=[PanelRow("This person has no cloud account. Link one first.")])
        return PanelView(
            sections=[_section(one) for one in shown],
            summary=f"{plain(shown[0].balance.withdrawable_fen)} withdrawable",
        )

    async def _act(self, person: int, action: str, value: str) -> str | None:
        shown = await self._runner.db.read(lambda tx: self._accounts(tx, person))
        found = [(one, deed) for one in shown for deed in one.deeds if deed.action == action]
        if not found:
            return "This has changed: nothing was done."
        one, deed = found[0]
        events = deed.make(value)
        if not events:
            return "Choose one of the list."
        problem = await self._apply(events)
        if problem is not None:
            return problem
        return f"{deed.done} {await self._became(one)}"

    async def _apply(self, events: Sequence[Event]) -> str | None:
        """Applies the events, whole or not at all. Returns why not, or None."""
        services = self._runner.services
        at = to_local(services.clock.now()).isoformat(timespec="seconds")
        # Ids are drawn outside of the transaction, which may run again.
        full = [
            {"id": f"panel-{services.random.token_bytes(8).hex()}", "at": at, **event} for event in events
        ]
        # A person may have accounts that were made at the desk.
        parsed = [parse_event(event, line, desk=True) for line, event in enumerate(full, 1)]
        try:
            await self._runner.perform(apply_events, ACTOR, parsed)
        except EventsRefused as error:
            reasons = "; ".join(bad.reason for bad in error.report.refused)
            return f"Refused, nothing was done: {reasons}."
        except Refusal as refusal:
            return f"Refused: {refusal.code}."
        return None

    async def _became(self, before: _Shown) -> str:
        """What became of the money, and where to look next."""
        services = self._runner.services
        now = services.clock.now()
        after = await self._runner.db.read(
            lambda tx: load_balance(services.within(tx, ACTOR), before.id, now)
        )
        was, now_fen = before.balance.withdrawable_fen, after.withdrawable_fen
        words = [
            f"Withdrawable stays {plain(now_fen)}."
            if was == now_fen
            else f"Withdrawable {plain(was)} → {plain(now_fen)}."
        ]
        reserve = after.hold("reserve")
        if after.reserve_free_at is not None and before.balance.reserve_free_at is None and reserve:
            free = when(after.reserve_free_at, now)
            words.append(f"Reserve {plain(reserve.amount_fen)} goes free {free}: move the clock there.")
        return " ".join(words)

    def _accounts(self, tx: Tx, person: int) -> list[_Shown]:
        ctx = self._runner.services.within(tx, ACTOR)
        ids = [*self._usual.get(person, ()), *(found.account.id for found in reach(tx, person))]
        phones = [Telephone(one.name, one.phone) for one in self._persons() if one.phone]
        shown = []
        for id_ in list(dict.fromkeys(ids))[:MOST_ACCOUNTS]:
            account = find_account(tx, id_)
            if account is None:
                continue
            number = ctx.vault.open(account.phone_sealed)
            owners = [phone.owner for phone in phones if phone.number == number]
            balance = load_balance(ctx, id_, ctx.clock.now(id_))
            can = tuple(deeds(ctx, account, phones))
            shown.append(_Shown(id_, account.name, ", ".join(owners) or mask_phone(number), balance, can))
        return shown


def _section(one: _Shown) -> PanelSection:
    balance = one.balance
    rows = [
        PanelRow("Withdrawable", f"{plain(balance.withdrawable_fen)} of {plain(balance.cash_fen)}"),
        *[PanelRow(HOLDS[hold.reason], plain(hold.amount_fen)) for hold in balance.holds],
        PanelRow("Codes go to", one.phone),
    ]
    if balance.reserve_free_at is not None:
        rows.append(PanelRow("Reserve free", when(balance.reserve_free_at, balance.at)))
    if balance.blocked_by is not None:
        rows.append(PanelRow("Cannot withdraw", balance.blocked_by.replace("_", " ")))
    return PanelSection(f"{one.id} {one.name}", rows, [_button(deed) for deed in one.deeds])


def _button(deed: Deed) -> PanelButton:
    asked = None
    if deed.asks is not None:
        asked = PanelInput(deed.asks, "choice", deed.options[0][0], deed.options)
    return PanelButton(deed.action, deed.label, input=asked, hint=deed.hint, tone=deed.tone)
