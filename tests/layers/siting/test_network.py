"""Costs along roads: equal to networkx on the same roads, and honest about what does not hang together."""

from __future__ import annotations

from itertools import pairwise

import networkx
import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from gazetteer.errors import Refused
from layers.siting.costs import Unit
from layers.siting.network import NetworkCosts, build_network, by_length, by_speed, on_foot
from layers.siting.network import costs as network_costs

X, Y = 500_000.0, 3_450_000.0


def line(*points: tuple[float, ...]) -> LineString:
    return LineString([(X + x, Y + y, *z) for x, y, *z in points])


def at(*points: tuple[float, float]) -> numpy.ndarray:
    return numpy.array(points, dtype=float).reshape(-1, 2) + numpy.array([X, Y])


def cost(roads: list, here: tuple[float, float], there: tuple[float, float], **options: object) -> float:
    network = build_network(roads, **options)  # type: ignore[arg-type]  # a test's options
    return float(NetworkCosts(network, by_length(network), at(here), at(there)).dense()[0, 0])


def test_the_way_goes_by_the_road_and_access_counts() -> None:
    road = line((0, 0), (1000, 0), (1000, 1000))
    assert cost([road], (0, 30), (1040, 1000)) == pytest.approx(30 + 2000 + 40)


def test_points_are_put_on_the_nearest_edge_not_on_a_node() -> None:
    assert cost([line((0, 0), (1000, 0))], (400, 10), (600, 0)) == pytest.approx(210)
    assert cost([line((0, 0), (1000, 0))], (600, 0), (400, 10)) == pytest.approx(210)


def test_the_way_on_one_edge_may_be_longer_than_around() -> None:
    loop = [line((0, 0), (0, 3000), (100, 3000), (100, 0)), line((100, 0), (0, 0))]
    assert cost(loop, (0, 100), (100, 100)) == pytest.approx(300)


def test_ends_within_the_tolerance_are_joined_and_beyond_are_not() -> None:
    gap = [line((0, 0), (500, 0)), line((500.8, 0), (1000, 0))]
    assert cost(gap, (0, 0), (1000, 0), tolerance_m=1.0) == pytest.approx(999.2)
    assert cost(gap, (0, 0), (1000, 0), tolerance_m=0.5) == numpy.inf


def test_an_end_at_the_middle_of_another_road_meets_it() -> None:
    tee = [line((0, 0), (1000, 0)), line((500, 0.6), (500, 800))]
    assert cost(tee, (0, 0), (500, 800), noded=False) == pytest.approx(500 + 799.4)


def test_crossings_meet_when_noded_unless_one_is_a_bridge() -> None:
    cross = [line((0, 0), (1000, 0)), line((500, -500), (500, 500))]
    assert cost(cross, (0, 0), (500, 500)) == pytest.approx(1000)
    assert cost(cross, (0, 0), (500, 500), noded=False) == numpy.inf
    assert cost(cross, (0, 0), (500, 500), levels=[0, 1]) == numpy.inf


def test_a_road_that_crosses_itself_and_one_that_overlaps_another() -> None:
    eight = [line((0, 0), (1000, 1000), (1000, 0), (0, 1000))]
    assert cost(eight, (0, 0), (0, 1000)) == pytest.approx(2 * 500 * 2**0.5)
    overlap = [line((0, 0), (700, 0)), line((300, 0), (1000, 0))]
    assert cost(overlap, (0, 0), (1000, 0)) == pytest.approx(1000)


def test_two_one_ways_drawn_over_each_other_are_a_road_with_two_lanes() -> None:
    lanes = [line((0, 0), (1000, 0)), line((1000, 0), (0, 0))]
    for here, there in (((200, 5), (700, 5)), ((700, 5), (200, 5))):
        assert cost(lanes, here, there, directions=[1, 1]) == pytest.approx(510)


def test_a_one_way_is_one_way() -> None:
    ring = [line((0, 0), (1000, 0)), line((1000, 0), (1000, 1000), (0, 1000), (0, 0))]
    assert cost(ring, (200, 0), (800, 0), directions=[1, 0]) == pytest.approx(600)
    assert cost(ring, (800, 0), (200, 0), directions=[1, 0]) == pytest.approx(200 + 3000 + 200)
    assert cost(ring, (800, 0), (200, 0), directions=[-1, 0]) == pytest.approx(600)
    assert cost([line((0, 0), (1000, 0))], (800, 0), (200, 0), directions=[1]) == numpy.inf
    assert cost([line((0, 0), (1000, 0))], (0, 0), (0, 0), directions=[1]) == 0


