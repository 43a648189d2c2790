"""One held line explained: what it is made of, when it goes away, where to act, the remedy's true gain."""

from __future__ import annotations

from bot.screens.screen import Screen, clip, lines_of, page_of
from bot.screens.voice import NAME_MAX, Voice
from bot.texts.catalogue import Safe
from domain.held_parts import MOST_PARTS
from domain.rules.balance import HOLDS, HoldReason
from domain.rules.plan import PAID, REMEDIES, plan
from domain.views import BalanceView, CostsView, Hold, HoldItem, Locale


def explanation(view: CostsView, line: HoldReason, locale: Locale) -> Screen:
    """Why money is held for this reason (rules 2)."""
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    hold = balance.hold(line)
    back = ((voice.back("costs"),),)
    title = voice.word(f"hold-{line}")
    if hold is None:
        return Screen(page_of(voice.t("hold-nothing", title=title), voice.t(f"hold-why-{line}")), back)
    do = lines_of(voice.t("hold-do"), _remedy(balance, hold, voice))
    gain = lines_of(voice.t("hold-gain"), gain_text(balance, hold, voice), _alone(balance, line, voice))
    text = page_of(
        lines_of(
            voice.t("hold-head", title=title, amount=voice.money(hold.amount_fen)),
            voice.t(f"hold-why-{line}"),
        ),
        lines_of(voice.t("hold-of"), *_items(hold, voice)) if hold.items else None,
        lines_of(voice.t("hold-until"), _until(hold, voice)),
        # A loss is said before the advice that brings it.
        *((gain, do) if hold.gain_fen < 0 else (do, gain)),
    )
    return Screen(text, back)


def in_short(balance: BalanceView, hold: Hold, voice: Voice, most: int) -> str:
    """The same without what the customer should do, with at most `most` parts."""
    title = voice.word(f"hold-{hold.reason}")
    return lines_of(
        voice.t("hold-head", title=title, amount=voice.money(hold.amount_fen)),
        *_items(hold, voice, most),
        _until(hold, voice),
        gain_text(balance, hold, voice),
        _alone(balance, hold.reason, voice),
    )


def _items(hold: Hold, voice: Voice, most: int = MOST_PARTS) -> list[str]:
    """The first parts, and the number and sum of the rest; a resource has no amount of its own."""
    shown = hold.items[:most]
    lines: list[str] = [f"• {_item(hold, item, voice)}" for item in shown]
    more = hold.more + len(hold.items) - len(shown)
    rest_fen = hold.amount_fen - sum(item.amount_fen or 0 for item in shown)
    if more > 0 and hold.reason == "reserve":
        lines.append(voice.t("and-more", count=more))
    elif more > 0:
        lines.append(voice.t("and-more-of", count=more, amount=voice.money(rest_fen)))
    return lines


def _item(hold: Hold, item: HoldItem, voice: Voice) -> Safe:
    label = voice.cycle(item.label) if hold.reason == "unsettled" else item.label
    amount = "" if item.amount_fen is None else voice.money(item.amount_fen)
    detail = clip(item.detail or "", 40)
    at = "" if item.at is None else voice.day_of(item.at)
    match hold.reason:
        case "reserve" if item.released and item.at is not None:
            return voice.t("item-resource-released", label=label, product=detail, at=voice.when(item.at))
        case "reserve":
            return voice.t("item-resource", label=label, product=detail, at=at)
        case "credit_notes":
            return voice.t("item-credit_notes", label=label, amount=amount, detail=detail)
        case "overdue" if detail:
            return voice.t(
                "item-overdue-cycle", label=label, amount=amount, detail=voice.cycle(detail), at=at
            )
        case "overdue":
            return voice.t("item-overdue", label=label, amount=amount, at=at)
        case "unsettled" if item.at is not None and item.at > voice.now:
            return voice.t("item-unsettled-at", label=label, amount=amount, at=at)
        case "unsettled":
            return voice.t("item-unsettled", label=label, amount=amount)
        case "transferred":
            sender = (
                voice.t("account", name=clip(item.detail, NAME_MAX), account=label) if item.detail else label
            )
            return voice.t("item-transferred", sender=sender, amount=amount, at=at)


def _until(hold: Hold, voice: Voice) -> Safe:
    if hold.free_at is not None and hold.reason in ("reserve", "unsettled"):
        return voice.t(f"hold-until-{hold.reason}-at", at=voice.when(hold.free_at))
    return voice.t(f"hold-until-{hold.reason}")


def _remedy(balance: BalanceView, hold: Hold, voice: Voice) -> Safe:
    """What can be done; new money is never advised where the plan gives nothing for it."""
    if hold.reason == "reserve" and hold.free_at is not None:
        return voice.t("hold-do-reserve-wait")
    if hold.reason in PAID and hold.reason in plan(balance.figures).not_needed:
        return voice.t(f"hold-do-{hold.reason}-not-needed")
    return voice.t(f"hold-do-{hold.reason}")


def _alone(balance: BalanceView, reason: HoldReason, voice: Voice) -> Safe:
    """That the gain is counted alone, and what the plan says of it."""
    way = plan(balance.figures)
    remedy = next((one for one in REMEDIES if one == reason), None)
    step = None if remedy is None else way.step(remedy)
    if step is not None:
        return voice.t("hold-alone-step", index=way.steps.index(step) + 1, gain=voice.gain(step.gain_fen))
    return voice.t("hold-alone-not-needed" if remedy in way.not_needed else "hold-alone")


def gain_text(balance: BalanceView, hold: Hold, voice: Voice) -> Safe:
    """The remedy's true gain, with the reason when it is nothing or less (rules 2)."""
    said = voice.t(f"if-{hold.reason}")
    before = balance.withdrawable_fen
    gain = voice.gain(hold.gain_fen)
    after = voice.money(before + hold.gain_fen)
    if hold.gain_fen > 0:
        some = voice.t("gain-some", **{"if": said}, gain=gain, before=voice.money(before), after=after)
        return Safe(lines_of(some, _rest(balance, hold, voice)))
    if hold.gain_fen < 0:
        return voice.t("gain-less", **{"if": said}, gain=gain, before=voice.money(before), after=after)
    if hold.reason == "transferred":
        key = "gain-none-recall" if before else "gain-none-recall-empty"
        return voice.t(key, **{"if": said})
    if HOLDS[hold.reason].is_settled and balance.transferred_fen >= balance.to_be_settled_fen:
        transferred = voice.money(balance.transferred_fen)
        return voice.t("gain-none-covered", **{"if": said}, transferred=transferred)
    return voice.t("gain-none-held", **{"if": said})


def _rest(balance: BalanceView, hold: Hold, voice: Voice) -> Safe | None:
    """Why the gain is less than the amount; None if it is all of it.

    With something withdrawable, only transferred money can be the reason; with nothing, the gap of other held amounts
    comes first, and transferred money may be the reason too (rules 2).
    """
    rest = hold.amount_fen - hold.gain_fen
    if rest <= 0:
        return None
    own_fen = max(0, balance.to_be_settled_fen - balance.transferred_fen)
    covered = HOLDS[hold.reason].is_settled and hold.amount_fen > own_fen
    held = balance.withdrawable_fen == 0 and rest > (hold.amount_fen - own_fen if covered else 0)
    why = "both" if covered and held else "covered" if covered else "held"
    return voice.t(f"gain-rest-{why}", rest=voice.money(rest))
