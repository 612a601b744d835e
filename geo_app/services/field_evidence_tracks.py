"""Tracks against a line: GPX files read in the isolated child, and what they walked of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy
import shapely

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.services.field_evidence import EvidenceLine
from geo_app.services.field_evidence_files import labels
from layers.boundaries.lengths import chainages_m
from layers.boundaries.tracks import (
    Coverage,
    CoverageRules,
    Interval,
    RawFix,
    Taken,
    cover,
    suspected_offset,
    take_fixes,
)
from layers.exchange.field_files import read_track_points


@dataclass(frozen=True, slots=True)
class TrackFile:
    """One GPX file: its usable fixes, None when it was refused, and how much of the line it walked by itself (m)."""

    name: str
    sha256: str
    fixes: Taken | None
    findings: tuple[Finding, ...]
    walked_m: float = 0.0

    def as_json(self) -> dict[str, object]:
        """The file as a JSON object."""
        fixes = self.fixes
        return {
            "file": self.name,
            "sha256": self.sha256,
            "status": "refused" if fixes is None else "read",
            "read": 0 if fixes is None else fixes.read,
            "taken": 0 if fixes is None else len(fixes),
            "walked_m": round(self.walked_m, 1),
            "dropped": {} if fixes is None else {reason.value: count for reason, count in fixes.dropped.items()},
        }


@dataclass(frozen=True, slots=True)
class TrackEvidence:
    """What was walked of a line, by which files."""

    line: EvidenceLine
    files: tuple[TrackFile, ...]
    coverage: Coverage
    suspicions: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of the line, of the files, and of the walk."""
        of_files = [finding for file in self.files for finding in file.findings]
        return (*self.line.findings, *of_files, *_same(self.files), *self.coverage.findings, *self.suspicions)

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app inspect track`."""
        return {
            "kind": "track",
            "line": self.line.name,
            "files": [file.as_json() for file in self.files],
            **self.coverage.as_json(),
            "findings": [finding.as_json() for finding in self.findings],
        }

    def write(self, file: Path) -> None:
        """Walked and unwalked stretches as GeoJSON (degrees), for any GIS."""
        features = [
            {
                "type": "Feature",
                "properties": {"line": self.line.name, "walked": walked, **one.as_json()},
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
            for walked, some in ((True, self.coverage.walked), (False, self.coverage.unwalked))
            for one in some
            for shape in (stretch(self.line.shape, one),)
        ]
        document = {"type": "FeatureCollection", "features": features}
        file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def read_tracks(files: Sequence[Path], system: str) -> tuple[TrackFile, ...]:
    """Each GPX file with its usable fixes; one that cannot be used is there with the reasons.

    Raises Refused, with all reasons, when none can be used.
    """
    read = tuple(_read(file, label, system) for file, label in zip(files, labels(files), strict=True))
    if all(one.fixes is None for one in read):
        raise Refused([finding for one in read for finding in one.findings])
    return read


def _read(file: Path, label: str, system: str) -> TrackFile:
    try:
        read = read_track_points(file)
    except Refused as refused:
        return TrackFile(label, "", None, tuple(replace(finding, subject=label) for finding in refused.findings))
    [table] = read.tables
    noticed = tuple(replace(finding, subject=label) for finding in (*read.findings, *table.findings))
    columns = [table.columns.index(name) for name in ("lon", "lat", "time", "segment")]
    rows = [
        RawFix(*(None if cell is None else str(cell) for cell in (row.cells[n] for n in columns))) for row in table.rows
    ]
    try:
        fixes = take_fixes(rows, system=system, subject=label)
    except Refused as refused:
        return TrackFile(label, read.sha256, None, (*noticed, *refused.findings))
    return TrackFile(label, read.sha256, fixes, noticed)


def _same(files: Sequence[TrackFile]) -> Iterator[Finding]:
    met: dict[str, str] = {}
    for file in files:
        if file.sha256 and file.sha256 in met:
            message = f"{file.name} 与 {met[file.sha256]} 是同一个文件"
            yield Finding("track.same_file", Severity.WARNING, message, subject=file.name, remedy="核对是否交错了文件")
        met.setdefault(file.sha256, file.name)


def inspect_tracks(
    line: EvidenceLine, files: Sequence[Path], *, system: str = "EPSG:4326", rules: CoverageRules | None = None
) -> TrackEvidence:
    """What the tracks of some GPX files walked of a line, and which of its markers they reached."""
    read = read_tracks(files, system)
    fixes = [one.fixes for one in read if one.fixes is not None]
    coverage = cover(line.shape, fixes, markers={one.number: (one.lon, one.lat) for one in line.markers}, rules=rules)
    suspicion = suspected_offset(line.shape, fixes, coverage, system)
    files_walked = tuple(replace(one, walked_m=_walked_m(line, one, coverage, len(fixes))) for one in read)
    return TrackEvidence(line, files_walked, coverage, () if suspicion is None else (suspicion,))


def _walked_m(line: EvidenceLine, file: TrackFile, coverage: Coverage, count: int) -> float:
    if file.fixes is None or count == 1:
        return 0.0 if file.fixes is None else coverage.walked_m
    markers = {one.number: (one.lon, one.lat) for one in line.markers}
    return cover(line.shape, [file.fixes], markers=markers, rules=coverage.rules).walked_m


def stretch(line: shapely.geometry.base.BaseGeometry, interval: Interval) -> shapely.MultiLineString:
    """The stretch of a line (degrees) between two chainages in metres, part by part."""
    pieces = []
    begin_m = 0.0
    for part in shapely.get_parts(line):
        along = begin_m + chainages_m(part)
        first, last = max(interval.start_m, begin_m), min(interval.end_m, float(along[-1]))
        if last > first:
            inner = along[(along > first) & (along < last)]
            m = numpy.concatenate([[first], inner, [last]])
            xy = shapely.get_coordinates(part)
            pieces.append(shapely.LineString(numpy.column_stack([numpy.interp(m, along, xy[:, k]) for k in (0, 1)])))
        begin_m = float(along[-1])
    return shapely.MultiLineString(pieces)
