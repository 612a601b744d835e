"""Positions judged: swapped, zero, not a number, outside the county, or shifted like a provider's datum.

What is found is said; nothing is ever moved.
"""

from __future__ import annotations

import math

from gazetteer.findings import Finding, Severity
from layers.profile import CountyProfile


def check_position(lon: float | None, lat: float | None, profile: CountyProfile) -> list[Finding]:
    """Findings about one position in degrees (EPSG:4490); empty when it lies within the county's bounds."""
    if lon is None or lat is None or math.isnan(lon) or math.isnan(lat) or math.isinf(lon) or math.isinf(lat):
        return [_finding("position.not_a_number", "经纬度不是有效数字", lon, lat, "填写实测的经纬度")]
    if lon == 0 or lat == 0:
        return [_finding("position.zero", "经纬度为零，通常是没有定位", lon, lat, "重新定位后填写")]
    if profile.holds(lon, lat):
        return []
    west, south, east, north = profile.bounds
    bounds = f"县域在东经 {west:g}–{east:g}、北纬 {south:g}–{north:g}"
    if profile.holds(lat, lon):
        return [
            _finding(
                "position.swapped", f"经纬度好像写反了（{lon:g}, {lat:g}），{bounds}", lon, lat, "交换两列后再导入"
            )
        ]
    if abs(lon) > 180 or abs(lat) > 90:
        return [
            _finding(
                "position.projected",
                f"（{lon:g}, {lat:g}）不是经纬度，可能是平面坐标，{bounds}",
                lon,
                lat,
                "声明坐标系后再导入",
            )
        ]
    return [_finding("position.outside", f"位置（{lon:g}, {lat:g}）不在县域内，{bounds}", lon, lat, "核对坐标和坐标系")]


def _finding(rule: str, message: str, lon: float | None, lat: float | None, remedy: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, column="经纬度", value=f"{lon}, {lat}", remedy=remedy)


def degrees_minutes_seconds(degrees: float, axis: str) -> str:
    """A coordinate as 东经108°21′36.0″; `axis` is "lon" or "lat"."""
    word = {("lon", True): "东经", ("lon", False): "西经", ("lat", True): "北纬", ("lat", False): "南纬"}[
        axis, degrees >= 0
    ]
    tenths = round(abs(degrees) * 36_000)
    whole, rest = divmod(tenths, 36_000)
    minutes, tenths = divmod(rest, 600)
    return f"{word}{whole}°{minutes:02d}′{tenths // 10:02d}.{tenths % 10}″"
