"""Allowed land: the screen never lies, the cut is exact, and more rules never free more land."""

from __future__ import annotations

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.siting.suitability import Site, Verdict, allowed_land, candidates, judge_site, screen, theme_layer, width_m
from layers.siting.suitability.buffers import around
from layers.siting.suitability.grid import grid_over
from layers.siting.suitability.screen import BARRED, FREE
from tests.layers.siting.suitability.ground import X, Y, box, evidence, moved, rule, scattered

AREA = box(0, 0, 1000, 1000)
RULES = [rule("a", "farmland"), rule("b", "water", 60), rule("c", "road", 25)]


@given(st.integers(0, 10_000), st.sampled_from([7.0, 20.0, 45.0]))
@settings(max_examples=40, deadline=None)
def test_free_cells_are_free_and_barred_cells_barred(seed: int, resolution_m: float) -> None:
    themes = scattered(seed)
    limits = [(theme_layer(themes[r.layer], "图"), r.distance_m) for r in RULES]
    found = screen(AREA, limits, resolution_m)
    dice = numpy.random.default_rng(seed)
    xy = dice.uniform(-50, 1050, (400, 2)) + numpy.array([X, Y])
    column = ((xy[:, 0] - found.grid.west_m) / resolution_m).astype(int)
    row = ((xy[:, 1] - found.grid.south_m) / resolution_m).astype(int)
    states, points = found.states[row, column], shapely.points(xy)
    allowed = shapely.intersects(AREA, points)
    for layer, distance_m in limits:
        nearest = numpy.array([shapely.distance(layer.shapes, point).min() for point in points])
        allowed &= (nearest > 0) & (nearest >= distance_m)
    assert allowed[states == FREE].all()
    assert not allowed[states == BARRED].any()


@given(st.integers(0, 10_000), st.sampled_from([10.0, 33.0]))
@settings(max_examples=25, deadline=None)
def test_equal_to_the_union_of_all_buffers_and_every_piece_passes(seed: int, resolution_m: float) -> None:
    compare_with_union(seed, resolution_m)


@pytest.mark.long
@given(st.integers(0, 10_000_000), st.floats(5, 500), st.sampled_from([4, 16, 128]), st.sampled_from([1, 2, 4, 8]))
@settings(max_examples=800, deadline=None)
def test_whatever_the_tiles_and_cells(seed: int, resolution_m: float, tile: int, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "TILE", tile)
        patch.setattr(candidates, "BLOCK", block)
        compare_with_union(seed, resolution_m)


def compare_with_union(seed: int, resolution_m: float) -> None:
    themes = scattered(seed)
    known = evidence(RULES, themes)
    land = allowed_land(AREA, known, resolution_m=resolution_m)
    banned = shapely.union_all(
        [b for r in RULES for b in around(numpy.array(themes[r.layer], dtype=object), r.distance_m)]
    )
    expected = AREA.difference(banned)
    mine = shapely.union_all(list(land.polygons))
    assert mine.symmetric_difference(expected).area < 0.01
    assert land.total_m2 == pytest.approx(expected.area, abs=0.01)
    sizes = [polygon.area for polygon in land.polygons]
    assert sizes == sorted(sizes, reverse=True)
    for polygon in land.polygons[:5]:
        assert judge_site(Site("块", polygon), known).verdict is Verdict.FEASIBLE


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_another_prohibited_layer_never_frees_land(seed: int) -> None:
    themes = scattered(seed)
    before = evidence(RULES[:2], {key: themes[key] for key in ("farmland", "water")})
    after = evidence(RULES, themes)
    one, other = (allowed_land(AREA, known, resolution_m=25) for known in (before, after))
    more = shapely.union_all(list(other.polygons)).difference(shapely.union_all(list(one.polygons)))
    assert more.area < 0.01
    assert other.screen.area_m2(FREE) <= one.screen.area_m2(FREE)
    assert (other.screen.possible <= one.screen.possible).all()


@given(st.integers(0, 10_000), st.floats(1, 300), st.floats(0, 300))
@settings(max_examples=40, deadline=None)
def test_buffers_reach_as_far_as_they_must_and_grow(seed: int, distance_m: float, more_m: float) -> None:
    shapes = numpy.array([shape for group in scattered(seed).values() for shape in group], dtype=object)
    near, far = around(shapes, distance_m), around(shapes, distance_m + more_m)
    for shape, inner, outer in zip(shapes, near, far, strict=True):
        edge = shapely.points(shapely.get_coordinates(shapely.segmentize(shapely.boundary(inner), 5.0)))
        away = shapely.distance(shape, edge)
        assert away[away > 0].min() >= distance_m * (1 - 1e-9)
        assert away.max() <= distance_m * 1.0025
        apart_m = 0.0 if more_m > distance_m * 0.0025 else distance_m * 0.0025  # chords lie within this of the circle
        assert inner.difference(outer).area <= 1e-3 + inner.length * apart_m


def corridor(width_m_: float) -> dict[str, list[shapely.Geometry]]:
    """Fields that leave one slanting strip of land."""
    west, east = moved(shapely.Polygon([(0, 0), (300, 0), (500, 1000), (0, 1000)])), None
    shift = width_m_ * numpy.hypot(200, 1000) / 1000
    east = moved(shapely.Polygon([(300 + shift, 0), (1000, 0), (1000, 1000), (500 + shift, 1000)]))
    return {"farmland": [west, east]}


@pytest.mark.parametrize("resolution_m", [10.0, 25.0, 30.0, 100.0, 250.0])
@pytest.mark.parametrize("strip_m", [40.0, 3.0])
def test_a_strip_is_found_at_any_resolution(resolution_m: float, strip_m: float) -> None:
    land = allowed_land(AREA, evidence([rule("a", "farmland")], corridor(strip_m)), resolution_m=resolution_m)
    [strip] = land.polygons
    shift = strip_m * numpy.hypot(200, 1000) / 1000
    assert strip.area == pytest.approx(shift * 1000, rel=1e-9)
    assert width_m(strip) == pytest.approx(strip_m, rel=0.05)


def test_small_pieces_are_dropped_and_counted() -> None:
    fields = [box(0, 0, 1000, 300), box(0, 400, 1000, 1000), box(200, 300, 210, 400)]
    known = evidence([rule("a", "farmland")], {"farmland": fields})
    land = allowed_land(AREA, known, least_m2=21_000, resolution_m=20)
    assert [polygon.area for polygon in land.polygons] == pytest.approx([79_000])
    assert (land.total_m2, land.dropped) == (pytest.approx(99_000), 1)
    assert len(allowed_land(AREA, known, least_m2=20_000, resolution_m=20).polygons) == 2


def test_everything_prohibited_gives_no_land() -> None:
    land = allowed_land(AREA, evidence([rule("a", "farmland", 50)], {"farmland": [box(-10, -10, 1010, 1010)]}))
    assert (land.polygons, land.total_m2) == ((), 0.0)
    assert land.screen.area_m2(FREE) == 0


def test_without_a_layer_nothing_is_cut_and_nothing_is_avoided() -> None:
    land = allowed_land(AREA, evidence([rule("a", "farmland")], {}))
    assert land.avoided == ()
    assert land.total_m2 == pytest.approx(1_000_000)


def test_too_fine_a_grid_is_refused_with_a_way_out() -> None:
    with pytest.raises(Refused) as refused:
        grid_over(box(0, 0, 100_000, 100_000), 1.0, 500)
    assert "分辨率" in refused.value.findings[0].remedy
    with pytest.raises(Refused):
        grid_over(AREA, 0.0, 500)
