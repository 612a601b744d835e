"""Missing numbers, and whether those with a 4 are missing on purpose."""

import itertools
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gazetteer.numbering.gaps import apart, avoided_fours, is_avoided, missing_numbers


@given(st.sets(st.integers(1, 60), min_size=1))
def test_missing_is_what_is_between_and_nobodys(present: set[int]) -> None:
    assert {*missing_numbers(present), *present} == set(range(min(present), max(present) + 1))
    assert {*missing_numbers(present, first=1), *present} == set(range(1, max(present) + 1))
    assert not {*missing_numbers(present, first=1)} & present


@given(st.sets(st.integers(1, 300), max_size=30))
def test_parts_lie_far_apart_and_lose_nothing(present: set[int]) -> None:
    parts = apart(present)
    assert [number for part in parts for number in part] == sorted(present)
    assert all(after[0] - before[-1] > 30 for before, after in itertools.pairwise(parts))
    assert all(b - a <= 30 for part in parts for a, b in itertools.pairwise(part))


def test_on_one_side_every_other_number_counts() -> None:
    assert missing_numbers([1, 3, 9], step=2) == [5, 7]
    assert missing_numbers([]) == []


def test_which_numbers_are_avoided() -> None:
    assert [n for n in range(1, 50) if is_avoided(n)] == [4, 13, 14, 24, 34, *range(40, 50)]
    assert is_avoided(113)


def test_fours_left_out_throughout_are_seen() -> None:
    found = avoided_fours([n for n in range(1, 61) if not is_avoided(n)])
    assert found is not None
    assert found.missing == found.expected == len([n for n in range(1, 61) if is_avoided(n)])


def test_gaps_by_chance_are_not_taken_for_custom() -> None:
    blamed = 0
    for seed in range(300):
        random = Random(seed)
        present = [n for n in range(1, 80) if random.random() < 0.75]
        blamed += avoided_fours(present) is not None
    assert blamed <= 2


def test_when_half_of_them_are_there_nobody_avoids_them() -> None:
    avoidable = [n for n in range(1, 61) if is_avoided(n)]
    half = set(avoidable[: len(avoidable) // 2])
    assert avoided_fours([n for n in range(1, 61) if n not in half]) is None


def test_a_complete_run_a_short_one_and_an_empty_one_say_nothing() -> None:
    assert avoided_fours(range(1, 100)) is None
    assert avoided_fours([1, 2, 3, 5]) is None
    assert avoided_fours([]) is None
