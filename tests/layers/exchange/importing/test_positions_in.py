"""Positions as they are written, the systems they are in, and what is said when they are converted."""

from __future__ import annotations

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from gazetteer.findings import Severity
from layers.exchange.coordinates import Given, read_given
from layers.exchange.mapping import map_columns
from layers.exchange.reference_systems import ReferenceSystem, convert, named, settle
from layers.exchange.shift import DATUMS
from layers.exchange.table import Cell, RawRow
from layers.layer import Layer
from layers.profile import shipped_profile
from tests.layers.exchange.importing.tables import BY_KEY, PLATE

HOME = shipped_profile("invented")
LON, LAT = 117.0012, 31.2034


def positions(headers: tuple[str, ...], *rows: tuple[Cell, ...], layer: Layer = PLATE) -> Given:
    columns = map_columns(layer, headers)
    return read_given(layer, [RawRow(n, cells) for n, cells in enumerate(rows, 2)], columns.columns, columns.position)


def xy(given: Given) -> list[tuple[float, ...]]:
    return [tuple(round(v, 7) for v in point) for point in shapely.get_coordinates(given.shapes).tolist()]


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (("经度", "纬度"), (117.0012, 31.2034)),
        (("经度", "纬度"), ("１１７．００１２", " 31.2034 ")),
        (("经度", "纬度"), ("117°0′4.32″", "31°12′12.24″")),
        (("经度", "纬度"), ("东经117度0分4.32秒", "北纬31度12分12.24秒")),
        (("经纬度",), ("117.0012,31.2034",)),
        (("坐标",), ("117.0012，31.2034",)),
        (("坐标",), ("117.0012 31.2034",)),
        (("坐标",), ("东经117°0′4.32″ 北纬31°12′12.24″",)),
        (("经度/度", "经度/分", "经度/秒", "纬度/度", "纬度/分", "纬度/秒"), (117, 0, 4.32, "31", "12", "12.24")),
        (("WKT",), ("POINT (117.0012 31.2034)",)),
        (("图形",), ("POINT Z (117.0012 31.2034 980)",)),
    ],
)
def test_one_place_written_in_many_ways(headers: tuple[str, ...], cells: tuple[Cell, ...]) -> None:
    given = positions(headers, cells)
    assert (xy(given), given.findings) == ([(LON, LAT)], {})


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (("NaN", "31.2"), "不是有效的数字"),
        (("inf", "31.2"), "不是有效的数字"),
        (("117.0", ""), "只填了一个"),
        (("大约117", "31.2"), "不是角度"),
        (("北纬31.2", "东经117"), "写反"),
        (("117°61′", "31.2"), "应小于 60"),
    ],
)
def test_what_cannot_be_a_position_is_said_and_not_taken(cells: tuple[Cell, ...], says: str) -> None:
    given = positions(("经度", "纬度"), cells)
    assert given.shapes[0] is None
    assert says in given.findings[0][0].message


def test_an_empty_position_is_no_error_by_itself() -> None:
    assert positions(("经度", "纬度"), (None, "")).findings == {}


def test_another_kind_of_geometry_is_refused_and_heights_are_said() -> None:
    street = BY_KEY["street"]
    given = positions(("WKT",), ("LINESTRING Z (117 31 5, 117.1 31.1 6)",), ("POINT (117 31)",), layer=street)
    assert [g is None for g in given.shapes] == [False, True]
    assert [f.rule for f in given.notes] == ["import.height"]
    assert given.findings[1][0].rule == "import.geometry_kind"


# Systems --------------------------------------------------------------------------------------------


def written(epsg: int, *, northing_first: bool = False, headers: tuple[str, str] = ("X", "Y")) -> Given:
    there = Transformer.from_crs(4490, epsg, always_xy=True)
    rows = [there.transform(LON + n / 1000, LAT) for n in range(3)]
    return positions(headers, *[tuple(reversed(r)) if northing_first else r for r in rows])


@pytest.mark.parametrize("epsg", [HOME.planar_epsg, HOME.planar_zoned_epsg, 3857])
def test_plane_coordinates_are_recognised_by_where_the_county_is(epsg: int) -> None:
    given = written(epsg)
    system = settle(given, "", "", "", HOME)
    assert (system.name, system.said_by, system.flipped) == (f"EPSG:{epsg}", "detected", False)
    assert [f.severity for f in system.findings] == [Severity.WARNING]
    shapes, told = convert(given, system)
    assert shapely.get_coordinates(shapes)[0] == pytest.approx((LON, LAT), abs=1e-9)
    assert [f.rule for f in told] == ["crs.converted"]
    assert "方法" in told[0].message
    assert "精度" in told[0].message


