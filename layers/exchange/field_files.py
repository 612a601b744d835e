"""Files of the field: track points with their times, and what photographs say of themselves.

The same isolated child as for imports, other readers in it. Nothing is judged, moved or mended here.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from layers.exchange.isolation import read_in_child
from layers.exchange.limits import DEFAULT, Limits
from layers.exchange.reader import check_size
from layers.exchange.table import ReadFile


def read_track_points(path: Path, *, limits: Limits = DEFAULT) -> ReadFile:
    """The points of a GPX file: one table `fixes` (columns track, segment, lon, lat, ele, time as text).

    A file that breaks off gives what came before, with a warning. Raises Refused for what cannot be read.
    """
    return _read(path, "track", limits)


def read_photo(path: Path, *, limits: Limits = DEFAULT) -> ReadFile:
    """The tags of a JPEG, PNG or WebP photograph: one table `photo` of one row, and the file's SHA-256.

    Raises Refused for HEIC, for pictures too large and for files that are no picture.
    """
    return _read(path, "photo", limits)


def photo_tags(read: ReadFile) -> dict[str, str | None]:
    """The tags of a photograph that was read, by name, as text."""
    [table] = read.tables
    [row] = table.rows
    return {name: None if cell is None else str(cell) for name, cell in zip(table.columns, row.cells, strict=True)}


def _read(path: Path, kind: str, limits: Limits) -> ReadFile:
    if sys.platform == "win32":
        limits = limits.without_memory_bound()
    try:
        check_size(path, limits.size_for(kind))
        return read_in_child(path.absolute(), kind, path.stem, "", limits)
    except Refused as refused:
        raise Refused([_named(finding, path.name) for finding in refused.findings]) from None


def _named(finding: Finding, name: str) -> Finding:
    return replace(finding, subject=finding.subject or name)
