"""GeoPackage's own tables (OGC 12-128r18): reference systems, contents, geometry columns, R-trees."""

from __future__ import annotations

from pyproj import CRS
from sqlalchemy import Connection, Table

from layers.store.geometry_column import STORAGE_SRID, GeometryColumn
from layers.store.tables import GEOMETRY

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300  # GeoPackage 1.3

CORE_TABLES = (
    """CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL PRIMARY KEY REFERENCES gpkg_contents(table_name),
    column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL
    REFERENCES gpkg_spatial_ref_sys(srs_id), z TINYINT NOT NULL, m TINYINT NOT NULL)""",
    """CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name))""",
    """INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
    ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL)""",
)


def tree_name(table_name: str) -> str:
    """The R-tree of a table's geometry."""
    return f"rtree_{table_name}_{GEOMETRY}"


def found(connection: Connection) -> None:
    """Marks an empty file as a GeoPackage and makes its own tables."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={USER_VERSION}")
    for statement in CORE_TABLES:
        connection.exec_driver_sql(statement)
    _register_reference_systems(connection)


def register(connection: Connection, table: Table, *, title: str = "", description: str = "") -> None:
    """Enters a table into the contents; spatial ones also get their R-tree."""
    spatial = GEOMETRY in table.c
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?,?,?,?,?)",
        (
            table.name,
            "features" if spatial else "attributes",
            title or table.name,
            description,
            STORAGE_SRID if spatial else None,
        ),
    )
    if not spatial:
        return
    kind = table.c[GEOMETRY].type
    assert isinstance(kind, GeometryColumn)  # noqa: S101
    connection.exec_driver_sql(
        "INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,0,0)",
        (table.name, GEOMETRY, kind.kind.upper(), STORAGE_SRID),
    )
    connection.exec_driver_sql(
        f'CREATE VIRTUAL TABLE "{tree_name(table.name)}" USING rtree(id, minx, maxx, miny, maxy)'
    )
    connection.exec_driver_sql(
        "INSERT INTO gpkg_extensions VALUES (?,?,'gpkg_rtree_index','http://www.geopackage.org/spec120/#extension_rtree','write-only')",
        (table.name, GEOMETRY),
    )


def _register_reference_systems(connection: Connection) -> None:
    for code in (STORAGE_SRID, 4326):
        system = CRS.from_epsg(code)
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,'EPSG',?,?,NULL)",
            (system.name, code, code, system.to_wkt("WKT1_GDAL")),
        )
