"""Backup, restore and verify as an operator types them: a backup's head proves that no event was cut off since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from click.testing import CliRunner

from geo_app import cli
from tests.county import copied

SCHEMAS = Path(cli.__file__).parent / "schemas"


def geo_app(folder: Path, verb: str, *words: str, status: int = 0) -> dict[str, Any]:
    """Runs a verb with --json and holds its document to its schema."""
    ran = CliRunner().invoke(cli.main, ["--data", str(folder), verb, "--json", *words])
    assert ran.exit_code == status, ran.output
    document: dict[str, Any] = json.loads(ran.stdout)
    if status == 0 or "counts" in document:
        jsonschema.validate(document, json.loads((SCHEMAS / f"{verb}.json").read_text(encoding="utf-8")))
    return document


def test_a_drill(tiny_county_folder: Path, tmp_path: Path) -> None:
    folder, archive = tmp_path / "county", tmp_path / "one.zip"
    with copied(tiny_county_folder, folder):
        pass
    made = geo_app(folder, "backup", str(archive))
    restored = geo_app(tmp_path / "again", "restore", str(archive))
    assert restored == {"findings": [], "counts": made["counts"]}
    verified = geo_app(tmp_path / "again", "verify", "--head", made["head"].upper())
    assert (verified["findings"], verified["head"], verified["events"]) == ([], made["head"], made["events"])
    cut = geo_app(folder, "verify", "--head", "0" * 64, status=1)
    assert [finding["rule"] for finding in cut["findings"]] == ["verify.tail"]


def test_refusals_speak_and_change_nothing(tiny_county_folder: Path, tmp_path: Path) -> None:
    folder, archive = tmp_path / "county", tmp_path / "one.zip"
    with copied(tiny_county_folder, folder):
        pass
    geo_app(folder, "backup", str(archive))
    before = archive.read_bytes()
    for verb, place in (("backup", folder), ("restore", folder)):
        refused = geo_app(place, verb, str(archive), status=1)
        assert refused["findings"][0]["remedy"]
    assert archive.read_bytes() == before
    archive.write_bytes(before[:-100])
    refused = geo_app(tmp_path / "again", "restore", str(archive), status=1)
    assert refused["findings"][0]["rule"] == "restore.not_a_backup"
    assert not (tmp_path / "again").exists()
