"""Areas in another reference system: long edges are given vertices first, which reprojection then keeps in line.

An edge is straight in one system and bent in another. With only its ends carried over, a neighbour whose
vertices lie along it would be cut by it, and a narrow ring could cross itself. An edge that two areas share
gets the same vertices whichever way it runs. (GEOS' own densification repairs what it thinks it broke, and
has lost ground by that.) Where one of two files has been carried over by other hands before, vertex by vertex,
its edges are straight again: `reprojected` then keeps those as they are (`onto`).
"""

from __future__ import annotations

from itertools import pairwise

import numpy
import shapely
from pyproj import CRS, Transformer
from scipy.spatial import cKDTree
from shapely import GeometryType, MultiPolygon

from layers.boundaries.topology.half_edges import Flags, Geometries, Indices, Numbers, half_edges
from layers.boundaries.topology.matching import segment_keys

LONGEST_M = 1000.0
MILLIMETRE_M = 1e-3
M_PER_DEGREE = 111_195.0


def reprojected(
    areas: Geometries, through: Transformer, longest_m: float = LONGEST_M, onto: Geometries | None = None
) -> Geometries:
    """The areas through a transformer (x east, y north), no edge longer than `longest_m` metres before.

    A vertex that comes to lie within a millimetre of one of the areas `onto`, which are there already, is that
    vertex, the rest being rounding; and an edge that these have too is theirs, and gets no vertices.
    """
    parts, area = shapely.get_parts(numpy.asarray(areas, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    if len(rings) == 0:
        return numpy.asarray(areas, dtype=object).copy()
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    corners = numpy.column_stack(through.transform(xy[:, 0], xy[:, 1]))
    longest = numpy.full(len(xy), longest_m * _units_per_m(through.source_crs))
    if onto is not None:
        corners = _settled(corners, onto, MILLIMETRE_M * _units_per_m(through.target_crs))
        longest[:-1][_has_edges(onto, corners)] = numpy.inf
    more, ring, row, step = densified(xy, ring, longest)
    carried = numpy.column_stack(through.transform(more[:, 0], more[:, 1]))
    carried[step == 0] = corners[row[step == 0]]
    offsets = _offsets(ring, len(rings)), _offsets(part, len(parts))
    polygons = shapely.from_ragged_array(GeometryType.POLYGON, carried, offsets)
    made = numpy.empty(len(areas), dtype=object)
    bounds = _offsets(area, len(areas)).tolist()
    for n, (first, last) in enumerate(pairwise(bounds)):
        made[n] = polygons[first] if last - first == 1 else MultiPolygon(polygons[first:last].tolist())
    return made


def _units_per_m(system: CRS | None) -> float:
    if system is None:
        return 1.0
    return 1 / M_PER_DEGREE if system.is_geographic else 1 / float(system.axis_info[0].unit_conversion_factor)


def _settled(corners: Numbers, onto: Geometries, near: float) -> Numbers:
    """Vertices put back on those they are but for rounding."""
    there = shapely.get_coordinates(onto)
    if len(there) == 0:
        return corners
    away, which = cKDTree(there).query(corners, distance_upper_bound=near)
    found = numpy.isfinite(away)
    settled = corners.copy()
    settled[found] = there[which[found]]
    return settled


def _has_edges(onto: Geometries, corners: Numbers) -> Flags:
    """Whether each step from one vertex to the next is an edge of the areas, either way."""
    mine = segment_keys(numpy.hstack([corners[:-1], corners[1:]]))
    return numpy.isin(mine, segment_keys(half_edges(onto).segments))


def densified(xy: Numbers, ring: Indices, longest: Numbers) -> tuple[Numbers, Indices, Indices, Indices]:
    """Vertices of rings (each closed, its rows together) with more between, so that no edge is longer than allowed.

    `longest` by row for the edge that begins there. Also told: by new row its ring, the row it comes from, and
    its step along that edge (0: the vertex itself).
    """
    follows = numpy.r_[ring[1:] == ring[:-1], False]
    ends = numpy.where(follows[:, None], numpy.roll(xy, -1, axis=0), xy)
    pieces = numpy.maximum(1, numpy.ceil(numpy.hypot(*(ends - xy).T) / longest)).astype(numpy.int64)
    row = numpy.repeat(numpy.arange(len(xy)), pieces)
    step = numpy.arange(len(row)) - numpy.repeat(numpy.cumsum(pieces) - pieces, pieces)
    backward = (xy[:, 0] > ends[:, 0]) | ((xy[:, 0] == ends[:, 0]) & (xy[:, 1] > ends[:, 1]))
    low, high = numpy.where(backward[:, None], ends, xy), numpy.where(backward[:, None], xy, ends)
    along = numpy.where(backward[row], pieces[row] - step, step) / pieces[row]
    between = low[row] + (high - low)[row] * along[:, None]
    return numpy.where((step == 0)[:, None], xy[row], between), ring[row], row, step


def _offsets(index: Indices, count: int) -> Indices:
    """Where each of `count` groups of an ascending index begins, and where the last one ends."""
    return numpy.searchsorted(index, numpy.arange(count + 1))
