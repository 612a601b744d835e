"""Where points stand along a line: chainage and distance, in metres, without any planar CRS."""

from __future__ import annotations

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import GEOD

Floats = NDArray[numpy.float64]
AT_ONCE = 2000  # points, so that points times segments stays small in memory


def place_on_line(line: BaseGeometry, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Geodesic chainage from the line's beginning, and distance from the line, of each point; in metres.

    Everything is in degrees (EPSG:4490). Parts follow one another without the gaps between them, as in
    `lengths.chainages_m`. The nearest point is sought on a local plane (right to a millimetre near the
    line), then measured on GRS80. An empty line gives NaN.
    """
    starts, ends, before_m = _segments(line)
    along, off = numpy.full(len(lon), numpy.nan), numpy.full(len(lon), numpy.nan)
    if len(starts) == 0:
        return along, off
    for first in range(0, len(lon), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        foot_x, foot_y, nearest = _feet(starts, ends, lon[some], lat[some])
        off[some] = GEOD.inv(lon[some], lat[some], foot_x, foot_y)[2]
        along[some] = before_m[nearest] + GEOD.inv(starts[nearest, 0], starts[nearest, 1], foot_x, foot_y)[2]
    return along, off


def _feet(starts: Floats, ends: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats, NDArray[numpy.intp]]:
    """The nearest point of the line to each point, and the segment it lies on."""
    narrow = numpy.cos(numpy.radians(lat))[:, None]  # a degree of longitude, in degrees of latitude
    step_x, step_y = (ends[:, 0] - starts[:, 0]) * narrow, (ends[:, 1] - starts[:, 1])[None, :]
    from_x, from_y = (lon[:, None] - starts[:, 0]) * narrow, lat[:, None] - starts[:, 1]
    length2 = numpy.maximum(step_x**2 + step_y**2, 1e-30)
    share = numpy.clip((from_x * step_x + from_y * step_y) / length2, 0.0, 1.0)
    away2 = (from_x - share * step_x) ** 2 + (from_y - share * step_y) ** 2
    nearest = numpy.argmin(away2, axis=1)
    share = share[numpy.arange(len(lon)), nearest]
    foot = starts[nearest] + share[:, None] * (ends[nearest] - starts[nearest])
    return foot[:, 0], foot[:, 1], nearest


def farthest_from(line: BaseGeometry, other: BaseGeometry, every_degrees: float = 0.0002) -> float:
    """The greatest distance in metres of any point of `other` from `line`; NaN when either is empty.

    `other` is densified, by default to about 20 m, so that a straight stretch cannot hide a bow of `line`.
    """
    if line.is_empty or other.is_empty:
        return float("nan")
    xy = shapely.get_coordinates(shapely.segmentize(other, every_degrees))
    return float(numpy.max(place_on_line(line, xy[:, 0], xy[:, 1])[1]))


def _segments(line: BaseGeometry) -> tuple[Floats, Floats, Floats]:
    """Start points, end points, and the chainage at which each segment begins."""
    starts, ends = [numpy.empty((0, 2))], [numpy.empty((0, 2))]
    for part in shapely.get_parts(line):
        xy = shapely.get_coordinates(part)
        starts.append(xy[:-1])
        ends.append(xy[1:])
    first, last = numpy.vstack(starts), numpy.vstack(ends)
    _, _, steps = GEOD.inv(first[:, 0], first[:, 1], last[:, 0], last[:, 1])
    return first, last, numpy.concatenate([[0.0], numpy.cumsum(steps)])[:-1]
