"""Whole-file shifts: positions that all lie where GCJ-02 or BD-09 would put them, judged by what is already held.

The offset of a provider's datum is some 500 m in one direction over a whole county; a measured position
differs by metres and in every direction. Nothing is moved: the suspicion is said, a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy
import shapely
from numpy.typing import NDArray

from gazetteer.findings import Finding, Severity
from layers.crs import GEOD, Floats, gcj02_to_bd09, to_storage, wgs84_to_gcj02

LEAST = 8  # positions with something to compare with
CLOSE_M = 60.0  # how near to the provider's offset the typical shift must be
SETTLED = 0.98  # share of positions in their own division that leaves nothing to suspect
FAR_M = 200.0  # what no survey error explains
Datum = Callable[[Floats, Floats], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Positions as the file has them (`lon`, `lat`) beside where the same or a near thing is held to be.

    `what` says what they were compared with; `spread_m` how far apart the two may honestly be.
    """

    lon: Floats
    lat: Floats
    held_lon: Floats
    held_lat: Floats
    what: str
    spread_m: float


def _bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


DATUMS: Mapping[str, Datum] = {"GCJ-02": wgs84_to_gcj02, "BD-09": _bd09}


def suspect(evidence: Evidence, *, declared: bool) -> Finding | None:
    """The finding about a whole-file shift, or None. An error unless a person has declared the system."""
    if len(evidence.lon) < LEAST:
        return None
    east, north = _metres(evidence.held_lon, evidence.held_lat, evidence.lon, evidence.lat)
    shift_m = float(numpy.hypot(numpy.median(east), numpy.median(north)))
    noise_m = evidence.spread_m / numpy.sqrt(len(east))
    if shift_m < FAR_M + noise_m:
        return None
    for name, datum in DATUMS.items():
        moved = datum(evidence.held_lon, evidence.held_lat)
        apart_east, apart_north = _metres(moved[0], moved[1], evidence.lon, evidence.lat)
        apart_m = float(numpy.hypot(numpy.median(apart_east), numpy.median(apart_north)))
        if apart_m <= CLOSE_M + noise_m and apart_m < shift_m / 2:
            return _finding(
                name, evidence, shift_m, float(numpy.median(east)), float(numpy.median(north)), declared=declared
            )
    return _other(evidence, shift_m) if _steady(east, north, shift_m, evidence.spread_m) else None


def suspect_areas(lon: Floats, lat: Floats, own: NDArray[numpy.object_], *, declared: bool) -> Finding | None:
    """The same by areas: positions that lie in their own division only once a provider's offset is taken off."""
    if len(lon) < LEAST:
        return None
    inside = float(shapely.intersects_xy(own, lon, lat).mean())
    margin = max(0.04, 4 * float(numpy.sqrt(max(inside * (1 - inside), 0.01) / len(lon))))
    best = max(DATUMS, key=lambda name: _share(own, *to_storage(lon, lat, name)))
    taken_off = _share(own, *to_storage(lon, lat, best))
    if inside > SETTLED or taken_off < inside + margin:
        return None
    return Finding(
        "position.shift_suspected",
        Severity.WARNING if declared else Severity.ERROR,
        f"整个文件的坐标疑似 {best}：只有 {inside:.0%} 的位置在所写的村、社区内，按 {best} 换算后有 {taken_off:.0%}；没有移动任何坐标",
        column="经纬度",
        value=f"{best} {inside:.0%}",
        remedy=f"若确为 {best}，声明 --crs {best}；若坐标无误，声明 --crs EPSG:4490",
    )


def _share(own: NDArray[numpy.object_], lon: Floats, lat: Floats) -> float:
    return float(shapely.intersects_xy(own, lon, lat).mean())


def _metres(from_lon: Floats, from_lat: Floats, to_lon: Floats, to_lat: Floats) -> tuple[Floats, Floats]:
    azimuth, _, distance = GEOD.inv(from_lon, from_lat, to_lon, to_lat)
    radians = numpy.radians(azimuth)
    return numpy.asarray(distance * numpy.sin(radians)), numpy.asarray(distance * numpy.cos(radians))


def _steady(east: Floats, north: Floats, shift_m: float, spread_m: float) -> bool:
    """Whether nearly all positions are shifted alike."""
    apart = numpy.hypot(east - numpy.median(east), north - numpy.median(north))
    return float(numpy.quantile(apart, 0.8)) < min(shift_m / 2, max(CLOSE_M, spread_m))


def _finding(name: str, evidence: Evidence, shift_m: float, east: float, north: float, *, declared: bool) -> Finding:
    way = f"偏{'东' if east > 0 else '西'} {abs(east):.0f} 米、偏{'北' if north > 0 else '南'} {abs(north):.0f} 米"
    said = "按您的声明读取，没有改动" if declared else "没有移动任何坐标"
    return Finding(
        "position.shift_suspected",
        Severity.WARNING if declared else Severity.ERROR,
        f"整个文件的坐标疑似 {name}：与{evidence.what}相比整体{way}（{len(evidence.lon)} 处的中位数 {shift_m:.0f} 米），"
        f"与 {name} 的偏移一致；{said}",
        column="经纬度",
        value=f"{name} {shift_m:.0f} m",
        remedy=f"若确为 {name}，声明 --crs {name}；若坐标无误，声明 --crs EPSG:4490",
    )


def _other(evidence: Evidence, shift_m: float) -> Finding:
    return Finding(
        "position.shift_unexplained",
        Severity.WARNING,
        f"整个文件的坐标与{evidence.what}相比整体偏移约 {shift_m:.0f} 米，原因不明；没有移动任何坐标",
        column="经纬度",
        value=f"{shift_m:.0f} m",
        remedy="核对坐标系和数据来源",
    )
