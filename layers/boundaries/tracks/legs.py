"""Legs (航段): the straight bits between consecutive fixes that one person can have walked, and their courses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray

from layers.boundaries.tracks.intake import Taken
from layers.boundaries.tracks.line_cells import Plane
from layers.boundaries.tracks.rules import CoverageRules
from layers.crs import Floats

SPANS = (1, 2, 3, 5, 8, 13, 21, 34, 55)
"""Fixes on either side that may be averaged: to know a course, the fewest that reach far enough."""


@dataclass(frozen=True, slots=True)
class Legs:
    """Legs on a plane: both ends, unit course (NaN where the track stands still), when, and the first fix.

    `breaks` counts the places where the track was split by a jump, and how often for which reason (a place
    may have several); `segments` are the file's own breaks, `alone` fixes with a break on either side.
    """

    starts: Floats
    ends: Floats
    courses: Floats
    when_s: Floats
    first_fix: NDArray[numpy.intp]
    breaks: dict[str, int]

    def __len__(self) -> int:
        return len(self.starts)

    def shapes(self) -> NDArray[numpy.object_]:
        """The legs as lines."""
        return numpy.asarray(shapely.linestrings(numpy.stack([self.starts, self.ends], axis=1)), dtype=object)


def legs_of(fixes: Taken, plane: Plane, rules: CoverageRules) -> Legs:
    """The legs of a track, split at jumps in distance, time or speed and where the file itself breaks."""
    xy = plane.project(fixes.lon, fixes.lat)
    step_m = numpy.hypot(*numpy.diff(xy, axis=0).T) if len(xy) > 1 else numpy.empty(0)
    pause_s = numpy.diff(fixes.when_s)
    segment = numpy.diff(fixes.segment) != 0
    with numpy.errstate(invalid="ignore"):
        far = (step_m > rules.jump_m) & ~segment
        late = (pause_s > rules.pause_s) & ~segment
        fast = (step_m > rules.speed_m_s * numpy.maximum(pause_s, 1.0)) & ~segment
    broken = segment | far | late | fast
    piece = numpy.concatenate([[0], numpy.cumsum(broken)]) if len(xy) else numpy.empty(0, dtype=numpy.intp)
    kept = numpy.flatnonzero(~broken & (step_m > 0)) if len(step_m) else numpy.empty(0, dtype=numpy.intp)
    alone = numpy.bincount(piece)[piece] == 1 if len(xy) else numpy.empty(0, dtype=bool)
    means = _Means.of(xy, piece)
    smooth = _smoothed(xy, means, rules.smoothing_m)
    when = numpy.where(numpy.isnan(fixes.when_s[:-1]), fixes.when_s[1:], fixes.when_s[:-1])
    return Legs(
        smooth[kept],
        smooth[kept + 1],
        _courses(means, kept, rules.course_base_m),
        when[kept],
        kept,
        {
            "places": int((far | late | fast).sum()),
            "segments": int(segment.sum()),
            "distance": int(far.sum()),
            "time": int(late.sum()),
            "speed": int(fast.sum()),
            "alone": int(alone.sum()),
        },
    )


@dataclass(frozen=True, slots=True)
class _Means:
    """Means of fixes before and after any place of a track, never across a break."""

    sums: Floats
    begins: NDArray[numpy.intp]
    finishes: NDArray[numpy.intp]

    @classmethod
    def of(cls, xy: Floats, piece: NDArray[numpy.intp]) -> _Means:
        """Sums once, so that every mean costs the same."""
        sums = numpy.vstack([numpy.zeros((1, 2)), numpy.cumsum(xy, axis=0)])
        begins, finishes = (numpy.searchsorted(piece, piece, side=side) for side in ("left", "right"))
        return cls(sums, begins, finishes)

    def between(self, low: NDArray[numpy.intp], high: NDArray[numpy.intp]) -> Floats:
        """Mean of the fixes from `low` up to, without, `high`."""
        return numpy.asarray((self.sums[high] - self.sums[low]) / (high - low)[:, None])

    def apart(self, at: NDArray[numpy.intp], span: int) -> Floats:
        """From the mean of up to `span` fixes that end with `at`, to that of as many after it."""
        low = numpy.maximum(at + 1 - span, self.begins[at])
        high = numpy.minimum(at + 1 + span, self.finishes[at])
        return self.between(at + 1, high) - self.between(low, at + 1)


def _smoothed(xy: Floats, means: _Means, within_m: float) -> Floats:
    """Each fix averaged with as many on either side as lie within `within_m` of each other; a lone one stays."""
    smooth = xy.copy()
    everyone = numpy.arange(len(xy))
    for span in SPANS:
        low, high = everyone - span, everyone + span + 1
        inside = numpy.flatnonzero((low >= means.begins) & (high <= means.finishes))
        if not len(inside):
            break
        before = means.between(low[inside], inside)
        after = means.between(inside + 1, high[inside])
        close = inside[numpy.hypot(*(after - before).T) <= within_m]
        smooth[close] = means.between(low[close], high[close])
    return smooth


def _courses(means: _Means, kept: NDArray[numpy.intp], base_m: float) -> Floats:
    """The course of each leg: from the mean of the fixes before it to the mean of those after it.

    As few fixes as lie `base_m` apart, so that neither the noise of a fix a second nor the bends between
    two fixes a minute decide it. The same backwards, turned round.
    """
    found = numpy.full((len(kept), 2), numpy.nan)
    for span in SPANS:
        unknown = numpy.flatnonzero(numpy.isnan(found[:, 0]))
        way = means.apart(kept[unknown], span)
        size = numpy.hypot(way[:, 0], way[:, 1])
        enough = size >= base_m
        found[unknown[enough]] = way[enough] / size[enough, None]
    return found
