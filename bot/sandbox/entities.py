"""Formatted text: HTML of the Bot API into plain text plus entities, and back.

Offsets and lengths are counted in UTF-16 code units, as clients do. Callers check the limits on length: they know
whether the text is a message or a caption.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.cleaning import BLANK, clean, link_problem
from bot.sandbox.errors import bad_request

Entity = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_START = re.compile(
    r"<(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>"
)
_END = re.compile(r"</(?P<name>[a-zA-Z][\w-]*)\s*>")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")

_RECOGNISED = frozenset(
    ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
)
"""The server finds these kinds by itself and ignores those that a bot gives."""
_GIVEN = frozenset((*_TYPES.values(), "expandable_blockquote", "text_mention"))
_OPAQUE = {"code", "pre", "text_link", "custom_emoji"}
_FOUND = (
    ("url", re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?()\[\]{}]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z]\w{2,31})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w.@/])@[a-zA-Z]\w{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#/])#\w*[^\W\d]\w*")),
)
_HTML_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "spoiler": "tg-spoiler",
}


def utf16_len(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


@dataclass(slots=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    offset: int
    entity: Entity = field(default_factory=dict)


class _HtmlReader:
    """Reads the markup in one pass into `plain` and `entities`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._out: list[str] = []
        self._length = 0
        self._stack: list[_Open] = []
        self.entities: list[Entity] = []

    @property
    def plain(self) -> str:
        return "".join(self._out)

    def read(self) -> None:
        position = 0
        while position < len(self._source):
            char = self._source[position]
            if char == "<":
                position = self._tag(position)
            elif char == "&" and (match := _REFERENCE.match(self._source, position)):
                self._emit(html.unescape(match.group()))
                position = match.end()
            else:
                end = position + 1
                while end < len(self._source) and self._source[end] not in "<&":
                    end += 1
                self._emit(self._source[position:end])
                position = end
        if self._stack:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self._stack[-1].tag}"')

    def _emit(self, raw: str) -> None:
        text = clean(raw)
        self._out.append(text)
        self._length += utf16_len(text)

    def _at(self, position: int) -> str:
        return f"at byte offset {len(self._source[:position].encode())}"

    def _tag(self, position: int) -> int:
        if match := _END.match(self._source, position):
            self._close(match.group("name").lower(), position)
            return match.end()
        match = _START.match(self._source, position)
        name = match.group("name").lower() if match else ""
        attributes = _attributes(match.group("attributes")) if match else {}
        unsupported = name not in _TYPES or (name == "span" and attributes.get("class") != "tg-spoiler")
        if match is None or unsupported:
            raise _cannot(f'Unsupported start tag "{name}" {self._at(position)}')
        self._stack.append(_Open(name, self._length, _entity(name, attributes)))
        return match.end()

    def _close(self, name: str, position: int) -> None:
        if not self._stack:
            raise _cannot(f'Unexpected end tag "</{name}>" {self._at(position)}')
        opened = self._stack.pop()
        if opened.tag != name:
            raise _cannot(
                f'Unmatched end tag {self._at(position)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        entity = {**opened.entity, "offset": opened.offset, "length": self._length - opened.offset}
        if entity["length"] == 0:
            return
        if entity["type"] == "text_link" and link_problem(entity["url"]) is not None:
            return
        parent = self._stack[-1] if self._stack else None
        if name == "code" and parent and parent.tag == "pre" and parent.offset == opened.offset:
            if "language" in entity:
                parent.entity["language"] = entity["language"]
            return
        if name == "code":
            entity.pop("language", None)
        self.entities.append(entity)


def _cannot(text: str) -> Exception:
    return bad_request(f"can't parse entities: {text}")


def _attributes(source: str) -> dict[str, str]:
    return {
        match.group(1).lower(): html.unescape(next((g for g in match.groups()[1:] if g is not None), ""))
        for match in _ATTRIBUTE.finditer(source)
    }


def _entity(tag: str, attributes: dict[str, str]) -> Entity:
    kind = _TYPES[tag]
    if kind == "text_link":
        return {"type": kind, "url": attributes.get("href", "")}
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": attributes.get("emoji-id", "")}
    if kind == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if kind == "code" and attributes.get("class", "").startswith("language-"):
        return {"type": kind, "language": attributes["class"].removeprefix("language-")}
    return {"type": kind}


def parse(text: str, parse_mode: str, given: list[Any] | None) -> tuple[str, list[Entity]]:
    """The clean, trimmed text that a bot sent, and its entities.

    `given` are explicit entities; they count only without a parse mode. Raises a 400 for broken markup.
    """
    mode = parse_mode.lower()
    if mode == "html":
        reader = _HtmlReader(text)
        reader.read()
        plain, entities = reader.plain, reader.entities
    elif mode in {"", "none"}:
        checked = [_given(entity) for entity in given or []]
        plain = clean(text)
        entities = [_moved(text, entity) for entity in checked if entity["type"] not in _RECOGNISED]
    else:
        raise _cannot(f'the sandbox reads HTML only, not parse_mode "{parse_mode}"')
    plain, entities = _trim(plain, entities)
    return plain, find(plain, entities)


def _given(entity: Any) -> Entity:
    """An explicit entity. Raises a 400 for anything else."""
    shape = entity if isinstance(entity, dict) else {}
    whole = isinstance(shape.get("offset"), int) and isinstance(shape.get("length"), int)
    if not whole or not isinstance(shape.get("type"), str) or shape["offset"] < 0 or shape["length"] < 1:
        raise bad_request("can't parse MessageEntity")
    if shape["type"] not in _GIVEN | _RECOGNISED:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if shape["type"] == "text_link" and not isinstance(shape.get("url"), str):
        raise bad_request("can't parse MessageEntity: url is empty")
    return dict(shape)


def _moved(text: str, entity: Entity) -> Entity:
    """The entity with its place in the cleaned text."""
    units = text.encode("utf-16-le")

    def at(offset: int) -> int:
        return utf16_len(clean(units[: 2 * offset].decode("utf-16-le", "ignore")))

    start = at(entity["offset"])
    return {**entity, "offset": start, "length": at(entity["offset"] + entity["length"]) - start}


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Strip blank space at both ends, as the server does, and move the entities along."""
    lead = utf16_len(text) - utf16_len(text.lstrip(BLANK))
    stripped = text.strip(BLANK)
    total = utf16_len(stripped)
    kept: list[Entity] = []
    for entity in entities:
        start = max(0, int(entity["offset"]) - lead)
        end = min(total, int(entity["offset"]) + int(entity["length"]) - lead)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, kept


def find(text: str, entities: list[Entity] | None = None) -> list[Entity]:
    """The entities and those that a client recognises by itself (commands, addresses, mentions, tags), sorted."""
    result = list(entities or [])
    taken = [(e["offset"], e["offset"] + e["length"]) for e in result if e["type"] in _OPAQUE]
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            offset = utf16_len(text[: match.start()])
            end = offset + utf16_len(match.group())
            if any(offset < stop and start < end for start, stop in taken):
                continue
            taken.append((offset, end))
            result.append({"type": kind, "offset": offset, "length": end - offset})
    result.sort(key=lambda e: (e["offset"], -e["length"]))
    return result


def to_html(text: str, entities: list[Entity]) -> str:
    """The text with its markup, escaped; for snapshots, where formatting matters."""
    starts: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        opening, closing = _html_tags(entity)
        if opening:
            starts.setdefault(entity["offset"], []).append(opening)
            ends.setdefault(entity["offset"] + entity["length"], []).insert(0, closing)
    out: list[str] = []
    position = 0
    for char in text:
        out += ends.get(position, [])
        out += starts.get(position, [])
        out.append(html.escape(char, quote=False))
        position += utf16_len(char)
    out += ends.get(position, [])
    return "".join(out)


def _html_tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _HTML_TAGS:
        return f"<{_HTML_TAGS[kind]}>", f"</{_HTML_TAGS[kind]}>"
    if kind == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    if kind == "pre":
        return "<pre>", "</pre>"
    if kind in {"blockquote", "expandable_blockquote"}:
        return ("<blockquote expandable>" if kind.startswith("exp") else "<blockquote>"), "</blockquote>"
    return "", ""
