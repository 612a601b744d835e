"""Faces of ground that no unit or more than one covers: what kind each is, how large, whose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy
from shapely import Polygon

from layers.boundaries.topology.dividing import Piece
from layers.boundaries.topology.half_edges import OUTSIDE, HalfEdges
from layers.boundaries.topology.measuring import Measure
from layers.boundaries.topology.sides import Sides

THIN = 400.0
"""Perimeter² over area from which a face counts as a strip, whose width is 2 × area / perimeter."""


class FaceKind(StrEnum):
    """What is wrong with a face: nobody's, several units', or nobody's and open to the outside."""

    GAP = "gap"
    OVERLAP = "overlap"
    GAP_OPEN = "gap_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A face in the coordinates of the units: `units` cover it (overlap) or border on it (gap), by position.

    `outside` says that the face lies beyond the frame: a unit reaches over it. `along` holds how far its
    border runs on the edges of which unit, in the coordinates' own unit.
    """

    kind: FaceKind
    polygon: Polygon
    units: tuple[int, ...]
    area_m2: float
    width_m: float
    outside: bool = False
    along: Mapping[int, float] = field(default_factory=dict)

    def as_json(self, names: Sequence[str]) -> dict[str, object]:
        """The face as `geo-app topology` prints it, its units by name."""
        return {
            "kind": self.kind.value,
            "area_m2": round(self.area_m2, 3),
            "width_m": round(self.width_m, 4),
            "units": [names[unit] for unit in self.units],
            "outside": self.outside,
            "wkt": self.polygon.wkt,
        }


def faces_of(pieces: Sequence[Piece], sides: Sides, edges: HalfEdges, measure: Measure) -> list[Face]:
    """The pieces as faces, largest first; `sides` are those of the pieces' borders along `edges`."""
    along: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    owners = edges.owner[sides.edge]
    for n, owner, length in zip(sides.polygon.tolist(), owners.tolist(), sides.length.tolist(), strict=True):
        along[n][owner] += length
    polygons = numpy.array([piece.polygon for piece in pieces], dtype=object)
    perimeters = measure.perimeters_m(polygons).tolist()
    made = [_face(piece, along[n], perimeters[n], measure) for n, piece in enumerate(pieces)]
    return sorted(made, key=lambda face: -face.area_m2)


def _face(piece: Piece, along: Mapping[int, float], perimeter_m: float, measure: Measure) -> Face:
    kind, units = FaceKind.OVERLAP, piece.units
    if not piece.units:
        kind = FaceKind.GAP_OPEN if OUTSIDE in along else FaceKind.GAP
        units = tuple(sorted(unit for unit in along if unit != OUTSIDE))
    thin = perimeter_m**2 / piece.area_m2 > THIN
    return Face(
        kind=kind,
        polygon=piece.polygon,
        units=units,
        area_m2=piece.area_m2,
        width_m=2 * piece.area_m2 / perimeter_m if thin else measure.inscribed_width_m(piece.polygon),
        outside=not piece.within,
        along={unit: length for unit, length in along.items() if unit != OUTSIDE},
    )
