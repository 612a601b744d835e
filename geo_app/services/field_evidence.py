"""The line that field evidence is about: of the office's own layers with markers and cards, or out of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from gazetteer.errors import NotFound, Refused
from gazetteer.findings import Finding, Severity
from geo_app.config import Settings
from geo_app.services.county import open_county
from geo_app.services.field_evidence_files import line_of_file, markers_of_file
from layers.boundaries.lines import LINE_STATUSES
from layers.boundaries.overview import LineOverview, find_line, overview
from layers.boundaries.route_text import RouteMarker
from layers.store import Record
from layers.store.contract import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChoice:
    """Which line: `name` (code, id, name or part of it) of the own layers, or of the lines in `file`.

    `markers` is a file of markers for a line out of a file; `crs` the system of a file that names none.
    """

    name: str = ""
    file: Path | None = None
    markers: Path | None = None
    crs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """A line in degrees (EPSG:4490), its markers with a position, and (own layers only) their records and cards."""

    name: str
    shape: BaseGeometry
    markers: tuple[RouteMarker, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    references: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    ends: tuple[str, str] = ("", "")
    findings: tuple[Finding, ...] = ()

    def marker(self, number: str) -> RouteMarker:
        """The marker of that number. Raises NotFound, naming those there are."""
        found = [one for one in self.markers if one.number == number]
        if len(found) != 1:
            known = "、".join(one.number for one in self.markers) or "没有界桩"
            reason = "没有界桩" if not found else "不止一个界桩"
            raise NotFound.because("evidence.marker", f"{self.name} {reason}“{number}”", remedy=f"界桩号：{known}")
        return found[0]


def evidence_line(settings: Settings, choice: LineChoice) -> EvidenceLine:
    """The line of a choice. Raises Refused when there is none, or it has no shape."""
    if choice.file is not None:
        name, shape, findings = line_of_file(choice.file, choice.name, choice.crs)
        markers = () if choice.markers is None else tuple(markers_of_file(choice.markers))
        return EvidenceLine(name=name, shape=shape, markers=markers, findings=tuple(findings))
    county = open_county(settings)
    try:
        scope = Scope.everything()
        seen = overview(county.store, scope, find_line(county.store, scope, choice.name))
    finally:
        county.close()
    return _own(seen)


def _own(seen: LineOverview) -> EvidenceLine:
    name = str(seen.line.values["name"])
    if seen.line.geometry is None or seen.line.geometry.is_empty:
        raise Refused.because("evidence.no_shape", f"{name} 没有图形", remedy="补录线形", subject=seen.line.id)
    placed = {one.number: one for one in seen.markers if one.point is not None}
    return EvidenceLine(
        name=name,
        shape=seen.line.geometry,
        markers=tuple(
            RouteMarker(one.number, one.point.x, one.point.y) for one in seen.markers if one.point is not None
        ),
        records={number: one.record for number, one in placed.items()},
        references={number: seen.references.get(one.record.id, ()) for number, one in placed.items()},
        ends=(str(seen.line.values.get("start_description") or ""), str(seen.line.values.get("end_description") or "")),
        findings=tuple(_standing(seen, name)),
    )


def _standing(seen: LineOverview, name: str) -> list[Finding]:
    """What the line's own standing means for whatever is judged by it."""
    found = []
    status = str(seen.line.values.get("status") or "")
    if status != "legal":
        term = next((one.title for one in LINE_STATUSES if one.value == status), status or "性质未填")
        message = f"{name} 的图形性质是“{term}”，不是法定线，由它得出的里程、覆盖率和走向只供参考"
        found.append(Finding("evidence.not_legal", Severity.WARNING, message, subject=seen.line.id))
    if seen.generated:
        message = f"{name} 的界桩或图形是演示生成的，结论只供演示"
        found.append(Finding("evidence.generated", Severity.WARNING, message, subject=seen.line.id))
    return found
