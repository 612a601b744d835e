"""Order: the fewest entries to take out, equal to brute force, whoever they are and whichever way they are read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.numbering import not_rising, out_of_order

short = st.lists(st.integers(1, 9), max_size=8)


def names(numbers: list[int]) -> list[str]:
    return [f"door {place}" for place in range(len(numbers))]


def fewest_out(numbers: list[int], *, strictly: bool) -> int:
    """By trying every choice of what stays, largest first."""
    for size in range(len(numbers), 0, -1):
        for chosen in itertools.combinations(numbers, size):
            pairs = itertools.pairwise(chosen)
            if all(a < b if strictly else a <= b for a, b in pairs):
                return len(numbers) - size
    return len(numbers)


@given(short)
def test_no_fewer_would_do(numbers: list[int]) -> None:
    out = out_of_order(numbers, names(numbers))
    rest = [number for place, number in enumerate(numbers) if place not in out]
    assert rest == sorted(rest)
    assert len(out) == fewest_out(numbers, strictly=False)
    assert out == sorted(set(out))


@given(short)
def test_where_nothing_may_stand_twice(numbers: list[int]) -> None:
    out = not_rising([(number,) for number in numbers], names(numbers))
    rest = [number for place, number in enumerate(numbers) if place not in out]
    assert rest == sorted(set(rest))
    assert len(out) == fewest_out(numbers, strictly=True)


@given(short, st.integers(0, 7))
def test_the_first_that_stays_may_be_laid_down(numbers: list[int], least: int) -> None:
    out = not_rising([(n,) for n in numbers], names(numbers), lambda place: place == 0 or numbers[place] > least)
    stays = [place for place in range(len(numbers)) if place not in out]
    assert not stays or stays[0] == 0 or numbers[stays[0]] > least
    allowed = [
        chosen
        for size in range(len(numbers) + 1)
        for chosen in itertools.combinations(range(len(numbers)), size)
        if all(numbers[a] < numbers[b] for a, b in itertools.pairwise(chosen))
        and (not chosen or chosen[0] == 0 or numbers[chosen[0]] > least)
    ]
    assert len(stays) == max(map(len, allowed))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_taking_them_out_leaves_nothing_to_do(numbers: list[int]) -> None:
    out = set(out_of_order(numbers, names(numbers)))
    rest = [
        (number, name)
        for place, (number, name) in enumerate(zip(numbers, names(numbers), strict=True))
        if place not in out
    ]
    assert out_of_order([number for number, _ in rest], [name for _, name in rest]) == []


@given(st.lists(st.integers(1, 30), max_size=12))
def test_walking_from_the_other_end_blames_the_same_doors(numbers: list[int]) -> None:
    there = [names(numbers)[place] for place in out_of_order(numbers, names(numbers))]
    back = [31 - number for number in reversed(numbers)]
    again = [list(reversed(names(numbers)))[place] for place in out_of_order(back, list(reversed(names(numbers))))]
    assert sorted(there) == sorted(again)


@pytest.mark.parametrize(
    ("numbers", "blamed"),
    [
        ([], []),
        ([7], []),
        ([1, 3, 5, 7], []),
        ([1, 3, 3, 5], []),
        ([1, 3, 21, 5, 7, 9], [2]),
        ([9, 1, 3, 5, 7], [0]),
        ([1, 3, 5, 7, 2], [4]),
        ([1, 5, 3, 7, 11, 9, 13], None),
    ],
)
def test_one_fault_is_one_door(numbers: list[int], blamed: list[int] | None) -> None:
    found = out_of_order(numbers, names(numbers))
    assert found == blamed if blamed is not None else len(found) == 2


def test_of_two_that_changed_places_the_choice_is_by_identity_not_by_row() -> None:
    blamed = "xy"[out_of_order([4, 3], ["x", "y"])[0]]
    assert "yx"[out_of_order([4, 3], ["y", "x"])[0]] == blamed


def test_a_long_road_takes_no_time() -> None:
    numbers = [n if n % 10 else 20_000 - n for n in range(1, 20_001)]
    assert len(out_of_order(numbers, names(numbers))) == 1_999
