"""Photographs of field work: read in the isolated child, each judged by itself; one that cannot be read spoils no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from pathlib import Path

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.services.field_evidence_files import labels
from geo_app.services.field_evidence_tracks import read_tracks
from layers.boundaries.photos import (
    PhotoClaims,
    PhotoJudged,
    PhotoRules,
    Span,
    Target,
    Verdict,
    judge_photo,
    read_claims,
)
from layers.boundaries.tracks import Taken
from layers.boundaries.tracks.moments import BEIJING
from layers.exchange.field_files import photo_tags, read_photo


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoQuestion:
    """What photographs are said to show (`targets`), when (`span`), and the tracks of whoever took them.

    `system` is what positions in photographs and tracks are in, `zone` that of cameras that state none.
    """

    targets: Sequence[Target] = ()
    span: Span | None = None
    tracks: Sequence[Path] = ()
    system: str = "EPSG:4326"
    zone: tzinfo = BEIJING
    rules: PhotoRules = field(default_factory=PhotoRules)


@dataclass(frozen=True, slots=True)
class PhotoEvidence:
    """Every photograph with its judgement, in the order given."""

    photos: tuple[PhotoJudged, ...]
    rules: PhotoRules
    notes: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, photograph by photograph."""
        return (*self.notes, *(finding for photo in self.photos for finding in photo.findings))

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app inspect photo`."""
        counts = {verdict.value: sum(photo.verdict is verdict for photo in self.photos) for verdict in Verdict}
        return {
            "kind": "photo",
            "photos": [photo.as_json() for photo in self.photos],
            "counts": counts,
            "method": self.rules.told(),
            "findings": [finding.as_json() for finding in self.findings],
        }


def inspect_photos(files: Sequence[Path], question: PhotoQuestion, notes: Sequence[Finding] = ()) -> PhotoEvidence:
    """What photographs are good for. Raises Refused when the tracks cannot be used, or no photograph can be read."""
    walked = read_tracks(question.tracks, question.system) if question.tracks else ()
    track = _joined([one.fixes for one in walked if one.fixes is not None]) if walked else None
    read = [_claims(file, label, question) for file, label in zip(files, labels(files), strict=True)]
    if all(not claims.sha256 for claims in read):
        raise Refused([finding for claims in read for finding in claims.findings])
    photos = [
        judge_photo(claims, targets=question.targets, span=question.span, track=track, rules=question.rules)
        for claims in read
    ]
    of_tracks = [finding for one in walked for finding in one.findings]
    return PhotoEvidence(tuple(photos), question.rules, (*notes, *of_tracks, *_same(read)))


def _claims(file: Path, label: str, question: PhotoQuestion) -> PhotoClaims:
    """A photograph's claims; one that was refused claims nothing and says why."""
    try:
        read = read_photo(file)
    except Refused as refused:
        findings = tuple(replace(finding, subject=label) for finding in refused.findings)
        return PhotoClaims(name=label, findings=findings)
    claims = read_claims(photo_tags(read), name=label, sha256=read.sha256, system=question.system, zone=question.zone)
    noticed = (*read.findings, *(finding for table in read.tables for finding in table.findings))
    return replace(claims, findings=(*(replace(one, subject=label) for one in noticed), *claims.findings))


def _joined(tracks: Sequence[Taken]) -> Taken:
    """Tracks of one person as one, in order of time."""
    lon, lat, when_s, segment = (
        numpy.concatenate([getattr(one, name) for one in tracks]) for name in ("lon", "lat", "when_s", "segment")
    )
    return Taken(lon, lat, when_s, segment, sum(one.read for one in tracks))


def _same(photos: Sequence[PhotoClaims]) -> list[Finding]:
    """Photographs handed in twice."""
    met: dict[str, str] = {}
    found = []
    for one in photos:
        if one.sha256 and one.sha256 in met:
            message = f"{one.name} 与 {met[one.sha256]} 是同一张照片"
            found.append(
                Finding("photo.same_file", Severity.WARNING, message, subject=one.name, remedy="不能当作两处的佐证")
            )
        met.setdefault(one.sha256, one.name)
    return found
