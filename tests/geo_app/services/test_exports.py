"""Exports: the operator's file of a layer, the clerk's file of a list; conditions, times, scope, what a file says."""

from __future__ import annotations

import csv
import hashlib
import resource
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Person, Role
from geo_app.services.county import County
from geo_app.services.exports import export_file, export_listing, formats_for
from geo_app.services.listing import read_listing
from layers.catalog import layer
from layers.store import Condition, Operator, Query, Scope
from tests.geo_app.services.desks import CLERK, COUNTY_CLERK, TOWNSHIP

PLATE = layer("door_plate")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_operator_gets_every_row_and_field(read_county: County, tmp_path: Path) -> None:
    made = export_file(read_county, PLATE, tmp_path / "plates.csv", Query())
    rows = rows_of(tmp_path / "plates.csv")
    assert made.count == len(rows) == read_county.store.count("door_plate", Scope.everything())
    assert {field.title for field in PLATE.fields} <= set(rows[0])
    assert made.as_json()["sha256"] == hashlib.sha256((tmp_path / "plates.csv").read_bytes()).hexdigest()
    assert {row["演示生成"] for row in rows} == {"是"}


def test_conditions_are_read_as_the_fields_read_them(read_county: County, tmp_path: Path) -> None:
    where = (
        Condition("kind", Operator.EQUAL, "小门牌"),
        Condition("installed_on", Operator.AT_LEAST, "2019年1月1日"),
        Condition("generated", Operator.EQUAL, "是"),
        Condition("note", Operator.EQUAL, ""),
    )
    made = export_file(read_county, PLATE, tmp_path / "some.csv", Query(where=where))
    rows = rows_of(tmp_path / "some.csv")
    assert 0 < made.count < read_county.store.count("door_plate", Scope.everything())
    assert {row["门牌类型"] for row in rows} == {"小门牌"}
    assert min(row["安装日期"] for row in rows) >= "2019-01-01"


def test_wrong_conditions_are_all_named_at_once(read_county: County, tmp_path: Path) -> None:
    where = (
        Condition("nonsense", Operator.EQUAL, "1"),
        Condition("kind", Operator.EQUAL, "超大门牌"),
        Condition("installed_on", Operator.CONTAINS, "2019"),
    )
    with pytest.raises(Refused) as refused:
        export_file(read_county, PLATE, tmp_path / "x.csv", Query(where=where))
    assert [f.rule for f in refused.value.findings] == ["export.condition"] * 3
    assert "没有字段“nonsense”" in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["plates.doc", "plates", "plates.csv.exe"])
def test_an_unknown_ending_is_refused(read_county: County, tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="扩展名"):
        export_file(read_county, PLATE, tmp_path / name, Query())


def test_nothing_is_overwritten_and_nothing_half_written_stays(read_county: County, tmp_path: Path) -> None:
    (tmp_path / "plates.csv").write_text("mine")
    (tmp_path / "plates.dbf").write_text("mine")
    for ending in ("csv", "shp"):
        with pytest.raises(Refused, match="已存在"):
            export_file(read_county, PLATE, tmp_path / f"plates.{ending}", Query())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["plates.csv", "plates.dbf"]
    assert (tmp_path / "plates.dbf").read_text() == "mine"


def test_shapes_a_format_cannot_hold_are_refused_with_those_that_can(read_county: County, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        export_file(read_county, layer("place_name"), tmp_path / "x.shp", Query())
    assert ".xlsx" in refused.value.findings[0].remedy
    assert {one.ending for one in formats_for(layer("division"))} >= {".gpkg", ".kml", ".zip"}
    assert ".gpx" not in {one.ending for one in formats_for(layer("division"))}


def test_then_and_as_known_then(read_county: County, tmp_path: Path) -> None:
    before = datetime(2001, 1, 1, tzinfo=UTC)
    assert export_file(read_county, PLATE, tmp_path / "a.csv", Query(recorded_at=before)).count == 0
    export_file(read_county, PLATE, tmp_path / "b.csv", Query(as_of=date(2019, 5, 1)))
    assert {row["数据截至"] for row in rows_of(tmp_path / "b.csv")} == {"2019-05-01"}


def test_a_list_goes_out_as_it_is_shown(read_county: County, tmp_path: Path) -> None:
    asked = read_listing(
        PLATE, {"kind": ["small"], "sort": ["-plate_code"], "columns": ["plate_code,kind"], "size": ["25"]}
    )
    made = export_listing(read_county, COUNTY_CLERK, asked, "csv", tmp_path)
    rows = rows_of(made.path)
    wanted = Query(where=(Condition("kind", Operator.EQUAL, "small"),))
    assert len(rows) == made.count == read_county.store.count("door_plate", COUNTY_CLERK.scope, wanted) > 25
    codes = [row["门牌编码"] for row in rows]
    assert codes == sorted(codes, reverse=True)
    assert "标准地址" not in rows[0]
    assert {"经度", "所属区划代码", "所属区划", "演示生成", "来源", "数据截至", "坐标系"} <= set(rows[0])


def test_a_clerk_gets_the_township_and_nothing_else(read_county: County, tmp_path: Path) -> None:
    everywhere = read_listing(PLATE, {"columns": ["plate_code"]})
    made = export_listing(read_county, CLERK, everywhere, "csv", tmp_path)
    assert 0 < made.count < read_county.store.count("door_plate", Scope.everything())
    assert {row["所属区划代码"][:9] for row in rows_of(made.path)} == {TOWNSHIP}


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.INSPECTOR, Role.PLANNER, Role.ADMIN, Role.AUDITOR])
def test_whoever_may_not_export_gets_nothing(read_county: County, tmp_path: Path, role: Role) -> None:
    with pytest.raises(Refused, match="权限"):
        export_listing(read_county, Person("x", "x", role, (TOWNSHIP,)), read_listing(PLATE, {}), "csv", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_logged_with_its_seal(read_county: County, tmp_path: Path) -> None:
    made = export_listing(read_county, CLERK, read_listing(layer("street"), {}), "csv", tmp_path)
    entry = next(e for e in read_county.accounts.access_log.entries() if e["kind"] == "export")
    assert made.sha256 in str(dict(entry))
    assert entry["person"] == CLERK.name


def test_a_file_says_where_the_gate_stands(read_county: County, tmp_path: Path) -> None:
    export_file(read_county, PLATE, tmp_path / "a.csv", Query(limit=1))
    [row] = rows_of(tmp_path / "a.csv")
    assert read_county.profile.publication.notice in row["注意"]
    assert "不得公开" in row["注意"]
    assert "精确点位" in row["注意"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg", "geojson", "zip"])
def test_a_full_disk_is_said_and_leaves_nothing(read_county: County, tmp_path: Path, ending: str) -> None:
    """The limit on file size stands in for a full disk: writing fails in the middle of the file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(Refused) as refused:
            export_file(read_county, PLATE, tmp_path / f"plates.{ending}", Query())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.findings[0].rule == "export.not_written"
    assert list(tmp_path.iterdir()) == []


def test_a_relative_path_is_beside_the_person(
    read_county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export_file(read_county, layer("street"), Path("here.gpkg"), Query())
    assert (tmp_path / "here.gpkg").stat().st_size > 0
