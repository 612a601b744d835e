"""Positions as a form posts them: read exactly, refused in words, never repaired."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_app.services.edit_form import degrees_text
from geo_app.services.typed_position import drawing_text, read_drawing, read_point
from layers.catalog import layer as layer_of
from layers.positions import degrees_minutes_seconds
from tests.county import invented_profile

PROFILE = invented_profile()
WEST, SOUTH, EAST, NORTH = PROFILE.bounds
LINES, AREAS = layer_of("road"), layer_of("division")
SQUARE = "POLYGON ((116.9 31.2, 117.0 31.2, 117.0 31.3, 116.9 31.3, 116.9 31.2))"


@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_what_the_form_shows_is_read_back_to_a_millimetre(lon: float, lat: float) -> None:
    found, findings = read_point(degrees_text(lon), degrees_text(lat), PROFILE)
    if not findings:
        assert found.x == pytest.approx(lon, abs=1e-8)
        assert found.y == pytest.approx(lat, abs=1e-8)


@given(st.floats(WEST + 0.001, EAST - 0.001), st.floats(SOUTH + 0.001, NORTH - 0.001))
def test_degrees_minutes_and_seconds_as_shown_are_read_to_three_metres(lon: float, lat: float) -> None:
    found, findings = read_point(degrees_minutes_seconds(lon, "lon"), degrees_minutes_seconds(lat, "lat"), PROFILE)
    assert findings == []
    assert found.x == pytest.approx(lon, abs=2e-5)
    assert found.y == pytest.approx(lat, abs=2e-5)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_point_or_a_finding(lon: str, lat: str) -> None:
    found, findings = read_point(lon, lat, PROFILE)
    assert found is None or findings == []
    assert all(f.column and f.remedy for f in findings)


def test_swapped_axes_are_said_to_be_swapped() -> None:
    _, findings = read_point("31.2 ", "北纬116.9", PROFILE)
    assert findings
    _, swapped = read_point("北纬31.2", "东经116.9", PROFILE)
    assert all("写反" in f.message for f in swapped)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("not geometry", "position.unreadable"),
        ("{", "position.unreadable"),
        ('{"type": "Polygon"}', "position.unreadable"),
        ('{"type": "FeatureCollection", "features": []}', "position.unreadable"),
        ("[" * 100_000, "position.unreadable"),
        ("POINT (117 31.2)", "position.kind"),
        ("LINESTRING (117 31.2, 117.1 31.2)", "position.kind"),
        ("POLYGON EMPTY", "position.empty"),
        ("POLYGON ((116.9 31.2, 117.0 31.3, 117.0 31.2, 116.9 31.3, 116.9 31.2))", "position.invalid"),
        ("POLYGON ((31.2 116.9, 31.2 117.0, 31.3 117.0, 31.3 116.9, 31.2 116.9))", "position.swapped"),
        ("POLYGON ((80 20, 81 20, 81 21, 80 20))", "position.outside"),
    ],
)
def test_a_drawing_that_cannot_stand_is_refused_by_name(text: str, rule: str) -> None:
    found, findings = read_drawing(AREAS, text, PROFILE)
    assert found is None
    assert [f.rule for f in findings] == [rule]


def test_a_drawing_keeps_every_digit_and_loses_its_height() -> None:
    line = "LINESTRING Z (116.123456789 31.2 900, 117.1 31.200000001 905)"
    found, findings = read_drawing(LINES, line, PROFILE)
    assert findings == []
    assert found.geom_type == "MultiLineString"
    assert not shapely.has_z(found)
    assert found.geoms[0].coords[0] == (116.123456789, 31.2)


@pytest.mark.parametrize("wrap", ["{}", '{{"type":"Feature","properties":{{}},"geometry":{}}}'])
def test_what_the_form_shows_of_an_area_is_read_back_the_same(wrap: str) -> None:
    area = shapely.MultiPolygon([shapely.from_wkt(SQUARE)])
    text = wrap.format(drawing_text(area))
    json.loads(text)
    found, findings = read_drawing(AREAS, text, PROFILE)
    assert findings == []
    assert shapely.equals_exact(found, area)
