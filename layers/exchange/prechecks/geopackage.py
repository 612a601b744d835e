"""GeoPackages: opened as what they are, a stranger's database. Read only, watched, and looked through first.

Refused: a database that is damaged or no GeoPackage, the application's own, layers that are views or
virtual tables, triggers besides those every GeoPackage writer makes. Every statement runs under an
authorizer that knows reading alone, and under a time limit.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gazetteer.errors import Refused
from layers.exchange.limits import Limits

STEPS_BETWEEN_LOOKS = 20_000
ALLOWED_FUNCTIONS = frozenset({"printf", "group_concat", "lower", "upper", "like", "count", "json_each"})
ALLOWED_PRAGMAS = frozenset({"integrity_check", "table_info"})
SELECT, READ, PRAGMA, FUNCTION = 21, 20, 19, 31
DECLARING = {18, 23}  # what the R-tree module and table functions do to describe themselves; the file is read only
RTREE = re.compile(r"\s*CREATE\s+VIRTUAL\s+TABLE\s+.+\s+USING\s+\"?rtree\"?\s*\(.*", re.IGNORECASE | re.DOTALL)
VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL\b.*", re.IGNORECASE | re.DOTALL)
STANDARD_TRIGGER = re.compile(
    r"rtree_.+_(?:insert|update[1-7]|delete)|trigger_(?:insert|delete)_feature_count_.+|gpkg_\w+", re.DOTALL
)
OWN_TABLES = {"change_set", "event", "alembic_version"}
LAYERS = """
    SELECT contents.table_name, contents.data_type, schema.type, schema.sql
    FROM gpkg_contents AS contents
    LEFT JOIN sqlite_master AS schema
      ON lower(schema.name) = lower(contents.table_name) AND schema.type IN ('table', 'view')
"""
REMEDY = "在 QGIS 中把图层另存（导出）为新的 GeoPackage 再上传"


@contextmanager
def opened_geopackage(path: Path, limits: Limits) -> Iterator[sqlite3.Connection]:
    """A watched, read-only connection to a GeoPackage that passed. Raises Refused, also for trouble later on."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    started = time.process_time()
    try:
        _guard(connection, started, limits)
        _check(connection)
        yield connection
    except sqlite3.Error as wrong:
        raise _in_words(wrong, time.process_time() - started, limits) from wrong
    finally:
        connection.close()


def _guard(connection: sqlite3.Connection, started: float, limits: Limits) -> None:
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    connection.execute("PRAGMA mmap_size=0")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.geometry_bytes)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, limits.columns)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_progress_handler(lambda: time.process_time() - started > _most_seconds(limits), STEPS_BETWEEN_LOOKS)
    connection.set_authorizer(_authorized)


def _most_seconds(limits: Limits) -> float:
    return limits.cpu_seconds / 3


def _authorized(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in {SELECT, READ} or (action in DECLARING and (first or "").startswith("sqlite_")):
        return sqlite3.SQLITE_OK
    if action == FUNCTION and (second or "").lower() in ALLOWED_FUNCTIONS:
        return sqlite3.SQLITE_OK
    if action == PRAGMA and (first or "").lower() in ALLOWED_PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _check(connection: sqlite3.Connection) -> None:
    schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    tables = {name.lower() for kind, name, *_ in schema if kind == "table"}
    if tables >= OWN_TABLES:
        raise _refused(
            "reader.own_database", "这是本系统自己的数据库，不能当作外来文件导入", "用“导出”或 snapshot 得到的文件"
        )
    if not tables >= {"gpkg_contents", "gpkg_spatial_ref_sys"}:
        raise _refused("reader.not_geopackage", "这是 SQLite 数据库，但不是 GeoPackage")
    for _, name, _, sql in schema:
        if VIRTUAL.fullmatch(sql or "") and not RTREE.fullmatch(sql):
            raise _refused("reader.gpkg_virtual", f"“{name[:60]}”是虚拟表，不予读取")
    answer = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != ("ok",):
        raise _damaged()
    layers = connection.execute(LAYERS).fetchall()
    for name, _, kind, sql in layers:
        _check_layer(name, kind, sql)
    names = {str(row[0]).lower() for row in layers}
    for kind, name, table, _ in schema:
        if kind == "trigger" and table.lower() in names and not STANDARD_TRIGGER.fullmatch(name):
            raise _refused("reader.gpkg_trigger", f"图层“{table[:60]}”带有触发器“{name[:60]}”，不予读取")


def _check_layer(name: str, kind: str | None, sql: str | None) -> None:
    if kind == "view":
        raise _refused("reader.gpkg_view", f"图层“{name[:60]}”是视图（保存的查询），不予读取")
    if kind == "table" and VIRTUAL.fullmatch(sql or ""):
        raise _refused("reader.gpkg_virtual", f"图层“{name[:60]}”是虚拟表，不予读取")
    if kind is None:
        raise _refused("reader.gpkg_missing", f"目录里有图层“{str(name)[:60]}”，文件里却没有，文件不完整")


def _in_words(wrong: sqlite3.Error, spent: float, limits: Limits) -> Refused:
    told = str(wrong)
    if spent > _most_seconds(limits) or "interrupted" in told:
        return _refused("reader.time", "查询太久，已停止，什么也没有导入")
    if "too big" in told:
        return _refused("reader.gpkg_blob", f"有一个值超过 {limits.geometry_bytes >> 20} MB（照片或过大的几何）")
    if "decode" in told:
        return _refused("reader.encoding", "文字不是 GeoPackage 规定的 UTF-8 编码")
    if "not authorized" in told or "prohibited" in told or "unsafe use" in told:
        return _refused("reader.gpkg_action", "数据库里藏有读取以外的动作，不予读取")
    return _damaged()


def _damaged() -> Refused:
    return _refused(
        "reader.gpkg_damaged", "GeoPackage 已损坏或不完整", "重新复制或下载；仍不行，用 QGIS 另存为新的 GeoPackage"
    )


def _refused(rule: str, message: str, remedy: str = REMEDY) -> Refused:
    return Refused.because(rule, message, remedy=remedy)
