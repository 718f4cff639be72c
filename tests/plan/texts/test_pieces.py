"""Updates that are built to be dear are refused before they cost anybody else; what people type is not."""

import random
import time

import pytest
from pycrdt import Doc, Text, merge_updates

from portal.plan.texts import document
from portal.plan.texts.pieces import Pieces, pieces_of

BASE = document.whole_of("Hello 😀 wörld\n" * 100)
# What one message may cost the server, a slow and busy machine included.
SECONDS = 1.0


def number(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def blind(count: int, writers: int, first: int = 1) -> bytes:
    """Letters that each stand at the very beginning and know of no other, deleted again at once."""
    each = count // writers
    letter = bytes([4, 1, 4]) + b"text" + bytes([1]) + b"a"
    found = number(writers)
    for writer in range(first + writers - 1, first - 1, -1):
        found += number(each) + number(writer) + number(0) + letter * each
    found += number(writers)
    for writer in range(first + writers - 1, first - 1, -1):
        found += number(writer) + number(1) + number(0) + number(each)
    return found


class Typist:
    """A page that types: every key is an update of its own."""

    def __init__(self, *updates: bytes) -> None:
        self.doc: Doc = Doc()
        self.text = self.doc.get("text", type=Text)
        for update in updates:
            self.doc.apply_update(update)
        self.sent: list[bytes] = []
        self.doc.observe(lambda event: self.sent.append(event.update))


def test_keys_in_a_row_are_pieces_in_a_row_and_each_move_of_the_caret_is_a_jump() -> None:
    page = Typist(BASE)
    for place, key in ((0, "a"), (1, "ß"), (3, "😀"), (7, "b"), (40, "c"), (41, "d")):
        page.text.insert(place, key)
    page.text.insert(2, "x")
    assert pieces_of(merge_updates(*page.sent)) == Pieces(jumps=3, writer=page.doc.client_id, until=8)
    del page.text[5:9]
    assert pieces_of(page.sent[-1]) == Pieces(jumps=0, writer=None, until=0)


def test_a_long_time_without_a_line_is_sent_at_once_and_taken() -> None:
    base = document.whole_of("Hello, world. " * 100)
    page, dice = Typist(base), random.Random(7)
    for _ in range(400):
        place = dice.randrange(100)
        page.text.insert(place, "away ")
        if dice.random() < 0.3:
            del page.text[place : place + 2]
    assert document.text_with((base,), merge_updates(*page.sent)) == str(page.text)


@pytest.mark.parametrize(
    "dear",
    [
        [blind(2_400, 2_400, first) for first in (1, 2_401, 4_801)],
        [blind(4_000, 1, first) for first in range(1, 60)],
        [blind(5, 1, first) for first in range(1, 200)],
    ],
    ids=["many writers", "many pieces of one", "few of each"],
)
def test_what_is_built_to_be_dear_is_refused_before_it_costs(dear: list[bytes]) -> None:
    kept, slowest = [BASE], 0.0
    for update in dear:
        began = time.thread_time()
        try:
            document.text_with(kept, update)
            kept.append(update)
        except document.Unreadable:
            pass
        slowest = max(slowest, time.thread_time() - began)
        if len(kept) > 100:
            kept = [document.joined(kept)]
    began = time.thread_time()
    document.text_of(kept)
    assert slowest < SECONDS
    assert time.thread_time() - began < SECONDS


def test_what_waits_for_others_to_come_is_refused_since_nobody_knows_what_it_will_cost() -> None:
    page = Typist(BASE)
    page.text.insert(0, "first")
    page.text.insert(5, "second")
    with pytest.raises(document.Unreadable):
        document.text_with((BASE,), page.sent[1])
    assert document.text_with((BASE, page.sent[0]), page.sent[1]) == str(page.text)
    # What comes twice is there already.
    assert document.text_with((BASE, *page.sent), page.sent[0]) == str(page.text)


@pytest.mark.parametrize("cut", range(0, 40, 3))
def test_an_update_that_was_cut_is_refused(cut: int) -> None:
    page = Typist(BASE)
    page.text.insert(3, "words enough to be cut in the middle of")
    with pytest.raises(document.Unreadable):
        document.text_with((BASE,), page.sent[0][:cut])
