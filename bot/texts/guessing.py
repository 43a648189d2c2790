"""Guesses what a typed question is about, from pairs of characters, words, and words that mean the same.

Pure and offline. The folder of a language has `questions.txt`: how customers ask, by topic. The languages are one
list, so that a mixed question is found too.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.texts.languages import LANGUAGES
from bot.texts.topics import TOPICS, Topic

LIKELY = 0.28
"""From this likeness on a text is taken for a question, where something else may be meant."""
MOST_CHARS = 300
"""Only so many characters of a text are read."""

_HERE = Path(__file__).parent
_WORD = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*|[\u3400-\u9fff]+")
_OF_PLAIN, _LETTERS, _NEIGHBOURS, _CHARACTER = 0.15, 0.3, 0.5, 0.4
"""What these weigh, where a word, or a pair of Chinese characters, weighs 1: a word that says little;
three letters of a word; two words side by side; one Chinese character.
"""
_BEST, _WHOLE = 0.65, 0.55
"""What the likest question of a topic counts, and all its questions together."""
_ENOUGH = 4.0
"""A text of less weight, which has nothing but common words, is less like everything."""

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Guess:
    """A topic, and how like its questions the text is: 0 to about 1."""

    topic: Topic
    likeness: float


@dataclass(frozen=True, slots=True)
class Phrases:
    """What all files say: the questions with their topics, words that stand for others, and words that say little."""

    questions: tuple[tuple[Topic, str], ...]
    same: dict[str, str]
    plain: frozenset[str]


def guesses(text: str, most: int = 3) -> tuple[Guess, ...]:
    """The likeliest topics, the likeliest first: always `most`, without any likeness those that are asked most."""
    return _index().guesses(text, most)


class Index:
    """The questions by their features, each feature by how rare it is among the topics."""

    def __init__(self, phrases: Phrases) -> None:
        self._same, self._plain = phrases.same, phrases.plain
        self._longest = max((len(word) for word in phrases.same if not word.isascii()), default=0)
        counted = [(topic, self._features(question)) for topic, question in phrases.questions]
        seen: dict[str, set[Topic]] = {}
        whole: dict[Topic, Vector] = {topic: {} for topic in TOPICS}
        for topic, features in counted:
            for one in features:
                seen.setdefault(one, set()).add(topic)
                whole[topic][one] = whole[topic].get(one, 0.0) + 1.0
        self._rarity = {one: math.log((1 + len(TOPICS)) / len(topics)) for one, topics in seen.items()}
        self._topic_of = [topic for topic, _ in counted] + list(TOPICS)
        together = [{one: math.sqrt(times) for one, times in whole[topic].items()} for topic in TOPICS]
        self._with: dict[str, list[tuple[int, float]]] = {}
        """By feature: the questions that have it, and after them the topics, with its weight there."""
        for at, features in enumerate([features for _, features in counted] + together):
            for one, weight in _of_length_1(self._weighed(features)).items():
                self._with.setdefault(one, []).append((at, weight))
        self._questions = len(counted)

    def guesses(self, text: str, most: int) -> tuple[Guess, ...]:
        """See the function of this name."""
        likeness: dict[int, float] = {}
        asked = self._weighed(self._features(text))
        sure = min(1.0, _length(asked) / _ENOUGH)
        for one, weight in _of_length_1(asked).items():
            for at, there in self._with.get(one, ()):
                likeness[at] = likeness.get(at, 0.0) + weight * there
        best, whole = dict.fromkeys(TOPICS, 0.0), dict.fromkeys(TOPICS, 0.0)
        for at, like in likeness.items():
            of, topic = best if at < self._questions else whole, self._topic_of[at]
            of[topic] = max(of[topic], like)
        found = [Guess(topic, sure * (_BEST * best[topic] + _WHOLE * whole[topic])) for topic in TOPICS]
        # TOPICS begins with those that are asked most.
        return tuple(sorted(found, key=lambda guess: -guess.likeness)[:most])

    def _weighed(self, features: Vector) -> Vector:
        """By rarity. A word that no question has makes the text less like all of them; a number does not."""
        return {one: weight * self._rarity.get(one, _unknown(one)) for one, weight in features.items()}

    def _features(self, text: str) -> Vector:
        """Words, words side by side, letters of words; Chinese characters and pairs of them; with their weights."""
        features: Vector = {}
        before = ""
        for word in self._words(text):
            if word.isascii():
                weight = _OF_PLAIN if word in self._plain else 1.0
                features["w " + word] = weight
                features[f"n {before} {word}"] = _NEIGHBOURS * weight
                edged = f"_{word}_"
                for at in range(len(edged) - 2):
                    features.setdefault("l " + edged[at : at + 3], _LETTERS * weight)
                before = word
            else:
                before = ""
                for at, character in enumerate(word):
                    features.setdefault("c " + character, _CHARACTER)
                    if at:
                        features["z " + word[at - 1 : at + 1]] = 1.0
        return features

    def _words(self, text: str) -> list[str]:
        even = unicodedata.normalize("NFKC", text[:MOST_CHARS]).casefold().replace("’", "'")
        words = _WORD.findall(even)
        return [
            self._same.get(word, _stem(word)) if word.isascii() else self._chinese(word) for word in words
        ]

    def _chinese(self, run: str) -> str:
        """The run with each word replaced by the one that stands for it, the longest first."""
        said, at = "", 0
        while at < len(run):
            lengths = range(min(self._longest, len(run) - at), 0, -1)
            word = next(
                (run[at : at + size] for size in lengths if run[at : at + size] in self._same), run[at]
            )
            said += self._same.get(word, word)
            at += len(word)
        return said


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _length(vector: Vector) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values()))


def _of_length_1(vector: Vector) -> Vector:
    length = _length(vector)
    return {one: weight / length for one, weight in vector.items()} if length else {}


def _unknown(feature: str) -> float:
    """How rare a feature is that no question has."""
    return math.log(1 + len(TOPICS)) if feature.startswith("w ") and not feature[2:].isdigit() else 0.0


def read_phrases(*texts: str) -> Phrases:
    """The phrases of several files. Raises ValueError for a line that is none."""
    questions: list[tuple[Topic, str]] = []
    same: dict[str, str] = {}
    plain: set[str] = set()
    for line in "\n".join(texts).splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("- "):
            plain.update(line[2:].split())
            continue
        name, colon, rest = line.partition(":")
        if name.startswith("= ") and colon:
            stands = name[2:].strip()
            same |= {word.strip(): stands for word in (stands, *rest.split(","))}
            continue
        topic = next((one for one in TOPICS if one == name), None)
        if topic is None or not rest.strip():
            raise ValueError(f"no question: {line!r}")
        questions.append((topic, rest.strip()))
    return Phrases(tuple(questions), same, frozenset(plain))


@cache
def _index() -> Index:
    folders = (_HERE / language.folder for language in LANGUAGES)
    return Index(read_phrases(*(folder.joinpath("questions.txt").read_text("utf-8") for folder in folders)))
