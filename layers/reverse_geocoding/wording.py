"""What a reverse answer says in words: why a gate answers, and what keeps another from answering."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from gazetteer.findings import Finding, Severity
from layers.address_match import AddressMatch, Precision
from layers.crs import GEOD
from layers.reverse_geocoding.answer import Within
from layers.reverse_geocoding.ground import Ground, Points, Unit

SCORES = {
    Precision.STREET: 0.4,
    Precision.GROUP: 0.3,
    Precision.VILLAGE: 0.2,
    Precision.TOWN: 0.1,
    Precision.COUNTY: 0.05,
}
"""A gate has 1 at its own position, falling to 0.5 at the reach; what is coarser comes after it."""
SIDES = {1: "左侧", -1: "右侧", 0: ""}
PRECISIONS = {12: Precision.VILLAGE, 9: Precision.TOWN, 6: Precision.COUNTY}
AS_DRAWN = "县界为示意，不作划界依据；以勘定的界线为准"


def geodesic_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres on the ellipsoid between two positions in degrees."""
    return float(GEOD.inv(lon, lat, other_lon, other_lat)[2])


def why_gate(away_m: float, street: str, side: int) -> str:
    """Where the gate stands, as a person would say it."""
    where = f"{street}{SIDES[side]}，" if street else ""
    return f"{where}距此 {away_m:.0f} m，与所问位置之间不隔道路"


def why_street(street: str, away_m: float) -> str:
    """Why a street answers without a number."""
    return f"距{street}中线 {away_m:.0f} m，此侧近处没有门牌"


def unit_match(unit: Unit, within: Within, lon: float, lat: float) -> AddressMatch:
    """A group, village, township or the county as an answer; its position is a point of it, not the one asked for."""
    precision = Precision.GROUP if within.group_id else PRECISIONS.get(len(unit.division), Precision.COUNTY)
    known = unit.lon is not None and unit.lat is not None
    away_m = geodesic_m(lon, lat, unit.lon, unit.lat) if known else None  # type: ignore[arg-type]  # both are known
    inferred = "（范围由门牌推断）" if within.group_inferred else ""
    return AddressMatch(
        address=within.head,
        plate="",
        lon=unit.lon,
        lat=unit.lat,
        precision=precision,
        score=SCORES[precision],
        distance_m=away_m,
        division=within.division,
        record=unit.id,
        why=f"位置在{unit.name}范围内{inferred}，近处没有门牌",
    )


def outside(ground: Ground, lon: float, lat: float, point: Points) -> Finding:
    """The position is beyond the county line; no gate of the county answers there, however near."""
    assert ground.outline is not None  # noqa: S101  (asked only where there is one)
    away_m = shapely.distance(ground.outline, shapely.Point(point))
    return Finding(
        "reverse.out_of_area",
        Severity.ERROR,
        f"位置（{lon:g}, {lat:g}）在{ground.profile.name}县界外 {away_m:.0f} m，不以本县门牌回答",
        value=f"{lon}, {lat}",
        remedy=f"向所在县查询；{AS_DRAWN}",
    )


def no_outline(ground: Ground) -> tuple[Finding, ...]:
    """Said with every answer of a county that has no recorded area."""
    if ground.outline is not None:
        return ()
    message = f"没有{ground.profile.name}的范围面，只按经纬度范围判断是否在县内"
    return (Finding("reverse.no_outline", Severity.WARNING, message, remedy="在行政区划图层录入县的范围"),)


def no_gate(away_m: float | None, *, blocked: bool, reach_m: float) -> Finding:
    """Why no gate answers: none is near, or those that are stand across a road or the county line."""
    if away_m is None:
        message = "本县没有可用的门牌位置"
    elif blocked:
        message = f"最近的门牌在 {away_m:.0f} m 外，与所问位置隔着道路或县界，不作为答案"
    else:
        message = f"最近的门牌在 {away_m:.0f} m 外，超过 {reach_m:g} m，不作为答案"
    return Finding("reverse.no_gate", Severity.INFO, message, remedy="到门口再查，或按所在小组、村描述位置")


def on_axis(name: str, dead_zone_m: float) -> Finding:
    """The position stands on a road between gates of both sides."""
    return Finding(
        "reverse.on_axis",
        Severity.WARNING,
        f"位置在“{name}”中线 {dead_zone_m:g} m 以内，分不清在哪一侧，两侧的门牌都列出",
        remedy="走到路边再查，或从所列门牌中选择",
    )


def as_near(addresses: Sequence[str]) -> Finding:
    """Several addresses are as near as each other."""
    return Finding(
        "reverse.as_near",
        Severity.WARNING,
        f"{'、'.join(addresses)}同样近，不能判定是哪一个",
        remedy="从所列门牌中选择",
    )


def on_boundary(names: Sequence[str]) -> Finding:
    """The position lies on the common boundary of villages."""
    return Finding("reverse.on_boundary", Severity.INFO, f"位置在{'、'.join(names)}的交界上，列在{names[0]}")


def inferred(group: str) -> Finding:
    """The group's area is not recorded."""
    return Finding(
        "reverse.group_inferred",
        Severity.INFO,
        f"{group}没有录入范围，由其门牌位置推断，仅供参考",
        remedy="有小组范围图时录入",
    )
