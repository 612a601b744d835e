"""The route text goes the whole way in the right directions, and invents nothing about the ground."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.track_simulator import TO_DEGREES, Setting, simulate
from gazetteer.errors import Refused
from layers.boundaries.directions import WORDS, direction_word
from layers.boundaries.lengths import geodesic_length_m
from layers.boundaries.route_text import MOST_LEGS, UNKNOWN, Followed, RouteMarker, describe_route
from layers.crs import GEOD


def line(*metres: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(numpy.column_stack(TO_DEGREES.transform(*numpy.array(metres, dtype=float).T)))


def marker(number: str, east_m: float, north_m: float) -> RouteMarker:
    return RouteMarker(number, *map(float, TO_DEGREES.transform(east_m, north_m)))


def rules(route) -> list[str]:
    return [finding.rule for finding in route.findings]


def test_an_angle_is_told_leg_by_leg() -> None:
    route = describe_route(
        line((0, 0), (2000, 0), (2000, 1500)), [marker("001Q", 0, 0), marker("002Q", 2000, 1500)], name="甲乙线"
    )
    assert route.text == (
        f"由 001Q 号界桩起，沿{UNKNOWN}向东行约 2.00 千米，折向北行约 1.50 千米，至 002Q 号界桩。"
        "001Q 号界桩至 002Q 号界桩间界线长 3.500 千米。"
    )
    assert rules(route) == ["route.draft", "route.follows_missing"]


def test_sections_run_from_marker_to_marker_and_to_the_ends() -> None:
    route = describe_route(
        line((0, 0), (3000, 0)),
        [marker("002Q", 2000, 0), marker("001Q", 1000, 0)],
        ends=("三县交会点", ""),
    )
    assert [(one.start, one.end) for one in route.sections] == [
        ("三县交会点", "001Q 号界桩"),
        ("001Q 号界桩", "002Q 号界桩"),
        ("002Q 号界桩", "界线终点"),
    ]
    assert [one.whole.length_m for one in route.sections] == [pytest.approx(1000, abs=0.01)] * 3


def test_markers_of_one_number_are_one_place() -> None:
    route = describe_route(
        line((0, 0), (4000, 0)), [marker("005A", 2000, 20), marker("005B", 2002, -20)], ends=("甲", "乙")
    )
    assert [(one.start, one.end) for one in route.sections] == [
        ("甲", "005A、005B 号界桩"),
        ("005A、005B 号界桩", "乙"),
    ]
    assert rules(route).count("route.marker_off_line") == 2


def test_what_is_followed_is_said_and_the_rest_left_open() -> None:
    path = line((0, 0), (1000, 0), (2000, 0), (2000, 1000))
    text = describe_route(path, follows=[Followed(0, 1500, "山脊"), Followed(1500, 2000, "河流中心线")]).text
    assert "沿山脊向东行约 1.50 千米，再沿河流中心线转向东行约 500 米，再沿〔所沿地物待填〕折向北行" in text
    whole = describe_route(path, follows=[Followed(0, 3000, "山脊")])
    assert UNKNOWN not in whole.text
    assert "route.follows_missing" not in rules(whole)


@pytest.mark.parametrize(
    "follows",
    [
        [Followed(500, 100, "山脊")],
        [Followed(-5, 100, "山脊")],
        [Followed(0, 99_999, "山脊")],
        [Followed(0, 100, "  ")],
        [Followed(0, 600, "山脊"), Followed(500, 900, "河")],
        [Followed(float("nan"), 600, "山脊")],
    ],
)
def test_stretches_that_are_none_are_refused(follows: list[Followed]) -> None:
    with pytest.raises(Refused) as caught:
        describe_route(line((0, 0), (1000, 0)), follows=follows)
    assert {finding.rule for finding in caught.value.findings} == {"route.follows"}


def test_parts_are_told_apart() -> None:
    whole = shapely.MultiLineString([line((0, 0), (1000, 0)), line((1500, 0), (2500, 0))])
    route = describe_route(whole)
    assert [(one.start, one.end) for one in route.sections] == [
        ("界线起点", "第 1 段终点"),
        ("第 2 段起点", "界线终点"),
    ]
    assert route.length_m == pytest.approx(2000, abs=0.1)
    assert "route.parts" in rules(route)


@pytest.mark.parametrize("shape", [shapely.LineString(), shapely.LineString([(117, 31), (117, 31)])])
def test_a_line_without_length_is_refused(shape) -> None:
    with pytest.raises(Refused, match="长度"):
        describe_route(shape)


def test_there_and_back_is_two_legs() -> None:
    [section] = describe_route(line((0, 0), (1000, 0), (1000, 800), (0, 800), (0, 1))).sections
    assert [one.leg.direction for one in section.legs] == ["东", "北", "西", "南"]
    [ring] = describe_route(line((0, 0), (1000, 0), (1000, 800), (0, 0))).sections
    assert len(ring.legs) >= 2


def test_repeated_vertices_change_nothing() -> None:
    once = describe_route(line((0, 0), (900, 100), (2000, 0)))
    twice = describe_route(line((0, 0), (0, 0), (900, 100), (900, 100), (2000, 0)))
    assert once.text == twice.text


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 300), st.lists(st.floats(0.02, 0.98), max_size=5), st.sampled_from([20.0, 250.0]))
def test_legs_and_sections_are_the_whole_line(seed: int, shares: list[float], vertex_m: float) -> None:
    path = simulate(seed, Setting(length_m=6000, vertex_m=vertex_m, stretches=1, crossings=0, parallel_m=0)).line
    spots = [path.interpolate(share, normalized=True) for share in shares]
    route = describe_route(path, [RouteMarker(f"{n:03}", spot.x, spot.y) for n, spot in enumerate(spots)])
    assert sum(one.whole.length_m for one in route.sections) == pytest.approx(geodesic_length_m(path), abs=1e-3)
    assert route.sections[0].whole.start_m == 0
    assert all(a.whole.end_m == b.whole.start_m for a, b in pairwise(route.sections))
    for section in route.sections:
        legs = [one.leg for one in section.legs]
        assert 1 <= len(legs) <= MOST_LEGS
        assert sum(leg.length_m for leg in legs) == pytest.approx(section.whole.length_m)
        assert all(a.end_m == b.start_m for a, b in pairwise(legs))
        assert all(a.direction != b.direction for a, b in pairwise(legs))
        assert all(leg.chord_m <= leg.length_m + 0.01 for leg in legs)
        assert len(re.findall("行", section.text)) == len(legs)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)), min_size=2, max_size=7, unique=True))
def test_backwards_every_direction_turns_round(places: list[tuple[float, float]]) -> None:
    assume(all(numpy.hypot(a[0] - b[0], a[1] - b[1]) > 50 for a, b in pairwise(places)))
    path = line(*places)
    there = [one.leg for section in describe_route(path).sections for one in section.legs]
    assume(all(abs((leg.azimuth_deg % 22.5) - 11.25) > 0.2 for leg in there))
    back = [one.leg for section in describe_route(shapely.reverse(path)).sections for one in section.legs]
    assume(all(abs((leg.azimuth_deg % 22.5) - 11.25) > 0.2 for leg in back))
    opposite = [WORDS[(WORDS.index(leg.direction) + 8) % 16] for leg in reversed(there)]
    assert [leg.direction for leg in back] == opposite


@settings(deadline=None)
@given(st.floats(0, 359.9), st.floats(100, 20_000))
def test_a_straight_line_has_one_direction(azimuth_deg: float, distance_m: float) -> None:
    assume(abs((azimuth_deg % 22.5) - 11.25) > 0.2)
    lon, lat, _ = GEOD.fwd(117.0, 31.2, azimuth_deg, distance_m)
    [section] = describe_route(shapely.LineString([(117.0, 31.2), (lon, lat)])).sections
    [only] = section.legs
    assert only.leg.direction == direction_word(azimuth_deg)
    assert only.leg.straight
