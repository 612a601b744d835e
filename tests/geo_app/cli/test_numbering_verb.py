"""`geo-app numbering`: what a clerk reads and a program gets, on the small county and on files; nothing is changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import shapely
from click.testing import CliRunner, Result

from geo_app.cli import main
from layers.store import Query, Scope
from tests.county import copied
from tests.layers.test_checks import mirrored, spoil, twin

SCHEMA = json.loads(files("geo_app.cli").joinpath("schemas/numbering.json").read_text(encoding="utf-8"))
ALL = Scope.everything()
Numbering = Callable[..., Result]


@pytest.fixture
def folder(tiny_county_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small county with two faults in its numbers: a twin, and a door across the street."""
    monkeypatch.chdir(tmp_path)
    with copied(tiny_county_folder, tmp_path / "county") as county:
        twin(county.store, 0)
        mirrored(county.store, 3)
    return tmp_path / "county"


@pytest.fixture
def numbering(folder: Path) -> Numbering:
    return lambda *arguments: CliRunner().invoke(main, ["--data", str(folder), "numbering", *arguments])


def document(done: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA)
    return found


def test_the_audit_tells_what_is_wrong_what_to_do_and_what_it_rests_on(numbering: Numbering) -> None:
    done = numbering("audit")
    assert done.exit_code == 1, "a number that hangs twice is an error"
    lines = done.stdout.splitlines()
    assert "重" in lines[0] or "出现 2 次" in lines[0], "the gravest first"
    assert any("应在另一侧" in line for line in lines)
    assert any(line.startswith("建议 ") and "改为" in line for line in lines)
    assert any(line.startswith("或者 ") for line in lines)
    assert any(line.startswith("没有判断 N18") for line in lines)
    assert "没有改动任何数据" in done.stdout
    assert "未核实" in lines[-1]


def test_programs_get_findings_coverage_spaces_and_proposals(numbering: Numbering) -> None:
    found = document(numbering("audit", "--json"))
    assert found["counts"]["numbering.duplicate"] == 1
    assert found["counts"]["numbering.side"] == 1
    assert len(found["coverage"]) == 30
    wrong = {f["subject"] for f in found["findings"] if f["rule"] in ("numbering.duplicate", "numbering.side")}
    assert wrong <= {change["plate"] for proposal in found["proposals"] for change in proposal["changes"]}
    assert all(f["clause"] and f["remedy"] for f in found["findings"])
    assert document(numbering("--json", "audit"))["counts"] == found["counts"]


def test_the_audit_changes_nothing(numbering: Numbering, folder: Path) -> None:
    before = (folder / "county.gpkg").read_bytes()
    numbering("audit")
    numbering("infer")
    assert (folder / "county.gpkg").read_bytes() == before


def test_one_street_or_group_may_be_looked_at(numbering: Numbering) -> None:
    whole, street = document(numbering("audit", "--json")), document(numbering("audit", "--space", "怡园路", "--json"))
    assert 0 < street["plates"] < whole["plates"]
    assert {space["name"] for space in street["spaces"]} == {"怡园路"}
    assert document(numbering("infer", "--space", "何家村三组", "--json"))["plates"] == 10


def test_conventions_are_told_in_words(numbering: Numbering) -> None:
    lines = numbering("infer").stdout.splitlines()
    assert any("从东端编起，左单右双" in line for line in lines)
    assert any("按村民小组编号" in line for line in lines)
    assert not any("east" in line or "？" in line for line in lines)


def test_the_next_number_for_a_gate_on_a_street(numbering: Numbering, folder: Path) -> None:
    from geo_app.config import load_settings  # noqa: PLC0415
    from geo_app.services.county import open_county  # noqa: PLC0415

    county = open_county(load_settings({"data_dir": str(folder)}, environment={}))
    try:
        streets = county.store.read("street", ALL, Query(columns=("name",)))
        line = shapely.line_merge(streets.geometry[streets["name"] == "怡园路"].iloc[0])
    finally:
        county.close()
    at = line.interpolate(0.37, normalized=True)
    done = numbering("next", "--street", "怡园路", f"{at.x + 0.00008:.6f}", f"{at.y + 0.00008:.6f}", "--json")
    found = document(done)
    assert done.exit_code == 0
    assert found["space"]["name"] == "怡园路"
    assert found["clause"]
    assert found["number"].endswith("号")
    assert found["odd"] is (int(found["number"].split("号")[0]) % 2 == 1)


