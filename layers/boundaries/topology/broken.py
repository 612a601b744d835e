"""Why an area is not valid, at every place where it is not: GEOS names the first one only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.boundaries.topology.places import place

REASONS = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "环自相交",
    "Hole lies outside shell": "内环在外环之外",
    "Holes are nested": "内环相互嵌套",
    "Nested shells": "外环相互嵌套",
    "Duplicate Rings": "有重复的环",
    "Interior is disconnected": "内部被分割",
    "Too few points in geometry component": "环的点太少",
    "Invalid Coordinate": "坐标不是有效数字",
    "Ring is not closed": "环没有闭合",
}
MOST_PLACES = 50
"""Crossings named for one area; a ring with more is to be drawn anew, not mended."""


def what_breaks(area: BaseGeometry) -> list[tuple[str, str]]:
    """Reasons in words and where each is ("x, y" in the area's coordinates), for an area that is not valid.

    Rings that occur twice and every place where a ring meets itself; what is wrong between rings as far as
    GEOS tells it: the first place.
    """
    rings = shapely.get_rings(shapely.get_parts(area))
    found = [("有重复的环", place(point.coords[0])) for point in _twice(rings)]
    crossings = [point for ring in rings[~shapely.is_simple(rings)].tolist() for point in _crossings(ring)]
    found += [("边界自相交", place(point.coords[0])) for point in crossings[:MOST_PLACES]]
    if len(crossings) > MOST_PLACES:
        found.append((f"边界另有 {len(crossings) - MOST_PLACES} 处自相交", ""))
    return found or [_first_reason(area)]


def _twice(rings: numpy.ndarray) -> Iterator[shapely.Point]:
    seen: set[bytes] = set()
    for ring, key in zip(rings.tolist(), shapely.to_wkb(shapely.normalize(rings)).tolist(), strict=True):
        if key in seen:
            yield shapely.Point(ring.coords[0])
        seen.add(key)


def _crossings(ring: BaseGeometry) -> list[shapely.Point]:
    """Where a ring crosses or touches itself: ends of its noded stretches at which more than two meet."""
    stretches = shapely.get_parts(shapely.node(ring))
    ends = shapely.get_coordinates(shapely.get_point(stretches, [[0], [-1]]))
    points, times = numpy.unique(ends, axis=0, return_counts=True)
    return [shapely.Point(xy) for xy in points[times > 2]]


def _first_reason(area: BaseGeometry) -> tuple[str, str]:
    words, _, told = shapely.is_valid_reason(area).partition("[")
    numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e[-+]?\d+)?", told)]
    said = REASONS.get(words.strip(), words.strip())
    return said, place(numbers) if len(numbers) >= 2 else ""
