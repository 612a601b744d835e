"""What differs between the two engines: connecting, the writer's place, and the spatial index."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import shapely
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Table,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from gazetteer.errors import Refused
from layers.store import geopackage
from layers.store.contract import BoundingBox
from layers.store.server_place import hold_place
from layers.store.sqlite_library import library
from layers.store.tables import GEOMETRY, Tables

CHAIN_LOCK = 0x67656F61  # "geoa"; the advisory lock that orders publishings on PostgreSQL


class StoreEngine(Protocol):
    """The small difference between a GeoPackage file and a PostGIS database."""

    sql: Engine

    def create(self, tables: Tables) -> None:
        """Makes an empty place ready."""
        ...

    def is_empty(self) -> bool:
        """Whether nothing of ours is there yet."""
        ...

    def writing(self) -> contextlib.AbstractContextManager[Connection]:
        """The single writer's transaction: commits on success, rolls back on any error."""
        ...

    def in_box(self, table: Table, box: BoundingBox) -> ColumnElement[bool]:
        """The index part of a bounding-box condition; the caller rechecks exactly."""
        ...

    def index_added(self, connection: Connection, table: Table, fids: Sequence[int], wkbs: Sequence[bytes]) -> None:
        """Adds rows to the spatial index."""
        ...

    def index_removed(self, connection: Connection, table: Table, fids: Sequence[int]) -> None:
        """Takes rows out of the spatial index."""
        ...

    def index_differences(self, connection: Connection, table: Table) -> list[str]:
        """Where the spatial index and its table disagree."""
        ...

    def server_place(self) -> contextlib.AbstractContextManager[None]:
        """The place of the one server."""
        ...

    def integrity(self) -> list[str]:
        """What the engine itself finds wrong with its files; empty when sound."""
        ...


