"""Reads billing events (rules 8): one JSON object each, strict models, one plain reason for a refusal.

Nothing is looked up here: applying an event decides whether it is possible. Reasons name the field and what is
expected, never the value, which may be a phone or an identity number.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from domain.errors import BadEvent
from domain.ports import Micros
from domain.rules.calendar import read_moment, to_micros
from domain.rules.channels import CHANNELS, Channel
from domain.rules.characters import without_unseen
from domain.rules.money import parse_amount
from domain.rules.payee_numbers import LONGEST_NAME
from domain.strict_json import Unclear, strict_json

FIRST_YEAR, LAST_YEAR = 1970, 2999
DESK_IDS, DESK_PHONES = "T:", "+999"
"""The beginnings of ids and phones of the desk's test accounts; no country's numbers begin so."""
IDS = frozenset({
    "id", "account", "management_account", "order", "adjustment", "refund", "bill", "transfer", "to", "resource",
    "credit_note",
})  # fmt: skip
"""The fields that are ids."""
_CYCLE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_PHONE = re.compile(r"\+\d{6,15}", re.ASCII)


def _storable(text: str) -> str:
    # What can be printed is neither; most texts are done with here.
    if not text.isprintable() and any(char == "\0" or unicodedata.category(char) == "Cs" for char in text):
        raise ValueError("has a character that cannot be stored")
    return text


def _id(text: str) -> str:
    if not 1 <= len(text) <= 64 or (not text.isprintable() and any(map(_is_control, text))):
        raise ValueError("must be 1 to 64 characters without control characters")
    return text


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs")


def _name(text: str) -> str:
    # A name may have a character too young for this Python's tables, or one of the private area.
    name = "".join(one for one in text if unicodedata.category(one) != "Cf")
    if any(map(_is_control, name)):
        raise ValueError("must not have control characters")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ValueError(f"must be 1 to {LONGEST_NAME} characters")
    if not without_unseen(name).strip():
        raise ValueError("must not be empty")
    return name


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return _storable(text)


def _amount(value: object) -> int:
    fen = parse_amount(value) if isinstance(value, str) else None
    if fen is None:
        raise ValueError("must be a string of digits with at most two decimals")
    return fen


def _positive(fen: int) -> int:
    if fen <= 0:
        raise ValueError("must be above 0")
    return fen


def _moment(value: object) -> Micros:
    moment = read_moment(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("must be an ISO 8601 time with an offset, like 2026-11-20T08:00:00+08:00")
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise ValueError(f"must be between {FIRST_YEAR} and {LAST_YEAR}")
    return to_micros(moment)


def _cycle(text: str) -> str:
    match = _CYCLE.fullmatch(text)
    if match is None or not FIRST_YEAR < int(match.group(1)) < LAST_YEAR:
        raise ValueError("must be a month, YYYY-MM")
    return text


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise ValueError("must be + and 6 to 15 digits")
    return text


Id = Annotated[str, AfterValidator(_id)]
Text = Annotated[str, AfterValidator(_storable)]
Name = Annotated[str, AfterValidator(_name)]
Filled = Annotated[str, AfterValidator(_filled)]
Amount = Annotated[int, BeforeValidator(_amount)]
Positive = Annotated[int, AfterValidator(_positive), BeforeValidator(_amount)]
Moment = Annotated[int, BeforeValidator(_moment)]
Cycle = Annotated[str, AfterValidator(_cycle)]
Phone = Annotated[str, AfterValidator(_phone)]


class Event(BaseModel):
    """The fields that all events have. Amounts are read as fen, `at` as microseconds UTC."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    id: Id
    at: Moment
    account: Id


class AccountOpened(Event):
    type: Literal["account.opened"]
    name: Name
    kind: Literal["personal", "enterprise"]
    identity: Filled = Field(repr=False)
    real_name: Literal["verified", "pending"]
    phone: Phone = Field(repr=False)
    locale: Text | None = None
    management_account: Id | None = None
    test: bool | None = None


class AccountUpdated(Event):
    type: Literal["account.updated"]
    name: Name = ""
    real_name: Literal["verified", "pending"] = "pending"
    phone: Phone = Field(default="", repr=False)
    locale: Text = ""
    management_account: Id | None = None
    standing: Literal["good", "suspended", "closed"] = "good"


class TopUpPaid(Event):
    type: Literal["top_up.paid"]
    order: Id
    amount: Positive
    channel: Channel
    bank: Text | None = None
    holder: Literal["personal", "corporate"]
    reference: Text | None = None


class AdjustmentPosted(Event):
    type: Literal["adjustment.posted"]
    adjustment: Id
    amount: Positive
    reason: Text


class RefundPosted(Event):
    type: Literal["refund.posted"]
    refund: Id
    bill: Id
    amount: Positive


class TransferMade(Event):
    type: Literal["transfer.made"]
    transfer: Id
    to: Id
    amount: Positive


class TransferRecalled(Event):
    type: Literal["transfer.recalled"]
    transfer: Id
    amount: Positive


class ResourceCreated(Event):
    type: Literal["resource.created"]
    resource: Id
    product: Text
    billing: Literal["pay_as_you_go", "subscription"]


class ResourceReleased(Event):
    type: Literal["resource.released"]
    resource: Id


class UsageAccrued(Event):
    type: Literal["usage.accrued"]
    cycle: Cycle
    amount: Positive


