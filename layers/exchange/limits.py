"""Limits: how much of an uploaded file is read at most, and what its reading may use of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

MB = 1 << 20
SMALLER_MB: Mapping[str, int] = {"xlsx": 32, "xls": 32, "kml": 32, "gpx": 32, "track": 32, "kmz": 32}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one reading. Sizes in bytes, times in seconds; everything beyond is refused with its remedy."""

    size_bytes: int = 64 * MB
    members: int = 200  # files in an archive
    workbook_parts: int = 2000  # a workbook is an archive of many small parts
    unpacked_bytes: int = 200 * MB
    ratio: int = 100  # unpacked to packed, for members beyond 1 MB
    json_depth: int = 64
    json_containers: int = 8_000_000  # lists and objects: each takes some 80 bytes of memory for 3 of text
    digits: int = 32  # of one number in JSON
    xml_depth: int = 64
    xml_elements: int = 2_000_000
    columns: int = 1000
    rows: int = 500_000
    cells: int = 15_000_000
    cell_characters: int = 100_000
    geometry_bytes: int = 16 * MB
    findings: int = 1000  # of one rule in one table; the rest is counted
    memory_bytes: int = 1536 * MB
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    written_bytes: int = 300 * MB
    open_files: int = 64
    answer_bytes: int = 500 * MB

    def size_for(self, kind: str) -> int:
        """The largest file of `kind` in bytes: text-heavy kinds unpack to many times their size."""
        return min(self.size_bytes, SMALLER_MB.get(kind, self.size_bytes) * MB)

    def without_memory_bound(self) -> Limits:
        """For machines that cannot bound a child's memory: a quarter of the sizes instead."""
        return replace(
            self,
            size_bytes=self.size_bytes // 4,
            unpacked_bytes=self.unpacked_bytes // 4,
            cells=self.cells // 4,
            rows=self.rows // 4,
        )


DEFAULT = Limits()
