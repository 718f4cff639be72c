import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.plan.core.order import rank_between, ranks_in_a_row


@given(st.lists(st.integers(min_value=0, max_value=1_000_000), min_size=1, max_size=120))
def test_a_rank_fits_between_any_two_neighbours_however_often_rows_move(places: list[int]) -> None:
    ranks: list[str] = []
    for place in places:
        at = place % (len(ranks) + 1)
        low = ranks[at - 1] if at else None
        high = ranks[at] if at < len(ranks) else None
        ranks.insert(at, rank_between(low, high))
        assert ranks == sorted(set(ranks))


def test_rows_added_at_the_end_keep_short_ranks() -> None:
    last = None
    for _ in range(200):
        last = rank_between(last, None)
    assert len(last or "") <= 5


@pytest.mark.parametrize("count", [0, 1, 61, 62, 2_000])
def test_ranks_made_together_are_distinct_and_in_order(count: int) -> None:
    ranks = ranks_in_a_row(count)
    assert len(ranks) == count
    assert ranks == sorted(set(ranks))
    assert not any(rank.endswith("0") for rank in ranks)


def test_ranks_that_are_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="is not before"):
        rank_between("b", "a")


def test_ten_thousand_rows_at_the_end_never_overflow() -> None:
    last: str | None = None
    for _ in range(10_000):
        rank = rank_between(last, None)
        assert last is None or rank > last
        last = rank
    assert rank_between("z" * 5_000, None) > "z" * 5_000


def test_rows_put_at_the_same_place_grow_slowly() -> None:
    high = "V"
    for _ in range(100):
        rank = rank_between(None, high)
        assert rank < high
        high = rank
    assert len(high) < 30
