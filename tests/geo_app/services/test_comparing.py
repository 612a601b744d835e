"""Two versions side by side: the fields that differ and how far the position moved."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from geo_app.services.comparing import compare, principal
from geo_app.services.county import County
from layers.catalog import layer as layer_of
from tests.geo_app.services.desks import named, some

PLATES = layer_of("door_plate")


def test_nothing_differs_from_itself(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    assert compare(PLATES, plate, plate, read_county.profile).empty


def test_a_move_is_measured_on_the_ellipsoid(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    north = replace(plate, geometry=shapely.Point(plate.geometry.x, plate.geometry.y + 0.01))
    position = compare(PLATES, plate, north, read_county.profile).position
    assert position is not None
    assert position.distance_m == pytest.approx(1108.8, abs=0.5)


def test_a_bent_line_is_measured_by_its_widest_bend(read_county: County) -> None:
    line = some(read_county, "road", at=0)
    moved = replace(line, geometry=shapely.affinity.translate(line.geometry, yoff=0.001))
    position = compare(layer_of("road"), line, moved, read_county.profile).position
    assert position is not None
    assert 90 < (position.distance_m or 0) <= 111


def test_a_record_that_was_not_there_shows_all_it_has(read_county: County) -> None:
    village = named(read_county, "division", "青石村")
    difference = compare(layer_of("division"), None, village, read_county.profile)
    assert {d.field.key for d in difference.fields} >= {"code", "name", "division"}
    assert all(d.old is None for d in difference.fields)


def test_untouched_slices_are_not_what_changed(read_county: County) -> None:
    plate = some(read_county, "door_plate")
    changed = replace(plate, values={**plate.values, "note": "x"})
    other = replace(plate, id="other")
    assert principal([other, plate], [other, changed]) == (plate, changed)
    assert principal([], [plate]) == (None, plate)
