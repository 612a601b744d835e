"""A line cut into cells of equal length, each with its middle and its bearing, on a plane of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import Refused
from layers.boundaries.lengths import chainages_m
from layers.crs import Floats


@dataclass(frozen=True, slots=True)
class Plane:
    """A transverse Mercator plane about a line's middle: metres true to some parts in a million along it."""

    to_plane: Transformer

    def project(self, lon: Floats, lat: Floats) -> Floats:
        """East and north in metres, one row a point."""
        return numpy.column_stack(self.to_plane.transform(lon, lat))


@dataclass(frozen=True, slots=True)
class LineCells:
    """Cells in order along the line: bounds in geodesic metres, middles on the plane, unit bearings, part."""

    begins_m: Floats
    ends_m: Floats
    middles: Floats
    bearings: Floats
    part: NDArray[numpy.intp]
    length_m: float

    @property
    def widths_m(self) -> Floats:
        """Length of each cell."""
        return self.ends_m - self.begins_m


def plane_about(line: BaseGeometry) -> Plane:
    """The plane whose axis runs through the middle of the line's bounds (degrees, EPSG:4490).

    Raises Refused for a line without a place.
    """
    if line.is_empty or not numpy.isfinite(line.bounds).all():
        raise _no_length()
    west, south, east, north = line.bounds
    local = CRS.from_proj4(
        f"+proj=tmerc +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +k=1 +ellps=GRS80 +units=m"
    )
    return Plane(Transformer.from_crs(local.geodetic_crs, local, always_xy=True))


def line_cells(line: BaseGeometry, plane: Plane, step_m: float, window_m: float) -> LineCells:
    """Cells of at most `step_m`; the bearing of a cell looks `window_m` back and forth within its part.

    Raises Refused for a line that has no length.
    """
    parts = [part for part in shapely.get_parts(line) if not part.is_empty]
    begins, ends, middles, bearings, numbers = [], [], [], [], []
    travelled = 0.0
    for number, part in enumerate(parts):
        along, xy = chainages_m(part), shapely.get_coordinates(part)
        length = float(along[-1])
        if not length > 0:
            continue
        edges = numpy.linspace(0.0, length, max(1, int(numpy.ceil(length / step_m))) + 1)
        centre = (edges[:-1] + edges[1:]) / 2
        begins.append(travelled + edges[:-1])
        ends.append(travelled + edges[1:])
        middles.append(_at(centre, along, xy, plane))
        ahead = _at(numpy.minimum(centre + window_m, length), along, xy, plane)
        bearings.append(ahead - _at(numpy.maximum(centre - window_m, 0.0), along, xy, plane))
        numbers.append(numpy.full(len(centre), number))
        travelled += length
    if not begins:
        raise _no_length()
    way = numpy.vstack(bearings)
    size = numpy.hypot(way[:, 0], way[:, 1])
    return LineCells(
        numpy.concatenate(begins),
        numpy.concatenate(ends),
        numpy.vstack(middles),
        way / numpy.where(size > 0, size, 1.0)[:, None],
        numpy.concatenate(numbers),
        travelled,
    )


def _at(m: Floats, along: Floats, xy: Floats, plane: Plane) -> Floats:
    return plane.project(numpy.interp(m, along, xy[:, 0]), numpy.interp(m, along, xy[:, 1]))


def _no_length() -> Refused:
    return Refused.because("track.line", "界线没有长度，不能计算走过多少", remedy="检查界线图形")
