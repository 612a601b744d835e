"""Directions in words, geodesic lengths, shared edges, and what the boundary layers declare."""

from __future__ import annotations

import math

import numpy
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPolygon, Polygon, box

from layers.boundaries.directions import WORDS, direction_word
from layers.boundaries.lengths import chainages_m, geodesic_area_m2, geodesic_length_m
from layers.boundaries.lines import BOUNDARY_LINE
from layers.boundaries.markers import BOUNDARY_MARKER, MARKER_REFERENCE
from layers.boundaries.shared_edges import begins_west_or_north, shared_line
from layers.catalog import LAYERS
from layers.conform import conform
from layers.layer import Layer
from layers.roads import ROAD

# Sixteen directions, each 22°30′ about its middle: north from 348°45′ to 11°15′.


@pytest.mark.parametrize(
    ("azimuth", "word"),
    [(0, "北"), (11.24, "北"), (11.25, "北偏东北"), (348.75, "北"), (348.74, "北偏西北"), (33.75, "东北"), (90, "东"),
     (180, "南"), (202.5, "南偏西南"), (270, "西"), (-90, "西"), (720, "北"), (359.999, "北")],
)  # fmt: skip
def test_the_edges_of_the_sixteen_directions(azimuth: float, word: str) -> None:
    assert direction_word(azimuth) == word


@given(st.floats(-1e6, 1e6))
def test_turning_round_gives_the_opposite_word(azimuth: float) -> None:
    here, there = WORDS.index(direction_word(azimuth)), WORDS.index(direction_word(azimuth + 180))
    assert (there - here) % 16 in (7, 8, 9)


@pytest.mark.parametrize("azimuth", [math.nan, math.inf, -math.inf])
def test_what_is_no_azimuth_is_refused(azimuth: float) -> None:
    with pytest.raises(ValueError, match="not an azimuth"):
        direction_word(azimuth)


# Lengths: one degree of the meridian at 35°N is 110.94 km on GRS80, of the parallel 91.29 km.


def test_lengths_are_geodesic() -> None:
    assert geodesic_length_m(LineString([(108, 34.5), (108, 35.5)])) == pytest.approx(110_941, abs=3)
    assert geodesic_length_m(LineString([(108, 35), (109, 35)])) == pytest.approx(91_287, abs=5)
    assert geodesic_length_m(LineString()) == 0.0


def test_chainages_end_at_the_length() -> None:
    line = MultiLineString([[(108, 35), (108.1, 35.05)], [(108.2, 35.05), (108.3, 35.0), (108.4, 35.1)]])
    along = chainages_m(line)
    assert along[0] == 0
    assert along[-1] == pytest.approx(geodesic_length_m(line))
    assert list(along) == sorted(along)
    assert along[1] == along[2], "no chainage is lost or made between two parts"


def test_an_area_is_never_negative_and_holes_are_taken_out() -> None:
    ring = [(108, 35), (108.1, 35), (108.1, 35.1), (108, 35.1)]
    hole = [(108.02, 35.02), (108.04, 35.02), (108.04, 35.04), (108.02, 35.04)]
    for turned in (ring, ring[::-1]):
        whole, holed = Polygon(turned), Polygon(turned, [hole])
        assert geodesic_area_m2(whole) == pytest.approx(101.2e6, rel=0.01)
        assert geodesic_area_m2(whole) - geodesic_area_m2(holed) == pytest.approx(
            geodesic_area_m2(Polygon(hole)), rel=1e-9
        )


# Shared edges.


def test_areas_that_only_touch_in_a_point_or_overlap_share_nothing() -> None:
    assert shared_line(box(0, 0, 1, 1), box(1, 1, 2, 2)).is_empty
    assert shared_line(box(0, 0, 2, 1), box(1, 0, 3, 1)).is_empty


def test_a_vertex_more_on_one_side_is_not_papered_over() -> None:
    north = Polygon([(0, 1), (1, 1), (1, 2), (0, 2)])
    south = Polygon([(0, 0), (1, 0), (1, 1), (0.5, 1), (0, 1)])
    assert shared_line(north, south).is_empty


