"""Recognising words without keeping them: each is a salted hash of its letters, whatever case it is written in."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# An id is one piece and never a word, whatever stands between its hyphens.
PIECE = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{22}(?![\w-])|(?:[^\W_]|[\u0300-\u036f])+")
# What is shorter stands in too many other words' company to be told apart.
SHORTEST = 2
CACHED = 200_000
# What stands under these is of the product's own choice, such as {"side": "team"}: a name may be the same word.
CODES = frozenset({"k", "f", "field", "side", "via", "kind", "status", "visibility", "rule", "role", "key", "path"})

Mark = dict[str, Any]


def pieces_of(words: str) -> list[str]:
    """The letters and digits of `words`, as they are compared."""
    return PIECE.findall(unicodedata.normalize("NFC", words).casefold())


def marks_of(words: Iterable[str], salt: str) -> list[Mark]:
    """The marks by which `words` are recognised: names, addresses, numbers, each of one or more pieces."""
    found: dict[str, Mark] = {}
    for each in words:
        pieces = pieces_of(each)
        if len("".join(pieces)) >= SHORTEST:
            whole = _hash(salt, " ".join(pieces))
            found[whole] = {"count": len(pieces), "first": _hash(salt, pieces[0]), "whole": whole}
    return list(found.values())


def _hash(salt: str, words: str) -> str:
    return hashlib.blake2b(words.encode(), key=salt.encode(), digest_size=16).hexdigest()


@dataclass
class Blotter:
    """Puts `instead` in the place of everything that the marks recognise."""

    salt: str
    marks: list[Mark]
    instead: str
    _counts: dict[str, list[int]] = field(init=False)
    _wholes: set[str] = field(init=False)
    _seen: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wholes = {mark["whole"] for mark in self.marks}
        self._counts = {}
        for mark in sorted(self.marks, key=lambda mark: -int(mark["count"])):
            counts = self._counts.setdefault(mark["first"], [])
            if mark["count"] not in counts:
                counts.append(mark["count"])

    def text(self, text: str) -> str:
        """`text` without the words; the very same text where none stands in it."""
        found = list(PIECE.finditer(text))
        kept, until, number = [], 0, 0
        while number < len(found):
            count = self._recognised(found, number)
            if count:
                kept += [text[until : found[number].start()], self.instead]
                until = found[number + count - 1].end()
            number += count or 1
        return "".join([*kept, text[until:]]) if kept else text

    def _recognised(self, found: list[re.Match[str]], number: int) -> int:
        """Of how many pieces the words are that begin here; 0 where none do."""
        first = _compared(found[number])
        counts = self._seen.get(first)
        if counts is None:
            if len(self._seen) > CACHED:
                self._seen.clear()
            counts = self._seen[first] = self._counts.get(_hash(self.salt, first), [])
        for count in counts:
            words = [_compared(match) for match in found[number : number + count]]
            if len(words) == count and _hash(self.salt, " ".join(words)) in self._wholes:
                return count
        return 0

    def value(self, value: Any) -> Any:
        """A value as JSON holds it, without the words; the very same value where none stands in it."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list | tuple):
            blotted = [self.value(each) for each in value]
            return value if all(new is old for new, old in zip(blotted, value, strict=True)) else blotted
        if isinstance(value, dict):
            changed = {key: each if key in CODES else self.value(each) for key, each in value.items()}
            return value if all(changed[key] is value[key] for key in value) else changed
        return value


def _compared(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match.group()).casefold()
