"""Straight-line costs: in a plane (metres of the profile's planar CRS) or along the ellipsoid (GRS80)."""

from __future__ import annotations

import math

import numpy
from scipy.spatial import cKDTree

from layers.crs import GEOD, transformer
from layers.siting.costs.contract import Costs, Floats, Indices, Pairs, Unit, pairs_of
from layers.siting.costs.points import sound_points

SLACK = 1e-9
"""Relative room given to the search tree, which rounds otherwise than the distance itself."""
MORE = 8
"""Neighbours asked for beyond the nearest k, because chords and arcs may order near ties differently."""


class PlanarCosts(Costs):
    """Euclidean metres between points of one planar CRS (`crs` is only told, not used).

    Raises Refused, with every row, for coordinates that are NaN or infinite, or look like degrees.
    """

    unit = Unit.METRES

    def __init__(self, origins: Floats, destinations: Floats, *, crs: str = "") -> None:
        self._origins = sound_points(origins, "需求点", degrees=False)
        self._destinations = sound_points(destinations, "设施点", degrees=False)
        self._crs = crs
        self.shape = (len(self._origins), len(self._destinations))

    @property
    def method(self) -> str:
        """Plane and its reference system."""
        return f"平面直线距离{f'（{self._crs}）' if self._crs else ''}，不计道路"

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """Distances, broadcast."""
        east = self._origins[:, 0][demands] - self._destinations[:, 0][candidates]
        north = self._origins[:, 1][demands] - self._destinations[:, 1][candidates]
        return numpy.asarray(numpy.hypot(east, north))

    def within(self, limit: float) -> Pairs:
        """By search tree; the cost of a pair is exactly what `pairs` gives."""
        if not math.isfinite(limit) or 0 in self.shape:
            return super().within(limit)
        origins, destinations = _near(self._origins, self._destinations, limit)
        return pairs_of(self.shape, origins, destinations, self.pairs(origins, destinations)).kept_within(limit)

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """By search tree."""
        count = min(count, self.shape[1])
        if count < 1 or not len(demands):
            return super().nearest(demands, count)
        _, which = cKDTree(self._destinations).query(self._origins[demands], k=numpy.arange(1, count + 1))
        return _ordered(which, self.pairs(demands[:, None], which))


class GeodesicCosts(Costs):
    """Metres along the GRS80 ellipsoid between points in degrees (longitude, latitude; EPSG:4490 or 4326).

    Raises Refused, with every row, for coordinates that are no degrees.
    """

    unit = Unit.METRES

    def __init__(self, origins: Floats, destinations: Floats) -> None:
        self._origins = sound_points(origins, "需求点", degrees=True)
        self._destinations = sound_points(destinations, "设施点", degrees=True)
        self.shape = (len(self._origins), len(self._destinations))

    @property
    def method(self) -> str:
        """The ellipsoid."""
        return "椭球面测地线距离（GRS80），不计道路"

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """Distances, broadcast."""
        demands, candidates = numpy.broadcast_arrays(demands, candidates)
        one, other = self._origins[demands.ravel()], self._destinations[candidates.ravel()]
        _, _, metres = GEOD.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])
        return numpy.asarray(metres, dtype=float).reshape(demands.shape)

    def within(self, limit: float) -> Pairs:
        """By chords, which are never longer than the arc; then measured."""
        if not math.isfinite(limit) or 0 in self.shape:
            return super().within(limit)
        origins, destinations = _near(_geocentric(self._origins), _geocentric(self._destinations), limit)
        return pairs_of(self.shape, origins, destinations, self.pairs(origins, destinations)).kept_within(limit)

    def nearest(self, demands: Indices, count: int) -> tuple[Indices, Floats]:
        """By chords, then measured; where a chord beyond the last could still be nearer, by measuring all."""
        count, asked = min(count, self.shape[1]), min(count + MORE, self.shape[1])
        if count < 1 or not len(demands):
            return super().nearest(demands, count)
        chords, which = cKDTree(_geocentric(self._destinations)).query(
            _geocentric(self._origins[demands]), k=numpy.arange(1, asked + 1)
        )
        which, costs = _ordered(which, self.pairs(demands[:, None], which))
        which, costs = which[:, :count], costs[:, :count]
        if asked < self.shape[1]:
            unsure = numpy.flatnonzero(chords[:, -1] <= costs[:, -1])
            which[unsure], costs[unsure] = super().nearest(demands[unsure], count)
        return which, costs


def _near(origins: Floats, destinations: Floats, limit: float) -> tuple[Indices, Indices]:
    reach = limit * (1 + SLACK) + SLACK
    found = cKDTree(origins).sparse_distance_matrix(cKDTree(destinations), reach, output_type="ndarray")
    return found["i"].astype(numpy.int64), found["j"].astype(numpy.int64)


def _ordered(which: Indices, costs: Floats) -> tuple[Indices, Floats]:
    order = numpy.lexsort((which, costs), axis=1)
    return numpy.take_along_axis(which, order, axis=1).astype(numpy.int64), numpy.take_along_axis(costs, order, axis=1)


def _geocentric(degrees: Floats) -> Floats:
    x, y, z = transformer("EPSG:4979", "EPSG:4978").transform(degrees[:, 0], degrees[:, 1], numpy.zeros(len(degrees)))
    return numpy.column_stack([x, y, z])
