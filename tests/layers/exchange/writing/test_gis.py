"""GeoPackage, GeoJSON, Shapefile, KML, GPX: GDAL opens them and reads what was kept; each says its CRS and what it is."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import pyogrio
import pytest
import shapely

from gazetteer.errors import Refused
from layers.catalog import LAYERS, layer
from layers.exchange.short_names import short_names, short_names_of
from layers.exchange.writers import Export, format_of
from layers.store import Edit, EditAct, Query, Store
from tests.layers.exchange.writing.rows import NAMES, exported, hostile, read_csv, read_gdal, written
from tests.layers.store.rows import load, number, plate


@pytest.fixture
def names(file_store: Store) -> Export:
    return exported(hostile(file_store))


@pytest.mark.parametrize(("ending", "column"), [("gpkg", "note"), ("geojson", "note"), ("kml", "备注")])
def test_gdal_reads_every_character(names: Export, tmp_path: Path, ending: str, column: str) -> None:
    path = tmp_path / f"a.{ending}"
    assert written(names, path).findings == ()
    frame = read_gdal(path)
    assert [str(value) for value in frame[column]] == list(NAMES)
    assert frame.geometry.x.tolist()[0] == pytest.approx(108.3 + 1 / 997, abs=1e-12)


def test_a_receiver_reads_names_codes_and_texts_from_gpx(names: Export, tmp_path: Path) -> None:
    written(names, tmp_path / "a.gpx")
    frame = read_gdal(tmp_path / "a.gpx", layer="waypoints")
    assert frame["name"].tolist() == [f"{name}街" for name in NAMES]
    assert frame["cmt"].tolist() == [f"P{n:06d}" for n in range(1, len(NAMES) + 1)]
    for name, text in zip(NAMES, frame["desc"], strict=True):
        assert f"备注：{name}" in text
        assert "所属区划代码：621025100200" in text
    assert set(frame["src"]) == {"测试"}
    assert frame.geometry.x.tolist()[0] == pytest.approx(108.3 + 1 / 997, abs=1e-9)


def test_shapefile_keeps_every_character_in_utf8(names: Export, tmp_path: Path) -> None:
    assert written(names, tmp_path / "牌.zip").findings == ()
    inside = set(zipfile.ZipFile(tmp_path / "牌.zip").namelist())
    assert {f"door_plate.{e}" for e in ("shp", "shx", "dbf", "prj", "cpg", "fields.csv", "readme.txt")} <= inside
    frame = read_gdal(f"/vsizip/{tmp_path / '牌.zip'}/door_plate.shp")
    assert frame["note"].tolist() == list(NAMES)
    assert frame.crs.to_epsg() == 4490


def test_numbers_days_and_yes_or_no_stay_what_they_are(file_store: Store, tmp_path: Path) -> None:
    full = {"installed_on": date(2019, 11, 3), "accuracy_m": 0.25, "photo_on_file": True}
    load(file_store, plate(1, **full), plate(2))
    written(exported(file_store), tmp_path / "a.gpkg")
    frame = read_gdal(tmp_path / "a.gpkg")
    assert frame["accuracy_m"].tolist()[0] == 0.25
    assert str(frame["installed_on"].iloc[0])[:10] == "2019-11-03"
    assert bool(frame["photo_on_file"].iloc[0]) is True
    assert frame["kind"].iloc[0] == "small"
    assert frame["accuracy_m"].isna().tolist() == [False, True]
    assert frame["id"].tolist() == [number(1), number(2)]
    kinds = dict(zip(*(pyogrio.read_info(tmp_path / "a.gpkg")[key] for key in ("fields", "ogr_types")), strict=True))
    assert (kinds["installed_on"], kinds["accuracy_m"], kinds["version"]) == ("OFTDate", "OFTReal", "OFTInteger64")


def test_each_file_says_what_it_is(names: Export, tmp_path: Path) -> None:
    for ending in ("gpkg", "geojson", "kml", "gpx", "zip"):
        written(names, tmp_path / f"a.{ending}")
    assert read_gdal(tmp_path / "a.gpkg").crs.to_epsg() == 4490
    assert "示意图，不作依据" in pyogrio.read_info(tmp_path / "a.gpkg")["layer_metadata"]["DESCRIPTION"]
    collection = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert "crs" not in collection
    for said in ("EPSG:4326", "示意图，不作依据", "数据截至", "来源：测试", "演示生成：无"):
        assert said in collection["description"]
        assert said in (tmp_path / "a.kml").read_text(encoding="utf-8")
        assert said in (tmp_path / "a.gpx").read_text(encoding="utf-8")
    readme = zipfile.ZipFile(tmp_path / "a.zip").read("door_plate.readme.txt").decode("utf-8-sig")
    assert "EPSG:4490" in readme
    assert "示意图，不作依据" in readme


def test_shapefile_cuts_long_text_by_whole_characters_and_counts(file_store: Store, tmp_path: Path) -> None:
    load(file_store, plate(1, note="长" * 200), plate(2, note="短"))
    [finding] = written(exported(file_store), tmp_path / "a.shp").findings
    assert (finding.rule, finding.value, finding.column) == ("export.text_cut", "1", "备注")
    assert read_gdal(tmp_path / "a.shp")["note"].tolist() == ["长" * 84, "短"]
    assert (tmp_path / "a.cpg").read_text() == "UTF-8"
    assert finding.message in (tmp_path / "a.readme.txt").read_text(encoding="utf-8-sig")


def test_the_mapping_names_every_shortened_field(names: Export, tmp_path: Path) -> None:
    written(names, tmp_path / "a.shp")
    mapping = {row["字段名"]: row["原字段"] for row in read_csv(tmp_path / "a.fields.csv")}
    fields = [name for name in read_gdal(tmp_path / "a.shp").columns if name != "geometry"]
    assert set(fields) == set(mapping)
    assert mapping["note"] == "note"
    assert all(len(name) <= 10 for name in fields)


def test_short_names_never_clash() -> None:
    made = short_names(["villagers_group", "villagers_groups", "villager_group", "vill_group", "VILL_GROUP", "note"])
    assert len({name.lower() for name in made.values()}) == 6
    assert made["vill_group"] == "vill_group"
    assert all(len(name) <= 10 for name in made.values())
    for declared in LAYERS:
        names = short_names_of(declared)
        assert len({name.lower() for name in names.values()}) == len(names) > len(declared.keys)


MARKS = ("generated", "演示生成", "desc")


def gpx_layer(ending: str, key: str) -> dict[str, str]:
    """Which of GPX's five layers, when it is GPX."""
    return {"layer": "tracks" if key == "street" else "waypoints"} if ending == ".gpx" else {}


