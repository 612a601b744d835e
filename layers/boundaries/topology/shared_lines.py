"""All shared boundary lines of a coverage in one pass over its half-edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy
import shapely
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.half_edges import OUTSIDE, Geometries, HalfEdges, half_edges
from layers.boundaries.topology.linework import chains
from layers.boundaries.topology.matching import Matching, match


@dataclass(frozen=True, slots=True)
class SharedLine:
    """The line between two units (positions, smaller first), its coordinates exactly theirs.

    Each part begins at its western, or if it runs north-south its northern, end, as boundary lines are measured.
    """

    first: int
    second: int
    line: MultiLineString


def shared_lines(areas: Sequence[BaseGeometry] | Geometries) -> list[SharedLine]:
    """The common line of every two units that share one, in order of the units."""
    edges = half_edges(areas)
    return lines_of(edges, match(edges))


def lines_of(edges: HalfEdges, matching: Matching) -> list[SharedLine]:
    """The same out of half-edges that have been matched. The frame is no unit: its outline is nobody's line."""
    owners = numpy.sort(edges.owner[matching.pairs], axis=1)
    between = (owners[:, 0] != owners[:, 1]) & (owners[:, 0] != OUTSIDE)
    owners, pairs = owners[between], matching.pairs[between]
    if len(pairs) == 0:
        return []
    rows = numpy.where(edges.owner[pairs[:, 0]] == owners[:, 0], pairs[:, 0], pairs[:, 1])
    order = numpy.lexsort((rows, owners[:, 1], owners[:, 0]))
    owners = owners[order]
    changes = numpy.flatnonzero((owners[1:] != owners[:-1]).any(axis=1)) + 1
    lines = chains(edges.chosen(rows[order]), changes)
    starts = numpy.r_[0, changes]
    rows_to = numpy.cumsum(shapely.get_num_coordinates(lines) - 1)
    bounds = numpy.r_[numpy.searchsorted(rows_to, starts, side="right"), len(lines)].tolist()
    return [
        SharedLine(first, second, _merged(lines[a:b]))
        for (first, second), (a, b) in zip(owners[starts].tolist(), pairwise(bounds), strict=True)
    ]


def begins_west_or_north(line: BaseGeometry) -> bool:
    """Whether a line begins at its western, or if it runs north-south its northern, end; a ring always does."""
    xy = shapely.get_coordinates(line)
    (x1, y1), (x2, y2) = xy[0], xy[-1]
    runs_east_west = abs(x2 - x1) >= abs(y2 - y1)
    return bool(x1 <= x2 if runs_east_west else y1 >= y2)


def _merged(lines: Geometries) -> MultiLineString:
    whole = lines if len(lines) == 1 else shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    parts: list[LineString] = whole.tolist()
    return MultiLineString([part if begins_west_or_north(part) else part.reverse() for part in parts])
