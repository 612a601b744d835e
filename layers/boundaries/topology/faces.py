"""Faces of ground that no unit or more than one covers, from the unmatched half-edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy
import shapely
from numpy.typing import NDArray
from shapely import MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.covering import covering_units
from layers.boundaries.topology.half_edges import Geometries, HalfEdges, Numbers
from layers.boundaries.topology.measuring import Measure

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

    `outside` says that the face lies beyond the frame: a unit reaches over it.
    """

    kind: FaceKind
    polygon: Polygon
    units: tuple[int, ...]
    area_m2: float
    width_m: float
    outside: bool = False


def find_faces(
    unmatched: HalfEdges, units: Geometries, frame: BaseGeometry | None, measure: Measure, least_area_m2: float
) -> tuple[list[Face], BaseGeometry]:
    """Every face of at least `least_area_m2`, largest first; and the border around all that is covered."""
    polygons = _polygonize(unmatched.segments) if len(unmatched) else numpy.array([], dtype=object)
    if len(polygons) == 0:
        return [], MultiLineString()
    border = shapely.boundary(shapely.coverage_union_all(polygons))
    areas = measure.areas_m2(polygons)
    polygons = polygons[areas > least_area_m2 / 1000]
    covering, inner = covering_units(polygons, units)
    within = numpy.ones(len(polygons), dtype=bool)
    if frame is not None:
        shapely.prepare(frame)
        within = shapely.covers(frame, inner)
    wrong = [n for n in range(len(polygons)) if _is_wrong(len(covering[n]), bool(within[n]), frame is not None)]
    merged = _merged(polygons, [covering[n] for n in wrong], wrong, within)
    tree = shapely.STRtree(units)
    made = [_face(face, cover, inside, tree, frame, measure) for face, cover, inside in merged]
    found = sorted((face for face in made if face.area_m2 >= least_area_m2), key=lambda face: -face.area_m2)
    return found, border


def _is_wrong(covers: int, within: bool, framed: bool) -> bool:
    """Within the frame everything but exactly one unit; beyond a given frame everything but none."""
    if within:
        return covers != 1
    return framed and covers > 0


def _polygonize(segments: Numbers) -> NDArray[numpy.object_]:
    lines = numpy.atleast_1d(numpy.asarray(shapely.linestrings(segments.reshape(-1, 2, 2))))
    noded = shapely.union_all(lines)
    return numpy.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))


def _merged(
    polygons: Geometries, covering: Sequence[tuple[int, ...]], wrong: Sequence[int], within: NDArray[numpy.bool_]
) -> list[tuple[Polygon, tuple[int, ...], bool]]:
    """Neighbouring faces that are wrong in the same way are one."""
    groups: dict[tuple[tuple[int, ...], bool], list[int]] = defaultdict(list)
    for n, owners in zip(wrong, covering, strict=True):
        groups[owners, bool(within[n])].append(n)
    return [
        (part, owners, inside)
        for (owners, inside), members in groups.items()
        for part in shapely.get_parts(shapely.coverage_union_all(polygons[members])).tolist()
    ]


def _face(
    polygon: Polygon,
    covering: tuple[int, ...],
    within: bool,
    tree: shapely.STRtree,
    frame: BaseGeometry | None,
    measure: Measure,
) -> Face:
    kind, units = FaceKind.OVERLAP, covering
    if not covering:
        near = tree.query(polygon, predicate="dwithin", distance=measure.units_per_m(polygon) * 1e-3)
        kind, units = FaceKind.GAP, tuple(sorted(near.tolist()))
        if frame is not None and _opens_on(polygon, frame, measure):
            kind = FaceKind.GAP_OPEN
    area, perimeter = measure.area_and_perimeter_m(polygon)
    thin = perimeter**2 / area > THIN if area else True
    width = 2 * area / perimeter if thin else measure.inscribed_width_m(polygon)
    return Face(kind=kind, polygon=polygon, units=units, area_m2=area, width_m=width, outside=not within)


def _opens_on(polygon: Polygon, frame: BaseGeometry, measure: Measure) -> bool:
    """Whether the face has a side in common with the frame's border, not only a point."""
    near = measure.units_per_m(polygon) * 1e-3
    along = shapely.intersection(polygon.boundary, shapely.buffer(frame.boundary, near, quad_segs=1))
    return bool(shapely.length(along) > 4 * near)
