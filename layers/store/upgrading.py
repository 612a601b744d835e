"""Opening a place: founding an empty one, bringing an older one up to date, refusing what is not ours or newer."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlalchemy.schema import CreateIndex, CreateTable

from gazetteer.errors import Refused
from layers.store.engines import StoreEngine
from layers.store.migrations import LATEST
from layers.store.tables import Tables


def prepare(engine: StoreEngine, tables: Tables, county: str, *, versions: Path | None = None) -> None:
    """Makes the place ready for this program: all in one transaction, or nothing.

    Raises Refused when the tables are another program's, another county's, newer than this program,
    or hold a column that no declaration knows any more.
    """
    mark = fingerprint(engine, tables)
    with engine.reading() as connection:
        names = set(inspect(connection).get_table_names())
        engine.refuse_foreign(names)
        if names and _is_ready(connection, tables, names, county, mark) and versions is None:
            return
    with engine.writing() as connection:
        names = set(inspect(connection).get_table_names())
        if "event" not in names:
            engine.found(connection, tables)
            _settle(connection, tables, "county", county)
        else:
            _migrate(connection, tables, versions)
            _grow(engine, connection, tables)
        _stamp(connection, tables, versions)
        _settle(connection, tables, "declarations", mark)


def fingerprint(engine: StoreEngine, tables: Tables) -> str:
    """SHA-256 of the declared tables, constraints and indexes as this engine would make them."""
    dialect = engine.sql.dialect
    digest = hashlib.sha256()
    for table in tables.metadata.sorted_tables:
        digest.update(str(CreateTable(table).compile(dialect=dialect)).encode())
        for index in sorted(table.indexes, key=lambda made: str(made.name)):
            digest.update(str(CreateIndex(index).compile(dialect=dialect)).encode())
    return digest.hexdigest()


def _is_ready(connection: Connection, tables: Tables, names: set[str], county: str, mark: str) -> bool:
    settings = _settings(connection, tables) if "setting" in names else {}
    if settings.get("county", county) != county:
        raise Refused.because(
            "store.other_county",
            f"数据库属于区划代码为 {settings['county']} 的县，县情档案写的是 {county}",
            remedy="检查数据目录里的 profile.toml 与数据库地址",
        )
    return settings.get("declarations") == mark and _revision(connection, names) == LATEST


def _revision(connection: Connection, names: set[str]) -> str:
    if "alembic_version" not in names:
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _migrate(connection: Connection, tables: Tables, versions: Path | None) -> None:
    names = set(inspect(connection).get_table_names())
    revision = _revision(connection, names)
    if revision == LATEST and versions is None:
        return
    from layers.store import migrating  # noqa: PLC0415  (Alembic is loaded only when there is work for it)

    config = migrating.configuration(connection, tables, versions=versions)
    if revision and not migrating.known(config, revision):
        raise Refused.because(
            "store.newer",
            f"数据库由更新的程序写成（结构版本 {revision}），这个程序读不懂",
            remedy="升级程序后再打开；没有改动数据库",
        )
    if revision:
        migrating.upgrade(config)


def _stamp(connection: Connection, tables: Tables, versions: Path | None) -> None:
    if versions is None and _revision(connection, set(inspect(connection).get_table_names())) == LATEST:
        return
    from layers.store import migrating  # noqa: PLC0415  (Alembic is loaded only when there is work for it)

    migrating.stamp(migrating.configuration(connection, tables, versions=versions))


def _grow(engine: StoreEngine, connection: Connection, tables: Tables) -> None:
    """Brings every table to its declaration: new tables, columns, choices, bounds, indexes. Never drops a value."""
    known = inspect(connection)
    names = set(known.get_table_names())
    for table in tables.metadata.sorted_tables:
        if table.name not in names:
            engine.add_table(connection, table)
            continue
        unknown = {column["name"] for column in known.get_columns(table.name)} - set(table.c.keys())
        if unknown:
            raise Refused.because(
                "store.declarations",
                f"数据库的表 {table.name} 有程序不认识的列 {'、'.join(sorted(unknown))}，没有改动",
                remedy="用写入它的程序版本打开，或为这次改名写一个迁移",
            )
        engine.rebuild(connection, table)


def _settings(connection: Connection, tables: Tables) -> dict[str, str]:
    return {row.key: row.value for row in connection.execute(select(tables.setting))}


def _settle(connection: Connection, tables: Tables, key: str, value: str) -> None:
    table = tables.setting
    if connection.execute(update(table).where(table.c.key == key).values(value=value)).rowcount == 0:
        connection.execute(insert(table), [{"key": key, "value": value}])
