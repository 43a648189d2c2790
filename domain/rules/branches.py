"""Bank branches: which rows of a directory are good, what finds each of them, and what a typed text asks for.

All of it is pure. A row becomes one line of tokens (letters and digits only), a typed text becomes a few questions
over such tokens; storage intersects lists of rows and never sees what a person typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from stdnum.iso7064 import mod_11_10

from domain.rules.banks import names_of, without_company
from domain.rules.characters import without_unseen
from domain.rules.pinyin import ENDED, cuts, readings

CODE_LENGTH = 12
LONGEST_FIELD = 120
LONGEST_TYPED = 80
LONGEST_EXACT = 8
"""Up to this many characters or syllables of a run every pair is asked for."""
IN_MOST_NAMES = frozenset("中国银行支分") | {"zhong", "guo", "yin", "hang", "zhi", "fen"}
"""Single characters and syllables whose lists are longest and say least."""
SHORTEST_ALONE = 3
"""The least length of a branch's name without its bank's name."""
FEWEST_DIGITS = 3
"""The least digits of a bank code that are looked for; fewer say too little."""

# The first letter of a token says where it is from: the branch's name, or only its place.
NAME, AREA = "n", "a"
# Then comes its kind. Characters and syllables need none, because they begin with no digit.
WORD, INITIALS, PLACE_INITIALS, BANK, WHOLE = "1", "2", "4", "5", "6"
LONGEST_INITIALS = 12

_ACCENT = re.compile(r"[\u0300-\u036f]")
_UNUSUAL = re.compile(r"[^\u4e00-\u9fff]")
_RUN = re.compile(r"[a-z]+|[0-9]+|[^\Wa-z0-9_]+")
_ENDINGS = (
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "省",
    "市",
    "区",
    "县",
)

Problem = Literal[
    "the bank code is not 12 digits", "the check digit of the bank code is wrong", "there is no name",
    "there is no bank", "a field is longer than 120 characters", "a field has a control character",
    "the bank code is there already",
]  # fmt: skip


class Branch(NamedTuple):
    """A branch of the directory: what picking it fills in. `bank` is the short name that the directory groups by."""

    code: str
    name: str
    bank: str
    city: str
    province: str


def branch_alone(name: str, bank: str) -> str:
    """A branch's name without its bank's name in front; unchanged if too little would be left."""
    lead, rest = (without_company(bank), without_company(name))
    alone = rest.removeprefix(lead)
    return alone if alone != rest and len(alone) >= SHORTEST_ALONE else name


@dataclass(frozen=True, slots=True)
class BranchQuery:
    """What a typed text asks for: the beginning of a bank code, or questions, the best first."""

    digits: str | None = None
    questions: tuple[str, ...] = ()


def code_is_right(code: str) -> bool:
    """Whether this is a bank code: 12 digits, the last one a check digit (ISO 7064 MOD 11,10; rules 5)."""
    return len(code) == CODE_LENGTH and code.isascii() and code.isdigit() and mod_11_10.is_valid(code)


def branch_of(code: str, name: str, bank: str, city: str, province: str) -> Branch | Problem:
    """A row with tidy fields, or what is wrong with it."""
    fields = [
        " ".join(without_unseen(unicodedata.normalize("NFKC", one)).split())
        for one in (name, bank, city, province)
    ]
    code = unicodedata.normalize("NFKC", without_unseen(code)).strip()
    if not (len(code) == CODE_LENGTH and code.isascii() and code.isdigit()):
        return "the bank code is not 12 digits"
    if not code_is_right(code):
        return "the check digit of the bank code is wrong"
    if not fields[0]:
        return "there is no name"
    if not fields[1]:
        return "there is no bank"
    if any(unicodedata.category(one) in ("Cc", "Cs") for field in fields for one in field):
        return "a field has a control character"
    if max(map(len, fields)) > LONGEST_FIELD:
        return "a field is longer than 120 characters"
    return Branch(code, *fields)


def in_order(branches: Iterable[Branch]) -> list[Branch]:
    """The branches in the order of equally good answers: the shortest place first, bank and city not counted."""

    def rank(branch: Branch) -> tuple[int, str, str, str]:
        chinese, _ = _names(branch.bank)
        place, _ = _place(*_compact(branch), chinese)
        return len(place), place, branch.name, branch.code

    return sorted(branches, key=rank)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Lower case, one width, no accents, no apostrophes; ü becomes v, as people type it."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    if not unicodedata.is_normalized("NFD", text) or _ACCENT.search(text):
        bare = (one for one in unicodedata.normalize("NFD", text) if unicodedata.category(one) != "Mn")
        text = unicodedata.normalize("NFC", "".join(bare))
    return text.replace("'", "").replace("’", "")


def runs(text: str) -> list[str]:
    """Runs of letters, of digits, and of characters that are written without spaces."""
    return _RUN.findall(plain(text))


# What finds a branch.


def tokens(branch: Branch) -> str:
    """Every token of a branch, with spaces between. Loads the dictionary of pinyin."""
    chinese, latin = _names(branch.bank)
    compact, city, province = _compact(branch)
    place, bank = _place(compact, city, province, chinese)
    spoken = _read(place)
    name = {*_of_runs(branch.name), *_of_runs(compact), *_of_syllables((*_read(bank), *spoken))}
    for one in chinese:
        name |= _of_word(one)
    name |= {WORD + one.casefold() for one in latin}
    name |= {BANK + bank_key(branch.bank), WHOLE + _key(branch.name)}
    initials = _initials(spoken, place)
    if len(initials) > 1:
        name.add(PLACE_INITIALS + initials[:LONGEST_INITIALS])
        name.add(PLACE_INITIALS + (_initials(_read(city), city) + initials)[:LONGEST_INITIALS])
    area: set[str] = set()
    for one in {city, province, plain(branch.city), plain(branch.province)} - {""}:
        (name if one in compact else area).update(_of_word(one))
    area |= _seams(chinese, plain(branch.city), city, province, place)
    area -= name
    return f"{NAME}{f' {NAME}'.join(name)}" + (f" {AREA}{f' {AREA}'.join(area)}" if area else "")


def bank_key(bank: str) -> str:
    """The bank's name as part of a token."""
    return "".join(_letters("".join(runs(bank))))


