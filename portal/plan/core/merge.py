"""Merging two people's changes to one short text, character by character."""

from difflib import SequenceMatcher

# difflib is quadratic at worst; longer texts are shown side by side instead.
LONGEST_MERGED = 2_000

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
    matcher = SequenceMatcher(None, base, text, autojunk=False)
    return [(i, j, text[k:m]) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def _touch(first: Change, second: Change) -> bool:
    return second[0] <= first[1]
