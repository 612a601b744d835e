"""The plane as the unmatched half-edges divide it: which polygons are covered wrongly, and the proof that none is missing.

How many units cover a polygon does not change inside it, but who they are may: a border that two units share
can run through the ground that a third one claims as well. Such polygons are divided along it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.covering import Cover, cover_of
from layers.boundaries.topology.dividing import Dividing, Piece
from layers.boundaries.topology.half_edges import Geometries, HalfEdges
from layers.boundaries.topology.linework import chains, enclosed, united
from layers.boundaries.topology.matching import Matching
from layers.boundaries.topology.measuring import Measure

NEGLIGIBLE = 1e-3
"""Polygons below this part of the least area are not asked about."""
ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Every wrong piece, the outline of all polygons, and the area (m²) that the polygons fail to account for.

    Each half-edge adds the ground on its left. So the unmatched ones together enclose, with sign, exactly the
    ground that is covered too often less that which is covered too seldom: if the polygons add up to
    anything else, one is missing. What rounding explains counts as nothing.
    """

    pieces: tuple[Piece, ...]
    outline: BaseGeometry
    imbalance_m2: float


def arrange(
    edges: HalfEdges,
    matching: Matching,
    units: Geometries,
    frame: BaseGeometry | None,
    measure: Measure,
    least_area_m2: float,
) -> Arrangement:
    """Divides the plane by the unmatched half-edges. Pieces smaller than `least_area_m2` are left out."""
    rest = edges.chosen(matching.unmatched)
    polygons = enclosed(chains(rest))
    if len(polygons) == 0:
        return Arrangement((), shapely.MultiLineString(), _imbalance_m2(rest, polygons, numpy.array([]), measure))
    outline = shapely.boundary(united(polygons))
    polygons = polygons[measure.areas_m2(polygons) > least_area_m2 * NEGLIGIBLE]
    cover = cover_of(polygons, units, frame)
    excess = numpy.array([len(covering) for covering in cover.units], dtype=int)
    excess -= cover.within if frame is not None else 0
    wrong = numpy.flatnonzero((excess != 0) if frame is not None else (excess != 1))
    wholes = _merged(polygons[wrong], Cover([cover.units[n] for n in wrong], cover.within[wrong]), measure)
    dividing = Dividing(edges, units, frame, measure, least_area_m2)
    return Arrangement(
        tuple(dividing.divided([whole for whole in wholes if whole.area_m2 >= least_area_m2])),
        outline,
        _imbalance_m2(rest, polygons, excess, measure),
    )


def _merged(polygons: Geometries, cover: Cover, measure: Measure) -> list[Piece]:
    """Neighbouring polygons that are wrong in the same way are one."""
    groups: dict[tuple[tuple[int, ...], bool], list[int]] = defaultdict(list)
    for n, (covering, within) in enumerate(zip(cover.units, cover.within.tolist(), strict=True)):
        groups[covering, within].append(n)
    made = []
    for (covering, within), members in groups.items():
        parts = shapely.get_parts(united(polygons[members]))
        areas = measure.areas_m2(parts).tolist()
        made += [Piece(part, covering, within, area) for part, area in zip(parts.tolist(), areas, strict=True)]
    return made


def _imbalance_m2(rest: HalfEdges, polygons: Geometries, excess: Geometries, measure: Measure) -> float:
    """The signed area within the unmatched half-edges less that of the polygons, each as often as it is too much."""
    if len(rest) == 0:
        return 0.0
    x1, y1, x2, y2 = (rest.segments - numpy.tile(rest.segments[0, :2], 2)).T
    areas = shapely.area(polygons) * excess
    difference = abs(float((x1 * y2 - x2 * y1).sum() / 2 - areas.sum()))
    rounding = ROUNDING * float(numpy.abs(x1 * y2).sum() + numpy.abs(areas).sum())
    return difference / measure.units_per_m() ** 2 if difference > rounding else 0.0
