"""Keeping: a complete sealed copy, and putting one back into an empty place."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from gazetteer.errors import Refused
from layers.store.engines import StoreEngine, engine_for
from layers.store.geopackage_engine import GeoPackageEngine
from layers.store.postgis_engine import PostgisEngine

BLOCK_BYTES = 1 << 20


def copy_out(engine: StoreEngine, target: Path) -> str:
    """Writes one consistent copy to `target` (which must not exist) and returns its SHA-256.

    A GeoPackage engine writes a database file (VACUUM INTO), PostGIS a pg_dump archive.
    """
    if target.exists():
        raise Refused.because("backup.exists", f"{target.name} 已存在，不会覆盖", remedy="换一个文件名")
    if isinstance(engine, GeoPackageEngine):
        with engine.sql.connect() as connection:
            connection.execute(text("VACUUM INTO :path"), {"path": str(target)})
        _flush(target)
    elif isinstance(engine, PostgisEngine):
        _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}", _plain_url(engine)])
    return sha256(target)


def put_back(source: Path, url: str) -> None:
    """Restores a copy into an empty place. Raises Refused when something is there already."""
    engine = engine_for(url)
    try:
        if isinstance(engine, GeoPackageEngine) and engine.path.exists():
            raise _occupied(engine.path.name)
        with engine.reading() as connection:
            if set(inspect(connection).get_table_names()) - {"spatial_ref_sys"}:
                raise _occupied("数据库")
        if isinstance(engine, GeoPackageEngine):
            engine.sql.dispose()
            for leftover in engine.path.parent.glob(engine.path.name + "*"):
                leftover.unlink()
            engine.path.write_bytes(source.read_bytes())
            _flush(engine.path)
        elif isinstance(engine, PostgisEngine):
            _run(
                [
                    "pg_restore",
                    "--no-owner",
                    "--exit-on-error",
                    "--single-transaction",
                    f"--dbname={_plain_url(engine)}",
                    str(source),
                ]
            )
    finally:
        engine.sql.dispose()


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _plain_url(engine: PostgisEngine) -> str:
    return make_url(engine.sql.url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  (fixed programs, own URL)
    except FileNotFoundError as missing:
        raise Refused.because("backup.program", f"没有安装 {command[0]}", remedy="安装 postgresql-client") from missing
    except subprocess.CalledProcessError as failed:
        raise Refused.because(
            "backup.failed", f"{command[0]} 没有成功：{failed.stderr.strip()[:300]}", remedy="检查磁盘与权限"
        ) from failed


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _occupied(what: str) -> Refused:
    return Refused.because(
        "restore.occupied", f"{what} 里已有数据，备份只恢复到空的位置", remedy="换一个空的数据目录或数据库"
    )
