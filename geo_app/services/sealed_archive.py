"""A sealed archive: files and a manifest in one ZIP, every file under its SHA-256; opened with suspicion."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any

from gazetteer.errors import Refused

FORMAT = "geo-app backup 1"
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 64 << 20
BLOCK = 1 << 20


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_archive(path: Path) -> bool:
    """Whether a file is one of these archives, whatever its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == FORMAT.encode()
    except (zipfile.BadZipFile, OSError):
        return False


def write(target: Path, files: Iterable[tuple[str, Path]], about: Mapping[str, Any]) -> dict[str, Any]:
    """Writes the archive and returns its manifest. `target` must not exist; it appears whole or not at all."""
    try:
        target.open("xb").close()
    except FileExistsError:
        raise Refused.because("backup.exists", f"{target.name} 已存在，不会覆盖", remedy="换一个文件名") from None
    part = target.with_name(f".{target.name}.part")
    try:
        manifest = _fill(part, files, about)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise
    return manifest


def _fill(part: Path, files: Iterable[tuple[str, Path]], about: Mapping[str, Any]) -> dict[str, Any]:
    listed = []
    with part.open("xb") as stream:
        part.chmod(0o600)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.comment = FORMAT.encode()
            for name, path in files:
                with path.open("rb") as read, archive.open(name, "w", force_zip64=True) as entry:
                    digest, size = _copy(read, entry)
                listed.append({"path": name, "bytes": size, "sha256": digest})
            manifest = {"format": FORMAT, **about, "files": listed}
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        stream.flush()
        os.fsync(stream.fileno())
    return manifest


def read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once everything it says agrees with what is there. Raises Refused; nothing was unpacked."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if archive.comment != FORMAT.encode() or names.count(MANIFEST) != 1:
        raise not_a_backup()
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise _tampered("清单过大")
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    listed = {file["path"]: file["bytes"] for file in manifest["files"]}
    if sorted(names) != sorted([*listed, MANIFEST]):
        raise _tampered("文件与清单不一致")
    for entry in entries:
        if not _is_plain(entry):
            raise _tampered(f"含有不安全的路径 {entry.filename!r}")
        if entry.filename != MANIFEST and entry.file_size != listed[entry.filename]:
            raise _tampered(f"{entry.filename} 的大小与清单不符")
    return manifest


def unpack(archive: zipfile.ZipFile, manifest: Mapping[str, Any], folder: Path) -> None:
    """Unpacks every listed file below `folder`, each held to its size and SHA-256. Raises Refused."""
    needed = sum(file["bytes"] for file in manifest["files"])
    if needed > shutil.disk_usage(folder).free:
        raise Refused.because("restore.disk_full", "磁盘空间不够恢复这份备份", remedy="腾出空间后再恢复")
    for file in manifest["files"]:
        target = folder / file["path"]
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with archive.open(file["path"]) as read, target.open("xb") as written:
            target.chmod(0o600)
            digest, size = _copy(read, written, most=file["bytes"])
            written.flush()
            os.fsync(written.fileno())
        if (digest, size) != (file["sha256"], file["bytes"]):
            raise _tampered(f"{file['path']} 的内容与清单中的 SHA-256 不符")


def not_a_backup() -> Refused:
    """What is said of a file that is no backup of ours."""
    return Refused.because("restore.not_a_backup", "这不是本系统的备份，或文件不完整", remedy="选择 backup 写出的文件")


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return (
        kind in (0, stat.S_IFREG)
        and not entry.is_dir()
        and not entry.flag_bits & 1
        and not path.is_absolute()
        and not {"..", "."} & set(entry.filename.split("/"))
        and all(path.parts)
        and not any(mark in entry.filename for mark in ("\\", ":", "\0", "//"))
    )


def _copy(read: IO[bytes], written: IO[bytes], most: int | None = None) -> tuple[str, int]:
    """Copies at most one byte more than `most`; SHA-256 and size of what was copied."""
    digest, size = hashlib.sha256(), 0
    while block := read.read(BLOCK if most is None else min(BLOCK, most - size + 1)):
        written.write(block)
        digest.update(block)
        size += len(block)
        if most is not None and size > most:
            break
    return digest.hexdigest(), size


def _tampered(said: str) -> Refused:
    return Refused.because(
        "restore.tampered",
        f"备份已损坏或被改动：{said}；没有恢复任何内容",
        remedy="换一份备份，并与记下的 SHA-256 核对",
    )
