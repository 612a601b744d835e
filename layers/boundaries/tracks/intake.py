"""Fixes out of what a file says: each is taken, or dropped for a reason that is counted; none vanishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.boundaries.tracks.moments import in_time_order, read_moments
from layers.crs import Floats, is_geographic, to_storage

SHIFTED = ("GCJ-02", "BD-09")
CHINA = (73.0, 3.0, 136.0, 54.0)  # west, south, east, north in degrees


class RawFix(NamedTuple):
    """One point as its file has it: everything text; `segment` is any value that changes where the file breaks."""

    lon: str | None
    lat: str | None
    time: str | None = None
    segment: object = 0


class Drop(StrEnum):
    """Why a fix was not taken."""

    NO_POSITION = "no_position"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    ZERO_ZERO = "zero_zero"
    UNORDERED = "unordered"
    REPEATED = "repeated"

    @property
    def term(self) -> str:
        """The Chinese words."""
        return {
            "no_position": "没有经纬度",
            "not_a_number": "经纬度不是数字（含 NaN）",
            "out_of_range": "经纬度超出范围",
            "zero_zero": "经纬度都是 0（未定位）",
            "unordered": "没有时间，而同段其他点时间错乱，排不进去",
            "repeated": "与前一点时间、位置相同",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Taken:
    """Fixes in order: degrees (EPSG:4490), seconds since 1970 (NaN without a time), number of the segment.

    `dropped` counts by reason; fixes taken and dropped together are the `read` ones of the file, `subject`.
    """

    lon: Floats
    lat: Floats
    when_s: Floats
    segment: NDArray[numpy.intp]
    read: int
    dropped: Mapping[Drop, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    subject: str = ""

    def __len__(self) -> int:
        return len(self.lon)

    def some(self, which: NDArray[numpy.bool_] | NDArray[numpy.intp]) -> Taken:
        """Only those fixes, with the same notes."""
        chosen = (self.lon[which], self.lat[which], self.when_s[which], self.segment[which])
        return Taken(*chosen, self.read, self.dropped, self.findings, self.subject)


def take_fixes(raw: Iterable[RawFix], *, system: str = "EPSG:4326", subject: str = "") -> Taken:
    """The usable fixes, ordered by time within a segment whose times go back, with everything noted.

    `system` is what the positions are in: EPSG:4326 or 4490 (same values), GCJ-02 or BD-09 (converted by the
    public approximation, and said so), or another EPSG. A time without an offset is UTC. Raises Refused when
    longitude and latitude are swapped throughout, when nothing is usable, and for untransformed old datums.
    """
    rows = list(raw)
    dropped: Counter[Drop] = Counter()
    lon, lat = _numbers([row.lon for row in rows]), _numbers([row.lat for row in rows])
    usable = _usable(rows, lon, lat, dropped, degrees=system in SHIFTED or is_geographic(system))
    _refuse_swapped(lon, lat, subject)
    moments = read_moments([rows[n].time for n in usable])
    segment = _numbered([rows[n].segment for n in usable])
    order, out_of_order, left_out = in_time_order(moments.when_s, segment)
    dropped[Drop.UNORDERED] += left_out
    lon, lat = to_storage(lon[usable][order], lat[usable][order], system)
    fixes = Taken(lon, lat, moments.when_s[order], segment[order], len(rows))
    again = _repeated(fixes)
    dropped[Drop.REPEATED] += int(again.sum())
    fixes = fixes.some(~again)
    counts = {reason: count for reason in Drop if (count := dropped[reason])}
    findings = [
        *_dropped_findings(counts, len(rows), subject),
        *moments.findings(subject),
        *_order_finding(out_of_order, subject),
        *_system_finding(system, subject),
    ]
    if not len(fixes):
        raise Refused([*findings, _nothing(subject)])
    return Taken(fixes.lon, fixes.lat, fixes.when_s, fixes.segment, len(rows), counts, tuple(findings), subject)


def _numbers(texts: Sequence[str | None]) -> Floats:
    return numpy.array([_number(text) for text in texts], dtype=float)


def _number(text: str | None) -> float:
    try:
        return float(text) if text else numpy.nan
    except ValueError:
        return numpy.nan


def _usable(
    rows: Sequence[RawFix], lon: Floats, lat: Floats, dropped: Counter[Drop], *, degrees: bool
) -> NDArray[numpy.intp]:
    """Indices of fixes with a position; the others are counted."""
    finite = numpy.isfinite(lon) & numpy.isfinite(lat)
    absent = numpy.array([not row.lon or not row.lat for row in rows], dtype=bool)
    zero = finite & (lon == 0) & (lat == 0)
    outside = finite & ((numpy.abs(lon) > 180) | (numpy.abs(lat) > 90)) if degrees else numpy.zeros_like(finite)
    dropped[Drop.NO_POSITION] += int(absent.sum())
    dropped[Drop.NOT_A_NUMBER] += int((~finite & ~absent).sum())
    dropped[Drop.ZERO_ZERO] += int(zero.sum())
    dropped[Drop.OUT_OF_RANGE] += int(outside.sum())
    return numpy.flatnonzero(finite & ~absent & ~zero & ~outside)


def _refuse_swapped(lon: Floats, lat: Floats, subject: str) -> None:
    west, south, east, north = CHINA
    with numpy.errstate(invalid="ignore"):
        right = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        swapped = (lat >= west) & (lat <= east) & (lon >= south) & (lon <= north)
    if swapped.sum() > max(1, right.sum()):
        raise Refused.because(
            "track.swapped",
            f"{int(swapped.sum())} 个点的经度像纬度、纬度像经度，好像写反了；没有替您对调",
            remedy="在原软件中改正经纬度的顺序后重新导出",
            subject=subject,
        )


def _numbered(segments: Sequence[object]) -> NDArray[numpy.intp]:
    """Segments by number, in order of appearance."""
    known: dict[object, int] = {}
    return numpy.array([known.setdefault(one, len(known)) for one in segments], dtype=numpy.intp)


def _repeated(fixes: Taken) -> NDArray[numpy.bool_]:
    """Fixes that say again what the one before them said."""
    again = numpy.zeros(len(fixes), dtype=bool)
    same = (numpy.diff(fixes.lon) == 0) & (numpy.diff(fixes.lat) == 0) & (numpy.diff(fixes.segment) == 0)
    timeless = numpy.isnan(fixes.when_s[1:]) & numpy.isnan(fixes.when_s[:-1])
    again[1:] = same & ((numpy.diff(fixes.when_s) == 0) | timeless)
    return again


def _dropped_findings(counts: Mapping[Drop, int], read: int, subject: str) -> list[Finding]:
    if not counts:
        return []
    told = "；".join(f"{reason.term} {count} 个" for reason, count in counts.items())
    return [
        Finding(
            "track.dropped",
            Severity.WARNING,
            f"共 {read} 个点，舍去 {sum(counts.values())} 个：{told}",
            subject=subject,
            value=str(sum(counts.values())),
        )
    ]


def _order_finding(out_of_order: int, subject: str) -> list[Finding]:
    if not out_of_order:
        return []
    message = f"有 {out_of_order} 处时间倒退，已在段内按时间排列"
    return [Finding("track.unordered", Severity.WARNING, message, subject=subject, value=str(out_of_order))]


def _system_finding(system: str, subject: str) -> list[Finding]:
    if system not in SHIFTED:
        return []
    message = f"轨迹按 {system}（偏移坐标）由公开近似公式换算，残差可达数分米，未经官方参数核验"
    return [Finding("track.shifted_system", Severity.WARNING, message, subject=subject, value=system)]


def _nothing(subject: str) -> Finding:
    return Finding(
        "track.no_fixes",
        Severity.ERROR,
        "没有一个可用的轨迹点",
        subject=subject,
        remedy="检查仪器是否定位、导出时是否选了轨迹",
    )
