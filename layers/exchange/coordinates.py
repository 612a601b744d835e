"""Coordinates as a table has them: numbers, degrees-minutes-seconds, one column or two, or WKT; nothing converted yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy
import shapely
from numpy.typing import NDArray

from gazetteer.findings import Finding, Severity
from layers.conform import FULL_WIDTH
from layers.crs import Floats
from layers.degrees import parse_degrees
from layers.exchange.table import Cell, RawRow
from layers.layer import Geometry, Layer

Shapes = NDArray[numpy.object_]
Axis = Callable[[Cell], float]
_SPLIT = re.compile(r"\s*[,，;；、]\s*|\s+(?=[\d东西南北EWNS+−-])")
_SHAPES = {
    Geometry.POINT: ("Point", "MultiPoint"),
    Geometry.LINE: ("LineString", "MultiLineString"),
    Geometry.AREA: ("Polygon", "MultiPolygon"),
}


@dataclass(slots=True)
class Given:
    """What the file says about positions, row by row, in the file's own reference system.

    `shapes` holds a geometry or None per row (points too); `findings` what could not be read, by position
    of the row in the table; `written` how it was written: "degrees", "plane", "east_north" or "shape".
    """

    shapes: Shapes
    written: str
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)

    def wrong(self, row: int, finding: Finding) -> None:
        """Notes a finding about a row."""
        self.findings.setdefault(row, []).append(finding)


def read_given(layer: Layer, rows: Sequence[RawRow], columns: Mapping[str, int], position: Sequence[str]) -> Given:
    """Positions from the features' own geometries, else from the columns in `position`."""
    nothing = Given(numpy.full(len(rows), None, dtype=object), "shape")
    if layer.geometry is None:
        return nothing
    if any(row.wkb for row in rows):
        given = _from_wkb(rows)
    elif not position:
        return nothing
    elif position == ("wkt",):
        given = _from_wkt(rows, columns["wkt"])
    else:
        return _from_numbers(rows, columns, position)
    _fit(layer, given)
    return given


def _from_wkb(rows: Sequence[RawRow]) -> Given:
    shapes = shapely.from_wkb(numpy.array([row.wkb for row in rows], dtype=object), on_invalid="ignore")
    given = Given(numpy.asarray(shapes, dtype=object), "shape")
    for n, (row, shape) in enumerate(zip(rows, given.shapes, strict=True)):
        if row.wkb and shape is None:
            given.wrong(n, _unreadable("图形", "", "图形数据损坏，不能读取", "在原软件中修复后重新导出"))
    return given


def _from_wkt(rows: Sequence[RawRow], column: int) -> Given:
    texts = [str(row.cells[column] or "").strip() for row in rows]
    shapes = shapely.from_wkt(numpy.array([text or None for text in texts], dtype=object), on_invalid="ignore")
    given = Given(numpy.asarray(shapes, dtype=object), "shape")
    for n, (text, shape) in enumerate(zip(texts, given.shapes, strict=True)):
        if text and shape is None:
            given.wrong(
                n, _unreadable("图形（WKT）", text, "不是 WKT 图形", "写成 LINESTRING(100.1 30.4, 100.2 30.5) 的形式")
            )
    return given


def _fit(layer: Layer, given: Given) -> None:
    """Heights are left out and single parts taken out of their multi; another kind of geometry is refused."""
    assert layer.geometry is not None  # noqa: S101
    if (raised := int(shapely.has_z(given.shapes).sum())) > 0:
        given.shapes = shapely.force_2d(given.shapes)
        given.notes.append(
            Finding("import.height", Severity.INFO, f"{raised} 个图形带有高程，只导入了平面位置", column="图形")
        )
    for n, shape in enumerate(given.shapes):
        if shape is None:
            continue
        if shape.is_empty:
            given.shapes[n] = None
        elif shape.geom_type not in _SHAPES[layer.geometry]:
            message = f"{layer.title}的图形应为{layer.geometry.value}，实际为 {shape.geom_type}"
            given.wrong(
                n, Finding("import.geometry_kind", Severity.ERROR, message, column="图形", remedy="换成对应的图形")
            )
            given.shapes[n] = None
        elif shape.geom_type == "MultiPoint":
            given.shapes[n] = _single(given, n, shape)


def _single(given: Given, row: int, shape: shapely.MultiPoint) -> shapely.Point | None:
    if len(shape.geoms) == 1:
        return shape.geoms[0]
    message = f"一条记录有 {len(shape.geoms)} 个点，只能有一个"
    given.wrong(row, Finding("import.geometry_parts", Severity.ERROR, message, column="图形", remedy="拆成多条记录"))
    return None


