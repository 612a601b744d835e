"""The whole demo county out of the office: every plate opens in the programs people have, and the county checks clean."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from gazetteer.findings import blocking
from geo_app.services.county import County, open_county
from geo_app.services.exports import export_file
from layers.catalog import layer
from layers.checks import check_layers
from layers.store import Query, Scope
from tests.county import settings_of

pytestmark = pytest.mark.demo
PLATE = layer("door_plate")
ON_PURPOSE = {
    "plates.repair": "damaged and missing plates",
    "facility.unapproved": "cemeteries and burial areas nobody approved",
    "boundary.papers": "no agreement is known",
    "boundary.not_legal": "lines drawn from an open outline",
    "boundary.condition": "worn markers",
    "published.count": "eight communities published, seven in the list of codes",
    "numbering.activation": "activated plates without a photo",
    "numbering.order": "generated houses drawn towards the middle of their village",
    "numbering.outside_group": "generated houses drawn towards the middle of their village",
    "numbering.same_point": "generated gates on a corner",
    "names.act_document": "a renaming whose document is not known",
    "naming.duplicate": "hamlets of one township that share a name, as generated ones do",
}
"""Every rule that may speak about the demo, and why."""

READ = """
import json, sys, pyogrio
frame = pyogrio.read_dataframe(sys.argv[1])
print(json.dumps({"count": len(frame), "crs": frame.crs.to_epsg(), "kinds": frame["kind"].value_counts().to_dict(),
                  "made_up": int(frame["generated"].sum()), "unplaced": int(frame.geometry.isna().sum())}))
"""


@pytest.fixture(scope="module")
def demo(demo_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    folder = tmp_path_factory.mktemp("demo") / "county"
    shutil.copytree(demo_county_folder, folder)
    county = open_county(settings_of(folder))
    yield county
    county.close()


def test_gdal_opens_every_plate_of_a_geopackage(demo: County, tmp_path: Path) -> None:
    made = export_file(demo, PLATE, tmp_path / "plates.gpkg", Query())
    done = subprocess.run([sys.executable, "-c", READ, str(made.path)], capture_output=True, text=True, check=True)
    read = json.loads(done.stdout)
    assert read["kinds"] == dict(demo.profile.plates.totals)
    assert (read["count"], read["crs"], read["made_up"], read["unplaced"]) == (made.count, 4490, made.count, 0)


def test_a_spreadsheet_opens_every_plate(demo: County, tmp_path: Path) -> None:
    made = export_file(demo, PLATE, tmp_path / "plates.xlsx", Query())
    header, *rows = CalamineWorkbook.from_path(str(made.path)).get_sheet_by_index(0).to_python()
    assert len(rows) == made.count == sum(demo.profile.plates.totals.values())
    codes = {row[header.index("门牌编码")] for row in rows}
    assert len(codes) == made.count
    assert all(isinstance(code, str) for code in codes)


def test_the_demo_checks_clean_but_for_what_is_meant(demo: County) -> None:
    checked = check_layers(demo.store, demo.store.layers, Scope.everything(), demo.profile)
    assert set(checked.counts) <= set(ON_PURPOSE)
    assert blocking(checked.findings) == []
    assert checked.score == 100.0
