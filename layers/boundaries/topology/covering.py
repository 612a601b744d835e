"""Which units cover a face, asked at a point inside it that lies on no unit's border.

Two units side by side share a matched border that may run through a face; a point on it would count both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.half_edges import Flags, Geometries

WEIGHTS = ((0.21, 0.33, 0.46), (0.55, 0.17, 0.28), (0.11, 0.62, 0.27))
"""Where in a triangle a further point is tried; uneven, so that no border drawn with a ruler runs through all."""
ROUNDING = 1e-14
"""How far, as a part of the largest coordinate, rounding can move a border."""
TRIANGLES = 8
"""Of how many triangles of a face points are tried."""


@dataclass(frozen=True, slots=True)
class Cover:
    """By face: the positions of the units that cover it, and whether it lies within the frame (none: everywhere)."""

    units: list[tuple[int, ...]]
    within: Flags


def cover_of(faces: Geometries, units: Geometries, frame: BaseGeometry | None) -> Cover:
    """What covers each face at a point inside it. A face with no point off every border is too thin to be one.

    Such a face, narrower than coordinates can tell apart, counts as covered by what holds the last point tried.
    """
    grounds = units if frame is None else numpy.append(units, numpy.array([frame], dtype=object))
    tree = shapely.STRtree(grounds)
    found = [tuple[int, ...]()] * len(faces)
    points = inner_points(faces)
    unsettled = numpy.arange(len(faces))
    tries = 1
    while len(unsettled):
        inside, on_border = _holders(tree, points[unsettled])
        for n, face in enumerate(unsettled.tolist()):
            found[face] = inside[n]
        unsettled = unsettled[on_border]
        further = [_another_point(face, tries) for face in faces[unsettled].tolist()]
        unsettled = unsettled[[point is not None for point in further]]
        points[unsettled] = [point for point in further if point is not None]
        tries += 1
    if frame is None:
        return Cover(found, numpy.ones(len(faces), dtype=bool))
    outer = len(units)
    within = numpy.array([outer in holders for holders in found], dtype=bool)
    return Cover([tuple(unit for unit in holders if unit != outer) for holders in found], within)


def inner_points(faces: Geometries) -> Geometries:
    """A point in each face, farther from its border than noding can have moved that, where the face is wide enough."""
    points = numpy.atleast_1d(shapely.point_on_surface(faces))
    if len(faces) == 0:
        return points
    reach = numpy.abs(shapely.bounds(faces)).max(axis=1) * ROUNDING
    for hair in numpy.flatnonzero(shapely.distance(points, shapely.boundary(faces)) <= reach).tolist():
        points[hair] = _another_point(faces[hair], 0) or points[hair]
    return points


def _holders(tree: shapely.STRtree, points: Geometries) -> tuple[list[tuple[int, ...]], Flags]:
    """By point: which geometries of the tree hold it inside, and whether it lies on the border of any."""
    point, held_by = tree.query(points)
    grounds = tree.geometries[held_by]
    shapely.prepare(tree.geometries[numpy.unique(held_by)])
    inside = shapely.contains_properly(grounds, points[point])
    borders = shapely.intersects(grounds, points[point]) & ~inside
    found: list[list[int]] = [[] for _ in range(len(points))]
    for p, ground in zip(point[inside].tolist(), held_by[inside].tolist(), strict=True):
        found[p].append(ground)
    on_border = numpy.zeros(len(points), dtype=bool)
    on_border[point[borders]] = True
    return [tuple(sorted(holders)) for holders in found], on_border


def _another_point(face: shapely.Polygon, tries: int) -> shapely.Point | None:
    """A point inside one of the widest triangles of the face; another one at each try; None when all have been tried."""
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(face))
    widths = shapely.area(triangles) / shapely.length(triangles)
    order = numpy.argsort(-widths, kind="stable")[:TRIANGLES]
    weights, turn = divmod(tries, len(order)) if len(order) else (len(WEIGHTS), 0)
    if weights >= len(WEIGHTS):
        return None
    corners = shapely.get_coordinates(triangles[order[turn]])[:3]
    return shapely.Point(numpy.array(WEIGHTS[weights]) @ corners)
