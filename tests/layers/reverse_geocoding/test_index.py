"""Reverse geocoding: the right side of the road, never across the county line, and no gate where none is near."""

from __future__ import annotations

import math

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.reverse_geocoding import ReverseIndex
from layers.reverse_geocoding.barriers import DEAD_ZONE_M
from layers.reverse_geocoding.index import GATE_REACH_M
from layers.store import Scope, Store
from tests.county import invented_profile, load_tiny_county
from tests.layers.reverse_geocoding.small_county import (
    PROFILE,
    SIDE_M,
    WEST,
    county,
    degrees,
    divisions,
    group,
    line,
    plate,
)  # fmt: skip

STREET = line("南桥路", (100, 500), (900, 500), starts_from="west")


def codes(index: ReverseIndex, x_m: float, y_m: float, **more: float) -> list[str]:
    return [match.plate for match in index.locate(*degrees(x_m, y_m), **more).matches]


def rules(index: ReverseIndex, x_m: float, y_m: float) -> set[str]:
    return {finding.rule for finding in index.locate(*degrees(x_m, y_m)).findings}


def two_sides() -> ReverseIndex:
    plates = [plate("1", 500, 513, street="南桥路"), plate("2", 500, 487, street="南桥路"), plate("4", 530, 487)]
    return county(plates, streets=[STREET])


def test_the_side_of_the_road_decides_not_the_distance() -> None:
    index = two_sides()
    assert codes(index, 500, 503) == ["1"]
    assert codes(index, 500, 497) == ["2", "4"]
    assert codes(index, 530, 503) == ["1"], "30 m on this side, not 16 m across the road"
    assert index.locate(*degrees(500, 503)).matches[0].why.startswith("南桥路左侧")
    assert index.locate(*degrees(500, 497)).matches[0].why.startswith("南桥路右侧")


@pytest.mark.parametrize("starts_from", ["west", "east"])
def test_sides_are_those_of_the_numbering(starts_from: str) -> None:
    street = line("南桥路", (900, 500), (100, 500), starts_from=starts_from)
    index = county([plate("1", 500, 513, street="南桥路")], streets=[street])
    assert ("左侧" in index.locate(*degrees(500, 510)).matches[0].why) == (starts_from == "west")


def test_on_the_axis_both_sides_answer_and_that_is_said() -> None:
    index = two_sides()
    for y in (500, 500 + 0.9 * DEAD_ZONE_M, 500 - 0.9 * DEAD_ZONE_M):
        answer = index.locate(*degrees(500, y))
        assert answer.status == "ambiguous"
        assert {match.plate for match in answer.matches} == {"1", "2", "4"}
        [finding] = [f for f in answer.findings if f.rule == "reverse.on_axis"]
        assert "南桥路" in finding.message


def test_a_position_that_is_not_sure_widens_the_dead_zone() -> None:
    index = two_sides()
    assert index.locate(*degrees(500, 504)).status == "ok"
    assert index.locate(*degrees(500, 504), accuracy_m=6).status == "ambiguous"


def test_another_road_is_not_crossed_either() -> None:
    index = county([plate("9", 500, 530)], streets=[STREET], roads=[line("村道", (100, 515), (900, 515))])
    answer = index.locate(*degrees(500, 505))
    assert (answer.status, answer.matches[0].precision.value) == ("partial", "street")
    assert answer.matches[0].address.endswith("云峰镇南桥路")
    assert "隔着道路" in " ".join(f.message for f in answer.findings)
    assert codes(index, 500, 516.5) == ["9"]
    assert codes(index, 500, 514.5) == ["9"], "in the dead zone of the one road between"
    assert codes(index, 500, 501) == [""], "on one axis, the other one still counts"


def test_a_gate_drawn_on_the_axis_answers_both_sides() -> None:
    index = county([plate("1", 500, 500.5)], streets=[STREET])
    assert codes(index, 500, 510) == codes(index, 500, 490) == ["1"]


