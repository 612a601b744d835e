"""Files made byte by byte: honest ones and hostile ones, without the libraries that will read them."""

from __future__ import annotations

import io
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl

WGS84_PRJ = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,'
    '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
Members = Mapping[str, bytes | str]


def zipped(members: Members | Sequence[tuple[str | zipfile.ZipInfo, bytes | str]], *, stored: bool = False) -> bytes:
    """A ZIP of the members, in order; a pair may repeat a name or bring its own ZipInfo."""
    out = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return out.getvalue()


def symlink(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info


def with_flag(data: bytes, flag: int) -> bytes:
    """The same ZIP with a general-purpose flag set on every member."""
    out = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(mark)
        while at >= 0:
            out[at + offset] |= flag
            at = out.find(mark, at + 4)
    return bytes(out)


def with_size(data: bytes, size: int) -> bytes:
    """The same ZIP, whose table of contents gives every member another unpacked size."""
    out = bytearray(data)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 24 : at + 28] = struct.pack("<I", size)
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def overlapping(name: str, data: bytes, times: int) -> bytes:
    """A ZIP in which many members share one and the same packed data."""
    packed = zlib.compress(data)[2:-4]
    crc = zlib.crc32(data)
    sizes = struct.pack("<III", crc, len(packed), len(data))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", len(name), 0)
    body = local + name.encode() + packed
    table = b"".join(
        b"PK\x01\x02"
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0)
        + sizes
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
        + f"{n:0{len(name)}d}".encode()
        for n in range(times)
    )
    return body + table + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, times, times, len(table), len(body), 0)


def workbook(
    **sheets: Sequence[Sequence[object]] | Callable[[openpyxl.worksheet.worksheet.Worksheet], object],
) -> bytes:
    """An XLSX of sheets given as rows or as something done to the sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, what in sheets.items():
        sheet = book.create_sheet(name)
        if callable(what):
            what(sheet)
        else:
            for row in what:
                sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]], extra: Members | None = None) -> bytes:
    """The same ZIP with some members changed and others added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        members[name] = change(members.get(name, b"<x/>"))
    return zipped({**members, **(extra or {})})


def old_workbook(rows: Sequence[Sequence[str | float | date]], *, method: int | None = None) -> bytes:
    """An XLS (BIFF8 in a compound file) with one sheet `表`; dates in number format 14; locked by `method`."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def text(value: str) -> bytes:
        return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")

    bof = bytes.fromhex("0006") + struct.pack("<HHHII", 0x0005, 0x0DBB, 0x07CC, 0, 6)
    sheet_bof = bytes.fromhex("0006") + struct.pack("<HHHII", 0x0010, 0x0DBB, 0x07CC, 0, 6)
    formats = b"".join(record(0x00E0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 14))
    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                cells += record(0x0204, struct.pack("<HHH", r, c, 0) + text(value))
            elif isinstance(value, date):
                serial = (value - date(1899, 12, 30)).days
                cells += record(0x0203, struct.pack("<HHHd", r, c, 1, serial))
            else:
                cells += record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    dimensions = record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    password = record(0x002F, struct.pack("<HHH", method, 0x1234, 0x5678)) if method is not None else b""
    name = b"\x01\x01" + "表".encode("utf-16-le")
    before = record(0x0809, bof) + password + record(0x0042, struct.pack("<H", 1200)) + formats
    start = len(before) + 4 + 6 + len(name) + 4
    stream = before + record(0x0085, struct.pack("<IH", start, 0) + name) + record(0x000A, b"")
    assert len(stream) == start
    stream += record(0x0809, sheet_bof) + dimensions + cells + record(0x000A, b"")
    return compound("Workbook", stream)


def compound(name: str, stream: bytes) -> bytes:
    """An OLE compound file with one stream."""
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % 512)
    sectors = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    assert len(fat) == 512, "too long for one FAT sector"
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)[: 4 * 10]
    header = header.ljust(512, b"\xff")

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        raw = title.encode("utf-16-le") + b"\0\0" if title else b""
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw), kind, 1)
            + links
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    folder += 2 * (bytes(68) + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF) + bytes(48))
    return header + fat + folder + stream


def point(x: float, y: float) -> bytes:
    return struct.pack("<BIdd", 1, 1, x, y)


def gpkg_blob(wkb: bytes) -> bytes:
    return b"GP\x00\x01" + struct.pack("<i", 4490) + wkb


FOUNDING = """
PRAGMA application_id = 1196444487;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
  organization_coordsys_id INTEGER, definition TEXT, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('CGCS2000', 4490, 'EPSG', 4490, '', ''), ('undefined', 0, 'NONE', 0, '', '');
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT,
  last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
  z INTEGER, m INTEGER);
