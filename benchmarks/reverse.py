"""Which gate is at a position: our index beside the nearest point of SciPy's cKDTree and GeoPandas' sjoin_nearest.

Positions, with a fixed seed: `street` 3 to 25 m beside a street's axis, on either side; `village` up to 30 m around a
gate; `line` 2 to 80 m beside the county line, inside and outside. Everybody gets the same gates and positions in
degrees, converts them to planar metres, and looks no farther than 60 m.

`right_side`: the share of answers to which the straight way from the position crosses no axis of a street or road, tried
against every line by shapely alone; positions and gates within 2 m of an axis are left out. `answered`: the share of
positions inside the county that got a gate. `outside_accepted`: the share of positions outside that got one;
`over_the_line`: the share of answers at the line whose straight way crosses it. `p50_ms`, `p95_ms`: one position at a time, wall
clock, the quicker of two. `batch_ms`: per position when all are asked at once (ours asks them one by one).

`scipy_ckdtree`: `cKDTree(xy).query(point, distance_upper_bound=60)`, SciPy 1.13 or newer. `geopandas_sjoin_nearest`:
`sjoin_nearest(positions, gates, max_distance=60)`, one position a frame of one row, asked `FEW` times.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import geopandas
import numpy
import shapely
from scipy.spatial import cKDTree

from benchmarks import compared
from benchmarks.clock import county_at
from layers.address_match import Precision
from layers.crs import planar
from layers.profile import CountyProfile
from layers.reverse_geocoding import ReverseIndex
from layers.reverse_geocoding.ground import GATE_KINDS, HANGING
from layers.reverse_geocoding.index import GATE_REACH_M
from layers.store import Query, Scope, Store

SEED = 20_261_126
MANY, FEW = 1_000, 100
DEAD_M = 2.0
CLASSES = ("street", "village", "line")
Answers = list[int]
"""Rows of gates by position; -1 for none."""


class Scene:
    """The gates, lines and positions that everybody is asked about; metres are planar ones of the profile."""

    def __init__(self, store: Store, profile: CountyProfile) -> None:
        self.to_metres, self.to_degrees = planar(profile.planar_epsg)
        plates = store.read("door_plate", Scope.everything(), Query(columns=("plate_code", "kind", "status")))
        plates = plates[plates["kind"].isin(GATE_KINDS) & plates["status"].isin(HANGING)]
        self.codes = plates["plate_code"].tolist()
        self.degrees = shapely.get_coordinates(plates.geometry.to_numpy())
        self.metres = self._metres(self.degrees)
        lines = {key: self._lines(store, key) for key in ("street", "road")}
        self.streets = lines["street"]
        self.axes = shapely.STRtree([*lines["street"], *lines["road"]])
        units = store.read("division", Scope.everything(), Query(columns=("code",)))
        [outline] = units[units["code"] == profile.code].geometry
        self.outline = shapely.transform(outline, self._metres)
        self.border = self.outline.boundary

    def _metres(self, degrees: Any) -> Any:
        return numpy.column_stack(self.to_metres.transform(degrees[:, 0], degrees[:, 1]))

    def _lines(self, store: Store, layer: str) -> list[Any]:
        shapes = store.read(layer, Scope.everything(), Query(columns=("name",))).geometry
        return [shapely.transform(shape, self._metres) for shape in shapes if shape is not None and not shape.is_empty]

    def positions(self, count: int) -> dict[str, Any]:
        """Positions in metres by class, (n, 2)."""
        dice = numpy.random.default_rng(SEED)
        beside = _beside(self.streets, dice, count, 3.0, 25.0)
        angles, away = dice.uniform(0, 2 * numpy.pi, count), dice.uniform(0, 30, count)
        around = self.metres[dice.integers(0, len(self.metres), count)]
        village = around + numpy.column_stack([numpy.cos(angles) * away, numpy.sin(angles) * away])
        line = _beside(list(shapely.get_parts(self.border)), dice, count, 2.0, 80.0)
        inside = {"street": beside, "village": village}
        kept = {key: xy[shapely.contains_xy(self.outline, xy)] for key, xy in inside.items()}
        return {**kept, "line": line}

    def in_degrees(self, metres: Any) -> Any:
        return numpy.column_stack(self.to_degrees.transform(metres[:, 0], metres[:, 1]))

    def crosses(self, starts: Any, ends: Any) -> Any:
        """Whether each straight way crosses an axis, by looking at every line it meets."""
        ways = shapely.linestrings(numpy.stack([starts, ends], axis=1))
        found = numpy.zeros(len(ways), dtype=bool)
        found[self.axes.query(ways, predicate="intersects")[0]] = True
        return found

    def near_an_axis(self, points: Any) -> Any:
        found = numpy.zeros(len(points), dtype=bool)
        found[self.axes.query(shapely.points(points), predicate="dwithin", distance=DEAD_M)[0]] = True
        return found


def _beside(lines: Sequence[Any], dice: Any, count: int, least_m: float, most_m: float) -> Any:
    """Positions beside lines, on either side of them."""
    chosen = [lines[n] for n in dice.integers(0, len(lines), count)]
    at = numpy.array([dice.uniform(0, line.length) for line in chosen])
    feet = shapely.get_coordinates(shapely.line_interpolate_point(chosen, at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(chosen, at + 0.5))
    back = shapely.get_coordinates(shapely.line_interpolate_point(chosen, numpy.maximum(at - 0.5, 0)))
    run = ahead - back
    normal = numpy.column_stack([-run[:, 1], run[:, 0]]) / numpy.maximum(numpy.hypot(*run.T), 1e-9)[:, None]
    away = dice.uniform(least_m, most_m, count) * dice.choice([-1.0, 1.0], count)
    return feet + normal * away[:, None]


class Ours:
    def build(self, store: Store, profile: CountyProfile, scene: Scene) -> None:
        self.index = ReverseIndex.build(store, profile)
        self._rows = {code: n for n, code in enumerate(scene.codes)}

    def ask(self, lon: float, lat: float) -> int:
        answer = self.index.locate(lon, lat)
        gate = answer.matches and answer.matches[0].precision is Precision.GATE
        return self._rows[answer.matches[0].plate] if gate else -1

    def ask_all(self, degrees: Any) -> Answers:
        return [self.ask(lon, lat) for lon, lat in degrees.tolist()]


class KdTree:
    def build(self, store: Store, profile: CountyProfile, scene: Scene) -> None:  # noqa: ARG002  (what is asked of all)
        self._transform = scene.to_metres.transform
        self._tree = cKDTree(scene._metres(scene.degrees))  # noqa: SLF001  (the conversion is counted)

    def ask(self, lon: float, lat: float) -> int:
        away, row = self._tree.query(self._transform(lon, lat), distance_upper_bound=GATE_REACH_M)
        return int(row) if numpy.isfinite(away) else -1

    def ask_all(self, degrees: Any) -> Answers:
        xy = numpy.column_stack(self._transform(degrees[:, 0], degrees[:, 1]))
        away, rows = self._tree.query(xy, distance_upper_bound=GATE_REACH_M)
        return numpy.where(numpy.isfinite(away), rows, -1).tolist()


class SjoinNearest:
    def build(self, store: Store, profile: CountyProfile, scene: Scene) -> None:  # noqa: ARG002  (what is asked of all)
        self._epsg = profile.planar_epsg
        gates = geopandas.points_from_xy(scene.degrees[:, 0], scene.degrees[:, 1], crs=4490).to_crs(self._epsg)
        self._gates = geopandas.GeoDataFrame({"row": range(len(gates))}, geometry=gates)
        _ = self._gates.sindex

    def ask(self, lon: float, lat: float) -> int:
        return self.ask_all(numpy.array([[lon, lat]]))[0]

    def ask_all(self, degrees: Any) -> Answers:
        points = geopandas.points_from_xy(degrees[:, 0], degrees[:, 1], crs=4490).to_crs(self._epsg)
        asked = geopandas.GeoDataFrame(geometry=points)
        found = geopandas.sjoin_nearest(asked, self._gates, how="left", max_distance=GATE_REACH_M)
        return found.loc[~found.index.duplicated(), "row"].fillna(-1).astype(int).tolist()


def run(folder: Path) -> dict[str, Any]:
    """Milliseconds and shares of right answers, ours and the peers'."""
    with county_at(folder) as county:
        scene = Scene(county.store, county.profile)
        positions = scene.positions(min(MANY, len(scene.codes)))
        searchers = {
            "ours": (Ours(), 0),
            "scipy_ckdtree": (KdTree(), 0),
            "geopandas_sjoin_nearest": (SjoinNearest(), FEW),
        }
        found = {}
        for name, (searcher, most) in searchers.items():
            started = time.perf_counter()
            searcher.build(county.store, county.profile, scene)
            build_s = time.perf_counter() - started
            found[name] = {"build_s": build_s, **_measured(searcher, scene, positions, most)}
    times = {name: {k: v for k, v in own.items() if k.endswith(("_ms", "_s"))} for name, own in found.items()}
    answer = compared(times["ours"], {name: own for name, own in times.items() if name != "ours"})
    rounded = {name: {key: round(value, 4) for key, value in own.items()} for name, own in found.items()}
    answer["ours"] = {"rows": len(scene.codes), **rounded.pop("ours")}
    answer["peers"] = rounded
    return answer


