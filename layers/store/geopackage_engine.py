"""The engine of one GeoPackage file, opened by the one SQLite library of this process."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Float,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable

from gazetteer.errors import Refused
from layers.store import geopackage
from layers.store.contract import BoundingBox
from layers.store.geometry_column import GEOPACKAGE_HEADER
from layers.store.server_place import hold_place
from layers.store.sqlite_library import library
from layers.store.tables import GEOMETRY, Tables
from layers.store.troubles import refusal

WAIT_MS = 30_000
"""How long a writer waits for the one before it."""

JOURNALS = {"wal": "PRAGMA journal_mode=WAL", "delete": "PRAGMA journal_mode=DELETE"}


class GeoPackageEngine:
    """One file. Readers never wait for the writer (WAL); a commit is on the disk when it is acknowledged."""

    def __init__(self, url: str) -> None:
        self.path = Path(make_url(url).database or "")
        self.sql = create_engine(
            URL.create("sqlite", database=str(self.path)),
            module=library().module,
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=8,
            connect_args={"check_same_thread": False, "timeout": WAIT_MS / 1000, "isolation_level": None},
        )
        event.listen(self.sql, "connect", _prepare)
        self._writers = threading.Lock()

    def refuse_foreign(self, names: set[str]) -> None:
        """Tables, and none of them the log."""
        if names and "event" not in names:
            raise Refused.because(
                "store.not_ours",
                f"{self.path.name} 是别的程序建立的文件",
                remedy="换一个数据目录，或用 import 导入其中的图层",
            )

    def found(self, connection: Connection, tables: Tables) -> None:
        """A GeoPackage with every table, its contents registered, and an R-tree for each layer."""
        geopackage.found(connection)
        tables.metadata.create_all(connection)
        for layer_table in tables.believed.values():
            geopackage.register(connection, layer_table)

    def add_table(self, connection: Connection, table: Table) -> None:
        """The table, and its registration when it is a layer's."""
        table.create(connection)
        if "fid" in table.c and "recorded_to" not in table.c:
            geopackage.register(connection, table)

    def rebuild(self, connection: Connection, table: Table) -> None:
        """SQLite cannot alter constraints: the table is written anew and takes the old one's place."""
        anew = table.to_metadata(MetaData(), name=f"anew_{table.name}")
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        common = ", ".join(f'"{column.name}"' for column in table.columns if column.name in there)
        connection.execute(CreateTable(anew))
        # identifiers are declared, never stored or uploaded
        connection.exec_driver_sql(f'INSERT INTO "{anew.name}" ({common}) SELECT {common} FROM "{table.name}"')  # noqa: S608
        connection.exec_driver_sql(f'DROP TABLE "{table.name}"')
        # identifiers are declared, never stored or uploaded
        connection.exec_driver_sql(f'ALTER TABLE "{anew.name}" RENAME TO "{table.name}"')
        for index in table.indexes:
            connection.execute(CreateIndex(index))

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A deferred transaction: one snapshot of the write-ahead log."""
        try:
            with self.sql.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                try:
                    yield connection
                finally:
                    _end(connection)
        except (DatabaseError, PoolTimeout) as wrong:
            raise refusal(wrong) from wrong

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """BEGIN IMMEDIATE: the writer's place is taken at once, not half-way."""
        if not self._writers.acquire(timeout=WAIT_MS / 1000):
            raise Refused.because("store.busy", "另一项写入还没有结束，没有保存", remedy="稍候再试")
        try:
            with self.sql.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.exec_driver_sql("COMMIT")
                except BaseException:
                    _end(connection)
                    raise
        except (DatabaseError, PoolTimeout) as wrong:
            raise refusal(wrong) from wrong
        finally:
            self._writers.release()

    def add_rows(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """One prepared statement, many rows."""
        if not rows:
            return
        dates = [n for n, column in enumerate(table.columns) if isinstance(column.type, Date)]
        shape = next((n for n, column in enumerate(table.columns) if column.name == GEOMETRY), None)
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ",".join("?" * len(table.columns))
        # identifiers are declared, never stored or uploaded
        connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608
            [_bound(row, dates, shape) for row in rows],
        )

    def in_box(self, table: Table, box: BoundingBox) -> ColumnElement[bool]:
        """Through the R-tree, whose bounds are single precision and therefore a little wide."""
        tree = _tree(table)
        west, south, east, north = box
        hits = select(tree.c.id).where(
            tree.c.maxx >= west, tree.c.minx <= east, tree.c.maxy >= south, tree.c.miny <= north
        )
        return table.c.fid.in_(hits)

    def contains(self, column: ColumnElement[str], text: str) -> ColumnElement[bool]:
        """By `instr`; LIKE would fold case and read % and _."""
        return func.instr(column, text) > 0

    def index_added(self, connection: Connection, table: Table, fids: Sequence[int], wkbs: Sequence[bytes]) -> None:
        """One R-tree entry a geometry."""
        bounds = shapely.bounds(shapely.from_wkb(list(wkbs))).tolist()
        rows = [(fid, box[0], box[2], box[1], box[3]) for fid, box in zip(fids, bounds, strict=True)]
        connection.exec_driver_sql(f'INSERT INTO "{geopackage.tree_name(table.name)}" VALUES (?,?,?,?,?)', rows)  # noqa: S608

    def index_removed(self, connection: Connection, table: Table, fids: Sequence[int]) -> None:
        """Drops the entries of rows that left."""
        if GEOMETRY in table.c and fids:
            statement = f'DELETE FROM "{geopackage.tree_name(table.name)}" WHERE id = ?'  # noqa: S608
            connection.exec_driver_sql(statement, [(fid,) for fid in fids])

    def index_differences(self, connection: Connection, table: Table) -> list[str]:
        """Rows without an entry, entries without a row, entries that do not hold their row's geometry."""
        if GEOMETRY not in table.c:
            return []
        tree = _tree(table)
        entries = {row.id: row for row in connection.execute(select(tree))}
        rows = connection.execute(select(table.c.fid, table.c[GEOMETRY]).where(table.c[GEOMETRY].is_not(None))).all()
        wrong = len(entries.keys() ^ {row[0] for row in rows})
        bounds = shapely.bounds(shapely.from_wkb([row[1] for row in rows])).tolist() if rows else []
        for row, (west, south, east, north) in zip(rows, bounds, strict=True):
            entry = entries.get(row[0])
            if entry and not (
                entry.minx <= west and entry.miny <= south and entry.maxx >= east and entry.maxy >= north
            ):
                wrong += 1
        return [f"{table.name} 的空间索引与记录有 {wrong} 处不一致"] if wrong else []

    def server_place(self) -> contextlib.AbstractContextManager[None]:
        """A lock file beside the database."""
        return hold_place(self.path.with_name(f"{self.path.name}.server"))

    def integrity(self) -> list[str]:
        """PRAGMA integrity_check and foreign_key_check."""
        with self.reading() as connection:
            found = [row for row in connection.scalars(text("PRAGMA integrity_check")) if row != "ok"]
            found += [f"外键 {row}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
        return found


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={WAIT_MS}")
    _settle_journal(cursor)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "journal_size_limit=67108864",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _settle_journal(cursor: Any) -> None:
    """The journal this library may use. Raises Refused when others keep the file in WAL and this build must not."""
    wanted = library().journal
    try:
        (settled,) = cursor.execute(JOURNALS[wanted]).fetchone()
    except library().module.OperationalError as wrong:
        if "locked" not in str(wrong):
            raise
        settled = "wal"
    if wanted != "wal" and settled == "wal":
        raise Refused.because(
            "store.sqlite_unsafe",
            f"数据库正以 WAL 方式使用，{library()}，不能安全地打开",
            remedy="停止正在使用它的程序，或安装 pysqlite3",
        )


def _end(connection: Connection) -> None:
    """Rolls back what is open; after a full disk SQLite has done so itself, and says there is nothing to roll back."""
    with contextlib.suppress(DatabaseError):
        connection.exec_driver_sql("ROLLBACK")


def _bound(row: tuple[Any, ...], dates: Sequence[int], shape: int | None) -> tuple[Any, ...]:
    bound = list(row)
    for n in dates:
        day: date | None = bound[n]
        if day is not None:
            bound[n] = day.isoformat()
    if shape is not None and bound[shape] is not None:
        bound[shape] = GEOPACKAGE_HEADER + bound[shape]
    return tuple(bound)


def _tree(table: Table) -> Table:
    name = geopackage.tree_name(table.name)
    known: dict[str, Table] = table.metadata.info.setdefault("trees", {})
    if name not in known:
        edges = (Column(key, Float) for key in ("minx", "maxx", "miny", "maxy"))
        known[name] = Table(name, MetaData(), Column("id", Integer), *edges)
    return known[name]
