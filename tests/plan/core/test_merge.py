import time

from hypothesis import given
from hypothesis import strategies as st

from portal.plan.core.merge import merge_text

TEXTS = st.text(alphabet="abc d", max_size=24)
GENEROUS_SECONDS = 5.0


def test_two_changes_in_different_places_are_both_kept() -> None:
    base = "Export three years of stock"
    assert merge_text(base, "Export five years of stock", base + " movements") == "Export five years of stock movements"


def test_two_changes_to_the_same_word_do_not_merge() -> None:
    assert merge_text("Due Monday", "Due Tuesday", "Due Friday") is None


def test_the_same_change_made_twice_counts_once() -> None:
    assert merge_text("Train admins", "Train all admins", "Train all admins") == "Train all admins"


def test_a_text_too_long_to_compare_is_not_merged() -> None:
    base = "x" * 20_000
    assert merge_text(base, base + "a", "b" + base) is None


def test_the_longest_description_merges_in_no_time() -> None:
    base = "Every system, one line.\n" * 800
    begun = time.monotonic()
    assert merge_text(base, f"{base}Mine.", f"Theirs.\n{base}") == f"Theirs.\n{base}Mine."
    assert time.monotonic() - begun < GENEROUS_SECONDS


def test_texts_made_to_be_hard_to_compare_take_no_time() -> None:
    base, mine, theirs = "x" + "ab" * 900 + "y", "z" + "aac" * 600 + "w", "q" + "ba" * 900 + "p"
    begun = time.monotonic()
    assert merge_text(base, mine, theirs) is None
    assert time.monotonic() - begun < GENEROUS_SECONDS


def test_changes_at_both_ends_of_a_long_text_merge_with_one_below_it() -> None:
    base = "Export three years of stock movements from the old system, one file a year.\n" * 5
    mine = f"Please: {base.removesuffix('a year.' + chr(10))}each month.\n"
    assert merge_text(base, mine, f"{base}Ask Jonas.") == f"{mine}Ask Jonas."


@given(TEXTS, TEXTS)
def test_a_change_by_one_alone_is_that_change(base: str, changed: str) -> None:
    assert merge_text(base, changed, base) == changed
    assert merge_text(base, base, changed) == changed


@given(TEXTS, TEXTS, TEXTS)
def test_who_came_first_does_not_matter(base: str, mine: str, theirs: str) -> None:
    assert merge_text(base, mine, theirs) == merge_text(base, theirs, mine)