def test_minutes_by_the_speed_of_each_road_and_on_foot_to_it() -> None:
    network = build_network([line((0, 0), (1000, 0)), MultiLineString([line((1000, 0), (2000, 0))])])
    costs = NetworkCosts(network, by_speed(network, [60.0, 30.0], walking_kmh=4.0), at((0, 100)), at((2000, 0)))
    assert costs.unit is Unit.MINUTES
    assert costs.dense()[0, 0] == pytest.approx(1.5 + 1.0 + 2.0)
    with pytest.raises(Refused, match="速"):
        by_speed(network, [60.0, 0.0])


def test_slope_makes_uphill_slower_than_downhill() -> None:
    network = build_network([line((0, 0, 100.0), (1000, 0, 200.0))])
    travel = on_foot(network, walking_kmh=4.0, slope=True)
    flat = 1000 / 4000 * 60
    assert travel.forward[0] == pytest.approx(flat * numpy.exp(3.5 * (0.15 - 0.05)))
    assert travel.backward[0] == pytest.approx(flat * numpy.exp(3.5 * (0.05 - 0.05)))
    level = build_network([line((0, 0, 5.0), (1000, 0, 5.0))])
    assert on_foot(level, slope=True).forward[0] == pytest.approx(on_foot(level).forward[0])
    with pytest.raises(Refused, match="高程"):
        on_foot(build_network([line((0, 0), (1000, 0))]), slope=True)


def test_what_cannot_be_reached_is_told_with_the_size_of_its_part() -> None:
    roads = [line((0, 0), (1000, 0)), line((0, 5000), (700, 5000))]
    network = build_network(roads)
    costs = NetworkCosts(network, by_length(network), at((0, 0), (100, 5000), (200, 5000)), at((900, 0)))
    assert numpy.isfinite(costs.dense()[:, 0]).tolist() == [True, False, False]
    [finding] = costs.findings
    assert finding.rule == "network.cut_off"
    assert finding.value == "2"
    assert "2 个节点，道路 0.70 km" in finding.message


def test_points_far_from_every_road_are_told_and_can_be_barred() -> None:
    network = build_network([line((0, 0), (1000, 0))])
    here = at((0, 900), (0, 10))
    assert NetworkCosts(network, by_length(network), here, at((500, 0))).dense()[0, 0] == pytest.approx(1400)
    barred = NetworkCosts(network, by_length(network), here, at((500, 0)), farthest_m=800)
    assert barred.dense()[:, 0].tolist() == [numpy.inf, pytest.approx(510)]
    assert "其中 1 个超过 800 m" in barred.findings[0].message


def test_lines_that_are_none_are_left_out_and_told() -> None:
    nan = LineString([(X, Y), (numpy.nan, Y)])
    network = build_network([line((0, 0), (100, 0)), None, LineString(), shapely.Point(X, Y), nan])
    assert [finding.row for finding in network.findings] == [2, 3, 4, 5]
    with pytest.raises(Refused):
        build_network([None])
    with pytest.raises(Refused, match="经纬度"):
        build_network([LineString([(116.0, 31.0), (116.1, 31.0)])])


def random_roads(seed: int, one_ways: bool) -> tuple[list[LineString], list[int]]:
    dice = numpy.random.default_rng(seed)
    spots = dice.integers(0, 12, (14, 2)) * 100
    pairs = {tuple(sorted(pair)) for pair in dice.integers(0, 14, (20, 2)).tolist() if pair[0] != pair[1]}
    roads = [
        line(*(map(float, spots[end]) for end in pair))
        for pair in sorted(pairs)
        if (spots[pair[0]] != spots[pair[1]]).any()
    ]
    return roads, [int(dice.integers(-1, 2)) if one_ways else 0 for _ in roads]


