"""check_coverage: whether areas cover their frame without gap or overlap, and every place where they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.boundaries.topology.faces import Face, find_faces
from layers.boundaries.topology.half_edges import OUTSIDE, HalfEdges, half_edges, match
from layers.boundaries.topology.measuring import Measure
from layers.boundaries.topology.rings import check_rings
from layers.boundaries.topology.wording import face_finding

LEAST_AREA_M2 = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was found. `valid` means: no face, no broken ring, no unit twice or missing.

    `unmatched` counts half-edges without a partner that bound no face: vertices that only one side has.
    """

    names: tuple[str, ...]
    faces: tuple[Face, ...]
    findings: tuple[Finding, ...]
    unmatched: int
    valid: bool

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app topology`."""
        return {
            "valid": self.valid,
            "faces": [
                {
                    "kind": face.kind.value,
                    "area_m2": round(face.area_m2, 3),
                    "width_m": round(face.width_m, 4),
                    "units": [self.names[unit] for unit in face.units],
                    "outside": face.outside,
                    "wkt": face.polygon.wkt,
                }
                for face in self.faces
            ],
            "findings": [finding.as_json() for finding in self.findings],
        }


def check_coverage(
    areas: Sequence[BaseGeometry | None],
    names: Sequence[str],
    *,
    frame: BaseGeometry | None = None,
    degrees: bool = False,
    expected: Sequence[str] = (),
    least_area_m2: float = LEAST_AREA_M2,
    tolerance_m: float = 0.0,
) -> Coverage:
    """Checks areas in one reference system: metres of a plane, or `degrees` (longitude, latitude).

    `frame` is what they should cover together; without one, inlets open to the outside cannot be seen, which
    is said. Faces narrower than `tolerance_m` are reported as information only. One broken geometry does not
    hide the others: it is named, and judged by the area that `make_valid` gives it.
    """
    measure = Measure(degrees)
    findings = [*_names_twice(names), *_missing(names, expected)]
    usable: list[BaseGeometry] = []
    for area, name in zip(areas, names, strict=True):
        found, repaired = check_rings(area, name, measure)
        findings += found
        usable.append(repaired)
    units = numpy.array(usable, dtype=object)
    edges = half_edges(units)
    if frame is not None:
        edges = edges.joined(half_edges([shapely.force_2d(frame)]).reversed(OUTSIDE))
    matching = match(edges)
    rest = edges.chosen(matching.unmatched)
    faces, border = find_faces(rest, units, frame, measure, least_area_m2)
    findings += [face_finding(face, names, tolerance_m) for face in faces]
    loose = _loose(rest, faces, border)
    findings += _notes(loose, frame is not None)
    valid = not any(finding.severity.rank >= Severity.WARNING.rank for finding in findings) and not faces
    return Coverage(names=tuple(names), faces=tuple(faces), findings=tuple(findings), unmatched=loose, valid=valid)


def _names_twice(names: Sequence[str]) -> list[Finding]:
    return [
        Finding(
            "topology.duplicate_unit",
            Severity.ERROR,
            f"单元“{name}”出现 {count} 次",
            subject=name,
            value=name,
            remedy="保留一个，或改正代码",
        )
        for name, count in Counter(names).items()
        if count > 1
    ]


def _missing(names: Sequence[str], expected: Sequence[str]) -> list[Finding]:
    return [
        Finding("topology.missing_unit", Severity.ERROR, f"缺少单元“{name}”", subject=name, remedy="补充该单元的图形")
        for name in expected
        if name not in set(names)
    ]


def _loose(rest: HalfEdges, faces: Sequence[Face], border: BaseGeometry) -> int:
    """Unmatched half-edges that bound neither a reported face nor all of the covered ground."""
    if len(rest) == 0:
        return 0
    bounding = numpy.array([border, *(face.polygon.boundary for face in faces)], dtype=object)
    xy, line = shapely.get_coordinates(shapely.get_parts(bounding), return_index=True)
    within = line[:-1] == line[1:]
    sides = numpy.atleast_1d(numpy.asarray(shapely.linestrings(numpy.stack([xy[:-1][within], xy[1:][within]], axis=1))))
    middles = shapely.points((rest.segments[:, :2] + rest.segments[:, 2:]) / 2)
    near = shapely.STRtree(sides).query(
        middles, predicate="dwithin", distance=float(numpy.abs(rest.segments).max()) * 1e-12
    )
    return len(rest) - len(set(near[0].tolist()))


def _notes(loose: int, framed: bool) -> list[Finding]:
    notes = []
    if loose:
        notes.append(
            Finding(
                "topology.edge_mismatch",
                Severity.INFO,
                f"有 {loose} 条边只有一侧有顶点，没有形成达到面积下限的缝隙或重叠",
                remedy="建库时让相邻单元共用同一组顶点",
            )
        )
    if not framed:
        notes.append(
            Finding(
                "topology.no_frame",
                Severity.INFO,
                "没有给出外框，向外敞开的缺口和外缘缺失无法判断",
                remedy="用 --frame 给出上级区划的范围",
            )
        )
    return notes
