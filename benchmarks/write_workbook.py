"""Writing every door plate to XLSX: ours against pandas with openpyxl on the same columns.

The rows are in memory before the clock starts. `pandas`: `DataFrame.to_excel(index=False)` with openpyxl, of the cells
that ours shows, once; ours the median of three. `xlsx_s` seconds, `megabytes` of the file.
"""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import pandas

from benchmarks import compared
from benchmarks.clock import county_at, seconds
from layers.catalog import layer
from layers.exchange.writers import format_of, gather
from layers.exchange.writers.sheet import sheet_columns
from layers.store import Query, Scope


def run(folder: Path) -> dict[str, Any]:
    """Seconds and megabytes; rows are in memory before the clock starts."""
    with county_at(folder) as county:
        rows = gather(county.store, layer("door_plate"), Scope.everything(), Query())
    frame = pandas.DataFrame({column.title: list(column.shown) for column in sheet_columns(rows)})
    numbers = count()
    with tempfile.TemporaryDirectory() as place:
        ours_at, theirs_at = Path(place) / "ours.xlsx", Path(place) / "theirs.xlsx"
        write = format_of("x.xlsx").write
        ours = {"xlsx_s": seconds(lambda: write(rows, Path(place) / f"{next(numbers)}.xlsx"))}
        write(rows, ours_at)
        theirs = {"xlsx_s": seconds(lambda: frame.to_excel(theirs_at, index=False), rounds=1)}
        ours["megabytes"] = ours_at.stat().st_size / 1e6
        theirs["megabytes"] = theirs_at.stat().st_size / 1e6
    answer = compared(ours, {"pandas": theirs})
    answer["ours"]["rows"] = rows.count
    return answer
