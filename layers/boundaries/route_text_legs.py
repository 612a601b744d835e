"""Legs of a line: a winding stretch as a few straight ways, each with its direction and its length along the line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.boundaries.directions import direction_word
from layers.boundaries.lengths import chainages_m
from layers.boundaries.tracks.line_cells import Plane
from layers.crs import GEOD, Floats

LEAST_TOLERANCE_M = 10.0
STRAIGHT = 0.9
"""Share of chord in path from which a leg is called straight; below, it only goes there by and large (大体)."""


@dataclass(frozen=True, slots=True)
class Leg:
    """From chainage to chainage (m), the chord's azimuth from true north, and how straight the line follows it."""

    start_m: float
    end_m: float
    azimuth_deg: float
    chord_m: float

    @property
    def length_m(self) -> float:
        """Length along the line."""
        return self.end_m - self.start_m

    @property
    def direction(self) -> str:
        """One of sixteen words."""
        return direction_word(self.azimuth_deg)

    @property
    def straight(self) -> bool:
        """Whether the line hardly leaves the chord's way."""
        return self.chord_m >= STRAIGHT * self.length_m


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line: its vertices in degrees, their chainages from `begin_m` on, and the same on a plane."""

    xy: Floats
    along_m: Floats
    plane_xy: Floats

    @classmethod
    def of(cls, line: BaseGeometry, begin_m: float, plane: Plane) -> Part:
        """A part without repeated vertices."""
        xy = shapely.get_coordinates(line)
        along = begin_m + chainages_m(line)
        new = numpy.concatenate([[True], numpy.diff(along) > 0])
        return cls(xy[new], along[new], plane.project(xy[new, 0], xy[new, 1]))

    @property
    def begin_m(self) -> float:
        """Chainage of its first vertex."""
        return float(self.along_m[0])

    @property
    def end_m(self) -> float:
        """Chainage of its last vertex."""
        return float(self.along_m[-1])

    def at(self, m: float) -> tuple[float, float]:
        """Longitude and latitude at a chainage."""
        return float(numpy.interp(m, self.along_m, self.xy[:, 0])), float(numpy.interp(m, self.along_m, self.xy[:, 1]))

    def leg(self, start_m: float, end_m: float) -> Leg:
        """The straight way between two chainages."""
        azimuth, _, chord = GEOD.inv(*self.at(start_m), *self.at(end_m))
        return Leg(start_m, end_m, float(azimuth) % 360.0 if chord > 0 else 0.0, float(chord))

    def legs(self, start_m: float, end_m: float, most: int) -> list[Leg]:
        """At most `most` legs that follow the line from one chainage to another as closely as so many can.

        Legs of one direction that follow each other are one. Together they are as long as the stretch.
        """
        inner = (self.along_m > start_m) & (self.along_m < end_m)
        along = numpy.concatenate([[start_m], self.along_m[inner], [end_m]])
        xy = numpy.column_stack([numpy.interp(along, self.along_m, self.plane_xy[:, k]) for k in (0, 1)])
        tolerance = LEAST_TOLERANCE_M
        while True:
            legs = self._merged([float(along[n]) for n in _kept(xy, tolerance)])
            if len(legs) <= most:
                return legs
            tolerance *= 1.3

    def _merged(self, cuts: list[float]) -> list[Leg]:
        """Legs between cuts, neighbours of the same direction made one."""
        legs = [self.leg(a, b) for a, b in pairwise(cuts)]
        joined: list[Leg] = []
        for leg in legs:
            if joined and joined[-1].direction == leg.direction:
                leg = self.leg(joined.pop().start_m, leg.end_m)  # noqa: PLW2901  (two of one direction keep it)
            joined.append(leg)
        return joined


def _kept(xy: Floats, tolerance: float) -> list[int]:
    """Indices of the vertices that a simplification keeps: both ends, and whatever lies farther off (Douglas–Peucker)."""
    kept = {0, len(xy) - 1}
    if len(xy) > 2 and math.dist(xy[0], xy[-1]) < tolerance:  # there and back: its farthest point is a turn
        kept.add(int(numpy.argmax(numpy.hypot(*(xy - xy[0]).T))))
    todo = list(pairwise(sorted(kept)))
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        between = shapely.points(xy[first + 1 : last])
        away = shapely.distance(between, shapely.LineString(xy[[first, last]]))
        farthest = first + 1 + int(numpy.argmax(away))
        if away.max() > tolerance:
            kept.add(farthest)
            todo += [(first, farthest), (farthest, last)]
    return sorted(kept)
