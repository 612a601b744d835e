"""Tables as the reader hands them over, made by hand, and the plates they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layers.catalog import LAYERS, layer
from layers.exchange import ImportOptions, ImportPlan, plan_file
from layers.exchange.table import Cell, RawRow, RawTable, ReadFile
from layers.store import Scope, Store

PLATE = layer("door_plate")
BY_KEY = {each.key: each for each in LAYERS}
HEADERS = ("门牌编码", "门牌类型", "标准地址", "门牌号", "状态", "区划代码", "经度", "纬度")
VILLAGE, OTHER_VILLAGE = "990101100201", "990101101202"
HERE = (117.0012, 31.2034)


def row(code: str, **changes: Any) -> tuple[Cell, ...]:
    """A good plate's cells under HEADERS; `changes` by heading."""
    cells: dict[str, Cell] = dict(
        zip(HEADERS, (code, "小门牌", f"某街{code}", "1号", "已安装", VILLAGE, *HERE), strict=True)
    )
    return tuple((cells | changes).values())


def table(*rows: Sequence[Cell], headers: Sequence[str] = HEADERS, **options: Any) -> RawTable:
    """A sheet: the header in row 1, data from row 2."""
    made = tuple(RawRow(n, tuple(cells)) for n, cells in enumerate(rows, 2))
    return RawTable(**{"name": "Sheet1", "columns": tuple(headers), "rows": made, "header_rows": (1,), **options})


def read(*tables: RawTable) -> ReadFile:
    return ReadFile(kind="csv", sha256="ab" * 32, names=tuple(t.name for t in tables), tables=tables)


def plan(
    store: Store, given: RawTable, layer_key: str = "door_plate", scope: Scope | None = None, **options: Any
) -> ImportPlan:
    """The plan for a table, as the console would make it."""
    return plan_file(
        BY_KEY[layer_key],
        read(given),
        "门牌.csv",
        ImportOptions(**options),
        store,
        scope or Scope.everything(),
        BY_KEY,
    )


def rules(made: ImportPlan, row_number: int | str | None = "any") -> list[str]:
    """The rules that spoke, in order; of one row (None: of the file) when it is named."""
    return [f.rule for f in made.findings if row_number == "any" or f.row == row_number]
