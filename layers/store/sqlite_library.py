"""The one SQLite library of this process, chosen once, and whether it is safe.

Builds before 3.51.3 (but for the repaired 3.50.7 and 3.44.6) can corrupt a database in WAL mode when
writing and checkpointing race. Preferred is `pysqlite3`, which carries a repaired build; then a
repaired standard library; then the standard library with a rollback journal.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from types import ModuleType

from gazetteer.errors import Refused

REPAIRED = ((3, 51, 3),)
BACK_PORTS = ((3, 50, 7), (3, 44, 6))
OLDEST_USABLE = (3, 37, 0)  # STRICT tables


@dataclass(frozen=True, slots=True)
class SqliteLibrary:
    """The chosen library: its DB-API module, its name and version, and the journal mode it may use."""

    module: ModuleType
    name: str
    version: tuple[int, int, int]
    journal: str

    def __str__(self) -> str:
        number = ".".join(map(str, self.version))
        mode = "WAL" if self.journal == "wal" else "回滚日志（此版本不可安全使用 WAL）"
        return f"SQLite {number}（{self.name}），{mode}，synchronous=FULL"


def is_repaired(version: tuple[int, int, int]) -> bool:
    """Whether a build is free of the WAL-reset corruption."""
    if version >= REPAIRED[0]:
        return True
    return any(version[:2] == fixed[:2] and version[2] >= fixed[2] for fixed in BACK_PORTS)


def choose(candidates: list[tuple[str, ModuleType]]) -> SqliteLibrary:
    """The safest of `candidates` in their order of preference. Raises Refused when none is usable."""
    usable = [(name, module, _version(module)) for name, module in candidates]
    usable = [entry for entry in usable if entry[2] >= OLDEST_USABLE]
    if not usable:
        raise Refused.because(
            "store.sqlite", "没有可以安全使用的 SQLite（需要 3.37 以上）", remedy="安装 pysqlite3，或换用新版 Python"
        )
    for name, module, version in usable:
        if is_repaired(version):
            return SqliteLibrary(module, name, version, "wal")
    name, module, version = usable[0]
    return SqliteLibrary(module, name, version, "delete")


def library() -> SqliteLibrary:
    """The library in use: always the same answer within one process."""
    candidates: list[tuple[str, ModuleType]] = []
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415  (absent where it has no wheel)

        candidates.append(("pysqlite3", dbapi2))
    except ImportError:
        pass
    candidates.append(("标准库", sqlite3))
    return choose(candidates)


def engine_report() -> str:
    """One line for the start of the server: which library, which version, which journal."""
    return str(library())


def _version(module: ModuleType) -> tuple[int, int, int]:
    major, minor, patch = (int(part) for part in module.sqlite_version.split(".")[:3])
    return major, minor, patch