def _measured(searcher: Any, scene: Scene, positions: dict[str, Any], most: int) -> dict[str, float]:
    everything = scene.in_degrees(numpy.concatenate([positions[name] for name in CLASSES]))
    started = time.perf_counter()
    searcher.ask_all(everything)
    figures = {"batch_ms": (time.perf_counter() - started) * 1000 / len(everything)}
    spread = everything[:: max(1, len(everything) // most)] if most else everything
    seconds = [_quicker(searcher.ask, lon, lat) for lon, lat in spread.tolist()]
    figures |= {"p50_ms": median(seconds) * 1000, "p95_ms": quantiles(seconds, n=20)[-1] * 1000}
    for name in ("street", "village"):
        figures |= {f"{name}_{key}": value for key, value in _judged(searcher, scene, positions[name]).items()}
    line = positions["line"]
    rows = numpy.array(searcher.ask_all(scene.in_degrees(line)))
    inside = shapely.contains_xy(scene.outline, line)
    answered = inside & (rows >= 0)
    ways = shapely.linestrings(numpy.stack([line[answered], scene.metres[rows[answered]]], axis=1))
    figures["outside_accepted"] = float((rows[~inside] >= 0).mean())
    figures["over_the_line"] = float(shapely.intersects(ways, scene.border).mean()) if len(ways) else 0.0
    return figures


def _judged(searcher: Any, scene: Scene, xy: Any) -> dict[str, float]:
    rows = numpy.array(searcher.ask_all(scene.in_degrees(xy)))
    answered = rows >= 0
    starts, ends = xy[answered], scene.metres[rows[answered]]
    clear = ~scene.near_an_axis(starts) & ~scene.near_an_axis(ends)
    wrong = scene.crosses(starts[clear], ends[clear])
    return {"answered": float(answered.mean()), "right_side": float(1 - wrong.mean()) if len(wrong) else 1.0}


def _quicker(ask: Callable[[float, float], int], lon: float, lat: float) -> float:
    begun = time.perf_counter()
    ask(lon, lat)
    between = time.perf_counter()
    ask(lon, lat)
    return min(between - begun, time.perf_counter() - between)


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
