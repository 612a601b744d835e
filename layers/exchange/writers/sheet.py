"""What a table of text (CSV, XLSX) carries beside the columns: the position, and what the file is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import shapely

from layers.exchange.writers.export import Column, Export
from layers.layer import FieldKind, Geometry
from layers.store.contract import Value

CRS = "EPSG:4490"
WKT = "图形WKT"


def sheet_columns(export: Export) -> tuple[Column, ...]:
    """The columns, then longitude and latitude, or the shape as WKT."""
    return (*export.columns, *_positions(export))


def told_columns(export: Export) -> list[Column]:
    """For files that have no other place for it: date and CRS on every row, the notes on the first."""
    about = export.about
    columns = [_column("as_of", "数据截至", FieldKind.TEXT, [about.as_of.isoformat()] * export.count)]
    if export.geometry is not None:
        columns.append(_column("crs", "坐标系", FieldKind.TEXT, [CRS] * export.count))
    notes: list[Value] = [None] * export.count
    if notes:
        notes[0] = "；".join(about.notes)
    return [*columns, _column("notes", "注意", FieldKind.TEXT, notes)]


def _positions(export: Export) -> list[Column]:
    if export.geometry is None:
        return []
    shapes = export.shapes
    if export.geometry is not Geometry.POINT:
        wkt: numpy.ndarray = shapely.to_wkt(shapes, rounding_precision=-1)
        return [_column("wkt", WKT, FieldKind.LONG_TEXT, wkt.tolist())]
    missing = shapely.is_missing(shapes).tolist()
    axes = (("lon", "经度", shapely.get_x(shapes)), ("lat", "纬度", shapely.get_y(shapes)))
    return [
        _column(
            key,
            title,
            FieldKind.NUMBER,
            [None if gone else value for gone, value in zip(missing, axis.tolist(), strict=True)],
        )
        for key, title, axis in axes
    ]


def _column(key: str, title: str, kind: FieldKind, values: Sequence[Value]) -> Column:
    return Column(key=key, title=title, kind=kind, stored=values, shown=values)
