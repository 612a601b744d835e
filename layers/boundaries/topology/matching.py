"""Which half-edges run exactly against each other: by a hash of their end points, verified coordinate by coordinate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from layers.boundaries.topology.half_edges import Flags, HalfEdges, Indices, Numbers

FIRST, SECOND, THIRD = (numpy.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9))


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs` are the rows of half-edges that run against each other, `unmatched` marks the rest."""

    pairs: Indices
    unmatched: Flags


def match(edges: HalfEdges) -> Matching:
    """Matches every segment that exactly one half-edge runs each way. Coordinates are compared exactly."""
    keys = segment_keys(edges.segments)
    order = numpy.argsort(keys)
    keys = keys[order]
    starts = numpy.flatnonzero(numpy.r_[True, keys[1:] != keys[:-1]]) if len(keys) else order
    sizes = numpy.diff(numpy.r_[starts, len(keys)])
    two, more = starts[sizes == 2], sizes > 2
    pairs = _opposed(edges.segments, numpy.column_stack([order[two], order[two + 1]]))
    if more.any():
        crowd = order[numpy.repeat(more, sizes)]
        pairs = numpy.vstack([pairs, crowd[_in_a_crowd(edges.segments[crowd])]])
    unmatched = numpy.ones(len(edges), dtype=bool)
    unmatched[pairs.ravel()] = False
    return Matching(pairs, unmatched)


def segment_keys(segments: Numbers) -> NDArray[numpy.uint64]:
    """A number for each segment, the same whichever way it runs; different segments have different ones, but for chance."""
    return _point_keys(segments[:, 0], segments[:, 1]) + _point_keys(segments[:, 2], segments[:, 3])


def _point_keys(x: Numbers, y: Numbers) -> NDArray[numpy.uint64]:
    """The bits of both coordinates, well mixed: -0.0 and 0.0, which are equal, have the same."""
    mixed = (x + 0.0).view(numpy.uint64) * FIRST
    mixed ^= mixed >> numpy.uint64(32)
    mixed += (y + 0.0).view(numpy.uint64) * SECOND
    mixed ^= mixed >> numpy.uint64(29)
    mixed *= THIRD
    mixed ^= mixed >> numpy.uint64(32)
    return mixed


def _opposed(segments: Numbers, pairs: Indices) -> Indices:
    """Those pairs whose segments are each other's reverse."""
    x1, y1, x2, y2 = segments.take(pairs[:, 0], axis=0).T
    x3, y3, x4, y4 = segments.take(pairs[:, 1], axis=0).T
    opposed = (x1 == x4) & (y1 == y4) & (x2 == x3) & (y2 == y3)
    return pairs if opposed.all() else pairs[opposed]


def _in_a_crowd(segments: Numbers) -> Indices:
    """Pairs among segments of equal keys: those that lie on a place of their own, two and opposed."""
    backward = (segments[:, 0] > segments[:, 2]) | (
        (segments[:, 0] == segments[:, 2]) & (segments[:, 1] > segments[:, 3])
    )
    rows = numpy.where(backward[:, None], segments[:, [2, 3, 0, 1]], segments)
    order = numpy.lexsort(rows.T)
    rows = rows[order]
    starts = numpy.flatnonzero(numpy.r_[True, (rows[1:] != rows[:-1]).any(axis=1)])
    two = starts[numpy.diff(numpy.r_[starts, len(rows)]) == 2]
    return _opposed(segments, numpy.column_stack([order[two], order[two + 1]]))
