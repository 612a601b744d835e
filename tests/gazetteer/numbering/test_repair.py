"""Repairs: as few as brute force finds, lawful when applied, and nothing left to do afterwards."""

import itertools
from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.numbering import DoorNumber, Standing, least_renumbering, out_of_order, relocations, renumber
from gazetteer.numbering.repair import Renumbering

Key = tuple[int, int, int]


def side(numbers: Sequence[int]) -> list[Standing]:
    return [Standing(f"door {place}", DoorNumber(number), 10.0 * place) for place, number in enumerate(numbers)]


def keys(standing: Sequence[Standing]) -> set[Key]:
    return {door.number.key for door in standing}


def applied(standing: Sequence[Standing], changes: Sequence[Renumbering]) -> list[Standing]:
    new = {change.id: change.after for change in changes}
    return [Standing(door.id, new.get(door.id, door.number), door.along_m) for door in standing]


def rises(standing: Sequence[Standing]) -> bool:
    return all(a.number.key < b.number.key for a, b in itertools.pairwise(standing))


def fewest(numbers: Sequence[int], blocked: Collection[int], step: int) -> int:
    """By trying every choice of doors that keep their number, most first.

    Behind a door that stays there is always a sub-number; before the first one a number must be left.
    """
    parity = numbers[0] % 2 if step == 2 else None
    for size in range(len(numbers), -1, -1):
        for stay in itertools.combinations(range(len(numbers)), size):
            kept = [numbers[place] for place in stay]
            below = range(1, kept[0]) if kept else ()
            room = any(n not in blocked and (parity is None or n % 2 == parity) for n in below)
            if all(a < b for a, b in itertools.pairwise(kept)) and (not stay or stay[0] == 0 or room):
                return len(numbers) - size
    raise AssertionError


odd_side = st.lists(st.integers(0, 8).map(lambda n: 2 * n + 1), min_size=1, max_size=7)
running = st.lists(st.integers(1, 9), min_size=1, max_size=7)
blocked_numbers = st.sets(st.integers(1, 12), max_size=5)


@given(odd_side, blocked_numbers)
def test_no_fewer_doors_would_do_on_a_side_of_one_parity(numbers: list[int], held: set[int]) -> None:
    standing = side(numbers)
    changes = least_renumbering(standing, keys(standing), 2, held=held)
    assert len(changes) == fewest(numbers, held, 2)


@given(running, blocked_numbers)
def test_no_fewer_doors_would_do_where_numbers_run_on(numbers: list[int], across: set[int]) -> None:
    standing = side(numbers)
    others = {(number, 0, 0) for number in across} - keys(standing)
    changes = least_renumbering(standing, keys(standing) | others, 1)
    assert len(changes) == fewest(numbers, {number for number, _, _ in others}, 1)


@given(st.one_of(odd_side.map(lambda n: (n, 2)), running.map(lambda n: (n, 1))), blocked_numbers, st.booleans())
def test_applied_the_side_is_lawful_and_nothing_is_left_to_do(
    case: tuple[list[int], int], held: set[int], reuse: bool
) -> None:
    numbers, step = case
    standing = side(numbers)
    changes = least_renumbering(standing, keys(standing), step, held=held, reuse=reuse)
    after = applied(standing, changes)
    assert rises(after)
    assert len(keys(after)) == len(after)
    for change in changes:
        assert change.after.key != change.before.key
        assert change.after.number not in held or change.after.sub
        assert step == 1 or change.after.is_odd is change.before.is_odd
        assert reuse or change.after.sub or change.after.number not in numbers
        assert change.reason
    main = {(door.number.number, 0, 0) for door in after if not door.number.sub}
    assert all((door.number.number, 0, 0) in main for door in after)
    if not any(door.number.sub for door in after):
        assert least_renumbering(after, keys(after), step, held=held) == []
    assert out_of_order([door.number.number for door in after], [door.id for door in after]) == []
    assert relocations(after) == []


@given(running)
def test_moving_the_points_instead_puts_the_side_in_order(numbers: list[int]) -> None:
    standing = side(numbers)
    moves = relocations(standing)
    assert len(moves) == len(out_of_order(numbers, [door.id for door in standing]))
    for move in moves:
        assert (move.from_m or 0) <= (move.to_m if move.to_m is not None else 1e9)
        assert move.off_m >= 0
    new = {m.id: (m.from_m if m.from_m is not None else -1.0) + m.number.number / 100 for m in moves}
    placed = sorted(standing, key=lambda door: (new.get(door.id, door.along_m), door.number.number))
    assert [door.number.number for door in placed] == sorted(numbers)


def test_a_free_number_between_the_neighbours_is_taken_before_a_sub_number() -> None:
    standing = side([1, 21, 5, 7])
    (change,) = renumber(standing, {"door 1"}, keys(standing), 2)
    assert (str(change.after), change.reason) == ("3号", "取空闲的号")


def test_a_reserved_number_goes_first() -> None:
    standing = side([1, 31, 9, 11])
    (change,) = renumber(standing, {"door 1"}, keys(standing), 2, reserved={7})
    assert (str(change.after), change.reason) == ("7号", "取预留的号")


def test_two_doors_that_changed_places_change_numbers() -> None:
    standing = side([1, 7, 5, 3, 9])
    changes = renumber(standing, {"door 1", "door 3"}, keys(standing), 2)
    assert [(c.id, str(c.after), c.reason) for c in changes] == [
        ("door 1", "3号", "取腾出的号"),
        ("door 3", "7号", "取腾出的号"),
    ]


def test_without_room_before_the_first_door_that_one_moves_too() -> None:
    standing = side([9, 1, 3, 5])
    changes = renumber(standing, {"door 0"}, keys(standing), 2)
    assert rises(applied(standing, changes))
    assert [str(door.number) for door in applied(standing, changes)] == ["1号", "1-1号", "3号", "5号"]


def test_a_number_another_door_of_the_side_keeps_is_not_given_up() -> None:
    standing = side([1, 3, 5, 5, 7])
    changes = renumber(standing, {"door 3"}, keys(standing), 2)
    assert [str(change.after) for change in changes] == ["5-1号"]


def test_a_number_with_sub_numbers_is_not_given_to_another_and_the_warning_says_so() -> None:
    standing = side([1, 9, 3, 5, 7])
    taken = keys(standing) | {(9, 0, 1)}
    (change,) = renumber(standing, {"door 1"}, taken, 2)
    assert "附号" in change.reason
    assert "一并改编" in change.reason


@pytest.mark.parametrize("numbers", [[], [5], [1, 3, 5]])
def test_what_is_in_order_is_left_alone(numbers: list[int]) -> None:
    standing = side(numbers)
    assert least_renumbering(standing, keys(standing), 2) == []
    assert renumber(standing, set(), keys(standing), 2) == []
    assert relocations(standing) == []
