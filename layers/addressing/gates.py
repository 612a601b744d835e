"""Gates in their number spaces: a gate by its number, its neighbours on the same side, and a place between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy

from gazetteer.addresses.numbers import NumberPart, number_key
from layers.crs import GEOD

WITNESSES = 3
"""Gates on each side that must stand in order before a place between them is worked out."""
WIDEST_GAP = 6
"""Numbers further apart than this say nothing about what lies between."""
FARTHEST_M = 120.0
Inner = tuple[int, int, str, str]


class Between(NamedTuple):
    """A place worked out between two gates, and how far they are from each other (metres)."""

    lon: float
    lat: float
    apart_m: float
    before: int
    after: int


class NumberSpaces:
    """Rows of plates by number space and door number; `lon`, `lat` are degrees by row."""

    def __init__(self, lon: Sequence[float], lat: Sequence[float]) -> None:
        self.lon, self.lat = lon, lat
        self._gates: dict[int, dict[int, int]] = {}
        self._inner: dict[Inner, int] = {}
        self._twins: dict[int, list[int]] = {}
        self._ordered: dict[int, list[int]] = {}
        self._members: dict[int, list[int]] = {}

    def add(self, space: int, part: NumberPart, row: int) -> None:
        """Registers one plate. A second one of the same address is kept beside the first."""
        self._members.setdefault(space, []).append(row)
        if part.building or part.unit:
            first = self._inner.setdefault((space, part.key, part.building, part.unit), row)
        else:
            first = self._gates.setdefault(space, {}).setdefault(part.key, row)
        if first != row:
            self._twins.setdefault(first, []).append(row)

    def holds(self, space: int) -> bool:
        """Whether any gate is numbered in this space."""
        return space in self._gates

    def gate(self, space: int, key: int) -> int:
        """The row of a gate; -1 when there is none."""
        gates = self._gates.get(space)
        return -1 if gates is None else gates.get(key, -1)

    def same_number(self, space: int, number: int) -> list[int]:
        """Gates of a number with whatever sub-number or stem, in order."""
        keys, gates = self._keys(space), self._gates.get(space, {})
        first, last = bisect_left(keys, number_key(number)), bisect_left(keys, number_key(number + 1))
        return [gates[key] for key in keys[first:last]]

    def inside(self, space: int, part: NumberPart) -> int:
        """The row of the unit, else of the building, behind a gate; -1 when neither is on record."""
        row = self._inner.get((space, part.key, part.building, part.unit), -1)
        if row < 0 and part.unit and part.building:
            row = self._inner.get((space, part.key, part.building, ""), -1)
        return row

    def twins(self, row: int) -> Sequence[int]:
        """Other plates with the very same address."""
        return self._twins.get(row, ())

    def rows(self, space: int) -> list[int]:
        """Every gate of a space, in order of the numbers."""
        gates = self._gates.get(space, {})
        return [gates[key] for key in self._keys(space)]

    def _keys(self, space: int) -> list[int]:
        keys = self._ordered.get(space)
        if keys is None:
            keys = self._ordered[space] = sorted(self._gates.get(space, ()))
        return keys

    def members(self, space: int) -> Sequence[int]:
        """Every plate of a space, buildings and units with the gates, in the order they were added."""
        return self._members.get(space, ())

    def neighbours(self, space: int, number: int, *, alternating: bool) -> tuple[list[int], list[int]]:
        """Rows before and after a number, nearest first; of the same side only where sides alternate odd and even."""
        step = number_key(1)
        keys = [key for key in self._keys(space) if not key % step]
        if alternating:
            keys = [key for key in keys if (key // step) % 2 == number % 2]
        at = bisect_left(keys, number_key(number))
        gates = self._gates.get(space, {})
        before = [gates[key] for key in reversed(keys[max(0, at - WITNESSES) : at])]
        after = [gates[key] for key in keys[at : at + WITNESSES]]
        return before, after

    def number_of(self, space: int, row: int) -> int:
        """The door number of a gate."""
        step = number_key(1)
        return next(key // step for key, known in self._gates[space].items() if known == row)

    def between(self, space: int, number: int, *, alternating: bool) -> Between | None:
        """A place for a missing number between its neighbours.

        None unless the gates around it stand in the order of their numbers along their common direction, are near each
        other in number, and lie close together on the ground.
        """
        before, after = self.neighbours(space, number, alternating=alternating)
        if not before or not after:
            return None
        low, high = self.number_of(space, before[0]), self.number_of(space, after[0])
        if high - low > WIDEST_GAP or not self._in_order([*reversed(before), *after]):
            return None
        _, _, apart_m = GEOD.inv(self.lon[before[0]], self.lat[before[0]], self.lon[after[0]], self.lat[after[0]])
        if apart_m > FARTHEST_M:
            return None
        share = (number - low) / (high - low)
        lon = self.lon[before[0]] + (self.lon[after[0]] - self.lon[before[0]]) * share
        lat = self.lat[before[0]] + (self.lat[after[0]] - self.lat[before[0]]) * share
        return Between(lon, lat, float(apart_m), before[0], after[0])

    def _in_order(self, rows: Sequence[int]) -> bool:
        """Whether gates follow each other along the line from the first to the last."""
        lat = numpy.array([self.lat[row] for row in rows])
        lon = numpy.array([self.lon[row] for row in rows]) * numpy.cos(numpy.radians(lat[0]))
        along = (lon - lon[0]) * (lon[-1] - lon[0]) + (lat - lat[0]) * (lat[-1] - lat[0])
        return len(rows) > 2 and bool(numpy.all(numpy.diff(along) > 0))

    def middle(self, space: int) -> tuple[float, float, float] | None:
        """Longitude, latitude and reach (metres) of the gates of a space; None without gates."""
        rows = self.rows(space)
        if not rows:
            return None
        lon = numpy.array([self.lon[row] for row in rows])
        lat = numpy.array([self.lat[row] for row in rows])
        at_lon, at_lat = float(numpy.median(lon)), float(numpy.median(lat))
        _, _, away = GEOD.inv(numpy.full(len(rows), at_lon), numpy.full(len(rows), at_lat), lon, lat)
        return at_lon, at_lat, float(numpy.max(away))
