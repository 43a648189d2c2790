"""Every query that is asked for exists, with the parameters that are given, and every query is asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from storage.queries import Engine, Queries, load_queries
from tests.guards.tree import modules, where

ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")
METHODS = {"one", "all", "scalar", "run"}
ADAPTERS = {
    "bot/chat/fsm.py": "the conversation's state has a table of its own, which is no business of the domain",
    "bot/runtime/vault.py": "keys, and what is sealed with them",
    "bot/demo/books.py": "what the demo's panels show besides",
    "bot/demo/billing_events.py": "what could happen next at the cloud provider, for the demo's panel",
}
"""Outside the domain nobody but these asks for a query by its name."""


class Asked(NamedTuple):
    """One place where a query is asked for; ``parameters`` is None where ** hides them."""

    place: str
    method: str
    name: str
    parameters: frozenset[str] | None


def asked() -> Iterator[Asked]:
    for path, module in modules():
        for node in ast.walk(module):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            of_tx = "tx" in ast.unparse(node.func.value).split(".")[-1]
            if node.func.attr not in METHODS or not of_tx or not node.args:
                continue
            names = [keyword.arg for keyword in node.keywords]
            known = None if None in names else frozenset(name for name in names if name is not None)
            for name in _literals(node.args[0]):
                yield Asked(where(path, node.lineno), node.func.attr, name, known)


def _literals(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _strings() -> set[str]:
    return {
        node.value
        for _, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _queries() -> dict[Engine, Queries]:
    return {engine: load_queries(engine) for engine in ENGINES}


def test_queries_are_asked_for_in_the_domain_alone() -> None:
    places = {one.place.partition(":")[0] for one in asked()}
    assert {place for place in places if not place.startswith(("domain/", "storage/"))} == set(ADAPTERS)


def test_every_query_asked_for_exists_with_that_method_and_those_parameters() -> None:
    wrong = []
    for engine, queries in _queries().items():
        for one in asked():
            query = queries.get(one.name)
            if query is None:
                wrong.append(f"{one.place}: there is no query {one.name} on {engine}")
            elif one.method != query.method:
                wrong.append(f"{one.place}: {one.name} is for tx.{query.method}, not for tx.{one.method}")
            elif one.parameters is not None and one.parameters != query.parameters:
                differing = ", ".join(sorted(one.parameters ^ query.parameters))
                wrong.append(f"{one.place}: {one.name} takes other parameters on {engine}: {differing}")
    assert sorted(set(wrong)) == []


def test_every_query_is_asked_for() -> None:
    used = {one.name for one in asked()} | _strings()
    written = {name for queries in _queries().values() for name in queries}
    assert sorted(written - used) == []


def test_both_engines_have_the_same_queries() -> None:
    sqlite, postgresql = (load_queries(engine) for engine in ENGINES)
    assert set(sqlite) == set(postgresql)
    differing = [
        name
        for name, query in sqlite.items()
        if (query.method, query.parameters) != (postgresql[name].method, postgresql[name].parameters)
    ]
    assert differing == []
