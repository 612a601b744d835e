"""`geo-app report`: the file, its seal, the date, and what stays of an older file when writing fails."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_app.cli import main
from geo_app.reports import inspection
from geo_app.services.county import County
from layers.boundaries.overview import list_lines
from layers.store import Scope
from tests.geo_app.documents.example import docx_text, html_text


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "figures", lambda subject: [])


def line_of(county: County) -> str:
    return list_lines(county.store, Scope.everything())[0][1]


def report(county: County, target: Path, *more: str, line: str = "") -> Result:
    arguments = ["--data", str(county.settings.data_dir), "--json", "report", "inspection", "-o", str(target)]
    return CliRunner().invoke(main, [*arguments, "--line", line or line_of(county), *more])


def test_the_answer_names_the_file_and_its_seal(county: County, tmp_path: Path) -> None:
    target = tmp_path / "报告 一.html"
    done = report(county, target, "--date", "2026-11-20", "--year", "2025", "--round", "3")
    answer = json.loads(done.stdout)
    assert answer["path"] == str(target)
    assert answer["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    shown = html_text(target.read_bytes())
    assert "2026年11月20日" in shown
    assert "2025 年" in shown
    assert "第三轮" in shown


def test_the_same_date_gives_the_same_bytes_and_another_date_others(county: County, tmp_path: Path) -> None:
    seals = [
        json.loads(report(county, tmp_path / "x.docx", "--date", day).stdout)["sha256"]
        for day in ("2026-11-20", "2026-11-20", "2026-11-21")
    ]
    assert seals[0] == seals[1] != seals[2]


def test_an_older_file_stays_whole_when_the_new_one_cannot_be_made(county: County, tmp_path: Path) -> None:
    target = tmp_path / "x.html"
    target.write_text("上一份报告", encoding="utf-8")
    done = report(county, target, line="没有这条线")
    assert done.exit_code == 1
    assert target.read_text(encoding="utf-8") == "上一份报告"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("target", ["/nowhere/x.html", "/dev/full/x.html", "/proc/x.html"])
def test_a_place_that_cannot_be_written_is_told_in_words(county: County, target: str) -> None:
    done = report(county, Path(target))
    assert done.exit_code == 1
    assert "检查路径" in done.output
    assert "Traceback" not in done.output


def test_an_unknown_ending_is_told_with_those_there_are(county: County, tmp_path: Path) -> None:
    done = report(county, tmp_path / "x.odt")
    assert done.exit_code == 1
    assert ".docx、.pdf、.html" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_template_of_the_office_is_used_by_the_verb(tiny_county: County, tmp_path: Path) -> None:
    folder = tiny_county.settings.data_dir / "templates"
    folder.mkdir()
    (folder / "official.docx").write_bytes(b"broken")
    refused = report(tiny_county, tmp_path / "x.docx")
    assert refused.exit_code == 1
    assert "official.docx" in refused.output
    (folder / "official.docx").unlink()
    assert report(tiny_county, tmp_path / "x.docx").exit_code == 0
    assert "行政区域界线联合检查报告" in docx_text((tmp_path / "x.docx").read_bytes())
