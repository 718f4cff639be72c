"""Ranks: short strings that sort between any two others, so that moving one row writes one row.

The method is fractional indexing (David Greenspan, "Implementing Fractional Indexing", 2020): a rank is a fraction
in base 62 without its leading "0.", and no rank ends in the digit zero.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def rank_between(low: str | None, high: str | None) -> str:
    """A rank after `low` and before `high`; None stands for the start or the end.

    Raises ValueError if `low` is not before `high`.
    """
    if low is not None and high is not None and low >= high:
        raise ValueError(f"{low!r} is not before {high!r}")
    # Close to the low end when there is no upper bound: rows are mostly added at the end.
    return _digits_between(low or "", high, is_at_end=high is None)


def _digits_between(low: str, high: str | None, is_at_end: bool) -> str:
    digits = ""
    while True:
        if high is not None:
            shared = _shared_prefix(low, high)
            digits, low, high = digits + high[:shared], low[shared:], high[shared:]
        first = DIGITS.index(low[0]) if low else 0
        last = DIGITS.index(high[0]) if high is not None else len(DIGITS)
        if last - first > 1:
            return digits + DIGITS[first + 1 if is_at_end else (first + last) // 2]
        if high is not None and len(high) > 1:
            return digits + high[0]
        digits, low, high = digits + DIGITS[first], low[1:], None


def _shared_prefix(low: str, high: str) -> int:
    length = 0
    while length < len(high) and (low[length] if length < len(low) else DIGITS[0]) == high[length]:
        length += 1
    return length


def ranks_in_a_row(count: int) -> list[str]:
    """`count` ranks in order, all of one length, for rows that are made together."""
    width = 1
    while len(DIGITS) ** width < 2 * (count + 1):
        width += 1
    step = len(DIGITS) ** width // (count + 1)
    return [_number(step * (index + 1), width) for index in range(count)]


def _number(value: int, width: int) -> str:
    digits = []
    for _ in range(width):
        value, digit = divmod(value, len(DIGITS))
        digits.append(DIGITS[digit])
    return "".join(reversed(digits)).rstrip(DIGITS[0])
