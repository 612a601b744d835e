"""Geodesic lengths and chainages on GRS80."""

from __future__ import annotations

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import GEOD


def geodesic_length_m(line: BaseGeometry) -> float:
    """Length in metres of a line in degrees (EPSG:4490), summed over its parts."""
    return float(sum(GEOD.geometry_length(part) for part in shapely.get_parts(line)))


def geodesic_area_m2(area: BaseGeometry) -> float:
    """Area in square metres of a polygon in degrees (EPSG:4490), never negative."""
    return float(
        sum(abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(part))[0]) for part in shapely.get_parts(area))
    )


def chainages_m(line: BaseGeometry) -> NDArray[numpy.float64]:
    """Distance of every vertex from the line's beginning, parts in order, without the gaps between parts."""
    totals: list[float] = []
    travelled = 0.0
    for part in shapely.get_parts(line):
        xy = shapely.get_coordinates(part)
        _, _, steps = GEOD.inv(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])
        along = travelled + numpy.concatenate([[0.0], numpy.cumsum(steps)])
        totals.extend(along.tolist())
        travelled = float(along[-1])
    return numpy.array(totals)
