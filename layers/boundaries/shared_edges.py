"""The boundary line between two areas, as the edges they share exactly: no tolerance, no snapping, nothing invented."""

from __future__ import annotations

from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.shared_lines import begins_west_or_north, shared_lines

__all__ = ["begins_west_or_north", "shared_line"]


def shared_line(first: BaseGeometry, second: BaseGeometry) -> MultiLineString:
    """The line along which two areas lie side by side: every segment whose two end points both areas have.

    Works for polygons with exactly equal vertices along the common border (a coverage). Coordinates
    are returned unchanged. Each part begins at its western, or if it runs north-south its northern,
    end, as boundary lines are measured. Empty when nothing is shared.
    """
    return next((shared.line for shared in shared_lines([first, second])), MultiLineString())