def _from_numbers(rows: Sequence[RawRow], columns: Mapping[str, int], position: Sequence[str]) -> Given:
    first = position[0]
    written = "degrees" if first in ("lon", "lon_degrees", "point") else "east_north" if first == "east" else "plane"
    given = Given(numpy.full(len(rows), None, dtype=object), written)
    read = _reader(columns, position)
    xs, ys = numpy.full(len(rows), numpy.nan), numpy.full(len(rows), numpy.nan)
    for n, row in enumerate(rows):
        try:
            xs[n], ys[n] = read(row)
        except _Unread as unread:
            given.wrong(n, _unreadable(unread.column, unread.text, str(unread), unread.remedy))
    there = numpy.isfinite(xs) & numpy.isfinite(ys)
    given.shapes[there] = shapely.points(xs[there], ys[there])
    for n in numpy.flatnonzero(numpy.isfinite(xs) != numpy.isfinite(ys)).tolist():
        if n not in given.findings:
            given.wrong(n, _unreadable("经纬度", "", "两个坐标只填了一个", "补上另一个，或两个都不填"))
    return given


class _Unread(ValueError):
    def __init__(self, column: str, cell: Cell, reason: str, remedy: str = "写成 108.3600 或 108°21′36″") -> None:
        self.column, self.text, self.remedy = column, "" if cell is None else str(cell)[:80], remedy
        super().__init__(reason)


def _reader(columns: Mapping[str, int], position: Sequence[str]) -> Callable[[RawRow], tuple[float, float]]:
    if position[0] == "point":
        at = columns["point"]
        return lambda row: _pair(row.cells[at])
    if position[0] == "lon_degrees":
        lon = [columns.get(f"lon_{part}", -1) for part in ("degrees", "minutes", "seconds")]
        lat = [columns.get(f"lat_{part}", -1) for part in ("degrees", "minutes", "seconds")]
        return lambda row: (_sexagesimal(row, lon, "经度"), _sexagesimal(row, lat, "纬度"))
    x, y = columns[position[0]], columns[position[1]]
    first, second = (_degrees("lon"), _degrees("lat")) if position[0] == "lon" else (_metres("X"), _metres("Y"))
    return lambda row: (first(row.cells[x]), second(row.cells[y]))


def _degrees(axis: str) -> Axis:
    title = "经度" if axis == "lon" else "纬度"

    def read(cell: Cell) -> float:
        if (number := _number(title, cell)) is not None:
            return number
        try:
            return parse_degrees(str(cell), axis)
        except ValueError as wrong:
            raise _Unread(title, cell, str(wrong)) from wrong

    return read


def _metres(title: str) -> Axis:
    def read(cell: Cell) -> float:
        number = _number(title, cell)
        if number is None:
            raise _Unread(title, cell, f"“{str(cell)[:40]}”不是数字", "只填数字，不带单位")
        return number

    return read


def _number(title: str, cell: Cell) -> float | None:
    """The number a cell holds; NaN when it is empty, None when it is no plain number."""
    if cell is None or cell == "":
        return numpy.nan
    if isinstance(cell, str):
        text = cell.strip() if cell.isascii() else cell.translate(FULL_WIDTH).strip()
        if not text:
            return numpy.nan
        try:
            number = float(text)
        except ValueError:
            return None
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    else:
        number = float(cell)
    if not numpy.isfinite(number):
        raise _Unread(title, cell, f"“{cell}”不是有效的数字", "填写实测的坐标")
    return number


def _sexagesimal(row: RawRow, parts: Sequence[int], title: str) -> float:
    cells = [row.cells[n] if n >= 0 else None for n in parts]
    numbers = [_number(title, cell) for cell in cells]
    if any(number is None for number in numbers):
        raise _Unread(title, "°".join("" if c is None else str(c) for c in cells), f"{title}的度、分、秒应为数字")
    degrees, minutes, seconds = (float(number or 0.0) for number in numbers)
    if numpy.isnan(degrees):
        return numpy.nan
    minutes, seconds = (0.0 if numpy.isnan(part) else part for part in (minutes, seconds))
    if not (0 <= minutes < 60 and 0 <= seconds < 60):
        raise _Unread(title, f"{degrees:g}°{minutes:g}′{seconds:g}″", f"{title}的分、秒应小于 60")
    return degrees + minutes / 60 + seconds / 3600


def _pair(cell: Cell) -> tuple[float, float]:
    """Longitude and latitude out of one cell: 108.36,35.49 or 东经108°21′36″ 北纬35°29′24″."""
    if cell is None or not str(cell).strip():
        return numpy.nan, numpy.nan
    parts = [part for part in _SPLIT.split(str(cell).translate(FULL_WIDTH).strip()) if part]
    if len(parts) != 2:
        raise _Unread("坐标", cell, f"“{str(cell)[:40]}”不是一对坐标", "写成 100.1234,30.1234")
    return _degrees("lon")(parts[0]), _degrees("lat")(parts[1])


def _unreadable(column: str, text: str, reason: str, remedy: str) -> Finding:
    return Finding("position.unreadable", Severity.ERROR, reason, column=column, value=text[:80], remedy=remedy)


def coordinates_of(shapes: Shapes) -> tuple[Floats, Floats]:
    """One x and y per row: the point itself, else the middle of the geometry's bounds; NaN where there is none."""
    bounds = shapely.bounds(shapes)
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
