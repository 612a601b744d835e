"""All shared boundary lines of a coverage in one pass over its half-edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy
import shapely
from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.half_edges import Geometries, Numbers, half_edges, match


@dataclass(frozen=True, slots=True)
class SharedLine:
    """The line between two units (positions, smaller first), its coordinates exactly theirs."""

    first: int
    second: int
    line: MultiLineString


def shared_lines(areas: Sequence[BaseGeometry] | Geometries) -> list[SharedLine]:
    """The common line of every two units that share one, in order of the units."""
    edges = half_edges(areas)
    pairs = match(edges).pairs
    owners = numpy.sort(edges.owner[pairs], axis=1)
    between = owners[:, 0] != owners[:, 1]
    owners, segments = owners[between], edges.segments[pairs[between, 0]]
    order = numpy.lexsort((owners[:, 1], owners[:, 0]))
    owners, segments = owners[order], segments[order]
    changes = numpy.flatnonzero((owners[1:] != owners[:-1]).any(axis=1)) + 1
    bounds = [0, *changes.tolist(), len(owners)] if len(owners) else []
    return [SharedLine(int(owners[a, 0]), int(owners[a, 1]), _merged(segments[a:b])) for a, b in pairwise(bounds)]


def _merged(segments: Numbers) -> MultiLineString:
    lines = shapely.line_merge(MultiLineString(segments.reshape(-1, 2, 2).tolist()))
    return MultiLineString(list(shapely.get_parts(lines)))