def test_a_gate_far_away_is_not_an_answer() -> None:
    index = county([plate("1", 500, 500)])
    assert codes(index, 500, 500 + GATE_REACH_M - 1) == ["1"]
    answer = index.locate(*degrees(500, 500 + GATE_REACH_M + 1))
    assert (answer.status, [m.precision.value for m in answer.matches]) == ("partial", ["village"])
    assert answer.matches[0].address.endswith("云峰镇青石村")
    assert answer.matches[0].plate == ""
    assert answer.matches[0].distance_m is not None
    assert answer.nearest_gate_m == pytest.approx(GATE_REACH_M + 1, abs=0.05)
    assert "reverse.no_gate" in {f.rule for f in answer.findings}


def test_outside_the_county_no_gate_answers_however_near() -> None:
    index = county([plate("1", 3, 500), plate("over the line", -2, 500)])
    answer = index.locate(*degrees(-2, 500))
    assert (answer.status, answer.matches, answer.nearest_gate_m) == ("out_of_area", (), None)
    assert "县界外 2 m" in answer.findings[0].message
    assert codes(index, 1, 500) == ["1"], "the gate across the line is not there"


def test_the_county_line_is_not_crossed_on_the_way() -> None:
    inlet = shapely.box(0, 0, SIDE_M, SIDE_M) - shapely.box(495, 0, 505, 1500)
    index = county([plate("1", 510, 500)], units=divisions(inlet))
    answer = index.locate(*degrees(490, 500))
    assert (answer.status, answer.matches[0].precision.value) == ("partial", "village")
    assert codes(index, 507, 500) == ["1"]


def test_the_line_itself_belongs_to_the_county() -> None:
    index = county([plate("1", 10, 10)])
    for x, y in ((0.001, 10), (10, 0.001)):
        assert index.locate(*degrees(x, y)).status == "partial" or codes(index, x, y) == ["1"]


@pytest.mark.parametrize(
    ("lon", "lat", "status", "rule"),
    [
        (math.nan, 31.2, "rejected", "position.not_a_number"),
        (math.inf, 31.2, "rejected", "position.not_a_number"),
        (0, 0, "rejected", "position.zero"),
        (31.2, 117.0, "rejected", "position.swapped"),
        (532_757.0, 3_929_238.0, "rejected", "position.projected"),
        (121.5, 31.2, "out_of_area", "position.outside"),
    ],
)
def test_what_is_no_position_of_this_county_is_said(lon: float, lat: float, status: str, rule: str) -> None:
    answer = two_sides().locate(lon, lat)
    assert (answer.status, answer.matches, [f.rule for f in answer.findings]) == (status, (), [rule])


def test_two_as_near_are_a_choice() -> None:
    index = county([plate("1", 490, 500), plate("2", 510, 500)])
    answer = index.locate(*degrees(500, 500))
    assert answer.status == "ambiguous"
    assert "reverse.as_near" in {f.rule for f in answer.findings}
    assert index.locate(*degrees(499, 500)).status == "ok"


@pytest.mark.parametrize("more", [{"status": "removed"}, {"status": "ordered"}, {"kind": "building"}])
def test_what_hangs_at_no_gate_does_not_answer(more: dict[str, str]) -> None:
    index = county([plate("1", 500, 500, **more), plate("2", 500, 520)])
    assert codes(index, 500, 501) == ["2"]


def test_an_inferred_group_is_called_so_and_a_recorded_one_is_not() -> None:
    around = [(400, 400), (440, 400), (440, 440), (400, 440), (700, 1900)]
    plates = [plate(f"{n}", x, y, villagers_group="一组") for n, (x, y) in enumerate(around, 1)]
    inferred = county(plates, groups=[group("一组", WEST, shapely.Point(420, 420))])
    answer = inferred.locate(*degrees(420, 421))
    assert (answer.within.group, answer.within.group_inferred) == ("一组", True)
    assert "reverse.group_inferred" in rules(inferred, 420, 421)
    assert inferred.locate(*degrees(550, 1100)).within.group == "", "one plate astray does not widen the group"
    recorded = county(plates, groups=[group("一组", WEST, shapely.box(300, 300, 600, 600))])
    answer = recorded.locate(*degrees(560, 560))
    assert (answer.within.group, answer.within.group_inferred) == ("一组", False)
    assert (answer.status, answer.matches[0].precision.value) == ("partial", "group")
    assert answer.matches[0].address.endswith("青石村一组")


