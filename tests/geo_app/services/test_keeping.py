"""A backup is complete and sealed, and a restore really works: on both engines, with files, accounts and history."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Role
from geo_app.config import Settings
from geo_app.services.county import County, open_county
from geo_app.services.keeping import back_up, restore
from geo_app.services.sealed_archive import sha256
from tests.county import INVENTED, settings_of
from tests.layers.store.rows import ALL, edit_of, load, number, plate, publish
from tests.services import Cluster

SCAN = b"%PDF-1.7 a signed decision"


def filled(settings: Settings) -> County:
    """A county with history, an account, a scan and an odd file name."""
    county = open_county(settings, profile_name=INVENTED)
    load(county.store, *(plate(n, note="{{7*7}} 𠮷") for n in range(1, 20)))
    publish(county.store, [edit_of(county.store.get("door_plate", number(1), ALL), values={"note": "改"})])
    county.accounts.create_invitation("张三", Role.AUDITOR, (county.profile.code,))
    assert county.accounts.secret()
    folder = settings.data_dir / "decisions"
    folder.mkdir()
    (folder / "批文 一.pdf").write_bytes(SCAN)
    return county


@pytest.fixture
def county(store_url: str, tmp_path: Path) -> Iterator[County]:
    opened = filled(replace(settings_of(tmp_path / "data"), database_url=store_url))
    yield opened
    opened.close()


@pytest.fixture
def file_county(tmp_path: Path) -> Iterator[County]:
    opened = filled(settings_of(tmp_path / "data"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good backup of a filled county, made once; read it, never write to it."""
    folder = tmp_path_factory.mktemp("backed-up")
    opened = filled(settings_of(folder / "data"))
    back_up(opened, folder / "good.zip")
    opened.close()
    return folder / "good.zip"


