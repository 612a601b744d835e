"""Which address is at a position: the county's index, kept until the next event, asked in any declared system."""

from __future__ import annotations

import math
from dataclasses import replace
from threading import Lock

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from geo_app.services.county import County
from layers.crs import STORAGE_EPSG, is_geographic, to_storage
from layers.degrees import parse_degrees
from layers.reverse_geocoding import ReverseAnswer, ReverseIndex

STORAGE = f"EPSG:{STORAGE_EPSG}"
OFFSET_SYSTEMS = ("GCJ-02", "BD-09")
_indexes: dict[tuple[object, ...], ReverseIndex] = {}
_lock = Lock()


def address_at(county: County, x: str, y: str, *, crs: str = STORAGE, accuracy_m: float = 0.0) -> ReverseAnswer:
    """What stands at a position as a person wrote it: longitude and latitude, or metres east and north.

    `crs` is EPSG:n, GCJ-02 or BD-09; those two are converted by approximation, and the answer says so. Raises Refused
    for numbers that cannot be read, for an unknown system, and for Xi'an 80 and Beijing 54.
    """
    system = crs.strip().upper().replace("_", "-")
    first, second = _numbers(x, y, degrees=system in OFFSET_SYSTEMS or is_geographic(system))
    lon, lat = to_storage(numpy.array([first]), numpy.array([second]), system)
    answer = reverse_index(county).locate(float(lon[0]), float(lat[0]), accuracy_m=accuracy_m)
    return replace(answer, findings=(*_said_of(system), *answer.findings))


def reverse_index(county: County) -> ReverseIndex:
    """The index of the county as it is now."""
    key = (county.settings.data_dir, county.settings.database_url, county.store.head())
    with _lock:
        found = _indexes.get(key)
        if found is None:
            found = ReverseIndex.build(county.store, county.profile)
            _indexes.clear()
            _indexes[key] = found
    return found


def _numbers(x: str, y: str, *, degrees: bool) -> tuple[float, float]:
    findings, found = [], []
    for text, axis, title in ((x, "lon", "经度" if degrees else "东坐标"), (y, "lat", "纬度" if degrees else "北坐标")):
        try:
            found.append(parse_degrees(text, axis) if degrees else _finite(text))
        except ValueError as wrong:
            remedy = "写成 116.9500 或 116°57′00″" if degrees else "写成以米为单位的数"
            message = f"{title}：{wrong}"
            findings.append(Finding("reverse.unreadable", Severity.ERROR, message, value=text[:60], remedy=remedy))
    if findings and degrees and _reads(x, "lat") and _reads(y, "lon"):
        message = f"经纬度好像写反了（{x[:30]}, {y[:30]}）"
        findings = [Finding("position.swapped", Severity.ERROR, message, remedy="先写经度，后写纬度")]
    if findings:
        raise Refused(findings)
    return found[0], found[1]


def _reads(text: str, axis: str) -> bool:
    try:
        parse_degrees(text, axis)
    except ValueError:
        return False
    return True


def _finite(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"“{text[:40]}”不是数")
    return number


def _said_of(system: str) -> tuple[Finding, ...]:
    if system not in OFFSET_SYSTEMS:
        return ()
    message = f"位置由 {system} 换算为 CGCS2000，换算是近似的，可能差几分米"
    return (Finding("reverse.converted", Severity.INFO, message, value=system),)
