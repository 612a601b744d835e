"""Tracks that only fit after a conversion: most likely recorded in the offset coordinates of a map provider, or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy
from shapely.geometry.base import BaseGeometry

from gazetteer.findings import Finding, Severity
from layers.boundaries.tracks.coverage import Coverage, cover
from layers.boundaries.tracks.intake import Taken
from layers.crs import GEOD, Floats, gcj02_to_wgs84, wgs84_to_gcj02

FITS_BADLY = 0.3
"""Share of a track's own length walked along the line below which a conversion is tried."""
FITS_BETTER_M = 500.0
Conversion = Callable[[Floats, Floats], tuple[Floats, Floats]]
TRIALS: Mapping[str, tuple[Conversion, str]] = {
    "EPSG:4326": (gcj02_to_wgs84, "GCJ-02"),
    "EPSG:4490": (gcj02_to_wgs84, "GCJ-02"),
    "GCJ-02": (wgs84_to_gcj02, "EPSG:4326"),
}


def suspected_offset(line: BaseGeometry, tracks: Sequence[Taken], coverage: Coverage, system: str) -> Finding | None:
    """A finding when far more of the line would be walked in another system than in `system`, as which it was read.

    Nothing is converted: what the recording program writes, a person knows.
    """
    if system not in TRIALS or coverage.walked_m >= FITS_BADLY * sum(_length_m(one) for one in tracks):
        return None
    conversion, other = TRIALS[system]
    moved = [_moved(one, conversion) for one in tracks]
    would_m = cover(line, moved, rules=coverage.rules).walked_m
    if would_m < max(FITS_BETTER_M, 3 * coverage.walked_m):
        return None
    return Finding(
        "track.system_suspect",
        Severity.WARNING,
        f"按 {system} 只走过 {coverage.walked_m / 1000:.2f} 千米，若轨迹其实是 {other}，则走过 {would_m / 1000:.2f} 千米：坐标系可能写错了；"
        "没有替您换算",
        value=other,
        remedy=f"查明记录软件用的坐标系；确为 {other} 的，写明 --crs {other} 再判",
    )


def _moved(fixes: Taken, conversion: Conversion) -> Taken:
    lon, lat = conversion(fixes.lon, fixes.lat)
    return replace(fixes, lon=lon, lat=lat)


def _length_m(fixes: Taken) -> float:
    """Length of the way between consecutive fixes, jumps left out."""
    if len(fixes) < 2:
        return 0.0
    _, _, steps = GEOD.inv(fixes.lon[:-1], fixes.lat[:-1], fixes.lon[1:], fixes.lat[1:])
    return float(steps[numpy.asarray(steps) < 1000.0].sum())
