"""Rows whose texts have met every trap, and how real clients read them back."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
from python_calamine import CalamineWorkbook

from layers.catalog import layer
from layers.exchange.writers import Export, Made, format_of, gather
from layers.store import Query, Scope, Store
from tests.layers.store.rows import load, plate

NAMES = (
    "{{7*7}}",
    "{% if x %}",
    "<script>alert(1)</script> & \"引号\" '单引号'",
    "=cmd|' /C calc'!A0",
    "+1-800",
    "-3号",
    "@SUM(A1)",
    "'前面有撇号",
    "#N/A",
    "TRUE",
    "007",
    "2026-11-23",
    "1E5",
    "'; DROP TABLE door_plate; --",
    "𠮷野家𫝀湫 🏮",
    "葛󠄀城",
    "\u202eABC\u202c\u200f",
    "_x0041_与_x005F_",
    "两行\n文字,带逗号",
    "制表\t符",
    "é 与 é",
)
"""Texts that some format, template, spreadsheet or database would take for something else."""


def hostile(store: Store) -> Store:
    """The store with one plate for each of NAMES, the name in its note and address."""
    edits = [plate(n, address_text=f"{name}街", note=name, lon=108.3 + n / 997) for n, name in enumerate(NAMES, 1)]
    load(store, *edits)
    return store


def exported(store: Store, key: str = "door_plate", query: Query | None = None) -> Export:
    """The rows of a layer, in the order of their codes."""
    declared = layer(key)
    first = declared.natural_key[0]
    return gather(store, declared, Scope.everything(), query or Query(order_by=(first,)), notes=("示意图，不作依据",))


def written(export: Export, path: Path) -> Made:
    """The file, by its ending."""
    return format_of(path.name).write(export, path)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def read_openpyxl(path: Path, sheet: int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return [tuple(cell.value for cell in row) for row in book.worksheets[sheet].iter_rows()]


def read_calamine(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def read_gdal(path: Path | str, **options: Any) -> Any:
    return pyogrio.read_dataframe(path, **options)
