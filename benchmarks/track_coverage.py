"""Which stretches of a boundary line were walked, beside the obvious ways, on simulated walks with a known truth.

The lines are the county's own (parts of 2 km and more). Along each, walks are simulated (`track_simulator`): stretches
walked with pauses and turning back, roads that cross the line, a road beside it 300 m away, spurs to and from it, a
receiver with white and drifting noise (5 m), fixes thrown kilometres away, jumps inside one segment; a fix every 5 s
and every 15 s. Everybody gets the same fixes, projected alike, and 30 m.

Peers, as one would write them:
`buffer`: GeoPandas, the track as one line, buffered by 30 m, cut with the boundary line, the length of what is left.
`buffer_split`: the same, the track broken where consecutive fixes are more than 200 m or 120 s apart.
`nearest_point`: a sample of the line every 10 m counts when a fix lies within 30 m of it (SciPy's k-d tree).

`precision` is the walked share of what is called walked, `recall` the share found of what was walked, by length over
all walks; `false_km` and `missed_km` say it in kilometres. Processor seconds, the median of three runs of everything.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy
import shapely
from scipy.spatial import cKDTree

from benchmarks import compared
from benchmarks.clock import county_at, processor_seconds
from benchmarks.track_simulator import Setting, Walk, simulate
from layers.boundaries.lengths import geodesic_length_m
from layers.boundaries.tracks import cover
from layers.boundaries.tracks.intake import Taken
from layers.boundaries.tracks.line_cells import plane_about
from layers.store.contract import Query, Scope

SEED = 353
TOLERANCE_M = 30.0
STEP_M = 10.0
JUMP_M, PAUSE_S = 200.0, 120.0
SHORTEST_M = 2_000.0
EVERY_S = (5.0, 15.0)
Intervals = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Case:
    """A walk, and the same in metres on a plane, ready for everybody."""

    walk: Walk
    line: shapely.LineString
    fixes: Any

    @classmethod
    def of(cls, walk: Walk) -> Case:
        plane = plane_about(walk.line)
        xy = shapely.get_coordinates(walk.line)
        return cls(walk, shapely.LineString(plane.project(xy[:, 0], xy[:, 1])), plane.project(walk.lon, walk.lat))


def run(folder: Path) -> dict[str, Any]:
    """Precision, recall and seconds of ours and of the peers."""
    with county_at(folder) as county:
        shapes = county.store.read("boundary_line", Scope.everything(), Query(order_by=("line_code",))).geometry
        parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    cases = [
        Case.of(simulate(SEED + n, _setting(part, every_s), part))
        for n, part in enumerate(parts)
        if geodesic_length_m(part) >= SHORTEST_M
        for every_s in EVERY_S
    ]
    ways: dict[str, Callable[[Case], Intervals]] = {
        "ours": _ours,
        "buffer": _buffer,
        "buffer_split": _buffer_split,
        "nearest_point": _nearest_point,
    }
    figures, extent = {}, {}
    for name, way in ways.items():
        figures[name], extent[name] = _scored([(way(case), case.walk) for case in cases])
        figures[name]["seconds"] = processor_seconds(lambda way=way: [way(case) for case in cases])
    answer = compared(figures.pop("ours"), figures)
    answer["ours"] |= {**extent.pop("ours"), "rows": sum(len(case.walk.lon) for case in cases), "walks": len(cases)}
    for name, more in extent.items():
        answer["peers"][name] |= more
    return answer


def _setting(line: Any, every_s: float) -> Setting:
    """As many deeds as the line is long."""
    km = geodesic_length_m(line) / 1000
    return Setting(
        every_s=every_s, stretches=max(2, round(km / 6)), crossings=max(2, round(km / 5)), parallel_m=km * 100
    )


def _scored(found: list[tuple[Intervals, Walk]]) -> tuple[dict[str, float], dict[str, float]]:
    told = sum(b - a for some, _ in found for a, b in some)
    true = sum(b - a for _, walk in found for a, b in walk.truth)
    both = sum(max(0.0, min(b, d) - max(a, c)) for some, walk in found for a, b in some for c, d in walk.truth)
    return {"precision": both / told, "recall": both / true}, {
        "false_km": round((told - both) / 1000, 2),
        "missed_km": round((true - both) / 1000, 2),
    }


def _ours(case: Case) -> Intervals:
    walk = case.walk
    fixes = Taken(walk.lon, walk.lat, walk.when_s, numpy.zeros(len(walk.lon), dtype=numpy.intp), len(walk.lon))
    return [(one.start_m, one.end_m) for one in cover(walk.line, [fixes]).walked]


def _buffer(case: Case) -> Intervals:
    return _cut(case.line, geopandas.GeoSeries([shapely.LineString(case.fixes)]))


def _buffer_split(case: Case) -> Intervals:
    away = numpy.hypot(*numpy.diff(case.fixes, axis=0).T)
    cuts = numpy.flatnonzero((away > JUMP_M) | (numpy.diff(case.walk.when_s) > PAUSE_S)) + 1
    pieces = [shapely.LineString(some) for some in numpy.split(case.fixes, cuts) if len(some) > 1]
    return _cut(case.line, geopandas.GeoSeries(pieces))


def _cut(line: shapely.LineString, tracks: geopandas.GeoSeries) -> Intervals:
    walked = line.intersection(tracks.buffer(TOLERANCE_M).union_all())
    if walked.geom_type == "MultiLineString":
        walked = shapely.line_merge(walked)
    pieces = [piece for piece in shapely.get_parts(walked) if piece.length > 0]
    ends = [sorted(line.project(shapely.Point(piece.coords[n])) for n in (0, -1)) for piece in pieces]
    return [(a, b) for a, b in ends]


def _nearest_point(case: Case) -> Intervals:
    m = numpy.arange(STEP_M / 2, case.line.length, STEP_M)
    samples = shapely.get_coordinates(shapely.line_interpolate_point(case.line, m))
    away, _ = cKDTree(case.fixes).query(samples, distance_upper_bound=TOLERANCE_M)
    near = numpy.concatenate([[False], numpy.isfinite(away), [False]]).astype(int)
    begins, ends = numpy.flatnonzero(numpy.diff(near) == 1), numpy.flatnonzero(numpy.diff(near) == -1)
    return [(float(a * STEP_M), float(b * STEP_M)) for a, b in zip(begins, ends, strict=True)]


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