@pytest.mark.parametrize("key", ["division", "street", "place_name", "burial_area"])
@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".zip", ".kml", ".gpx"])
def test_every_kind_of_layer_goes_out_or_is_refused(tiny_county, tmp_path: Path, key: str, ending: str) -> None:
    export = exported(tiny_county.store, key)
    path = tmp_path / f"a{ending}"
    if not format_of(path.name).holds(layer(key)):
        with pytest.raises(Refused):
            written(export, path)
        return
    written(export, path)
    read = f"/vsizip/{path}/{key}.shp" if ending == ".zip" else path
    frame = read_gdal(read, **gpx_layer(ending, key))
    assert len(frame) == export.count > 0
    if export.geometry:
        assert shapely.equals_exact(
            frame.geometry.union_all().envelope, shapely.union_all(export.shapes).envelope, tolerance=1e-7
        )
    if export.about.generated:
        marked = [str(value) for name in frame.columns if name in MARKS for value in frame[name]]
        assert any(value in ("1", "True", "是") or "演示生成：是" in value for value in marked)


def test_rows_without_a_position_are_told(tiny_county, tmp_path: Path) -> None:
    edit = Edit(
        layer="nursing_home",
        act=EditAct.CREATE,
        object_id=number(7),
        division=tiny_county.profile.code,
        values={"facility_code": "NEW-1", "name": "拟建敬老院", "state": "planned", "approval": "applied"},
        source="测试",
    )
    load(tiny_county.store, edit)
    export = exported(tiny_county.store, "nursing_home")
    for ending in (".gpx", ".kml"):
        findings = written(export, tmp_path / f"a{ending}").findings
        assert [(f.rule, f.value) for f in findings] == [("export.no_position", "1")]
    assert len(read_gdal(tmp_path / "a.gpx", layer="waypoints")) == export.count - 1
    written(export, tmp_path / "a.geojson")
    assert len(read_gdal(tmp_path / "a.geojson")) == export.count


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".zip", ".kml", ".gpx"])
def test_no_rows_still_make_a_file(file_store: Store, tmp_path: Path, ending: str) -> None:
    written(exported(file_store), tmp_path / f"a{ending}")
    read = f"/vsizip/{tmp_path}/a.zip/door_plate.shp" if ending == ".zip" else tmp_path / f"a{ending}"
    assert len(read_gdal(read, **gpx_layer(ending, ""))) == 0


def test_then_and_now(store: Store, tmp_path: Path) -> None:
    load(store, plate(1), plate(2, valid_to=date(2020, 1, 1)))
    now = exported(store)
    then = exported(store, query=Query(as_of=date(2019, 1, 1)))
    assert (now.count, then.count) == (1, 2)
    assert then.about.lines("")[2] == ("数据截至", "2019-01-01")
    written(then, tmp_path / "then.gpkg")
    assert read_gdal(tmp_path / "then.gpkg")["plate_code"].tolist() == ["P000001", "P000002"]
