"""When a photograph was taken: by the satellites' clock (UTC) and by the camera's (local time), compared.

Either may be wrong: a camera has no zone or another's, a phone keeps an old fix, an old receiver counts weeks
from zero again. Where the two differ and nothing tells why, the moment is a span, not one of the two.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from gazetteer.findings import Finding, Severity
from layers.boundaries.photos.position import Tags
from layers.boundaries.tracks.moments import EARLIEST_S, LATEST_S, beijing_time, spoken_time

AGREE_S = 300.0
QUARTER_S = 900.0
ZONE_SLACK_S = 60.0
WIDEST_ZONES_S = 26 * 3600.0
ROLLOVER_S = 1024 * 7 * 86_400.0
OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")


@dataclass(frozen=True, slots=True)
class PhotoMoment:
    """Seconds since 1970 from `earliest_s` to `latest_s`, by which clock, and whether the fix may be an old one."""

    earliest_s: float
    latest_s: float
    source: str
    stale_fix: bool = False

    @property
    def told(self) -> str:
        """In Beijing time, with its offset; both ends when they differ."""
        first, last = beijing_time(self.earliest_s), beijing_time(self.latest_s)
        return first if first == last else f"{first} 至 {last}"

    @property
    def spoken(self) -> str:
        """The same for sentences."""
        first, last = spoken_time(self.earliest_s), spoken_time(self.latest_s)
        return f"北京时间 {first}" if first == last else f"北京时间 {first} 至 {last}"


def read_moment(tags: Tags, zone: tzinfo, subject: str) -> tuple[PhotoMoment | None, list[Finding]]:
    """The moment, None with the reason when neither clock can be used; `zone` is a camera's that states none."""
    found: list[Finding] = []
    camera = _camera_s(tags, zone, subject, found)
    satellite = _satellite_s(tags, subject, found)
    if camera is None and satellite is None:
        if not found:
            found.append(_warning("photo.no_time", "照片没有拍摄时间", subject, "用相机原片"))
        return None, found
    if camera is None or satellite is None:
        known = camera if satellite is None else satellite
        assert known is not None  # noqa: S101  (one of the two is there)
        return PhotoMoment(known, known, "camera" if satellite is None else "gps"), found
    return _compared(camera, satellite, subject, found), found


def _compared(camera: float, satellite: float, subject: str, found: list[Finding]) -> PhotoMoment:
    apart = camera - satellite
    told = f"换算为北京时间，相机记 {spoken_time(camera)}，卫星记 {spoken_time(satellite)}"
    if abs(apart) <= AGREE_S:
        return PhotoMoment(satellite, satellite, "gps")
    if abs(apart - ROLLOVER_S) <= 86_400:
        message = f"卫星日期早了 1024 周（{told}），是旧接收机的周数归零，按相机时间读"
        found.append(_warning("photo.week_rollover", message, subject, "更新设备；核对相机时间"))
        return PhotoMoment(camera, camera, "camera")
    off_quarter = abs(apart - QUARTER_S * round(apart / QUARTER_S))
    if abs(apart) <= WIDEST_ZONES_S and off_quarter <= ZONE_SLACK_S and round(apart / QUARTER_S):
        message = f"相机与卫星的时间相差 {apart / 3600:+.2f} 小时（{told}），像是相机时区设置不对；按卫星时间读"
        found.append(_warning("photo.time_zone", message, subject, "把相机时区改为北京时间"))
        return PhotoMoment(satellite, satellite, "gps")
    stale = apart > 0
    why = "定位可能是先前的（位置也就不一定是拍摄处），或相机钟不准" if stale else "相机钟慢了，或卫星时间有误"
    message = f"相机与卫星的时间相差 {abs(apart) / 60:.0f} 分钟（{told}）：{why}"
    found.append(_warning("photo.time_disagree", message, subject, "校准相机时间；拍照前等定位更新"))
    return PhotoMoment(min(camera, satellite), max(camera, satellite), "both", stale_fix=stale)


def _camera_s(tags: Tags, zone: tzinfo, subject: str, found: list[Finding]) -> float | None:
    """The camera's clock as seconds since 1970."""
    told = tags.get("taken") or ""
    if not told.strip(" :0"):
        return None
    try:
        local = datetime.strptime(told[:19].replace("-", ":").replace("/", ":"), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  (its zone comes next)
    except ValueError:
        found.append(_warning("photo.time_malformed", f"照片的拍摄时间读不懂：{told}", subject, "用相机原片"))
        return None
    offset = read_offset(tags.get("taken_offset"))
    if offset is None:
        written = tags.get("taken_offset")
        why = f"时区“{written}”读不懂" if written else "没有写时区"
        name = zone.tzname(None) or "指定时区"
        message = f"拍摄时间{why}，按{name}读"
        found.append(Finding("photo.time_zone_assumed", Severity.INFO, message, subject=subject))
    return _usable(local.replace(tzinfo=offset or zone).timestamp(), "相机", told, subject, found)


def read_offset(text: str | None) -> tzinfo | None:
    """A zone written as +08:00, +0800 or Z; None for anything else."""
    if (text or "").strip().upper() == "Z":
        return UTC
    match = OFFSET.fullmatch((text or "").strip())
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    away = timedelta(hours=int(hours), minutes=int(minutes))
    if away > timedelta(hours=14) or int(minutes) >= 60:
        return None
    return timezone(-away if sign == "-" else away)


def _satellite_s(tags: Tags, subject: str, found: list[Finding]) -> float | None:
    """The satellites' clock as seconds since 1970."""
    day, clock = (tags.get("gps_date") or "").strip(), (tags.get("gps_time") or "").strip()
    if not clock and not day.strip(" :0"):
        return None
    told = f"{day} {clock}".strip()
    try:
        year, month, date = (int(part) for part in re.split(r"[:/-]", day))
        begin = datetime(year, month, date, tzinfo=UTC).timestamp() + _seconds_of_day(clock)
    except ValueError:
        what = "没有日期" if not day else "没有时刻" if not clock else "读不懂"
        message = f"照片的卫星时间{what}（{told}），没有用"
        found.append(Finding("photo.gps_time_malformed", Severity.INFO, message, subject=subject, value=told))
        return None
    return _usable(begin, "卫星", told, subject, found)


def _seconds_of_day(clock: str) -> float:
    """Hours, minutes and seconds as seconds. Raises ValueError."""
    hour, minute, second = (float(part) for part in re.split(r"[ :]+", clock))
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 61):
        raise ValueError(clock)
    return hour * 3600 + minute * 60 + second


def _usable(seconds: float, clock: str, told: str, subject: str, found: list[Finding]) -> float | None:
    if math.isfinite(seconds) and EARLIEST_S <= seconds <= LATEST_S:
        return seconds
    message = f"照片的{clock}时间（{told}）不在 1990–2100 年间，没有用"
    found.append(_warning("photo.time_impossible", message, subject, "校准相机时间"))
    return None


def _warning(rule: str, message: str, subject: str, remedy: str) -> Finding:
    return Finding(rule, Severity.WARNING, message, subject=subject, remedy=remedy)
