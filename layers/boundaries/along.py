"""Where points stand along a line: chainage and distance, in metres, without any planar CRS."""

from __future__ import annotations

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import GEOD

Floats = NDArray[numpy.float64]


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
    for k, (x, y) in enumerate(zip(lon, lat, strict=True)):
        scale = numpy.array([numpy.cos(numpy.radians(y)), 1.0])
        point, first, step = numpy.array([x, y]) * scale, starts * scale, (ends - starts) * scale
        length2 = numpy.maximum((step**2).sum(axis=1), 1e-30)
        share = numpy.clip(((point - first) * step).sum(axis=1) / length2, 0.0, 1.0)
        nearest = int(numpy.argmin(((first + share[:, None] * step - point) ** 2).sum(axis=1)))
        foot = starts[nearest] + share[nearest] * (ends[nearest] - starts[nearest])
        off[k] = GEOD.inv(x, y, foot[0], foot[1])[2]
        start_x, start_y = starts[nearest]
        along[k] = before_m[nearest] + GEOD.inv(start_x, start_y, foot[0], foot[1])[2]
    return along, off


def farthest_from(line: BaseGeometry, other: BaseGeometry, every_degrees: float = 0.0002) -> float:
    """The greatest distance in metres of any point of `other` from `line`; NaN when either is empty.

    `other` is densified, by default to about 20 m, so that a straight stretch cannot hide a bow of `line`.
    """
    if line.is_empty or other.is_empty:
        return float("nan")
    xy = shapely.get_coordinates(shapely.segmentize(other, every_degrees))
    shapely.prepare(line)
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