def test_a_group_of_another_village_is_not_around_a_position() -> None:
    plates = [plate("1", 995, 500, villagers_group="一组")]
    index = county(plates, groups=[group("一组", WEST, shapely.Point(995, 500))])
    assert index.locate(*degrees(999, 500)).within.group == "一组"
    answer = index.locate(*degrees(1001, 500))
    assert (answer.within.village, answer.within.group) == ("柳溪村", "")


def test_a_county_without_an_area_says_so() -> None:
    index = county([plate("1", 500, 500)], units=[])
    answer = index.locate(*degrees(500, 505))
    assert [match.plate for match in answer.matches] == ["1"]
    assert "reverse.no_outline" in {f.rule for f in answer.findings}


def test_nothing_there_is_no_error() -> None:
    index = county([])
    answer = index.locate(*degrees(500, 505))
    assert (answer.status, answer.nearest_gate_m) == ("partial", None)


PLACE = st.tuples(st.integers(0, 200), st.integers(0, 200))
WAY = st.tuples(PLACE, PLACE).filter(lambda way: way[0] != way[1])


@settings(max_examples=60, deadline=None)
@given(st.lists(PLACE, max_size=12, unique=True), st.lists(WAY, max_size=5), PLACE)
def test_brute_force_agrees(
    gates: list[tuple[int, int]], ways: list[tuple[tuple[int, int], ...]], asked: tuple[int, int]
) -> None:
    """Away from every axis: the gates to which the straight way meets no axis, by distance."""
    lines = [shapely.LineString(numpy.array(way) + 400.25) for way in ways]
    at = shapely.Point(numpy.array(asked) + 400.0)
    places = [shapely.Point(numpy.array(gate) + 400.0) for gate in gates]
    if any(way.distance(place) <= DEAD_ZONE_M * 1.01 for way in lines for place in (at, *places)):
        return
    index = county(
        [plate(f"{n:02d}", place.x, place.y) for n, place in enumerate(places)],
        roads=[line(f"road {n}", *way.coords) for n, way in enumerate(lines)],
    )
    open_gates = [
        (at.distance(place), f"{n:02d}")
        for n, place in enumerate(places)
        if at.distance(place) <= GATE_REACH_M
        and not any(way.intersects(shapely.LineString([at, place])) for way in lines)
    ]
    answer = index.locate(*degrees(at.x, at.y), most=20)
    said = [match.plate for match in answer.matches if match.plate]
    assert sorted(said) == sorted(code for _, code in open_gates)
    away = {code: distance for distance, code in open_gates}
    assert [away[code] for code in said] == pytest.approx(sorted(away.values()), abs=0.01)


@settings(max_examples=60, deadline=None)
@given(st.floats(-300, SIDE_M + 300), st.floats(-300, SIDE_M + 300))
def test_never_outside_never_beyond_reach(x_m: float, y_m: float) -> None:
    answer = GRID.locate(*degrees(x_m, y_m))
    inside = 0 <= x_m <= SIDE_M and 0 <= y_m <= SIDE_M
    if min(abs(x_m), abs(y_m), abs(x_m - SIDE_M), abs(y_m - SIDE_M)) > 0.05:
        assert (answer.status != "out_of_area") == inside
    if answer.status == "out_of_area":
        assert answer.matches == ()
    for match in answer.matches:
        assert not match.plate.startswith("out")
        assert match.precision.value != "gate" or match.distance_m <= GATE_REACH_M * 1.001


GRID = county(
    [
        plate(f"{'in' if 0 <= x <= SIDE_M and 0 <= y <= SIDE_M else 'out'}-{x}-{y}", x, y)
        for x in range(-285, 2400, 70)
        for y in range(-285, 2400, 70)
    ]
)


def test_every_gate_of_a_county_answers_its_own_position(file_store: Store) -> None:
    load_tiny_county(file_store)
    index = ReverseIndex.build(file_store, invented_profile())
    plates = file_store.read("door_plate", Scope.everything())
    gates = plates[plates["kind"].isin(["large", "medium", "small"])]
    outside = 0
    for _, row in gates.iterrows():
        answer = index.locate(row.geometry.x, row.geometry.y)
        outside += answer.status == "out_of_area"
        assert row["address_text"] in [m.address for m in answer.matches] or answer.status == "out_of_area"
        assert answer.within.county == PROFILE.name or answer.status == "out_of_area"
    assert outside == 0
