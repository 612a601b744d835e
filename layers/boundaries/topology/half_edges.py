"""Directed half-edges: every ring's segments with the area on their left, matched when one runs each way.

Across a matched pair exactly one unit ends and one begins, so how many units cover the ground changes only
at unmatched segments. That is why only those need to be noded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Numbers = NDArray[numpy.float64]
Indices = NDArray[numpy.int64]
Geometries = NDArray[numpy.object_]
OUTSIDE = -1
"""The owner of the frame's half-edges: everything beyond it."""


@dataclass(frozen=True, slots=True)
class HalfEdges:
    """Segments as rows x1, y1, x2, y2 in the direction that keeps their owner on the left; `owner` by row."""

    segments: Numbers
    owner: Indices

    def __len__(self) -> int:
        return len(self.owner)

    def joined(self, other: HalfEdges) -> HalfEdges:
        """These and those."""
        return HalfEdges(numpy.vstack([self.segments, other.segments]), numpy.concatenate([self.owner, other.owner]))

    def reversed(self, owner: int) -> HalfEdges:
        """The same segments the other way round, all owned by `owner`."""
        return HalfEdges(self.segments[:, [2, 3, 0, 1]], numpy.full(len(self), owner))

    def chosen(self, rows: NDArray[numpy.bool_]) -> HalfEdges:
        """Some of them."""
        return HalfEdges(self.segments[rows], self.owner[rows])


def half_edges(areas: Sequence[BaseGeometry] | Geometries) -> HalfEdges:
    """The half-edges of polygons and multipolygons; the owner is the position in `areas`. Segments of no length go."""
    parts, owner = shapely.get_parts(shapely.orient_polygons(numpy.asarray(areas, dtype=object)), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    within = (ring[:-1] == ring[1:]) & (xy[:-1] != xy[1:]).any(axis=1)
    segments = numpy.hstack([xy[:-1][within], xy[1:][within]])
    return HalfEdges(segments, owner[part[ring[:-1][within]]].astype(numpy.int64))


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs` are the rows of half-edges that run against each other, `unmatched` marks the rest."""

    pairs: Indices
    unmatched: NDArray[numpy.bool_]


def match(edges: HalfEdges) -> Matching:
    """Matches every segment that exactly one half-edge runs each way. Coordinates are compared exactly."""
    forward, ordered = _ordered(edges.segments)
    order = _sorted_by_place(ordered)
    sorted_rows = ordered[order]
    starts = numpy.flatnonzero(numpy.r_[True, (sorted_rows[1:] != sorted_rows[:-1]).any(axis=1)])
    sizes = numpy.diff(numpy.r_[starts, len(order)])
    two = starts[sizes == 2]
    first, second = order[two], order[two + 1]
    opposed = forward[first] != forward[second]
    pairs = numpy.column_stack([first[opposed], second[opposed]])
    unmatched = numpy.ones(len(edges), dtype=bool)
    unmatched[pairs.ravel()] = False
    return Matching(pairs, unmatched)


def _ordered(segments: Numbers) -> tuple[NDArray[numpy.bool_], Numbers]:
    """Whether each segment runs from its smaller end point, and all of them written so."""
    forward = (segments[:, 0] < segments[:, 2]) | (
        (segments[:, 0] == segments[:, 2]) & (segments[:, 1] < segments[:, 3])
    )
    ordered = numpy.where(forward[:, None], segments, segments[:, [2, 3, 0, 1]])
    return forward, ordered + 0.0  # turns -0.0 into 0.0, which are equal but have other bits


def _sorted_by_place(rows: Numbers) -> Indices:
    """An order that brings equal rows together: by a hash of their bits, exactly where hashes collide."""
    bits = numpy.ascontiguousarray(rows).view(numpy.uint64)
    mixed = numpy.zeros(len(rows), dtype=numpy.uint64)
    for column, factor in enumerate((0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)):
        mixed ^= bits[:, column] * numpy.uint64(factor)
        mixed ^= mixed >> numpy.uint64(29)
        mixed *= numpy.uint64(0xBF58476D1CE4E5B9)
    order = numpy.argsort(mixed, kind="stable")
    same_hash = mixed[order][1:] == mixed[order][:-1]
    if (same_hash & (rows[order][1:] != rows[order][:-1]).any(axis=1)).any():
        return numpy.lexsort(rows.T[::-1])
    return order