def test_the_line_is_the_same_from_either_side_and_whichever_way_rings_run() -> None:
    border = [(0.0, 1.0), (0.4, 1.2), (0.7, 0.9), (1.0, 1.0)]
    north, south = Polygon([*border, (1, 2), (0, 2)]), Polygon([*border, (1, 0), (0, 0)])
    for a in (north, north.reverse()):
        for b in (south, south.reverse()):
            for line in (shared_line(a, b), shared_line(b, a)):
                assert [list(part.coords) for part in line.geoms] == [border]


def test_many_parts_each_begin_in_the_west() -> None:
    a = MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])
    line = shared_line(a, box(0, 1, 1, 2).union(box(2, 1, 3, 2)))
    assert sorted(list(part.coords) for part in line.geoms) == [[(0, 1), (1, 1)], [(2, 1), (3, 1)]]
    assert all(begins_west_or_north(part) for part in line.geoms)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.2)), min_size=2, max_size=12, unique_by=lambda p: round(p[0], 6))
)
def test_whatever_border_two_areas_are_given_is_found_again(points: list[tuple[float, float]]) -> None:
    border = sorted((round(x, 6), 1 + y) for x, y in points)
    if border[-1][0] - border[0][0] < 0.3:
        return
    (west, _), (east, _) = border[0], border[-1]
    north, south = Polygon([*border, (east, 3), (west, 3)]), Polygon([*border, (east, 0), (west, 0)])
    found = shared_line(north, south)
    assert numpy.allclose(shapely.get_coordinates(found), border)


# Declarations.

SOUND: dict[str, tuple[Layer, dict[str, object]]] = {
    "line": (BOUNDARY_LINE, {"line_code": "990101990102", "name": "甲—乙线", "level": "county", "status": "legal",
                             "side_a_code": "990101", "side_a_name": "甲", "side_b_code": "990102", "side_b_name": "乙"}),
    "marker": (BOUNDARY_MARKER, {"number_text": "001Q", "line": "x", "stand": "single", "status": "in_use"}),
    "reference": (MARKER_REFERENCE, {"marker": "x", "serial": 1, "name": "独立树"}),
}  # fmt: skip
WRONG = [
    ("line", "side_a_code", "99010"), ("line", "level", "village"), ("line", "agreement_length_m", -1),
    ("line", "lead_side", "C"), ("line", "name", ""), ("line", "agreed_on", "1998-02-30"),
    ("marker", "stand", "quadruple"), ("marker", "faces", 5), ("marker", "height_m", 9001), ("marker", "manager_side", "AB"),
    ("marker", "rmse_m", -0.1), ("reference", "azimuth_deg", 361), ("reference", "distance_m", "nan"),
    ("reference", "serial", 0),
]  # fmt: skip


@pytest.mark.parametrize("key", sorted(SOUND))
def test_a_sound_row_conforms(key: str) -> None:
    layer, row = SOUND[key]
    values, findings = conform(layer, row)
    assert findings == []
    assert values["name" if "name" in row else "number_text"]


@pytest.mark.parametrize(("key", "field", "value"), WRONG)
def test_a_wrong_value_is_told_by_its_title(key: str, field: str, value: object) -> None:
    layer, row = SOUND[key]
    _, findings = conform(layer, {**row, field: value})
    assert [finding.column for finding in findings] == [layer.field(field).title]
    assert findings[0].message


def test_the_two_lengths_are_two_fields_with_their_own_help() -> None:
    agreed, computed = BOUNDARY_LINE.field("agreement_length_m"), BOUNDARY_LINE.field("computed_length_m")
    assert agreed.unit == computed.unit == "m"
    assert agreed.help
    assert computed.help
    assert agreed.help != computed.help


def test_a_markers_exact_place_is_not_for_the_public() -> None:
    assert BOUNDARY_MARKER.sensitive_position
    assert not BOUNDARY_MARKER.public


@pytest.mark.parametrize("layer", [BOUNDARY_LINE, BOUNDARY_MARKER, MARKER_REFERENCE, ROAD], ids=lambda layer: layer.key)
def test_declarations_are_whole(layer: Layer) -> None:
    assert layer in LAYERS
    assert layer.title
    assert layer.english
    assert layer.description
    fields = [field.key for field in layer.fields]
    assert len(set(fields)) == len(fields)
    assert layer.label in fields
    assert set(layer.natural_key) <= set(fields)
    for field in layer.fields:
        assert field.title
        assert field.english
        values = [choice.value for choice in field.choices]
        assert len(set(values)) == len(values)
        if field.key.endswith("_m"):
            assert field.unit == "m"
