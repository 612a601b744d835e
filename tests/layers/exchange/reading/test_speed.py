"""The county's 59,466 plates are read in seconds, child and all. Measured by `make test-long`."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from layers.exchange import read_file

PLATES = 59_466
COLUMNS = (
    "门牌编号",
    "行政区划代码",
    "种类",
    "标准地址",
    "门牌文字",
    "号",
    "状态",
    "经度",
    "纬度",
    "坐标来源",
    "安装日期",
    "备注",
)


def rows() -> Iterator[tuple[object, ...]]:
    for n in range(PLATES):
        where = (108.0 + n / 200_000, 35.2 + n % 997 / 5000)
        yield (f"620000100001-D{n:05d}", "620000100001", "小门牌", f"某省某市某县城关镇迎春路{n}号", f"迎春路{n}号", f"{n}号", "已启用", *where, "实测", "2024-05-01", None)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("kind", "seconds"), [("csv", 2.0), ("xlsx", 4.0)])
def test_all_plates_of_a_county_in_seconds(tmp_path: Path, kind: str, seconds: float) -> None:
    upload = tmp_path / "upload"
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows([COLUMNS, *rows()])
        upload.write_text(text.getvalue(), encoding="utf-8-sig")
    else:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("门牌")
        for row in (COLUMNS, *rows()):
            sheet.append(row)
        book.save(upload)
    took = []
    for _ in range(3):
        started = time.perf_counter()
        file = read_file(upload, f"门牌.{kind}")
        took.append(time.perf_counter() - started)
    assert len(file.tables[0].rows) == PLATES
    assert not [finding for finding in file.tables[0].findings if finding.severity != "info"]
    assert min(took) <= seconds, took
