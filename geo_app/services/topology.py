"""Checking any file of areas: read in the isolated child, judged as a coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from layers.boundaries.topology import Coverage, check_coverage
from layers.crs import is_geographic
from layers.exchange.reader import read_file
from layers.exchange.table import RawTable

NAMES = ("code", "代码", "区划代码", "adcode", "name", "名称", "NAME", "id")
"""Columns by which units are called, the first that is there."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file's coverage, and what was noticed while reading."""

    coverage: Coverage
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app topology`."""
        findings = [finding.as_json() for finding in (*self.findings, *self.coverage.findings)]
        return {**self.coverage.as_json(), "findings": findings}


def check_file(
    file: Path, *, frame: Path | None = None, tolerance_m: float = 0.0, sheet: str = "", frame_sheet: str = ""
) -> CheckedFile:
    """Checks the areas of a file, against the union of the frame file's areas when one is given.

    Raises Refused when a file cannot be read, holds several layers and none was named, or the two files are
    in different reference systems.
    """
    table, noticed = _areas(file, sheet)
    outer: BaseGeometry | None = None
    if frame is not None:
        framing, more = _areas(frame, frame_sheet)
        noticed += more
        if framing.crs != table.crs:
            raise Refused.because(
                "topology.crs",
                f"外框的坐标系（{framing.crs or '未注明'}）与单元的（{table.crs or '未注明'}）不同",
                remedy="转换到同一坐标系后再检查",
            )
        outer = shapely.union_all([shape for shape in _shapes(framing) if shape is not None])
    coverage = check_coverage(
        _shapes(table),
        _names(table),
        frame=outer,
        degrees=not table.crs or is_geographic(table.crs),
        tolerance_m=tolerance_m,
    )
    return CheckedFile(coverage, tuple(noticed))


def _areas(file: Path, sheet: str) -> tuple[RawTable, list[Finding]]:
    read = read_file(file, file.name, sheet=sheet)
    tables = [table for table in read.tables if any(row.wkb for row in table.rows)]
    if len(tables) != 1:
        names = "、".join(table.name for table in tables) or "无"
        raise Refused.because(
            "topology.layer", f"{file.name} 里有 {len(tables)} 个图形图层（{names}）", remedy="用 --layer 指定其中一个"
        )
    return tables[0], [*read.findings, *tables[0].findings]


def _shapes(table: RawTable) -> Sequence[BaseGeometry | None]:
    return [None if row.wkb is None else shapely.from_wkb(row.wkb) for row in table.rows]


def _names(table: RawTable) -> list[str]:
    column = next((table.columns.index(name) for name in NAMES if name in table.columns), None)
    if column is None:
        return [f"第 {row.number} 个图形" for row in table.rows]
    return [str(row.cells[column] or f"第 {row.number} 个图形") for row in table.rows]
