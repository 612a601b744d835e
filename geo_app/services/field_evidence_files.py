"""Files beside a line: its shape, its markers, what it follows, a marker's card; read in the isolated child."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.boundaries.route_text import Followed, RouteMarker
from layers.boundaries.tape_solution import ReferenceDistance
from layers.crs import to_storage
from layers.exchange.reader import read_file
from layers.exchange.table import Cell, RawRow, RawTable

LINE_NAMES = ("name", "界线名称", "名称", "line_code", "界线编码", "code", "id")
NUMBERS = ("number_text", "界桩号", "number", "name", "名称", "编号")
LON, LAT = ("lon", "longitude", "经度", "x"), ("lat", "latitude", "纬度", "y")
START, END, TERM = (
    ("start_m", "起", "起点里程", "起里程"),
    ("end_m", "止", "止点里程", "止里程"),
    ("term", "所沿", "地物"),
)
REFERENCE, AZIMUTH = ("name", "方位物", "名称"), ("azimuth_deg", "方位角")
CARD, NOW = ("card_m", "登记距离", "距离"), ("now_m", "今日距离", "复量距离", "实量")
Row = TypeVar("Row")


def labels(files: Sequence[Path]) -> list[str]:
    """What each file is called in an answer: its name, or its path where names are the same."""
    names = [file.name for file in files]
    return [file.name if names.count(file.name) == 1 else str(file) for file in files]


def line_of_file(file: Path, wanted: str, crs: str) -> tuple[str, BaseGeometry, list[Finding]]:
    """Name and shape (degrees, EPSG:4490) of the one line in a file, or of the one called `wanted`.

    Raises Refused when there is none, several and none was named, or no reference system is known.
    """
    read = read_file(file, file.name)
    found: list[tuple[str, BaseGeometry, RawTable]] = []
    for table in read.tables:
        for row in table.rows:
            shape = None if row.wkb is None else shapely.force_2d(shapely.from_wkb(row.wkb))
            if shape is not None and shape.geom_type in {"LineString", "MultiLineString"} and not shape.is_empty:
                found.append((_line_name(table, row), shape, table))
    chosen = [one for one in found if not wanted or wanted in one[0].split("\n")]
    if len(chosen) != 1:
        names = "、".join(one[0].replace("\n", " ") for one in found[:20]) or "没有线"
        raise Refused.because(
            "evidence.line_file",
            f"{file.name} 里要有且只有一条所指的界线，现有：{names}",
            remedy="用 --line 写明其中一条的名称",
        )
    [(name, shape, table)] = chosen
    system = crs or table.crs
    if not system:
        raise Refused.because(
            "evidence.crs", f"{file.name} 没有写明坐标系", remedy="用 --line-crs 写明，例如 EPSG:4490"
        )
    return name.split("\n")[0], _in_degrees(shape, system), [*read.findings, *table.findings]


def _line_name(table: RawTable, row: RawRow) -> str:
    """All that a line is called by, one a line; a number where it has no name."""
    told = [str(row.cells[table.columns.index(one)] or "") for one in LINE_NAMES if one in table.columns]
    return "\n".join(one for one in told if one) or f"第 {row.number} 个图形"


def _in_degrees(shape: BaseGeometry, system: str) -> BaseGeometry:
    def moved(xy: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        return numpy.column_stack(to_storage(xy[:, 0], xy[:, 1], system))

    return shapely.transform(shape, moved)


def markers_of_file(file: Path) -> list[RouteMarker]:
    """Markers of a table (number, longitude, latitude) or of a layer of points. Raises Refused, all rows at once."""

    def marker(table: RawTable, row: RawRow) -> RouteMarker:
        number = _text(table, row, NUMBERS)
        if row.wkb is None:
            return RouteMarker(number, _number(table, row, LON), _number(table, row, LAT))
        if not table.crs:
            raise ValueError("没有写明坐标系")
        xy = shapely.get_coordinates(_in_degrees(shapely.from_wkb(row.wkb), table.crs))
        if len(xy) != 1:
            raise ValueError("图形不是一个点")
        return RouteMarker(number, float(xy[0, 0]), float(xy[0, 1]))

    return _rows(file, marker)


def follows_of_file(file: Path) -> list[Followed]:
    """What the line follows, from a table of start and end (metres along it) and term. Raises Refused."""
    return _rows(
        file, lambda table, row: Followed(_number(table, row, START), _number(table, row, END), _text(table, row, TERM))
    )


def card_of_file(file: Path) -> list[ReferenceDistance]:
    """A marker's card with today's distances: name, azimuth (°), distance on the card and today (m). Raises Refused."""
    return _rows(
        file,
        lambda table, row: ReferenceDistance(
            _text(table, row, REFERENCE),
            _number(table, row, AZIMUTH),
            _number(table, row, CARD),
            _number(table, row, NOW),
        ),
    )


def _rows(file: Path, made: Callable[[RawTable, RawRow], Row]) -> list[Row]:
    """Each row of a file's first table with rows, made into something. Raises Refused with every row that cannot be."""
    tables = [table for table in read_file(file, file.name).tables if table.rows]
    if not tables:
        raise Refused.because("evidence.table", f"{file.name} 里没有数据行", remedy="核对文件", subject=file.name)
    rows: list[Row] = []
    findings: list[Finding] = []
    for row in tables[0].rows:
        try:
            rows.append(made(tables[0], row))
        except ValueError as wrong:
            message = f"{file.name} 第 {row.number} 行：{wrong}"
            findings.append(Finding("evidence.table", Severity.ERROR, message, subject=file.name, row=row.number))
    if findings:
        raise Refused(findings)
    return rows


def _cell(table: RawTable, row: RawRow, names: Sequence[str]) -> Cell:
    for name in names:
        if name in table.columns:
            return row.cells[table.columns.index(name)]
    raise ValueError(f"没有“{names[1]}”列（{names[0]}）")


def _text(table: RawTable, row: RawRow, names: Sequence[str]) -> str:
    told = str(_cell(table, row, names) or "").strip()
    if not told:
        raise ValueError(f"“{names[1]}”是空的")
    return told


def _number(table: RawTable, row: RawRow, names: Sequence[str]) -> float:
    cell = _cell(table, row, names)
    try:
        return float(str(cell))
    except ValueError:
        raise ValueError(f"“{names[1]}”不是数字：{cell}") from None
