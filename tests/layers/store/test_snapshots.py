"""A snapshot is an ordinary GeoPackage: GDAL opens it, reads it exactly, edits it; the public one says less."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from gazetteer.errors import Refused
from layers.catalog import layer
from layers.store import Query, Scope, Store, snapshot
from tests.layers.store.rows import ALL, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, load, plate

READ = """
import json, sys, pyogrio
rows = {}
for name, _ in pyogrio.list_layers(sys.argv[1]):
    frame = pyogrio.read_dataframe(sys.argv[1], layer=name)
    info = pyogrio.read_info(sys.argv[1], layer=name)
    rows[name] = {"fields": list(info["fields"]), "crs": info["crs"], "count": len(frame),
                  "rows": json.loads(frame.drop(columns="geometry", errors="ignore").to_json(orient="records")),
                  "wkt": [g.wkt for g in frame.geometry] if "geometry" in frame else []}
print(json.dumps(rows))
"""
BOX = """
import sys, pyogrio
print(len(pyogrio.read_dataframe(sys.argv[1], layer="door_plate", bbox=(108.3, 35.4, 108.4, 35.5))))
"""
EDIT = """
import sys, pyogrio
frame = pyogrio.read_dataframe(sys.argv[1], layer="door_plate")
frame["geometry"] = frame.geometry.translate(0.001)
pyogrio.write_dataframe(frame, sys.argv[1], layer="door_plate", append=True)
print(len(pyogrio.read_dataframe(sys.argv[1], layer="door_plate", bbox=(108.0, 35.0, 109.0, 36.0))))
"""


def in_child(code: str, path: Path) -> Any:
    """GDAL stays in a process of its own."""
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_gdal_reads_what_is_valid(store: Store, tmp_path: Path) -> None:
    load(store, plate(1, lon=108.123456789012), plate(2, valid_to=date(2020, 1, 1)), plate(3, address_text="{{7*7}}𠮷"))
    counts = snapshot(store, tmp_path / "all.gpkg")
    assert counts["door_plate"] == 2
    read = in_child(READ, tmp_path / "all.gpkg")
    assert set(read) == {declared.key for declared in store.layers}
    plates = read["door_plate"]
    assert "4490" in plates["crs"]
    assert [row["address_text"] for row in plates["rows"]] == ["测试街1号", "{{7*7}}𠮷"]
    assert shapely.from_wkt(plates["wkt"][0]).x == 108.123456789012
    assert snapshot(store, tmp_path / "then.gpkg", as_of=date(2019, 1, 1))["door_plate"] == 3


def test_gdal_finds_by_index_and_edits(file_store: Store, tmp_path: Path) -> None:
    load(file_store, plate(1), plate(2, lon=108.9))
    snapshot(file_store, tmp_path / "some.gpkg", layers=("door_plate",))
    assert in_child(BOX, tmp_path / "some.gpkg") == 1
    assert in_child(EDIT, tmp_path / "some.gpkg") == 4
    assert list(tmp_path.glob("*.part")) == []


def test_scope_and_refusals(file_store: Store, tmp_path: Path) -> None:
    load(file_store, plate(1), plate(2, division=OTHER_VILLAGE))
    target = tmp_path / "town.gpkg"
    assert snapshot(file_store, target, layers=("door_plate",), scope=Scope.of(TOWN)) == {"door_plate": 1}
    assert OTHER_VILLAGE.encode() not in target.read_bytes()
    with pytest.raises(Refused, match="已存在"):
        snapshot(file_store, target)
    with pytest.raises(Refused, match="没有图层 nonsense"):
        snapshot(file_store, tmp_path / "x.gpkg", layers=("nonsense",))
    assert snapshot(file_store, tmp_path / "none.gpkg", scope=Scope.nothing(), layers=("door_plate",)) == {
        "door_plate": 0
    }
    assert len(OTHER_TOWN) == 9


def test_the_public_one_carries_public_fields_and_the_grid(file_store: Store, tmp_path: Path) -> None:
    load(file_store, plate(1, lon=108.123456, lat=35.4), plate(2, lon=108.123457, lat=35.4))
    counts = snapshot(file_store, tmp_path / "public.gpkg", public_only=True)
    assert set(counts) == {declared.key for declared in file_store.layers if declared.public}
    read = in_child(READ, tmp_path / "public.gpkg")
    assert {"source", "recorded_from"}.isdisjoint(key for part in read.values() for key in part["fields"])
    for key, part in read.items():
        closed = {field.key for field in layer(key).fields if not field.public}
        assert closed.isdisjoint(part["fields"])
    sensitive = [declared.key for declared in file_store.layers if declared.public and declared.sensitive_position]
    for key in sensitive:
        for told, true in zip(read[key]["wkt"], file_store.read(key, ALL, Query()).geometry, strict=True):
            assert shapely.from_wkt(told) != true
    assert len(VILLAGE) == 12
