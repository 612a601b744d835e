"""Measures of faces in metres, whether their coordinates are metres of a plane or degrees on the ellipsoid.

Faces are found in the coordinates the units have, so that nothing shared is lost by reprojection; only
what is reported is measured. Degrees are measured on GRS80, widths in a plane around the face.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from layers.crs import GEOD

M_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Measure:
    """`degrees` tells whether coordinates are longitude and latitude (EPSG:4490, 4326) or metres."""

    degrees: bool

    def units_per_m(self, near: BaseGeometry) -> float:  # noqa: ARG002  (a plane's unit is the same everywhere)
        """How much of the coordinates' unit one metre is, at most."""
        return 1 / M_PER_DEGREE if self.degrees else 1.0

    def areas_m2(self, polygons: NDArray[numpy.object_]) -> NDArray[numpy.float64]:
        """Areas by a local plane, good to a per mille: to drop what is far too small before measuring well."""
        if not self.degrees:
            return numpy.asarray(shapely.area(polygons))
        latitude = numpy.radians(shapely.bounds(polygons)[:, [1, 3]].mean(axis=1))
        return numpy.asarray(shapely.area(polygons) * M_PER_DEGREE**2 * numpy.cos(latitude))

    def area_and_perimeter_m(self, polygon: Polygon) -> tuple[float, float]:
        """Square metres and metres."""
        if not self.degrees:
            return float(polygon.area), float(polygon.length)
        area, perimeter = GEOD.geometry_area_perimeter(shapely.orient_polygons(polygon))
        return abs(float(area)), float(perimeter)

    def inscribed_width_m(self, polygon: Polygon) -> float:
        """Diameter of the largest circle inside."""
        plane = self._plane(polygon)
        tolerance = max(1e-3, math.sqrt(plane.area) / 500)
        radius = shapely.maximum_inscribed_circle(plane, tolerance=tolerance)
        return 2 * float(shapely.length(radius))

    def _plane(self, polygon: Polygon) -> Polygon:
        if not self.degrees:
            return polygon
        middle = polygon.centroid
        stretch = math.cos(math.radians(middle.y))

        def to_metres(xy: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
            return (xy - (middle.x, middle.y)) * (M_PER_DEGREE * stretch, M_PER_DEGREE)

        made = shapely.transform(polygon, to_metres)
        assert isinstance(made, Polygon)  # noqa: S101
        return made
