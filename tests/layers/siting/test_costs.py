"""Costs: every way of asking gives the same numbers, and what is no cost is refused with its place."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from gazetteer.errors import Refused
from layers.crs import GEOD
from layers.siting.costs import (
    Costs,
    DetourCosts,
    GeodesicCosts,
    GivenCosts,
    PlanarCosts,
    Unit,
    costs_of_rows,
    load_matrix,
)

COUNTY = numpy.array([500_000.0, 3_450_000.0])


def points(count: int, seed: int, spread: float = 5000.0) -> numpy.ndarray:
    return COUNTY + numpy.random.default_rng(seed).uniform(0, spread, (count, 2))


def degrees(count: int, seed: int, spread: float = 0.05) -> numpy.ndarray:
    return numpy.array([116.9, 31.1]) + numpy.random.default_rng(seed).uniform(0, spread, (count, 2))


def all_kinds(origins: int = 30, destinations: int = 20) -> list[Costs]:
    plane = PlanarCosts(points(origins, 1), points(destinations, 2))
    holed = plane.dense()
    holed[numpy.random.default_rng(3).random(holed.shape) < 0.3] = numpy.inf
    return [plane, GeodesicCosts(degrees(origins, 1), degrees(destinations, 2)), DetourCosts(plane), GivenCosts(holed)]


@pytest.mark.parametrize("costs", all_kinds(), ids=lambda costs: type(costs).__name__)
def test_every_question_gives_the_same_numbers(costs: Costs) -> None:
    dense = costs.dense()
    assert dense.shape == costs.shape
    everyone = numpy.arange(costs.shape[0])
    which, cost = costs.nearest(everyone, 4)
    assert numpy.array_equal(cost, numpy.sort(dense, axis=1)[:, :4])
    assert numpy.array_equal(numpy.take_along_axis(dense, which, axis=1), cost)
    assert numpy.array_equal(costs.cheapest(), dense.min(axis=1))
    for limit in (0.0, 800.0, 2500.0, numpy.inf):
        near = costs.within(limit)
        rebuilt = numpy.full(costs.shape, numpy.inf)
        rebuilt[near.origins, near.destinations] = near.costs
        assert numpy.array_equal(rebuilt, numpy.where(dense <= limit, dense, numpy.inf))
    some = numpy.array([3, 0, 7])
    assert numpy.array_equal(costs.block(some, some), dense[numpy.ix_(some, some)])
    assert numpy.array_equal(costs.pairs(some, some), dense[some, some])


def test_a_plane_is_measured_as_a_plane_and_the_ellipsoid_as_one() -> None:
    here, there = points(20, 5), points(15, 6)
    assert numpy.allclose(PlanarCosts(here, there).dense(), cdist(here, there), rtol=1e-14)
    one, other = degrees(5, 7), degrees(4, 8)
    found = GeodesicCosts(one, other).dense()
    for i, j in numpy.ndindex(found.shape):
        assert found[i, j] == pytest.approx(GEOD.inv(*one[i], *other[j])[2], rel=1e-12)


def test_geodesic_neighbours_agree_with_measuring_all_even_in_near_ties() -> None:
    around = numpy.array(GEOD.fwd([116.9] * 40, [31.1] * 40, numpy.arange(40) * 9.0, [1000.0] * 40)[:2]).T
    costs = GeodesicCosts(numpy.array([[116.9, 31.1]]), around)
    _, found = costs.nearest(numpy.array([0]), 3)
    assert numpy.array_equal(found[0], numpy.sort(costs.dense()[0])[:3])


@given(st.integers(0, 10_000), st.floats(0, 6000))
def test_pairs_within_a_limit_include_the_limit_itself(seed: int, extra: float) -> None:
    here, there = points(8, seed), points(5, seed + 1)
    dense = PlanarCosts(here, there).dense()
    for limit in (dense[2, 3], extra):
        assert len(PlanarCosts(here, there).within(float(limit))) == int((dense <= limit).sum())


def test_points_that_coincide_cost_nothing_and_are_kept() -> None:
    here = points(3, 1)
    near = PlanarCosts(here, here).within(0.0)
    assert near.costs.tolist() == [0.0, 0.0, 0.0]
    assert near.matrix().nnz == 3


def test_positions_that_are_none_are_refused_all_at_once() -> None:
    wrong = points(5, 1)
    wrong[1, 0], wrong[4, 1] = numpy.nan, numpy.inf
    with pytest.raises(Refused) as refused:
        PlanarCosts(points(3, 2), wrong)
    assert [finding.row for finding in refused.value.findings] == [2, 5]


def test_degrees_and_metres_are_never_mixed_up() -> None:
    with pytest.raises(Refused, match="经纬度"):
        PlanarCosts(degrees(3, 1), points(3, 1))
    with pytest.raises(Refused, match="平面坐标"):
        GeodesicCosts(degrees(3, 1), points(3, 1))


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1.0, numpy.nan], [2.0, 3.0]], "第 1 行第 2 列是 NaN"),
        ([[1.0, 2.0], [-0.5, 3.0]], "第 2 行第 1 列是负数"),
        ([1.0, 2.0], "二维"),
        ([["a", "b"]], "二维实数"),
    ],
)
def test_a_matrix_with_what_is_no_cost_is_refused(matrix: list, words: str) -> None:
    with pytest.raises(Refused, match=words):
        GivenCosts(numpy.array(matrix))


def test_inf_is_no_way_and_allowed() -> None:
    costs = GivenCosts(numpy.array([[1.0, numpy.inf], [numpy.inf, numpy.inf]]))
    assert len(costs.within(numpy.inf)) == 1
    assert costs.cheapest().tolist() == [1.0, numpy.inf]


def test_a_matrix_file_is_read_without_pickle(tmp_path: Path) -> None:
    numpy.save(tmp_path / "good.npy", numpy.eye(3))
    assert load_matrix(tmp_path / "good.npy", unit=Unit.MINUTES).unit is Unit.MINUTES
    numpy.save(tmp_path / "object.npy", numpy.array([{"a": 1}], dtype=object), allow_pickle=True)
    numpy.savez(tmp_path / "several.npz", a=numpy.eye(2))
    (tmp_path / "text.npy").write_text("1,2\n3,4\n")
    (tmp_path / "nothing.npy").write_bytes(b"")
    for name in ("object.npy", "several.npz", "text.npy", "nothing.npy"):
        with pytest.raises(Refused):
            load_matrix(tmp_path / name)


def test_rows_become_a_matrix_and_every_row_that_does_not_fit_is_named() -> None:
    costs = costs_of_rows([(2, "甲", "A", 5.0), (3, "乙", "B", 0.0)], ["甲", "乙"], ["A", "B"])
    assert costs.dense().tolist() == [[5.0, numpy.inf], [numpy.inf, 0.0]]
    bad = [(2, "丙", "A", 1.0), (3, "甲", "Z", 1.0), (4, "甲", "A", None), (5, "甲", "A", 1.0), (6, "甲", "A", 2.0)]
    with pytest.raises(Refused) as refused:
        costs_of_rows(bad, ["甲", "乙"], ["A", "B"])
    assert [finding.row for finding in refused.value.findings] == [2, 3, 4, 6]


def test_a_detour_says_that_it_is_an_estimate() -> None:
    plane = PlanarCosts(points(4, 1), points(4, 2))
    detour = DetourCosts(plane, 1.5)
    assert numpy.array_equal(detour.dense(), plane.dense() * 1.5)
    assert "绕行系数 1.5" in detour.method
    assert [finding.rule for finding in detour.findings] == ["costs.estimated"]
    with pytest.raises(Refused):
        DetourCosts(plane, 0.8)


def test_nothing_to_nowhere_is_empty_not_an_error() -> None:
    costs = PlanarCosts(points(3, 1), numpy.empty((0, 2)))
    assert costs.cheapest().tolist() == [numpy.inf] * 3
    assert len(costs.within(100)) == 0
