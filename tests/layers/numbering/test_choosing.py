"""The next lawful number for a gate: which side, between which doors, from which stock, and when it is refused."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from gazetteer.numbering import Basis
from layers.numbering import Register, audit
from layers.numbering.choosing import Chosen, choose_number
from tests.layers.numbering.small_register import PROFILE, Door, both_sides, group, register, rows_of_houses, street


def chosen(found: Register, x: float, y: float, space: int | None = None) -> Chosen:
    return choose_number(audit(found, PROFILE).scene, x, y, space)


def without(doors: list[Door], *numbers: str) -> list[Door]:
    return [door for door in doors if door[0] not in numbers]


def test_a_free_number_between_the_neighbours_of_its_side() -> None:
    found = chosen(register((street(), without(both_sides(), "9号"))), 345.0, -12.0)
    said = found.suggestion
    assert (str(said.number), said.basis, str(said.before), str(said.after)) == ("9号", Basis.FREE, "7号", "11号")
    assert (found.side, found.odd) == ("left", True)
    assert found.along_m == pytest.approx(55.0)
    assert said.clause


def test_no_free_number_gives_a_sub_number_of_the_door_before() -> None:
    said = chosen(register((street(), both_sides())), 340.0, 12.0).suggestion
    assert (said.number.number, said.number.sub, said.basis) == (10, 1, Basis.SUB)


def test_reserved_numbers_come_first_and_held_ones_never() -> None:
    doors = without(both_sides(), "9号", "11号")
    reserved = dataclasses.replace(register((street(), doors)), reserved={"和顺街": frozenset({11})})
    assert str(chosen(reserved, 345.0, -12.0).suggestion.number) == "11号"
    cancelled = ["cancelled" if text == "9号" else "current" for text, _, _ in both_sides()]
    ids = [f"a{n}" for n in range(20)]
    held = register((street(), both_sides()), address_status=cancelled, address=ids)
    said = chosen(held, 345.0, -12.0).suggestion
    assert str(said.number) != "9号"
    assert said.basis is Basis.SUB


def test_beyond_the_last_door_open_ground_keeps_its_numbers() -> None:
    said = chosen(register((street(), both_sides())), 215.0, -12.0).suggestion
    assert said.basis is Basis.BEYOND
    assert (said.number.is_odd, said.number.number > 21) == (True, True)


def test_a_group_without_a_street_goes_by_the_walk() -> None:
    found = register((group(), without(rows_of_houses(), "15号")))
    said = chosen(found, 74.0, 42.0)
    assert str(said.suggestion.number) == "15号"
    assert (said.side, said.odd) == ("", None)
    assert str(chosen(found, 185.0, 82.0).suggestion.number) == "31号"


def test_a_gate_that_has_a_plate_is_told() -> None:
    found = register((street(), both_sides()))
    at = chosen(found, 345.5, -10.5).occupied_by
    assert at is not None
    assert found.labels[at] == "和顺街9号"
    assert chosen(found, 340.0, -14.0).occupied_by is None


def test_where_nobody_can_know_it_is_refused() -> None:
    with pytest.raises(Refused, match="轴线"):
        chosen(register((street(), both_sides())), 200.0, 0.5)
    with pytest.raises(Refused, match="小组"):
        chosen(register((street(), both_sides())), 9000.0, 9000.0)
    with pytest.raises(Refused, match="起点"):
        chosen(register((street(), [])), 200.0, 12.0)


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.integers(1, 40), max_size=30),
    st.floats(20, 390),
    st.sampled_from([-11.0, 11.0]),
)
def test_the_number_is_free_of_its_side_and_between_its_neighbours(gone: set[int], x: float, y: float) -> None:
    doors = [door for door in both_sides(40) if int(door[0][:-1]) not in gone]
    found = register((street(), doors))
    done = audit(found, PROFILE)
    if 0 not in done.scene.streets or not done.scene.streets[0].heading:
        return
    answer = choose_number(done.scene, x, y)
    if done.scene.streets[0].judged_by.parity != "sides":
        return
    number = answer.suggestion.number
    assert number.key not in {tuple(key) for key in found.numbers.tolist()}
    assert number.is_odd is (y < 0)
    along = 400.0 - x
    same = [(400.0 - door[1], int(door[0][:-1])) for door in doors if (door[2] < 0) == (y < 0)]
    assert all(n <= number.number for m, n in same if m <= along)
    assert all(n >= number.number for m, n in same if m > along)
