"""Reading every door plate from CSV and XLSX: our isolated reader against pandas, openpyxl and calamine.

Ours includes what the peers do not do: a process of its own without network, prechecks, encoding and header
found out, text kept whole. The peers read a file they trust.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas
from python_calamine import CalamineWorkbook

from benchmarks import compared
from benchmarks.clock import county_at, seconds
from layers.catalog import layer
from layers.exchange.reader import read_file
from layers.exchange.writers import format_of, gather
from layers.store import Query, Scope


def run(folder: Path) -> dict[str, Any]:
    """Seconds by format."""
    with tempfile.TemporaryDirectory() as place:
        csv, xlsx = Path(place) / "plates.csv", Path(place) / "plates.xlsx"
        with county_at(folder) as county:
            rows = gather(county.store, layer("door_plate"), Scope.everything(), Query())
        for path in (csv, xlsx):
            format_of(path.name).write(rows, path)
        ours = {"csv_s": seconds(lambda: _read(csv, rows.count)), "xlsx_s": seconds(lambda: _read(xlsx, rows.count))}
        peers = {
            "pandas": {
                "csv_s": seconds(lambda: pandas.read_csv(csv, dtype=str)),
                "xlsx_s": seconds(lambda: pandas.read_excel(xlsx, dtype=str, engine="openpyxl"), rounds=1),
            },
            "openpyxl": {"xlsx_s": seconds(lambda: _openpyxl(xlsx), rounds=1)},
            "calamine": {
                "xlsx_s": seconds(lambda: CalamineWorkbook.from_path(str(xlsx)).get_sheet_by_index(0).to_python())
            },
        }
    answer = compared(ours, peers)
    answer["ours"]["rows"] = rows.count
    return answer


def _read(path: Path, expected: int) -> None:
    read = read_file(path, path.name)
    if len(read.tables[0].rows) != expected:
        raise RuntimeError(f"{path.name}: {len(read.tables[0].rows)} rows read, {expected} written")


def _openpyxl(path: Path) -> int:
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True))
