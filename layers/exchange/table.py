"""RawTable: what was read of an uploaded file, before anybody judged it.

The isolated reader makes these, the import plan takes them; neither knows more of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from gazetteer.findings import Finding

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its `number` (counts from 1 with the header lines, or is the feature's index), cells, geometry.

    `cells` stand in the order of the table's columns; text is kept character for character. `wkb` is the
    feature's geometry as the file has it (any type, any dimension, the file's own CRS), None for tables.
    """

    number: int
    cells: tuple[Cell, ...]
    wkb: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """One sheet or layer of a file.

    `columns` are header texts, joined with "/" where the header has two rows or merged cells, unique, in
    the file's order; `column_letters` their spreadsheet letters ("" elsewhere). `header_rows` are the row
    numbers of the header (empty for features). `crs` is what the file itself declares ("EPSG:4326", or ""
    when it says nothing) and `crs_source` where it says so ("GeoJSON", ".prj", "gpkg", ...). `findings` is
    everything noticed while reading: encoding guessed, title or 合计 rows skipped, codes a spreadsheet has
    mangled, names cut by a dBASE file, a missing .cpg or .prj.
    """

    name: str
    columns: tuple[str, ...]
    rows: Sequence[RawRow]
    column_letters: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    crs: str = ""
    crs_source: str = ""
    encoding: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A whole file: its kind, SHA-256, the sheets or layers it has (in order), and the one that was read.

    `tables` holds the tables read: the asked-for sheet, or all that are not empty.
    """

    kind: str  # "csv", "xlsx", "xls", "geojson", "gpkg", "shp", "kml", "kmz", "gpx"
    sha256: str
    names: tuple[str, ...]
    tables: tuple[RawTable, ...]
    findings: tuple[Finding, ...] = field(default=())
