"""Workbooks: an XLSX is an archive of XML; neither may hold a surprise before a reader unpacks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gazetteer.errors import Refused
from layers.exchange.limits import Limits
from layers.exchange.prechecks.archive import content, opened_archive, shown_name

XML_PARTS = (".xml", ".rels", ".vml")
SPREADSHEET = "xl/workbook.xml"
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# the beginning of a workbook's stream, then (write protection, and) the record that says it is encrypted
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
LOCKED = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
OTHERS = {"word/": "Word 文档", "ppt/": "演示文稿", "xl/workbook.bin": "XLSB 工作簿"}


def checked_parts(path: Path, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Every XML part of the spreadsheet with its name, each once it was found free of document types.

    Raises Refused unless the archive is harmless and a spreadsheet; exhaust it before the workbook is read.
    """
    with opened_archive(path, limits, most_members=limits.workbook_parts, nested_allowed=True) as archive:
        _check_is_spreadsheet({member.filename for member in archive.infolist()})
        for member in archive.infolist():
            if member.filename.lower().endswith(XML_PARTS):
                data = content(archive, member, limits)
                _check_part(shown_name(member), data)
                yield member.filename, data


def check_old_workbook(data: bytes) -> None:
    """Raises Refused for an XLS with a password: not every way of locking one is noticed by its reader."""
    if LOCKED.search(data) or ENCRYPTED_PACKAGE in data:
        raise Refused.because("reader.password", "工作簿加了密码", remedy="在 Excel 中去掉密码，另存后再上传")


def _check_is_spreadsheet(names: set[str]) -> None:
    if SPREADSHEET in {name.lower() for name in names}:
        return
    other = next((word for start, word in OTHERS.items() if any(n.startswith(start) for n in names)), "ZIP 压缩包")
    raise Refused.because(
        "reader.magic",
        f"扩展名说是 XLSX，内容却是{other}",
        remedy="用 Excel 打开后另存为 .xlsx；Shapefile 请用 .zip 扩展名",
    )


def _check_part(name: str, data: bytes) -> None:
    if data.startswith(WIDE_MARKS):
        data = data.replace(b"\0", b"")
    if DOCTYPE.search(data):
        raise Refused.because(
            "reader.xml_dtd",
            f"工作簿中的“{name[:80]}”带有文档类型声明（DTD）或实体，不予读取",
            remedy="用 Excel 打开后另存为新的 .xlsx",
        )
