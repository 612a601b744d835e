"""The accounts' own file: its tables, its safe SQLite settings, its upgrades. Never the county's file."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from gazetteer.errors import Refused
from layers.store.sqlite_library import library
from layers.store.troubles import refusal

VERSION = 1
_METADATA = MetaData()
PERSON = Table(
    "person", _METADATA,
    Column("name", Text, primary_key=True), Column("display_name", Text, nullable=False), Column("role", Text, nullable=False),
    Column("divisions", Text, nullable=False), Column("password_hash", Text), Column("closed", Integer, nullable=False, default=0),
    Column("created_at", Text, nullable=False), sqlite_strict=True,
)  # fmt: skip
INVITATION = Table(
    "invitation", _METADATA,
    Column("token_hash", Text, primary_key=True), Column("person", Text, nullable=False),
    Column("expires_at", Text, nullable=False), Column("used_at", Text), sqlite_strict=True,
)  # fmt: skip
SESSION = Table(
    "session", _METADATA,
    Column("token_hash", Text, primary_key=True), Column("person", Text, nullable=False), Column("created_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False), Column("expires_at", Text, nullable=False), Column("agent", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip
ATTEMPT = Table(
    "attempt", _METADATA,
    Column("name_hash", Text, primary_key=True), Column("failures", Integer, nullable=False), Column("at", Text, nullable=False),
    Column("locked_until", Text), sqlite_strict=True,
)  # fmt: skip
ACCESS_LOG = Table(
    "access_log", _METADATA,
    Column("sequence", Integer, primary_key=True), Column("at", Text, nullable=False), Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False), Column("detail", Text, nullable=False),
    Column("result", Text, nullable=False, default="done"), sqlite_strict=True,
)  # fmt: skip
SETTING = Table(
    "setting", _METADATA, Column("key", Text, primary_key=True), Column("value", Text, nullable=False), sqlite_strict=True
)  # fmt: skip
KEPT_FORM = Table(
    "kept_form", _METADATA,
    Column("key_hash", Text, primary_key=True), Column("kept_at", Text, nullable=False), Column("document", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip
_TO_VERSION_1 = (
    "ALTER TABLE person DROP COLUMN failures",
    "ALTER TABLE person DROP COLUMN locked_until",
    "ALTER TABLE access_log ADD COLUMN result TEXT NOT NULL DEFAULT 'done'",
)


class Database:
    """The file of accounts. Thread-safe; every write is one immediate transaction."""

    def __init__(self, path: Path) -> None:
        _make(path)
        self._sql = create_engine(
            URL.create("sqlite", database=str(path)),
            module=library().module,
            connect_args={"check_same_thread": False, "timeout": 30, "isolation_level": None},
        )
        event.listen(self._sql, "connect", _prepare)
        with self.writing() as connection:
            _upgrade(connection)

    def close(self) -> None:
        """Releases every connection."""
        self._sql.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading. Raises Refused, in words, when the file cannot be read."""
        try:
            with self._sql.connect() as connection:
                yield connection
        except DBAPIError as wrong:
            raise refusal(wrong) from wrong

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that alone writes; all of the block is kept, or none of it. Raises Refused as `reading` does."""
        with self.reading() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                with contextlib.suppress(DBAPIError):  # a full disk has rolled back by itself
                    connection.exec_driver_sql("ROLLBACK")
                raise


def _make(path: Path) -> None:
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as wrong:
        raise Refused.because(
            "accounts.file",
            f"不能建立或读写账号文件 {path.name}：{wrong.strerror}",
            remedy="检查数据目录的权限和剩余空间",
        ) from wrong


def _upgrade(connection: Connection) -> None:
    """Brings a file of an earlier version up to this one. Raises Refused on one of a later version."""
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
    if version > VERSION:
        raise Refused.because("accounts.newer", "账号文件由更新版本的程序写成", remedy="升级本程序后再启动")
    founded = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema WHERE name = 'person'").scalar()
    if founded and version < VERSION:
        for statement in _TO_VERSION_1:
            connection.exec_driver_sql(statement)
    _METADATA.create_all(connection)
    connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (f"journal_mode={library().journal}", "synchronous=FULL", "busy_timeout=30000", "trusted_schema=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def digest(secret: str) -> str:
    """How a token or a key is kept: SHA-256, never itself."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)


def moment(text: str | None) -> datetime | None:
    """A stored moment."""
    return datetime.fromisoformat(text) if text else None
