"""Batches whose positions are in another reference system than they say: swapped, GCJ-02, BD-09, a wrong zone.

One plate beside the road proves nothing; a whole batch that comes home under one known transformation does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy
import shapely

from gazetteer.findings import Finding
from layers.crs import bd09_to_gcj02, gcj02_to_wgs84
from layers.numbering.axes import grouped
from layers.numbering.register import Floats, Integers, Register
from layers.numbering.scene import GroundRule, Scene

SUSPICIOUS_M = 150.0
"""Median distance from where they belong at which a batch is asked."""

HOME = 0.3
"""Part of that distance that may be left after the right transformation."""

FEWEST = 8

Undo = Callable[[Floats, Floats], tuple[Floats, Floats]]


def _zone(degrees: float) -> Undo:
    return lambda lon, lat: (lon + degrees, lat)


SLIPS: Mapping[str, Undo] = {
    "经纬度写反": lambda lon, lat: (lat, lon),
    "实为 GCJ-02 坐标": gcj02_to_wgs84,
    "实为 BD-09 坐标": lambda lon, lat: gcj02_to_wgs84(*bd09_to_gcj02(lon, lat)),
    "高斯投影带错一个 3 度带（偏西）": _zone(3.0),
    "高斯投影带错一个 3 度带（偏东）": _zone(-3.0),
    "高斯投影带错一个 6 度带（偏西）": _zone(6.0),
    "高斯投影带错一个 6 度带（偏东）": _zone(-6.0),
    "中央经线错 1.5 度（偏西）": _zone(1.5),
    "中央经线错 1.5 度（偏东）": _zone(-1.5),
}
"""What happened, and how it is undone. A Gauss–Krüger reading in another zone is a shift in longitude alone."""


def check_reference_system(scene: Scene) -> Iterator[Finding]:
    """N14: one finding a batch; its plates are not judged by position any further."""
    register = scene.register
    measured = register.gates & register.placed & _has_home(register)
    for name, at in _batches(register, measured):
        away = home_distance_m(register, at, register.lon[at], register.lat[at])
        median = float(numpy.median(away))
        if len(at) < FEWEST or not median > SUSPICIOUS_M:
            continue
        left, word = min(_after_each(register, at), key=lambda pair: pair[0])
        if not left < HOME * median:
            continue
        scene.usable[at], scene.shifted[at] = False, True
        yield scene.judge.finding(
            "N14",
            f"{name}的 {len(at)} 块门牌离所属街路巷或小组中位 {median:,.0f} m；看来是“{word}”，还原后中位 {left:,.0f} m",
            subject=register.ids[int(at[0])],
            column="位置",
            value=word,
            remedy="按实际坐标系重新导入这一批；没有移动任何位置",
            related=scene.related(at[1:200]),
        )


def _after_each(register: Register, at: Integers) -> Iterator[tuple[float, str]]:
    for word, undo in SLIPS.items():
        lon, lat = undo(register.lon[at], register.lat[at])
        left = float(numpy.median(home_distance_m(register, at, lon, lat)))
        yield (left if numpy.isfinite(left) else numpy.inf), word


def _batches(register: Register, measured: numpy.ndarray) -> Iterator[tuple[str, Integers]]:
    """Plates by batch where batches are kept, else by division."""
    batches, divisions = (register.columns.get(key) or [None] * len(register) for key in ("batch", "division"))
    names = [
        f"批次 {b}" if b else register.division(d) if d else "本文件" for b, d in zip(batches, divisions, strict=True)
    ]
    words, codes = numpy.unique(numpy.array(names, dtype=object).astype(str), return_inverse=True)
    for code, at in grouped(codes.astype(numpy.int64), measured):
        yield str(words[code]), at


def _has_home(register: Register) -> numpy.ndarray:
    known = [space.axis is not None or space.centre is not None for space in register.spaces] + [False]
    return numpy.array(known, dtype=bool)[register.space_of]


def home_distance_m(register: Register, at: Integers, lon: Floats, lat: Floats) -> Floats:
    """How far positions (degrees) are from their own axis or their own group's point."""
    x, y = register.metres(lon, lat)
    points: Any = shapely.points(numpy.column_stack([x, y]))
    points[~(numpy.isfinite(x) & numpy.isfinite(y))] = None
    away = shapely.distance(points, register.homes[register.space_of[at]])
    return numpy.where(numpy.isnan(away), numpy.inf, away)


SHIFT_RULES = (GroundRule("N14", check_reference_system, ("position",)),)
