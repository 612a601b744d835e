"""Rows put into the county's plane: positions in every way people write them, and never a silent guess."""

from __future__ import annotations

import numpy
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import Refused
from layers.exchange.table import RawRow, RawTable
from layers.profile import shipped_profile
from layers.siting.placed_rows import PlacedRows, place_table, to_degrees

PROFILE = shipped_profile("invented")
WEST, SOUTH, EAST, NORTH = PROFILE.bounds
LON, LAT = (WEST + EAST) / 2, (SOUTH + NORTH) / 2


def table(columns: tuple[str, ...], *cells: tuple, wkb: list[bytes | None] | None = None, crs: str = "") -> RawTable:
    rows = [RawRow(n + 2, tuple(row), wkb[n] if wkb else None) for n, row in enumerate(cells)]
    return RawTable(name="表", columns=columns, rows=rows, crs=crs, crs_source="文件" if crs else "")


def placed(*cells: tuple, columns: tuple[str, ...] = ("名称", "经度", "纬度", "人口")) -> PlacedRows:
    return place_table(table(columns, *cells), "表.csv", PROFILE)


@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_there_and_back(lon: float, lat: float) -> None:
    rows = placed(("甲", lon, lat, 1))
    [back] = to_degrees(rows.shapes, rows.epsg)
    assert shapely.get_coordinates(back)[0] == pytest.approx([lon, lat], abs=1e-9)
    assert rows.epsg == PROFILE.planar_epsg


def test_columns_names_and_degrees_in_every_dress() -> None:
    plain = placed(("甲", f"{LON}", f"{LAT}", "3"))
    degrees = placed(("甲", f"东经{LON:.6f}°", f"{LAT:.6f}", 3))
    assert numpy.abs(plain.points() - degrees.points()).max() < 0.2
    wkt = place_table(table(("编号", "WKT"), ("7", f"POINT ({LON} {LAT})")), "表.csv", PROFILE)
    assert wkt.points() == pytest.approx(plain.points(), abs=1e-6)
    assert (plain.names, wkt.names) == (("甲",), ("7",))
    assert plain.amounts("人口").tolist() == [3]


def test_points_of_lines_and_areas_lie_on_them() -> None:
    ring = shapely.Point(LON, LAT).buffer(0.01).difference(shapely.Point(LON, LAT).buffer(0.008))
    shapes = [ring, shapely.LineString([(LON, LAT), (LON + 0.01, LAT)])]
    rows = place_table(table(("name",), ("环",), ("线",), wkb=[shapely.to_wkb(s) for s in shapes]), "图", PROFILE)
    for shape, point in zip(rows.shapes, rows.points(), strict=True):
        assert shapely.distance(shape, shapely.Point(point)) < 1e-6


def test_rows_without_a_position_are_named_all_at_once() -> None:
    rows = placed(("甲", LON, LAT, 1), ("乙", None, None, 1), ("丙", "东边", LAT, 1), ("丁", float("nan"), LAT, 1))
    assert [finding.row for finding in rows.findings if finding.rule == "position.unreadable"] == [4, 5]
    with pytest.raises(Refused) as refused:
        rows.points()
    assert [finding.row for finding in refused.value.findings] == [3, 4, 5]
    many = placed(("甲", LON, LAT, 1), *[("乙", None, None, 1)] * 50)
    with pytest.raises(Refused) as refused:
        many.points()
    assert "另有 30 行" in refused.value.findings[-1].message


@pytest.mark.parametrize("cell", [None, "", "多", True, float("nan"), float("inf"), -1, "1,000"])
def test_amounts_that_are_none_are_refused(cell: object) -> None:
    with pytest.raises(Refused) as refused:
        placed(("甲", LON, LAT, 5), ("乙", LON, LAT, cell)).amounts("人口")
    assert [finding.row for finding in refused.value.findings] == [3]


def test_metres_said_to_be_degrees_are_refused() -> None:
    cells = shapely.to_wkb(shapely.Point(500_000, 3_450_000))
    with pytest.raises(Refused) as refused:
        place_table(table(("name",), ("甲",), wkb=[cells], crs="EPSG:4490"), "图", PROFILE)
    assert refused.value.findings[0].rule == "siting.elsewhere"
    with pytest.raises(Refused) as refused:
        place_table(table(("name",), ("甲",), wkb=[cells], crs="EPSG:4610"), "图", PROFILE)
    assert refused.value.findings[0].rule == "crs.parameters"


def test_only_some_rows() -> None:
    rows = placed(("甲", LON, LAT, 5), ("乙", LON, LAT, 6), ("丙", LON, LAT, 5))
    some = rows.only("人口", "5")
    assert (some.names, some.numbers, some.columns["人口"]) == (("甲", "丙"), (2, 4), [5, 5])
    for column, value in (("人口", "7"), ("没有", "5")):
        with pytest.raises(Refused):
            rows.only(column, value)


def test_no_rows_are_no_rows() -> None:
    rows = placed()
    assert (len(rows), rows.points().shape) == (0, (0, 2))
