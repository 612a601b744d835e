"""Chainage and distance along a line, against pyproj's own geodesics and against a planar measurement."""

from __future__ import annotations

import numpy
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from layers.boundaries.along import farthest_from, place_on_line
from layers.boundaries.lengths import chainages_m, geodesic_length_m
from layers.crs import GEOD, planar
from tests.county import invented_profile
from tests.layers.boundaries.sound_line import LAT, LON, SHAPE


def test_every_vertex_stands_on_the_line_at_its_chainage() -> None:
    along, off = place_on_line(SHAPE, LON, LAT)
    assert numpy.allclose(along, chainages_m(SHAPE), atol=1e-6)
    assert numpy.allclose(off, 0.0, atol=1e-6)


@given(st.integers(0, 79), st.floats(0.02, 0.98), st.floats(-150, 150))
def test_a_point_beside_a_segment_is_found_where_it_was_put(k: int, share: float, beside_m: float) -> None:
    x, y = LON[k] + share * (LON[k + 1] - LON[k]), LAT[k] + share * (LAT[k + 1] - LAT[k])
    azimuth, _, length_m = GEOD.inv(LON[k], LAT[k], LON[k + 1], LAT[k + 1])
    there = GEOD.fwd(x, y, azimuth + 90, beside_m)
    along, off = place_on_line(SHAPE, numpy.array([there[0]]), numpy.array([there[1]]))
    assert off[0] <= abs(beside_m) + 0.02
    line, point = (shapely.transform(g, planar(invented_profile().planar_epsg)[0].transform, interleaved=False)
                   for g in (SHAPE, shapely.Point(there[0], there[1])))  # fmt: skip
    assert off[0] == pytest.approx(shapely.distance(line, point), abs=0.05)
    if abs(beside_m) < 5:
        assert along[0] == pytest.approx(chainages_m(SHAPE)[k] + share * length_m, abs=6)


def test_parts_follow_one_another_without_the_gap_between_them() -> None:
    first, second = LineString([(116.8, 31.2), (116.9, 31.2)]), LineString([(117.0, 31.2), (117.1, 31.2)])
    both = MultiLineString([first, second])
    along, _ = place_on_line(both, numpy.array([117.05]), numpy.array([31.2]))
    assert along[0] == pytest.approx(geodesic_length_m(first) + geodesic_length_m(second) / 2, rel=1e-4)


def test_an_empty_line_places_nothing() -> None:
    along, off = place_on_line(LineString(), numpy.array([117.0]), numpy.array([31.0]))
    assert numpy.isnan(along[0])
    assert numpy.isnan(off[0])
    assert numpy.isnan(farthest_from(LineString(), SHAPE))


def test_a_bow_between_two_vertices_is_seen() -> None:
    straight = LineString([(116.80, 31.2), (117.12, 31.2)])
    assert farthest_from(SHAPE, straight) == pytest.approx(farthest_from(straight, SHAPE), rel=0.2)
    assert farthest_from(straight, SHAPE) == pytest.approx(0.02 * 110_900, rel=0.02)
