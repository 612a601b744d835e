"""dBASE tables beside a shapefile: attributes byte for byte, so that the encoding can be found by trying."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.limits import Limits
from layers.exchange.table import Cell

HEADER, FIELD = 32, 32
DELETED = 0x2A
END_OF_FIELDS = 0x0D
LANGUAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x78: "cp950", 0x79: "cp950", 0x4E: "cp949", 0x13: "cp932"}
NAME_BYTES = 10
WIDEST = 250


@dataclass(frozen=True, slots=True)
class DbfField:
    """A column: the bytes of its name, its type letter, where it stands in a record and how wide it is."""

    raw_name: bytes
    kind: str
    start: int
    width: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Dbf:
    """The table: its columns, its records (None where deleted), the encoding its language mark suggests."""

    fields: tuple[DbfField, ...]
    records: tuple[bytes | None, ...]
    language: str

    def texts(self) -> bytes:
        """All bytes that are text, for trying encodings on them."""
        names = [field.raw_name for field in self.fields]
        written = [f for f in self.fields if f.kind == "C"]
        cells = [
            record[f.start : f.start + f.width].rstrip(b" \0")
            for record in self.records
            if record is not None
            for f in written
        ]
        return b"\n".join([*names, *cells])


def parse_dbf(data: bytes, limits: Limits) -> Dbf:
    """The table in `data`. Raises Refused when it is broken or beyond the limits."""
    if len(data) < HEADER + 1:
        raise _damaged("文件太短")
    count, header_bytes, record_bytes = struct.unpack("<IHH", data[4:12])
    fields = _fields(data[:header_bytes])
    if not fields or record_bytes != 1 + sum(field.width for field in fields):
        raise _damaged("字段说明与记录长度不符")
    if count > limits.rows or len(fields) > limits.columns:
        raise Refused.because("reader.rows", f"属性表有 {count} 条、{len(fields)} 列，超过限度", remedy="拆成几个文件")
    if header_bytes + count * record_bytes > len(data):
        raise _damaged(f"应有 {count} 条记录，实际只有 {max(len(data) - header_bytes, 0) // record_bytes} 条")
    records = tuple(
        None if data[at] == DELETED else data[at : at + record_bytes]
        for at in range(header_bytes, header_bytes + count * record_bytes, record_bytes)
    )
    return Dbf(fields, records, LANGUAGES.get(data[29], ""))


def value(raw: bytes, field: DbfField, encoding: str) -> tuple[Cell, str]:
    """The cell, and what is wrong with it: "", "cut" (it fills the widest field there is, or ends in mid-character) or "encoding"."""
    if field.kind in "NF":
        return _number(raw), ""
    if field.kind == "D":
        return _date(raw), ""
    if field.kind == "L":
        return {b"T": True, b"Y": True, b"F": False, b"N": False}.get(raw.strip().upper()), ""
    text = raw.rstrip(b" \0")
    try:
        full = field.width >= WIDEST and len(text) > field.width - 4
        return text.decode(encoding) or None, "cut" if full else ""
    except UnicodeDecodeError as wrong:
        if wrong.start >= len(text) - 3 and len(text) >= field.width - 3:
            return text[: wrong.start].decode(encoding) or None, "cut"
        return text.decode(encoding, errors="replace"), "encoding"


def names(fields: Sequence[DbfField], encoding: str) -> tuple[list[str], list[Finding]]:
    """Column names, made unique, and findings for those that dBASE's ten bytes have cut."""
    found: list[str] = []
    said: list[Finding] = []
    for field in fields:
        name = field.raw_name.decode(encoding, errors="ignore").strip()
        broken = name.encode(encoding, errors="ignore") != field.raw_name.strip()
        if (
            broken
            or (len(field.raw_name) >= NAME_BYTES - 1 and not name.isascii())
            or len(field.raw_name) > NAME_BYTES - 1
        ):
            said.append(_cut_name(name))
        told, n = name, 2
        while name in found:
            name, n = f"{told}_{n}", n + 1
        found.append(name or f"第{len(found) + 1}列")
    return found, said


def _fields(header: bytes) -> tuple[DbfField, ...]:
    fields = []
    start = 1
    for at in range(HEADER, len(header) - FIELD + 1, FIELD):
        if header[at] == END_OF_FIELDS:
            break
        raw = header[at : at + FIELD]
        width = raw[16] if chr(raw[11]) != "C" else raw[16] + 256 * raw[17]
        fields.append(DbfField(raw[:11].split(b"\0")[0], chr(raw[11]), start, width, raw[17]))
        start += width
    return tuple(fields)


def _number(raw: bytes) -> Cell:
    text = raw.strip(b" \0").decode("ascii", errors="replace")
    if not text or set(text) == {"*"}:
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return text
    return number if number - number == 0.0 else text


def _date(raw: bytes) -> Cell:
    text = raw.strip(b" \0").decode("ascii", errors="replace")
    if not text or not text.strip("0"):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return text


def _cut_name(name: str) -> Finding:
    return Finding(
        "reader.cut_name",
        Severity.WARNING,
        f"字段名“{name}”占满 10 个字节，Shapefile 可能把它截短了",
        column=name,
        value=name,
        remedy="导入时核对它对应的字段；改用 GeoPackage 可保留全名",
    )


def _damaged(why: str) -> Refused:
    return Refused.because("reader.dbf", f"属性表（.dbf）损坏或不完整：{why}", remedy="重新导出 Shapefile 的全部文件")
