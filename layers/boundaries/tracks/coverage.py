"""Coverage of a line by tracks: which cells were walked along, on which days, and which markers were reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.boundaries.tracks.intake import Taken
from layers.boundaries.tracks.intervals import Flags, Interval, bridged, intervals, without_bits
from layers.boundaries.tracks.legs import Legs, legs_of
from layers.boundaries.tracks.line_cells import LineCells, Plane, line_cells, plane_about
from layers.boundaries.tracks.moments import beijing_date, beijing_time
from layers.boundaries.tracks.rules import CoverageRules
from layers.crs import Floats

ITSELF, ALIKE = 5.0, 0.64
"""Tolerances along the line beyond which it is another strand of it; cosine of the course filter's usual 50°."""
SPARSE = 0.5  # share of legs broken by time or distance from which a track is called too sparse


@dataclass(frozen=True, slots=True)
class MarkerReached:
    """A marker, its chainage, and how near the tracks came: metres and the moment (Beijing time, "" if unknown)."""

    name: str
    along_m: float
    nearest_m: float | None
    when: str
    reached: bool

    def as_json(self) -> dict[str, object]:
        """The marker as a JSON object."""
        nearest = None if self.nearest_m is None else round(self.nearest_m, 1)
        return {
            "marker": self.name,
            "along_m": round(self.along_m, 1),
            "nearest_m": nearest,
            "when": self.when,
            "reached": self.reached,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was walked of a line. Metres along it, geodesic; `walked` and `unwalked` together are the line."""

    length_m: float
    walked: tuple[Interval, ...]
    unwalked: tuple[Interval, ...]
    by_date: Mapping[str, tuple[Interval, ...]]
    markers: tuple[MarkerReached, ...] = ()
    breaks: Mapping[str, int] = field(default_factory=dict)
    rules: CoverageRules = field(default_factory=CoverageRules)
    findings: tuple[Finding, ...] = ()

    @property
    def walked_m(self) -> float:
        """The numerator."""
        return sum(one.length_m for one in self.walked)

    @property
    def percent(self) -> float:
        """walked_m / length_m in percent."""
        return 100.0 * self.walked_m / self.length_m

    def as_json(self) -> dict[str, object]:
        """The result with its method."""
        return {
            "length_m": round(self.length_m, 1),
            "walked_m": round(self.walked_m, 1),
            "percent": round(self.percent, 2),
            "walked": [one.as_json() for one in self.walked],
            "unwalked": [one.as_json() for one in self.unwalked],
            "by_date": [
                {
                    "date": day,
                    "walked_m": round(sum(one.length_m for one in some), 1),
                    "walked": [one.as_json() for one in some],
                }
                for day, some in self.by_date.items()
            ],
            "markers": [one.as_json() for one in self.markers],
            "breaks": dict(self.breaks),
            "rules": self.rules.as_json(),
            "method": self.rules.told(),
        }


def cover(
    line: BaseGeometry,
    tracks: Sequence[Taken],
    *,
    markers: Mapping[str, tuple[float, float]] | None = None,
    rules: CoverageRules | None = None,
) -> Coverage:
    """What `tracks` walked of `line` (degrees, EPSG:4490; parts follow one another without the gaps between).

    `markers` are positions (longitude, latitude) by name. Backwards or forwards, one track or many, the
    answer is the same. Raises Refused for a line without length.
    """
    rules = rules or CoverageRules()
    plane = plane_about(line)
    cells = line_cells(line, plane, rules.step_m, rules.line_window_m)
    all_legs = [legs_of(track, plane, rules) for track in tracks]
    spots = {
        name: plane.project(numpy.array([lon]), numpy.array([lat]))[0] for name, (lon, lat) in (markers or {}).items()
    }
    along = {name: _along(cells, spot) for name, spot in spots.items()}
    judge = _Judge(cells, rules, tuple(along.values()))
    pairs = [_pairs(cells, legs, rules) for legs in all_legs]
    whole = judge.walked(pairs)
    return Coverage(
        length_m=cells.length_m,
        walked=judge.intervals(whole),
        unwalked=judge.intervals(~whole),
        by_date=_by_date(judge, pairs, all_legs),
        markers=tuple(_reached(name, spot, along[name], all_legs, rules) for name, spot in spots.items()),
        breaks={key: sum(legs.breaks[key] for legs in all_legs) for key in (all_legs[0].breaks if all_legs else ())},
        rules=rules,
        findings=(
            *_track_findings(tracks, all_legs),
            *_nothing_walked(cells, tracks, plane, whole),
            *_near_itself(cells, rules.tolerance_m),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Cells and legs that lie within the tolerance of each other; `along` those that run the same way."""

    cell: NDArray[numpy.intp]
    leg: NDArray[numpy.intp]
    along: Flags

    def some(self, which: Flags) -> _Pairs:
        return _Pairs(self.cell[which], self.leg[which], self.along[which])


@dataclass(frozen=True, slots=True)
class _Judge:
    cells: LineCells
    rules: CoverageRules
    markers_m: tuple[float, ...]

    def walked(self, pairs: Sequence[_Pairs]) -> Flags:
        """Cells that were walked, bridged and without bits."""
        size = len(self.cells.begins_m)
        near, flags = numpy.zeros(size, dtype=bool), numpy.zeros(size, dtype=bool)
        for some in pairs:
            near[some.cell] = True
            flags[some.cell[some.along]] = True
        bounds = (self.cells.begins_m, self.cells.ends_m, self.cells.part)
        flags = bridged(flags, near, *bounds, self.rules.bridge_m)
        return without_bits(flags, *bounds, self.rules.shortest_m, self.markers_m)

    def intervals(self, flags: Flags) -> tuple[Interval, ...]:
        return intervals(flags, self.cells.begins_m, self.cells.ends_m)


def _pairs(cells: LineCells, legs: Legs, rules: CoverageRules) -> _Pairs:
    """Every cell beside a leg; along it when courses agree and the cell is not ahead of or behind the leg."""
    if not len(legs):
        none = numpy.empty(0, dtype=numpy.intp)
        return _Pairs(none, none, none.astype(bool))
    tree = shapely.STRtree(legs.shapes())
    cell, leg = tree.query(shapely.points(cells.middles), predicate="dwithin", distance=rules.tolerance_m)
    course, bearing = legs.courses[leg], cells.bearings[cell]
    middle, half = (legs.starts + legs.ends) / 2, (legs.ends - legs.starts) / 2
    with numpy.errstate(invalid="ignore"):
        agree = numpy.abs((course * bearing).sum(axis=1)) >= numpy.cos(numpy.radians(rules.course_deg))
    ahead = numpy.abs(((cells.middles[cell] - middle[leg]) * bearing).sum(axis=1))
    reach = numpy.abs((half[leg] * bearing).sum(axis=1)) + cells.widths_m[cell] / 2
    return _Pairs(cell, leg, agree & (ahead <= reach))


def _along(cells: LineCells, spot: Floats) -> float:
    nearest = int(numpy.argmin(((cells.middles - spot) ** 2).sum(axis=1)))
    return float((cells.begins_m[nearest] + cells.ends_m[nearest]) / 2)


def _by_date(judge: _Judge, pairs: Sequence[_Pairs], all_legs: Sequence[Legs]) -> dict[str, tuple[Interval, ...]]:
    """Each day's own walk in Beijing time, the empty date for fixes without a time; days that walked nothing left out."""
    days = [numpy.array([beijing_date(when) for when in legs.when_s], dtype=object) for legs in all_legs]
    found: dict[str, tuple[Interval, ...]] = {}
    for day in sorted({day for some in days for day in some.tolist()}):
        flags = judge.walked([p.some(d[p.leg] == day) for p, d in zip(pairs, days, strict=True)])
        if flags.any():
            found[day] = judge.intervals(flags)
    return found


def _reached(name: str, spot: Floats, along_m: float, all_legs: Sequence[Legs], rules: CoverageRules) -> MarkerReached:
    best: tuple[float, float] | None = None
    for legs in all_legs:
        if len(legs):
            away = shapely.distance(legs.shapes(), shapely.points(spot))
            nearest = int(numpy.argmin(away))
            if best is None or away[nearest] < best[0]:
                best = float(away[nearest]), float(legs.when_s[nearest])
    if best is None:
        return MarkerReached(name, along_m, None, "", reached=False)
    return MarkerReached(name, along_m, best[0], beijing_time(best[1]), reached=best[0] <= rules.marker_m)


def _track_findings(tracks: Sequence[Taken], all_legs: Sequence[Legs]) -> list[Finding]:
    found = [finding for track in tracks for finding in track.findings]
    for track, legs in zip(tracks, all_legs, strict=True):
        broken = legs.breaks["places"]
        if broken:
            told = f"因距离 {legs.breaks['distance']}、间隔 {legs.breaks['time']}、速度 {legs.breaks['speed']}"
            message = f"轨迹在 {broken} 处跳变或中断（{told}），断处不算走过；孤立点 {legs.breaks['alone']} 个"
            found.append(Finding("track.jumps", Severity.INFO, message, subject=track.subject, value=str(broken)))
        if broken > SPARSE * max(1, len(track) - 1):
            message = "轨迹点太稀，多数相邻点之间无法认定走过什么地方"
            remedy = "记录间隔设为 30 秒以内；或放宽间隔和距离的限度并在报告中说明"
            found.append(Finding("track.sparse", Severity.WARNING, message, subject=track.subject, remedy=remedy))
    return found


def _nothing_walked(cells: LineCells, tracks: Sequence[Taken], plane: Plane, whole: Flags) -> list[Finding]:
    """Said with how near the tracks came at all."""
    if whole.any():
        return []
    fixes = [plane.project(track.lon, track.lat) for track in tracks if len(track)]
    nearest = ""
    if fixes:
        away = shapely.distance(shapely.MultiPoint(cells.middles), shapely.MultiPoint(numpy.vstack(fixes)))
        nearest = f"，离它最近处 {away:.0f} 米" if away < 1000 else f"，离它最近处 {away / 1000:.1f} 千米"
    message = f"轨迹没有走过这条界线的任何一段{nearest}"
    remedy = "核对界线与轨迹是否对应、坐标系是否正确"
    return [Finding("track.nothing_walked", Severity.WARNING, message, remedy=remedy)]


def _near_itself(cells: LineCells, tolerance_m: float) -> list[Finding]:
    """Where the line runs beside itself, one walk may count for both strands: told, since nobody can tell them apart."""
    points = numpy.asarray(shapely.points(cells.middles), dtype=object)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=tolerance_m)
    far_along = numpy.abs(cells.begins_m[one] - cells.begins_m[other]) > ITSELF * tolerance_m
    alike = numpy.abs((cells.bearings[one] * cells.bearings[other]).sum(axis=1)) > ALIKE
    strands = numpy.unique(one[far_along & alike])
    if not len(strands):
        return []
    at, length_m = float(cells.begins_m[strands[0]]), float(cells.widths_m[strands].sum())
    message = (
        f"界线自身有 {length_m:.0f} 米相距不到 {tolerance_m:g} 米（自里程 {at / 1000:.2f} 千米起），"
        "走其中一侧可能两侧都计为走过"
    )
    return [Finding("track.line_near_itself", Severity.INFO, message, remedy="该段用更小的 --tolerance 复核")]
