"""Archives: nothing is unpacked before its whole table of contents has been found harmless.

Refused: too many members, too much unpacked, too high a ratio, links, absolute paths, `..`, encryption,
archives within archives, names given twice, members that overlap, contents that are not what the table says.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path, PurePosixPath

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.limits import MB, Limits

NESTED = (".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".kmz", ".jar", ".iso", ".cab")
NESTED_MAGIC = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
UTF8_NAME, ENCRYPTED = 0x800, 0x1
LOCAL_HEADER_BYTES = 30
ENTRY_BYTES = 1000  # of the table of contents, for one member with a long name
TAIL_BYTES = 22 + 0xFFFF
REMEDY = "只把需要的文件直接压缩为普通 ZIP（不加密、不套压缩包）再上传"


@contextmanager
def opened_archive(
    path: Path, limits: Limits, *, most_members: int, nested_allowed: bool = False
) -> Iterator[zipfile.ZipFile]:
    """The archive, once its table of contents has passed. Raises Refused with everything against it."""
    _refuse_long_contents(path, most_members)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error) as wrong:
        raise _damaged("压缩包的目录读不出来") from wrong
    with archive:
        members = archive.infolist()
        findings = [*_of_all(members, limits, most_members)]
        for member in members:
            findings += _of_member(member, limits, nested_allowed=nested_allowed)
        if findings:
            raise Refused(findings[: limits.members])
        yield archive


def _refuse_long_contents(path: Path, most_members: int) -> None:
    """Looks at the length of the table of contents before anybody reads through it."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - TAIL_BYTES, 0))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    size = struct.unpack("<I", tail[at + 12 : at + 16])[0] if 0 <= at <= len(tail) - 16 else 0
    if size > most_members * ENTRY_BYTES:
        raise Refused([_bad("reader.archive_members", f"压缩包里的文件太多，最多 {most_members} 个")])


def content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The member's bytes. Raises Refused when they are not what the table of contents says."""
    try:
        with archive.open(member) as stream:
            data = stream.read(limits.unpacked_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as wrong:
        raise _damaged(f"压缩包中的“{shown_name(member)}”解不开") from wrong
    if len(data) != member.file_size:
        raise _damaged(f"压缩包中“{shown_name(member)}”的大小与目录不符")
    return data


def shown_name(member: zipfile.ZipInfo) -> str:
    """The member's name as its maker wrote it: Chinese Windows writes GBK and does not say so."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    try:
        raw = member.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).split("\0")[0]
        except UnicodeDecodeError:
            continue
    return member.filename


def _of_all(members: list[zipfile.ZipInfo], limits: Limits, most: int) -> Iterator[Finding]:
    if len(members) > most:
        yield _bad("reader.archive_members", f"压缩包里有 {len(members)} 个文件，最多 {most} 个")
    total = sum(member.file_size for member in members)
    if total > limits.unpacked_bytes:
        yield _bad(
            "reader.archive_size", f"压缩包解开后有 {total / MB:.0f} MB，最多 {limits.unpacked_bytes / MB:.0f} MB"
        )
    names = [shown_name(member).replace("\\", "/").casefold() for member in members]
    for name in sorted({name for name in names if names.count(name) > 1} if len(names) <= most else ()):
        yield _bad("reader.archive_duplicate", f"压缩包里有两个同名文件“{name[:80]}”")
    ordered = sorted(members, key=lambda member: member.header_offset)
    for one, next_one in pairwise(ordered):
        if one.header_offset + LOCAL_HEADER_BYTES + one.compress_size > next_one.header_offset:
            yield _bad("reader.archive_overlap", f"压缩包中“{shown_name(one)[:80]}”与别的文件重叠，是做过手脚的压缩包")
            return


def _of_member(member: zipfile.ZipInfo, limits: Limits, *, nested_allowed: bool) -> Iterator[Finding]:
    name = shown_name(member)
    path = PurePosixPath(name.replace("\\", "/"))
    shown = name[:80]
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        yield _bad("reader.archive_path", f"压缩包中“{shown}”要写到压缩包以外的位置")
    if stat.S_ISLNK(member.external_attr >> 16):
        yield _bad("reader.archive_link", f"压缩包中“{shown}”是指向别处的链接")
    if member.flag_bits & ENCRYPTED:
        yield _bad("reader.archive_encrypted", f"压缩包中“{shown}”加了密码", "去掉密码重新压缩后再上传")
    if member.file_size > MB and member.file_size > limits.ratio * max(member.compress_size, 1):
        yield _bad(
            "reader.archive_ratio",
            f"压缩包中“{shown}”解开后是压缩时的 {member.file_size // max(member.compress_size, 1)} 倍，像压缩炸弹",
        )
    if not nested_allowed and path.suffix.lower() in NESTED:
        yield _bad("reader.archive_nested", f"压缩包里还有压缩包“{shown}”")


def refuse_nested(name: str, data: bytes) -> None:
    """Raises Refused for a member that is an archive under another name."""
    if data.startswith(NESTED_MAGIC):
        raise Refused([_bad("reader.archive_nested", f"压缩包中的“{name[:80]}”其实又是压缩包")])


def _bad(rule: str, message: str, remedy: str = REMEDY) -> Finding:
    return Finding(rule, Severity.ERROR, message, remedy=remedy)


def _damaged(message: str) -> Refused:
    return Refused.because(
        "reader.archive_damaged", f"{message}，文件不完整或已损坏", remedy="重新压缩（或重新导出、下载）后再上传"
    )
