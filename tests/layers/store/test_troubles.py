"""A place that cannot be used says so in Chinese, loses nothing, and is still read where it can be."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from gazetteer.errors import Refused
from layers.catalog import LAYERS
from layers.profile import CountyProfile
from layers.store import Store, open_store
from layers.store.server_place import hold_place
from tests.layers.store.rows import ALL, edit_of, file_of, load, number, plate

PREAMBLE = """
import os, sys
from gazetteer.errors import Refused
from layers.catalog import LAYERS
from layers.profile import shipped_profile
from layers.store import open_store
from tests.layers.store.rows import ALL, load, plate
profile, url = shipped_profile("zhengning"), sys.argv[1]

def say(deed):
    try:
        print(deed())
    except Refused as refused:
        print(refused.findings[0].rule, refused)
"""


def in_child(code: str, *arguments: object) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PREAMBLE + code, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that an unprivileged account may enter; pytest's own may be closed to it."""
    import tempfile  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="store-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


def filled(path: Path, profile: CountyProfile) -> str:
    url = f"sqlite:///{path}"
    store = open_store(url, profile, LAYERS)
    load(store, plate(1), plate(2))
    store.close()
    return url


READ_AND_WRITE = """
import layers.store.geopackage_engine
if os.getuid() == 0:
    os.setuid(65534)  # root may write anything; nobody may not
try:
    store = open_store(url, profile, LAYERS)
except Refused as refused:
    print(refused.findings[0].rule, refused)
    sys.exit()
say(lambda: store.count("door_plate", ALL))
say(lambda: load(store, plate(3)))
say(lambda: store.count("door_plate", ALL))
say(lambda: store.verify())
"""


def test_a_read_only_file_is_read_and_not_written(shared_folder: Path, profile: CountyProfile) -> None:
    url = filled(shared_folder / "county.gpkg", profile)
    (shared_folder / "county.gpkg").chmod(0o444)
    before = (shared_folder / "county.gpkg").read_bytes()
    read, refused, again, verified = in_child(READ_AND_WRITE, url)
    assert (read, again, verified) == ("2", "2", "[]")
    assert refused.startswith("store.read_only")
    assert "没有保存" in refused
    assert (shared_folder / "county.gpkg").read_bytes() == before


def test_a_read_only_folder_is_refused_in_words(shared_folder: Path, profile: CountyProfile) -> None:
    url = filled(shared_folder / "county.gpkg", profile)
    (shared_folder / "county.gpkg").chmod(0o444)
    shared_folder.chmod(0o555)
    said = in_child(READ_AND_WRITE, url)
    assert said[0] == "2" or said[0].startswith(("store.cannot_open", "store.read_only"))
    assert any(line.startswith(("store.cannot_open", "store.read_only")) for line in said)


SMALL_DISK = """
store = open_store(url, profile, LAYERS)
load(store, plate(1))
kept = 1
for batch in range(10_000):
    try:
        load(store, *(plate(100 + batch * 20 + k, note="满" * 150) for k in range(20)))
    except Refused as refused:
        print(refused.findings[0].rule, refused)
        break
    kept += 20
say(lambda: store.count("door_plate", ALL) == kept)
say(lambda: load(store, *(plate(10**6 + k, note="满" * 150) for k in range(500))))
say(lambda: store.count("door_plate", ALL) == kept)
say(lambda: store.verify())
store.close()
store = open_store(url, profile, LAYERS)
say(lambda: (store.count("door_plate", ALL) == kept, store.verify()))
"""


def full(said: list[str]) -> None:
    first, kept, second, still, verified, reopened = said
    assert first.startswith("store.disk_full")
    assert "磁盘已满，没有保存" in first
    assert second.startswith("store.disk_full")
    assert (kept, still, verified, reopened) == ("True", "True", "[]", "(True, [])")


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_loses_nothing_and_reading_goes_on(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("no mounting here")
    try:
        full(in_child(SMALL_DISK, f"sqlite:///{disk / 'county.gpkg'}"))
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_file_that_may_not_grow_loses_nothing_and_reading_goes_on(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, resource.RLIM_INFINITY))\n"
    said = in_child(limit + SMALL_DISK, f"sqlite:///{tmp_path / 'county.gpkg'}")
    assert said[0].startswith(("store.disk_full", "store.cannot_open"))
    assert (said[1], said[3], said[4], said[5]) == ("True", "True", "[]", "(True, [])")


