"""Who asks: a person in the chat, an operator at the command line, or the system itself.

Every use case names the permission it needs, and an actor without it is denied. Which accounts a person may touch,
and whether the person is staff, is read from the database each time (`domain.accounts.reach`, `domain.staff`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

StaffRole = Literal["finance", "support", "admin"]


class Permission(Enum):
    """What a use case may require."""

    TALK = "talk"
    """Talking to the bot in a private chat: greeting, language, linking."""
    OWN_ACCOUNT = "own_account"
    """Looking at accounts within reach, and withdrawing from them."""
    REVIEW = "review"
    """Deciding withdrawals of others."""
    STAFF = "staff"
    """Changing who is staff."""
    ACT = "act"
    """Acting as test accounts: sessions, their inbox, the desk and the clock."""
    LOOK_UP = "look_up"
    """Reading the explanation of a customer's balance."""
    PROVE = "prove"
    """Proving to be the member of staff who owns the chat."""
    STOP = "stop"
    """Stopping all withdrawals of an account at once."""
    AUDIT = "audit"
    """Reading who did what."""
    OPERATE = "operate"
    """Importing events, making links, checking the books."""
    SYSTEM = "system"
    """Timers, the relay and the payout worker."""


class Role(Enum):
    """The kinds of actor and what each may do; anything not listed is denied."""

    PERSON = frozenset({Permission.TALK, Permission.OWN_ACCOUNT})
    OPERATOR = frozenset({Permission.STAFF, Permission.STOP, Permission.AUDIT, Permission.OPERATE})
    SYSTEM = frozenset({Permission.SYSTEM})


STAFF_PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    "finance": frozenset({Permission.PROVE, Permission.REVIEW}),
    "support": frozenset({Permission.PROVE, Permission.ACT, Permission.LOOK_UP, Permission.STOP}),
    "admin": frozenset({Permission.PROVE, Permission.REVIEW, Permission.STAFF, Permission.AUDIT}),
}
"""What a person in the chat may do besides, by the person's roles as staff."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One asker. `update_id` is the chat update that carried the question, so that it is answered only once.

    `acting_as` is the test account that a person acts as, in `session`; `domain.use_case` fills it in from the rows,
    never the caller. `login` is the machine's login at the command line; `sudo` the login that called sudo, as far as
    the machine says so.
    """

    who: str
    role: Role
    chat_user: int | None = None
    update_id: int | None = None
    acting_as: str | None = None
    session: int | None = None
    login: str | None = None
    sudo: str | None = None

    @classmethod
    def chat(cls, user_id: int, update_id: int | None = None) -> Actor:
        """A person in the chat app, known by the id the chat app gives."""
        return cls(f"chat:{user_id}", Role.PERSON, user_id, update_id)

    @classmethod
    def operator(cls, name: str) -> Actor:
        """A part of the machine without a login: the page's panels, billing."""
        return cls(f"operator:{name}", Role.OPERATOR)

    @classmethod
    def at_machine(cls, login: str, sudo: str | None = None) -> Actor:
        """A person at the command line. The rows say which member of staff it is (`domain.staff.person_of`)."""
        return cls(f"operator:{login}", Role.OPERATOR, login=login, sudo=sudo)

    @classmethod
    def system(cls, name: str) -> Actor:
        """A part of the program that acts by itself."""
        return cls(f"system:{name}", Role.SYSTEM)

    def may(self, permission: Permission) -> bool:
        """Whether this kind of actor has the permission. Staff may more (`domain.staff`)."""
        return permission in self.role.value

    @property
    def person(self) -> int:
        """The chat user's id. Only for use cases that require TALK or OWN_ACCOUNT."""
        if self.chat_user is None:
            raise ValueError("not a person in the chat")
        return self.chat_user
