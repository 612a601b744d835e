"""Snapshots: what others get. An ordinary GeoPackage that QGIS and GDAL open and edit; never the live file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas
import numpy
import shapely
from sqlalchemy import Column, Connection, Integer, MetaData, Table, create_engine, insert
from sqlalchemy.engine import URL

from gazetteer.errors import Refused
from layers.crs import planar
from layers.layer import SYSTEM_COLUMNS, Field, Layer
from layers.profile import CountyProfile
from layers.store import geopackage, geopackage_finish
from layers.store.codec import WKB_FORM
from layers.store.contract import Query, Scope, Store
from layers.store.geometry_column import GeometryColumn
from layers.store.sqlite_library import library
from layers.store.tables import GEOMETRY, column_type

PUBLIC_COLUMNS = ("id", "version", "division", "valid_from", "valid_to", "generated")
"""The system columns a public snapshot carries; sources and recording times stay in the office."""


def snapshot(
    store: Store,
    path: Path,
    *,
    layers: Sequence[str] | None = None,
    scope: Scope | None = None,
    public_only: bool = False,
    as_of: date | None = None,
) -> dict[str, int]:
    """Writes what is valid on `as_of` (default: today) to a new GeoPackage; returns rows by layer.

    `public_only` keeps public layers and public fields, and moves positions of sensitive layers to the
    middle of the profile's publication grid. Raises Refused when the file exists or cannot be written.
    """
    if path.exists():
        raise Refused.because("snapshot.exists", f"{path.name} 已存在，不会覆盖", remedy="换一个文件名")
    chosen = _chosen(store, layers, public_only=public_only)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        counts = _write(store, part, chosen, scope or Scope.everything(), public_only=public_only, as_of=as_of)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return counts


def _chosen(store: Store, layers: Sequence[str] | None, *, public_only: bool) -> list[Layer]:
    known = {layer.key: layer for layer in store.layers}
    unknown = [key for key in layers or () if key not in known]
    if unknown:
        raise Refused.because("snapshot.layer", f"没有图层 {'、'.join(unknown)}", remedy="用 layers 查看全部图层")
    wanted = [known[key] for key in layers] if layers else list(store.layers)
    return [layer for layer in wanted if layer.public or not public_only]


def _write(
    store: Store, part: Path, chosen: Sequence[Layer], scope: Scope, *, public_only: bool, as_of: date | None
) -> dict[str, int]:
    sql = create_engine(URL.create("sqlite", database=str(part)), module=library().module)
    counts = {}
    try:
        with sql.begin() as connection:
            geopackage.found(connection)
            for layer in chosen:
                fields = [field for field in layer.fields if field.public or not public_only]
                system = PUBLIC_COLUMNS if public_only else SYSTEM_COLUMNS
                columns = tuple(field.key for field in fields)
                rows = store.read(layer.key, scope, Query(as_of=as_of, columns=columns))
                if public_only and layer.sensitive_position:
                    rows = _generalised(rows, store.profile)
                table = _table(layer, fields, system)
                table.create(connection)
                geopackage.register(connection, table, title=layer.title, description=layer.description)
                _fill(connection, table, rows)
                geopackage_finish.finish(connection, table, {field.key: field.title for field in fields})
                counts[layer.key] = len(rows)
    finally:
        sql.dispose()
    return counts


def _table(layer: Layer, fields: Sequence[Field], system: Sequence[str]) -> Table:
    geometry = [Column(GEOMETRY, GeometryColumn(layer.geometry.value))] if layer.geometry else []
    return Table(
        layer.key,
        MetaData(),
        Column("fid", Integer, primary_key=True),
        *geometry,
        *(Column(name, column_type(layer, name)) for name in (*system, *(field.key for field in fields))),
    )


def _fill(connection: Connection, table: Table, rows: geopandas.GeoDataFrame) -> None:
    names = [column.name for column in table.columns if column.name not in ("fid", GEOMETRY)]
    documents = [
        {"fid": fid, **dict(zip(names, values, strict=True))}
        for fid, values in enumerate(zip(*(_plain(rows[name]) for name in names), strict=True), start=1)
    ]
    if GEOMETRY in table.c:
        wkbs = shapely.to_wkb(rows.geometry.to_numpy(), **WKB_FORM)
        for document, wkb in zip(documents, wkbs, strict=True):
            document[GEOMETRY] = wkb
    if documents:
        connection.execute(insert(table), documents)


def _plain(column: Any) -> Iterator[Any]:
    for value in column.tolist():
        if isinstance(value, datetime):
            yield value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        else:
            yield None if isinstance(value, float) and numpy.isnan(value) else value


def _generalised(rows: geopandas.GeoDataFrame, profile: CountyProfile) -> geopandas.GeoDataFrame:
    """Points moved to the middle of their cell of the publication grid; other shapes are left out."""
    grid_m = profile.publication.public_grid_m
    to_metres, to_degrees = planar(profile.planar_epsg)
    geometry = rows.geometry.to_numpy()
    points = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    east, north = to_metres.transform(shapely.get_x(geometry[points]), shapely.get_y(geometry[points]))
    middle = [(numpy.floor(numpy.asarray(axis) / grid_m) + 0.5) * grid_m for axis in (east, north)]
    moved = numpy.full(len(rows), None, dtype=object)
    lon, lat = to_degrees.transform(middle[0], middle[1])
    moved[points] = shapely.points(lon, lat)
    return rows.set_geometry(geopandas.GeoSeries(moved, crs=rows.crs, index=rows.index))
