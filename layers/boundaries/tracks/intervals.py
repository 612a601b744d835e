"""Intervals along a line: out of cells that are covered or not, joined over small gaps, without stray bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Flags = NDArray[numpy.bool_]
Floats = NDArray[numpy.float64]
Indices = NDArray[numpy.intp]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start_m` to `end_m` along the line."""

    start_m: float
    end_m: float

    @property
    def length_m(self) -> float:
        """How long it is."""
        return self.end_m - self.start_m

    def as_json(self) -> dict[str, float]:
        """Rounded to decimetres."""
        return {
            "start_m": round(self.start_m, 1),
            "end_m": round(self.end_m, 1),
            "length_m": round(self.length_m, 1),
        }


def runs(flags: Flags) -> tuple[Indices, Indices]:
    """First index and index after the last of every run of true flags."""
    edges = numpy.diff(numpy.concatenate([[False], flags, [False]]).astype(numpy.int8))
    return numpy.flatnonzero(edges == 1), numpy.flatnonzero(edges == -1)


def bridged(flags: Flags, near: Flags, begins_m: Floats, ends_m: Floats, part: Indices, most_m: float) -> Flags:
    """With gaps of at most `most_m` filled where all their cells are `near` and in one part of the line.

    Growing `flags` or `near` never shrinks the answer.
    """
    filled = flags.copy()
    for first, after in zip(*runs(~flags), strict=True):
        inside = first > 0 and after < len(flags) and part[first - 1] == part[after]
        if inside and ends_m[after - 1] - begins_m[first] <= most_m and near[first:after].all():
            filled[first:after] = True
    return filled


def without_bits(
    flags: Flags, begins_m: Floats, ends_m: Floats, part: Indices, least_m: float, markers_m: Sequence[float]
) -> Flags:
    """Without runs shorter than `least_m`, except where a marker stands in them or within a cell of them."""
    kept = flags.copy()
    for first, after in zip(*_runs_by_part(flags, part), strict=True):
        start, end = begins_m[first], ends_m[after - 1]
        beside = ends_m[first] - start
        whole_part = (first == 0 or part[first - 1] != part[first]) and (
            after == len(flags) or part[after] != part[after - 1]
        )
        at_marker = any(start - beside <= m <= end + beside for m in markers_m)
        if end - start < least_m and not at_marker and not whole_part:
            kept[first:after] = False
    return kept


def _runs_by_part(flags: Flags, part: Indices) -> tuple[Indices, Indices]:
    firsts, afters = [], []
    for first, after in zip(*runs(flags), strict=True):
        cuts = first + 1 + numpy.flatnonzero(part[first + 1 : after] != part[first : after - 1])
        bounds = [first, *cuts.tolist(), after]
        firsts += bounds[:-1]
        afters += bounds[1:]
    return numpy.array(firsts, dtype=numpy.intp), numpy.array(afters, dtype=numpy.intp)


def intervals(flags: Flags, begins_m: Floats, ends_m: Floats) -> tuple[Interval, ...]:
    """The runs of true cells as disjoint intervals, in order."""
    return tuple(
        Interval(float(begins_m[first]), float(ends_m[after - 1])) for first, after in zip(*runs(flags), strict=True)
    )
