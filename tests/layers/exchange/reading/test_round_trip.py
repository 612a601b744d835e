"""What our writers write, our reader reads: every text character for character, every position to the last bit."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from layers.exchange import read_file
from layers.exchange.table import ReadFile
from layers.store import Store
from tests.layers.exchange.writing.rows import NAMES, exported, hostile, written


def column(file: ReadFile, *titles: str) -> list[object]:
    table = file.tables[0]
    at = next(n for n, name in enumerate(table.columns) if name in titles)
    return [row.cells[at] for row in table.rows]


def roundabout(store: Store, tmp_path: Path, name: str) -> ReadFile:
    path = tmp_path / name
    written(exported(hostile(store)), path)
    return read_file(path, name)


@pytest.mark.parametrize("name", ["plates.csv", "plates.xlsx", "plates.geojson", "plates.gpkg", "plates.kml"])
def test_texts_come_back_as_they_were(file_store: Store, tmp_path: Path, name: str) -> None:
    file = roundabout(file_store, tmp_path, name)
    assert column(file, "备注", "note") == list(NAMES)
    assert not [finding for finding in file.tables[0].findings if finding.severity == "error"]


@pytest.mark.parametrize("name", ["plates.geojson", "plates.gpkg", "plates.zip"])
def test_positions_come_back_to_the_last_bit(file_store: Store, tmp_path: Path, name: str) -> None:
    file = roundabout(file_store, tmp_path, name)
    found = [shapely.from_wkb(row.wkb).x for row in file.tables[0].rows if row.wkb]
    assert found == [108.3 + n / 997 for n in range(1, len(NAMES) + 1)]
    assert file.tables[0].crs in {"EPSG:4490", "EPSG:4326"}


def test_a_shapefile_brings_its_texts_back(file_store: Store, tmp_path: Path) -> None:
    file = roundabout(file_store, tmp_path, "plates.zip")
    assert file.tables[0].encoding == "utf-8"
    assert set(NAMES) <= {text for row in file.tables[0].rows for text in row.cells}