@pytest.mark.parametrize("epsg", [HOME.planar_epsg, HOME.planar_zoned_epsg])
def test_surveyors_call_the_northing_x(epsg: int) -> None:
    system = settle(written(epsg, northing_first=True), "", "", "", HOME)
    assert (system.name, system.flipped) == (f"EPSG:{epsg}", True)
    assert "X 为纵坐标" in system.findings[0].message
    shapes, _ = convert(written(epsg, northing_first=True), system)
    assert shapely.get_coordinates(shapes)[0] == pytest.approx((LON, LAT), abs=1e-9)


def test_a_declaration_outweighs_the_file_and_says_so() -> None:
    given = positions(("经度", "纬度"), (LON, LAT))
    system = settle(given, "GCJ-02", "EPSG:4326", "GeoJSON", HOME)
    assert (system.name, system.said_by) == ("GCJ-02", "person")
    assert [f.rule for f in system.findings] == ["crs.overruled"]


def test_a_declaration_that_the_numbers_contradict_is_warned_about() -> None:
    system = settle(written(HOME.planar_epsg), "", "EPSG:4326", ".prj", HOME)
    assert (system.name, [f.rule for f in system.findings]) == ("EPSG:4326", ["crs.unlikely"])


@pytest.mark.parametrize("name", ["EPSG:4610", "西安80", "北京54", "EPSG:2332"])
def test_old_datums_are_refused_without_parameters(name: str) -> None:
    shapes, told = convert(written(HOME.planar_epsg), ReferenceSystem(named(name), "person"))
    assert [f.rule for f in told] == ["crs.parameters"]
    assert all(shape is None for shape in shapes)


@pytest.mark.parametrize(
    "name", ["EPSG:99999", "nonsense", "+proj=longlat", "/etc/passwd", "http://example.org/crs", "{{7*7}}", "EPSG:5773"]
)
def test_an_unknown_system_is_refused(name: str) -> None:
    shapes, told = convert(written(HOME.planar_epsg), ReferenceSystem(named(name), "person"))
    assert [f.rule for f in told] == ["crs.unknown"]
    assert all(shape is None for shape in shapes)


@pytest.mark.parametrize(
    ("written_as", "name"),
    [
        ("epsg:4490", "EPSG:4490"),
        ("4490", "EPSG:4490"),
        ("CGCS2000", "EPSG:4490"),
        ("CGCS2000 坐标系", "EPSG:4490"),
        ("WGS 84", "EPSG:4326"),
        ("gcj02", "GCJ-02"),
        ("火星坐标系", "GCJ-02"),
        ("bd_09", "BD-09"),
        ("百度坐标", "BD-09"),
        ("EPSG: 4545", "EPSG:4545"),
    ],
)
def test_a_system_has_one_name_however_it_is_written(written_as: str, name: str) -> None:
    assert named(written_as) == name


def test_swapped_degrees_are_not_swapped_back() -> None:
    given = positions(("经度", "纬度"), (LAT, LON))
    system = settle(given, "", "", "", HOME)
    shapes, _ = convert(given, system)
    assert xy(given) == [(LAT, LON)] == [tuple(p) for p in shapely.get_coordinates(shapes).tolist()]


@settings(deadline=None)
@given(
    st.floats(HOME.bounds[0], HOME.bounds[2]),
    st.floats(HOME.bounds[1], HOME.bounds[3]),
    st.sampled_from(["GCJ-02", "BD-09"]),
)
def test_a_provider_s_datum_comes_back_to_within_a_decimetre(lon: float, lat: float, name: str) -> None:
    moved = DATUMS[name](numpy.array([lon]), numpy.array([lat]))
    given = positions(("经度", "纬度"), (float(moved[0][0]), float(moved[1][0])))
    shapes, told = convert(given, ReferenceSystem(name, "person"))
    assert shapely.get_coordinates(shapes)[0] == pytest.approx((lon, lat), abs=1e-6)
    assert "残差" in told[0].message
