"""Every file of the corpus ends as it must: read wholly, or refused in Chinese words with what to do about it.

Nothing reads the canary, nobody calls the listener, nothing is left behind, nothing takes long.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from layers.exchange import read_file
from layers.exchange.table import ReadFile
from tests.layers.exchange.reading import corpus_csv, corpus_geojson, corpus_gis, corpus_workbook
from tests.layers.exchange.reading.cases import Bait, Case

SECRET = "the canary's secret 4711"
SECONDS = 30  # on a busy machine; 10 is promised on a quiet one
FAMILIES = {
    "csv": corpus_csv.CASES,
    "workbook": corpus_workbook.CASES,
    "geojson": corpus_geojson.CASES,
    "geopackage": corpus_gis.GEOPACKAGES,
    "shapefile": corpus_gis.SHAPEFILES,
    "kml-gpx": corpus_gis.KEYHOLES,
}
CASES = [pytest.param(case, id=f"{family}: {case}") for family, cases in FAMILIES.items() for case in cases]


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture
def bait(listener: socket.socket, tmp_path: Path) -> Bait:
    canary = tmp_path / "canary.csv"
    canary.write_text(f"name,x\n{SECRET},1\n", encoding="utf-8")
    return Bait(canary, f"http://127.0.0.1:{listener.getsockname()[1]}/x.geojson")


@pytest.mark.parametrize("case", CASES)
def test_each_file_ends_as_it_must(
    case: Case, bait: Bait, listener: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(case.build(bait))
    own = tmp_path / "temporary"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    started = time.monotonic()
    outcome = _outcome(upload, case.filename)
    assert time.monotonic() - started < SECONDS
    findings = outcome.findings if isinstance(outcome, Refused) else _findings(outcome)
    _check_words(findings)
    assert SECRET not in repr(outcome.findings if isinstance(outcome, Refused) else outcome)
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert list(own.iterdir()) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["canary.csv", "temporary", "upload"]
    _check(case, outcome, findings)


def _outcome(upload: Path, filename: str) -> ReadFile | Refused:
    try:
        return read_file(upload, filename)
    except Refused as no:
        return no


def _check(case: Case, outcome: ReadFile | Refused, findings: tuple[Finding, ...]) -> None:
    rules = {finding.rule for finding in findings}
    said = "；".join(f"{finding.message} {finding.remedy}" for finding in findings)
    if case.refused:
        assert isinstance(outcome, Refused), "must be refused"
        assert case.refused in rules, said
    else:
        assert isinstance(outcome, ReadFile), said
        assert set(case.rules) <= rules, said
        if case.rows is not None:
            assert sum(len(table.rows) for table in outcome.tables) == case.rows
        for table in outcome.tables:
            assert len(set(table.columns)) == len(table.columns)
            assert all(len(row.cells) == len(table.columns) for row in table.rows)
        assert case.seen is None or case.seen(outcome)
    assert case.says in said


def _findings(file: ReadFile) -> tuple[Finding, ...]:
    return (*file.findings, *(finding for table in file.tables for finding in table.findings))


def _check_words(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        assert re.search(r"[\u4e00-\u9fff]", finding.message), finding
        assert not re.search(r"Traceback|Error\b|Exception|/tmp/|0x[0-9a-f]{6}", finding.message + finding.remedy), (
            finding
        )
        assert finding.remedy or finding.severity == "info", finding


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 80
    assert sum(1 for cases in FAMILIES.values() for case in cases if case.refused) >= 60


NAIVE = """
import sys, pyogrio
try:
    print(pyogrio.read_dataframe(sys.argv[1]).to_csv())
except Exception as wrong:
    print(wrong)
"""


def test_the_canary_would_be_read_by_a_naive_reader(bait: Bait, tmp_path: Path) -> None:
    upload = tmp_path / "upload.geojson"
    upload.write_bytes(corpus_gis.vrt(bait).replace(b'"x"', b'"canary"'))
    done = subprocess.run([sys.executable, "-c", NAIVE, str(upload)], capture_output=True, text=True, check=False)
    assert SECRET in done.stdout


def test_the_listener_would_be_called_by_a_naive_reader(bait: Bait, listener: socket.socket, tmp_path: Path) -> None:
    case = next(case for case in corpus_geojson.CASES if case.name == "crs by link")
    upload = tmp_path / "upload.geojson"
    upload.write_bytes(case.build(bait))
    environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()} | {"GDAL_HTTP_TIMEOUT": "5"}
    naive = subprocess.Popen([sys.executable, "-c", NAIVE, str(upload)], stdout=subprocess.DEVNULL, env=environment)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(BlockingIOError):
                listener.accept()[0].close()
                return
            time.sleep(0.05)
        pytest.fail("nobody called")
    finally:
        naive.kill()
        naive.wait()
        with contextlib.suppress(BlockingIOError):
            while True:
                listener.accept()[0].close()
