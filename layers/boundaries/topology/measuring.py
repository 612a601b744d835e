"""Measures of faces in metres, whether their coordinates are metres of a plane or degrees on the ellipsoid.

Faces are found in the coordinates the units have, so that nothing shared is lost by reprojection; only
what is reported is measured. In degrees an edge is straight in longitude and latitude, as maps of it are
drawn, and the area on GRS80 is integrated along it: the areas of faces side by side add up to that of both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
import shapely
from pyproj import CRS, Proj, Transformer
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from layers.boundaries.lengths import geodesic_length_m
from layers.boundaries.topology.half_edges import Geometries, Indices, Numbers
from layers.boundaries.topology.reprojection import reprojected
from layers.crs import GEOD, is_geographic

M_PER_DEGREE = 111_195.0
TRUE_TO_AREA = 1e-3
_ECCENTRICITY = math.sqrt(GEOD.es)
_NODES, _WEIGHTS = numpy.polynomial.legendre.leggauss(4)


@dataclass(frozen=True, slots=True)
class Measure:
    """`degrees` tells whether coordinates are longitude and latitude (EPSG:4490, 4326) or metres of a plane.

    A plane that distorts areas or does not count in metres comes with the way back: it is measured in degrees.
    """

    degrees: bool
    to_degrees: Transformer | None = None

    @classmethod
    def of(cls, system: str, areas: Geometries) -> Measure:
        """The measure for coordinates in a reference system ("EPSG:n"), about where the areas lie.

        A plane is trusted that counts in metres and is true to area there within a thousandth, as those of
        Gauss and Krüger are in their own zone. Raises Refused for a system nobody knows.
        """
        if is_geographic(system):
            return cls(degrees=True)
        plane = CRS.from_user_input(system)
        base = plane.geodetic_crs
        bounds = shapely.bounds(areas)
        bounds = bounds[numpy.isfinite(bounds).all(axis=1)]
        if base is None or len(bounds) == 0:
            return cls(degrees=False)
        middle = (bounds[:, :2].min(axis=0) + bounds[:, 2:].max(axis=0)) / 2
        lon, lat = Transformer.from_crs(plane, base, always_xy=True).transform(*middle)
        scale = Proj(plane).get_factors(lon, lat).areal_scale
        true = plane.axis_info[0].unit_conversion_factor == 1.0 and abs(scale - 1) < TRUE_TO_AREA
        return cls(degrees=False, to_degrees=None if true else Transformer.from_crs(plane, base, always_xy=True))

    def units_per_m(self) -> float:
        """How much of the coordinates' unit one metre is, at least."""
        return 1 / M_PER_DEGREE if self.degrees else 1.0

    def stretch(self, latitudes: Numbers) -> Numbers:
        """By what a step to the east counts less than the same step to the north, in the coordinates' own unit."""
        return numpy.cos(numpy.radians(latitudes)) if self.degrees else numpy.ones(len(latitudes))

    def areas_m2(self, polygons: Geometries) -> Numbers:
        """Square metres of each polygon."""
        if self.to_degrees is not None:
            return Measure(degrees=True).areas_m2(reprojected(polygons, self.to_degrees))
        if not self.degrees:
            return numpy.asarray(shapely.area(polygons), dtype=float)
        starts, ends, ring, owner = _edges(polygons)
        by_ring = numpy.abs(_ellipsoidal(starts, ends, ring, len(owner[0])))
        outer = numpy.where(owner[1], by_ring, -by_ring)
        return numpy.asarray(numpy.bincount(owner[0], outer, minlength=len(polygons)), dtype=float)

    def perimeters_m(self, polygons: Geometries) -> Numbers:
        """Metres around each polygon, holes included."""
        if self.to_degrees is not None:
            return Measure(degrees=True).perimeters_m(reprojected(polygons, self.to_degrees))
        if not self.degrees:
            return numpy.asarray(shapely.length(polygons), dtype=float)
        starts, ends, ring, owner = _edges(polygons)
        sines2 = numpy.sin(numpy.radians((starts[:, 1] + ends[:, 1]) / 2)) ** 2
        east, north = numpy.radians(ends - starts).T
        prime = GEOD.a / numpy.sqrt(1 - GEOD.es * sines2)
        meridian = prime * (1 - GEOD.es) / (1 - GEOD.es * sines2)
        lengths = numpy.hypot(east * prime * numpy.sqrt(1 - sines2), north * meridian)
        return numpy.asarray(numpy.bincount(owner[0][ring], lengths, minlength=len(polygons)), dtype=float)

    def length_m(self, line: BaseGeometry) -> float:
        """Metres of a line: of the plane where that is trusted, else along geodesics from vertex to vertex."""
        if self.to_degrees is None and not self.degrees:
            return float(line.length)
        if (back := self.to_degrees) is not None:
            line = shapely.transform(line, lambda xy: numpy.column_stack(back.transform(xy[:, 0], xy[:, 1])))
        return geodesic_length_m(line)

    def inscribed_width_m(self, polygon: Polygon) -> float:
        """Diameter of the largest circle inside."""
        plane = self._plane(polygon)
        tolerance = max(1e-3, math.sqrt(plane.area) / 500)
        return 2 * float(shapely.length(shapely.maximum_inscribed_circle(plane, tolerance=tolerance)))

    def _plane(self, polygon: Polygon) -> Polygon:
        if self.to_degrees is not None:
            [polygon] = reprojected(numpy.array([polygon], dtype=object), self.to_degrees)
        elif not self.degrees:
            return polygon
        middle = polygon.centroid
        stretch = math.cos(math.radians(middle.y))
        plane = shapely.transform(
            polygon, lambda xy: (xy - (middle.x, middle.y)) * (M_PER_DEGREE * stretch, M_PER_DEGREE)
        )
        assert isinstance(plane, Polygon)  # noqa: S101
        return plane


def _edges(polygons: Geometries) -> tuple[Numbers, Numbers, Indices, tuple[Indices, Indices]]:
    """Start and end of every edge, its ring; and by ring its polygon and whether it is an outer one."""
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    outer = numpy.r_[True, part[1:] != part[:-1]][: len(part)]
    return xy[:-1][same], xy[1:][same], ring[:-1][same], (polygon[part], outer)


def _ellipsoidal(starts: Numbers, ends: Numbers, ring: Indices, rings: int) -> Numbers:
    """Square metres within each ring, signed: ∫ q(latitude) d longitude by Gauss's rule, around the ring's first latitude."""
    first = numpy.zeros(rings)
    first[ring[::-1]] = starts[::-1, 1]
    base = _strip(first)[ring]
    total = numpy.zeros(len(starts))
    for node, weight in zip(_NODES, _WEIGHTS / 2, strict=True):
        latitude = starts[:, 1] + (ends[:, 1] - starts[:, 1]) * (node + 1) / 2
        total += weight * (_strip(latitude) - base)
    return numpy.asarray(
        numpy.bincount(ring, total * numpy.radians(ends[:, 0] - starts[:, 0]), minlength=rings), dtype=float
    )


def _strip(latitude: Numbers) -> Numbers:
    """Square metres of a strip from the equator to a latitude (degrees), one radian of longitude wide."""
    sine = numpy.sin(numpy.radians(latitude))
    return GEOD.b**2 / 2 * (sine / (1 - GEOD.es * sine**2) + numpy.arctanh(_ECCENTRICITY * sine) / _ECCENTRICITY)
