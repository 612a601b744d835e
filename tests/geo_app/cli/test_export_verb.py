"""`geo-app export` and `geo-app check`: one document, its schema, its exit status; conditions and times."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from geo_app.cli import main
from layers.store import Edit, EditAct, Query, Scope
from tests.county import copied
from tests.layers.store.rows import load

SCHEMAS = Path(__file__).parents[3] / "geo_app/cli/schemas"


def call(folder: Path, verb: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and document of one call, held to the verb's schema."""
    result = CliRunner().invoke(main, ["--data", str(folder), "--json", verb, *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    document = json.loads(result.stdout)
    schema = "refused" if document.get("status") == "rejected" else verb
    jsonschema.validate(document, json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")))
    return result.exit_code, document


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg", "geojson", "shp", "zip", "kml", "gpx"])
def test_each_ending_is_a_format(tiny_county_folder: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"街路巷.{ending}"
    status, document = call(tiny_county_folder, "export", "street", str(file))
    assert (status, document["path"]) == (0, str(file))
    assert document["count"] > 0
    assert file.stat().st_size > 0


def test_conditions_join_by_and(tiny_county_folder: Path, tmp_path: Path) -> None:
    where = ("--where", "kind=small", "--where", "address_text~竹林村", "--where", "status!=missing")
    _, document = call(tiny_county_folder, "export", "door_plate", str(tmp_path / "a.csv"), *where)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == document["count"] > 0
    assert all("竹林村" in row["标准地址"] for row in rows)


def test_the_past_is_asked_by_both_times(tiny_county_folder: Path, tmp_path: Path) -> None:
    times = ("--as-of", "2019-05-01", "--recorded-at", "2001-01-01")
    status, document = call(tiny_county_folder, "export", "street", str(tmp_path / "a.csv"), *times)
    assert (status, document["count"]) == (0, 0)


def test_refusals_say_why(tiny_county_folder: Path, tmp_path: Path) -> None:
    for arguments, rule in (
        (("division", str(tmp_path / "a.gpx")), "export.format"),
        (("street", str(tmp_path / "a.docx")), "export.format"),
        (("street", str(tmp_path / "none" / "a.csv")), "export.folder"),
        (("street", str(tmp_path / "a.csv"), "--where", "nonsense=1"), "export.condition"),
    ):
        status, document = call(tiny_county_folder, "export", *arguments)
        assert (status, document["findings"][0]["rule"]) == (1, rule)
        assert document["findings"][0]["remedy"]


def test_check_counts_by_rule_and_scores(tiny_county_folder: Path) -> None:
    status, document = call(tiny_county_folder, "check", "burial_area", "door_plate")
    assert (status, document["score"]) == (0, 100)
    assert document["counts"]["facility.unapproved"] >= 1
    assert sum(document["counts"].values()) == len(document["findings"])


def test_a_person_is_told_what_the_format_could_not_carry(tiny_county_folder: Path, tmp_path: Path) -> None:
    with copied(tiny_county_folder, tmp_path / "county") as county:
        street = county.store.read("street", Scope.everything(), Query(limit=1))
        edit = Edit(
            layer="street",
            act=EditAct.CORRECT,
            object_id=street["id"].iloc[0],
            base_version=1,
            values={"note": "长" * 90},
        )
        load(county.store, edit)
    file = tmp_path / "a.shp"
    told = CliRunner().invoke(main, ["--data", str(tmp_path / "county"), "export", "street", str(file)])
    assert told.exit_code == 0
    assert "有 1 处超过 Shapefile 的 254 字节，已截短" in told.stdout
