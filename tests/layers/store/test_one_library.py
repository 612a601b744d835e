"""The one SQLite library: what is safe, what is refused, and why there must not be a second one."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path

import pytest

from gazetteer.errors import Refused
from layers.catalog import LAYERS
from layers.profile import CountyProfile
from layers.store import Store, engine_report, geopackage_engine, open_store
from layers.store.sqlite_library import SqliteLibrary, choose, is_repaired, library
from tests.layers.store.rows import ALL, file_of, load, plate

EXPERIMENT = """
import subprocess, sys
from pysqlite3 import dbapi2
path, meddler = sys.argv[1:]
ours = dbapi2.connect(path, isolation_level=None)
ours.execute("PRAGMA journal_mode=WAL")
ours.execute("CREATE TABLE t (n INTEGER)")
ours.execute("BEGIN IMMEDIATE")
ours.execute("INSERT INTO t VALUES (1)")
if meddler == "sqlite3":
    import sqlite3
    other = sqlite3.connect(path)
    other.execute("SELECT count(*) FROM t").fetchall()
    other.close()
elif meddler == "gdal":
    import pyogrio
    try:
        pyogrio.read_info(path)
    except Exception:
        pass
stranger = '''
import sys
from pysqlite3 import dbapi2
c = dbapi2.connect(sys.argv[1], isolation_level=None, timeout=0.2)
try:
    c.execute("BEGIN IMMEDIATE")
    c.execute("INSERT INTO t VALUES (2)")
    c.execute("COMMIT")
except dbapi2.OperationalError:
    print("waits")
else:
    print("got in")
'''
said = subprocess.run([sys.executable, "-c", stranger, path], capture_output=True, text=True)
print(said.stdout.strip() or said.stderr)
"""


@pytest.mark.skipif(library().name != "pysqlite3", reason="one library only: nothing to collide with")
@pytest.mark.parametrize(("meddler", "then"), [("nobody", "waits"), ("sqlite3", "got in"), ("gdal", "got in")])
def test_why_a_second_library_in_the_process_loses_the_lock(tmp_path: Path, meddler: str, then: str) -> None:
    """The reason for the rule, kept alive: should this ever fail, the rule may be looked at again."""
    done = subprocess.run(
        [sys.executable, "-c", EXPERIMENT, tmp_path / "live.gpkg", meddler], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == then, done.stderr


@pytest.mark.parametrize(
    ("version", "repaired"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 1), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_which_builds_are_free_of_the_fault(version: tuple[int, int, int], repaired: bool) -> None:
    assert is_repaired(version) is repaired


def build(version: str) -> types.ModuleType:
    module = types.ModuleType("dbapi")
    module.sqlite_version = version  # type: ignore[attr-defined]  # what a driver calls it
    return module


@pytest.mark.parametrize(
    ("builds", "chosen"),
    [
        (["3.53.0", "3.40.1"], ("first", "wal")),
        (["3.51.1", "3.51.3"], ("second", "wal")),
        (["3.51.1", "3.40.1"], ("first", "delete")),
        (["3.40.1"], ("first", "delete")),
        (["3.36.0", "3.44.6"], ("second", "wal")),
    ],
)
def test_the_safest_is_chosen_and_wal_only_where_it_is_safe(builds: list[str], chosen: tuple[str, str]) -> None:
    made = choose(list(zip(("first", "second"), map(build, builds), strict=False)))
    assert (made.name, made.journal) == chosen
    assert ("不可安全使用" in str(made)) == (made.journal == "delete")


def test_a_build_too_old_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="没有可以安全使用的 SQLite") as told:
        choose([("标准库", build("3.36.0"))])
    assert told.value.findings[0].remedy


def test_an_unsafe_build_is_refused_a_file_that_others_keep_in_wal(
    file_store: Store, profile: CountyProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An affected build takes the rollback journal; where another process holds the file in WAL, it cannot."""
    load(file_store, plate(1))
    affected = SqliteLibrary(library().module, "测试", (3, 51, 1), "delete")
    monkeypatch.setattr(geopackage_engine, "library", lambda: affected)
    with pytest.raises(Refused, match="不能安全地打开"):
        open_store(f"sqlite:///{file_of(file_store)}", profile, LAYERS)
    assert file_store.count("door_plate", ALL) == 1


def test_commits_are_on_the_disk_when_they_are_acknowledged(file_store: Store) -> None:
    with file_store.engine.reading() as connection:  # type: ignore[attr-defined]  # a store on a file
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        }
    assert settings == {"synchronous": 2, "journal_mode": library().journal, "foreign_keys": 1}


def test_the_start_says_which_library_it_is() -> None:
    assert engine_report() == str(library())
    assert ".".join(map(str, library().version)) in engine_report()
