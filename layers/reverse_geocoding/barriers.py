"""Lines that an answer never crosses: the axes of roads and streets, and the county line.

A gate answers for a position when the straight way between them crosses no line. That keeps it on the right side of
its own street, and off the far side of any other road. Nearer to an axis than the dead zone neither side can be told:
such a position looks from both sides, so that the axis it stands on does not count, and every other one does. The
county line has no dead zone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Points = NDArray[numpy.float64]
DEAD_ZONE_M = 2.0
RING = numpy.array([(numpy.cos(a), numpy.sin(a)) for a in numpy.arange(8) * numpy.pi / 4 + 0.1])
RING_FACTOR = 1.5
"""The ring of a position on an axis stands this many dead zones away, so that it reaches both sides."""


class Barriers:
    """`axes` and `borders` in planar metres (lines, or areas whose outline counts); None and empty ones are skipped."""

    def __init__(self, axes: Sequence[BaseGeometry | None], borders: Sequence[BaseGeometry | None] = ()) -> None:
        starts, ends, owners = [], [], []
        for owner, line in enumerate((*axes, *borders)):
            for part in [] if line is None else _lines(line):
                xy = shapely.get_coordinates(part)
                starts.append(xy[:-1])
                ends.append(xy[1:])
                owners.append(numpy.full(len(xy) - 1, owner))
        none = numpy.empty((0, 2))
        self._starts = numpy.concatenate([none, *starts])
        self._ends = numpy.concatenate([none, *ends])
        self._owners = numpy.concatenate([numpy.empty(0, dtype=int), *owners])
        self._is_axis = self._owners < len(axes)
        self._tree = shapely.STRtree(_ways(self._starts, self._ends))

    def crossed(self, starts: Points, ends: Points) -> NDArray[numpy.bool_]:
        """Whether the straight way from each start to its end meets a line. Shape (n, 2) each, answer (n,)."""
        ways = _ways(starts, ends)
        found = numpy.zeros(len(starts), dtype=bool)
        found[self._tree.query(ways, predicate="intersects")[0]] = True
        return found

    def axes_within(self, point: Points, distance_m: float) -> list[int]:
        """The axes nearer to a point (x, y) than `distance_m`, by their index, the nearest first."""
        near = self._tree.query(shapely.Point(point), predicate="dwithin", distance=distance_m)
        near = near[self._is_axis[near]]
        away = shapely.distance(self._tree.geometries[near], shapely.Point(point)) if len(near) else near
        return list(dict.fromkeys(self._owners[near][numpy.argsort(away, kind="stable")].tolist()))

    def on_axes(self, points: Points, distance_m: float = DEAD_ZONE_M) -> NDArray[numpy.bool_]:
        """Which of many points (n, 2) stand nearer to an axis than `distance_m`."""
        hits, edges = self._tree.query(shapely.points(points), predicate="dwithin", distance=distance_m)
        found = numpy.zeros(len(points), dtype=bool)
        found[hits[self._is_axis[edges]]] = True
        return found

    def standpoints(self, point: Points, dead_zone_m: float = DEAD_ZONE_M) -> Points:
        """From where a point looks: itself, or, in the dead zone of an axis, both sides of it. Shape (n, 2)."""
        own = self.axes_within(point, dead_zone_m)
        if not own:
            return point[None, :]
        ring = point + RING * dead_zone_m * RING_FACTOR
        ways = _ways(numpy.broadcast_to(point, ring.shape), ring)
        hits, edges = self._tree.query(ways, predicate="intersects")
        foreign = ~numpy.isin(self._owners[edges], own)
        reached = numpy.ones(len(ring), dtype=bool)
        reached[hits[foreign]] = False
        return ring[reached]

    def side(self, axis: int, points: Points) -> NDArray[numpy.int64]:
        """1 for points (n, 2) left of an axis as it is drawn, -1 right of it, 0 in its dead zone."""
        edges = numpy.flatnonzero(self._owners == axis)
        if not len(edges):
            return numpy.zeros(len(points), dtype=numpy.int64)
        places = numpy.asarray(shapely.points(points))
        away = shapely.distance(self._tree.geometries[edges][None, :], places[:, None])
        nearest = edges[away.argmin(axis=1)]
        run, off = self._ends[nearest] - self._starts[nearest], points - self._starts[nearest]
        cross = run[:, 0] * off[:, 1] - run[:, 1] * off[:, 0]
        sides: NDArray[numpy.int64] = numpy.sign(cross).astype(numpy.int64)
        sides[away.min(axis=1) < DEAD_ZONE_M] = 0
        return sides

    def foot(self, axis: int, point: Points) -> tuple[float, float]:
        """The nearest position (x, y) on an axis. The axis must have a line."""
        edges = self._tree.geometries[numpy.flatnonzero(self._owners == axis)]
        place = shapely.Point(point)
        edge = edges[shapely.distance(edges, place).argmin()]
        nearest = shapely.line_interpolate_point(edge, shapely.line_locate_point(edge, place))
        return nearest.x, nearest.y


def _ways(starts: Points, ends: Points) -> NDArray[numpy.object_]:
    """Straight lines between two arrays of points (n, 2)."""
    return numpy.asarray(shapely.linestrings(numpy.stack([starts, ends], axis=1)))


def _lines(shape: BaseGeometry) -> list[BaseGeometry]:
    outline = shape.boundary if shape.geom_type.endswith("Polygon") else shape
    return [part for part in shapely.get_parts(outline).tolist() if len(part.coords) > 1]
