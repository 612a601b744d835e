"""59,466 plates with all checks, history and index through `geo-app import`, from CSV and from XLSX, in at most ten seconds."""

from __future__ import annotations

import csv
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from geo_app.services.county import open_county
from layers.catalog import layer
from layers.conform import shown
from layers.demo.county import demo_layers
from layers.profile import SHIPPED, shipped_profile
from layers.store import Decision
from layers.store.contract import Edit
from tests.county import settings_of

pytestmark = [pytest.mark.long, pytest.mark.demo]

HOME = "zhengning"
MOST_SECONDS = 10.0
MOST_PROCESSOR_SECONDS = 18.0
"""Judged instead when others kept the machine busy: both processes together, slowed by shared caches."""

BUSY = 1.3  # wall to processor time of a machine that does other things besides
GROUND = ("division", "street", "villagers_group")
HEADERS = (
    "门牌编码", "门牌类型", "标准地址", "牌面文字", "门牌号", "状态", "街路巷", "村民小组", "二维码标识", "安装日期",
    "激活日期", "定位方式", "已有照片", "区划代码", "经度", "纬度",
)  # fmt: skip


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with the county before any plate hung in it, and one with the plates as files."""
    built = dict(demo_layers(shipped_profile(HOME), SHIPPED / HOME))
    folder, files = tmp_path_factory.mktemp("empty") / "county", tmp_path_factory.mktemp("files")
    county = open_county(settings_of(folder))
    try:
        decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
        known = [edit for key in GROUND for edit in built[key]]
        county.store.load(known, decision=decision, title="底数", reason="测试")
    finally:
        county.close()
    codes = {e.object_id: e.values["group_code"] for e in built["villagers_group"]}
    codes |= {e.object_id: e.values["street_code"] for e in built["street"]}
    rows = [HEADERS, *(list(_row(edit, codes)) for edit in built["door_plate"])]
    with (files / "plates.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("门牌")
    for cells in rows:
        sheet.append([None if cell == "" else cell for cell in cells])
    book.save(files / "plates.xlsx")
    return folder, files


def _row(edit: Edit, codes: dict[str, Any]) -> Iterator[Any]:
    plate = layer("door_plate")
    for title in HEADERS[:13]:
        field = next(f for f in plate.fields if f.title == title)
        value = edit.values.get(field.key)
        yield (
            codes.get(str(value), "") if field.references else value if title.endswith("日期") else shown(field, value)
        )
    assert edit.geometry is not None
    yield from (edit.division, edit.geometry.x, edit.geometry.y)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_all_plates_enter_in_ten_seconds(ground: tuple[Path, Path], tmp_path: Path, ending: str) -> None:
    folder, files = ground
    shutil.copytree(folder, tmp_path / "county")
    command = [
        sys.executable,
        "-m",
        "geo_app.cli",
        "--data",
        str(tmp_path / "county"),
        "--json",
        "import",
        "door_plate",
    ]
    began, used = time.perf_counter(), _processor_seconds()
    done = subprocess.run([*command, str(files / f"plates.{ending}")], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    document = json.loads(done.stdout)
    assert (done.returncode, document["status"], document["loaded"]) == (0, "accepted", 59_466), document["findings"][
        :3
    ]
    used = _processor_seconds() - used
    if seconds <= BUSY * used:
        assert seconds <= MOST_SECONDS
    assert used <= MOST_PROCESSOR_SECONDS


def _processor_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
