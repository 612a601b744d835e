"""What is in a file before it is judged: headings, first values, what each column was taken for, which system."""

from __future__ import annotations

from typing import Any

from layers.exchange.coordinates import read_given
from layers.exchange.mapping import map_columns
from layers.exchange.reference_systems import settle
from layers.exchange.sheets import EXPLAINING
from layers.exchange.table import Cell, RawTable, ReadFile
from layers.layer import Layer
from layers.profile import CountyProfile

SAMPLES = 3
LONGEST = 40
LOOKED_AT = 2000  # rows, for the reference system


def inspect_file(layer: Layer, read: ReadFile, profile: CountyProfile) -> list[dict[str, Any]]:
    """Each table of the file as plain values, the one that fits best first."""
    tables = [table for table in read.tables if table.name not in EXPLAINING]
    found = [_inspect(layer, table, profile) for table in tables]
    return sorted(found, key=lambda table: (-len(table["columns"]), table["missing"]))


def _inspect(layer: Layer, table: RawTable, profile: CountyProfile) -> dict[str, Any]:
    has_shapes = any(row.wkb for row in list(table.rows[:50]))
    columns = map_columns(layer, table.columns, has_shapes=has_shapes)
    rows = table.rows[:SAMPLES]
    some = table.rows[:LOOKED_AT]
    system = settle(
        read_given(layer, some, columns.columns, columns.position), "", table.crs, table.crs_source, profile
    )
    letters = table.column_letters or ("",) * len(table.columns)
    return {
        "name": table.name,
        "rows": len(table.rows),
        "headers": list(table.columns),
        "letters": list(letters),
        "samples": [[_shown(row.cells[n]) for row in rows] for n in range(len(table.columns))],
        "columns": dict(columns.columns),
        "unknown": list(columns.unknown),
        "missing": sum(finding.rule == "import.missing_column" for finding in columns.findings),
        "findings": [finding.as_json() for finding in (*table.findings[:20], *columns.findings) if finding.row is None],
        "shapes": has_shapes,
        "crs": table.crs,
        "crs_source": table.crs_source,
        "system": system.name,
        "said_by": system.said_by,
        "system_findings": [finding.as_json() for finding in system.findings],
        "encoding": table.encoding,
    }


def _shown(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
