"""Merging two people's changes to one text, character by character."""

from difflib import SequenceMatcher

# The longest description. Longer texts are shown side by side instead.
LONGEST_MERGED = 20_000
# Letters on one side times letters on the other. difflib is cubic at worst: "ababab" a thousand letters long takes it a
# minute. Past this, what lies between two equal ends counts as one change.
MOST_COMPARED = 3_600

Change = tuple[int, int, str]


def merge_text(base: str, mine: str, theirs: str) -> str | None:
    """The text with both changes to `base`, or None where they touch the same place (or are too long to compare)."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    if max(len(base), len(mine), len(theirs)) > LONGEST_MERGED:
        return None
    changes = sorted(_changes(base, mine) + _changes(base, theirs))
    merged, end = [], 0
    previous: Change | None = None
    for change in changes:
        start, stop, text = change
        if change == previous:
            continue
        if previous is not None and _touch(previous, change):
            return None
        merged += [base[end:start], text]
        end, previous = stop, change
    return "".join([*merged, base[end:]])


def _changes(base: str, text: str) -> list[Change]:
    head = _common(base, text)
    tail = _common(base[head:][::-1], text[head:][::-1])
    old, new = base[head : len(base) - tail], text[head : len(text) - tail]
    if len(old) * len(new) > MOST_COMPARED:
        return [(head, head + len(old), new)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(head + i, head + j, new[k:m]) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _touch(first: Change, second: Change) -> bool:
    return second[0] <= first[1]
