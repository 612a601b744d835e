"""Boundary lines as the edges two areas share exactly: no tolerance, no snapping, nothing invented."""

from __future__ import annotations

import numpy
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry


def shared_line(first: BaseGeometry, second: BaseGeometry) -> MultiLineString:
    """The line along which two areas touch: every segment whose two end points both areas have.

    Works for polygons with exactly equal vertices along the common border (a coverage). Coordinates
    are returned unchanged. Each part begins at its western, or if it runs north-south its northern,
    end, as boundary lines are measured. Empty when nothing is shared.
    """
    ours, theirs = _segments(first), _segments(second)
    common = ours[numpy.isin(_keys(ours), _keys(theirs))]
    if len(common) == 0:
        return MultiLineString()
    merged = shapely.line_merge(MultiLineString(common.reshape(-1, 2, 2).tolist()))
    parts = shapely.get_parts(merged)
    return MultiLineString([_from_west_or_north(part) for part in parts])


def _segments(area: BaseGeometry) -> NDArray[numpy.float64]:
    """All segments as rows x1, y1, x2, y2 with the end points in one fixed order."""
    rings = shapely.get_rings(shapely.get_parts(area))
    rows = [numpy.hstack([xy[:-1], xy[1:]]) for xy in map(shapely.get_coordinates, rings)]
    if not rows:
        return numpy.empty((0, 4))
    segments = numpy.vstack(rows)
    swap = (segments[:, 0] > segments[:, 2]) | ((segments[:, 0] == segments[:, 2]) & (segments[:, 1] > segments[:, 3]))
    segments[swap] = segments[swap][:, [2, 3, 0, 1]]
    return segments


def _keys(segments: NDArray[numpy.float64]) -> NDArray[numpy.void]:
    return numpy.ascontiguousarray(segments).view(numpy.dtype((numpy.void, 32))).ravel()


def begins_west_or_north(line: BaseGeometry) -> bool:
    """Whether a line begins at its western, or if it runs north-south its northern, end; a ring always does."""
    xy = shapely.get_coordinates(line)
    (x1, y1), (x2, y2) = xy[0], xy[-1]
    runs_east_west = abs(x2 - x1) >= abs(y2 - y1)
    return bool(x1 <= x2 if runs_east_west else y1 >= y2)


def _from_west_or_north(part: LineString) -> LineString:
    return part if begins_west_or_north(part) else part.reverse()
