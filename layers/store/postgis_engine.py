"""The engine of a PostgreSQL database with PostGIS."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import CheckConstraint, ColumnElement, Connection, Table, create_engine, func, inspect, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.schema import AddConstraint, CreateIndex

from gazetteer.errors import Refused
from layers.store.contract import BoundingBox
from layers.store.geometry_column import STORAGE_SRID, GeometryColumn, postgis_text
from layers.store.tables import GEOMETRY, Tables
from layers.store.troubles import refusal

CHAIN_LOCK = 0x67656F61  # "geoa"; the advisory lock that orders publishings
ischema_names["geometry"] = GeometryColumn
"""How SQLAlchemy reads a geometry column back; without it, it warns of a type it does not know."""
TROUBLES = (DBAPIError, PoolTimeout, psycopg.Error)


class PostgisEngine:
    """A database; publishings are ordered by one advisory lock, which dies with its connection."""

    def __init__(self, url: str) -> None:
        self.sql = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"), pool_size=8, max_overflow=8, pool_pre_ping=True
        )

    def refuse_foreign(self, names: set[str]) -> None:
        """Tables, and none of them the log (PostGIS' own aside)."""
        if names - {"spatial_ref_sys"} and "event" not in names:
            raise Refused.because("store.not_ours", "这个数据库里有别的程序的表", remedy="换一个空的数据库")

    def found(self, connection: Connection, tables: Tables) -> None:
        """The extension, every table, and a GiST index for each layer."""
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
        tables.metadata.create_all(connection)
        for layer_table in tables.believed.values():
            _add_gist(connection, layer_table)

    def add_table(self, connection: Connection, table: Table) -> None:
        """The table, and its GiST index when it is a layer's."""
        table.create(connection)
        if "recorded_to" not in table.c:
            _add_gist(connection, table)

    def rebuild(self, connection: Connection, table: Table) -> None:
        """Adds missing columns and indexes, and puts every check anew."""
        known = inspect(connection)
        there = {column["name"] for column in known.get_columns(table.name)}
        indexes = {index["name"] for index in known.get_indexes(table.name)}
        checks = [check["name"] for check in known.get_check_constraints(table.name)]
        quote = connection.dialect.identifier_preparer.quote
        for column in table.columns:
            if column.name not in there:
                kind = column.type.compile(connection.dialect)
                # identifiers are declared, never stored or uploaded
                connection.exec_driver_sql(f"ALTER TABLE {quote(table.name)} ADD COLUMN {quote(column.name)} {kind}")
        for name in checks:
            # identifiers are declared, never stored or uploaded
            connection.exec_driver_sql(f"ALTER TABLE {quote(table.name)} DROP CONSTRAINT {quote(str(name))}")
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                connection.execute(AddConstraint(constraint))
        for index in table.indexes:
            if index.name not in indexes:
                connection.execute(CreateIndex(index))

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A repeatable-read transaction."""
        try:
            with self.sql.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
                yield connection
        except TROUBLES as wrong:
            raise refusal(wrong) from wrong

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction under the chain's advisory lock."""
        try:
            with self.sql.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
                yield connection
        except TROUBLES as wrong:
            raise refusal(wrong) from wrong

    def add_rows(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """COPY, whatever their number."""
        if not rows:
            return
        shape = next((n for n, column in enumerate(table.columns) if column.name == GEOMETRY), None)
        driver: Any = connection.connection.driver_connection
        columns = SQL(", ").join(Identifier(column.name) for column in table.columns)
        statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), columns)
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row if shape is None else (*row[:shape], postgis_text(row[shape]), *row[shape + 1 :]))

    def in_box(self, table: Table, box: BoundingBox) -> ColumnElement[bool]:
        """Through GiST."""
        envelope = func.ST_MakeEnvelope(*box, STORAGE_SRID)
        return table.c[GEOMETRY].op("&&", is_comparison=True)(envelope)

    def contains(self, column: ColumnElement[str], text: str) -> ColumnElement[bool]:
        """By `strpos`; LIKE would read % and _."""
        return func.strpos(column, text) > 0

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


def _add_gist(connection: Connection, table: Table) -> None:
    if GEOMETRY in table.c:
        connection.exec_driver_sql(f'CREATE INDEX "gist_{table.name}" ON "{table.name}" USING GIST ("{GEOMETRY}")')