def test_a_second_server_on_the_same_file_is_refused_and_the_place_dies_with_its_holder(
    file_store: Store, profile: CountyProfile
) -> None:
    url = f"sqlite:///{file_of(file_store)}"
    other = "say(lambda: open_store(url, profile, LAYERS).hold_server_place().__enter__())\n"
    with file_store.hold_server_place():
        (refused,) = in_child(other, url)
        assert refused.startswith("store.second_server")
        assert "已有另一个服务" in refused
        with pytest.raises(Refused, match="已有另一个服务"), file_store.hold_server_place():
            pass
        store = open_store(url, profile, LAYERS)  # a command line beside the server may write
        load(store, plate(1))
        store.close()
    assert in_child(other, url) == ["None"]
    with file_store.hold_server_place():
        assert file_store.count("door_plate", ALL) == 1


def test_a_place_that_cannot_be_locked_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="无法"), hold_place(tmp_path / "missing" / "county.gpkg.server"):
        pass


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a database at all, only text " * 99, "不是本系统能读的"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "不是本系统能读的"),
        (b"PK\x03\x04" + b"0" * 5000, "不是本系统能读的"),
    ],
)
def test_what_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, profile: CountyProfile, content: bytes, said: str
) -> None:
    path = tmp_path / "county.gpkg"
    path.write_bytes(content)
    with pytest.raises(Refused, match=said):
        open_store(f"sqlite:///{path}", profile, LAYERS)
    assert path.read_bytes() == content


def test_another_programs_geopackage_is_refused_and_left_alone(tmp_path: Path, profile: CountyProfile) -> None:
    path = tmp_path / "county.gpkg"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE parcels (fid INTEGER PRIMARY KEY, geom BLOB)")
        connection.execute("INSERT INTO parcels VALUES (1, NULL)")
    connection.close()
    with pytest.raises(Refused, match="别的程序建立的文件"):
        open_store(f"sqlite:///{path}", profile, LAYERS)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("parcels",)]
    connection.close()


@pytest.mark.postgis
def test_another_programs_database_is_refused_and_left_alone(postgres: object, profile: CountyProfile) -> None:
    import psycopg  # noqa: PLC0415

    url = postgres.database()  # type: ignore[attr-defined]  # the cluster
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE parcels (id integer)")
    with pytest.raises(Refused, match="别的程序的表"):
        open_store(url, profile, LAYERS)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'event'").fetchone() == (0,)
    postgres.drop(url)  # type: ignore[attr-defined]  # as above


def test_another_countys_file_is_refused(store_url: str, profile: CountyProfile) -> None:
    open_store(store_url, profile, LAYERS).close()
    with pytest.raises(Refused, match=f"属于区划代码为 {profile.code} 的县"):
        open_store(store_url, replace(profile, code="990001"), LAYERS)


def test_a_newer_programs_file_is_refused_and_left_alone(store_url: str, profile: CountyProfile) -> None:
    store = open_store(store_url, profile, LAYERS)
    load(store, plate(1))
    with store.engine.writing() as connection:  # type: ignore[attr-defined]  # every store of ours has an engine
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(Refused, match="更新的程序写成（结构版本 9999）"):
        open_store(store_url, profile, LAYERS)


@pytest.mark.parametrize("url", ["mysql://u:secret@host/x", "sqlite://", "county.gpkg", "file:///etc/passwd"])
def test_other_addresses_are_refused_without_showing_the_password(url: str, profile: CountyProfile) -> None:
    with pytest.raises(Refused, match="不支持的数据库地址") as told:
        open_store(url, profile, LAYERS)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("folder", ["plain", "2300123", "55P03-25006-53100"])
def test_a_database_that_does_not_answer_is_said_in_words(profile: CountyProfile, tmp_path: Path, folder: str) -> None:
    with pytest.raises(Refused) as told:
        open_store(f"postgresql://nobody@/county?host={tmp_path / folder}&connect_timeout=2", profile, LAYERS)
    assert "检查数据库是否在运行" in told.value.findings[0].remedy


def test_a_missing_folder_is_said_in_words(profile: CountyProfile, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="无法打开"):
        open_store(f"sqlite:///{tmp_path / 'missing' / 'county.gpkg'}", profile, LAYERS)


def test_a_refused_save_leaves_the_draft_as_it_was(file_store: Store) -> None:
    load(file_store, plate(1))
    made = file_store.draft(
        [edit_of(file_store.get("door_plate", number(1), ALL), values={"note": "x"})], author="a", title="t", reason="r"
    )
    engine = file_store.engine  # type: ignore[attr-defined]  # a store on a file
    with engine.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    engine.sql.dispose()
    kept_small = f"PRAGMA max_page_count={pages}"
    from sqlalchemy import event  # noqa: PLC0415

    event.listen(engine.sql, "connect", lambda raw, _record: raw.execute(kept_small).close())
    with pytest.raises(Refused, match="磁盘已满"):
        load(file_store, *(plate(n, note="满" * 150) for n in range(100, 400)))
    assert file_store.change_set(made.id, ALL) == made
    assert file_store.verify() == []
