"""Areas in another reference system: long edges are given vertices first, which reprojection then keeps in line.

An edge is straight in one system and bent in another. With only its ends carried over, a neighbour whose
vertices lie along it would be cut by it, and a narrow ring could cross itself. An edge that two areas share
gets the same vertices whichever way it runs. (GEOS' own densification repairs what it thinks it broke, and
has lost ground by that.)
"""

from __future__ import annotations

from itertools import pairwise

import numpy
import shapely
from pyproj import Transformer
from shapely import GeometryType, MultiPolygon

from layers.boundaries.topology.half_edges import Geometries, Indices, Numbers

LONGEST_M = 1000.0
M_PER_DEGREE = 111_195.0


def reprojected(areas: Geometries, through: Transformer, longest_m: float = LONGEST_M) -> Geometries:
    """The areas through a transformer (x east, y north), no edge longer than `longest_m` metres before."""
    longest = longest_m
    if through.source_crs is not None:
        axis = through.source_crs.axis_info[0]
        longest /= M_PER_DEGREE if through.source_crs.is_geographic else axis.unit_conversion_factor
    parts, area = shapely.get_parts(numpy.asarray(areas, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    if len(rings) == 0:
        return numpy.asarray(areas, dtype=object).copy()
    xy, ring = densified(*shapely.get_coordinates(rings, return_index=True), longest)
    carried = numpy.column_stack(through.transform(xy[:, 0], xy[:, 1]))
    offsets = _offsets(ring, len(rings)), _offsets(part, len(parts))
    polygons = shapely.from_ragged_array(GeometryType.POLYGON, carried, offsets)
    made = numpy.empty(len(areas), dtype=object)
    bounds = _offsets(area, len(areas)).tolist()
    for n, (first, last) in enumerate(pairwise(bounds)):
        made[n] = polygons[first] if last - first == 1 else MultiPolygon(polygons[first:last].tolist())
    return made


def densified(xy: Numbers, ring: Indices, longest: float) -> tuple[Numbers, Indices]:
    """Vertices of rings (each closed, its rows together) with as many more that no edge is longer than `longest`."""
    follows = numpy.r_[ring[1:] == ring[:-1], False]
    ends = numpy.where(follows[:, None], numpy.roll(xy, -1, axis=0), xy)
    pieces = numpy.maximum(1, numpy.ceil(numpy.hypot(*(ends - xy).T) / longest)).astype(numpy.int64)
    row = numpy.repeat(numpy.arange(len(xy)), pieces)
    step = numpy.arange(len(row)) - numpy.repeat(numpy.cumsum(pieces) - pieces, pieces)
    backward = (xy[:, 0] > ends[:, 0]) | ((xy[:, 0] == ends[:, 0]) & (xy[:, 1] > ends[:, 1]))
    low, high = numpy.where(backward[:, None], ends, xy), numpy.where(backward[:, None], xy, ends)
    along = numpy.where(backward[row], pieces[row] - step, step) / pieces[row]
    between = low[row] + (high - low)[row] * along[:, None]
    return numpy.where((step == 0)[:, None], xy[row], between), ring[row]


def _offsets(index: Indices, count: int) -> Indices:
    """Where each of `count` groups of an ascending index begins, and where the last one ends."""
    return numpy.searchsorted(index, numpy.arange(count + 1))