class GeoPackageEngine:
    """One file, opened by the one SQLite library of this process."""

    def __init__(self, url: str) -> None:
        self.path = Path(make_url(url).database or "")
        self.sql = create_engine(
            URL.create("sqlite", database=str(self.path)),
            module=library().module,
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=8,
            connect_args={"check_same_thread": False, "timeout": 30, "isolation_level": None},
        )
        event.listen(self.sql, "connect", self._prepare)

    @staticmethod
    def _prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (
            f"journal_mode={library().journal}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def is_empty(self) -> bool:
        """Whether the file has no table. Raises Refused when it is not a database or not ours."""
        try:
            with self.sql.connect() as connection:
                names = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type='table'")))
        except DatabaseError as wrong:
            raise Refused.because(
                "store.not_a_database",
                f"无法打开数据库文件 {self.path.name}：{wrong.orig}",
                remedy="检查路径、读写权限和剩余空间；如文件已损坏，用 restore 从备份恢复到新的位置",
            ) from wrong
        if names and "event" not in names:
            raise Refused.because(
                "store.not_ours",
                f"{self.path.name} 是别的程序建立的文件",
                remedy="换一个数据目录，或用 import 导入其中的图层",
            )
        return not names

    def create(self, tables: Tables) -> None:
        """A GeoPackage with every table, its contents registered, and an R-tree for each layer."""
        with self.writing() as connection:
            geopackage.found(connection)
            tables.metadata.create_all(connection)
            for table in tables.believed.values():
                geopackage.register(connection, table)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """BEGIN IMMEDIATE: the writer's place is taken at once, not half-way."""
        with self.sql.connect() as raw:
            try:
                raw.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    yield raw
                except BaseException:
                    raw.exec_driver_sql("ROLLBACK")
                    raise
                raw.exec_driver_sql("COMMIT")
            except DatabaseError as wrong:
                with contextlib.suppress(DatabaseError):
                    raw.exec_driver_sql("ROLLBACK")
                raise _unwritable(wrong) from wrong

    def in_box(self, table: Table, box: BoundingBox) -> ColumnElement[bool]:
        """Through the R-tree, whose bounds are single precision and therefore a little wide."""
        tree = _tree(table)
        west, south, east, north = box
        hits = select(tree.c.id).where(
            tree.c.maxx >= west, tree.c.minx <= east, tree.c.maxy >= south, tree.c.miny <= north
        )
        return table.c.fid.in_(hits)

    def index_added(self, connection: Connection, table: Table, fids: Sequence[int], wkbs: Sequence[bytes]) -> None:
        """One R-tree entry a geometry."""
        bounds = shapely.bounds(shapely.from_wkb(list(wkbs))).tolist()
        rows = [(fid, box[0], box[2], box[1], box[3]) for fid, box in zip(fids, bounds, strict=True)]
        connection.exec_driver_sql(f'INSERT INTO "{geopackage.tree_name(table.name)}" VALUES (?,?,?,?,?)', rows)  # noqa: S608

    def index_removed(self, connection: Connection, table: Table, fids: Sequence[int]) -> None:
        """Drops the entries of rows that left."""
        if GEOMETRY in table.c:
            statement = f'DELETE FROM "{geopackage.tree_name(table.name)}" WHERE id = ?'  # noqa: S608
            connection.exec_driver_sql(statement, [(fid,) for fid in fids])

    def index_differences(self, connection: Connection, table: Table) -> list[str]:
        """Rows without an entry, entries without a row."""
        if GEOMETRY not in table.c:
            return []
        tree = _tree(table)
        placed = select(table.c.fid).where(table.c[GEOMETRY].is_not(None))
        missing = connection.scalar(
            select(func.count())
            .select_from(table)
            .where(table.c.fid.in_(placed), table.c.fid.not_in(select(tree.c.id)))
        )
        extra = connection.scalar(select(func.count()).select_from(tree).where(tree.c.id.not_in(placed)))
        return [f"{table.name} 的空间索引与记录相差 {missing} + {extra} 条"] if missing or extra else []

    def server_place(self) -> contextlib.AbstractContextManager[None]:
        """A lock file beside the database."""
        return hold_place(self.path.with_name("server.lock"))

    def integrity(self) -> list[str]:
        """PRAGMA integrity_check and foreign_key_check."""
        with self.sql.connect() as connection:
            found = [row for row in connection.scalars(text("PRAGMA integrity_check")) if row != "ok"]
            found += [f"外键 {row}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
        return found


class PostgisEngine:
    """A database with PostGIS; publishings are ordered by one advisory lock."""

    def __init__(self, url: str) -> None:
        self.sql = create_engine(make_url(url).set(drivername="postgresql+psycopg"), pool_size=8, max_overflow=8)

    def is_empty(self) -> bool:
        """Whether none of our tables is there."""
        with self.sql.connect() as connection:
            return connection.scalar(text("SELECT to_regclass('event')")) is None

    def create(self, tables: Tables) -> None:
        """The extension, every table, and a GiST index for each layer."""
        with self.writing() as connection:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
            tables.metadata.create_all(connection)
            for table in tables.believed.values():
                if GEOMETRY in table.c:
                    connection.execute(
                        text(f'CREATE INDEX "gist_{table.name}" ON "{table.name}" USING GIST ("{GEOMETRY}")')
                    )

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction under the chain's advisory lock."""
        with self.sql.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
            yield connection

    def in_box(self, table: Table, box: BoundingBox) -> ColumnElement[bool]:
        """Through GiST."""
        envelope = func.ST_MakeEnvelope(*box, 4490)
        return table.c[GEOMETRY].op("&&", is_comparison=True)(envelope)

    def index_added(self, connection: Connection, table: Table, fids: Sequence[int], wkbs: Sequence[bytes]) -> None:
        """GiST keeps itself."""

    def index_removed(self, connection: Connection, table: Table, fids: Sequence[int]) -> None:
        """GiST keeps itself."""

    def index_differences(self, connection: Connection, table: Table) -> list[str]:  # noqa: ARG002
        """GiST keeps itself."""
        return []

    def server_place(self) -> contextlib.AbstractContextManager[None]:
        """Several servers may share a database."""
        return contextlib.nullcontext()

    def integrity(self) -> list[str]:
        """Nothing beyond what the server checks while reading."""
        return []


def engine_for(url: str) -> StoreEngine:
    """The engine of a URL. Raises Refused for any other kind of database."""
    if url.startswith("sqlite:///"):
        return GeoPackageEngine(url)
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        return PostgisEngine(url)
    raise Refused.because(
        "store.url", f"不支持的数据库地址 {url.rsplit('@', maxsplit=1)[-1]}", remedy="用 sqlite:///… 或 postgresql://…"
    )


def _tree(table: Table) -> Table:
    name = geopackage.tree_name(table.name)
    if name in table.metadata.info:
        tree: Table = table.metadata.info[name]
        return tree
    from sqlalchemy import Float, MetaData  # noqa: PLC0415

    made = Table(name, MetaData(), Column("id", Integer), *(Column(k, Float) for k in ("minx", "maxx", "miny", "maxy")))
    table.metadata.info[name] = made
    return made


def _unwritable(wrong: DatabaseError) -> Exception:
    said = str(wrong.orig)
    messages = {
        "readonly": ("store.read_only", "数据库文件是只读的，没有保存", "检查文件和目录的写权限"),
        "full": ("store.disk_full", "磁盘已满，没有保存；原有数据没有受影响", "腾出空间后再保存一次"),
        "locked": ("store.busy", "另一项写入还没有结束，没有保存", "稍候再试"),
    }
    for word, (rule, message, remedy) in messages.items():
        if word in said:
            return Refused.because(rule, message, remedy=remedy)
    return wrong
