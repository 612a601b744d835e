"""Plates and roads out of plain tables: headers as people write them, positions in other systems, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
import pytest
import shapely

from gazetteer.errors import Refused
from layers.crs import wgs84_to_gcj02
from layers.exchange.table import RawRow, RawTable
from layers.numbering import audit
from layers.numbering.from_tables import register_of_tables
from tests.layers.numbering.small_register import PROFILE, both_sides

LON, LAT = 117.0, 31.2
EAST, NORTH = 1 / 95_300.0, 1 / 110_900.0
"""Degrees a metre, near enough for doors on their sides."""


def table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], *, crs: str = "", shapes: Sequence[Any] = ()
) -> RawTable:
    binary = [shapely.to_wkb(shape) for shape in shapes] or [None] * len(rows)
    made = [RawRow(n, tuple(row), wkb) for n, (row, wkb) in enumerate(zip(rows, binary, strict=True), 2)]
    return RawTable(name="门牌.csv", columns=tuple(columns), rows=made, crs=crs)


def degrees(x: float, y: float) -> tuple[float, float]:
    return LON + x * EAST, LAT + y * NORTH


def doors(spoil: dict[str, tuple[float, float]] | None = None) -> list[list[Any]]:
    return [["和顺街", text, *degrees(*(spoil or {}).get(text, (x, y)))] for text, x, y in both_sides()]


ROADS = table(["路名", "WKT"], [["和顺街", shapely.LineString([degrees(0, 0), degrees(400, 0)]).wkt]])
HEADER = ["道路", "门牌号", "经度", "纬度"]


def test_plates_and_roads_of_a_spreadsheet_are_audited() -> None:
    sound = register_of_tables(table(HEADER, doors()), ROADS)
    assert audit(sound, PROFILE).findings == ()
    spoilt = register_of_tables(table(HEADER, doors({"5号": (365, 13), "9号": (265, -10)})), ROADS)
    assert {f.rule: f.subject for f in audit(spoilt, PROFILE).findings} == {
        "numbering.side": "第 5 条",
        "numbering.order": "第 9 条",
    }


@pytest.mark.parametrize("crs", ["GCJ-02", "EPSG:4549"])
def test_positions_in_another_system_are_taken_to_degrees(crs: str) -> None:
    rows = doors()
    if crs == "GCJ-02":
        for row in rows:
            x, y = wgs84_to_gcj02(numpy.array([row[2]]), numpy.array([row[3]]))
            row[2:] = float(x[0]), float(y[0])
    else:
        from pyproj import Transformer  # noqa: PLC0415

        change = Transformer.from_crs(4490, 4549, always_xy=True)
        for row in rows:
            row[2:] = change.transform(row[2], row[3])
    found = register_of_tables(table(HEADER, rows), ROADS, crs=crs)
    assert numpy.allclose(found.lon, [row[2] for row in doors()], atol=2e-6)
    assert audit(found, PROFILE).findings == ()


def test_a_file_that_does_not_say_its_system_is_told_so_by_the_whole_batch() -> None:
    rows = doors()
    for row in rows:
        x, y = wgs84_to_gcj02(numpy.array([row[2]]), numpy.array([row[3]]))
        row[2:] = float(x[0]), float(y[0])
    [finding] = audit(register_of_tables(table(HEADER, rows), ROADS), PROFILE).findings
    assert (finding.rule, finding.value) == ("numbering.reference_system", "实为 GCJ-02 坐标")


def test_streets_are_known_by_code_and_groups_by_what_their_faces_say() -> None:
    rows = [["J06", None, text, f"和顺街{text}", None, *degrees(x, y)] for text, x, y in both_sides()]
    rows += [[None, "9901-03", f"{n}号", f"三组{n}号", "石门镇 何家村", *degrees(18 * n, 900)] for n in range(1, 9)]
    plates = table(["街路巷", "村民小组", "门牌号", "牌面文字", "所属区划", "经度", "纬度"], rows)
    roads = table(["街路巷代码", "名称", "图形WKT"], [["J06", "和顺街", ROADS.rows[0].cells[1]]])
    found = register_of_tables(plates, roads)
    assert [(space.name, space.village) for space in found.spaces] == [("和顺街", ""), ("三组", "何家村")]
    assert audit(found, PROFILE).findings == ()


def test_without_roads_or_positions_the_rest_is_judged_and_the_gap_said() -> None:
    rows = [["和顺街", text] for text, _, _ in both_sides()] + [["和顺街", "7号"], ["和顺街", "八八半"]]
    done = audit(register_of_tables(table(["道路", "门牌号"], rows), None), PROFILE)
    assert {f.rule for f in done.findings} >= {"numbering.duplicate", "numbering.form"}
    unjudged = {line.id: line.reason for line in done.coverage if not line.judged}
    assert "位置" in unjudged["N04"]
    assert "位置" in unjudged["N12"]


def test_two_streets_of_one_name_take_the_doors_nearest_to_them() -> None:
    far = shapely.LineString([degrees(5000, 0), degrees(5400, 0)])
    rows = doors() + [["和顺街", text, *degrees(x + 5000, y)] for text, x, y in both_sides()]
    roads = table(["名称"], [["和顺街"], ["和顺街"]], shapes=[shapely.from_wkt(ROADS.rows[0].cells[1]), far])
    done = audit(register_of_tables(table(HEADER, rows), roads), PROFILE)
    assert done.counts == {"numbering.sound_alike": 1}, "of one name, and near each other; nothing else is wrong"


def test_what_is_missing_is_refused_all_at_once() -> None:
    with pytest.raises(Refused) as refused:
        register_of_tables(table(["经度", "纬度"], [[1, 2]]), None)
    assert "门牌号" in str(refused.value)
    assert "街路巷或村民小组" in str(refused.value)
    with pytest.raises(Refused):
        register_of_tables(table(HEADER, doors()), table(["WKT"], [["LINESTRING (0 0, 1 1)"]]))


@pytest.mark.parametrize("crs", ["没有", "EPSG:0", "EPSG:2412"])
def test_a_system_nobody_knows_or_can_convert_is_refused(crs: str) -> None:
    with pytest.raises(Refused):
        register_of_tables(table(HEADER, doors()), ROADS, crs=crs)


def test_bad_cells_do_not_stop_the_rest() -> None:
    rows = [*doors(), ["和顺街", "21号", "东经", None], ["和顺街", None, None, None], [None, "3号", 117, 31.2]]
    broken = table(["名称", "WKT"], [["和顺街", ROADS.rows[0].cells[1]], ["烂路", "LINESTRING (1 1"], [None, None]])
    done = audit(register_of_tables(table(HEADER, rows), broken), PROFILE)
    assert done.findings == ()
    assert int(done.scene.register.placed.sum()) == len(rows) - 2