class BillIssued(Event):
    type: Literal["bill.issued"]
    bill: Id
    amount: Positive
    cycle: Cycle | None = None


class BillPaid(Event):
    type: Literal["bill.paid"]
    bill: Id
    amount: Positive
    source: Literal["balance", "external"]


class CreditNoteRaised(Event):
    type: Literal["credit_note.raised"]
    credit_note: Id
    order: Id
    invoiced: Positive
    actual: Amount


class CreditNoteOffset(Event):
    type: Literal["credit_note.offset"]
    credit_note: Id
    amount: Positive


AnyEvent = (
    AccountOpened
    | AccountUpdated
    | TopUpPaid
    | AdjustmentPosted
    | RefundPosted
    | TransferMade
    | TransferRecalled
    | ResourceCreated
    | ResourceReleased
    | UsageAccrued
    | BillIssued
    | BillPaid
    | CreditNoteRaised
    | CreditNoteOffset
)
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_ADAPTER: TypeAdapter[AnyEvent] = TypeAdapter(Annotated[AnyEvent, Field(discriminator="type")])


@dataclass(frozen=True, slots=True)
class ParsedEvent:
    """A well-formed event with its line (from 1) and its canonical content.

    `content` is equal for equal events in any order of keys; only a keyed hash of it is ever stored.
    """

    line: int
    event: AnyEvent
    content: str

    def __repr__(self) -> str:
        return f"ParsedEvent(line={self.line}, id={self.event.id!r}, type={self.event.type!r})"


def parse_line(text: str, line: int = 1) -> ParsedEvent:
    """One event of billing from its JSON text. Raises BadEvent."""
    return parse_event(read_line(text), line)


def read_line(text: str) -> object:
    """The JSON value of a line. Raises BadEvent."""
    try:
        return strict_json(text)
    except ValueError as error:
        raise BadEvent(str(error) if isinstance(error, Unclear) else "not valid JSON") from None


def parse_event(value: object, line: int = 1, *, desk: bool = False) -> ParsedEvent:
    """One event from its parsed JSON value. Raises BadEvent.

    `desk` is set for a test account of the desk, whose ids and phones billing may not use.
    """
    if not isinstance(value, dict):
        raise BadEvent("an event must be a JSON object")
    content = _CANONICAL.encode(value)
    try:
        event = _read(value)
        if not desk and (f'"{DESK_IDS}' in content or f'"{DESK_PHONES}' in content):
            _check_names(event)
        return ParsedEvent(line, event, content)
    except BadEvent as error:
        raise BadEvent(error.reason, _known_as(value, content)) from None


def _check_names(event: AnyEvent) -> None:
    for name, text in event:
        if name in IDS and isinstance(text, str) and text.startswith(DESK_IDS):
            raise BadEvent(f"{name}: begins with {DESK_IDS}, as ids of the desk's test accounts alone do")
    if isinstance(event, AccountOpened | AccountUpdated) and event.phone.startswith(DESK_PHONES):
        raise BadEvent(f"phone: begins with {DESK_PHONES}, as those of the desk's test accounts alone do")


def for_desk(value: object) -> object:
    """The JSON value of an event with ids and phone in the form of the desk's test accounts (rules 8).

    A resource keeps its name, which is its account's own. A phone keeps its last twelve digits.
    """
    if not isinstance(value, dict):
        return value
    found = dict(value)
    for name in IDS - {"resource"}:
        text = value.get(name)
        if isinstance(text, str) and text and not text.startswith(DESK_IDS):
            found[name] = DESK_IDS + text
    phone = value.get("phone")
    if isinstance(phone, str) and _PHONE.fullmatch(phone) and not phone.startswith(DESK_PHONES):
        found["phone"] = DESK_PHONES + phone[1:][-12:]
    return found


def _known_as(value: dict[str, Any], content: str) -> tuple[str, str] | None:
    try:
        return _id(value["id"]), content
    except (ValueError, TypeError, KeyError):
        return None


def _read(value: dict[str, Any]) -> AnyEvent:
    try:
        event = _ADAPTER.validate_python(value)
    except ValidationError as error:
        raise BadEvent(_reason(error)) from None
    if (
        isinstance(event, TopUpPaid)
        and CHANNELS[event.channel].names_bank
        and not without_unseen(event.bank or "").strip()
    ):
        raise BadEvent(f"bank: is required for {event.channel}")
    if isinstance(event, CreditNoteRaised) and event.invoiced <= event.actual:
        raise BadEvent("invoiced: must be above actual")
    return event


def _reason(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False, include_context=True)[0]
    field = ".".join(str(part) for part in first["loc"][1:])
    kind = first["type"]
    if kind == "union_tag_not_found":
        return "type: is required"
    if kind == "union_tag_invalid":
        return "type: is not a known type of event"
    if kind == "missing":
        return f"{field}: is required"
    if kind == "extra_forbidden":
        return f"{field[:64]!r}: is not a field of this type of event"
    if kind == "value_error":
        return f"{field}: {first['ctx']['error']}"
    if kind == "literal_error":
        return f"{field}: must be {first['ctx']['expected']}"
    if kind == "string_type":
        return f"{field}: must be a string"
    if kind == "bool_type":
        return f"{field}: must be true or false"
    return f"{field}: is malformed"
