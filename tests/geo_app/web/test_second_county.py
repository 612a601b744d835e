"""A second county, invented, in another 3° zone: nothing that comes out of it names the first one."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pymupdf
import pytest
from click.testing import CliRunner

from geo_app.cli import main
from layers.catalog import LAYERS
from layers.profile import shipped_profile
from layers.store import Scope
from tests.county import copied, invented_profile
from tests.geo_app.web.test_permissions import ONE_LAYER_A_DESK, questions
from tests.geo_app.web.world import World

FIRST = shipped_profile("zhengning")
NAMES = re.compile(
    rf"{FIRST.code}|{FIRST.name}|EPSG:{FIRST.planar_epsg}\b|\b{FIRST.planar_zoned_epsg}\b|{FIRST.english.split()[0]}"
    rf"|{FIRST.prefecture}|{FIRST.document_prefix}"
)
FORMATS = ("csv", "xlsx", "geojson", "gpkg", "kml")


def named(body: bytes) -> list[str]:
    """Places in a file, in the files of an archive or in the pages of a PDF, where the first county is named."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return [found for name in archive.namelist() for found in named(archive.read(name))]
    if body.startswith(b"%PDF"):
        with pymupdf.open(stream=body, filetype="pdf") as document:
            return NAMES.findall("".join(page.get_text() for page in document))
    return NAMES.findall(body.decode("utf-8", "replace"))


def test_the_two_counties_have_nothing_in_common() -> None:
    second = invented_profile()
    assert (second.code, second.planar_epsg) != (FIRST.code, FIRST.planar_epsg)
    assert abs(second.bounds[0] - FIRST.bounds[0]) > 3
    assert named(f"{FIRST.name}".encode()) == [FIRST.name]


def test_no_page_and_no_answer_names_the_other_county(world: World) -> None:
    asked = 0
    for who in ("reviewer", "admin", "public"):
        for question in questions(world, ONE_LAYER_A_DESK, reading_only=True):
            answer = world.ask(who, question.path(world))
            if answer.status_code == 200 and question.rule.endpoint != "static":
                asked += 1
                assert named(answer.get_data()) == [], str(question)
    assert asked > 60


@pytest.mark.parametrize("ending", FORMATS)
def test_no_exported_file_names_the_other_county(tiny_county_folder: Path, tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "county"
    with copied(tiny_county_folder, folder):
        pass
    for key in ("division", "place", "boundary_marker", "public_cemetery"):
        target = tmp_path / f"{key}.{ending}"
        ran = CliRunner().invoke(main, ["--data", str(folder), "export", key, str(target)])
        assert ran.exit_code == 0, ran.output
        assert named(target.read_bytes()) == [], target.name


def test_no_paper_template_or_copy_names_the_other_county(tiny_county_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    with copied(tiny_county_folder, folder) as county:
        line = str(county.store.read("boundary_line", Scope.everything())["id"].iloc[0])
    calls = [("report", "inspection", "--line", line, "-o", str(tmp_path / f"r.{e}")) for e in ("docx", "pdf", "html")]
    calls += [("snapshot", str(tmp_path / "s.gpkg")), ("backup", str(tmp_path / "b.zip"))]
    calls += [("template", layer.key, "-o", str(tmp_path / f"t-{layer.key}.xlsx")) for layer in LAYERS[:6]]
    calls += [("--json", "check"), ("--json", "layers"), ("--json", "verify")]
    for call in calls:
        ran = CliRunner().invoke(main, ["--data", str(folder), *call])
        assert named(ran.output.encode()) == [], call
    for file in sorted(tmp_path.glob("*.*")):
        assert named(file.read_bytes()) == [], file.name
