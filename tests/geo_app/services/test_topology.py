"""Checking files of areas as people have them: layers to choose from, a frame in another system, no areas at all."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from gazetteer.errors import Refused
from geo_app.services.topology import check_file
from layers.crs import transformer


def write(path: Path, *areas: list[list[float]], crs: str = "", **properties: Any) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"90010{n}", **properties},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for n, ring in enumerate(areas)
    ]
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs.replace(':', '::')}"}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_a_file_with_a_gap_is_told_with_its_units(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", box(117.0, 31.0, 117.1, 31.1), box(117.101, 31.0, 117.2, 31.1))
    frame = write(tmp_path / "frame.geojson", box(117.0, 31.0, 117.2, 31.1))
    checked = check_file(units, frame=frame)
    [face] = checked.as_json()["faces"]  # type: ignore[misc]
    assert (face["kind"], face["units"]) == ("gap_open", ["900100", "900101"])
    assert face["width_m"] == pytest.approx(95.5, rel=0.02)
    assert not checked.coverage.valid


def test_a_file_without_areas_is_refused_in_words(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Refused, match="图形图层"):
        check_file(table)


PLANE = (box(400_000, 3_400_000, 401_000, 3_402_000), box(401_001, 3_400_000, 402_000, 3_402_000))


def test_a_frame_in_another_system_is_carried_over_and_that_is_said(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", *PLANE, crs="EPSG:4548")
    corners = to_degrees(box(399_000, 3_399_000, 403_000, 3_403_000), "EPSG:4548")
    frame = write(tmp_path / "frame.geojson", corners, crs="EPSG:4490")
    checked = check_file(units, frame=frame)
    [face] = checked.coverage.faces
    assert face.kind.value == "gap_open"
    assert face.area_m2 == pytest.approx(4_000 * 4_000 - 1_999 * 2_000, rel=1e-4)
    assert "topology.frame_reprojected" in {finding.rule for finding in checked.findings}


def test_a_plane_that_distorts_is_measured_on_the_ellipsoid(tmp_path: Path) -> None:
    both = write(tmp_path / "units.geojson", box(13_000_000, 3_600_000, 13_001_000, 3_601_000), crs="EPSG:3857")
    frame = write(tmp_path / "frame.geojson", box(13_000_000, 3_600_000, 13_002_000, 3_601_000), crs="EPSG:3857")
    [face] = check_file(both, frame=frame).coverage.faces
    assert face.area_m2 == pytest.approx(1_000_000 * math.cos(math.radians(30.747)) ** 2, rel=0.01)


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        (PLANE, "可能是平面坐标"),
        ((box(31.0, 117.0, 31.1, 117.1),), "经度和纬度写反"),
    ],
)
def test_what_cannot_be_degrees_is_told_for_each_unit(
    tmp_path: Path, areas: tuple[list[list[float]], ...], said: str
) -> None:
    checked = check_file(write(tmp_path / "units.geojson", *areas))
    assert not checked.coverage.valid
    told = [finding for finding in checked.all_findings() if finding.rule == "topology.coordinate"]
    assert len(told) == len(areas)
    assert all(said in finding.remedy for finding in told)


def test_degrees_in_a_plane_are_refused(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", box(117.0, 31.0, 117.1, 31.1), crs="EPSG:4548")
    with pytest.raises(Refused, match="却像经纬度"):
        check_file(units)


def test_one_unit_in_degrees_among_units_in_a_plane_is_named(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", PLANE[0], box(117.0, 31.0, 117.1, 31.1), crs="EPSG:4548")
    checked = check_file(units)
    assert not checked.valid
    assert "topology.coordinate" in {finding.rule for finding in checked.findings if finding.subject == "900101"}


def test_a_datum_without_a_way_over_is_refused(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", *PLANE, crs="EPSG:2381")
    frame = write(tmp_path / "frame.geojson", box(116.0, 30.0, 118.0, 32.0), crs="EPSG:4490")
    with pytest.raises(Refused, match="西安"):
        check_file(units, frame=frame)


def test_without_a_frame_the_verdict_says_what_was_not_looked_at(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", box(117.0, 31.0, 117.1, 31.1), box(117.1, 31.0, 117.2, 31.1))
    assert "外缘没有检查" in check_file(units).verdict
    assert check_file(units, frame=units).verdict == "拓扑正确"


def test_proposals_carry_a_ledger(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", box(117.0, 31.0, 117.1001, 31.1), box(117.1, 31.0, 117.2, 31.1))
    told: dict[str, Any] = check_file(units, frame=units).proposals()
    [proposal] = told["proposals"]
    assert proposal["face"] == 0
    assert [change["m2"] for change in told["ledger"]] == [pytest.approx(-105_740, rel=0.01)]
    assert proposal["holder"] not in {change["unit"] for change in told["ledger"]}


def to_degrees(ring: list[list[float]], system: str) -> list[list[float]]:
    return [list(transformer(system, "EPSG:4490").transform(x, y)) for x, y in ring]


@pytest.mark.parametrize("column", ["district_adcode", "街道名称"])
def test_units_are_called_by_the_column_that_tells_them_apart(tmp_path: Path, column: str) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"province_code": "90", column: f"90010{n}"},
            "geometry": {"type": "Polygon", "coordinates": [box(117.0 + n, 31.0, 118.0 + n, 32.0)]},
        }
        for n in range(2)
    ]
    file = tmp_path / "units.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert check_file(file).coverage.names == ("900100", "900101")


def test_lines_are_told_with_their_lengths_and_missing_units_by_name(tmp_path: Path) -> None:
    units = write(tmp_path / "units.geojson", box(117.0, 31.0, 117.1, 31.1), box(117.1, 31.0, 117.2, 31.1))
    names = tmp_path / "names.txt"
    names.write_text("\ufeff900100\n900101\n\n900102\n", encoding="utf-8")
    checked = check_file(units, expected=names, with_lines=True)
    assert [f.subject for f in checked.all_findings() if f.rule == "topology.missing_unit"] == ["900102"]
    told: Any = checked.lines()
    [line] = told["lines"]
    assert line["units"] == ["900100", "900101"]
    assert line["length_m"] == pytest.approx(11_087, rel=1e-3)
    names.write_bytes("单元".encode("gbk"))
    with pytest.raises(Refused, match="UTF-8"):
        check_file(units, expected=names)
