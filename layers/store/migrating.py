"""Alembic at work: running the written migrations, and comparing a place with the declarations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from layers.store.geometry_column import GeometryColumn
from layers.store.tables import Tables

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None, tables: Tables, *, versions: Path | None = None) -> Config:
    """Alembic's configuration for a connection; `versions` is another folder of revisions."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    if versions is not None:
        config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["tables"] = tables
    return config


def latest(config: Config) -> str:
    """The last written revision."""
    return ScriptDirectory.from_config(config).get_current_head() or ""


def known(config: Config, revision: str) -> bool:
    """Whether this program has that revision."""
    return revision in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def stamp(config: Config) -> None:
    """Notes that the place is at the last revision."""
    command.stamp(config, "head")


def upgrade(config: Config) -> None:
    """Runs what is missing, in order."""
    command.upgrade(config, "head")


def differences(connection: Connection, tables: Tables) -> list[Any]:
    """What Alembic's autogenerate finds between a place and the declarations; empty when they agree."""
    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": type_differs})
    return list(compare_metadata(context, tables.metadata))


def type_differs(
    _context: object, _found: object, _declared: object, _found_type: object, declared_type: object
) -> bool | None:
    """Alembic's own comparison, but for geometry: reflection reads SQLite's POINT as an integer."""
    return False if isinstance(declared_type, GeometryColumn) else None


def ours(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Hides the tables of GeoPackage, of its R-trees, of PostGIS and of Alembic; and the spatial indexes."""
    hidden = ("gpkg_", "rtree_", "sqlite_", "alembic_version", "spatial_ref_sys")
    return not ((name or "").startswith(hidden) or (kind == "index" and (name or "").startswith("gist_")))
