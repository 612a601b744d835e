"""Keeping: a complete sealed backup (database, accounts, profile, files) in one archive, and restoring it."""

from __future__ import annotations

import contextlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, blocking
from geo_app.config import Settings
from geo_app.services import sealed_archive
from geo_app.services.county import County
from layers.catalog import LAYERS
from layers.profile import load_profile
from layers.store import copy_sqlite, open_store, put_back, refuse_occupied, take_away

FOLDER = "county/"
"""Where the data directory's own files stand in the archive, beside the database."""
DATABASES = {"geopackage": "database.gpkg", "postgis": "database.dump"}
SQLITE_MAGIC = b"SQLite format 3\0"
LEFT_OUT = ("-wal", "-shm", "-journal", ".server", ".lock", ".part")
"""Endings of what lives beside a file in use and means nothing without it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back: rows by layer, and what the verification found afterwards."""

    counts: dict[str, int]
    findings: list[Finding]


def back_up(county: County, file: Path) -> dict[str, Any]:
    """Writes the sealed archive while people work on; returns its manifest with `path` and `sha256`.

    Raises Refused when `file` exists, cannot be written, or the disk is full; then nothing is left behind.
    """
    with _disk_errors("backup", file), tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        work = Path(folder)
        if file.exists():
            raise Refused.because("backup.exists", f"{file.name} 已存在，不会覆盖", remedy="换一个文件名")
        copy = county.store.backup(work / "database")
        files = [(DATABASES[copy.kind], work / "database")]
        for n, (name, path) in enumerate(_own_files(county.settings, leave_out={file.resolve(), work.resolve()})):
            files.append((FOLDER + name, _still(path, work / f"file-{n}")))
        about = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "program": version("geo-app"),
            "county": {"code": county.profile.code, "name": county.profile.name},
            "database": copy.kind,
            "events": copy.events,
            "head": copy.head,
            "counts": dict(copy.counts),
        }
        manifest = sealed_archive.write(file, files, about)
    return {"path": str(file), "sha256": sealed_archive.sha256(file), **manifest}


def restore(settings: Settings, file: Path) -> Restored:
    """Puts a backup into an empty data directory (and empty database) and verifies it there.

    Raises Refused when something is there already, when the archive was tampered with, or when what it
    holds does not verify (integrity, chain, the manifest's head and counts); then nothing is left behind.
    """
    place = settings.data_dir
    if place.exists() and any(place.iterdir()):
        raise Refused.because("restore.occupied", f"{place} 里已有文件，备份只恢复到空的位置", remedy="换一个空的目录")
    refuse_occupied(settings.database_url)
    with _disk_errors("restore", place):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=place.parent) as folder:
            return _restore(settings, file, Path(folder))


def _restore(settings: Settings, file: Path, work: Path) -> Restored:
    url = settings.database_url
    with _opened(file) as archive:
        manifest = sealed_archive.read_manifest(archive)
        kind = "geopackage" if url.startswith("sqlite:") else "postgis"
        if manifest["database"] != kind:
            raise Refused.because(
                "restore.engine",
                f"备份来自 {manifest['database']}，不能恢复到 {kind}",
                remedy="换成同类数据库的地址（--database）",
            )
        sealed_archive.unpack(archive, manifest, work)
    ours, copy = work / FOLDER, work / DATABASES[kind]
    database = Path(make_url(url).database or "").resolve()
    inside = kind == "geopackage" and database.parent == settings.data_dir
    if inside:
        url = f"sqlite:///{ours / database.name}"
    put_back(copy, url)
    try:
        restored = _verified(url, ours / "profile.toml", manifest)
    except BaseException:
        take_away(url, LAYERS)
        raise
    if settings.data_dir.exists():
        settings.data_dir.rmdir()
    ours.rename(settings.data_dir)
    return restored


def _verified(url: str, profile: Path, manifest: dict[str, Any]) -> Restored:
    store = open_store(url, load_profile(profile), LAYERS)
    try:
        findings = store.verify(manifest["head"])
        counted = store.rows()
        if store.head() != (manifest["events"], manifest["head"]) or counted != manifest["counts"]:
            findings.append(
                Finding(
                    "restore.counts",
                    Severity.BLOCK,
                    "恢复后的记录数或链首与备份清单不一致",
                    value=store.head()[1],
                    remedy="换一份备份",
                )
            )
    finally:
        store.close()
    if blocking(findings):
        raise Refused(findings)
    return Restored(counted, findings)


def _own_files(settings: Settings, leave_out: set[Path]) -> Iterator[tuple[str, Path]]:
    """Every file of the data directory but the database in use, its companions, and earlier backups."""
    database = Path(make_url(settings.database_url).database or "").resolve()
    for folder, inner, names in os.walk(settings.data_dir, followlinks=True):
        inner[:] = sorted(name for name in inner if Path(folder, name) not in leave_out)
        for name in sorted(names):
            path = Path(folder, name)
            if path.resolve() == database or path in leave_out or name.endswith(LEFT_OUT) or not path.is_file():
                continue
            if not sealed_archive.is_archive(path):
                yield path.relative_to(settings.data_dir).as_posix(), path


def _still(path: Path, copy: Path) -> Path:
    """The file itself; of an SQLite file, which others may be writing, a consistent copy."""
    with path.open("rb") as stream:
        if stream.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            return path
    copy_sqlite(path, copy)
    return copy


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever is wrong inside a file that came from elsewhere is said in words."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError) as wrong:
        raise sealed_archive.not_a_backup() from wrong


@contextlib.contextmanager
def _disk_errors(what: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise Refused.because(
            f"{what}.disk",
            f"无法读写 {path}：{wrong.strerror or wrong}；没有留下不完整的文件",
            remedy="检查路径、权限和剩余空间",
        ) from wrong
