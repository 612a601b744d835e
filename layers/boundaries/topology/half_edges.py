"""Directed half-edges: every ring's segments with the area on their left.

Across two half-edges that run against each other exactly one unit ends and one begins, so how many units
cover the ground changes only at half-edges without such a partner. That is why only those need to be noded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Numbers = NDArray[numpy.float64]
Indices = NDArray[numpy.int64]
Flags = NDArray[numpy.bool_]
Geometries = NDArray[numpy.object_]
OUTSIDE = -1
"""The owner of the frame's half-edges: everything beyond it."""


@dataclass(frozen=True, slots=True)
class HalfEdges:
    """Segments as rows x1, y1, x2, y2 in the direction that keeps their owner on the left.

    `owner` and `ring` by row; a ring's rows stand together, each beginning where the one before it ends.
    """

    segments: Numbers
    owner: Indices
    ring: Indices

    def __len__(self) -> int:
        return len(self.owner)

    def joined(self, other: HalfEdges) -> HalfEdges:
        """These and those."""
        rings = int(self.ring[-1]) + 1 if len(self) else 0
        return HalfEdges(
            numpy.vstack([self.segments, other.segments]),
            numpy.concatenate([self.owner, other.owner]),
            numpy.concatenate([self.ring, other.ring + rings]),
        )

    def reversed(self, owner: int) -> HalfEdges:
        """The same segments the other way round, all owned by `owner`."""
        return HalfEdges(
            self.segments[::-1, [2, 3, 0, 1]], numpy.full(len(self), owner), self.ring[-1:] - self.ring[::-1]
        )

    def chosen(self, rows: Flags | Indices) -> HalfEdges:
        """Some of them."""
        return HalfEdges(self.segments[rows], self.owner[rows], self.ring[rows])


def half_edges(areas: Sequence[BaseGeometry] | Geometries) -> HalfEdges:
    """The half-edges of polygons and multipolygons; the owner is the position in `areas`. Segments of no length go."""
    parts, owner = shapely.get_parts(numpy.asarray(areas, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    if len(xy) == 0:
        return HalfEdges(numpy.empty((0, 4)), numpy.empty(0, dtype=numpy.int64), numpy.empty(0, dtype=numpy.int64))
    owner_of_ring = owner[part]
    inner = numpy.r_[False, part[1:] == part[:-1]]
    turned = shapely.is_ccw(rings) == inner
    if turned.all():  # as in every shapefile: the last vertex first is all it takes
        xy, ring, owner_of_ring = xy[::-1], ring[-1] - ring[::-1], owner_of_ring[::-1]
    elif turned.any():
        xy = _turned(xy, ring, turned)
    moves = (xy[:-1, 0] != xy[1:, 0]) | (xy[:-1, 1] != xy[1:, 1])
    within = (ring[:-1] == ring[1:]) & moves
    segments = sliding_window_view(xy.ravel(), 4)[::2][within]
    ring = ring[:-1][within]
    return HalfEdges(segments, owner_of_ring[ring], ring)


def _turned(xy: Numbers, ring: Indices, turned: Flags) -> Numbers:
    """Vertices with those of some rings in the opposite order, each ring in its place."""
    first = numpy.searchsorted(ring, numpy.arange(len(turned)))
    last = numpy.r_[first[1:], len(ring)] - 1
    rows = numpy.arange(len(ring))
    return xy[numpy.where(turned[ring], (first + last)[ring] - rows, rows)]
