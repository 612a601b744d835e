"""`geo-app import` and `geo-app template`: one document, its schema, its exit status; a load that is whole or not at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from click.testing import CliRunner

from geo_app.cli import main
from geo_app.config import load_settings
from geo_app.services.county import open_county
from layers.catalog import layer
from layers.store import ChangeState, Condition, Operator, Query, Scope
from tests.county import copied
from tests.layers.exchange.importing.tables import HEADERS, row

SCHEMAS = Path(__file__).parents[3] / "geo_app/cli/schemas"


@pytest.fixture
def folder(tiny_county_folder: Path, tmp_path: Path) -> Path:
    with copied(tiny_county_folder, tmp_path / "county"):
        pass
    return tmp_path / "county"


def call(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and document of one call, held to the verb's schema."""
    result = CliRunner().invoke(main, ["--data", str(folder), "--json", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    document = json.loads(result.stdout)
    schema = json.loads((SCHEMAS / f"{arguments[0]}.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    return result.exit_code, document


def sheet(path: Path, *rows: tuple[Any, ...]) -> str:
    """A CSV, or by its ending an XLSX."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        for cells in (HEADERS, *rows):
            book.active.append(list(cells))
        book.save(path)
    else:
        with path.open("w", encoding="gb18030", newline="") as stream:
            csv.writer(stream).writerows([HEADERS, *rows])
    return str(path)


def held(folder: Path, *codes: str) -> dict[str, Any]:
    """Plate code → number as written, of those that are in the store."""
    county = open_county(load_settings({"data_dir": str(folder)}, environment={}))
    try:
        same = Query(where=(Condition("plate_code", Operator.IN, codes),))
        frame = county.store.read("door_plate", Scope.everything(), same)
        return dict(zip(frame["plate_code"], frame["number_text"], strict=True))
    finally:
        county.close()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_good_file_is_loaded_once_however_often_it_is_given(folder: Path, tmp_path: Path, ending: str) -> None:
    file = sheet(tmp_path / f"plates.{ending}", row("T-0001"), row("T-0002"))
    status, first = call(folder, "import", "door_plate", file)
    assert (status, first["status"], first["read"], first["accepted"], first["loaded"]) == (0, "accepted", 2, 2, 2)
    assert held(folder, "T-0001", "T-0002") == {"T-0001": "1号", "T-0002": "1号"}
    status, second = call(folder, "import", "door_plate", file)
    assert (status, second["status"], second["unchanged"], second["loaded"]) == (0, "accepted", 2, 0)


def test_a_dry_run_loads_nothing(folder: Path, tmp_path: Path) -> None:
    file = sheet(tmp_path / "plates.csv", row("T-0001"))
    status, document = call(folder, "import", "door_plate", file, "--dry-run")
    assert (status, document["status"], document["new"], document["loaded"]) == (0, "accepted", 1, 0)
    assert held(folder, "T-0001") == {}


def test_one_bad_row_holds_the_file_back(folder: Path, tmp_path: Path) -> None:
    file = sheet(tmp_path / "plates.csv", row("T-0001"), row("T-0002", 门牌类型="中牌"))
    status, document = call(folder, "import", "door_plate", file)
    assert (status, document["status"], document["accepted"], document["rejected"]) == (1, "rejected", 0, 2)
    [finding] = [f for f in document["findings"] if f["severity"] == "error"]
    assert (finding["row"], finding["column"], finding["value"]) == (3, "门牌类型", "中牌")
    assert held(folder, "T-0001", "T-0002") == {}


def test_row_by_row_the_good_ones_enter(folder: Path, tmp_path: Path) -> None:
    file = sheet(tmp_path / "plates.csv", row("T-0001"), row("T-0002", 门牌类型="中牌"))
    status, document = call(folder, "import", "door_plate", file, "--mode", "rows")
    assert (status, document["status"], document["accepted"], document["rejected"]) == (0, "partly", 1, 1)
    assert held(folder, "T-0001", "T-0002") == {"T-0001": "1号"}


def test_the_problems_come_back_in_the_workbook(folder: Path, tmp_path: Path) -> None:
    file = sheet(tmp_path / "plates.xlsx", row("T-0001"), row("T-0002", 门牌类型="中牌"))
    call(folder, "import", "door_plate", file, "--errors", str(tmp_path / "errors.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "errors.xlsx")
    assert book.sheetnames[-1] == "问题"
    assert "没有“中牌”这一项" in str(book.worksheets[0]["L3"].value)


def test_a_declared_column_and_system(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "plates.csv"
    rows = [("编号", *HEADERS[1:6], "东", "北"), row("T-0001")]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    options = ["--map", "plate_code=编号", "--map", "lon=东", "--map", "lat=北", "--crs", "EPSG:4490"]
    status, document = call(folder, "import", "door_plate", str(path), *options)
    assert (status, document["loaded"], document["crs_said_by"]) == (0, 1, "person")
    assert document["columns"]["lon"] == "东"


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("lying.xlsx", b"not a zip"), ("what.exe", b"MZ"), ("words.csv", "只有一行字".encode())],
)
def test_what_cannot_be_read_is_refused_in_words(folder: Path, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    status, document = call(folder, "import", "door_plate", str(tmp_path / name))
    assert (status, document["status"]) == (1, "rejected")
    assert all(f["message"] and f["remedy"] for f in document["findings"])


def test_an_import_is_one_act_in_the_log_and_can_be_undone(folder: Path, tmp_path: Path) -> None:
    file = sheet(tmp_path / "plates.csv", row("T-0001"), row("T-0002"))
    call(folder, "import", "door_plate", file)
    county = open_county(load_settings({"data_dir": str(folder)}, environment={}))
    try:
        newest = county.store.change_sets(Scope.everything(), limit=1)[0]
        assert (newest.state, newest.edit_count) == (ChangeState.PUBLISHED, 2)
        assert newest.decision is not None
        assert newest.decision.basis == "console"
        assert "plates.csv" in newest.title
        assert "SHA-256" in newest.reason
        assert county.store.undo(newest.id, author="somebody", reason="试").edit_count == 2
    finally:
        county.close()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_template_is_written_where_it_is_asked_for(folder: Path, tmp_path: Path, kind: str) -> None:
    status, document = call(folder, "template", "door_plate", "-o", str(tmp_path / f"t.{kind}"))
    assert (status, document["format"]) == (0, kind)
    assert (tmp_path / f"t.{kind}").read_bytes()[:2] == (b"PK" if kind == "xlsx" else b"\xef\xbb")


def test_an_export_comes_back_unchanged(folder: Path, tmp_path: Path) -> None:
    for key in ("door_plate", "street", "villagers_group", "boundary_marker", "division"):
        file = str(tmp_path / f"{layer(key).key}.csv")
        result = CliRunner().invoke(main, ["--data", str(folder), "export", key, file])
        assert result.exit_code == 0, result.output
        status, document = call(folder, "import", key, file, "--dry-run")
        assert (status, document["unchanged"]) == (0, document["read"]), document["findings"][:3]
