"""The demo county: a valid coverage on the real outline, plates where people live, numbers that make sense."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import Any

import numpy
import pytest
import shapely

from layers.crs import GEOD
from layers.demo.county import demo_layers
from layers.demo.coverage import as_multi, hand_out, make_cells, neighbours
from layers.demo.outlines import load_outlines
from layers.demo.relief import imagine_relief
from layers.profile import SHIPPED, shipped_profile
from layers.store.contract import Edit

COUNTIES = ["invented", pytest.param("zhengning", marks=pytest.mark.demo)]


@cache
def demo(profile: str) -> dict[str, list[Edit]]:
    return dict(demo_layers(shipped_profile(profile), SHIPPED / profile))


def areas(profile: str, digits: int) -> dict[str, Any]:
    return {str(e.division): e.geometry for e in demo(profile)["division"] if len(str(e.division)) == digits}


@pytest.mark.parametrize("profile", COUNTIES)
def test_units_cover_the_county_without_gap_or_overlap(profile: str) -> None:
    county = areas(profile, 6)[shipped_profile(profile).code]
    for digits in (9, 12):
        units = numpy.array(list(areas(profile, digits).values()), dtype=object)
        assert shapely.is_valid(units).all()
        assert shapely.coverage_is_valid(units)
        together = shapely.normalize(as_multi(shapely.coverage_union_all(units)))
        assert shapely.equals_exact(together, county.normalize(), 1e-12)


@pytest.mark.demo
def test_the_real_county_has_its_108_units() -> None:
    with (SHIPPED / "zhengning/divisions.csv").open(encoding="utf-8") as stream:
        listed = {line.split(",")[0] for line in stream if len(line.split(",")[0]) == 12}
    assert len(listed) == 108
    assert set(areas("zhengning", 12)) == listed


@pytest.mark.parametrize("profile", COUNTIES)
def test_each_unit_is_one_piece_within_its_township(profile: str) -> None:
    townships = areas(profile, 9)
    for code, area in areas(profile, 12).items():
        assert len(area.geoms) == 1
        assert townships[code[:9]].covers(area.representative_point())


def test_the_same_seed_gives_the_same_county() -> None:
    first = demo("invented")
    second = dict(demo_layers(shipped_profile("invented"), SHIPPED / "invented"))
    assert first == second


@pytest.mark.parametrize("profile", COUNTIES)
def test_every_plate_hangs_in_the_unit_that_owns_it(profile: str) -> None:
    units = areas(profile, 12)
    by_unit = defaultdict(list)
    for edit in demo(profile)["door_plate"]:
        by_unit[edit.division].append(edit.geometry)
    for code, points in by_unit.items():
        shapely.prepare(units[code])
        assert shapely.contains(units[code], points).all()


@pytest.mark.parametrize("profile", COUNTIES)
def test_addresses_are_unique_and_every_plate_has_one(profile: str) -> None:
    built = demo(profile)
    texts = Counter(edit.values["full_text"] for edit in built["address"])
    assert texts.most_common(1)[0][1] == 1
    assert {e.values["address"] for e in built["door_plate"]} == {e.object_id for e in built["address"]}
    assert Counter(e.values["plate_code"] for e in built["door_plate"]).most_common(1)[0][1] == 1


@pytest.mark.parametrize("profile", COUNTIES)
def test_streets_number_odd_and_even_apart_and_grow_from_their_origin(profile: str) -> None:
    built = demo(profile)
    streets = {edit.object_id: edit for edit in built["street"]}
    gates = defaultdict(list)
    for edit, plate in zip(built["address"], built["door_plate"], strict=True):
        if edit.values["kind"] == "gate" and edit.values["street"] and not edit.values["number_suffix"]:
            gates[edit.values["street"]].append((edit.values["number"], plate.geometry))
    assert set(gates) == set(streets)
    for street, plates in gates.items():
        line = streets[str(street)].geometry.geoms[0]
        for parity in (0, 1):
            along = [
                line.project(point) for number, point in sorted(plates, key=lambda p: p[0]) if number % 2 == parity
            ]
            assert along == sorted(along)


def test_people_live_close_together() -> None:
    points = numpy.array([[e.geometry.x, e.geometry.y] for e in demo("invented")["door_plate"]])
    _, _, nearest = GEOD.inv(*points[:-1].T, *points[1:].T)
    assert numpy.median(nearest) < 60


@pytest.mark.parametrize("profile", COUNTIES)
def test_markers_stand_on_their_lines(profile: str) -> None:
    built = demo(profile)
    lines = {edit.object_id: edit.geometry for edit in built["boundary_line"]}
    assert {edit.values["line"] for edit in built["boundary_marker"]} == set(lines)
    assert all(lines[str(e.values["line"])].distance(e.geometry) < 1e-9 for e in built["boundary_marker"])


@pytest.mark.demo
def test_the_real_lines_are_as_long_as_the_outline() -> None:
    lengths = sorted(float(e.values["computed_length_m"]) / 1000 for e in demo("zhengning")["boundary_line"])  # type: ignore[arg-type]
    assert lengths == pytest.approx([3.67, 8.99, 19.52, 83.66, 86.71], abs=0.01)
    assert Counter(e.values["level"] for e in demo("zhengning")["boundary_line"]) == {"county": 1, "province": 4}


def test_some_burial_areas_were_built_without_approval() -> None:
    assert "unapproved" in {
        e.values["approval"] for e in demo("invented")["burial_area"] + demo("invented")["public_cemetery"]
    }


def test_land_is_handed_out_in_one_piece_and_near_to_the_shares() -> None:
    profile = shipped_profile("invented")
    outline = load_outlines(profile).county
    random = numpy.random.default_rng(7)
    cells = make_cells(outline, 400, imagine_relief(outline.bounds, random), random)
    owners = hand_out(cells, [cells.nearest(116.9, 31.2), cells.nearest(117.1, 31.2)], [1, 2])
    held = numpy.bincount(owners, weights=cells.areas) / cells.areas.sum()
    assert held == pytest.approx([1 / 3, 2 / 3], abs=0.05)
    for n in (0, 1):
        piece = shapely.coverage_union_all(cells.faces[owners == n])
        assert len(shapely.get_parts(piece)) == 1
    assert neighbours(cells.faces).max() < len(cells.faces)
