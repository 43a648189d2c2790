"""A language together with a currency and a moment: how one screen speaks.

It keeps the screens free of formatting; the catalogues have the sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.screens.buttons import Go, Place, ToCosts, account_key
from bot.screens.screen import Button, clip
from bot.texts import formats
from bot.texts.catalogue import Safe, Texts, texts_for
from bot.texts.languages import language_of
from domain.ports import Fen, Micros
from domain.rules.banks import Script, bank_shown
from domain.rules.calendar import calendar_knows
from domain.rules.channels import CHANNELS
from domain.views import AccountView, Locale, OrderView

NO_BREAK = "\N{NO-BREAK SPACE}"
WORD_JOINER = "\N{WORD JOINER}"
NAME_MAX = 40
"""The most characters of an account's name that are shown."""


@cache
def _going(to: Place, new: bool) -> str:
    return Go(to=to, new=int(new)).pack()


@dataclass(frozen=True, slots=True)
class Voice:
    """Sentences, amounts and moments in one language. `now` decides only whether years are written."""

    locale: Locale
    now: Micros
    currency: str = "CNY"

    @property
    def texts(self) -> Texts:
        """The catalogue of this language."""
        return texts_for(self.locale)

    @property
    def script(self) -> Script:
        """The script in which its readers know the banks."""
        return language_of(self.locale).script

    def t(self, key: str, **params: str | int) -> Safe:
        """A sentence as HTML."""
        return self.texts.t(key, **params)

    def word(self, key: str, **params: str | int) -> str:
        """A sentence as plain text, for labels and text messages."""
        return self.texts.plain(key, **params)

    def money(self, fen: Fen, *, signed: bool = False) -> str:
        """An amount with its currency."""
        return formats.money(fen, self.currency, signed=signed)

    def gain(self, fen: Fen) -> str:
        """An amount with its sign, between which no line may end."""
        return self.money(fen, signed=True).replace("+", f"+{WORD_JOINER}").replace("-", f"-{WORD_JOINER}")

    def number(self, fen: Fen) -> str:
        """An amount without its currency, for receipts that name it once."""
        return formats.number(fen)

    def when(self, at: Micros) -> str:
        """Local date and time."""
        return formats.when(at, self.now, self.locale)

    def day(self, on: date) -> str:
        """A local date."""
        return formats.day(on, self.now, self.locale)

    def day_of(self, at: Micros) -> str:
        """The local date of a moment."""
        return formats.day_of(at, self.now, self.locale)

    @staticmethod
    def whole(text: str) -> str:
        """The same text, in which no line may end: a masked number, a day."""
        return text.replace(" ", NO_BREAK)

    def soon(self, at: Micros) -> str:
        """A moment that is minutes away: the time of day, with the date if it is another day."""
        if formats.moment(at).date() == formats.moment(self.now).date():
            return formats.clock(at)
        return self.when(at)

    def last_day(self, promise_at: Micros) -> str:
        """The day at whose end a promise falls due: the end of a day is the first moment of the next."""
        return self.day_of(promise_at - 1)

    def unsure(self, promise_at: Micros) -> Safe | None:
        """A warning if the banks' calendar of that year is not known yet (rules 5)."""
        year = formats.moment(promise_at - 1).year
        return None if calendar_knows(year) else self.t("promise-unsure", year=str(year))

    def cycle(self, name: str) -> str:
        """A billing cycle as a month."""
        return formats.cycle(name, self.locale)

    def account(self, account: AccountView) -> Safe:
        """An account's name and id."""
        return self.t("account", name=clip(account.name, NAME_MAX), account=account.id)

    def channel(self, order: OrderView) -> str:
        """How an order was paid: the bank's name for online banking, else the channel."""
        if CHANNELS[order.channel].names_bank and order.bank:
            return self._bank(order.bank)
        return self.word(f"channel-{order.channel}")

    def source(self, order: OrderView) -> Safe:
        """Where a refund to the original payment method goes."""
        return self.t(f"source-{order.channel}", bank=self._bank(order.bank or ""))

    def _bank(self, name: str) -> str:
        """A bank as billing names it, but in the reader's own script if the table knows it."""
        if name.isascii() == (self.script == "latin"):
            return clip(name, NAME_MAX)
        return clip(bank_shown(name, self.script), NAME_MAX)

    def go(self, to: Place, key: str | None = None, *, new: bool = False) -> Button:
        """A button to a place, labelled with the place's word or another."""
        return Button(self.word(key or to), _going(to, new))

    def costs_of(self, account: str, *, new: bool = False) -> Button:
        """A button to the costs of the account that the message is about."""
        return Button(self.word("costs"), ToCosts(key=account_key(account), new=int(new)).pack())

    def back(self, to: Place) -> Button:
        """A button back to a place."""
        return self.go(to, "back")
