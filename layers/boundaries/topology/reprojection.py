"""Areas in another reference system: long edges are given vertices first, which reprojection then keeps in line.

An edge is straight in one system and bent in another. With only its ends carried over, a neighbour whose
vertices lie along it would be cut by it, and a narrow ring could cross itself.
"""

from __future__ import annotations

import numpy
import shapely
from pyproj import Transformer

from layers.boundaries.topology.half_edges import Geometries, Numbers

LONGEST_M = 1000.0
M_PER_DEGREE = 111_195.0


def reprojected(areas: Geometries, through: Transformer, longest_m: float = LONGEST_M) -> Geometries:
    """The areas through a transformer (x east, y north), no edge longer than `longest_m` metres before."""
    source = through.source_crs
    longest = longest_m
    if source is not None:
        axis = source.axis_info[0]
        longest = longest_m / M_PER_DEGREE if source.is_geographic else longest_m / axis.unit_conversion_factor

    def carried(xy: Numbers) -> Numbers:
        return numpy.column_stack(through.transform(xy[:, 0], xy[:, 1]))

    return numpy.asarray(shapely.transform(shapely.segmentize(areas, longest), carried), dtype=object)