def by_networkx(
    roads: list[LineString], directions: list[int], here: numpy.ndarray, there: numpy.ndarray
) -> numpy.ndarray:
    """The same costs from first principles: all lines noded by GEOS, points put in as nodes of their own."""
    graph = networkx.MultiDiGraph()
    places = shapely.points(numpy.vstack([here, there]))
    apart = [shapely.distance(roads, place) for place in places]
    which = [int(numpy.argmin(distances)) for distances in apart]
    for number, road in enumerate(roads):
        meets = shapely.get_coordinates(
            shapely.intersection(road, [other for n, other in enumerate(roads) if n != number])
        )
        cuts = {0.0, road.length, *(road.project(shapely.Point(xy)) for xy in meets)}
        cuts |= {
            road.project(place)
            for place, distances in zip(places, apart, strict=True)
            if distances[number] <= distances.min() + 1e-9
        }
        for start, end in pairwise(sorted(cuts)):
            a, b = (tuple(numpy.round(road.interpolate(m).coords[0], 4)) for m in (start, end))
            if directions[number] >= 0:
                graph.add_edge(a, b, weight=end - start)
            if directions[number] <= 0:
                graph.add_edge(b, a, weight=end - start)
    on = [
        tuple(numpy.round(roads[n].interpolate(roads[n].project(p)).coords[0], 4))
        for n, p in zip(which, places, strict=True)
    ]
    off = [roads[n].distance(p) for n, p in zip(which, places, strict=True)]
    found = numpy.full((len(here), len(there)), numpy.inf)
    for i in range(len(here)):
        ways = networkx.single_source_dijkstra_path_length(graph, on[i])
        for j in range(len(there)):
            found[i, j] = ways.get(on[len(here) + j], numpy.inf) + off[i] + off[len(here) + j]
    return found


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000), st.booleans())
def test_equal_to_networkx(seed: int, one_ways: bool) -> None:
    roads, directions = random_roads(seed, one_ways)
    dice = numpy.random.default_rng(seed + 1)
    here, there = at(*dice.uniform(-50, 1200, (7, 2))), at(*dice.uniform(-50, 1200, (5, 2)))
    network = build_network(roads, tolerance_m=0.0, directions=directions)
    found = NetworkCosts(network, by_length(network), here, there).dense()
    assert numpy.allclose(found, by_networkx(roads, directions, here, there), atol=1e-2)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_without_one_ways_costs_are_symmetric_and_keep_the_triangle(seed: int) -> None:
    roads, _ = random_roads(seed, one_ways=False)
    places = at(*numpy.random.default_rng(seed).uniform(0, 1200, (8, 2)))
    network = build_network(roads)
    costs = NetworkCosts(network, by_length(network), places, places)
    found = costs.dense()
    assert numpy.allclose(found, found.T, atol=1e-6)
    off = costs.origins.access_m
    on = (
        found - off[:, None] - off[None, :]
    )  # between the places' feet on the road: no detour to the door in the middle
    detour = on[:, :, None] + on[None, :, :]
    assert (on[:, None, :] <= detour + 1e-6).all()
    straight = numpy.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    assert (found >= straight - 1e-6).all()


def test_a_table_too_large_to_keep_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    roads, _ = random_roads(5, one_ways=False)
    places = at(*numpy.random.default_rng(5).uniform(0, 1200, (9, 2)))
    network = build_network(roads)
    kept = NetworkCosts(network, by_length(network), places, places)
    monkeypatch.setattr(network_costs, "CELLS_KEPT", 0)
    monkeypatch.setattr(network_costs, "BATCH", 2)
    again = NetworkCosts(network, by_length(network), places, places)
    assert numpy.array_equal(kept.dense(), again.dense())
    some = numpy.array([4, 1, 4])
    assert numpy.array_equal(again.block(some, some), kept.dense()[numpy.ix_(some, some)])


@given(st.integers(0, 10_000), st.floats(0, 1500), st.booleans())
@settings(max_examples=25, deadline=None)
def test_ways_followed_to_a_limit_are_those_within_it(seed: int, limit: float, one_ways: bool) -> None:
    roads, directions = random_roads(seed, one_ways)
    dice = numpy.random.default_rng(seed)
    here, there = at(*dice.uniform(-50, 1200, (8, 2))), at(*dice.uniform(-50, 1200, (5, 2)))
    network = build_network(roads, directions=directions)
    fresh, known = (NetworkCosts(network, by_length(network), here, there) for _ in range(2))
    dense = known.dense()
    near = fresh.within(limit)
    rebuilt = numpy.full(dense.shape, numpy.inf)
    rebuilt[near.origins, near.destinations] = near.costs
    assert numpy.array_equal(rebuilt, numpy.where(dense <= limit, dense, numpy.inf))
    assert len(known.within(limit)) == len(near)


def test_points_go_to_the_nearest_piece_of_a_long_line() -> None:
    dice = numpy.random.default_rng(8)
    long = line(*zip(range(0, 2000, 5), dice.normal(0, 9, 400).cumsum(), strict=True))
    network = build_network([long, line((0, 300), (2000, -300))])
    places = at(*dice.uniform(-100, 2000, (200, 2)))
    found = network_costs.snap(network, places)
    points = [shapely.Point(place) for place in places]
    assert found.access_m == pytest.approx([min(shapely.distance(one, p) for one in network.lines) for p in points])
    for n, point in enumerate(points):
        edge = found.edge[n]
        on_line = network.lines[network.line[edge]].interpolate(network.start_m[edge] + found.along_m[n])
        assert on_line.distance(point) == pytest.approx(found.access_m[n], abs=1e-6)
