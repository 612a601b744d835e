"""Which units cover a face, asked at a point inside it that lies on no unit's border.

Two units side by side share a matched border that may run through a face; a point on it would count both.
"""

from __future__ import annotations

from typing import Literal

import numpy
import shapely

from layers.boundaries.topology.half_edges import Geometries

WEIGHTS = ((0.21, 0.33, 0.46), (0.55, 0.17, 0.28), (0.11, 0.62, 0.27))
"""Where in a triangle a further point is tried; uneven, so that no border drawn with a ruler runs through all."""


def covering_units(faces: Geometries, units: Geometries) -> tuple[list[tuple[int, ...]], Geometries]:
    """For each face the positions of the units that cover it, and the inner point that was asked.

    Raises ValueError when every tried point of a face lies on a border, which no polygon can bring about.
    """
    points = numpy.atleast_1d(shapely.point_on_surface(faces))
    tree = shapely.STRtree(units)
    covering = [tuple[int, ...]()] * len(faces)
    open_faces = numpy.arange(len(faces))
    tries = 0
    while len(open_faces):
        asked = points[open_faces]
        touching, inside = _owners(tree, asked, "intersects"), _owners(tree, asked, "within")
        settled = numpy.array([touching[n] == inside[n] for n in range(len(asked))])
        for n in numpy.flatnonzero(settled).tolist():
            covering[open_faces[n]] = inside[n]
        open_faces = open_faces[~settled]
        for face in open_faces.tolist():
            points[face] = _another_point(faces[face], tries)
        tries += 1
    return covering, points


def _owners(
    tree: shapely.STRtree, points: Geometries, predicate: Literal["intersects", "within"]
) -> list[tuple[int, ...]]:
    point, unit = tree.query(points, predicate=predicate)
    found: list[list[int]] = [[] for _ in range(len(points))]
    for p, u in zip(point.tolist(), unit.tolist(), strict=True):
        found[p].append(u)
    return [tuple(sorted(owners)) for owners in found]


def _another_point(face: shapely.Polygon, tries: int) -> shapely.Point:
    """A point inside a triangle of the face; another one at each try."""
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(face))
    order = numpy.argsort(-shapely.area(triangles), kind="stable")
    turn, weights = divmod(tries, len(WEIGHTS))
    if turn >= len(triangles):
        raise ValueError("every point of a face lies on a border")
    corners = shapely.get_coordinates(triangles[order[turn]])[:3]
    return shapely.Point(numpy.array(WEIGHTS[weights]) @ corners)