@pytest.fixture
def elsewhere(store_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings of another, empty place on the same engine."""
    empty = settings_of(tmp_path / "restored")
    if store_url.startswith("sqlite"):
        yield empty
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    url = cluster.database(template="template0")
    yield replace(empty, database_url=url)
    cluster.drop(url)


def test_a_restored_county_is_the_county(county: County, elsewhere: Settings, tmp_path: Path) -> None:
    told = back_up(county, tmp_path / "one.zip")
    head = county.store.head()
    assert told["sha256"] == sha256(tmp_path / "one.zip")
    assert (told["events"], told["head"]) == head
    assert told["counts"]["door_plate"] == 19
    assert {"county/accounts.sqlite", "county/profile.toml", "county/decisions/批文 一.pdf"} <= {
        file["path"] for file in told["files"]
    }
    publish(county.store, [edit_of(county.store.get("door_plate", number(2), ALL), values={"note": "later"})])

    restored = restore(elsewhere, tmp_path / "one.zip")
    assert (restored.findings, restored.counts) == ([], told["counts"])
    again = open_county(elsewhere, profile_name=INVENTED)
    try:
        assert again.store.head() == head
        assert again.store.verify(head[1]) == []
        assert again.store.get("door_plate", number(2), ALL).values["note"] == "{{7*7}} 𠮷"
        assert [r.values["note"] for r in again.store.timeline("door_plate", number(1), ALL)] == ["{{7*7}} 𠮷", "改"]
        assert [a.person.name for a in again.accounts.accounts()] == ["张三"]
        assert again.accounts.secret() == county.accounts.secret()
        assert again.profile == county.profile
        publish(again.store, [edit_of(again.store.get("door_plate", number(3), ALL), values={"note": "works on"})])
    finally:
        again.close()
    assert (elsewhere.data_dir / "decisions" / "批文 一.pdf").read_bytes() == SCAN
    assert (elsewhere.data_dir / "accounts.sqlite").stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_nothing_is_ever_overwritten(county: County, elsewhere: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "one.zip"
    back_up(county, archive)
    before = archive.read_bytes()
    with pytest.raises(Refused, match="已存在，不会覆盖"):
        back_up(county, archive)
    assert archive.read_bytes() == before
    with pytest.raises(Refused, match="只恢复到空的位置"):
        restore(county.settings, archive)
    with pytest.raises(Refused, match="只恢复到空的位置"):
        restore(replace(county.settings, data_dir=elsewhere.data_dir), archive)
    assert not elsewhere.data_dir.exists()
    assert county.store.verify() == []


def test_backups_inside_the_data_directory_do_not_swallow_each_other(file_county: County) -> None:
    folder = file_county.settings.data_dir
    back_up(file_county, folder / "one.zip")
    second = back_up(file_county, folder / "two.zip")
    listed = {file["path"] for file in second["files"]}
    assert not {path for path in listed if path.endswith(".zip") or "county.gpkg" in path}


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(source) as read:
        files, comment = {name: read.read(name) for name in read.namelist()}, read.comment
    change(files)
    with zipfile.ZipFile(target, "w") as written:
        written.comment = comment
        for name, content in files.items():
            written.writestr(name, content)
    return target


def flip(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        content = bytearray(files[name])
        content[len(content) // 2] ^= 1
        files[name] = bytes(content)

    return change


def drop(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        del files[name]

    return change


def listed_as(name: str) -> Callable[[dict[str, bytes]], None]:
    """A hostile archive whose manifest is in order, for a path that is not."""

    def change(files: dict[str, bytes]) -> None:
        manifest = json.loads(files["manifest.json"])
        files[name] = files.pop("county/profile.toml")
        for file in manifest["files"]:
            file["path"] = name if file["path"] == "county/profile.toml" else file["path"]
        files["manifest.json"] = json.dumps(manifest).encode()

    return change


@pytest.mark.parametrize(
    "change",
    [
        flip("database.gpkg"),
        flip("county/accounts.sqlite"),
        flip("county/profile.toml"),
        drop("county/decisions/批文 一.pdf"),
        lambda files: files.update({"county/extra": b"x"}),
        lambda files: files.update({"manifest.json": b"[]"}),
        lambda files: files.update({"manifest.json": b"{"}),
        listed_as("../../escaped"),
        listed_as("/tmp/escaped"),
        listed_as("county/../../escaped"),
        listed_as("county\\..\\escaped"),
        listed_as("C:escaped"),
    ],
)
def test_a_tampered_archive_is_refused_and_leaves_nothing(
    archive: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    bad = rewritten(archive, tmp_path / "bad.zip", change)
    place = tmp_path / "deep" / "deeper" / "restored"
    with pytest.raises(Refused) as told:
        restore(settings_of(place), bad)
    assert told.value.findings[0].rule in {"restore.tampered", "restore.not_a_backup"}
    assert list((tmp_path / "deep").rglob("*")) == [place.parent]
    assert not list(tmp_path.rglob("*escaped*"))
    assert not Path("/tmp/escaped").exists()


def test_a_database_altered_with_its_seals_forged_is_still_found(archive: Path, tmp_path: Path) -> None:
    """Whoever can rewrite the manifest can forge every SHA-256 in it, but not the chain."""

    def forge(files: dict[str, bytes]) -> None:
        altered = tmp_path / "altered.gpkg"
        altered.write_bytes(files["database.gpkg"])
        with sqlite3.connect(altered) as connection:
            connection.execute("UPDATE door_plate SET note = 'forged' WHERE plate_code = 'P000005'")
        connection.close()
        files["database.gpkg"] = altered.read_bytes()
        manifest = json.loads(files["manifest.json"])
        for file in manifest["files"]:
            if file["path"] == "database.gpkg":
                file.update(sha256=sha256(altered), bytes=altered.stat().st_size)
        files["manifest.json"] = json.dumps(manifest).encode()

    bad = rewritten(archive, tmp_path / "bad.zip", forge)
    with pytest.raises(Refused, match="与事件链不一致"):
        restore(settings_of(tmp_path / "restored"), bad)
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip" * 99, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(Refused, match="不是本系统的备份"):
        restore(settings_of(tmp_path / "restored"), tmp_path / "x.zip")


def test_a_cut_off_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes(archive.read_bytes()[:-500])
    with pytest.raises(Refused, match="不完整"):
        restore(settings_of(tmp_path / "restored"), tmp_path / "cut.zip")


def test_a_backup_of_one_engine_is_not_poured_into_the_other(archive: Path, tmp_path: Path) -> None:
    manifest_says_other = rewritten(
        archive,
        tmp_path / "other.zip",
        lambda files: files.update(
            {"manifest.json": files["manifest.json"].replace(b'"database": "geopackage"', b'"database": "postgis"')}
        ),
    )
    with pytest.raises(Refused, match="不能恢复到 geopackage"):
        restore(settings_of(tmp_path / "restored"), manifest_says_other)


def test_an_unwritable_place_is_said_in_words(file_county: County, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="无法读写"):
        back_up(file_county, tmp_path / "missing" / "one.zip")


FULL_DISK = """
import resource, sys
from pathlib import Path
from gazetteer.errors import Refused
from geo_app.services.keeping import back_up
from layers.store import Scope
from tests.county import opened
with opened(Path(sys.argv[1])) as county:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    try:
        back_up(county, Path(sys.argv[2]))
    except Refused as refused:
        print(refused)
    print(county.store.count("door_plate", Scope.everything()))
"""


def test_a_disk_that_fills_up_leaves_no_half_backup(tmp_path: Path) -> None:
    filled(settings_of(tmp_path / "data")).close()
    target = tmp_path / "backups" / "one.zip"
    target.parent.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, tmp_path / "data", target], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said, count = done.stdout.splitlines()
    assert "磁盘已满" in said or "无法" in said
    assert count == "19"
    assert list(target.parent.iterdir()) == []
