"""Who bounds a face: the half-edges its border runs along, with lengths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import shapely

from layers.boundaries.topology.half_edges import Geometries, HalfEdges, Indices, Numbers
from layers.boundaries.topology.linework import single_lines

RESOLUTION = 1e-12
"""How far, as a part of the largest coordinate, a noded border may lie off the half-edge it comes from."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Stretches of borders: of which polygon, along which half-edge (row), how long in the coordinates' unit."""

    polygon: Indices
    edge: Indices
    length: Numbers


def sides_of(polygons: Geometries, edges: HalfEdges) -> Sides:
    """Every stretch of the polygons' (or lines') borders on the half-edges along which it runs."""
    rings, polygon = shapely.get_parts(_borders(polygons), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    if len(edges) == 0 or len(xy) == 0:
        nothing = numpy.empty(0, dtype=numpy.int64)
        return Sides(nothing, nothing, numpy.empty(0))
    same = ring[:-1] == ring[1:]
    starts, ends, owner = xy[:-1][same], xy[1:][same], polygon[ring[:-1][same]]
    reach = float(numpy.abs(edges.segments).max()) * RESOLUTION
    middles = numpy.atleast_1d(shapely.points((starts + ends) / 2))
    side, edge = shapely.STRtree(single_lines(edges)).query(middles, predicate="dwithin", distance=reach)
    return Sides(owner[side], edge, numpy.hypot(*(ends - starts)[side].T))


def _borders(polygons: Geometries) -> Geometries:
    area = numpy.isin(shapely.get_type_id(polygons), (3, 6))
    return numpy.where(area, shapely.boundary(polygons), polygons)
