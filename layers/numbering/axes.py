"""Axes of streets: one line each, where a plate stands along it, on which side, how far off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from layers.numbering.register import Floats, Integers, Mask, Register

STEP_M = 2.0
"""Half the piece of axis whose direction counts at a plate's foot."""

DEAD_ZONE_M = 2.0
"""Nearer to the axis than this, a plate is on neither side."""

LONGEST_BRIDGE_M = 150.0
RING = 0.25
DIAGONAL = 0.7


def as_axis(shape: BaseGeometry | None) -> shapely.LineString | None:
    """One line out of a street's geometry (metres): parts are joined end to end across short breaks.

    None where there is no line, a coordinate is not a number, or parts branch or lie too far apart to be one run.
    """
    if shape is None or shape.is_empty or not numpy.isfinite(shapely.get_coordinates(shape)).all():
        return None
    merged = shapely.line_merge(shapely.force_2d(shape))
    if isinstance(merged, shapely.LineString):
        return merged if merged.length > 0 else None
    parts = [part for part in shapely.get_parts(merged).tolist() if part.length > 0]
    return _chained(parts) if parts and all(isinstance(part, shapely.LineString) for part in parts) else None


def _chained(parts: list[Any]) -> shapely.LineString | None:
    chain = [tuple(point) for point in parts[0].coords]
    rest = parts[1:]
    while rest:
        gaps = []
        for n, part in enumerate(rest):
            first, last = part.coords[0], part.coords[-1]
            for at_end, tip in ((True, chain[-1]), (False, chain[0])):
                gaps += [(_apart(tip, first), n, at_end, not at_end), (_apart(tip, last), n, at_end, at_end)]
        gap, n, at_end, turned = min(gaps)
        if gap > LONGEST_BRIDGE_M:
            return None
        points = list(rest.pop(n).coords)
        points = points[::-1] if turned else points
        chain = [*chain, *points] if at_end else [*points, *chain]
    line = shapely.LineString(chain)
    return line if line.is_simple else None


def _apart(a: Any, b: Any) -> float:
    return float(numpy.hypot(a[0] - b[0], a[1] - b[1]))


def runs_from(axis: shapely.LineString) -> tuple[str, str]:
    """The compass end where the axis as drawn begins, and the other one it might be said to begin at.

    The second is "" unless the axis runs diagonally; both are "" for a ring.
    """
    (x0, y0), (x1, y1) = axis.coords[0][:2], axis.coords[-1][:2]
    dx, dy = x1 - x0, y1 - y0
    if numpy.hypot(dx, dy) < RING * axis.length:
        return "", ""
    east_west, north_south = ("west" if dx > 0 else "east"), ("south" if dy > 0 else "north")
    first, second = (east_west, north_south) if abs(dx) >= abs(dy) else (north_south, east_west)
    return first, (second if min(abs(dx), abs(dy)) >= DIAGONAL * max(abs(dx), abs(dy)) else "")


@dataclass(frozen=True, slots=True)
class Stood:
    """Where plates stand along their axes as drawn: chainage (m), signed offset (m, left positive), side.

    Plates without an axis have NaN and side 0; side is 0 within the dead zone too. `foot` is the nearest point of
    the axis (n × 2).
    """

    along: Floats
    offset: Floats
    side: Integers
    foot: Floats


def stand(register: Register) -> Stood:
    """Chainage and side of every gate on a street that has an axis."""
    count = len(register)
    along, offset = numpy.full(count, numpy.nan), numpy.full(count, numpy.nan)
    side, foot = numpy.zeros(count, dtype=numpy.int64), numpy.full((count, 2), numpy.nan)
    chosen = numpy.flatnonzero(register.on_street)
    if len(chosen):
        axes = numpy.array([space.axis for space in register.spaces], dtype=object)
        along[chosen], offset[chosen], foot[chosen] = beside(axes[register.space_of[chosen]], register.xy[chosen])
        side[chosen] = numpy.where(numpy.abs(offset[chosen]) < DEAD_ZONE_M, 0, numpy.sign(offset[chosen]))
    return Stood(along, offset, side, foot)


def beside(lines: Any, xy: Floats) -> tuple[Floats, Floats, Floats]:
    """Chainage, signed offset (left positive) and foot of points beside lines, pair by pair, in metres.

    The direction at a foot is that of the few metres of axis around it, so that a bend is judged where it is.
    """
    points = shapely.points(xy)
    along = shapely.line_locate_point(lines, points)
    foot = shapely.get_coordinates(shapely.line_interpolate_point(lines, along))
    before = shapely.get_coordinates(shapely.line_interpolate_point(lines, numpy.maximum(0, along - STEP_M)))
    after = shapely.get_coordinates(
        shapely.line_interpolate_point(lines, numpy.minimum(shapely.length(lines), along + STEP_M))
    )
    run, away = after - before, xy - before
    cross = run[:, 0] * away[:, 1] - run[:, 1] * away[:, 0]
    return along, numpy.sign(cross) * shapely.distance(lines, points), foot


def grouped(keys: Integers, chosen: Mask | Integers) -> list[tuple[int, Integers]]:
    """Key → positions, for the chosen positions, by one sort. Keys ascend."""
    at = numpy.flatnonzero(chosen) if chosen.dtype == bool else numpy.asarray(chosen, dtype=numpy.int64)
    if not len(at):
        return []
    at = at[numpy.argsort(keys[at], kind="stable")]
    breaks = numpy.flatnonzero(numpy.diff(keys[at])) + 1
    return [(int(keys[part[0]]), part) for part in numpy.split(at, breaks)]
