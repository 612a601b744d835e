"""What differs between the two engines, as one promise: connecting, the writer's place, the spatial index."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, Table

from gazetteer.errors import Refused
from layers.store.contract import BoundingBox
from layers.store.tables import Tables


class StoreEngine(Protocol):
    """The small difference between a GeoPackage file and a PostGIS database."""

    sql: Engine

    def found(self, connection: Connection, tables: Tables) -> None:
        """Makes an empty place ready: every table, its registration and its spatial index."""
        ...

    def add_table(self, connection: Connection, table: Table) -> None:
        """Makes one declared table in a place founded earlier."""
        ...

    def rebuild(self, connection: Connection, table: Table) -> None:
        """Brings a table to its declaration, keeping every row; it lacks columns or has older constraints."""
        ...

    def refuse_foreign(self, names: set[str]) -> None:
        """Raises Refused when tables are there and they are not ours."""
        ...

    def reading(self) -> contextlib.AbstractContextManager[Connection]:
        """One consistent view of the database, however many statements read it."""
        ...

    def writing(self) -> contextlib.AbstractContextManager[Connection]:
        """The single writer's transaction: commits on success, rolls back on any error.

        Raises Refused, in words, for what the database cannot do.
        """
        ...

    def add_rows(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Inserts many rows, in the order of the table's columns, geometry as WKB."""
        ...

    def in_box(self, table: Table, box: BoundingBox) -> ColumnElement[bool]:
        """The index part of a bounding-box condition; the caller rechecks exactly."""
        ...

    def contains(self, column: ColumnElement[str], text: str) -> ColumnElement[bool]:
        """Whether a column holds `text` literally, character by character."""
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


def engine_for(url: str) -> StoreEngine:
    """The engine of a URL. Raises Refused for any other kind of database."""
    if url.startswith("sqlite:///"):
        from layers.store.geopackage_engine import GeoPackageEngine  # noqa: PLC0415  (one engine a process)

        return GeoPackageEngine(url)
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        from layers.store.postgis_engine import PostgisEngine  # noqa: PLC0415  (needs the extra postgis)

        return PostgisEngine(url)
    raise Refused.because(
        "store.url", f"不支持的数据库地址 {url.rsplit('@', maxsplit=1)[-1]}", remedy="用 sqlite:///… 或 postgresql://…"
    )