"""
PLACES = """
CREATE TABLE "地名" (fid INTEGER PRIMARY KEY, geom BLOB, "名称" TEXT, "编码" TEXT, "启用" BOOLEAN, "日期" DATE);
INSERT INTO gpkg_contents VALUES ('地名', 'features', '地名', '', '', NULL, NULL, NULL, NULL, 4490);
INSERT INTO gpkg_geometry_columns VALUES ('地名', 'geom', 'POINT', 4490, 0, 0);
"""


def geopackage(*scripts: str, rows: Sequence[tuple[object, ...]] = (), places: bool = True) -> bytes:
    """A GeoPackage with a layer 地名 (fid, geom, 名称, 编码, 启用, 日期), then whatever the scripts do to it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.gpkg"
        connection = sqlite3.connect(path)
        connection.executescript(FOUNDING + (PLACES if places else ""))
        if places:
            connection.executemany('INSERT INTO "地名" VALUES (?, ?, ?, ?, ?, ?)', rows)
        connection.commit()
        for script in scripts:
            connection.executescript(script)
        connection.commit()
        connection.close()
        return path.read_bytes()


def two_places() -> list[tuple[object, ...]]:
    return [
        (1, gpkg_blob(point(108.1, 35.1)), "湫头", "620000000000000123", 1, "2024-05-01"),
        (2, gpkg_blob(point(108.2, 35.2)), "{{7*7}}𠮷", "2", 0, "不详"),
    ]


def shp_points(positions: Sequence[tuple[float, float]]) -> tuple[bytes, bytes]:
    """A .shp of points and its .shx."""
    records = [struct.pack("<Idd", 1, *position) for position in positions]
    body = b"".join(struct.pack(">II", n, 10) + record for n, record in enumerate(records, 1))
    index = b"".join(struct.pack(">II", 50 + 14 * n, 10) for n in range(len(records)))
    xs, ys = [p[0] for p in positions] or [0], [p[1] for p in positions] or [0]

    def head(size: int) -> bytes:
        box = struct.pack("<dddddddd", min(xs), min(ys), max(xs), max(ys), 0, 0, 0, 0)
        return struct.pack(">IIIIIII", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack("<II", 1000, 1) + box

    return head(100 + len(body)) + body, head(100 + len(index)) + index


def dbf(
    fields: Sequence[tuple[bytes, str, int, int]],
    records: Sequence[Sequence[bytes]],
    *,
    deleted: Sequence[int] = (),
    language: int = 0,
) -> bytes:
    """A .dbf: fields (name, type, width, decimals) and records of raw bytes."""
    width = 1 + sum(field[2] for field in fields)
    head = struct.pack("<BBBBIHH", 3, 124, 1, 1, len(records), 32 + 32 * len(fields) + 1, width) + bytes(17)
    head += bytes([language]) + bytes(2)
    described = b"".join(
        name[:11].ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size, decimals]) + bytes(14)
        for name, kind, size, decimals in fields
    )
    rows = b"".join(
        (b"*" if n in deleted else b" ")
        + b"".join(
            cell.rjust(f[2]) if f[1] == "N" else cell.ljust(f[2]) for f, cell in zip(fields, record, strict=True)
        )
        for n, record in enumerate(records)
    )
    return head + described + b"\r" + rows + b"\x1a"


def shapefile(
    name: str = "地名",
    *,
    encoding: str = "utf-8",
    cpg: str | None = "UTF-8",
    prj: str | None = WGS84_PRJ,
    without: Sequence[str] = (),
    values: Sequence[str] = ("湫头镇", "山后村"),
    deleted: Sequence[int] = (),
) -> dict[str, bytes]:
    """The files of a shapefile with a text and a code for each of its points."""
    shp, shx = shp_points([(108.1 + n / 10, 35.1) for n in range(len(values))])
    fields = [("名称".encode(encoding), "C", 40, 0), (b"CODE", "N", 19, 0)]
    records = [(value.encode(encoding), str(620000000001000000 + n).encode()) for n, value in enumerate(values)]
    files = {".shp": shp, ".shx": shx, ".dbf": dbf(fields, records, deleted=deleted)}
    if cpg is not None:
        files[".cpg"] = cpg.encode()
    if prj is not None:
        files[".prj"] = prj.encode()
    return {f"{name}{extension}": data for extension, data in files.items() if extension not in without}


def nested_collection(depth: int) -> bytes:
    """Well-known binary of collections within collections."""
    return struct.pack("<BII", 1, 7, 1) * depth + point(1, 2)


def some_day() -> datetime:
    return datetime(2024, 5, 1, 9, 30)  # noqa: DTZ001  (spreadsheets know no zones)
