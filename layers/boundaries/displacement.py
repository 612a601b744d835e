"""Displacement of a marker (界桩移位): how far, whither, and whether the method of measuring can know.

Two positions are compared in one datum. Distance and azimuth are geodesic (GRS80), northing and easting
differences in a planar CRS. A difference counts as movement only beyond k·√(m₀² + m₁²), and only where both
positions are good enough: a phone can raise a suspicion, never prove a movement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from gazetteer.terms import Term
from layers.boundaries.directions import direction_word
from layers.boundaries.displacement_datum import SHIFTED, SHIFTED_RMSE_M, comparable, placed, system_name
from layers.boundaries.displacement_methods import SurveyMethod, survey_method
from layers.crs import GEOD, planar, wgs84_to_gcj02

CONCLUSIVE_RMSE_M = 1.0
"""Markers are surveyed to 1 m (未核实 for restoring one); a coarser position decides nothing about a marker."""
SAME_OFFSET_M = 20.0
"""A difference this near the offset of GCJ-02 is that offset, not a movement."""
FAR_M = 50.0
"""Markers are moved by metres; farther apart, numbers or systems are more likely wrong than the stone."""
DEFAULT_K = 2.0
"""Two positions of an unmoved marker differ by more than 2·√(m₀² + m₁²) in fewer than 2 of 100 cases."""
MARKER_MEASURES = "行政区域界线界桩管理办法（民政部令第36号）"


class Verdict(Term):
    """What the comparison allows to say."""

    IN_PLACE = "in_place", "未发现移位", "in place"
    MOVED = "moved", "移位", "moved"
    NEEDS_RTK = "needs_rtk", "疑似移位，须用 RTK 复测后才能认定", "suspected, RTK needed"
    NOT_SEEN = "not_seen", "在此精度内看不出移位，不能据此认定没有移位", "nothing to be seen at this accuracy"
    SYSTEM_SUSPECT = "system_suspect", "坐标系存疑，不能判断", "the reference system is in doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a marker is or was: `x` east or longitude, `y` north or latitude, in `system` (EPSG:n, GCJ-02, BD-09).

    `rmse_m` is the RMSE of the position (点位中误差); None takes the method's (`displacement_methods`).
    """

    x: float
    y: float
    system: str = "EPSG:4490"
    method: str = ""
    rmse_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPosition:
    """A position in degrees of EPSG:4490 with the RMSE it counts with, in metres, and the method it has it from."""

    name: str
    lon: float
    lat: float
    rmse_m: float
    system: str
    method: SurveyMethod
    stated: bool

    @property
    def told(self) -> str:
        """Where the RMSE comes from, in Chinese."""
        if self.stated:
            return f"{self.name}：{self.method.term}，点位中误差 {self.rmse_m:g} 米（填报）"
        return f"{self.name}：{self.method.told}"

    def as_json(self) -> dict[str, object]:
        """Degrees to the millimetre, and the method with its source."""
        return {
            "lon": round(self.lon, 9),
            "lat": round(self.lat, 9),
            "system": self.system,
            **self.method.as_json(),
            "rmse_m": round(self.rmse_m, 3),
            "stated": self.stated,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Displacement:
    """Distance (geodesic, m), azimuth from true north, components in the planar CRS `EPSG:planar_epsg`, verdict."""

    before: PlacedPosition
    after: PlacedPosition
    distance_m: float
    azimuth_deg: float
    north_m: float
    east_m: float
    planar_epsg: int
    k: float = DEFAULT_K
    subject: str = ""

    @property
    def threshold_m(self) -> float:
        """Distances up to this are what measuring twice brings about."""
        return self.k * math.hypot(self.before.rmse_m, self.after.rmse_m)

    @property
    def direction(self) -> str:
        """The azimuth in one of sixteen words; "" when nothing moved."""
        return direction_word(self.azimuth_deg) if self.distance_m > 0 else ""

    @property
    def verdict(self) -> Verdict:
        """Beyond the threshold or not, by positions that can know it or not."""
        if self._is_the_offset_of_maps():
            return Verdict.SYSTEM_SUSPECT
        beyond = self.distance_m > self.threshold_m
        if max(self.before.rmse_m, self.after.rmse_m) > CONCLUSIVE_RMSE_M:
            return Verdict.NEEDS_RTK if beyond else Verdict.NOT_SEEN
        return Verdict.MOVED if beyond else Verdict.IN_PLACE

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was converted, the verdict in words, and what speaks against it."""
        found = [_converted(one, self.subject) for one in (self.before, self.after) if one.system in SHIFTED]
        found.append(_told(self))
        if self.distance_m > FAR_M and self.verdict in (Verdict.MOVED, Verdict.NEEDS_RTK):
            message = f"相距超过 {FAR_M:g} 米，常是桩号、坐标系或坐标抄录有误，而不是界桩移动"
            remedy = "先核对桩号、坐标系、带号和坐标数字，无误再作认定"
            found.append(Finding("displacement.far", Severity.WARNING, message, subject=self.subject, remedy=remedy))
        return tuple(found)

    def as_json(self) -> dict[str, object]:
        """Metres to the millimetre."""
        return {
            "verdict": self.verdict.value,
            "verdict_text": self.verdict.term,
            "distance_m": round(self.distance_m, 3),
            "azimuth_deg": round(self.azimuth_deg, 2),
            "direction": self.direction,
            "north_m": round(self.north_m, 3),
            "east_m": round(self.east_m, 3),
            "planar": f"EPSG:{self.planar_epsg}",
            "k": self.k,
            "threshold_m": round(self.threshold_m, 3),
            "before": self.before.as_json(),
            "after": self.after.as_json(),
        }

    def _is_the_offset_of_maps(self) -> bool:
        """Whether the difference is GCJ-02's offset there, either way: then one of the two is mislabelled."""
        lon, lat = wgs84_to_gcj02(numpy.array([self.before.lon]), numpy.array([self.before.lat]))
        azimuth, _, offset_m = GEOD.inv(self.before.lon, self.before.lat, float(lon[0]), float(lat[0]))
        east, north = offset_m * math.sin(math.radians(azimuth)), offset_m * math.cos(math.radians(azimuth))
        return any(
            math.hypot(self.east_m - sign * east, self.north_m - sign * north) <= SAME_OFFSET_M for sign in (1, -1)
        )


def displacement(
    before: Position, after: Position, *, planar_epsg: int, k: float = DEFAULT_K, subject: str = ""
) -> Displacement:
    """How far `after` lies from `before`, and what may be said of it. `subject` names the marker in findings.

    Raises Refused, of both positions at once, for old datums (1980 Xi'an, 1954 Beijing), unknown systems and
    methods, an RMSE that is not positive, and positions that are no numbers or outside the country.
    """
    places: list[PlacedPosition] = []
    against: list[Finding] = []
    for position, name in ((before, "原位置"), (after, "现位置")):
        try:
            places.append(_placed(position, name))
        except Refused as refused:
            against += refused.findings
    if against:
        raise Refused(against)
    first, second = places
    azimuth, _, distance = GEOD.inv(first.lon, first.lat, second.lon, second.lat)
    to_plane, _ = planar(planar_epsg)
    (east0, east1), (north0, north1) = to_plane.transform([first.lon, second.lon], [first.lat, second.lat])
    return Displacement(
        before=first,
        after=second,
        distance_m=float(distance),
        azimuth_deg=float(azimuth) % 360.0 if distance > 0 else 0.0,
        north_m=float(north1 - north0),
        east_m=float(east1 - east0),
        planar_epsg=planar_epsg,
        k=k,
        subject=subject,
    )


def _placed(position: Position, name: str) -> PlacedPosition:
    system = system_name(position.system)
    comparable(system, name)
    lon, lat = placed(position.x, position.y, system, name)
    try:
        method = survey_method(position.method)
    except KeyError:
        raise Refused.because(
            "displacement.method",
            f"{name}的测量方法“{position.method[:40]}”不认识",
            remedy="写 static、rtk、total_station、differential、handheld、phone、map 之一，或写明点位中误差",
        ) from None
    rmse_m = method.rmse_m if position.rmse_m is None else position.rmse_m
    if not (math.isfinite(rmse_m) and rmse_m > 0):
        raise Refused.because("displacement.rmse", f"{name}的点位中误差应大于 0", remedy="填写点位中误差（米）")
    if system in SHIFTED:
        rmse_m = math.hypot(rmse_m, SHIFTED_RMSE_M)
    return PlacedPosition(
        name=name,
        lon=lon,
        lat=lat,
        rmse_m=rmse_m,
        system=system,
        method=method,
        stated=position.rmse_m is not None,
    )


def _converted(position: PlacedPosition, subject: str) -> Finding:
    return Finding(
        "displacement.shifted_system",
        Severity.WARNING,
        f"{position.name}是 {position.system}（偏移坐标），由公开近似公式换算，残差可达数分米，按 {SHIFTED_RMSE_M:g} 米计入判断",
        subject=subject,
        value=position.system,
        remedy="移位认定应使用未加偏移的实测坐标",
    )


SPOKEN = {
    Verdict.MOVED: (Severity.ERROR, "由双方在原位置恢复，做好联合记录；需移设的按规定报批"),
    Verdict.NEEDS_RTK: (Severity.WARNING, "用 RTK 复测，或量方位物距离核对"),
    Verdict.NOT_SEEN: (Severity.INFO, "需要认定时用 RTK 复测，或量方位物距离核对"),
    Verdict.IN_PLACE: (Severity.INFO, ""),
    Verdict.SYSTEM_SUSPECT: (Severity.WARNING, "查明两个位置各是什么坐标系，改正后重新比较"),
}


def _told(found: Displacement) -> Finding:
    severity, remedy = SPOKEN[found.verdict]
    whither = f"，方向{found.direction}（{found.azimuth_deg:.1f}°）" if found.direction else ""
    rmse = f"{found.before.rmse_m:.2f}² + {found.after.rmse_m:.2f}²"
    limit = f"；限差 {found.k:g}×√({rmse}) = {found.threshold_m:.2f} 米（限差为系统提示值，未核实）"
    if found.verdict is Verdict.SYSTEM_SUSPECT:
        limit = "，与 GCJ-02 偏移坐标在此处的偏移量相同，多半有一个位置把坐标系写错了"
    return Finding(
        f"displacement.{found.verdict.value}",
        severity,
        f"{found.verdict.term}：两位置相距 {found.distance_m:.2f} 米{whither}{limit}",
        subject=found.subject,
        value=f"{found.distance_m:.3f}",
        clause=MARKER_MEASURES if found.verdict is Verdict.MOVED else "",
        remedy=remedy,
    )
