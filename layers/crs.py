"""Coordinate reference systems: what is stored, measured and shown, and what comes in from outside.

Stored in EPSG:4490 (CGCS2000), measured geodesically on GRS80 or in the profile's planar CRS, shown in
EPSG:4326. GCJ-02 and BD-09 are the offset systems of Chinese map providers: converting them is an
approximation (residual up to a few decimetres) and is labelled so.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

from gazetteer.errors import Refused

STORAGE_EPSG = 4490
GEOD = Geod(ellps="GRS80")
SAME_DEGREES = frozenset({"EPSG:4490", "EPSG:4326", "EPSG:4979"})
OLD_DATUMS = frozenset({"EPSG:4610", "EPSG:4214", "XIAN80", "BEIJING54", "西安80", "北京54"})
Floats = NDArray[numpy.float64]

_KRASOVSKY_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BD_PI = math.pi * 3000.0 / 180.0


@lru_cache(maxsize=64)
def transformer(source: str, target: str) -> Transformer:
    """A transformer whose order is always x (east), y (north)."""
    return Transformer.from_crs(source, target, always_xy=True)


def to_storage(x: Floats, y: Floats, source: str) -> tuple[Floats, Floats]:
    """Coordinates in `source` (EPSG:n, GCJ-02 or BD-09) as degrees in EPSG:4490.

    Raises Refused for Xi'an 80 and Beijing 54: PROJ would silently shift them by nothing where the true
    shift is of the order of 100 m; they need the locality's own transformation parameters.
    """
    name = source.upper().replace("_", "-")
    if name == "GCJ-02":
        return gcj02_to_wgs84(x, y)
    if name == "BD-09":
        return gcj02_to_wgs84(*bd09_to_gcj02(x, y))
    _refuse_old_datum(name)
    if name in SAME_DEGREES:
        return x, y
    lon, lat = transformer(name, f"EPSG:{STORAGE_EPSG}").transform(x, y)
    return numpy.asarray(lon, dtype=float), numpy.asarray(lat, dtype=float)


def _refuse_old_datum(name: str) -> None:
    datum = ""
    if name.startswith("EPSG:"):
        try:
            datum = CRS.from_user_input(name).geodetic_crs.name  # type: ignore[union-attr]  # a geodetic base is there
        except Exception as wrong:
            raise Refused.because("crs.unknown", f"不认识坐标系 {name}", remedy="写成 EPSG:4490、GCJ-02 等") from wrong
    if name in OLD_DATUMS or "Xian 1980" in datum or "Beijing 1954" in datum:
        raise Refused.because(
            "crs.parameters",
            f"{name} 是 1980 西安或 1954 北京坐标系，没有转换参数不能转换",
            remedy="由测绘部门用本地参数转换为 CGCS2000 后再导入",
        )


def is_geographic(system: str) -> bool:
    """Whether coordinates of a reference system are degrees. Raises Refused for an unknown one."""
    try:
        return bool(CRS.from_user_input(system).is_geographic)
    except Exception as wrong:
        raise Refused.because("crs.unknown", f"不认识坐标系 {system}", remedy="写成 EPSG:4490 等") from wrong


def same_degrees(*systems: str) -> bool:
    """Whether coordinates of all the systems are degrees that are taken for equal (they differ by decimetres)."""
    return {system.upper() for system in systems} <= SAME_DEGREES


def planar(epsg: int) -> tuple[Transformer, Transformer]:
    """To the planar CRS `epsg` (metres: east, north) and back to storage degrees."""
    return transformer(f"EPSG:{STORAGE_EPSG}", f"EPSG:{epsg}"), transformer(f"EPSG:{epsg}", f"EPSG:{STORAGE_EPSG}")


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees in GCJ-02, by the published approximation of the offset."""
    dlon, dlat = _gcj_offset(lon, lat)
    return lon + dlon, lat + dlat


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """The inverse, iterated until it changes by less than 1e-9 degrees."""
    lon, lat = numpy.asarray(lon, dtype=float), numpy.asarray(lat, dtype=float)
    guess_lon, guess_lat = lon, lat
    for _ in range(12):
        forward_lon, forward_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - forward_lon, guess_lat + lat - forward_lat
    return guess_lon, guess_lat


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees in BD-09."""
    radius = numpy.hypot(lon, lat) + 0.00002 * numpy.sin(lat * _BD_PI)
    angle = numpy.arctan2(lat, lon) + 0.000003 * numpy.cos(lon * _BD_PI)
    return radius * numpy.cos(angle) + 0.0065, radius * numpy.sin(angle) + 0.006


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """The inverse of `gcj02_to_bd09`, iterated."""
    lon, lat = numpy.asarray(lon, dtype=float), numpy.asarray(lat, dtype=float)
    guess_lon, guess_lat = lon - 0.0065, lat - 0.006
    for _ in range(12):
        forward_lon, forward_lat = gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - forward_lon, guess_lat + lat - forward_lat
    return guess_lon, guess_lat


def _gcj_offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    lon, lat = numpy.asarray(lon, dtype=float), numpy.asarray(lat, dtype=float)
    x, y = lon - 105.0, lat - 35.0
    root = numpy.sqrt(numpy.abs(x))
    ripple = 20.0 * numpy.sin(6.0 * x * math.pi) + 20.0 * numpy.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple * 2.0 / 3.0
    north += (20.0 * numpy.sin(y * math.pi) + 40.0 * numpy.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * numpy.sin(y / 12.0 * math.pi) + 320.0 * numpy.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple * 2.0 / 3.0
    east += (20.0 * numpy.sin(x * math.pi) + 40.0 * numpy.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * numpy.sin(x / 12.0 * math.pi) + 300.0 * numpy.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    radians = numpy.radians(lat)
    magic = 1.0 - _ECCENTRICITY2 * numpy.sin(radians) ** 2
    meridian_m = _KRASOVSKY_M * (1 - _ECCENTRICITY2) / (magic * numpy.sqrt(magic))
    parallel_m = _KRASOVSKY_M / numpy.sqrt(magic) * numpy.cos(radians)
    return numpy.degrees(east / parallel_m), numpy.degrees(north / meridian_m)
