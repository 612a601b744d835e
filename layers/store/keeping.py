"""Keeping: one consistent copy of a database with a note of what is in it, and putting it back into an empty place."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError

from gazetteer.errors import Refused
from layers.layer import Layer
from layers.store.contract import DatabaseCopy
from layers.store.engines import StoreEngine, engine_for
from layers.store.geopackage_engine import GeoPackageEngine
from layers.store.sqlite_library import library
from layers.store.tables import Tables, declare_tables
from layers.store.troubles import refusal
from layers.store.writing import chain_head

OTHERS_TABLES = {"spatial_ref_sys"}


def copy_out(engine: StoreEngine, tables: Tables, layers: Sequence[Layer], target: Path) -> DatabaseCopy:
    """Writes one consistent copy to `target`, which must not exist, while others read and write on.

    A GeoPackage engine writes a database file (VACUUM INTO), PostGIS a pg_dump archive. The note is
    taken from the copy itself, not from what the store says a moment later.
    """
    if target.exists():
        raise Refused.because("backup.exists", f"{target.name} 已存在，不会覆盖", remedy="换一个文件名")
    if isinstance(engine, GeoPackageEngine):
        copy_sqlite(engine.path, target)
        copied = create_engine(URL.create("sqlite", database=str(target)), module=library().module)
        try:
            with copied.connect() as connection:
                return _note("geopackage", connection, tables, layers)
        finally:
            copied.dispose()
    with engine.reading() as connection:
        made = _note("postgis", connection, tables, layers)
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        _run(engine, "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        return made


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of any SQLite file of ours, through the one library of this process."""
    opened = create_engine(
        URL.create("sqlite", database=str(source)),
        module=library().module,
        connect_args={"timeout": 30, "isolation_level": None},
    )
    try:
        with opened.connect() as connection:
            connection.execute(text("VACUUM INTO :path"), {"path": str(target)})
        with target.open("rb") as stream:
            os.fsync(stream.fileno())
    except DatabaseError as wrong:
        target.unlink(missing_ok=True)
        raise refusal(wrong) from wrong
    finally:
        opened.dispose()


def refuse_occupied(url: str) -> None:
    """Raises Refused when there is anything at a place that a copy is to be put into."""
    engine = engine_for(url)
    try:
        if isinstance(engine, GeoPackageEngine):
            if _files_of(engine.path):
                raise _occupied(engine.path.name)
            return
        with engine.reading() as connection:
            if set(inspect(connection).get_table_names()) - OTHERS_TABLES:
                raise _occupied("数据库")
    finally:
        engine.sql.dispose()


def put_back(source: Path, url: str) -> None:
    """Restores a copy into an empty place: all of it, or nothing. Raises Refused when something is there already."""
    refuse_occupied(url)
    engine = engine_for(url)
    try:
        if isinstance(engine, GeoPackageEngine):
            with source.open("rb") as read, engine.path.open("xb") as written:
                shutil.copyfileobj(read, written)
                written.flush()
                os.fsync(written.fileno())
        else:
            restore = ("--no-owner", "--no-comments", "--exit-on-error", "--single-transaction")
            _run(engine, "pg_restore", *restore, str(source), into=True)
    finally:
        engine.sql.dispose()


def take_away(url: str, layers: Sequence[Layer]) -> None:
    """Empties a place that `put_back` has just filled with a copy that proved wrong."""
    engine = engine_for(url)
    try:
        if isinstance(engine, GeoPackageEngine):
            for file in _files_of(engine.path):
                file.unlink()
            return
        with engine.writing() as connection:
            declare_tables(layers).metadata.drop_all(connection)
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    finally:
        engine.sql.dispose()


def rows(connection: Connection, tables: Tables, layers: Sequence[Layer]) -> dict[str, int]:
    """Believed rows by layer."""
    return {
        layer.key: connection.scalar(select(func.count()).select_from(tables.believed[layer.key])) or 0
        for layer in layers
    }


def _note(kind: str, connection: Connection, tables: Tables, layers: Sequence[Layer]) -> DatabaseCopy:
    events, head = chain_head(connection, tables)
    return DatabaseCopy(kind, events, head, rows(connection, tables, layers))


def _run(engine: StoreEngine, program: str, *words: str, into: bool = False) -> None:
    """One of PostgreSQL's own programs; the password travels in the environment, where others cannot read it."""
    url = make_url(engine.sql.url).set(drivername="postgresql")
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    address = URL.create(
        "postgresql", url.username, host=url.host, port=url.port, database=url.database, query=url.query
    )
    place = f"--dbname={address.render_as_string()}"
    try:
        command = [program, place, *words] if into else [program, *words, place]
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603  (fixed programs, own URL)
    except FileNotFoundError as missing:
        raise Refused.because("backup.program", f"没有安装 {program}", remedy="安装 postgresql-client") from missing
    except subprocess.CalledProcessError as failed:
        raise Refused.because(
            "backup.failed", f"{program} 没有成功：{failed.stderr.strip()[:300]}", remedy="检查磁盘与权限"
        ) from failed


def _files_of(path: Path) -> list[Path]:
    """A database file and whatever bears its name: an orphaned log would be played into a restored one."""
    return [file for file in path.parent.iterdir() if file.name.startswith(path.name)] if path.parent.exists() else []


def _occupied(what: str) -> Refused:
    return Refused.because(
        "restore.occupied", f"{what} 里已有数据，备份只恢复到空的位置", remedy="换一个空的数据目录或数据库"
    )
