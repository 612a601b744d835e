"""GeoPackage by SQL on a private copy: values as they are stored, geometries checked and written anew."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from gazetteer.findings import Finding, Severity
from layers.exchange.formats.checked_wkb import checked
from layers.exchange.formats.features import Feature, bad_geometry, feature_table
from layers.exchange.formats.noticed import Noticed
from layers.exchange.formats.task import Contents, Task, chosen
from layers.exchange.limits import Limits
from layers.exchange.prechecks.geopackage import opened_geopackage
from layers.exchange.table import Cell, RawTable

ENVELOPE_BYTES = (0, 32, 48, 48, 64)
# The database quotes the uploaded names itself (%w doubles quotation marks); they never enter SQL by our hand.
STATEMENT = """
    SELECT printf('SELECT %s FROM "%w"', group_concat(printf('"%w"', name), ', '), ?1)
    FROM (SELECT name FROM pragma_table_info(?1) WHERE name IN (SELECT value FROM json_each(?2)) ORDER BY cid)
"""
LISTED = "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY rowid"
CRS = """
    SELECT crs.organization, crs.organization_coordsys_id FROM gpkg_geometry_columns AS place
    JOIN gpkg_spatial_ref_sys AS crs ON crs.srs_id = place.srs_id WHERE lower(place.table_name) = lower(?)
"""
GEOMETRY = "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)"


def read(task: Task) -> Contents:
    """Every layer that holds something, or the one asked for. Raises Refused."""
    with opened_geopackage(task.path, task.limits) as connection:
        names = [str(name) for (name,) in connection.execute(LISTED)]
        spatial = bool(
            connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_geometry_columns'").fetchone()
        )
        tables = [_table(connection, name, spatial, task.limits) for name in chosen(names, task.sheet)]
    filled = tuple(table for table in tables if table.rows)
    return Contents(tuple(names), filled, tuple(_told(names, filled)))


def _table(connection: sqlite3.Connection, name: str, spatial: bool, limits: Limits) -> RawTable:
    noticed = Noticed(limits.findings)
    geometry = connection.execute(GEOMETRY, (name,)).fetchone() if spatial else None
    columns = _columns(connection, name, geometry[0] if geometry else "", noticed)
    wanted = json.dumps([*columns, *(geometry or ())], ensure_ascii=False)
    statement = connection.execute(STATEMENT, (name, wanted)).fetchone()[0]
    cursor = connection.execute(statement)
    order = [description[0] for description in cursor.description]
    at = order.index(geometry[0]) if geometry and geometry[0] in order else None
    rows = cursor.fetchmany(limits.rows + 1)
    types = [columns.get(column, "") for column in order]
    kept = [place for place in range(len(order)) if place != at]
    features = [
        Feature({order[place]: _cell(row[place], types[place]) for place in kept}, wkb)
        for row, wkb in zip(rows, _geometries(rows, at, noticed), strict=True)
    ]
    crs = _crs(connection, name, noticed) if at is not None else ""
    return feature_table(name, features, noticed, limits, crs=crs, crs_source="gpkg" if crs else "")


def _columns(connection: sqlite3.Connection, name: str, geometry: str, noticed: Noticed) -> dict[str, str]:
    """Column → declared type, without the geometry and without binary columns."""
    columns = {}
    for column, declared in connection.execute("SELECT name, upper(type) FROM pragma_table_info(?)", (name,)):
        if column.lower() == geometry.lower():
            continue
        if declared.startswith("BLOB"):
            noticed.add(
                Finding(
                    "reader.binary_column",
                    Severity.WARNING,
                    f"“{column}”是二进制内容（照片等），没有读",
                    column=column,
                    remedy="照片请作为附件另行上传",
                )
            )
            continue
        columns[column] = declared
    return columns


def _cell(value: object, declared: str) -> Cell:
    if value is None or value == "" or isinstance(value, bytes):
        return None
    if isinstance(value, int) and declared == "BOOLEAN":
        return bool(value)
    if isinstance(value, str) and declared in {"DATE", "DATETIME"}:
        return _dated(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return value if isinstance(value, str | int) else str(value)


def _dated(text: str) -> Cell:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text


def _geometries(rows: Sequence[Sequence[object]], at: int | None, noticed: Noticed) -> list[bytes | None]:
    if at is None:
        return [None] * len(rows)
    found: list[bytes | None] = []
    for index, row in enumerate(rows):
        blob = row[at]
        wkb = _wkb(blob) if isinstance(blob, bytes) else None
        if blob is not None and wkb is None:
            noticed.add(bad_geometry(index, "不是 GeoPackage 的几何"))
        found.append(wkb)
    return checked(found, noticed)


def _wkb(blob: bytes) -> bytes | None:
    """The well-known binary behind a GeoPackage header."""
    if len(blob) < 8 or blob[:2] != b"GP" or (blob[3] >> 1 & 7) >= len(ENVELOPE_BYTES):
        return None
    return blob[8 + ENVELOPE_BYTES[blob[3] >> 1 & 7] :]


def _crs(connection: sqlite3.Connection, name: str, noticed: Noticed) -> str:
    found = connection.execute(CRS, (name,)).fetchone()
    if found and str(found[0]).upper() == "EPSG" and isinstance(found[1], int) and found[1] > 0:
        return f"EPSG:{found[1]}"
    noticed.add(
        Finding(
            "reader.no_crs",
            Severity.WARNING,
            f"图层“{name}”没有声明坐标系（EPSG 编号）",
            remedy="导入时声明坐标系，或在 QGIS 中设好坐标系后重新导出",
        )
    )
    return ""


def _told(names: Sequence[str], filled: Iterable[RawTable]) -> list[Finding]:
    read_names = [table.name for table in filled]
    if not read_names:
        message = f"没有读到任何要素（图层：{'、'.join(names) or '无'}）"
        return [Finding("reader.no_data", Severity.ERROR, message, remedy="检查是否选错文件或图层")]
    if len(names) > 1:
        message = f"文件有 {len(names)} 个图层，读了：{'、'.join(read_names)}"[:500]
        return [Finding("reader.sheets", Severity.INFO, message, remedy="只要其中一个时，导入时指定图层名称")]
    return []
