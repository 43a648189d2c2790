"""The table of who may do what, made from the terms of the use cases: for the docs, and for the test that tries every
use case as every kind of actor.

It grants nothing. Every use asks the rows what is granted (`domain.use_case`, `domain.staff`).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Literal

import domain.usecases
from domain.actor import STAFF_PERMISSIONS, Permission, Role
from domain.use_case import PROVED, InSession, Terms, UseCase

Kind = Literal[
    "stranger", "customer", "other customer", "support", "support acting", "finance", "admin", "removed staff",
    "operator", "known login", "system",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "stranger", "customer", "other customer", "support", "support acting", "finance", "admin", "removed staff",
    "operator", "known login", "system",
)  # fmt: skip
Verdict = Literal["yes", "own", "session", "after", "no"]

_ACTING: dict[InSession, Verdict] = {"account": "session", "either": "yes", "never": "after"}
_SIGNS: dict[Verdict, str] = {"yes": "yes", "own": "own", "session": "test", "after": "after", "no": "-"}

_HEAD = """# Who may do what

Made from the terms of the use cases by `python main.py roles`; a test compares this page with them, and tries every
use case as every kind of actor. Whatever is not granted here is denied, and a denied change leaves an audit row.

- **yes**: allowed. **own**: on accounts linked to this person, or managed by one that is; a stranger has none.
- **test**: on the test account of the person's session and on no other; without a session, or after it, refused.
- **after**: not while acting as a test account; once the session has ended, as for support.
- **-**: denied.

"Customer" and "other customer" are the same kind of actor with different accounts. Staff may be customers too and may
have several roles: what they may do adds up. Rules that look at the case, as that nobody decides their own, come on
top.

"Operator" is a login of the machine that no member of staff owns, "known login" one that is a finance reviewer's.
In the sandbox, whose machine is its user's own, any login decides, as one person.

What is for staff says what they show first in the chat (rules 7): **look**, that their authenticator was asked
lately; **decide**, also that what lets them decide is not too new, and for approving, settling and changes among
staff a code for this very decision. A known login shows the second alone.
"""


def permissions_of_kind(kind: Kind) -> frozenset[Permission]:
    """The permissions of this kind of actor, by its kind and its role as staff."""
    if kind == "operator":
        return Role.OPERATOR.value
    if kind == "known login":
        return Role.OPERATOR.value | {Permission.REVIEW}
    if kind == "system":
        return Role.SYSTEM.value
    person = Role.PERSON.value
    if kind in ("support", "support acting"):
        return person | STAFF_PERMISSIONS["support"]
    if kind == "finance" or kind == "admin":
        return person | STAFF_PERMISSIONS[kind]
    return person


def verdict(terms: Terms, kind: Kind) -> Verdict:
    """The answer of a use case with these terms to this kind of actor, before it looks at anything."""
    if terms.permission not in permissions_of_kind(kind):
        return "no"
    if kind == "support acting":
        return _ACTING[terms.acting]
    if terms.permission is Permission.OWN_ACCOUNT:
        return "own"
    return "session" if terms.acting == "account" else "yes"


def use_cases() -> Iterator[tuple[str, UseCase[Any, Any]]]:
    """Every use case with its name, by name."""
    found: dict[str, UseCase[Any, Any]] = {}
    for module_info in pkgutil.walk_packages(domain.usecases.__path__, "domain.usecases."):
        module = import_module(module_info.name)
        found |= {
            name: value
            for name, value in vars(module).items()
            if isinstance(value, UseCase) and value.__module__ == module.__name__
        }
    yield from sorted(found.items())


def roles_table() -> str:
    """The page as Markdown: a table for each permission, in the order of `Permission`."""
    terms = {name: use_case.terms for name, use_case in use_cases()}
    parts = [_HEAD]
    for permission in Permission:
        of_it = [name for name in terms if terms[name].permission is permission]
        proved = permission in PROVED
        heads = ["use case", *(["shows first"] if proved else []), *KINDS]
        lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
        for name in of_it:
            shown = [terms[name].proof] if proved else []
            signs = [*shown, *(_SIGNS[verdict(terms[name], kind)] for kind in KINDS)]
            lines.append(f"| `{name}` | {' | '.join(signs)} |")
        parts.append("\n".join([f"## {permission.value.replace('_', ' ').capitalize()}\n", *lines]) + "\n")
    return "\n".join(parts)
