"""Polygons that half-edges enclose: drawn as chains, noded where they meet or cross, and polygonized."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.half_edges import Geometries, HalfEdges, Indices


def enclosed(lines: Sequence[BaseGeometry] | Geometries) -> Geometries:
    """The polygons between lines; nothing is snapped or simplified."""
    if len(lines) == 0:
        return numpy.array([], dtype=object)
    noded = shapely.union_all(numpy.asarray(lines, dtype=object))
    return numpy.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))


def united(polygons: Geometries) -> BaseGeometry:
    """Polygons side by side as one: by their common edges, or by overlay where rounding lets them overlap a hair."""
    try:
        return shapely.coverage_union_all(polygons)
    except shapely.errors.GEOSException:
        return shapely.union_all(polygons)


def chains(edges: HalfEdges, cuts: Indices | None = None) -> Geometries:
    """Half-edges as lines, those that follow each other in a ring as one: noding is ten times as quick.

    A row of `cuts` begins a line of its own.
    """
    if len(edges) == 0:
        return numpy.array([], dtype=object)
    follows = (edges.ring[1:] == edges.ring[:-1]) & (edges.segments[1:, :2] == edges.segments[:-1, 2:]).all(axis=1)
    begins = numpy.r_[True, ~follows]
    begins[[] if cuts is None else cuts] = True
    chain = numpy.cumsum(begins) - 1
    row = numpy.arange(len(edges)) + chain
    ends = numpy.r_[begins[1:], True]
    vertices = len(edges) + int(chain[-1]) + 1
    xy, index = numpy.empty((vertices, 2)), numpy.empty(vertices, dtype=int)
    xy[row], index[row] = edges.segments[:, :2], chain
    xy[row[ends] + 1], index[row[ends] + 1] = edges.segments[ends, 2:], chain[ends]
    return numpy.asarray(shapely.linestrings(xy, indices=index))


def single_lines(edges: HalfEdges) -> Geometries:
    """Each half-edge as a line of its own."""
    return numpy.atleast_1d(numpy.asarray(shapely.linestrings(edges.segments.reshape(-1, 2, 2)), dtype=object))
