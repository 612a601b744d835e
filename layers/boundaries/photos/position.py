"""Where a photograph says it was taken: degrees, minutes and seconds with their hemispheres, or nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.boundaries.displacement_datum import CHINA, SHIFTED
from layers.boundaries.displacement_methods import survey_method
from layers.crs import to_storage

Tags = Mapping[str, str | None]
COMPARABLE_DATUMS = ("", "WGS84", "CGCS2000", "UNKNOWN")
ORIGINAL = "用相机原片；手机拍照时打开定位，不要经聊天软件转发"


@dataclass(frozen=True, slots=True)
class PhotoPosition:
    """Degrees in EPSG:4490, and the error in metres (RMSE): as the receiver states it, else that of phones."""

    lon: float
    lat: float
    error_m: float
    stated: bool


class Unusable(Exception):
    """Why a tag was not used: rule and Chinese message."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule, self.message = rule, message
        super().__init__(message)


def read_position(tags: Tags, system: str, subject: str) -> tuple[PhotoPosition | None, list[Finding]]:
    """The position of a photograph, None with the reason when there is none that can be used.

    `system` is what the device writes: EPSG:4326 as EXIF means it, or GCJ-02 or BD-09 (then converted by the
    public approximation, and said so). Raises Refused for any other.
    """
    if system not in ("EPSG:4326", "EPSG:4490", *SHIFTED):
        raise Refused.because(
            "photo.system", f"照片位置的坐标系不能是 {system}", remedy="写 EPSG:4326、EPSG:4490、GCJ-02 或 BD-09"
        )
    found: list[Finding] = []
    try:
        _refuse_datum(tags)
        lat, lon = _angle(tags, "latitude", "NS", 90.0), _angle(tags, "longitude", "EW", 180.0)
        _refuse_nowhere(lon, lat)
    except Unusable as wrong:
        return None, [Finding(wrong.rule, Severity.WARNING, wrong.message, subject=subject, remedy=ORIGINAL)]
    if _looks_rounded(tags):
        message = "位置的秒是 0，像是被取整过的，可能差一公里左右"
        found.append(Finding("photo.position_rounded", Severity.WARNING, message, subject=subject, remedy=ORIGINAL))
    if system in SHIFTED:
        message = f"照片位置按 {system}（偏移坐标）由公开近似公式换算，残差可达数分米"
        found.append(Finding("photo.shifted_system", Severity.WARNING, message, subject=subject, value=system))
    x, y = to_storage(numpy.array([lon]), numpy.array([lat]), system)
    error_m = _error_m(tags)
    if error_m is None and tags.get("error_m"):
        message = "照片所载定位误差读不懂，按手机常见误差计"
        found.append(Finding("photo.error_unreadable", Severity.INFO, message, subject=subject))
    stated = error_m is not None
    return PhotoPosition(float(x[0]), float(y[0]), error_m or survey_method("phone").rmse_m, stated), found


def _angle(tags: Tags, name: str, letters: str, most: float) -> float:
    """Signed degrees. Raises Unusable."""
    term = "纬度" if name == "latitude" else "经度"
    told, letter = tags.get(name), (tags.get(f"{name}_ref") or "").strip().upper()[:1]
    if not told:
        raise Unusable("photo.no_position", f"照片没有位置（缺{term}）")
    parts = [_number(part) for part in told.split()]
    if not all(math.isfinite(part) for part in parts):
        raise Unusable("photo.position_malformed", f"照片的{term}不是数字（分母为 0 或已损坏）：{told}")
    if len(parts) != 3 or min(parts) < 0 or max(parts[1:]) >= 60:
        raise Unusable("photo.position_malformed", f"照片的{term}不合度分秒的写法：{told}")
    if letter not in tuple(letters):
        what = f"写作“{letter}”" if letter else "缺失"
        raise Unusable("photo.no_hemisphere", f"照片{term}的南北东西标志{what}，不知是哪个半球，没有替您假定")
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if degrees > most:
        raise Unusable("photo.position_malformed", f"照片的{term}超出 {most:g}°：{told}")
    return degrees if letter == letters[0] else -degrees


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _refuse_nowhere(lon: float, lat: float) -> None:
    """Zero, swapped, on the wrong side of the globe, or in another country."""
    if lon == 0 and lat == 0:
        raise Unusable("photo.zero_zero", "照片的经纬度都是 0，拍摄时没有定位")
    if _in_china(lon, lat):
        return
    told = f"{abs(lat):.5f}°{'S' if lat < 0 else 'N'}，{abs(lon):.5f}°{'W' if lon < 0 else 'E'}"
    if _in_china(abs(lon), abs(lat)):
        raise Unusable("photo.hemisphere", f"照片位置标为 {told}，半球标志像是写错了；没有替您改")
    if _in_china(lat, lon):
        raise Unusable("photo.swapped", f"照片位置标为 {told}，经纬度像是写反了；没有替您对调")
    raise Unusable("photo.abroad", f"照片位置标为 {told}，不在中国范围内")


def _in_china(lon: float, lat: float) -> bool:
    west, south, east, north = CHINA
    return west <= lon <= east and south <= lat <= north


def _refuse_datum(tags: Tags) -> None:
    datum = (tags.get("datum") or "").upper().replace("-", "").replace(" ", "").replace("_", "")
    if datum not in COMPARABLE_DATUMS:
        raise Unusable("photo.datum", f"照片位置的基准是“{tags.get('datum')}”，不是 WGS 84，未经转换不能用")


def _looks_rounded(tags: Tags) -> bool:
    return all(_number((tags.get(name) or "x").split()[-1]) == 0 for name in ("latitude", "longitude")) and all(
        float((tags.get(name) or "").split()[0]).is_integer() for name in ("latitude", "longitude")
    )


def _error_m(tags: Tags) -> float | None:
    error_m = _number(tags.get("error_m") or "x")
    return error_m if math.isfinite(error_m) and error_m > 0 else None
