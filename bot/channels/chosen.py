"""The channels that the settings choose: payouts and text messages, each with the sandbox's twin.

This module only makes them; `bot.app` decides who uses and who closes them.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.payouts.channel import PayoutChannel, RoutedPayouts, Way
from bot.channels.payouts.gateway import HttpPayouts
from bot.channels.payouts.sandbox import SandboxPayouts
from bot.channels.sms.channel import AppriseSms, SandboxSms, SmsChannel
from bot.runtime.settings import Settings, SettingsError


def payouts_of(settings: Settings, ledger: SandboxPayouts) -> PayoutChannel:
    """The gateway, with `ledger` for test accounts; without a gateway `ledger` alone.

    Raises SettingsError for an address that payouts may not be sent to.
    """
    if settings.payout_url is None or settings.payout_secret is None:
        return ledger
    try:
        gateway = HttpPayouts(settings.payout_url, settings.payout_secret.get_secret_value())
    except ValueError as error:
        raise SettingsError([str(error)]) from None

    def real(way: Way) -> PayoutChannel:
        """The channel that pays out this way; another provider has a case of its own here."""
        match way:
            case "alipay" | "online_banking" | "bank_card":
                return gateway

    return RoutedPayouts(real, ledger)


def sms_of(settings: Settings, phones: Callable[[str, str], object] | None) -> SmsChannel:
    """The provider of text messages, else the sandbox's `phones`, which take a number and a text.

    Raises SettingsError for an address that no message can reach anyone through.
    """
    if settings.sms_url is not None:
        provider = AppriseSms(settings.sms_url.get_secret_value())
        problem = provider.problem()
        if problem is not None:
            raise SettingsError([f"SMS_URL {problem}"])
        return provider
    assert phones is not None
    return SandboxSms(phones)
