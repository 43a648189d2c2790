"""The channels by which a top-up is paid: how long money may go back that way, and what is promised then (rules 5).

Whole local days: ``ends = local date of the top-up + N``, that day included. Only ``online_banking`` has a
window by default; Alipay and bank cards get one if the policy says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from domain.ports import Micros
from domain.rules.calendar import local_date
from domain.rules.policy import Policy
from domain.rules.windows import bank_days

Channel = Literal["alipay", "online_banking", "bank_card"]


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """What the rules know of a channel.

    ``window_days``: days of the return window by policy, bank and holder, None without one. ``promised_by_day``: the
    promise is the end of a business day, else a time. ``names_bank``: billing names the bank that paid.
    """

    window_days: Callable[[Policy, str, str], int | None]
    promised_by_day: bool
    names_bank: bool


def _channel_kind(channel: Channel) -> ChannelKind:
    match channel:
        case "alipay":
            return ChannelKind(lambda policy, _bank, _holder: policy.alipay_window_days, False, False)
        case "online_banking":
            return ChannelKind(lambda _policy, bank, holder: bank_days(bank, holder), False, True)
        case "bank_card":
            return ChannelKind(lambda policy, _bank, _holder: policy.bank_card_window_days, True, False)


CHANNELS: dict[Channel, ChannelKind] = {channel: _channel_kind(channel) for channel in get_args(Channel)}


def window_ends_on(
    policy: Policy, channel: Channel, bank: str | None, holder: str, paid_at: Micros
) -> date | None:
    """The last local day on which the original method is open for a top-up; None: no window."""
    days = CHANNELS[channel].window_days(policy, bank or "", holder)
    return None if days is None else local_date(paid_at) + timedelta(days=days)


def is_open(ends_on: date | None, now: Micros) -> bool:
    """Whether the original method can be used at ``now``."""
    return ends_on is None or local_date(now) <= ends_on
