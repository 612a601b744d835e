"""Finishing a GeoPackage for other programs: R-tree content and triggers, extents, Chinese column titles."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from sqlalchemy import Connection, Table, select

from layers.store.geopackage import tree_name
from layers.store.tables import GEOMETRY

DATA_COLUMNS = """CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))"""

TRIGGERS = (
    """CREATE TRIGGER "{tree}_insert" AFTER INSERT ON "{table}" WHEN (new."{geom}" NOT NULL AND NOT ST_IsEmpty(NEW."{geom}"))
    BEGIN INSERT OR REPLACE INTO "{tree}" VALUES (NEW."fid", ST_MinX(NEW."{geom}"), ST_MaxX(NEW."{geom}"),
    ST_MinY(NEW."{geom}"), ST_MaxY(NEW."{geom}")); END""",
    """CREATE TRIGGER "{tree}_update6" AFTER UPDATE OF "{geom}" ON "{table}" WHEN OLD."fid" = NEW."fid"
    AND (NEW."{geom}" NOTNULL AND NOT ST_IsEmpty(NEW."{geom}")) AND (OLD."{geom}" NOTNULL AND NOT ST_IsEmpty(OLD."{geom}"))
    BEGIN UPDATE "{tree}" SET minx = ST_MinX(NEW."{geom}"), maxx = ST_MaxX(NEW."{geom}"), miny = ST_MinY(NEW."{geom}"),
    maxy = ST_MaxY(NEW."{geom}") WHERE id = NEW."fid"; END""",
    """CREATE TRIGGER "{tree}_update7" AFTER UPDATE OF "{geom}" ON "{table}" WHEN OLD."fid" = NEW."fid"
    AND (NEW."{geom}" NOTNULL AND NOT ST_IsEmpty(NEW."{geom}")) AND (OLD."{geom}" ISNULL OR ST_IsEmpty(OLD."{geom}"))
    BEGIN INSERT INTO "{tree}" VALUES (NEW."fid", ST_MinX(NEW."{geom}"), ST_MaxX(NEW."{geom}"),
    ST_MinY(NEW."{geom}"), ST_MaxY(NEW."{geom}")); END""",
    """CREATE TRIGGER "{tree}_update2" AFTER UPDATE OF "{geom}" ON "{table}" WHEN OLD."fid" = NEW."fid"
    AND (NEW."{geom}" ISNULL OR ST_IsEmpty(NEW."{geom}")) BEGIN DELETE FROM "{tree}" WHERE id = OLD."fid"; END""",
    """CREATE TRIGGER "{tree}_update5" AFTER UPDATE ON "{table}" WHEN OLD."fid" != NEW."fid"
    AND (NEW."{geom}" NOTNULL AND NOT ST_IsEmpty(NEW."{geom}")) BEGIN DELETE FROM "{tree}" WHERE id = OLD."fid";
    INSERT OR REPLACE INTO "{tree}" VALUES (NEW."fid", ST_MinX(NEW."{geom}"), ST_MaxX(NEW."{geom}"),
    ST_MinY(NEW."{geom}"), ST_MaxY(NEW."{geom}")); END""",
    """CREATE TRIGGER "{tree}_update4" AFTER UPDATE ON "{table}" WHEN OLD."fid" != NEW."fid"
    AND (NEW."{geom}" ISNULL OR ST_IsEmpty(NEW."{geom}"))
    BEGIN DELETE FROM "{tree}" WHERE id IN (OLD."fid", NEW."fid"); END""",
    """CREATE TRIGGER "{tree}_delete" AFTER DELETE ON "{table}" WHEN old."{geom}" NOT NULL
    BEGIN DELETE FROM "{tree}" WHERE id = OLD."fid"; END""",
)
"""The triggers of GeoPackage 1.4's R-tree extension. Their ST_ functions belong to the program that edits."""


def finish(connection: Connection, table: Table, titles: Mapping[str, str]) -> None:
    """After the rows are in: fills the R-tree, notes the extent, sets the triggers, names the columns."""
    connection.exec_driver_sql(DATA_COLUMNS)
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema',"
        " 'http://www.geopackage.org/spec120/#extension_schema', 'read-write')"
    )
    if titles:
        connection.exec_driver_sql(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?,?,?,?)",
            [(table.name, key, f"{title}（{key}）", title) for key, title in titles.items()],
        )
    if GEOMETRY not in table.c:
        return
    rows = connection.execute(select(table.c.fid, table.c[GEOMETRY]).where(table.c[GEOMETRY].is_not(None))).fetchall()
    if rows:
        bounds = shapely.bounds(shapely.from_wkb([row[1] for row in rows]))
        entries = [(row[0], box[0], box[2], box[1], box[3]) for row, box in zip(rows, bounds.tolist(), strict=True)]
        connection.exec_driver_sql(f'INSERT INTO "{tree_name(table.name)}" VALUES (?,?,?,?,?)', entries)  # noqa: S608
        west, south = bounds[:, :2].min(axis=0).tolist()
        east, north = bounds[:, 2:].max(axis=0).tolist()
        connection.exec_driver_sql(
            "UPDATE gpkg_contents SET min_x=?, min_y=?, max_x=?, max_y=? WHERE table_name=?",
            (west, south, east, north, table.name),
        )
    for trigger in TRIGGERS:
        # identifiers are declared, never stored or uploaded
        connection.exec_driver_sql(trigger.format(tree=tree_name(table.name), table=table.name, geom=GEOMETRY))
