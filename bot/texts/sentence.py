"""One sentence of a catalogue, prepared at its first use: words and parameters, and words chosen by a parameter.

This is the part of Fluent that the catalogues use. Whole numbers are written with a comma between thousands, as in
every language of the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Choice:
    """Words chosen by a parameter: by its number or text, else by whether it is one, else the default."""

    by: str
    variants: tuple[tuple[str | float, Sentence], ...]
    default: Sentence

    def chosen(self, params: Params, counts_one: bool) -> Sentence:
        """The words for these parameters; `counts_one`: the language has words of their own for exactly one."""
        value = params.get(self.by)
        plural = "one" if isinstance(value, int) and abs(value) == 1 and counts_one else "other"
        for key, sentence in self.variants:
            if key == value or (isinstance(value, int) and key == plural):
                return sentence
        return self.default


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template for `str.format_map`, the parameters that it wants, and the choices in it by name."""

    template: str
    wants: frozenset[str]
    choices: tuple[tuple[str, Choice], ...]

    def filled(self, params: Params, counts_one: bool) -> str:
        """The sentence with its parameters; the name of one stands for it where it lacks."""
        shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in params.items()}
        for name in self.wants - params.keys():
            shown[name] = name
        for name, choice in self.choices:
            shown[name] = choice.chosen(params, counts_one).filled(params, counts_one)
        return self.template.format_map(shown)


def read_sentence(source: str) -> Sentence:
    """The sentence in a catalogue's entry. Raises ValueError for an entry that is none, or wants more of Fluent."""
    entry = _parser().parse_entry(source)
    if not isinstance(entry, ftl.Message) or entry.value is None:
        raise ValueError(f"no sentence: {source!r}")
    return _sentence(entry.value)


@cache
def _parser() -> FluentParser:
    return FluentParser(with_spans=False)


def _sentence(pattern: ftl.Pattern) -> Sentence:
    template, wants, choices = "", set[str](), list[tuple[str, Choice]]()
    for element in pattern.elements:
        if isinstance(element, ftl.TextElement):
            template += _literal(element.value)
            continue
        match element.expression:
            case ftl.StringLiteral() as literal:
                template += _literal(literal.parse()["value"])
            case ftl.VariableReference(id=name):
                template += f"{{{name.name}}}"
                wants.add(name.name)
            case ftl.SelectExpression(selector=ftl.VariableReference(id=name)) as select:
                choice = _choice(name.name, select)
                template += f"{{choice {len(choices)}}}"
                wants.add(name.name)
                wants.update(*(one.wants for _, one in choice.variants))
                choices.append((f"choice {len(choices)}", choice))
            case other:
                raise ValueError(f"a sentence has words, parameters and choices, not {type(other).__name__}")
    return Sentence(template, frozenset(wants), tuple(choices))


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _choice(by: str, select: ftl.SelectExpression) -> Choice:
    variants = tuple((_key(one.key), _sentence(one.value)) for one in select.variants)
    default = next(variants[at][1] for at, one in enumerate(select.variants) if one.default)
    return Choice(by, variants, default)


def _key(key: ftl.Identifier | ftl.NumberLiteral) -> str | float:
    return key.name if isinstance(key, ftl.Identifier) else float(key.value)
