"""What a field of a row or a view is, said where the field is: the code's binding, the form, the clock and a new
application read it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

from domain.ports import Micros


@dataclass(frozen=True, slots=True)
class Kept:
    """What a field of a withdrawal's row is for its customer.

    `signed`: its place in what a code confirms, None where the code does not confirm it. `on_form`: a change of it
    makes a signed application form void. `carried`: a new application begins with it.
    """

    signed: int | None = None
    on_form: bool = False
    carried: bool = False


T = TypeVar("T")
Own = Annotated[T, Kept()]
"""A field that only the program writes, for this withdrawal alone."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Which clock of a test account shows a moment: as it stood then, as it is now, or none."""

    clock: Literal["then", "now", "real"]


Past = Annotated[Micros, Moment("then")]
"""A moment that has been: rows hold real time, and a test account's clock shows it as it stood then."""
Coming = Annotated[Micros, Moment("now")]
"""A moment that is to come, or was not reached: a test account's clock shows it as it is now."""
Real = Annotated[Micros, Moment("real")]
"""A moment that is shown as it stands: billing's, staff's, or one that is in the account's time already."""


def marks_of(of: type) -> dict[str, tuple[Kept | Moment, ...]]:
    """The marks of every field of this class, by its name."""
    hints = get_type_hints(of, include_extras=True)
    return {name: tuple(_marks(hint)) for name, hint in hints.items()}


def _marks(hint: Any) -> list[Kept | Moment]:
    found: list[Kept | Moment] = [
        mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Kept | Moment)
    ]
    for part in get_args(hint):
        found += _marks(part)
    return found


def kept_of(of: type) -> dict[str, Kept]:
    """Every field of this class that says whether it is signed, on the form and carried over, with what it says."""
    return {name: mark for name, marks in marks_of(of).items() for mark in marks if isinstance(mark, Kept)}


def moments_of(of: type) -> dict[str, Moment]:
    """Every field of this class that is a moment of its own, with the clock that shows it."""
    return {name: mark for name, marks in marks_of(of).items() for mark in marks if isinstance(mark, Moment)}