@lru_cache(maxsize=8192)
def _names(bank: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    chinese, latin = names_of(bank)
    return tuple("".join(runs(one)) for one in chinese), latin


def _key(name: str) -> str:
    return "".join(_letters(without_company("".join(runs(name)))))


def _compact(branch: Branch) -> tuple[str, str, str]:
    """The name without its legal form and the endings of city and province; those two without endings."""
    compact = "".join(runs(without_company(plain(branch.name))))
    city, province = _short(plain(branch.city)), _short(plain(branch.province))
    for whole, short in ((plain(branch.province), province), (plain(branch.city), city)):
        if whole != short:
            compact = compact.replace(whole, short)
    return compact, city, province


def _short(area: str) -> str:
    for ending in _ENDINGS:
        if area.endswith(ending) and len(area) - len(ending) >= 2:
            return area.removesuffix(ending)
    return area


def _place(compact: str, city: str, province: str, chinese: tuple[str, ...]) -> tuple[str, str]:
    """The rest of the name without bank, province and city; and the part taken away."""
    rest = compact
    for one in chinese:
        if rest.startswith(one):
            rest = rest.removeprefix(one)
            break
    for one in (province, city):
        rest = rest.removeprefix(one)
    return rest, compact[: len(compact) - len(rest)]


def _of_runs(text: str) -> Iterator[str]:
    for run in runs(text):
        if run.isascii():
            yield WORD + run
        else:
            letters = _letters(run)
            yield from letters
            yield from _pairs(letters)


def _of_syllables(syllables: tuple[str, ...]) -> Iterator[str]:
    # A character without a syllable ends a run.
    for before, one in zip(("", *syllables), syllables, strict=False):
        if one:
            yield one
            if before:
                yield before + one


@lru_cache(maxsize=8192)
def _of_word(word: str) -> frozenset[str]:
    """Tokens of the name of a bank, city or province: many rows share them."""
    syllables = _read(word)
    found = {*_of_runs(word), *_of_syllables(syllables)}
    spoken = _initials(syllables, word)
    if len(spoken) > 1:
        found.add(INITIALS + spoken[:LONGEST_INITIALS])
    return frozenset(found)


@lru_cache(maxsize=65536)
def _read(text: str) -> tuple[str, ...]:
    # Every bank has its branch in the People's Road of every town.
    return tuple(readings(text))


def _initials(syllables: Iterable[str], text: str) -> str:
    spoken = (syllable[:1] or one for syllable, one in zip(syllables, text, strict=True))
    return "".join(one for one in spoken if one.isascii() and one.isalnum())


@lru_cache(maxsize=16384)
def _seam(left: str, right: str) -> frozenset[str]:
    found = {"".join(_letters(left + right))}
    spoken = _read(left)[0], _read(right)[0]
    if all(spoken):
        found.add("".join(spoken))
    return frozenset(found)


def _seams(
    chinese: tuple[str, ...], whole_city: str, city: str, province: str, place: str
) -> set[str] | frozenset[str]:
    """Pairs that arise when people write bank, province, city and place one after another, or leave some out."""
    inner, lasts = _seams_before(chinese, whole_city, city, province)
    if not place or place[0].isascii():
        return inner
    return inner.union(*(_seam(last, place[0]) for last in lasts))


@lru_cache(maxsize=16384)
def _seams_before(
    chinese: tuple[str, ...], whole_city: str, city: str, province: str
) -> tuple[frozenset[str], frozenset[str]]:
    """The pairs before the place, and the last characters of what may stand before it."""
    found: set[str] = set()
    parts = [chinese, (province,), (city, whole_city)]
    lasts = frozenset(one[-1] for part in parts for one in part if one and not one[-1].isascii())
    for left, right in ((parts[0], parts[1]), (parts[0], parts[2]), (parts[1], parts[2])):
        for last in {one[-1] for one in left if one and not one[-1].isascii()}:
            for first in {one[0] for one in right if one and not one[0].isascii()}:
                found |= _seam(last, first)
    return frozenset(found), lasts


def _pairs(letters: list[str]) -> list[str]:
    return [left + right for left, right in pairwise(letters)]


def _letters(run: str) -> list[str]:
    # An engine takes characters younger than its tables for spaces, so they are spelled.
    if not _UNUSUAL.search(run):
        return list(run)
    return [f"u{ord(one):x}" if not one.isascii() and _UNUSUAL.match(one) else one for one in run]


# What a text asks for. & is and, | is or, * ends a token with an open rest.


def ask(text: str, bank: str | None = None) -> BranchQuery:
    """What a typed text asks for. `bank` (as in the directory) restricts it to branches of that bank.

    It never fails: a text without letters and digits asks for nothing.
    """
    parts = runs(text[:LONGEST_TYPED])
    together = "".join(parts)
    if together.isascii() and together.isdigit():
        return BranchQuery(digits=together if FEWEST_DIGITS <= len(together) <= CODE_LENGTH else None)
    # The legal form may be missing in the directory, so a name is also found without it.
    parts = runs(without_company(plain(text[:LONGEST_TYPED]))) or parts
    # A lone letter says nothing beside other words, and little without them.
    parts = [one for one in parts if len(one) > 1 or not one.isascii()]
    if not parts:
        return BranchQuery()
    only = f" & {NAME}{BANK}{bank_key(bank)}" if bank is not None and bank_key(bank) else ""
    whole = [] if together.isascii() else [NAME + WHOLE + _key(text[:LONGEST_TYPED])]
    in_name = " & ".join(_term(one, (NAME,)) for one in parts)
    anywhere = " & ".join(_term(one, (NAME, AREA)) for one in parts)
    loosely = " & ".join(_term(one, (NAME, AREA), loose=True) for one in parts)
    questions = dict.fromkeys((*whole, in_name, anywhere, loosely))
    return BranchQuery(questions=tuple(one + only for one in questions))


def _term(run: str, scopes: tuple[str, ...], *, loose: bool = False) -> str:
    if not run.isascii():
        return _all(_parts(_letters(run), loose=loose), scopes)
    if run.isdigit():
        return _any([f"{WORD}{run}*"], scopes)
    ways = [_any([WORD + run], scopes)]
    if len(run) <= LONGEST_INITIALS:
        ways += [_any([INITIALS + run], scopes), f"{NAME}{PLACE_INITIALS}{run}*"]
    cut_ways = cuts(run)
    if loose and cut_ways and len(cut_ways[0][0]) > LONGEST_EXACT:
        # The rest of a long run takes longest, and a second reading of it finds nothing new.
        cut_ways = cut_ways[:1]
    ways += [_of_cut(cut, rest, scopes, loose=loose) for cut, rest in cut_ways]
    return f"({' | '.join(dict.fromkeys(ways))})"


def _of_cut(syllables: tuple[str, ...], rest: str, scopes: tuple[str, ...], *, loose: bool) -> str:
    if not rest:
        return _all(_parts(list(syllables), loose=loose), scopes)
    # Every possible ending instead of an open end: an open end gathers all its rows before it gives the
    # first.
    last = _any([syllables[-1] + one for one in ENDED[rest]], scopes)
    before = _parts(list(syllables), loose=loose) if len(syllables) > 1 else []
    return f"({_all(before, scopes)} & {last})" if before else last


def _parts(pieces: list[str], *, loose: bool) -> list[str]:
    """Tokens of a run of characters or syllables: its pairs; if `loose`, the outer pairs and all between them.

    If `loose`, a long run asks only for those of its pieces that say something.
    """
    pairs = _pairs(pieces)
    if loose and len(pieces) > LONGEST_EXACT:
        return [one for one in pieces if one not in IN_MOST_NAMES] or pairs
    if loose and len(pieces) > 3:
        return [pairs[0], *pieces[2:-2], pairs[-1]]
    if len(pieces) > LONGEST_EXACT:
        # Side by side they say nearly as much as overlapping, with half as many lists to intersect.
        return [*pairs[:-1:2], pairs[-1]]
    return pairs or pieces


def _all(found: Iterable[str], scopes: tuple[str, ...]) -> str:
    return f"({' & '.join(_any([one], scopes) for one in dict.fromkeys(found))})"


def _any(found: Iterable[str], scopes: tuple[str, ...]) -> str:
    ways = [scope + one for one in found for scope in scopes]
    return ways[0] if len(ways) == 1 else f"({' | '.join(ways)})"