def test_a_gate_with_a_plate_and_places_where_nobody_can_know(numbering: Numbering) -> None:
    assert "已有门楼牌" in numbering("next", "117.01156", "31.06756").stdout
    beside = document(numbering("next", "--street", "怡园路", "117.01156", "31.06756", "--json"))
    assert [finding["rule"] for finding in beside["findings"]] == ["numbering.far", "numbering.occupied"]
    far = numbering("next", "118.5", "30.0")
    assert (far.exit_code, "没有" in far.stderr) == (1, True)
    assert numbering("next", "here", "there").exit_code == 2
    many = numbering("next", "--group", "三组", "117.01156", "31.06756")
    assert (many.exit_code, "写全村名和组名" in many.stderr) == (1, True)


def test_files_alone_give_the_same_verdict(numbering: Numbering, folder: Path) -> None:
    for layer, file in (("door_plate", "plates.csv"), ("street", "streets.geojson")):
        assert CliRunner().invoke(main, ["--data", str(folder), "export", layer, file]).exit_code == 0
    own = document(numbering("audit", "--json"))
    alone = document(numbering("audit", "--plates", "plates.csv", "--roads", "streets.geojson", "--json"))
    for rule in ("numbering.duplicate", "numbering.side", "numbering.order", "numbering.crossing"):
        assert alone["counts"].get(rule, 0) == own["counts"].get(rule, 0)


def test_plates_of_somebody_else_need_nothing_but_a_table(numbering: Numbering, tmp_path: Path) -> None:
    with Path("theirs.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("道路", "门牌号"), ("长安街", "1号"), ("长安街", "１号"), ("长安街", "3-2号")])
    done = numbering("audit", "--plates", "theirs.csv", "--json")
    assert done.exit_code == 1
    assert set(document(done)["counts"]) >= {"numbering.duplicate", "numbering.sub_number", "numbering.characters"}


@pytest.mark.parametrize(
    ("content", "said"),
    [("道路,经度\n长安街,1\n", "门牌号"), ("", "空"), ("道路,门牌号\n", "表")],
    ids=["no number", "empty", "no rows"],
)
def test_a_table_that_cannot_do_is_refused(numbering: Numbering, content: str, said: str) -> None:
    Path("plates.csv").write_text(content, encoding="utf-8")
    done = numbering("audit", "--plates", "plates.csv")
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_options_that_mean_nothing_alone_are_refused(numbering: Numbering) -> None:
    Path("roads.csv").write_text('名称,WKT\n长安街,"LINESTRING (117 31, 117.01 31)"\n', encoding="utf-8")
    Path("plates.csv").write_text("道路,门牌号,经度,纬度\n长安街,1号,117,31\n", encoding="utf-8")
    for arguments in (("--roads", "roads.csv"), ("--crs", "GCJ-02"), ("--plates", "plates.csv", "--crs", "没有")):
        done = numbering("audit", *arguments)
        assert (done.exit_code, "程序出错" in done.stderr, "→" in done.stderr) == (1, False, True)


def test_a_profile_of_ones_own_is_judged_by_and_a_wrong_one_refused(numbering: Numbering, folder: Path) -> None:
    Path("mine.toml").write_text('title = "本县规定"\nsource = "某年某号文"\nconfidence = "read"\n'
                                 '[severities]\nN01 = "warning"\n', encoding="utf-8")  # fmt: skip
    done = numbering("audit", "--profile", "mine.toml")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "依据：本县规定，某年某号文")
    Path("mine.toml").write_text('odd_side = "up"\nmetres_per_number = -4\n', encoding="utf-8")
    wrong = numbering("audit", "--profile", "mine.toml")
    assert wrong.exit_code == 1
    assert "odd_side" in wrong.stderr
    assert "metres_per_number" in wrong.stderr


def test_check_and_audit_judge_alike(numbering: Numbering, folder: Path) -> None:
    checked = json.loads(CliRunner().invoke(main, ["--data", str(folder), "--json", "check", "door_plate"]).stdout)
    audited = document(numbering("audit", "--json"))
    ours = {(f["rule"], f["subject"]) for f in audited["findings"] if f["rule"] != "numbering.totals"}
    theirs = {(f["rule"], f["subject"]) for f in checked["findings"]}
    assert ours <= theirs


def test_a_spoilt_plate_keeps_its_place(numbering: Numbering, folder: Path) -> None:
    """What a finding names can be found again in the county."""
    [finding] = [f for f in document(numbering("audit", "--json"))["findings"] if f["rule"] == "numbering.side"]
    from tests.county import opened  # noqa: PLC0415

    with opened(folder) as county:
        plate = county.store.get("door_plate", finding["subject"], ALL)
        spoil(county.store, plate, status="removed")
    assert "numbering.side" not in document(numbering("audit", "--json"))["counts"]
