"""check_coverage: whether areas cover their frame without gap or overlap, and every place where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.boundaries.topology.arrangement import arrange
from layers.boundaries.topology.faces import Face, faces_of
from layers.boundaries.topology.half_edges import OUTSIDE, Geometries, HalfEdges, half_edges
from layers.boundaries.topology.ledger import Transfer, propose
from layers.boundaries.topology.linework import single_lines
from layers.boundaries.topology.matching import match
from layers.boundaries.topology.measuring import Measure
from layers.boundaries.topology.rings import slivers, spikes, usable_areas
from layers.boundaries.topology.shared_lines import SharedLine, lines_of
from layers.boundaries.topology.sides import Sides, sides_of
from layers.boundaries.topology.wording import (
    face_finding,
    frame_apart,
    loose_finding,
    no_frame,
    unbalanced,
    units_wrong,
)

LEAST_AREA_M2 = 0.1
FRAME = "外框"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was found. `valid` means: no face, no broken ring, no unit twice or missing.

    `unmatched` counts units' half-edges without a partner that bound no face: vertices that only one side
    has. `lines` are the boundary lines between every two units, when they were asked for.
    """

    names: tuple[str, ...]
    faces: tuple[Face, ...]
    findings: tuple[Finding, ...]
    unmatched: int
    valid: bool
    lines: tuple[SharedLine, ...] = ()

    def proposals(self) -> list[Transfer]:
        """What closing gaps and settling overlaps (up to 100 m wide) would give and take; nothing is changed."""
        return propose(self.faces)

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app topology`."""
        return {
            "valid": self.valid,
            "faces": [face.as_json(self.names) for face in self.faces],
            "findings": [finding.as_json() for finding in self.findings],
        }


def check_coverage(
    areas: Sequence[BaseGeometry | None] | Geometries,
    names: Sequence[str],
    *,
    frame: BaseGeometry | None = None,
    measure: Measure | None = None,
    degrees: bool = False,
    expected: Sequence[str] = (),
    least_area_m2: float = LEAST_AREA_M2,
    tolerance_m: float = 0.0,
    with_lines: bool = False,
) -> Coverage:
    """Checks areas in one reference system: metres of a plane, or `degrees` (longitude, latitude).

    `frame` is what they should cover together; without one, inlets open to the outside cannot be seen, which
    is said. Faces narrower than `tolerance_m` are reported as information only. One broken geometry does not
    hide the others: it is named, and judged by the area that `make_valid` gives it: shells together, less holes.
    `with_lines` also draws the boundary lines out of the same half-edges. A `measure` of one's own replaces
    `degrees`. Raises ValueError when there are not as many names as areas.
    """
    if len(names) != len(areas):
        raise ValueError(f"{len(areas)} areas and {len(names)} names")
    measure = measure or Measure(degrees)
    broken, units = usable_areas(areas, names, measure)
    findings = [*units_wrong(names, expected), *broken]
    if frame is not None:
        wrong_frame, [usable] = usable_areas([frame], [FRAME], measure)
        findings += wrong_frame
        frame = None if usable.is_empty else usable
    edges = half_edges(units)
    findings += [*spikes(edges, names, measure), *slivers(units, names, measure)]
    if frame is not None:
        edges = edges.joined(half_edges([frame]).reversed(OUTSIDE))
        findings += frame_apart(frame, units)
    matching = match(edges)
    arrangement = arrange(edges, matching, units, frame, measure, least_area_m2)
    rest = edges.chosen(matching.unmatched)
    pieces = arrangement.pieces
    sides = sides_of(numpy.array([*(piece.polygon for piece in pieces), arrangement.outline], dtype=object), rest)
    faces = faces_of(pieces, sides, rest, measure)
    findings += [face_finding(face, names, tolerance_m) for face in faces]
    loose = _loose(rest, sides)
    findings += [*loose_finding(loose, names), *unbalanced(arrangement.imbalance_m2, least_area_m2)]
    findings += [] if frame is not None else [no_frame()]
    return Coverage(
        names=tuple(names),
        faces=tuple(faces),
        findings=tuple(findings),
        unmatched=len(loose),
        valid=not faces and not any(finding.severity.rank >= Severity.WARNING.rank for finding in findings),
        lines=tuple(lines_of(edges, matching)) if with_lines else (),
    )


def _loose(rest: HalfEdges, sides: Sides) -> HalfEdges:
    """Units' half-edges that bound neither a reported face nor all of the covered ground, nor run along the frame."""
    bounding = numpy.zeros(len(rest), dtype=bool)
    bounding[sides.edge] = True
    loose = rest.chosen(~bounding & (rest.owner != OUTSIDE))
    beside_frame = sides_of(single_lines(loose), rest.chosen(rest.owner == OUTSIDE))
    along = numpy.zeros(len(loose), dtype=bool)
    along[beside_frame.polygon] = True
    return loose.chosen(~along)
